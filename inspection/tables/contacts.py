"""Reads a list of contacts: a CSV or an Excel file with Thai or English headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.thai import match_key
from inspection.tables.sheets import read_rows

_HEADINGS = {
    "group": ("คณะทำงาน", "คณะ", "กลุ่ม", "group"),
    "role": ("บทบาท", "หน้าที่", "ตำแหน่งในคณะ", "ตำแหน่งในคณะทำงาน", "role"),
    "office": ("ตำแหน่ง", "สังกัด", "ตำแหน่ง/สังกัด", "office", "position"),
    "email": ("อีเมล", "อีเมล์", "ที่อยู่อีเมล", "ไปรษณีย์อิเล็กทรอนิกส์", "email", "e-mail", "address"),
    "chat": ("แชต", "แชท", "ตัวแปรแชต", "chat"),
    "account": ("บัญชี", "บัญชีผู้ใช้", "ชื่อบัญชี", "account", "user"),
}
_NEEDED = ("group", "email")
_COLUMN = {match_key(word): name for name, words in _HEADINGS.items() for word in words}


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line of the list; `number` counts from 1 with the headings, None means that the list says nothing."""

    number: int
    group: str
    email: str
    role: str | None = None
    office: str | None = None
    chat: str | None = None
    account: str | None = None


def read_contacts(path: Path) -> tuple[ContactLine, ...]:
    """The lines of a `.csv`, `.txt` or `.xlsx`. Empty lines and unknown columns are left out.

    Raises KamnotError if the file is of another kind, has no headings or a line that is too short.
    """
    rows = list(_rows(path))
    if not rows:
        raise _unusable(path, "ไม่มีข้อมูล", "it holds nothing")
    (_, first), *rest = rows
    columns = [_COLUMN.get(match_key(heading)) for heading in first]
    lacking = [name for name in _NEEDED if name not in columns]
    if lacking:
        names = ", ".join(_HEADINGS[name][0] for name in lacking)
        raise _unusable(
            path,
            f"บรรทัดแรกต้องเป็นหัวตาราง ไม่พบคอลัมน์ {names}",
            f"the first line must be headings; {', '.join(lacking)} is missing",
        )
    return tuple(_line(path, number, columns, cells) for number, cells in rest if any(cells))


def _line(
    path: Path, number: int, columns: Sequence[str | None], cells: Sequence[str]
) -> ContactLine:
    named = zip(columns, cells, strict=False)
    values = {name: cell for name, cell in named if name is not None and cell}
    for name in _NEEDED:
        if name not in values:
            thai = _HEADINGS[name][0]
            raise _unusable(path, f"บรรทัด {number} ไม่มี{thai}", f"line {number} has no {name}")
    return ContactLine(number, **values)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of every line."""
    for number, cells in enumerate(read_rows(path), start=1):
        yield number, [cell.strip() for cell in cells]


def _unusable(path: Path, thai: str, english: str) -> KamnotError:
    return KamnotError(
        f"อ่านรายชื่อผู้รับ “{path.name}” ไม่ได้: {thai}",
        f"Cannot read the contacts in {path.name}: {english}.",
    )
