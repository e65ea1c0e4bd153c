"""The layout of lists on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.front.common import say

if TYPE_CHECKING:
    from rich.table import Table


MARKS = {
    "MET": ("✓", "green"),
    "NOT_MET": ("✗", "red"),
    "NOT_AVAILABLE": ("?", "yellow"),
    "NOT_APPLICABLE": ("–", "dim"),
}
"""The sign of each outcome, and its colour."""


def headed(*heads: tuple[str, str]) -> Table:
    """A table without rows; long words are folded, not cut."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(say(*head), overflow="fold")
    return table
