"""Reading a list of contacts as offices keep it: a CSV or an Excel file with Thai or English headings.

Excel saves CSV as UTF-8, as TIS-620 or, as "Unicode text", as UTF-16 with tabs; all are read.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from domain.errors import KamnotError
from domain.thai import match_key

_LARGEST = 5_000_000
"""Bytes of a list; a thousand contacts take a fiftieth."""

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
_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line of the list as it stands there; `number` counts from 1 with the headings, None is left out."""

    number: int
    group: str
    email: str
    role: str | None = None
    office: str | None = None
    chat: str | None = None
    account: str | None = None


def read_contacts(path: Path) -> tuple[ContactLine, ...]:
    """The lines of a `.csv`, `.txt` or `.xlsx`; empty ones are left out, unknown columns are not looked at.

    Raises KamnotError naming file and fault: another kind of file, no headings, a line that is too short.
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
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= _LARGEST else b""
    except OSError as error:
        raise _unusable(path, error.strerror or "", error.strerror or "") from error
    if size > _LARGEST:
        raise _unusable(path, "ใหญ่เกินกว่าจะเป็นรายชื่อผู้รับ", "it is too large for a list of contacts")
    if raw.startswith(b"PK"):
        yield from _from_excel(path)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        yield from _from_text(path, raw)
    else:
        raise _unusable(
            path,
            "ใช้ได้เฉพาะ .csv หรือ .xlsx (ไฟล์ .xls โปรดบันทึกเป็น .xlsx)",
            "only .csv or .xlsx can be read (save an .xls as .xlsx)",
        )


def _from_text(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(path, raw)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise _unusable(path, f"บรรทัด {reader.line_num} อ่านไม่ได้", str(error)) from error


def _decoded(path: Path, raw: bytes) -> str:
    """As UTF-8, as Excel's UTF-16 when it says so, else as Thai Windows (cp874, which holds TIS-620)."""
    encodings = (
        ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp874")
    )
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unusable(path, "เข้ารหัสตัวอักษรแบบที่ไม่รู้จัก โปรดบันทึกเป็น CSV UTF-8", "its encoding is unknown")


def _from_excel(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The first sheet's lines, with the standard library: a list of contacts needs no more."""
    try:
        with zipfile.ZipFile(path) as book:
            strings = _shared_strings(book)
            yield from _sheet(_part(book, _first_sheet(book)), strings)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, IndexError) as error:
        raise _unusable(path, "ไม่ใช่ไฟล์ Excel (.xlsx) ที่อ่านได้", "it is no readable .xlsx") from error


def _part(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """One part of the book; ValueError for one that swells or declares entities."""
    if book.getinfo(name).file_size > _LARGEST * 4:
        raise ValueError(name)
    text = book.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(name)
    return ElementTree.fromstring(text)  # noqa: S314  # no entities: refused just above


def _first_sheet(book: zipfile.ZipFile) -> str:
    sheet = next(_part(book, "xl/workbook.xml").iter(f"{_XML}sheet"))
    wanted = sheet.attrib[_REL]
    for relation in _part(book, "xl/_rels/workbook.xml.rels"):
        if relation.attrib["Id"] == wanted:
            target = relation.attrib["Target"]
            return (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
            )
    raise KeyError(wanted)


def _shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text(item) for item in _part(book, "xl/sharedStrings.xml").iter(f"{_XML}si")]


def _text(item: ElementTree.Element) -> str:
    """The words of a cell without the phonetic hints beside them."""
    runs = [item, *item.iter(f"{_XML}r")]
    return "".join(t.text or "" for run in runs for t in run.findall(f"{_XML}t"))


def _sheet(sheet: ElementTree.Element, strings: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(sheet.iter(f"{_XML}row"), start=1):
        cells: dict[int, str] = {}
        for position, cell in enumerate(row.iter(f"{_XML}c")):
            found = _CELL.fullmatch(cell.attrib.get("r", ""))
            cells[_column(found[1]) if found else position] = _value(cell, strings).strip()
        width = max(cells, default=-1) + 1
        yield int(row.attrib.get("r", count)), [cells.get(n, "") for n in range(width)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, strings: Sequence[str]) -> str:
    kind = cell.attrib.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_XML}is")
        return _text(inline) if inline is not None else ""
    value = cell.findtext(f"{_XML}v") or ""
    return strings[int(value)] if kind == "s" and value else value


def _unusable(path: Path, thai: str, english: str) -> KamnotError:
    return KamnotError(
        f"อ่านรายชื่อผู้รับ “{path.name}” ไม่ได้: {thai}",
        f"Cannot read the contacts in {path.name}: {english}.",
    )
