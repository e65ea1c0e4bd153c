"""The office's own closed days: the file that the settings name, in any form in which offices keep lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from domain.language.errors import KamnotError
from flows.run.office_days import closed_days

CLOSED = {date(2024, 12, 27), date(2024, 12, 30), date(2024, 3, 13)}
LINES = "# วันหยุดของสำนัก\n2024-12-30\n\n ๒๗ ธันวาคม ๒๕๖๗  # ย้ายสำนักงาน, ชั้น ๓\n13/03/2567\n"


def text(code: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(LINES.encode(code))


def workbook(path: Path) -> None:
    sheet = (book := Workbook()).active
    for line in (
        ["วันหยุดของสำนัก ปี ๒๕๖๗"], ["ที่", "วัน เดือน ปี", "เหตุ"],
        [1, date(2024, 12, 30), "ย้าย"], [2, "๒๗ ธ.ค. ๖๗", ""], [3, "13/03/2567", "อบรม"],
        [4, "14/03/2567", "ซ่อนไว้"],
    ):  # fmt: skip
        sheet.append(line)
    sheet.row_dimensions[6].hidden = True
    book.save(path)


def document(path: Path) -> None:
    word = Document()
    table = word.add_table(rows=0, cols=2)
    for cells in (("วันที่", "เหตุ"), ("๒๗ ธันวาคม ๒๕๖๗", ""), ("30/12/2567", "ย้าย"), ("13 มีค 67", "")):
        for cell, said in zip(table.add_row().cells, cells, strict=True):
            cell.text = said
    word.save(str(path))


FILES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "text": ("วันหยุด.txt", text("utf-8-sig")),
    "text without an ending": ("วันหยุด", text("utf-8")),
    "old Thai code": ("วันหยุด.txt", text("cp874")),
    "Excel's text": ("วันหยุด.csv", text("utf-16")),
    "list with names": (
        "วันหยุด.csv",
        lambda path: path.write_text(
            "30/12/2567,ย้ายสำนักงาน\nวันอบรม,13/03/2567\n27/12/2567,\n", "utf-8"
        ),
    ),
    "English": (
        "closed.txt",
        lambda path: path.write_text("December 30, 2024\nDec 27, 2024\n13 March 2024\n", "utf-8"),
    ),
    "workbook": ("วันหยุด.xlsx", workbook),
    "Word": ("วันหยุด.docx", document),
}


@pytest.mark.parametrize(("name", "write"), FILES.values(), ids=FILES)
def test_closed_days_are_read_however_the_office_keeps_them(
    tmp_path: Path, name: str, write: Callable[[Path], object]
) -> None:
    write(tmp_path / name)

    assert closed_days(tmp_path / name, 2567).days == CLOSED


def test_hidden_rows_are_told(tmp_path: Path) -> None:
    workbook(tmp_path / "วันหยุด.xlsx")

    [note] = [n for n in closed_days(tmp_path / "วันหยุด.xlsx", 2567).notes if "ซ่อน" in n.thai]

    assert "แถว ๖" in note.thai


def test_without_a_file_no_day_is_closed() -> None:
    assert closed_days(None, 2567).days == frozenset()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("2024-12-30\n31 กุมภาพันธ์ 2567\n", r"บรรทัด ๒: .*31 กุมภาพันธ์"),
        ("2024-12-30\nวันอบรม\n", r"บรรทัด ๒: .*วันอบรม"),
        ("วันที่,เหตุ\n,ย้าย\n", "บรรทัด ๒"),
        ("13/03/24\n", "อาจเป็น พ.ศ."),
        ("3110-01-01\n", "ห่างจากปีงบประมาณ"),
    ],
    ids=["no such day", "no day", "no day under the heading", "two years", "far away"],
)
def test_what_is_no_day_is_named_with_its_line(tmp_path: Path, lines: str, words: str) -> None:
    path = tmp_path / "วันหยุด.csv"
    path.write_text(lines, "utf-8")

    with pytest.raises(KamnotError, match=rf"วันหยุด\.csv.*{words}"):
        closed_days(path, 2567)


def test_a_file_that_is_not_there_is_one_sentence_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_CLOSED_DAYS"):
        closed_days(tmp_path / "missing.txt", 2567)
