"""Rows as officials write them: each kind of cell is read, or refused with its column and what was expected."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date

import pytest

from domain.facts import Cell, RegisterRow, RowId
from domain.language.errors import KamnotError, NotThereError
from domain.language.tables import BroughtTable, TableCell, TableNote, TableRow
from domain.plan.model import ColumnKind, RegisterColumn
from domain.rubric.register_rows import (
    RegisterTable,
    carried_cells,
    check_day,
    check_row,
    choice_words,
    find_column,
    find_register,
    is_same,
    missing_choices,
    read_cell,
    read_register_table,
    show_cell,
    table_rows,
)
from tests.support.cast import small_plan
from tests.support.dossiers import plan_2567

PLAN = plan_2567()
K = ColumnKind
WORDS = {"office": "ช่องทางสำนักงาน", "social": "สื่อโซเชียล (เฟซบุ๊ก, ไลน์)"}


def column(kind: ColumnKind, **more: object) -> RegisterColumn:
    choices = WORDS if kind in (K.CHOICE, K.CHOICES) else {}
    return RegisterColumn.model_validate(
        {"id": "x", "title": "ช่อง ก", "kind": kind, "choices": choices} | more
    )


READ: dict[str, tuple[ColumnKind, str, Cell | None]] = {
    "empty": (K.TEXT, "  ", None),
    "text": (K.TEXT, " คลิป  ที่ ๑ ", "คลิป  ที่ ๑"),
    "a Thai day": (K.DATE, "๑๓ มีนาคม ๒๕๖๗", date(2024, 3, 13)),
    "a day with slashes": (K.DATE, "13/3/67", date(2024, 3, 13)),
    "a day that a spreadsheet keeps": (K.DATE, "2024-03-13 00:00:00", date(2024, 3, 13)),
    "a day of the Buddhist era that a spreadsheet keeps": (K.DATE, "2567-03-13", date(2024, 3, 13)),
    "a count": (K.COUNT, "๑,๒๐๐", 1200),
    "nothing counted": (K.COUNT, "๐", 0),
    "a count as a spreadsheet writes it": (K.COUNT, "5.0", 5),
    "a choice by its id": (K.CHOICE, "office", "office"),
    "a choice by its words": (K.CHOICE, "ช่องทางสำนักงาน", "office"),
    "a choice with a comma": (K.CHOICE, "สื่อโซเชียล (เฟซบุ๊ก, ไลน์)", "social"),
    "several choices, in the register's order": (K.CHOICES, "social; office", ("office", "social")),
    "one of several with a comma in it": (K.CHOICES, "สื่อโซเชียล (เฟซบุ๊ก, ไลน์)", ("social",)),
    "yes": (K.YES_NO, "มี", True),
    "no": (K.YES_NO, "ไม่มี", False),
    "a link": (K.LINK, "https://example.org/ก?x=1", "https://example.org/ก?x=1"),
    "an activity": (K.ACTIVITY, "๑๙", 19),
    "activities": (K.ACTIVITIES, "๓๓, 19,๑๙", (19, 33)),
    "evidence": (K.EVIDENCE, "๑๒", 12),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "cell"), READ.values(), ids=READ.keys())
def test_a_cell_is_read(kind: ColumnKind, text: str, cell: Cell | None) -> None:
    assert read_cell(PLAN, column(kind), text) == cell


REFUSED = {
    "an impossible day": (K.DATE, "31/2/67"),
    "a day far away": (K.DATE, "1/1/2500"),
    "half a person": (K.COUNT, "1.5"),
    "fewer than none": (K.COUNT, "-1"),
    "a comma that groups nothing": (K.COUNT, "1,2"),
    "thousands grouped wrongly": (K.COUNT, "12,00"),
    "a word for a count": (K.COUNT, "ห้า"),
    "an unknown choice": (K.CHOICE, "วิทยุ"),
    "one unknown choice among several": (K.CHOICES, "office, วิทยุ"),
    "neither yes nor no": (K.YES_NO, "อาจจะ"),
    "no address": (K.LINK, "example.org"),
    "an address that runs something": (K.LINK, "javascript:alert(1)"),
    "an activity that the plan has not": (K.ACTIVITY, "39"),
    "no activity": (K.ACTIVITIES, "19, ก"),
    "no item": (K.EVIDENCE, "0"),
    "a novel": (K.TEXT, "ก" * 2001),
}


@pytest.mark.parametrize(("kind", "text"), REFUSED.values(), ids=REFUSED.keys())
def test_another_cell_is_refused_in_one_sentence_with_its_column(
    kind: ColumnKind, text: str
) -> None:
    with pytest.raises(KamnotError) as refused:
        read_cell(PLAN, column(kind), text)

    assert refused.value.thai.startswith("ช่อง “ช่อง ก”")
    assert "\n" not in refused.value.thai


@pytest.mark.parametrize(("text", "fits"), [("5", True), ("0", False), ("6", False)])
def test_a_count_stays_within_its_bounds(text: str, fits: bool) -> None:
    try:
        read = read_cell(PLAN, column(K.COUNT, min=1, max=5), text)
    except KamnotError:
        read = None
    assert (read is not None) is fits


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("kind", "cell"),
    [(kind, cell) for kind, _, cell in READ.values() if cell is not None],
    ids=[name for name, (_, _, cell) in READ.items() if cell is not None],
)
def test_what_is_shown_is_read_again(kind: ColumnKind, cell: Cell, language: str) -> None:
    asked = column(kind)

    assert read_cell(PLAN, asked, show_cell(asked, cell, language)) == cell


@pytest.mark.parametrize("asked", ["publications", "การเผยแพร่", "เผยแพร่", "PUBLICATIONS"])
def test_a_register_is_found_by_id_and_thai_title(asked: str) -> None:
    assert find_register(PLAN, asked).id == "publications"


def test_an_unknown_register_or_column_is_told_what_there_is() -> None:
    with pytest.raises(NotThereError, match="publications"):
        find_register(PLAN, "อื่น")
    with pytest.raises(NotThereError, match="channel"):
        find_column(PLAN.register_by_id["publications"], "อื่น")
    with pytest.raises(NotThereError, match="ไม่มีทะเบียน"):
        find_register(small_plan(), "publications")


GOALS = PLAN.register_by_id["goals"]
GOAL: dict[str, Cell] = {
    "day": date(2023, 11, 5), "sort": "problem", "goal": "มาสาย", "why": "บ่อย", "virtue": ("discipline",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("goal", "“เป้าหมาย” ว่าง"), ("why", "“เหตุผลที่เลือก” ว่าง"), ("virtue", "คุณธรรม, มิติ")],
)
def test_a_row_has_what_it_must_have(left_out: str, said: str) -> None:
    check_row(GOALS, GOAL, None)
    with pytest.raises(KamnotError, match=said):
        check_row(GOALS, {name: cell for name, cell in GOAL.items() if name != left_out}, None)


def test_a_row_that_is_there_already_is_named() -> None:
    with pytest.raises(KamnotError, match="ซ้ำกับแถวที่ 3: เป้าหมาย"):
        check_row(GOALS, GOAL, 3)


def brought(*rows: list[str]) -> RegisterTable:
    lines = tuple(TableRow(n, tuple(map(TableCell, texts))) for n, texts in enumerate(rows, 1))
    return read_register_table(PLAN, GOALS, BroughtTable(lines))


HEADS = ["แถวที่", "วันที่กำหนด", "ประเภท", "เป้าหมาย", "เหตุผลที่เลือก", "คุณธรรม"]


def test_a_table_is_read_by_its_headings_and_says_which_line_is_wrong() -> None:
    table = brought(
        HEADS,
        ["๒", "5/11/66", "ปัญหาที่อยากแก้", "มาสาย", "บ่อย", "วินัย"],
        ["", "5/11/66", "ปัญหา", "มาสาย", "บ่อย", "วินัย"],
        ["ก", "5/11/66", "ปัญหาที่อยากแก้", "มาสาย", "บ่อย", "วินัย"],
        ["", "", "", "", "", ""],
    )

    assert [(line.number, dict(line.cells)) for line in table.lines] == [(2, GOAL)]
    assert [(doubt.line, doubt.thai.split()[0]) for doubt in table.doubts] == [
        (3, "ช่อง"),
        (4, "“ก”"),
    ]


def test_a_heading_that_was_renamed_is_told() -> None:
    with pytest.raises(KamnotError, match="ไม่พบหัวตาราง"):
        brought([*HEADS[:3], "เป้า", *HEADS[4:]], ["", "5/11/66", "problem", "ก", "ข", "วินัย"])


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_register_comes_back_from_its_own_table(language: str) -> None:
    row = RegisterRow(RowId("goals", 4), 1, GOAL | {"served-by": (7, 12)}, date(2024, 3, 1))

    written = [[str(cell) for cell in line] for line in table_rows(GOALS, [row], language)]

    [line] = brought(*written).lines
    assert (line.number, dict(line.cells)) == (4, dict(row.cells))


COLUMNS = {
    "a column left out keeps what is there": (
        ["day", "sort", "goal", "why", "virtue"], [], "ค่าเดิมของแถวที่มีอยู่ยังคงเดิม"),
    "a column of one's own is not taken": (
        [*(c.id for c in GOALS.columns), "หมายเหตุ"], ["x"], "“หมายเหตุ” ไม่ใช่ช่อง"),
    "columns in another order": (list(reversed([c.id for c in GOALS.columns])), [], None),
}  # fmt: skip
SAYS = {
    "day": "1/3/67",
    "sort": "problem",
    "goal": "ก",
    "why": "ข",
    "virtue": "วินัย",
    "dimension": "culture",
}


def lines_of(heads: list[str], says: dict[str, str]) -> RegisterTable:
    texts = [heads, [says.get(head, "") for head in heads]]
    rows = (TableRow(n, tuple(map(TableCell, row))) for n, row in enumerate(texts, 1))
    return read_register_table(PLAN, GOALS, BroughtTable(tuple(rows)))


@pytest.mark.parametrize(("heads", "more", "said"), COLUMNS.values(), ids=COLUMNS.keys())
def test_columns_may_move_come_and_go(heads: list[str], more: list[str], said: str | None) -> None:
    table = lines_of(heads, SAYS | dict.fromkeys(("หมายเหตุ",), "".join(more)))

    assert table.lines[0].cells["goal"] == "ก"
    assert table.columns >= set(heads) - {"หมายเหตุ"}
    assert [note.thai for note in table.notes if said and said in note.thai] or said is None


RENAMED = {
    "a column that need not be filled": (["day", "sort", "goal", "why", "virtue", "ด้าน"], "“ด้าน”"),
    "its heading is gone": (["day", "sort", "goal", "why", "virtue", ""], "คอลัมน์ที่ไม่มีหัว"),
    "one that must be": (["day", "sort", "goal", "เพราะ", "virtue"], "“เหตุผลที่เลือก”.*ที่พบคือ “เพราะ”"),
    "one heading twice": (["day", "sort", "goal", "why", "virtue", "virtue"], "มากกว่าหนึ่งคอลัมน์"),
}  # fmt: skip


@pytest.mark.parametrize(("heads", "said"), RENAMED.values(), ids=RENAMED.keys())
def test_a_column_that_may_have_been_renamed_is_asked_about(heads: list[str], said: str) -> None:
    with pytest.raises(KamnotError, match=said):
        lines_of(heads, SAYS | dict.fromkeys(("ด้าน", "", "เพราะ"), "วินัย"))


def test_a_table_that_could_not_be_read_whole_is_refused_whole() -> None:
    note = TableNote("แผ่นงาน “ก” ช่อง B2 เป็นสูตรที่ยังไม่มีค่า", "formula", loses=True)
    with pytest.raises(KamnotError, match="ไม่ได้นำเข้า เพราะแผ่นงาน"):
        read_register_table(PLAN, GOALS, BroughtTable((), (note,)))


@pytest.mark.parametrize(
    ("register", "day", "said"),
    [
        pytest.param("goals", date(2023, 9, 30), "อยู่นอกปีงบประมาณ", id="the day before the year"),
        pytest.param("goals", date(2023, 10, 1), None, id="the first day"),
        pytest.param("goals", date(2024, 9, 30), None, id="the last day"),
        pytest.param("goals", date(2024, 10, 1), "อยู่นอกปีงบประมาณ", id="the day after the year"),
        pytest.param("headcount", date(2023, 9, 1), None, id="staff of before"),
        pytest.param("headcount", date(2024, 10, 1), "อยู่นอกปีงบประมาณ", id="staff of later"),
        pytest.param("headcount", date(2024, 9, 30), None, id="staff of the last day"),
    ],
)
def test_a_row_is_of_its_fiscal_year(register: str, day: date, said: str | None) -> None:
    known = PLAN.register_by_id[register]
    with pytest.raises(KamnotError, match=said) if said else nullcontext():
        check_day(known, {"day": day}, 2567, date(2024, 12, 1))
    with pytest.raises(KamnotError, match="ยังไม่ถึงวัน"):
        check_day(known, {"day": date(2024, 9, 30)}, 2567, date(2024, 9, 29))


RISKS = PLAN.register_by_id["risks"]


def test_two_dimensions_of_risk_are_compulsory() -> None:
    one = RegisterRow(RowId("risks", 1), 1, {"dimension": "people"}, date(2024, 3, 1))

    [missing] = missing_choices(RISKS, [one])
    assert (missing.column, missing.choice) == ("dimension", "property")
    assert choice_words([missing], "th") == "มิติการบริหารทรัพย์สินทางราชการ"
    assert choice_words([missing], "en") == "property"
    assert not list(missing_choices(GOALS, []))


def test_what_is_carried_over_leaves_day_and_evidence_and_what_the_plan_no_longer_has() -> None:
    old: dict[str, Cell] = {
        "day": date(2024, 3, 1),
        "dimension": "gone",
        "risk": "ก",
        "chance": 3,
        "keeper": "ฝ่าย",
    }
    row = RegisterRow(RowId("risks", 4), 1, old, date(2024, 3, 1))

    assert carried_cells(PLAN, RISKS, row, 2566) == {"risk": "ก", "chance": 3, "keeper": "ฝ่าย"}
    members = PLAN.register_by_id["strong-members"]
    told = carried_cells(
        PLAN,
        members,
        RegisterRow(
            RowId("strong-members", 2),
            1,
            {"day": date(2023, 9, 1), "members": 40, "forms": 9},
            date.min,
        ),
        2566,
    )
    assert told == {
        "day": date(2023, 9, 1),
        "members": 40,
        "said-by": "ทะเบียนของปีงบประมาณ ๒๕๖๖ แถวที่ ๒",
    }


@pytest.mark.parametrize(
    ("carried", "there", "same"),
    [
        ({"goal": "มาสาย"}, {"goal": " มาสาย "}, True),
        ({"goal": "มาสาย"}, {"goal": "มาเช้า"}, False),
        ({"why": "ข"}, {"goal": "มาสาย"}, False),
    ],
)
def test_a_carried_row_is_known_again(
    carried: dict[str, Cell], there: dict[str, Cell], same: bool
) -> None:
    assert is_same(GOALS, carried, there) is same
