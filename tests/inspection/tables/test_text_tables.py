"""Tables in text files of real offices: every code and separator in which Excel saves them."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from inspection.tables.table_files import read_table

TEXT = "ตัวเลข,ค่า\r\n1.signed,๑๘๐/๒๐๐\r\n"
ROWS = [["ตัวเลข", "ค่า"], ["1.signed", "๑๘๐/๒๐๐"]]


def texts(path: Path) -> list[list[str]]:
    return [row.texts for row in read_table(path).rows]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16"])
def test_a_csv_is_read_in_the_code_that_an_office_saved_it_in(tmp_path: Path, code: str) -> None:
    path = tmp_path / "ตัวเลข.csv"
    path.write_bytes(TEXT.encode(code))
    assert texts(path) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_parted_as_the_heading_parts_them(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(TEXT.replace(",", delimiter), encoding="utf-8")
    assert texts(path) == ROWS


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;"])
def test_excels_own_first_line_names_the_separator(tmp_path: Path, first: str) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(f"{first}\r\n" + TEXT.replace(",", ";"), encoding="utf-8-sig")
    assert texts(path) == ROWS
    assert read_table(path).rows[0].number == 2


@pytest.mark.parametrize("title", ["รายชื่อ, ปี ๒๕๖๗", "รายชื่อ", "\n\n"])
def test_a_title_does_not_choose_the_separator(tmp_path: Path, title: str) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(f"{title}\n" + TEXT.replace(",", ";"), encoding="cp874")
    assert texts(path)[-2:] == ROWS


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
        read_table(tmp_path / name)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match=r"none\.csv"):
        read_table(tmp_path / "none.csv")
