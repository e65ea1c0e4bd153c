"""The director is told of work once it is overdue by as many working days as the plan says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts
from domain.plan.model import Plan
from domain.reminders.decide import decide
from domain.reminders.escalation import escalated, facts_of
from tests.support.cast import DUE, UNIT, small_plan, weekday


def plan(director_after: int, audience: tuple[str, ...] = ("members", "director")) -> Plan:
    data = small_plan().model_dump()
    data["ladder"]["overdue"] |= {"director_after": director_after, "audience": audience}
    return Plan.model_validate(data)


def facts(as_of: date, plan: Plan) -> set[str]:
    evaluation = evaluate(plan, Facts(UNIT), as_of, weekday)
    standing = decide(plan, evaluation, frozenset(), weekday).standing
    return set(facts_of(escalated(plan, standing, as_of, weekday)))


BOTH = {f"overdue:1:{DUE}", f"overdue:2:{DUE}"}


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(0, set(), id="the due date"),
        pytest.param(1, set(), id="the day after"),
        pytest.param(6, set(), id="four working days"),
        pytest.param(7, BOTH, id="five working days"),
        pytest.param(8, BOTH, id="six working days"),
    ],
)
def test_five_working_days_overdue_is_a_week_later(days: int, found: set[str]) -> None:
    assert facts(DUE + timedelta(days=days), plan(5)) == found


@pytest.mark.parametrize(("days", "hears"), [(6, False), (7, True)])
def test_without_a_number_the_first_overdue_reminder_is_the_day(days: int, hears: bool) -> None:
    assert bool(facts(DUE + timedelta(days=days), plan(0))) is hears


def test_a_plan_that_does_not_name_the_director_leaves_them_in_peace() -> None:
    assert facts(DUE + timedelta(days=30), plan(5, ("members",))) == set()


def test_a_rung_before_that_many_working_days_names_the_group_alone() -> None:
    late = plan(9)
    evaluation = evaluate(late, Facts(UNIT), DUE + timedelta(days=7), weekday)
    due = decide(late, evaluation, frozenset(), weekday).due
    assert due
    assert all("director" not in r.audience for r in due)
