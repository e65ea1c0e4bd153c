"""Reads the sheets of an Excel workbook as they are shown: merged cells, days and shares, and what is hidden."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.language.tables import BroughtTable, SheetRow, TableCell, TableNote, TableRow
from domain.language.thai import thai_digits
from inspection.office.package import library_input
from inspection.tables.mended import mended

_MAX_ROWS, _MAX_COLUMNS = 20_000, 60
"""More than any plan or register has; a sheet may claim a million."""
_LARGE = 4_000_000
"""Bytes of all sheets, unpacked, from which on only their first rows are read."""


def read_workbook(
    path: Path, *, most_rows: int = _MAX_ROWS, most_sheets: int | None = None
) -> BroughtTable:
    """The rows of every sheet that is shown. Hidden rows are marked; hidden sheets are named in a note.

    A note says where a sheet has more than `most_rows`, or the workbook more than `most_sheets`.
    """
    book = _load(path, most_rows)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    shown = visible[:most_sheets]
    rows = tuple(row for sheet in shown for row in _rows(sheet, most_rows, several=len(shown) > 1))
    notes = [*_hidden_sheets(book), *_left_out(visible[len(shown) :])]
    notes += [n for sheet in shown for n in _sheet_notes(sheet, most_rows)]
    return BroughtTable(rows, (*notes, *_uncounted(path, shown, most_rows)))


def _load(path: Path, most_rows: int, *, values: bool = True) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of parts that no table needs
        if _is_large(path):
            return load_workbook(mended(path, most_rows + 1), data_only=values)
        source = library_input(path)
        try:
            # Opened here: the library leaves a file open over which it stops.
            with path.open("rb") if source is path else source as stream:
                return load_workbook(stream, data_only=values)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, SyntaxError):
            # It stops over a broken style, name or day, which Excel passes over.
            return load_workbook(mended(path), data_only=values)


def _is_large(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = (e for e in archive.infolist() if "/worksheets/" in e.filename.lower())
        return sum(entry.file_size for entry in sheets) > _LARGE


def _rows(sheet: Any, most_rows: int, *, several: bool) -> Iterator[TableRow]:
    covered = {
        (row, column): area
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, most_rows) + 1)
        for column in range(area.min_col, min(area.max_col, _MAX_COLUMNS) + 1)
    }
    size = {
        "max_row": min(sheet.max_row, most_rows),
        "max_col": min(sheet.max_column, _MAX_COLUMNS),
    }
    for number, row in enumerate(sheet.iter_rows(**size), start=1):
        cells = tuple(
            _cell(sheet, covered, cell) if covered else _plain(_shown(cell)) for cell in row
        )
        named = SheetRow(number, sheet.title) if several else number
        yield TableRow(named, cells, hidden=_is_hidden(sheet, number), sheet=sheet.title)


def _is_hidden(sheet: Any, number: int) -> bool:
    form = sheet.row_dimensions.get(number)
    return bool(sheet.sheet_format.zeroHeight if form is None else form.hidden)


def _cell(sheet: Any, covered: dict[tuple[int, int], Any], cell: Any) -> TableCell:
    area = covered.get((cell.row, cell.column))
    if area is None:
        return TableCell(_shown(cell))
    first = (cell.row, cell.column) == (area.min_row, area.min_col)
    down = cell.row > area.min_row and cell.column == area.min_col
    text = _shown(sheet.cell(area.min_row, area.min_col))
    return TableCell(text, first, area.max_col - area.min_col + 1, down)


@lru_cache(maxsize=2**12)
def _plain(text: str) -> TableCell:
    # The same few words stand in most cells of a long table.
    return TableCell(text)


def _shown(cell: Any) -> str:
    """A cell's value as people see it: a day without its midnight, a share with its %."""
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, float | int) and "%" in cell.number_format:
        return f"{value * 100:g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _hidden_sheets(book: Any) -> Iterator[TableNote]:
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            yield TableNote(
                f"แผ่นงาน “{sheet.title}” ถูกซ่อนไว้ จึงไม่ได้อ่าน",
                f"the sheet “{sheet.title}” is hidden and was not read",
            )


def _left_out(sheets: Sequence[Any]) -> Iterator[TableNote]:
    if sheets:
        names = ", ".join(f"“{sheet.title}”" for sheet in sheets)
        yield TableNote(f"แผ่นงาน {names} ไม่ได้อ่าน", f"the sheet(s) {names} were not read")


def _sheet_notes(sheet: Any, most_rows: int) -> Iterator[TableNote]:
    hidden = [name for name, form in sheet.column_dimensions.items() if form.hidden]
    if hidden:
        yield TableNote(
            f"แผ่นงาน “{sheet.title}” มีคอลัมน์ที่ซ่อนไว้ ({', '.join(hidden)}) อ่านมาด้วย โปรดตรวจ",
            f"the sheet “{sheet.title}” has hidden columns ({', '.join(hidden)}); they were read, check them",
        )
    if sheet.max_row > most_rows or sheet.max_column > _MAX_COLUMNS:
        rows, columns = thai_digits(most_rows), thai_digits(_MAX_COLUMNS)
        yield TableNote(
            f"แผ่นงาน “{sheet.title}” อ่านเฉพาะ {rows} แถวและ {columns} คอลัมน์แรก",
            f"of the sheet “{sheet.title}” only {most_rows} rows and {_MAX_COLUMNS} columns were read",
            loses=True,
        )


def _uncounted(path: Path, shown: list[Any], most_rows: int) -> Iterator[TableNote]:
    """Formulas whose value no program has stored: they read as empty cells."""
    with zipfile.ZipFile(path) as archive:
        parts = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name) for name in parts):
            return
    book = _load(path, most_rows, values=False)
    for sheet in shown:
        bare = [
            cell.coordinate
            for row in book[sheet.title].iter_rows(max_row=most_rows, max_col=_MAX_COLUMNS)
            for cell in row
            if cell.data_type == "f" and sheet[cell.coordinate].value is None
        ]
        if bare:
            cells = ", ".join(bare)
            yield TableNote(
                f"แผ่นงาน “{sheet.title}” ช่อง {cells} เป็นสูตรที่ยังไม่มีค่า จึงอ่านเป็นช่องว่าง โปรดเปิดใน Excel แล้วบันทึกใหม่",
                f"the sheet “{sheet.title}” has formulas without a value ({cells}), read as empty;"
                " open it in Excel and save it",
                loses=True,
            )
