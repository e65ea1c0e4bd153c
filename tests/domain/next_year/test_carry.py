"""Next year's plan: every value there, moved and unconfirmed; due days on closed days with their neighbours."""

from __future__ import annotations

from datetime import date

import pytest

from domain.next_year.carry import (
    CARRIED,
    carry_over,
    clashes,
    due_days,
    shortened_days,
    year_doubts,
)
from domain.next_year.diff import diff_plans
from domain.plan.checks import check_plan
from domain.plan.model import CarriedOver, Plan
from domain.plan.sources import Origin, list_sources
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.plan_files.workdays import holiday_name, working_days
from tests.support.small_plan import small_data, small_plan

REAL = load_plan([plan_folder(2567)]).plan
NEXT = carry_over(REAL, 2570)


def test_every_field_of_a_plan_is_either_carried_or_new() -> None:
    assert {*CARRIED, "fiscal_year", "carried", "settled"} == set(Plan.model_fields)


def test_the_real_plan_carries_over_without_a_fault() -> None:
    assert check_plan(NEXT) == []
    assert [b.due for b in NEXT.batches] == [
        date(2027, 3, 20), date(2027, 6, 20), date(2027, 6, 30), date(2027, 7, 30), date(2027, 9, 20)
    ]  # fmt: skip
    assert NEXT.batches[0].title == "กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐"
    assert NEXT.rubric.due == date(2027, 6, 30)


def test_due_days_have_the_titles_of_what_is_due() -> None:
    days = {day.path: (day.title, day.day) for day in due_days(REAL)}

    assert days["batches[march].due"] == (REAL.batches[0].title, date(2024, 3, 20))
    assert days["rubric.due"] == (REAL.rubric.title, REAL.rubric.due)
    assert days["rubric.also_due"] == (REAL.rubric.title, REAL.rubric.also_due)
    assert len(days) == 7 + sum(len(form.due) for form in REAL.forms)


def test_the_words_of_the_old_print_stay_and_their_reading_moves() -> None:
    data = small_data()
    data["activities"][0]["title"] = "ประกาศ ปีงบประมาณ พ.ศ. ๒๕๖๗"
    data["activities"][0]["readings"] = [
        {
            "field": "title",
            "printed": "ประกาด ปีงบประมาณ พ.ศ. ๒๕๖๗",
            "read": "ประกาศ ปีงบประมาณ พ.ศ. ๒๕๖๗",
        }
    ]

    [reading] = carry_over(Plan.model_validate(data), 2570).by_number[1].readings

    assert reading.printed == "ประกาด ปีงบประมาณ พ.ศ. ๒๕๖๗"
    assert reading.read == "ประกาศ ปีงบประมาณ พ.ศ. ๒๕๗๐"


def test_nothing_is_lost_and_nothing_else_changes() -> None:
    found = diff_plans(REAL, NEXT)

    assert not found.changes
    assert found.moved_days == 15


def test_every_value_waits_for_a_person_but_the_year_that_was_asked_for() -> None:
    # Signs have no source of their own: they are Kamnot's, and belong to the document that has them.
    confirmed = [v.path for v in list_sources(NEXT) if v.confirmed and ".signs[" not in v.path]

    assert confirmed == ["fiscal_year"]


def test_a_value_names_the_old_plan_as_its_source_and_kamnots_own_stay_its_own() -> None:
    assert NEXT.by_number[7].source == "แผนปีงบประมาณ ๒๕๖๗ ส่วนที่ ๒ แถว ๗"
    assert NEXT.ladder.source == REAL.ladder.source
    assert carry_over(NEXT, 2571).by_number[7].source == NEXT.by_number[7].source


def test_the_old_plan_is_not_touched() -> None:
    before = REAL.model_dump()

    carry_over(REAL, 2571)

    assert REAL.model_dump() == before


def test_years_that_may_not_be_the_plans_are_doubts_until_they_are_confirmed() -> None:
    doubts = [(d.path, d.words) for d in year_doubts(NEXT)]
    orders = [words for path, words in doubts if "[link]" in path]

    assert [(path, words) for path, words in doubts if not path.startswith("book.")] == [
        ("activities[20].outcome", "ปีงบประมาณ พ.ศ. ๒๕๖๖"),
        ("activities[20].requirements[report].sections[comparison].title", "ปีงบประมาณ พ.ศ. ๒๕๖๖"),
    ]
    assert orders == ["๒๕๖๖", "๑๕ พฤศจิกายน ๒๕๖๖"], "the order of another year has its own number"
    assert year_doubts(REAL) == []


def test_what_the_old_print_says_stays_as_it_was_printed() -> None:
    entry = next(e for e in NEXT.interpretations if e.id == "assessment-day")

    assert entry.printed == "ส่งภายในวันที่ ๓๐ กรกฎาคม ๒๕๖๗"
    assert entry.options[1].title == "๓๐ มิถุนายน ๒๕๗๐"
    assert entry.options[0].sets == {"rubric.due": "2027-06-30", "rubric.also_due": "2027-07-30"}


def test_29_february_becomes_the_28th_and_is_told() -> None:
    data = small_data()
    data["batches"][0]["due"] = date(2024, 2, 29)
    plan = Plan.model_validate(data)

    assert carry_over(plan, 2570).batches[0].due == date(2027, 2, 28)
    assert [d.path for d in shortened_days(plan, 2570)] == ["batches[march].due"]
    assert shortened_days(plan, 2571) == []


@pytest.mark.parametrize(
    ("confirmed", "waiting"),
    [(False, True), (True, False), (("title",), True), (("points", "due"), False)],
    ids=["nothing", "everything", "another-field", "this-field"],
)
def test_a_carried_value_is_confirmed_with_its_node_or_by_itself(
    confirmed: bool | tuple[str, ...], waiting: bool
) -> None:
    plan = small_plan()
    batch = plan.batches[0].model_copy(
        update={"carried": CarriedOver(year=2566, confirmed=confirmed)}
    )
    changed = plan.model_copy(update={"batches": (batch, *plan.batches[1:])})

    found = next(v for v in list_sources(changed) if v.path == "batches[march].due")

    assert (found.origin is Origin.CARRIED) == waiting
    assert found.confirmed != waiting


# year, due day, what it falls on, working days before and after: as an official reads them off a calendar
CALENDAR = [
    (2567, (2024, 6, 30), None, (2024, 6, 28), (2024, 7, 1)),
    (2568, (2025, 9, 20), None, (2025, 9, 19), (2025, 9, 22)),
    (2569, (2026, 6, 20), None, (2026, 6, 19), (2026, 6, 22)),
    (2569, (2026, 7, 30), "วันเข้าพรรษา", (2026, 7, 27), (2026, 7, 31)),
    (2569, (2026, 9, 20), None, (2026, 9, 18), (2026, 9, 21)),
    (2570, (2027, 3, 20), None, (2027, 3, 19), (2027, 3, 22)),
    (2570, (2027, 6, 20), None, (2027, 6, 18), (2027, 6, 21)),
]


@pytest.mark.parametrize("year", [2567, 2568, 2569, 2570])
def test_due_days_on_closed_days_are_listed_with_the_working_days_around(year: int) -> None:
    plan = carry_over(REAL, year)

    found = [c for c in clashes(plan, working_days(), holiday_name) if "batches" in c.due.path]

    assert [(c.due.day, c.holiday, c.before, c.after) for c in found] == [
        (date(*day), holiday, date(*before), date(*after))
        for of, day, holiday, before, after in CALENDAR
        if of == year
    ]
