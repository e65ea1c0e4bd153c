"""Reads the rows of a plan's table from Word and Excel, and keeps merged cells apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.language.errors import KamnotError
from domain.next_year.table_rows import TableCell, TableRow
from inspection.opening import open_archive
from inspection.verdicts import RefusedError

MAX_BYTES = 20 * 2**20
_MAX_ROWS, _MAX_COLUMNS = 5000, 60
"""More than any plan has; a sheet may claim a million."""


def read_table(path: Path) -> list[TableRow]:
    """Every row of the tables in a .docx or .xlsx file, in order, and the paragraphs between them.

    Raises KamnotError if the file is of another kind, cannot be opened or is unsafe to open.
    """
    suffix = path.suffix.lower()
    if suffix not in (".docx", ".xlsx"):
        raise KamnotError(
            f"อ่านตารางแผนได้จากไฟล์ .docx และ .xlsx เท่านั้น แต่ได้รับ “{path.name}” โปรดบันทึกเป็นแบบใดแบบหนึ่ง",
            f"A plan table is read from .docx or .xlsx, not {path.name!r}; save it as one of them.",
        )
    _refuse_unsafe(path)
    try:
        rows = _word(path) if suffix == ".docx" else _excel(path)
        return [
            TableRow(number, row.cells, row.paragraph) for number, row in enumerate(rows, start=1)
        ]
    except Exception as error:  # the readers raise anything for a broken part
        raise _broken(path) from error


def _refuse_unsafe(path: Path) -> None:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KamnotError(
                f"ไฟล์ “{path.name}” ใหญ่เกิน ๒๐ เมกะไบต์ ตารางแผนไม่ควรใหญ่ขนาดนี้ โปรดตัดรูปออก",
                f"The file {path.name!r} is larger than 20 MB; take its pictures out.",
            )
        open_archive(path).close()
    except OSError as error:
        raise KamnotError(
            f"เปิดไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดตรวจชื่อและสิทธิ์การอ่าน",
            f"Cannot open {str(path)!r} ({error.strerror}); check its name and permissions.",
        ) from error
    except RefusedError as error:
        raise _broken(path) from error


def _broken(path: Path) -> KamnotError:
    return KamnotError(
        f"อ่านไฟล์ “{path.name}” ไม่ได้ อาจเสียหาย มีรหัสผ่าน หรือไม่ใช่ไฟล์ตามนามสกุล โปรดเปิดแล้วบันทึกใหม่",
        f"Cannot read {path.name!r}: damaged, protected by a password, or no such file inside;"
        " open it and save it again.",
    )


def _word(path: Path) -> Iterator[TableRow]:
    import docx
    from docx.table import Table

    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            yield from _word_rows(block)
        else:
            yield TableRow(0, (TableCell(block.text),), paragraph=True)


def _word_rows(table: Any) -> Iterator[TableRow]:
    above: set[Any] = set()
    for row in table.rows:
        # The library gives a merged cell once for every place that it covers, always as the same element.
        places = [cell._tc for cell in row.cells]  # noqa: SLF001  # python-docx has no other name for it
        texts = {cell._tc: cell.text for cell in row.cells}  # noqa: SLF001
        yield TableRow(
            0,
            tuple(
                TableCell(
                    texts[place],
                    first=place not in above and place not in places[:index],
                    span=places.count(place),
                )
                for index, place in enumerate(places)
            ),
        )
        above = set(places)


def _excel(path: Path) -> Iterator[TableRow]:
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        covered = {
            (row, column): area
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, min(area.max_row, _MAX_ROWS) + 1)
            for column in range(area.min_col, min(area.max_col, _MAX_COLUMNS) + 1)
        }
        size = {
            "max_row": min(sheet.max_row, _MAX_ROWS),
            "max_col": min(sheet.max_column, _MAX_COLUMNS),
        }
        for row in sheet.iter_rows(**size):
            cells = [_excel_cell(sheet, covered, cell) for cell in row]
            yield TableRow(0, tuple(cells))


def _excel_cell(sheet: Any, covered: dict[tuple[int, int], Any], cell: Any) -> TableCell:
    area = covered.get((cell.row, cell.column))
    if area is None:
        return TableCell(_shown(cell.value))
    first = (cell.row, cell.column) == (area.min_row, area.min_col)
    value = sheet.cell(area.min_row, area.min_col).value
    return TableCell(_shown(value), first, area.max_col - area.min_col + 1)


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
