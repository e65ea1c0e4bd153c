"""Tables of numbers in the files of real offices: Excel's, and CSV in three codes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.language.errors import KamnotError
from inspection.tables.sheets import read_rows

TEXT = "ตัวเลข,ค่า\r\n1.signed,๑๘๐/๒๐๐\r\n"
ROWS = [["ตัวเลข", "ค่า"], ["1.signed", "๑๘๐/๒๐๐"]]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16"])
def test_a_csv_is_read_in_the_code_that_an_office_saved_it_in(tmp_path: Path, code: str) -> None:
    path = tmp_path / "ตัวเลข.csv"
    path.write_bytes(TEXT.encode(code))
    assert read_rows(path) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_parted_as_the_heading_parts_them(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(TEXT.replace(",", delimiter), encoding="utf-8")
    assert read_rows(path) == ROWS


def test_a_sheet_is_read_as_it_is_typed(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ตัวเลข", "ค่า", "วันที่"])
    sheet.append(["2.goals", 5, datetime(2024, 3, 13)])  # noqa: DTZ001  # Excel knows no zone
    book.save(tmp_path / "ตัวเลข.xlsx")

    assert read_rows(tmp_path / "ตัวเลข.xlsx")[1] == ["2.goals", "5", "2024-03-13 00:00:00"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.pdf", b"%PDF-1.7", id="another kind of file"),
        pytest.param("a.xlsx", b"not a workbook", id="no workbook"),
        pytest.param("a.csv", b"\x00\x01\x02", id="bytes"),
        pytest.param("a.csv", b'a,"b\n', id="a quote that never ends"),
        pytest.param("a.csv", b"\xff\xfe\x00", id="half a character"),
        pytest.param("a.csv", b"1" * 6_000_000, id="too large"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KamnotError, match=r"a\.(pdf|xlsx|csv)"):
        read_rows(tmp_path / name)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match=r"none\.csv"):
        read_rows(tmp_path / "none.csv")
