"""A plan drafted from a table: what the other year's forms asked of activities follows them, or waits for a pen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.tables import BroughtTable, TableCell, TableRow
from domain.next_year.diff import diff_plans
from domain.next_year.table_draft import TablePlan, plan_from_table, table_year
from domain.next_year.table_rows import TableReading, read_plan_table
from domain.plan.form_checks import FORM_CHECKS
from domain.plan.model import Activity, EvidenceKind, FormBlock
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.plan_tables import HEAD, Heading, Line, table_lines

PLAN = load_plan([plan_folder(2567)]).plan


def _drafted(*titles: str) -> dict[str, FormBlock]:
    """The parts of the level 3 report in a draft whose table holds these activities, numbered from 1."""
    lines: list[Sequence[str]] = [["กำหนดส่ง ๒๐ มีนาคม ๒๕๖๘"], HEAD]
    for number, title in enumerate(titles, 1):
        lines.append(
            [str(number), title, "ผล", "ลัพธ์", "บุคลากร", "ภาพ", "๕ คะแนน", "คณะทำงานด้านแผนฯ"]
        )
    rows = [
        TableRow(number, tuple(TableCell(text) for text in line), len(line) == 1)
        for number, line in enumerate(lines, 1)
    ]
    plan = plan_from_table(read_plan_table(BroughtTable(tuple(rows))), PLAN, 2568, "ตาราง").plan
    assert [doubt for check in FORM_CHECKS for doubt in check(plan)] == []
    return {block.id: block for block in plan.form_by_id["level-3-report"].blocks}


def texts(fillings: tuple[object, ...]) -> list[str]:
    return [str(filling) for filling in fillings]


def test_boxes_and_blanks_follow_the_activities_to_their_new_numbers() -> None:
    titles = [PLAN.by_number[n].title for n in (10, 9, 1)]

    blocks = _drafted(*titles)

    assert texts(blocks["8"].boxes) == ["complete:2", "complete:1", ""]
    assert blocks["8"].activities == (2, 1)
    assert texts(blocks["1"].blanks) == ["3.signed#people", "3.signed#percent"]


def test_what_no_activity_gives_any_more_is_left_to_a_pen() -> None:
    blocks = _drafted(PLAN.by_number[9].title)

    assert texts(blocks["1"].blanks) == ["", ""]
    assert texts(blocks["3"].boxes)[:2] == ["rubric.plan-made", "!rubric.plan-made"]


# The whole table


def reading(lines: Sequence[Line]) -> TableReading:
    rows = [
        TableRow(
            number,
            tuple(map(TableCell, (line.text,) if isinstance(line, Heading) else line)),
            isinstance(line, Heading),
        )
        for number, line in enumerate(lines, 1)
    ]
    return read_plan_table(BroughtTable(tuple(rows)))


def drafted(lines: Sequence[Line], year: int = 2567) -> TablePlan:
    return plan_from_table(reading(lines), PLAN, year, "ตาราง")


def changed(number: int, column: int, text: str) -> list[Line]:
    """The real table with one cell changed."""
    lines = table_lines(PLAN)
    rows = [n for n, line in enumerate(lines) if isinstance(line, tuple) and line[0] != HEAD[0]]
    line = lines[rows[number - 1]]
    assert isinstance(line, tuple)
    lines[rows[number - 1]] = (*line[:column], text, *line[column + 1 :])
    return lines


def one(number: int, column: int, text: str) -> tuple[Activity, list[tuple[str, str]]]:
    """An activity of the changed table, and the doubts about it."""
    made = drafted(changed(number, column, text))
    doubts = [(d.field, d.printed) for d in made.doubts if d.activity == number]
    return made.plan.by_number[number], doubts


def test_the_real_table_gives_the_real_plan_and_names_its_rows() -> None:
    made = drafted(table_lines(PLAN))

    assert diff_plans(PLAN, made.plan).changes == ()
    assert [(d.row, d.field) for d in made.doubts] == [(51, "points")]
    assert made.plan.activity_count == len(PLAN.activities)
    assert [made.plan.by_number[n].source for n in (1, 38)] == ["ตาราง แถว ๓", "ตาราง แถว ๕๒"]
    assert [len(a) for a in made.plan.by_batch.values()] == [17, 13, 2, 5, 1]


EVERYBODY = tuple(group.id for group in PLAN.groups)


@pytest.mark.parametrize(
    ("owner", "groups", "field"),
    [
        pytest.param("คณะทำงานด้านกิจกรรมฯ", ("campaign",), None, id="as printed"),
        pytest.param("คณะทำงานด้านกิจกรมฯ", ("campaign",), "owner", id="misprinted"),
        pytest.param("ทุก คณะ", EVERYBODY, None, id="all of them"),
        pytest.param("กลุ่มงานใหม่", EVERYBODY, "owner", id="unknown"),
        pytest.param("", EVERYBODY, "groups", id="nobody"),
    ],
)
def test_who_is_responsible_is_read_or_everybody_until_an_office_says(
    owner: str, groups: tuple[str, ...], field: str | None
) -> None:
    activity, found = one(7, 7, owner)

    assert (activity.groups, found) == (groups, [(field, owner)] if field else [])
    unsure = [r.printed for r in activity.readings if not r.confirmed]
    assert unsure == ([owner or "-"] if field else [])


def test_nearly_the_same_title_is_the_same_activity_in_doubt() -> None:
    printed = PLAN.by_number[16].title[:-1] + "บ"

    activity, found = one(16, 1, printed)

    assert (activity.title, found) == (printed, [("title", printed)])
    assert [r.id for r in activity.requirements] == [r.id for r in PLAN.by_number[16].requirements]


def test_a_new_activity_has_its_documents_from_their_cell() -> None:
    activity, found = one(16, 1, "กิจกรรมปลูกป่าชายเลนเพื่อส่วนรวม")
    report, photos = activity.requirements

    assert [field for field, _ in found] == ["documents"]
    assert (report.id, report.kind, report.formats) == (
        "report",
        EvidenceKind.REPORT,
        ("pdf", "docx", "odt"),
    )
    assert (photos.id, photos.kind, photos.formats[0]) == ("photos", EvidenceKind.PHOTOS, "jpg")
    assert {r.source for r in activity.requirements} == {f"{activity.source} ช่องเอกสารที่ต้องจัดส่ง"}
    assert {r.confirmed for r in activity.requirements} == {False}
    assert [section.id for section in report.sections] == [
        f"part-{n}" for n in range(1, len(report.sections) + 1)
    ]
    assert report.sections[0].title == "ใครทำอะไร ที่ไหน อย่างไร เมื่อไร"
    assert (activity.measures, activity.parts, activity.knowledge_output) == ((), (), None)


@pytest.mark.parametrize(
    ("heading", "year", "due"),
    [
        pytest.param("กำหนดส่ง ๓๑ มิถุนายน ๒๕๖๗", 2567, date(2024, 6, 30), id="no such day"),
        pytest.param("กำหนดส่ง ๓๐ มิถุนายน ๒๕๗๖", 2567, date(2024, 6, 30), id="a misprinted year"),
        pytest.param("กำหนดส่ง ๓๐ มิถุนายน ๒๕๖๗", 2570, date(2027, 6, 30), id="last year's"),
        pytest.param("กำหนดส่ง", 2567, date(2024, 9, 30), id="no day"),
    ],
)
def test_a_due_day_that_cannot_be_has_a_day_to_be_put_right(
    heading: str, year: int, due: date
) -> None:
    printed = Heading("กำหนดส่ง ๓๐ มิถุนายน ๒๕๖๗")
    made = drafted([Heading(heading) if x == printed else x for x in table_lines(PLAN)], year)

    batch = made.plan.batch_by_id[made.plan.by_number[31].batch]
    assert (batch.due, [r.printed for r in batch.readings]) == (due, [heading])
    assert not batch.readings[0].confirmed


def test_activities_under_no_heading_are_due_at_the_years_end_until_an_office_says() -> None:
    made = drafted(table_lines(PLAN)[1:])

    batch = made.plan.batch_by_id[made.plan.by_number[1].batch]
    assert (batch.due, len(batch.readings)) == (date(2024, 9, 30), 1)
    assert "๓๐ กันยายน ๒๕๖๗" in next(d.thai for d in made.doubts if d.field == "due")


def test_figures_follow_their_activities_or_wait_for_a_person() -> None:
    lines = [
        line for n, line in enumerate(table_lines(PLAN)) if n != 2
    ]  # without the first activity
    number = iter(range(1, 38))
    plan = drafted([
        line if isinstance(line, Heading) or line[0] == HEAD[0] else (str(next(number)), *line[1:])
        for line in lines
    ]).plan  # fmt: skip
    before = {f.id: f.derived_from for f in PLAN.rubric.figures}
    after = {f.id: f.derived_from for f in plan.rubric.figures}

    assert [(str(before[n]), str(after[n])) for n in ("goals", "plan-made")] == [
        ("2.goals", "1.goals"), ("complete:3", "complete:2"),
    ]  # fmt: skip
    assert (str(before["signed"]), after["signed"]) == ("1.signed", None)
    moved = {output.activity - 1 for output in PLAN.knowledge_outputs if output.activity > 1}
    assert {output.activity for output in plan.knowledge_outputs} == moved
    corner = {n for item in PLAN.corner for n in item.activities}
    assert {n for item in plan.corner for n in item.activities} == {n - 1 for n in corner}


def test_the_year_is_the_one_that_most_headings_name() -> None:
    assert table_year(reading(table_lines(PLAN)), None) == 2567


def test_a_table_without_a_day_asks_for_its_year() -> None:
    with pytest.raises(KamnotError) as asked:
        table_year(reading([x for x in table_lines(PLAN) if isinstance(x, tuple)]), None)
    assert asked.value.how == How(Verb.GIVE_YEAR)
