"""What one group has to do, by date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.evaluation.own_work import own_work
from domain.facts import Facts
from domain.plan.model import Plan
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import DUE, UNIT, weekday


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan([plan_folder(2567)]).plan


def test_the_next_date_comes_first_and_the_rest_later(plan: Plan) -> None:
    work = own_work(evaluate(plan, Facts(UNIT), DUE - timedelta(days=7), weekday), "campaign")
    assert work.next is not None
    assert (work.next.due, len(work.next.to_do), work.open_count) == (DUE, 11, 11)
    assert [a.open_points for a in work.next.to_do] == sorted(
        (a.open_points for a in work.next.to_do), reverse=True
    )
    assert work.next.at_stake == sum(a.open_points for a in work.next.to_do)
    assert all(later.due > DUE for later in work.later)
    assert (work.overdue, work.past, work.returned) == ((), (), ())


def test_what_is_overdue_stands_before_the_next_date(plan: Plan) -> None:
    work = own_work(evaluate(plan, Facts(UNIT), DUE + timedelta(days=1), weekday), "campaign")
    assert [one.due for one in work.overdue] == [DUE]
    assert work.next is not None
    assert work.next.due == date(2024, 6, 20)


def test_after_the_last_date_there_is_no_next(plan: Plan) -> None:
    work = own_work(evaluate(plan, Facts(UNIT), date(2024, 9, 30), weekday), "selection")
    assert work.next is None
    assert work.overdue
