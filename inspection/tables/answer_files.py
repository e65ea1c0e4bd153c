"""Reads a file of answers as form tools export it: one sheet of many rows, .xlsx, .ods or text.

Calamine reads ten thousand answers in the time in which openpyxl reads a thousand. It runs in the reading process
(`inspection.reading`), because it takes room for every cell between the first and the last one: what a sheet of an
office never has is refused before it. `understood` is the caller's side.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from domain.facts import Problem
from domain.language.errors import KamnotError
from domain.language.tables import AnswerSheet
from inspection.office.harm import refuse_office_harm
from inspection.office.markup import part_bytes
from inspection.office.package import Package, library_input
from inspection.opening import open_archive
from inspection.tables.text_tables import text_rows
from inspection.verdicts import RefusedError

MAX_BYTES = 20 * 2**20
MOST_ROWS, MOST_COLUMNS = 20_000, 500
"""More than any survey of a bureau has."""
MAX_ANSWERS = 64 * 2**20
"""Letters of the longest answer of the reading process."""
_TEXTS = frozenset({"csv", "txt", "tsv", ""})
_BOOKS = frozenset({"xlsx", "ods"})
_FAR_CELL = re.compile(rb'<c\s[^>]*?\br="(?:[A-Z]{3,}\d+|[A-Z]+\d{6,})"[^>]*(?<!/)>')
"""A filled cell right of column ZZ or below row 99,999."""
_NOT_WORKED_OUT = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
"""A formula whose value no program has stored."""


def answers(path: Path, extension: str) -> dict[str, Any]:
    """Read one file in the reading process. Returns JSON values: every text once, and rows of their numbers."""
    try:
        return _as_json(_read(path, extension))
    except RefusedError as error:
        return {"problem": error.problem.value, "detail": error.detail}
    except MemoryError:
        return {"problem": Problem.UNSAFE.value, "detail": "out of memory"}
    except OSError as error:
        return {"problem": Problem.UNREADABLE.value, "detail": str(error)}


def _read(path: Path, extension: str) -> AnswerSheet:
    if path.stat().st_size > MAX_BYTES:
        raise RefusedError(Problem.TOO_LARGE, f"over {MAX_BYTES} bytes")
    if extension in _TEXTS:
        return _limited(_text_table(path))
    if extension not in _BOOKS:
        raise RefusedError(Problem.WRONG_CONTENT, f"no file of answers: {extension[:20]!r}")
    with open_archive(path) as archive:
        package = Package(archive)
        if package.kind != extension:
            raise RefusedError(Problem.WRONG_CONTENT, f"{package.kind} content", package.kind)
        refuse_office_harm(package)
        _refuse_far_cells(archive)
    return _limited(_book(path))


def _text_table(path: Path) -> AnswerSheet:
    try:
        numbered = list(text_rows(path))
    except KamnotError as error:
        raise RefusedError(Problem.UNREADABLE, error.english) from error
    before = numbered[0][0] - 1 if numbered else 0
    return AnswerSheet(((),) * before + tuple(tuple(cells) for _, cells in numbered))


def _refuse_far_cells(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
            data = part_bytes(archive, name)
            if _FAR_CELL.search(data):
                raise RefusedError(Problem.UNSAFE, f"{name}: a cell far outside any table")
            if _NOT_WORKED_OUT.search(data):
                raise RefusedError(Problem.BLANK, f"{name}: a formula without a value")


def _book(path: Path) -> AnswerSheet:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        source = library_input(path)
        with CalamineWorkbook.from_object(source) as book:
            sheets = [s for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
            shown = [s for s in sheets if s.visible is SheetVisibleEnum.Visible]
            if not shown:
                raise RefusedError(Problem.BLANK, "no sheet that is shown")
            sheet = book.get_sheet_by_name(shown[0].name)
            _refuse_size(sheet.total_height, sheet.total_width)
            rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    others = tuple(s.name for s in sheets if s.name != shown[0].name)
    return AnswerSheet(tuple(tuple(map(_text, row)) for row in rows), others)


def _limited(table: AnswerSheet) -> AnswerSheet:
    _refuse_size(len(table.rows), max(map(len, table.rows), default=0))
    return table


def _refuse_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise RefusedError(Problem.TOO_LARGE, f"{rows} rows, {columns} columns")


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime() if not (value.hour or value.minute or value.second):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
    return str(value)


def _as_json(table: AnswerSheet) -> dict[str, Any]:
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(text, len(numbers)) for text in row] for row in table.rows]
    return {"texts": list(numbers), "rows": rows, "others": list(table.others)}


def understood(answer: Mapping[str, Any]) -> AnswerSheet:
    """What the reading process answered. Raises RefusedError with the problem, also for an answer without sense."""
    if "problem" in answer:
        raise RefusedError(Problem(answer["problem"]), str(answer["detail"]))
    try:
        texts = [str(text) for text in answer["texts"]]
        rows = tuple(tuple(_picked(texts, row)) for row in answer["rows"])
        return AnswerSheet(rows, tuple(map(str, answer["others"])))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise RefusedError(Problem.UNREADABLE, f"an answer without sense: {error!r}") from error


def _picked(texts: Sequence[str], row: Sequence[int]) -> Iterator[str]:
    return (texts[number] for number in row)
