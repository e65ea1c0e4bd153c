"""Reading a plan's table: what is sure, what is a doubt, and that nothing is dropped in silence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.errors import KamnotError
from domain.language.thai import thai_digits
from domain.next_year.table_rows import TableCell, TableReading, TableRow, read_points, read_rows
from tests.support.plan_tables import HEAD

DUE = "กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐"


def activity(
    number: str, title: str = "กิจกรรม", points: str = "๕ คะแนน", owner: str = "คณะทำงานด้านแผนฯ"
) -> list[str]:
    return [number, title, "ผล", "ลัพธ์", "บุคลากร", "รายงาน ๑ ฉบับ", points, owner]


def read(*lines: str | list[str] | tuple[str, ...]) -> TableReading:
    """Read lines as rows; a plain text is a paragraph."""
    rows = []
    for number, line in enumerate(lines, start=1):
        texts = (line,) if isinstance(line, str) else line
        rows.append(TableRow(number, tuple(TableCell(t) for t in texts), isinstance(line, str)))
    return read_rows(rows)


def told(reading: TableReading) -> list[tuple[int | None, str, str]]:
    return [(d.activity, d.field, d.printed) for d in reading.doubts]


def test_a_clean_table_is_read_without_a_doubt() -> None:
    reading = read(DUE, HEAD, activity("๑."), activity("๒", points="๑๐ คะแนน"))

    assert [(a.number, a.points, a.batch) for a in reading.activities] == [(1, 5, 0), (2, 10, 0)]
    assert reading.batches[0].due == date(2027, 3, 20)
    assert not reading.doubts


def test_a_row_without_number_continues_the_one_above() -> None:
    reading = read(
        DUE,
        HEAD,
        activity("๑", "การประกาศเจตนารมณ์"),
        HEAD,
        ["", "และคุณธรรม ๕ ประการ", "", "", "", "- ภาพประกอบ", "", ""],
    )

    (only,) = reading.activities
    assert only.texts["title"] == "การประกาศเจตนารมณ์ และคุณธรรม ๕ ประการ"
    assert only.texts["documents"] == "รายงาน ๑ ฉบับ\n- ภาพประกอบ"
    assert not reading.doubts


def test_a_cell_merged_over_activities_says_the_same_for_each() -> None:
    rows = [
        TableRow(1, tuple(TableCell(t) for t in HEAD)),
        TableRow(2, tuple(TableCell(t) for t in activity("๑"))),
        TableRow(
            3,
            (*(TableCell(t) for t in activity("๒")[:7]), TableCell("คณะทำงานด้านแผนฯ", first=False)),
        ),
    ]

    reading = read_rows(rows)

    assert [a.texts["owner"] for a in reading.activities] == ["คณะทำงานด้านแผนฯ"] * 2


def test_a_number_cell_merged_downwards_keeps_its_rows_together() -> None:
    rows = [
        TableRow(1, tuple(TableCell(t) for t in HEAD)),
        TableRow(2, tuple(TableCell(t) for t in activity("๑"))),
        TableRow(
            3, (TableCell("๑", first=False), TableCell("ข้อ ๒"), *(TableCell("") for _ in range(6)))
        ),
    ]

    (only,) = read_rows(rows).activities

    assert only.texts["title"] == "กิจกรรม ข้อ ๒"


@pytest.mark.parametrize(
    ("text", "points", "sure"),
    [
        ("๕ คะแนน", 5, True),
        ("5", 5, True),
        ("กิจกรรมละ ๑๐ คะแนน รวม ๒๐ คะแนน", 20, True),
        ("๑o คะแนน", 10, False),
        ("l0", 10, False),
        ("๕ - ๑๐ คะแนน", 5, False),
        ("ห้าคะแนน", None, False),
        ("", None, False),
    ],
)
def test_points_are_read_as_printed_and_misprints_are_not_sure(
    text: str, points: int | None, sure: bool
) -> None:
    assert read_points(text) == (points, sure)


@given(st.integers(0, 999), st.sampled_from(["{} คะแนน", "{}", "คะแนน {}", "รวม {} คะแนน"]))
def test_any_points_in_either_numerals_are_read(points: int, form: str) -> None:
    assert read_points(form.format(points)) == (points, True)
    assert read_points(thai_digits(form.format(points))) == (points, True)


@pytest.mark.parametrize(
    ("lines", "numbers", "doubts"),
    [
        pytest.param(["๑", "๒", "๓"], [1, 2, 3], [], id="in-order"),
        pytest.param(["๑", "l", "๓"], [1, 2, 3], [(2, "number", "l")], id="a-letter-for-a-digit"),
        pytest.param(["๑", "๗", "๓"], [1, 2, 3], [(2, "number", "๗")], id="a-misprint"),
        pytest.param(["๑", "๑", "๓"], [1, 2, 3], [(2, "number", "๑")], id="twice"),
        pytest.param(["๑", "", "๓"], [1, 2, 3], [(2, "number", "")], id="left-out"),
        pytest.param(["๑", "๓", "๔"], [1, 2, 3, 4], [(2, "title", "")], id="a-row-missing"),
        pytest.param(["๑", "๑๐๐", "๓"], [1, 2, 3], [(2, "number", "๑๐๐")], id="far-too-large"),
    ],
)
def test_numbers_are_the_printed_ones_or_a_doubt(
    lines: list[str], numbers: list[int], doubts: list[tuple[int, str, str]]
) -> None:
    reading = read(DUE, HEAD, *(activity(n) for n in lines))

    assert [a.number for a in reading.activities] == numbers
    assert told(reading) == doubts


def test_a_missing_column_leaves_its_values_empty_and_is_told_once() -> None:
    head = [h for h in HEAD if h != "กลุ่มเป้าหมาย"]
    row = [t for t in activity("๑") if t != "บุคลากร"]

    reading = read(DUE, head, row, head, [*row[:0], "๒", *row[1:]])

    assert "target_group" not in reading.activities[0].texts
    assert told(reading) == [(None, "target_group", "")]


def test_columns_in_another_order_are_found_by_their_headings() -> None:
    reading = read(DUE, HEAD[::-1], activity("๑")[::-1])

    assert reading.activities[0].points == 5
    assert reading.activities[0].texts["owner"] == "คณะทำงานด้านแผนฯ"


def test_a_misprinted_heading_is_read_and_told() -> None:
    head = [*HEAD[:6], "คะแนน สำนักคิดเด่น", HEAD[7]]

    reading = read(DUE, head, activity("๑"))

    assert reading.activities[0].points == 5
    assert told(reading) == [(None, "points", "คะแนน สำนักคิดเด่น")]


@pytest.mark.parametrize(
    ("line", "doubts"),
    [
        pytest.param(["", "รวม ๕ คะแนน"], 0, id="right-total"),
        pytest.param(["", "รวม ๒๕ คะแนน"], 1, id="wrong-total"),
        pytest.param(["หมายเหตุ : ๑) ผู้นำเข้าร่วมประชุม"], 0, id="a-note"),
        pytest.param(["ด้านการส่งเสริมคุณธรรม"], 1, id="a-line-nobody-knows"),
    ],
)
def test_extra_lines_are_never_activities(line: list[str], doubts: int) -> None:
    reading = read(DUE, HEAD, activity("๑"), line)

    assert len(reading.activities) == 1
    assert len(reading.doubts) == doubts


@pytest.mark.parametrize(
    ("heading", "due"),
    [
        ("กำหนดส่ง ๓๐ มิถุนายน ๒๕๗๐", date(2027, 6, 30)),
        ("กำหนดส่ง 30 มิ.ย. 2570", date(2027, 6, 30)),
        ("กำหนดส่ง ๓๑ มิถุนายน ๒๕๗๐", None),
        ("กำหนดส่ง ๒๐ มีนคม ๒๕๗๐", None),
        ("กำหนดส่ง", None),
    ],
)
def test_a_heading_keeps_its_words_whether_or_not_its_day_can_be_read(
    heading: str, due: date | None
) -> None:
    reading = read(heading, HEAD, activity("๑"))

    assert [(b.title, b.due) for b in reading.batches] == [(heading, due)]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["บันทึกข้อความ"], id="no-table"),
        pytest.param([["ชื่อ", "ตำแหน่ง", "โทร"]], id="another-table"),
        pytest.param([HEAD], id="no-activity"),
    ],
)
def test_a_file_without_a_plan_table_is_one_sentence(lines: list[str]) -> None:
    with pytest.raises(KamnotError, match="ตาราง"):
        read(*lines)
