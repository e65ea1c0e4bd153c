"""What another plan changes for a unit: only what people would notice, and what came in and is asked for no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.evaluation.evaluator import evaluate
from domain.evaluation.plan_effects import effects_of, no_longer_asked
from domain.facts import Facts
from domain.plan.model import Activity, Plan
from domain.results import Evaluation
from tests.support.cast import DUE, UNIT, file, photo, share, small_plan, weekday

AFTER_MARCH = DUE + timedelta(days=2)
OLD = small_plan()


def judged(plan: Plan, day: date = AFTER_MARCH) -> Evaluation:
    return evaluate(plan, Facts(UNIT), day, weekday)


def with_activity(number: int, **changes: object) -> Plan:
    """The small plan with one activity changed."""
    return OLD.changed(
        activities=tuple(
            a.model_copy(update=changes) if a.number == number else a for a in OLD.activities
        )
    )


def without(number: int) -> Plan:
    return OLD.changed(activities=tuple(a for a in OLD.activities if a.number != number))


LATER = OLD.changed(
    batches=tuple(
        b.model_copy(update={"due": DUE + timedelta(days=7)}) if b.id == "march" else b
        for b in OLD.batches
    )
)


@pytest.mark.parametrize(
    ("plan", "numbers"),
    [
        pytest.param(OLD, [], id="the same plan"),
        pytest.param(with_activity(2, points=15), [2], id="other points"),
        pytest.param(LATER, [1, 2], id="a later due date: nothing is overdue any more"),
        pytest.param(with_activity(2, title="ชื่อใหม่"), [], id="a title is the comparison's to tell"),
        pytest.param(without(4), [4], id="an activity is gone"),
    ],
)
def test_an_activity_is_told_when_people_would_notice(plan: Plan, numbers: list[int]) -> None:
    assert [e.number for e in effects_of(judged(OLD), judged(plan))] == numbers


def test_what_only_one_plan_has_is_told_with_its_title() -> None:
    four: Activity = OLD.by_number[4]
    [gone] = effects_of(judged(OLD), judged(without(4)))
    [new] = effects_of(judged(without(4)), judged(OLD))
    assert (gone.title, gone.after, gone.unit) == (four.title, None, UNIT)
    assert (new.title, new.before) == (four.title, None)


def test_what_came_in_and_is_asked_for_no_more_is_counted() -> None:
    known = Facts(
        UNIT,
        evidence=(file("2.report"), photo("2.photos", 2), photo("2.photos", 3)),
        measures=(share("1.signed", 9, 10), share("2.joined", 1, 2)),
    )
    assert list(no_longer_asked(known, OLD)) == [("2.photos", 2), ("2.joined", 1)]
