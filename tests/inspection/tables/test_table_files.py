"""Tables as Word and Excel keep them: merged cells, numbers, and files that are no tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from domain.language.errors import KamnotError
from inspection.tables.table_files import read_table


def test_words_merged_cells_are_told_apart(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐")
    table = document.add_table(rows=3, cols=3)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            cell.text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 2).merge(table.cell(2, 2))
    document.save(str(tmp_path / "a.docx"))

    rows = read_table(tmp_path / "a.docx")

    assert rows[0].paragraph
    assert [(c.first, c.span) for c in rows[1].cells] == [(True, 3), (False, 3), (False, 3)]
    assert [c.first for c in rows[2].cells] == [True, True, True]
    assert [c.first for c in rows[3].cells] == [True, True, False]
    assert rows[3].cells[2].text == rows[2].cells[2].text
    assert [row.number for row in rows] == [1, 2, 3, 4]


def test_excels_merged_cells_and_numbers_are_told_apart(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["หัว", None, None])
    sheet.append([1, 5.0, 2.5])
    sheet.append([2, 6, "ก"])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")

    rows = read_table(tmp_path / "a.xlsx")

    assert [(c.text, c.first, c.span) for c in rows[0].cells] == [
        ("หัว", True, 3),
        ("หัว", False, 3),
        ("หัว", False, 3),
    ]
    assert [c.text for c in rows[1].cells] == ["1", "5", "2.5"]
    assert [c.first for c in rows[2].cells] == [True, False, True]


def test_a_sheet_that_claims_a_million_rows_is_read_no_further_than_a_plan_goes(
    tmp_path: Path,
) -> None:
    book = Workbook()
    book.active["A1"] = "ลำดับ"
    book.active["A1048576"] = "ไกล"
    book.save(tmp_path / "a.xlsx")

    assert len(read_table(tmp_path / "a.xlsx")) == 5000


@pytest.mark.parametrize("name", ["แผน.pdf", "แผน.doc", "แผน"])
def test_another_kind_of_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(KamnotError, match=r"\.docx"):
        read_table(tmp_path / name)


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (2 * 2**20))


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize(
    "write",
    [lambda p: p.write_bytes(b""), lambda p: p.write_bytes(b"PK\x03\x04cut"), _other_zip, _bomb],
    ids=["empty", "cut-off", "another-zip", "bomb"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, suffix: str, write: object) -> None:
    path = tmp_path / f"แผน.{suffix}"
    assert callable(write)
    write(path)

    with pytest.raises(KamnotError, match="อ่านไฟล์ “แผน"):
        read_table(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="เปิดไฟล์"):
        read_table(tmp_path / "ไม่มี.docx")
