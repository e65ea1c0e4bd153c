"""A table of numbers as offices keep them: read whole, or refused row by row with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.language.tables import BroughtTable, TableCell, TableRow
from domain.rubric.typed_numbers import MeasureValue, NumberTableRow, read_number, read_number_table
from tests.support.cast import small_plan

HEADING = ["ตัวเลข", "ค่า", "วันที่", "วันจัดกิจกรรม", "หลักฐาน", "เหตุผล"]


def table(*rows: list[str]) -> BroughtTable:
    numbered = enumerate(rows, start=1)
    return BroughtTable(
        tuple(TableRow(number, tuple(map(TableCell, texts))) for number, texts in numbered)
    )


def read(*rows: list[str], heading: list[str] = HEADING) -> list[NumberTableRow]:
    found, doubts, _ = read_number_table(table(heading, *rows), 2567)
    assert doubts == []
    return found


def test_every_column_of_a_row_is_read() -> None:
    [row] = read(["๑.signed", "๑๘๐/๒๐๐", "13/03/2567", "๑๑ มีนาคม ๒๕๖๗", "๑๒", "นับใหม่"])
    assert row == NumberTableRow(
        2, "1.signed", "๑๘๐/๒๐๐", date(2024, 3, 13), date(2024, 3, 11), 12, "นับใหม่"
    )


def test_the_day_of_an_event_may_have_a_short_year() -> None:
    [row] = read(["2.goals", "5", "", "๑๑ มี.ค. ๖๗"])
    assert row.event_date == date(2024, 3, 11)


@pytest.mark.parametrize(
    ("heading", "cells", "value"),
    [
        pytest.param(["ตัวเลข", "จำนวน", "จำนวนทั้งหมด"], ["1.signed", "5", "12"], "5/12", id="two columns"),
        pytest.param(["ตัวเลข", "จำนวน", "จำนวนทั้งหมด"], ["2.goals", "5", ""], "5", id="a count alone"),
        pytest.param(["Value", "MEASURE"], ["มี", "rubric.climate"], "มี", id="English, another order"),
        pytest.param(["ลำดับ", "ตัวเลข", "ค่า"], ["1", "2.goals", "5"], "5", id="a column of another kind"),
    ],
)  # fmt: skip
def test_columns_stand_in_any_order_and_language(
    heading: list[str], cells: list[str], value: str
) -> None:
    assert read(cells, heading=heading)[0].value == value


def test_a_day_that_excel_keeps_with_its_hour_is_read() -> None:
    [row] = read(["2.goals", "5", "2024-03-13 00:00:00", "2024-03-11"])
    assert (row.on, row.event_date) == (date(2024, 3, 13), date(2024, 3, 11))


def test_a_table_needs_no_more_columns_than_number_and_value() -> None:
    assert read(["2.goals", "5"], heading=HEADING[:2]) == [NumberTableRow(2, "2.goals", "5")]


def test_a_value_beside_counts_is_a_doubt() -> None:
    _, [doubt], _ = read_number_table(table(["ตัวเลข", "ค่า", "จำนวน"], ["2.goals", "5", "5"]), 2567)
    assert "แบบเดียว" in doubt.thai


def test_a_title_above_and_empty_rows_between_are_passed_over() -> None:
    rows = [["ตัวเลขของสำนัก"], HEADING, ["", ""], ["2.goals", "5"], [], ["1.signed", "1/2"]]
    found, doubts, _ = read_number_table(table(*rows), 2567)
    assert ([row.line for row in found], doubts) == ([4, 6], [])


def test_rows_that_are_not_filled_in_are_skipped_and_named() -> None:
    rows = [HEADING, ["1.signed", ""], ["2.goals", "5"], ["2.joined"]]
    found, doubts, notes = read_number_table(table(*rows), 2567)

    assert ([row.line for row in found], doubts) == ([3], [])
    assert [note.english for note in notes] == ["row(s) 2, 4 are not filled in and were skipped"]

    many = [HEADING, *(["1.signed", ""] for _ in range(3)), ["2.goals", "5"], ["2.joined"]]
    [note] = read_number_table(table(*many), 2567)[2]
    assert note.thai == "แถว ๒–๔, ๖ ยังไม่ได้กรอก จึงข้าม"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        pytest.param(["", "5"], "1.signed", id="no number named"),
        pytest.param(["2.goals", "", "2024-03-01"], "ไม่มีค่า", id="no value"),
        pytest.param(["2.goals", "5", "31/02/2567"], "31/02/2567", id="no such day"),
        pytest.param(["2.goals", "5", "", "", "ภาพ"], "ภาพ", id="evidence without a number"),
        pytest.param(["1.signed", "2026-12-05"], "เป็นวันที่", id="a share that Excel made a day"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed_with_its_line(cells: list[str], words: str) -> None:
    found, [doubt], _ = read_number_table(table(HEADING, ["2.goals", "5"], cells), 2567)
    assert [row.line for row in found] == [2]
    assert doubt.line == 3
    assert words in doubt.thai
    assert (doubt.how is not None) is (words == "ภาพ")


@pytest.mark.parametrize("note", ["หมายเหตุ: นับถึงสิ้นเดือน", "จัดทำโดยฝ่ายแผน", "รวม 2 ข้อ"])
def test_a_note_below_the_numbers_is_no_number(note: str) -> None:
    found, doubts, _ = read_number_table(table(HEADING, ["2.goals", "5"], [note]), 2567)
    assert ([row.line for row in found], doubts) == ([2], [])


def test_a_table_without_a_heading_is_one_sentence() -> None:
    with pytest.raises(KamnotError, match="หัวตาราง"):
        read_number_table(table(["1.signed", "180/200"]), 2567)


@pytest.mark.parametrize(
    ("measure", "text", "expected"),
    [
        pytest.param("1.signed", " ๑๘๐ / ๒๐๐ ", MeasureValue(180, 200), id="Thai numerals"),
        pytest.param("rubric.goals", "5", MeasureValue(count=5), id="a count"),
        pytest.param("rubric.plan", "ไม่มี", MeasureValue(yes_no=False), id="no"),
    ],
)
def test_a_value_is_read_by_its_kind(measure: str, text: str, expected: MeasureValue) -> None:
    assert read_number(small_plan(), MeasureId.parse(measure), text) == expected


@pytest.mark.parametrize("text", ["90%", "0.9", "90", "๑๘๐", "", f"1/{'9' * 5000}"])
def test_a_share_without_both_counts_is_refused(text: str) -> None:
    with pytest.raises(KamnotError, match="180/200"):
        read_number(small_plan(), MeasureId(1, "signed"), text)
