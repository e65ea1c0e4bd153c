"""Reads the rows of a list from Excel, or from CSV in any of the codes in which Excel saves it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from domain.language.errors import KamnotError
from inspection.tables.table_files import read_table

_MAX_BYTES = 5 * 2**20
_DELIMITERS = ",;\t"


def read_rows(path: Path) -> list[list[str]]:
    """Every row of a .csv or of the sheets of an .xlsx file as text, in order.

    A CSV may be UTF-8, UTF-16 (Excel's “Unicode text”) or TIS-620, with commas, semicolons or tabs. Raises
    KamnotError if the file is of another kind or cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return [[cell.text for cell in row.cells] for row in read_table(path)]
    if suffix in (".csv", ".txt", ".tsv"):
        return _csv(path)
    raise KamnotError(
        f"นำเข้าตารางได้จากไฟล์ .csv และ .xlsx เท่านั้น แต่ได้รับ “{path.name}”",
        f"Tables are imported from .csv or .xlsx, not {path.name!r}.",
    )


def _csv(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise KamnotError(
                f"ไฟล์ “{path.name}” ใหญ่เกิน ๕ เมกะไบต์ ตารางไม่ควรใหญ่ขนาดนี้",
                f"The file {path.name!r} is larger than 5 MB, too large for a table.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise KamnotError(
            f"เปิดไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดตรวจชื่อและสิทธิ์การอ่าน",
            f"Cannot open {str(path)!r} ({error.strerror}); check its name and permissions.",
        ) from error
    text = _decoded(data, path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _unreadable(path) from error


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
