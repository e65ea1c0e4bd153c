"""Reads a list of contacts as offices keep them: a table with Thai or English headings, a title above, notes below."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.tables import ListLine, TableNote, read_list, row_place
from inspection.tables.table_files import read_table

_HEADINGS = {
    "group": ("คณะทำงาน", "คณะ", "กลุ่ม", "ชื่อคณะทำงาน", "group", "working group"),
    "role": (
        "บทบาท", "หน้าที่", "ตำแหน่งในคณะ", "ตำแหน่งในคณะทำงาน", "บทบาทในคณะทำงาน", "หน้าที่ในคณะทำงาน", "role",
    ),
    "office": ("ตำแหน่ง", "สังกัด", "ตำแหน่ง/สังกัด", "office", "position"),
    "email": (
        "อีเมล", "อีเมล์", "อีเมลล์", "ที่อยู่อีเมล", "ไปรษณีย์อิเล็กทรอนิกส์", "จดหมายอิเล็กทรอนิกส์", "email", "e-mail",
        "mail", "email address", "e-mail address", "address",
    ),
    "chat": ("แชต", "แชท", "ตัวแปรแชต", "chat"),
    "account": ("บัญชี", "บัญชีผู้ใช้", "ชื่อบัญชี", "account", "user"),
}  # fmt: skip
_NEEDED = ("group", "email")
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]|/\"“”']+@[^\s@,;:<>()\[\]|/\"“”']+")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line of the list; `number` counts the file's lines from 1, None means that the list says nothing."""

    number: int
    group: str
    email: str
    role: str | None = None
    office: str | None = None
    chat: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class ContactList:
    """The contacts, and what was left out of the list."""

    lines: tuple[ContactLine, ...]
    notes: tuple[TableNote, ...]


def read_contacts(path: Path, is_group: Callable[[str], bool]) -> ContactList:
    """The contacts of a table. A line with neither an address nor a group that `is_group` knows is none.

    Raises KamnotError if the file cannot be read, has no headings, or a line lacks something or has two addresses.
    """
    table = read_table(path)
    if not any(any(row.texts) for row in table.rows):
        raise _unusable(path, "ไม่มีข้อมูล", "it holds nothing")
    found = read_list(table, _HEADINGS, [_NEEDED], loose=_NEEDED)
    if not found.headed:
        names = ", ".join(_HEADINGS[name][0] for name in _NEEDED)
        raise _unusable(
            path,
            f"ไม่พบหัวตารางที่มีคอลัมน์ {names}",
            f"no line has the headings {' and '.join(_NEEDED)}",
        )
    contacts = [line for line in found.lines if _is_contact(line, is_group)]
    others = tuple(_passed_over(x) for x in found.lines if x not in contacts and x.filled > 1)
    return ContactList(tuple(_line(path, x) for x in contacts), (*found.notes, *others))


def _is_contact(line: ListLine, is_group: Callable[[str], bool]) -> bool:
    return "@" in line.fields.get("email", "") or is_group(line.fields.get("group", ""))


def _passed_over(line: ListLine) -> TableNote:
    words, where = " ".join(line.fields.values()), row_place(line.number)
    return TableNote(
        f"{where.thai} ไม่มีอีเมล และไม่ใช่ชื่อคณะทำงาน จึงไม่ได้นำเข้า: “{words}”",
        f"{where.english} has neither an address nor a group and was not taken: “{words}”",
    )


def _line(path: Path, line: ListLine) -> ContactLine:
    for name in _NEEDED:
        if name not in line.fields:
            thai = _HEADINGS[name][0]
            where = row_place(line.number, "บรรทัด", "line")
            raise _unusable(path, f"{where.thai} ไม่มี{thai}", f"{where.english} has no {name}")
    email = _address(path, line.number, line.fields["email"])
    return ContactLine(line.number, **{**line.fields, "email": email})


def _address(path: Path, number: int, cell: str) -> str:
    """The address in a cell such as `name <a@b>`; a cell without one as it is."""
    found = list(
        dict.fromkeys(
            address.removeprefix("mailto:").rstrip(".") for address in _ADDRESS.findall(cell)
        )
    )
    if len(found) > 1:
        both, where = ", ".join(found), row_place(number, "บรรทัด", "line")
        raise _unusable(
            path,
            f"{where.thai} มีหลายที่อยู่ในช่องเดียว ({both}) โปรดแยกเป็นคนละบรรทัด หรือเหลือที่อยู่เดียว",
            f"{where.english} has several addresses in one cell ({both}); give each a line, or keep one",
        )
    return found[0] if found else cell


def _unusable(path: Path, thai: str, english: str) -> KamnotError:
    return KamnotError(
        f"อ่านรายชื่อผู้รับ “{path.name}” ไม่ได้: {thai}",
        f"Cannot read the contacts in {path.name}: {english}.",
    )
