"""The share of the organisation's indicator: of all activities, of those due, or of the points."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.indicator import indicator_share
from domain.facts import Facts
from domain.plan.model import IndicatorBy, Plan
from domain.plan.readings import with_value
from tests.support.cast import weekday
from tests.support.dossiers import AS_OF, dossier, facts_in, plan_2567

EMPTY = Facts("bureau")


def share_by(by: IndicatorBy, facts: Facts, day: date = AS_OF) -> tuple[int, int] | None:
    plan = with_value(plan_2567(), "indicator.by", by)
    found = indicator_share(plan, Evaluator(plan, weekday).evaluate(facts, day))
    return None if found is None else (int(found.done), int(found.whole))


@pytest.mark.parametrize(
    ("by", "facts", "day", "expected"),
    [
        (IndicatorBy.ACTIVITIES, EMPTY, AS_OF, (0, 38)),
        (IndicatorBy.ACTIVITIES, facts_in("full"), AS_OF, (38, 38)),
        (IndicatorBy.ACTIVITIES, facts_in("excused"), AS_OF, (19, 19)),
        (IndicatorBy.DUE, EMPTY, AS_OF, (0, 30)),
        (IndicatorBy.DUE, EMPTY, date(2024, 3, 20), (0, 17)),
        (IndicatorBy.DUE, EMPTY, date(2023, 11, 1), None),
        (IndicatorBy.POINTS, EMPTY, AS_OF, (0, 375)),
        (IndicatorBy.POINTS, facts_in("full"), AS_OF, (375, 375)),
    ],
    ids=[
        "none",
        "all",
        "half excused",
        "due",
        "due in march",
        "none is due",
        "no points",
        "points",
    ],
)
def test_the_share_is_what_its_reading_says(
    by: IndicatorBy, facts: Facts, day: date, expected: tuple[int, int] | None
) -> None:
    assert share_by(by, facts, day) == expected


def test_a_share_is_exact_and_stands_on_its_reading_alone() -> None:
    known = dossier("half", "plan-book")
    found = indicator_share(plan_2567(), known.evaluation)

    assert found is not None
    assert found.share == Fraction(int(found.done), 38)
    assert known.evaluation.unsettled.indicator == ("indicator-share",)
    assert "indicator-share" not in known.evaluation.unsettled.points


def test_a_plan_without_the_indicator_has_no_share() -> None:
    plan: Plan = plan_2567().changed(indicator=None)

    assert indicator_share(plan, dossier("half", "plan-book").evaluation) is None
