"""The layout of lists on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.front.commands import with_command
from cli.front.common import numeral, say, tell

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


SCREEN = 10
"""Rows of a list that a short form shows: with all beside them it fits a terminal of 24 lines."""


def tell_full(left: int) -> None:
    """Say how many rows a short form left out, and what shows all."""
    more = numeral(left)
    thai = f"ยังมีอีก {more} รายการ ดูทั้งหมดด้วย --full" if left else "ดูรายละเอียดทั้งหมดด้วย --full"
    english = f"{more} more; --full shows all" if left else "--full shows all of it"
    tell(thai, english, style="dim")


def headed(*heads: tuple[str, str]) -> Table:
    """A table without rows; long words are folded, not cut."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(say(*head), overflow="fold")
    return table
