"""Writes tables as an Excel book of numbers and plain text, and as text alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.plan.model import show_share

_CONTROLS = {n: None for n in range(32) if n not in (9, 10)}
"""What Excel's files cannot hold."""

Rows = Iterable[Sequence[object]]


def to_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A sheet for each table, its first row the heading.

    Numbers are numbers, so that a person can sort and sum them; a share (`Fraction`) is shown as percent. All else is
    text: a name such as `=HYPERLINK(…)` stays a name: a cell that would be taken for a formula when it is typed or
    pasted again begins with an apostrophe's sign.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        _fill(book.create_sheet(title), rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: Rows) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            text = _write(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
            widths[place] = min(48, max(widths.get(place, 8), len(text) + 2))
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _write(cell: Any, value: object) -> str:
    """Write a value into its cell; returns it as text, by which the column's width is taken."""
    match value:
        case bool():
            pass
        case int() | Decimal():
            cell.value = value
            return str(value)
        case Fraction():
            shown = show_share(value)
            # Two places would round 79.995% up to 80%.
            whole = value < 1 and f"{float(value):.2%}".endswith(".00%") and "." in shown
            cell.value, cell.number_format = float(value), "0.0000%" if whole else "0.00%"
            return shown
    text = str(value).translate(_CONTROLS)
    cell.value = text
    cell.data_type = "s"
    # "Quote prefix": an edited cell stays text, as with the apostrophe that people type.
    cell.quotePrefix = True
    return text


def to_csv(rows: Rows) -> bytes:
    """A table as text, with the mark by which Excel knows Thai. Nothing in it is a formula when it is opened."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_as_words(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _as_words(cell: object) -> object:
    """The cell behind an apostrophe where a table program would work it out; who reads a table takes that away."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple("=+-@\t\r'")) else cell
