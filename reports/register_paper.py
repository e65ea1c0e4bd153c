"""A register as a document: a table of its rows, or the chapters that the plan names for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.facts import RegisterRow
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import ColumnKind, Register, RegisterColumn
from domain.rubric.register_rows import show_cell
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)

Rows = Sequence[RegisterRow]
_NARROW = frozenset({ColumnKind.COUNT, ColumnKind.YES_NO, ColumnKind.EVIDENCE, ColumnKind.ACTIVITY})


def register_paper(
    register: Register, rows: Rows, unit_name: str, fiscal_year: int, day: date
) -> Doc:
    """The document of one unit as of a day, in Thai as every paper of the plan."""
    name = register.paper.title if register.paper else register.title
    year = f"ปีงบประมาณ พ.ศ. {thai_digits(fiscal_year)}"
    blocks = (
        heading(name, size=18, align=Align.CENTRE),
        para(f"{unit_name} {year}", bold=True, align=Align.CENTRE, keep=True),
        *(_chapters(register, rows) if register.paper else _table(register.columns, rows)),
        para(f"ข้อมูล ณ วันที่ {thai_date(day)}", align=Align.RIGHT, size=14),
    )
    key = {"register": register.id, "year": str(fiscal_year)}
    return Doc(name, unit_name, day, (Pages(tuple(blocks)),), key)


def _chapters(register: Register, rows: Rows) -> Iterator[Block]:
    """The overview, then a chapter for each choice that has a row."""
    paper = register.paper
    assert paper is not None  # noqa: S101  # its caller looked
    yield heading(paper.overview.title, 2)
    yield from rows_table(register, paper.overview.columns, rows)
    for choice, title in register.column_by_id[paper.by].choices.items():
        own = [one for one in rows if one.cells.get(paper.by) == choice]
        if own:
            yield heading(title, 2)
            yield from rows_table(register, paper.chapter.columns, own)


def rows_table(register: Register, columns: Sequence[str], rows: Rows) -> Iterator[Block]:
    """The rows as a table of these columns, or a line that says that there are none."""
    yield from _table([register.column_by_id[name] for name in columns], rows)


def _table(columns: Sequence[RegisterColumn], rows: Rows) -> Iterator[Block]:
    if not rows:
        yield para("ยังไม่มีรายการ")
        return
    widths = (1.0, *(2.0 if c.kind in _NARROW else 4.0 for c in columns))
    head = header_row("ที่", *(c.title for c in columns))
    lines = (
        row(
            cell(thai_digits(n), align=Align.CENTRE),
            *(show_cell(c, one.cells.get(c.id), "th") for c in columns),
        )
        for n, one in enumerate(rows, 1)
    )
    yield Table(widths, (head, *lines))
