"""Duties that come back: the monthly report owed to the director, and reports that come with activities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.language.errors import NotThereError
from domain.plan.checks import recurring_sound
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.reminders.duties import month_meant, monthly_duty, months_of, period_of
from domain.reminders.ladder import Ledger
from domain.reminders.snoozes import Answers
from domain.results import Reminder
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import DUE, UNIT, file, small_plan, weekday

RUNGS = [
    {"source": "s", "days_before": 3, "audience": ["members"]},
    {"source": "s", "days_before": 0, "audience": ["members", "head"]},
]
MONTHLY = {
    "source": "คำสั่ง (๔) ข้อ ๕",
    "id": "complaints-report",
    "title": "รายงานเรื่องร้องเรียน",
    "groups": ["campaign"],
    "since": "2023-11-15",
    "rungs": RUNGS,
    "overdue": {"source": "s", "every_days": 14, "audience": ["members", "head", "director"]},
}
WITH_ACTIVITY = {
    "source": "คำสั่ง (๔) ข้อ ๒",
    "id": "quarterly-report",
    "title": "รายงานรายไตรมาส",
    "groups": ["planning", "campaign"],
    "activities": [2],
    "rungs": [{"source": "s", "days_before": 30, "audience": ["members"]}],
}


def plan(*recurring: Mapping[str, object]) -> Plan:
    return Plan.model_validate(small_plan().model_dump() | {"recurring": recurring})


PLAN = plan(MONTHLY, WITH_ACTIVITY)


def due(
    as_of: date,
    done: frozenset[tuple[str, str]] = frozenset(),
    facts: Facts | None = None,
    ledger: Ledger = frozenset(),
    plan: Plan = PLAN,
) -> dict[str, Reminder]:
    evaluation = evaluate(plan, facts or Facts(UNIT), as_of, weekday)
    found = decide(plan, evaluation, ledger, weekday, Answers(done=done)).due
    return {r.group: r for r in found}


def test_a_monthly_duty_is_due_each_month_from_its_order_to_the_end_of_the_fiscal_year() -> None:
    periods = [period_of(month) for month in months_of(PLAN, PLAN.recurring[0])]
    assert (periods[0], periods[-1], len(periods)) == ("2023-11", "2024-09", 11)


@pytest.mark.parametrize(
    ("day", "rungs"),
    [
        pytest.param(date(2023, 11, 24), (), id="a week before"),
        pytest.param(date(2023, 11, 27), ("T-3",), id="three days before"),
        pytest.param(date(2023, 11, 30), ("T-3", "T-0"), id="the last working day of the month"),
        pytest.param(
            date(2023, 12, 14), ("T-3", "T-0", "overdue-2023-12-14"), id="a fortnight overdue"
        ),
    ],
)
def test_its_rungs_come_from_the_month_alone(day: date, rungs: tuple[str, ...]) -> None:
    found = due(day)
    assert [s for r in found.values() for s in r.rungs] == [
        f"2567:complaints-report:2023-11:{rung}" for rung in rungs
    ]
    assert set(found) <= {"campaign"}


def test_a_month_that_ends_on_a_weekend_is_due_on_the_working_day_before() -> None:
    [duty] = due(date(2023, 12, 29), done=frozenset({("complaints-report", "2023-11")}))[
        "campaign"
    ].duties
    assert (duty.period, duty.due) == ("2023-12", date(2023, 12, 29))


def test_a_month_that_is_done_reminds_nobody() -> None:
    assert due(date(2023, 11, 30), frozenset({("complaints-report", "2023-11")})) == {}


def test_a_new_month_speaks_for_the_old_one_and_two_ladders_never_run_at_once() -> None:
    ledger = frozenset((s, r.group) for r in due(date(2023, 12, 14)).values() for s in r.rungs)
    assert due(date(2023, 12, 22), ledger=ledger) == {}
    reminder = due(date(2023, 12, 26), ledger=ledger)["campaign"]
    assert [d.period for d in reminder.duties] == ["2023-11", "2023-12"]
    assert all(":2023-12:" in rung for rung in reminder.rungs)


def test_a_report_that_comes_with_an_activity_is_due_with_it_and_done_with_it() -> None:
    only = plan(WITH_ACTIVITY)
    day = DUE - timedelta(days=30)
    found = due(day, plan=only)
    assert set(found) == {"planning", "campaign"}
    assert found["campaign"].duties[0].activity == 2
    assert f"2567:quarterly-report:2@{DUE.isoformat()}:T-30" in found["campaign"].rungs
    done = Facts(UNIT, evidence=(file("2.report", day, item=3),))
    assert not any(r.duties for r in due(day, facts=done, plan=only).values())


HELPED = plan(WITH_ACTIVITY | {"activities": [1]})
"""The campaign group does not answer for activity 1."""
NOTHING_ELSE = Facts(UNIT, evidence=(file("2.report", DUE - timedelta(days=40), item=3),))


def test_who_only_helps_with_a_report_is_told_once_before_its_day_and_never_that_it_is_late() -> (
    None
):
    month_before = due(DUE - timedelta(days=30), facts=NOTHING_ELSE, plan=HELPED)
    told = month_before["campaign"]
    assert (told.duties, told.activities, [d.activity for d in told.helps]) == ((), (), [1])
    written = frozenset((rung, r.group) for r in month_before.values() for rung in r.rungs)

    for days in (-7, 0, 7, 28):
        later = due(DUE + timedelta(days=days), facts=NOTHING_ELSE, plan=HELPED, ledger=written)
        assert set(later) == {"planning"}
        assert later["planning"].helps == ()


def test_what_a_group_helps_with_rides_along_with_its_own_letters_and_causes_none() -> None:
    day = DUE - timedelta(days=30)
    own = frozenset(
        (rung, "campaign") for rung in due(day, plan=HELPED)["campaign"].rungs if "march" in rung
    )
    assert "campaign" not in due(day, plan=HELPED, ledger=own)

    week_before = due(DUE - timedelta(days=7), plan=HELPED, ledger=own)["campaign"]
    assert [duty.activity for duty in week_before.helps] == [1]
    assert due(DUE + timedelta(days=7), plan=HELPED)["campaign"].helps == ()


@pytest.mark.parametrize("days", [30, 20])
def test_an_old_month_that_has_no_rung_left_keeps_no_helper_from_being_told(days: int) -> None:
    """The month is named in letters only; no letter of its own comes any more."""
    reported = ("2023-12", *(f"2024-{month:02}" for month in range(1, 10)))
    done = frozenset(("complaints-report", month) for month in reported)
    both = plan(MONTHLY, WITH_ACTIVITY | {"activities": [1]})
    day = DUE - timedelta(days=days)
    told = due(day, done=done, facts=NOTHING_ELSE, plan=both)["campaign"]
    assert [duty.activity for duty in told.helps] == [1]
    assert [duty.period for duty in told.duties] == ["2023-11"]

    written = frozenset((rung, "campaign") for rung in told.rungs)
    assert "campaign" not in due(DUE, done=done, facts=NOTHING_ELSE, plan=both, ledger=written)


def test_the_plan_of_2567_names_the_complaints_report_and_the_three_quarterly_reports() -> None:
    real = load_plan([plan_folder(2567)]).plan
    complaints, quarterly, first_quarter = real.recurring
    assert (complaints.groups, complaints.since) == (("campaign",), date(2023, 11, 15))
    assert "(๔) ข้อ ๕" in complaints.source
    assert quarterly.activities == (5, 22, 38)
    assert list(months_of(real, first_quarter)) == []
    assert set(quarterly.activities) <= set(real.by_number)
    assert all(set(r.groups) <= set(real.group_by_id) for r in real.recurring)


def test_every_month_that_nobody_reported_is_named() -> None:
    found = due(date(2024, 3, 27))["campaign"]
    named = [d.period for d in found.duties if d.activity is None]
    assert named == ["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"activities": [2]}, "either since", id="monthly and with an activity"),
        pytest.param({"since": None}, "either since", id="neither"),
        pytest.param({"groups": ["cooks"]}, "no group “cooks”", id="an unknown group"),
        pytest.param({"since": None, "activities": [99]}, "99", id="an unknown activity"),
    ],
)
def test_a_duty_that_could_not_come_back_is_a_doubt_about_the_plan(
    change: dict[str, object], sentence: str
) -> None:
    assert list(recurring_sound(PLAN)) == []
    [doubt] = recurring_sound(plan(MONTHLY | change))
    assert sentence in doubt.english


@pytest.mark.parametrize(
    "text", ["2024-02", " 2024-2 ", "2567-02", "๒๕๖๗-๐๒", "๒/๒๕๖๗", "ประจำเดือนกุมภาพันธ์"]
)
def test_a_month_is_named_in_either_era_and_either_digits(text: str) -> None:
    assert month_meant(PLAN, monthly_duty(PLAN, "complaints-report"), text) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["2566-10", "2024-13", "2024-10", "ตุลาคม", "๕ มกราคม", "มกราคม ๒๕๖๘", ""]
)
def test_a_month_in_which_the_duty_is_not_owed_is_refused(text: str) -> None:
    with pytest.raises(NotThereError, match="เดือนพฤศจิกายน ๒๕๖๖ ถึง เดือนกันยายน ๒๕๖๗"):
        month_meant(PLAN, monthly_duty(PLAN, "complaints-report"), text)


@pytest.mark.parametrize("duty", ["quarterly-report", "tea"])
def test_a_duty_that_does_not_come_back_each_month_is_refused(duty: str) -> None:
    with pytest.raises(NotThereError, match="complaints-report"):
        monthly_duty(PLAN, duty)
