"""Workbooks as Excel shows them: merged cells, days, shares, hidden sheets and rows, formulas without a value."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from domain.language.tables import BroughtTable, sheet_of
from inspection.tables.sheets import read_workbook
from inspection.tables.table_files import read_table


def saved(book: Workbook, folder: Path) -> BroughtTable:
    book.save(folder / "a.xlsx")
    return read_table(folder / "a.xlsx")


def test_excels_merged_cells_and_numbers_are_told_apart(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["หัว", None, None])
    sheet.append([1, 5.0, 2.5])
    sheet.append([2, 6, "ก"])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")

    rows = read_table(tmp_path / "a.xlsx").rows

    assert [(c.text, c.first, c.span) for c in rows[0].cells] == [
        ("หัว", True, 3),
        ("หัว", False, 3),
        ("หัว", False, 3),
    ]
    assert [c.text for c in rows[1].cells] == ["1", "5", "2.5"]
    assert [(c.first, c.down) for c in rows[2].cells][1] == (False, True)


def test_a_sheet_that_claims_a_million_rows_is_read_no_further_than_a_plan_goes(
    tmp_path: Path,
) -> None:
    book = Workbook()
    book.active["A1"] = "ลำดับ"
    book.active["A1048576"] = "ไกล"
    book.save(tmp_path / "a.xlsx")

    found = read_table(tmp_path / "a.xlsx")
    assert len(found.rows) == 20_000
    assert "๒๐๐๐๐" in found.notes[0].thai


def test_of_a_large_workbook_only_the_first_rows_are_read_with_what_is_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspection.tables.sheets._LARGE", 1000)
    book = Workbook()
    for number in range(40):
        book.active.append([number, date(2024, 3, 20), "ชื่อ"])
    book.active.merge_cells("A1:A2")
    book.save(tmp_path / "a.xlsx")

    found = read_workbook(tmp_path / "a.xlsx", most_rows=10)

    assert [row.cells[1].text for row in found.rows] == ["2024-03-20"] * 10
    assert found.rows[1].cells[0].down
    assert "๑๐ แถว" in found.notes[0].thai


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        pytest.param(datetime(2027, 3, 20), "dd/mm/yyyy", "2027-03-20", id="a day"),  # noqa: DTZ001  # Excel knows no zone
        pytest.param(date(2027, 3, 20), "General", "2027-03-20", id="a day without a form"),
        pytest.param(datetime(2027, 3, 20, 9, 30), "General", "2027-03-20 09:30:00", id="a day with its time"),  # noqa: DTZ001
        pytest.param(time(9, 30), "hh:mm", "09:30:00", id="a time"),
        pytest.param(0.9, "0%", "90%", id="a share"),
        pytest.param(5.0, "General", "5", id="a whole number"),
        pytest.param("๕ คะแนน", "General", "๕ คะแนน", id="words"),
    ],
)  # fmt: skip
def test_a_value_reads_as_it_is_shown(tmp_path: Path, value: Any, form: str, shown: str) -> None:
    book = Workbook()
    book.active["A1"] = value
    if form != "General":
        book.active["A1"].number_format = form
    assert saved(book, tmp_path).rows[0].texts == [shown]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_is_named(tmp_path: Path, state: str) -> None:
    book = Workbook()
    book.active["A1"] = "ปีนี้"
    book.create_sheet("ปีก่อน")["A1"] = "เก่า"
    book["ปีก่อน"].sheet_state = state

    found = saved(book, tmp_path)

    assert [row.texts for row in found.rows] == [["ปีนี้"]]
    assert [("“ปีก่อน”" in note.thai, "“ปีก่อน”" in note.english) for note in found.notes] == [
        (True, True)
    ]


def test_hidden_rows_and_columns_are_marked(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("ก", 1), ("ข", 2), ("ค", 3)):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True

    found = saved(book, tmp_path)

    assert [row.hidden for row in found.rows] == [False, True, False]
    assert ["(B)" in note.thai for note in found.notes] == [True]


def test_a_formula_without_a_value_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append([1, "=A1+1"])

    found = saved(book, tmp_path)

    assert found.rows[0].texts == ["1", ""]
    assert ["B1" in note.thai for note in found.notes] == [True]


def test_rows_name_their_sheet_only_where_there_are_several(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["ก"])
    assert [sheet_of(row.number) for row in saved(book, tmp_path).rows] == [""]
    book.create_sheet("ไตรมาส ๒").append(["ข"])
    assert [sheet_of(row.number) for row in saved(book, tmp_path).rows] == ["Sheet", "ไตรมาส ๒"]
