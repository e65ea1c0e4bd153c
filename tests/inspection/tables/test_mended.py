"""A workbook with a fault that Excel passes over gives its cells, days and shares; a strict one as any other."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from inspection.tables.sheets import read_workbook


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["หัวข้อ", date(2024, 3, 13), 0.9])
    book.active["A1"].font = Font(bold=True)
    book.active["C1"].number_format = "0%"
    book.active.append(["ซ่อน"])
    book.active.row_dimensions[2].hidden = True
    book.save(out)
    return out.getvalue()


Change = Callable[[bytes], bytes]
FAULTS: dict[str, tuple[str, Change]] = {
    "a colour that is none": ("xl/styles.xml", lambda d: d.replace(b"<b ", b'<color rgb="XYZ"/><b ')),
    "a font that is not there": ("xl/styles.xml", lambda d: re.sub(rb'fontId="\d+"', b'fontId="99"', d)),
    "styles that nobody can read": ("xl/styles.xml", lambda d: d.replace(b"</fills>", b"</fillz>")),
    "a name that leads nowhere": (
        "xl/workbook.xml",
        lambda d: d.replace(
            b"</sheets>",
            b'</sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="9">#REF!,x!!'
            b"</definedName></definedNames>",
        ),
    ),
    "a check of entries of no kind": (
        "xl/worksheets/sheet1.xml",
        lambda d: d.replace(
            b"</sheetData>",
            b'</sheetData><dataValidations><dataValidation type="zzz" sqref="A1:B"/></dataValidations>',
        ),
    ),
    "a day that is none": (
        "xl/worksheets/sheet1.xml",
        lambda d: d.replace(b"</sheetData>", b'<row r="3"><c r="A3" t="d"><v>32-99-1</v></c></row></sheetData>'),
    ),
    "a file made yesterday": (
        "docProps/core.xml", lambda d: re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\1yesterday", d),
    ),
    "Strict Open XML": (
        "",
        lambda d: re.sub(
            rb"http://schemas\.openxmlformats\.org/(officeDocument|spreadsheetml)/2006/(\w+)",
            rb"http://purl.oclc.org/ooxml/\1/\2",
            d,
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("part", "change"), FAULTS.values(), ids=FAULTS)
def test_a_fault_elsewhere_costs_no_cell(tmp_path: Path, part: str, change: Change) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if part in ("", name) else data)

    first, hidden, *_ = read_workbook(path).rows

    assert first.cells[0].text == "หัวข้อ"
    if "styles" not in part or b"fillz" not in change(b"</fills>"):
        assert [cell.text for cell in first.cells] == ["หัวข้อ", "2024-03-13", "90%"]
    assert (hidden.cells[0].text, hidden.hidden) == ("ซ่อน", True)
