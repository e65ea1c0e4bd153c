"""Points: the printed ones, under the plan's policy, and never one more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, MeasureFact, Problem, ReviewFact
from domain.results import Points
from tests.support.cast import DUE, UNIT, file, share, small_plan, weekday

LATE = DUE + timedelta(days=1)
JUNE = date(2024, 6, 30)


def policy(late: str = "full", partial: str = "parts") -> dict[str, Any]:
    return {"source": "-", "id": "x", "title": "-", "late": late, "partial": partial}


def points(number: int, late: str = "full", partial: str = "parts", **facts: Any) -> Points | None:
    plan = small_plan(points_policy=policy(late, partial))
    result = evaluate(plan, Facts(UNIT, **facts), JUNE, weekday)
    return result.by_number[number].points


WATCH, SLOGAN = file("3.report", JUNE), file("3.slogan", JUNE, 2)


@pytest.mark.parametrize(
    ("number", "rules", "files", "expected"),
    [
        pytest.param(2, {}, (file("2.report"),), Points(10, 10, 0, 0, 10), id="complete on time"),
        pytest.param(2, {}, (file("2.report", LATE),), Points(10, 10, 0, 0, 10), id="late earns and is marked"),
        pytest.param(
            2, {"late": "none"}, (file("2.report", LATE),), Points(0, 0, 0, 10, 10), id="late earns nothing"
        ),
        pytest.param(2, {"late": "none"}, (), Points(0, 0, 0, 10, 10), id="overdue is lost where late earns nothing"),
        pytest.param(2, {}, (), Points(0, 10, 0, 0, 10), id="nothing yet, still possible"),
        pytest.param(3, {}, (WATCH,), Points(10, 20, 0, 0, 20), id="one half of two"),
        pytest.param(3, {}, (WATCH, SLOGAN), Points(20, 20, 0, 0, 20), id="both halves"),
        pytest.param(3, {"partial": "none"}, (WATCH,), Points(0, 20, 0, 0, 20), id="halves do not count"),
        pytest.param(4, {}, (file("4.report", JUNE),), None, id="the plan gives none"),
    ],
)  # fmt: skip
def test_points_follow_the_named_policy(
    number: int, rules: dict[str, str], files: tuple[Any, ...], expected: Points | None
) -> None:
    assert points(number, **rules, evidence=files) == expected


@pytest.mark.parametrize(
    ("problem", "earned"),
    [
        pytest.param(None, 10, id="there and accepted"),
        pytest.param(Problem.LOST, 0, id="its bytes are lost from the store"),
    ],
)
def test_an_accepted_file_whose_bytes_are_lost_earns_nothing(
    problem: Problem | None, earned: int
) -> None:
    accepted = ReviewFact(1, 1, True, "ครบ", DUE)
    found = points(2, evidence=(file("2.report", problem=problem),), reviews=(accepted,))
    assert found == Points(earned, 10, 0, 0, 10)


def test_a_measure_alone_earns_nothing() -> None:
    entry: MeasureFact = share("1.signed", 20, 20)
    assert points(1, measures=(entry,)) == Points(0, 5, 0, 0, 5)
