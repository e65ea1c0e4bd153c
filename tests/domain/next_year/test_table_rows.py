"""Reading a plan's table: what is sure, what is a doubt, and that nothing is dropped in silence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.errors import KamnotError
from domain.language.tables import BroughtTable, TableCell, TableNote, TableRow
from domain.language.thai import thai_digits
from domain.next_year.table_rows import TableReading, read_plan_table, read_points
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
    return read_plan_table(BroughtTable(tuple(rows)))


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
            (
                *(TableCell(t) for t in activity("๒")[:7]),
                TableCell("คณะทำงานด้านแผนฯ", first=False, down=True),
            ),
        ),
    ]

    reading = read_plan_table(BroughtTable(tuple(rows)))

    assert [a.texts["owner"] for a in reading.activities] == ["คณะทำงานด้านแผนฯ"] * 2


def test_a_number_cell_merged_downwards_keeps_its_rows_together() -> None:
    rows = [
        TableRow(1, tuple(TableCell(t) for t in HEAD)),
        TableRow(2, tuple(TableCell(t) for t in activity("๑"))),
        TableRow(
            3,
            (
                TableCell("๑", first=False, down=True),
                TableCell("ข้อ ๒"),
                *(TableCell("") for _ in range(6)),
            ),
        ),
    ]

    (only,) = read_plan_table(BroughtTable(tuple(rows))).activities

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


def sheet_row(
    number: int, *texts: str, sheet: str = "แผน", hidden: bool = False, **merged: int
) -> TableRow:
    """A row of a sheet; `merged` gives the span of a cell by its place, as `at2=2`."""
    cells = [TableCell(text) for text in texts]
    for place, span in merged.items():
        at = int(place.removeprefix("at"))
        cells[at] = TableCell(texts[at], span=span)
        cells[at + 1 : at + span] = [TableCell(texts[at], first=False, span=span)] * (span - 1)
    return TableRow(number, tuple(cells), hidden=hidden, sheet=sheet)


def read_sheets(*rows: TableRow) -> TableReading:
    return read_plan_table(BroughtTable(rows, (TableNote("มีแผ่นซ่อน", "a hidden sheet"),)))


UPPER = ("ลำดับ", "โครงการ/กิจกรรม", "ตัวชี้วัด", "", "กลุ่มเป้าหมาย", "เอกสารที่ต้องจัดส่ง", "คะแนน", "ผู้รับผิดชอบ")
LOWER = ("", "", "ผลผลิต", "ผลลัพธ์", "", "", "", "")
DOWN = tuple(TableCell(text, first=False, down=True) if text else TableCell("") for text in UPPER)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param([sheet_row(2, *UPPER, at2=2), sheet_row(3, *LOWER)], id="nothing merged downwards"),
        pytest.param(
            [
                sheet_row(2, *UPPER, at2=2),
                TableRow(3, (*DOWN[:2], TableCell("ผลผลิต"), TableCell("ผลลัพธ์"), *DOWN[4:]), sheet="แผน"),
            ],
            id="merged downwards",
        ),
        pytest.param(
            [
                sheet_row(2, "ลำดับ", "โครงการ/กิจกรรม", "ตัวชี้วัด", "", "การดำเนินการ", "", "", ""),
                sheet_row(3, "", "", "ผลผลิต", "ผลลัพธ์", *UPPER[4:]),
            ],
            id="two in the upper row, six in the lower",
        ),
    ],
)  # fmt: skip
def test_a_head_of_two_rows_names_every_column(head: list[TableRow]) -> None:
    reading = read_sheets(sheet_row(1, DUE), *head, sheet_row(4, *activity("๑")))
    (only,) = reading.activities
    assert (only.texts["output"], only.texts["outcome"], only.points) == ("ผล", "ลัพธ์", 5)
    assert [d.thai for d in reading.doubts] == ["มีแผ่นซ่อน"]


@pytest.mark.parametrize(
    "due",
    [
        "2027-03-20",
        "20/3/2570",
        "20-03-2570",
        "20 มี.ค. 70",
        "๒๐ มีนาคม พ.ศ. ๒๕๗๐",
        "2570-03-20",
        "๒๐ เดือน มีนาคม พ.ศ. ๒๕๗๐",
    ],
)  # fmt: skip
def test_a_due_day_in_a_cell_of_its_own_is_read(due: str) -> None:
    reading = read_sheets(
        sheet_row(1, "กำหนดส่งภายในวันที่", due), sheet_row(2, *HEAD), sheet_row(3, *activity("๑"))
    )
    assert [b.due for b in reading.batches] == [date(2027, 3, 20)]
    assert "70-" not in reading.batches[0].title
    assert "2027-" not in reading.batches[0].title


def test_a_hidden_row_is_taken_with_a_doubt_that_names_it() -> None:
    reading = read_sheets(
        sheet_row(1, DUE, hidden=True),
        sheet_row(2, *HEAD),
        sheet_row(3, *activity("๑")),
        sheet_row(4, *activity("๒", "ซ่อน"), hidden=True),
    )
    assert [a.number for a in reading.activities] == [1, 2]
    assert [(d.row, d.field, d.printed) for d in reading.doubts[1:]] == [
        (1, "due", DUE),
        (4, "title", "ซ่อน"),
    ]


def test_a_sheet_without_a_head_is_told_and_none_goes_on_with_the_sheet_before() -> None:
    reading = read_sheets(
        sheet_row(1, DUE),
        sheet_row(2, *HEAD),
        sheet_row(3, *activity("๑")),
        sheet_row(1, "คณะ", "จำนวน", sheet="สรุป"),
        sheet_row(2, "แผน", "๑", sheet="สรุป"),
        sheet_row(1, *HEAD, sheet="ต่อ"),
        sheet_row(2, *activity("๒"), sheet="ต่อ"),
    )
    assert [(a.number, a.texts["title"], a.batch) for a in reading.activities] == [
        (1, "กิจกรรม", 0),
        (2, "กิจกรรม", 0),
    ]
    assert [(d.field, d.printed) for d in reading.doubts[1:]] == [("", "สรุป"), ("due", "ต่อ")]


def test_a_cell_over_two_headings_is_taken_for_the_first_with_a_doubt() -> None:
    reading = read_sheets(
        sheet_row(1, DUE), sheet_row(2, *HEAD), sheet_row(3, *activity("๑"), at2=2)
    )
    (only,) = reading.activities
    assert (only.texts["output"], only.texts["outcome"], only.points) == ("ผล", "", 5)
    assert told(reading)[1:] == [(1, "output", "ผล")]


def test_two_cells_under_one_wide_heading_are_joined_with_a_doubt() -> None:
    head = sheet_row(2, *HEAD, "", at7=2)
    reading = read_sheets(sheet_row(1, DUE), head, sheet_row(3, *activity("๑"), "กลุ่มพัสดุ"))
    assert reading.activities[0].texts["owner"] == "คณะทำงานด้านแผนฯ\nกลุ่มพัสดุ"
    assert {d.field for d in reading.doubts[1:]} == {"owner"}


def test_a_row_of_word_with_as_many_cells_as_the_head_goes_by_their_order() -> None:
    """Word keeps a grid finer than the table: cells of one column may begin at two places of it."""
    wide = [TableCell(text) for text in activity("๑")]
    wide[1:2] = [TableCell("กิจกรรม", span=2), TableCell("กิจกรรม", first=False, span=2)]
    head = [TableCell(text) for text in HEAD]
    head[2:3] = [TableCell("ผลผลิต", span=2), TableCell("ผลผลิต", first=False, span=2)]
    rows = (
        TableRow(1, (TableCell(DUE),), paragraph=True),
        TableRow(2, tuple(head)),
        TableRow(3, tuple(wide)),
    )

    reading = read_plan_table(BroughtTable(rows))

    (only,) = reading.activities
    assert (only.texts["title"], only.texts["output"], only.points) == ("กิจกรรม", "ผล", 5)
    assert not reading.doubts


@pytest.mark.parametrize("below", ["หมายเหตุ : ปรับปรุงแล้ว", "รวม ๕ คะแนน"])
def test_what_stands_below_a_note_or_a_sum_is_no_part_of_the_last_activity(below: str) -> None:
    reading = read(DUE, HEAD, activity("๑"), [below, *[""] * 7], ["", "ลงชื่อ", *[""] * 6])
    assert reading.activities[0].texts["title"] == "กิจกรรม"
    assert told(reading) == [(None, "", "ลงชื่อ")]


def test_points_that_excel_made_a_day_are_none() -> None:
    assert read_points("2027-05-10") == (None, False)


LINES_ABOVE_A_TABLE = [
    ("กำหนดสง ๒๐ มิถุนายน ๒๕๗๐", date(2027, 6, 20), "อ่านเป็นหัวกำหนดส่ง โปรดตรวจ"),
    ("ภายนวันที่ ๒๐ มิถุนายน ๒๕๗๐", date(2027, 6, 20), "อ่านเป็นหัวกำหนดส่ง โปรดตรวจ"),
    ("รอบที่ ๒ (๒๐ มิถุนายน ๒๕๗๐)", date(2027, 3, 20), f"จึงใช้ “{DUE}” ตามตารางก่อน โปรดตรวจ"),
    ("รายการต่อจากหน้าก่อน", date(2027, 3, 20), ""),
]


@pytest.mark.parametrize(("line", "due", "doubt"), LINES_ABOVE_A_TABLE)
def test_a_day_above_a_table_is_never_passed_over_in_silence(
    line: str, due: date, doubt: str
) -> None:
    reading = read(DUE, [*HEAD], activity("๑"), line, [*HEAD], activity("๒"))

    assert reading.batches[reading.activities[1].batch or 0].due == due
    doubts = [d.thai for d in reading.doubts if d.field == "due"]
    assert len(doubts) == bool(doubt)
    assert all(doubt in thai and line in thai for thai in doubts)
