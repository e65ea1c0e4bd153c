"""The real plan's table, written by Word's and Excel's own formats and read back; then damaged ones."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.language.errors import KamnotError
from domain.next_year.carry import carry_over
from domain.next_year.diff import diff_plans
from flows.plan.changes import draft_year
from flows.plan.from_table import ImportedPlan, import_table
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan, read_problems
from storage.settings import Settings
from tests.support.plan_tables import WRITERS, Heading, Line, table_lines

REAL = load_plan([plan_folder(2567)]).plan


def import_lines(
    folder: Path, lines: list[Line], kind: str = "docx", **options: Any
) -> ImportedPlan:
    table = WRITERS[kind](lines, folder / f"แผน.{kind}")
    return import_table(Settings(home=folder), table, from_year=2567, **options)


@pytest.fixture(scope="module", params=["docx", "xlsx"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ImportedPlan:
    """The real table of 2567 as a file, imported."""
    folder = tmp_path_factory.mktemp("import")
    return import_lines(folder, table_lines(REAL), request.param)


def test_the_real_table_comes_back_value_for_value(whole: ImportedPlan) -> None:
    plan = load_plan([whole.draft.folder]).plan

    assert diff_plans(REAL, plan).changes == ()
    assert (len(plan.activities), plan.total_points) == (38, 375)


def test_its_one_doubt_is_the_table_without_points(whole: ImportedPlan) -> None:
    assert [(d.field, d.printed) for d in whole.doubts] == [("points", "")]


def test_rows_name_the_table_as_their_source_and_carried_values_wait(whole: ImportedPlan) -> None:
    plan = load_plan([whole.draft.folder]).plan

    assert plan.by_number[7].source.startswith("ตาราง แผน.")
    assert plan.by_number[7].carried is None
    assert plan.by_number[7].requirements[0].carried is not None
    assert plan.rubric.carried is not None


def replaced(number: int, column: int, text: str) -> list[Line]:
    """The real table with one cell changed."""
    lines = table_lines(REAL)
    rows = [
        i for i, line in enumerate(lines) if not isinstance(line, Heading) and line[0] != "ลำดับ"
    ]
    row = lines[rows[number - 1]]
    assert not isinstance(row, Heading)
    lines[rows[number - 1]] = (*row[:column], text, *row[column + 1 :])
    return lines


@pytest.mark.parametrize(
    ("number", "column", "text", "field", "wanted"),
    [
        pytest.param(7, 6, "๑o คะแนน", "points", 10, id="points-with-a-letter"),
        pytest.param(7, 0, "๗๗", "number", 7, id="number-misprinted"),
        pytest.param(7, 7, "คณะทำงานด้านกิจกรมฯ", "groups", ("campaign",), id="owner-misprinted"),
        pytest.param(7, 7, "กลุ่มงานใหม่", "groups", ("steering", "planning", "selection", "campaign"),
                     id="owner-unknown"),
        pytest.param(16, 1, "กิจกรรมรณรงค์ให้บุคลากรปฏิบัติตามวินับ", "title",
                     "กิจกรรมรณรงค์ให้บุคลากรปฏิบัติตามวินับ", id="title-misprinted"),
    ],
)  # fmt: skip
def test_a_misprint_is_kept_as_printed_with_a_doubt(
    tmp_path: Path, number: int, column: int, text: str, field: str, wanted: object
) -> None:
    imported = import_lines(tmp_path, replaced(number, column, text))

    plan = load_plan([imported.draft.folder]).plan
    assert getattr(plan.by_number[number], field) == wanted
    assert [d.printed for d in imported.doubts if d.activity == number] == [text]
    (reading,) = [r for r in plan.by_number[number].readings if not r.confirmed]
    assert (reading.printed, plan.total_points) == (text, 375)


def test_a_new_activity_gets_documents_drawn_from_its_cell(tmp_path: Path) -> None:
    lines = replaced(16, 1, "กิจกรรมปลูกป่าชายเลนเพื่อส่วนรวม")

    imported = import_lines(tmp_path, lines)

    activity = load_plan([imported.draft.folder]).plan.by_number[16]
    assert [(r.id, r.kind.value, r.confirmed) for r in activity.requirements] == [
        ("report", "report", False),
        ("photos", "photos", False),
    ]
    assert [s.title for s in activity.requirements[0].sections][:1] == [
        "ใครทำอะไร ที่ไหน อย่างไร เมื่อไร"
    ]
    assert [d.field for d in imported.doubts if d.activity == 16] == ["documents"]


def test_what_pointed_at_an_activity_follows_it_to_its_new_number(tmp_path: Path) -> None:
    lines = table_lines(REAL)
    del lines[2]  # the declaration of intent, the first of all
    numbered = [
        line if isinstance(line, Heading) or line[0] == "ลำดับ" else (str(n), *line[1:])
        for n, line in _count(lines)
    ]

    imported = import_lines(tmp_path, numbered)

    plan = load_plan([imported.draft.folder]).plan
    figures = {f.id: f.derived_from for f in plan.rubric.figures}
    assert [str(figures[name]) for name in ("goals", "plan-made")] == ["1.goals", "complete:2"]
    assert figures["signed"] is None
    assert [d.printed for d in imported.doubts if d.row == 0] == ["1.signed"]
    assert plan.total_points == 370


def _count(lines: list[Line]) -> list[tuple[int, Line]]:
    numbered, n = [], 0
    for line in lines:
        n += not isinstance(line, Heading) and line[0] != "ลำดับ"
        numbered.append((n, line))
    return numbered


@pytest.mark.parametrize(
    ("heading", "due"),
    [
        pytest.param("กำหนดส่ง ๓๑ มิถุนายน ๒๕๖๗", date(2024, 6, 30), id="no-such-day"),
        pytest.param("กำหนดส่ง ๓๐ มิถุนายน ๒๕๗๖", date(2024, 6, 30), id="year-misprinted"),
        pytest.param("กำหนดส่ง", date(2024, 9, 30), id="no-day"),
    ],
)
def test_a_due_date_that_cannot_be_is_kept_as_printed_with_a_day_to_be_put_right(
    tmp_path: Path, heading: str, due: date
) -> None:
    lines = [
        Heading(heading) if line == Heading("กำหนดส่ง ๓๐ มิถุนายน ๒๕๖๗") else line
        for line in table_lines(REAL)
    ]

    imported = import_lines(tmp_path, lines)

    plan = imported.draft.plan
    batch = plan.batch_by_id[plan.by_number[31].batch]
    assert batch.due == due
    assert batch.readings[0].printed == heading
    assert not batch.readings[0].confirmed


def test_a_missing_column_is_one_doubt_a_table_and_the_rest_is_there(tmp_path: Path) -> None:
    lines: list[Line] = [
        line if isinstance(line, Heading) else (*line[:4], *line[5:]) for line in table_lines(REAL)
    ]

    imported = import_lines(tmp_path, lines)

    plan = load_plan([imported.draft.folder]).plan
    assert (len(plan.activities), plan.total_points) == (38, 375)
    assert {a.target_group for a in plan.activities} == {""}
    assert [d.field for d in imported.doubts].count("target_group") == 5


def test_a_draft_never_writes_over_a_plan(tmp_path: Path) -> None:
    own = tmp_path / "plans" / "2567"
    shutil.copytree(plan_folder(2567), own)

    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        import_lines(tmp_path, table_lines(REAL))

    assert load_plan([own]).plan == REAL


def test_a_table_takes_the_place_of_a_draft_that_nobody_has_touched(tmp_path: Path) -> None:
    draft_year(Settings(home=tmp_path), 2570, 2567)

    imported = import_lines(tmp_path, table_lines(carry_over(REAL, 2570)), year=2570)

    assert imported.put_aside == tmp_path / "plans" / "2570-draft"
    assert load_plan([imported.put_aside]).plan == carry_over(REAL, 2570)
    assert load_plan([tmp_path / "plans" / "2570"]).plan == imported.draft.plan
    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        import_lines(tmp_path, table_lines(REAL), year=2570)


def test_a_draft_in_which_somebody_changed_a_day_is_kept(tmp_path: Path) -> None:
    plan = draft_year(Settings(home=tmp_path), 2570, 2567).folder / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("2027-03-20", "2027-03-19", 1), "utf-8")

    with pytest.raises(KamnotError, match="ไม่เขียนทับ"):
        import_lines(tmp_path, table_lines(REAL), year=2570)
    assert "2027-03-19" in plan.read_text("utf-8")


def test_the_year_can_be_named_and_days_of_another_year_are_doubts(tmp_path: Path) -> None:
    imported = import_lines(tmp_path, table_lines(REAL), year=2570)

    assert imported.draft.folder.name == "2570"
    assert {b.due.year for b in imported.draft.plan.batches} == {2027}
    assert [d.field for d in imported.doubts].count("due") == 5
    assert read_problems([imported.draft.folder]) == []


def test_a_misprint_that_falls_on_another_due_date_keeps_its_own_batch(tmp_path: Path) -> None:
    lines = [
        Heading("กำหนดส่ง ๒๐ มิถุนายน ๒๕๗๖") if line == Heading("กำหนดส่ง ๓๐ มิถุนายน ๒๕๖๗") else line
        for line in table_lines(REAL)
    ]

    plan = import_lines(tmp_path, lines).draft.plan

    assert [len(activities) for activities in plan.by_batch.values()] == [17, 13, 2, 5, 1]


def test_a_heading_printed_anew_on_every_page_is_one_batch(tmp_path: Path) -> None:
    lines = table_lines(REAL)
    lines[9:9] = lines[0:2]

    plan = import_lines(tmp_path, lines).draft.plan

    assert [len(activities) for activities in plan.by_batch.values()] == [17, 13, 2, 5, 1]
