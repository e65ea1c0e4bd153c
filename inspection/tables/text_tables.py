"""Reads a table from a text file: CSV in any of the codes and with any of the separators in which Excel saves it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.tables import BroughtTable, TableCell, TableRow

_DELIMITERS = ",;\t|"
_SAMPLE = 50
_SEP = re.compile(r"\s*\"?sep=(.)\"?[,;\t]*\s*", re.IGNORECASE)
"""Excel's own first line, which names the separator."""

_KEPT_WORDS = re.compile(r"^'(?=[=+@\t\r'-])")
"""The apostrophe by which a table keeps words from being worked out as a formula."""


def read_text_table(path: Path) -> BroughtTable:
    """The lines of a file in UTF-8, UTF-16 (Excel's “Unicode text”) or TIS-620.

    Raises KamnotError if it is no text, or a quotation never ends.
    """
    return BroughtTable(
        tuple(TableRow(number, tuple(map(TableCell, cells))) for number, cells in text_rows(path))
    )


def text_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line with its number, without the line that names the separator.

    Raises KamnotError as `read_text_table` does.
    """
    lines = _decoded(path.read_bytes(), path).splitlines(keepends=True)
    named = _SEP.fullmatch(lines[0]) if lines else None
    delimiter = named[1] if named else _delimiter(lines[:_SAMPLE])
    text = io.StringIO("".join(lines), newline="")
    try:
        rows = list(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _unreadable(path) from error
    for number, cells in enumerate(rows, start=1):
        if not (named and number == 1):
            yield number, [_KEPT_WORDS.sub("", cell) for cell in cells]


def _delimiter(lines: list[str]) -> str:
    """The sign that parts most lines; a title above the headings holds none, or another."""
    return max(
        _DELIMITERS, key=lambda d: (sum(d in x for x in lines), sum(x.count(d) for x in lines))
    )


def _decoded(data: bytes, path: Path) -> str:
    """Try UTF-8 first: Thai in TIS-620 is never valid UTF-8, but UTF-8 can be read as TIS-620."""
    codes = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp874"]
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(path)


def _unreadable(path: Path) -> KamnotError:
    return KamnotError(
        f"อ่านไฟล์ “{path.name}” ไม่ได้ โปรดบันทึกเป็น CSV UTF-8 หรือ .xlsx แล้วลองใหม่",
        f"Cannot read {path.name!r}; save it as CSV UTF-8 or .xlsx and try again.",
    )
