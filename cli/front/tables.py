"""The layout of lists on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.front.commands import with_command
from cli.front.common import say

if TYPE_CHECKING:
    from rich.padding import Padding
    from rich.table import Table

    from domain.results import Finding


MARKS = {
    "MET": ("✓", "green"),
    "NOT_MET": ("✗", "red"),
    "NOT_AVAILABLE": ("?", "yellow"),
    "NOT_APPLICABLE": ("–", "dim"),
}
"""The sign of each outcome, and its colour."""


def to_do(finding: Finding, style: str) -> Padding:
    """A finding that needs action, with its remedy; its id is in `style`."""
    from rich.padding import Padding
    from rich.text import Text

    remedy = with_command(finding.remedy, finding.how)
    what = f"{finding.title}: {finding.found}" + (f" → {remedy}" if remedy else "")
    text = Text(f"{finding.id} ", style=style)
    text.append(what, style="default")
    return Padding(text, (0, 0, 0, 3))


def headed(*heads: tuple[str, str]) -> Table:
    """A table without rows; long words are folded, not cut."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(say(*head), overflow="fold")
    return table
