"""Reads the tables of a file that people bring, of any kind: the one reader of contacts, plans, numbers and days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.tables import BroughtTable
from inspection.opening import open_archive
from inspection.tables.sheets import read_workbook
from inspection.tables.text_tables import read_text_table
from inspection.tables.word_tables import read_document
from inspection.verdicts import RefusedError

MAX_BYTES = 20 * 2**20
_MAX_TEXT_BYTES = 5 * 2**20
_READERS: dict[str, Callable[[Path], BroughtTable]] = {
    ".docx": read_document,
    ".xlsx": read_workbook,
    **dict.fromkeys((".csv", ".txt", ".tsv", ""), read_text_table),
}


def read_table(path: Path) -> BroughtTable:
    """Every row of the tables in a .docx, .xlsx or .csv file, in order, and the paragraphs between them.

    Raises KamnotError if the file is of another kind, cannot be opened or is unsafe to open.
    """
    suffix = path.suffix.lower()
    read = _READERS.get(suffix)
    if read is None:
        raise _other_kind(path, suffix)
    packed = read is not read_text_table
    _refuse_unsafe(path, packed=packed)
    try:
        table = read(path)
    except KamnotError:
        raise
    except Exception as error:  # the readers raise anything for a broken part
        raise _broken(path) from error
    if suffix != ".docx":
        return table
    numbered = enumerate(table.rows, start=1)
    return replace(table, rows=tuple(replace(row, number=number) for number, row in numbered))


def _other_kind(path: Path, suffix: str) -> KamnotError:
    newer = {".doc": ".docx", ".odt": ".docx", ".rtf": ".docx", ".xls": ".xlsx", ".ods": ".xlsx"}
    wanted = newer.get(suffix)
    thai = f"เปิดแล้วบันทึกเป็น {wanted}" if wanted else "บันทึกเป็นแบบใดแบบหนึ่ง"
    english = f"open it and save it as {wanted}" if wanted else "save it as one of them"
    return KamnotError(
        f"อ่านตารางได้จากไฟล์ .docx .xlsx และ .csv เท่านั้น แต่ได้รับ “{path.name}” โปรด{thai}",
        f"A table is read from .docx, .xlsx or .csv, not {path.name!r}; {english}.",
    )


def _refuse_unsafe(path: Path, *, packed: bool) -> None:
    try:
        limit = MAX_BYTES if packed else _MAX_TEXT_BYTES
        if path.stat().st_size > limit:
            size = limit // 2**20
            raise KamnotError(
                f"ไฟล์ “{path.name}” ใหญ่เกิน {size} เมกะไบต์ ตารางไม่ควรใหญ่ขนาดนี้ โปรดตัดรูปออก",
                f"The file {path.name!r} is larger than {size} MB, too large for a table; take its pictures out.",
            )
        if packed:
            open_archive(path).close()
        else:
            path.open("rb").close()
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
