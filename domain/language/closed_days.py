"""The office's own closed days, as a table that an office keeps: days in a column, or one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.tables import (
    BroughtTable,
    TableNote,
    TableRow,
    hidden_rows,
    read_list,
    row_place,
)
from domain.language.thai import arabic_digits, gregorian_year

_HEADINGS = {
    "day": ("วันที่", "วัน", "วันหยุด", "วันเดือนปี", "วัน เดือน ปี", "วันที่หยุด", "date", "day", "closed day"),
}
_COMPLETE = re.compile(
    r"(?:ปี|year)\s*(?:พ\.ศ\.\s*)?([0-9๐-๙]{4})\s*(?:ครบ|complete)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The days, and the calendar years (ค.ศ.) that the office calls complete: “ปี ๒๕๗๐ ครบ”."""

    days: frozenset[date] = frozenset()
    complete: frozenset[int] = frozenset()
    notes: tuple[TableNote, ...] = ()


def read_closed_days(table: BroughtTable, fiscal_year: int) -> ClosedDays:
    """The days of a table, near the plan's year: under a heading such as วันที่, or else one in each row.

    `#` begins a comment. Raises KamnotError with the line of what is no day.
    """
    rows = [row for row in map(_without_comment, table.rows) if any(row.texts)]
    found = [_COMPLETE.fullmatch(" ".join(filter(None, row.texts))) for row in rows]
    years = (gregorian_year(int(arabic_digits(match[1]))) for match in found if match)
    others = tuple(row for row, match in zip(rows, found, strict=True) if not match)
    listed = read_list(replace(table, rows=others), _HEADINGS, [("day",)])
    notes = listed.notes
    if listed.headed:
        written = [(line.number, [line.fields.get("day", "")]) for line in listed.lines]
    else:
        written = [(row.number, row.texts) for row in others if not row.hidden]
        notes = (*notes, *hidden_rows([row.number for row in others if row.hidden]))
    days = frozenset(_day(number, texts, fiscal_year) for number, texts in written)
    return ClosedDays(days, frozenset(years), notes)


def _without_comment(row: TableRow) -> TableRow:
    kept = []
    for cell in row.cells:
        said, sign, _ = cell.text.partition("#")
        kept.append(replace(cell, text=said))
        if sign:
            break
    return replace(row, cells=tuple(kept), paragraph=False)


def _day(number: int, texts: Sequence[str], fiscal_year: int) -> date:
    """The day of a row: the whole row, as in `March 13, 2024`, or the first cell that is one."""
    faults = []
    for text in _candidates(texts):
        try:
            return parse_date(text, fiscal_year)
        except KamnotError as error:
            faults.append(error)
    told, where = faults[0], row_place(number, "บรรทัด", "line")
    thai, english = (f"{where.text(lang)}: {told.text(lang)}" for lang in ("th", "en"))
    raise KamnotError(thai, english)


def _candidates(texts: Sequence[str]) -> Iterator[str]:
    yield " ".join(filter(None, texts))
    yield from (text for text in texts if any(map(str.isdecimal, text)))
