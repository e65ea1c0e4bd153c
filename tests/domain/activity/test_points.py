"""Points: the printed ones, under the plan's policy, and never one more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evaluator import evaluate
from domain.facts import EvidenceFact, Facts, MeasureFact, Problem, ReviewFact
from domain.results import Points
from tests.support.cast import DUE, UNIT, file, photo, share, small_plan, weekday

LATE = DUE + timedelta(days=1)
JUNE = date(2024, 6, 30)


def policy(late: str = "full", partial: str = "parts") -> dict[str, Any]:
    return {"source": "-", "id": "x", "title": "-", "late": late, "partial": partial}


def points(number: int, late: str = "full", partial: str = "parts", **facts: Any) -> Points | None:
    plan = small_plan(points_policy=policy(late, partial))
    result = evaluate(plan, Facts(UNIT, **facts), JUNE, weekday)
    return next(a.points for b in result.batches for a in b.activities if a.number == number)


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


def test_a_joint_activity_stands_under_each_group_and_once_in_the_year() -> None:
    result = evaluate(small_plan(), Facts(UNIT, evidence=(file("2.report"),)), DUE, weekday)
    groups = dict(result.group_points)
    assert (groups["planning"].earned, groups["campaign"].earned) == (10, 10)
    assert (result.points.earned, result.points.printed) == (10, 35)


_DAYS = st.dates(date(2023, 10, 1), date(2024, 9, 30))
_FILES = st.builds(
    lambda name, day, item, ok: (
        file(name, day, item) if ok else file(name, day, item, format="exe")
    ),
    st.sampled_from(["1.photos", "2.report", "3.report", "3.slogan", "4.report"]),
    _DAYS,
    st.integers(1, 9),
    st.booleans(),
)
_PHOTOS = st.builds(lambda day, item: photo("1.photos", item, day), _DAYS, st.integers(10, 19))
_SHARES = st.builds(lambda n, day: share("1.signed", n, 20, day), st.integers(0, 20), _DAYS)
_REVIEWS = st.builds(
    lambda item, ok, day: ReviewFact(item, 1, ok, "เหตุผล", day),
    st.integers(1, 19),
    st.booleans(),
    _DAYS,
)
_FACTS = st.builds(
    lambda files, pictures, shares, reviews: Facts(
        UNIT, tuple(files + pictures), tuple(reviews), tuple(shares)
    ),
    st.lists(_FILES, max_size=6, unique_by=lambda f: f.item),
    st.lists(_PHOTOS, max_size=3, unique_by=lambda f: f.item),
    st.lists(_SHARES, max_size=3),
    st.lists(_REVIEWS, max_size=4),
)


@given(facts=_FACTS, as_of=_DAYS, late=st.sampled_from(["full", "none"]))
def test_points_never_leave_the_printed_frame(facts: Facts, as_of: date, late: str) -> None:
    result = evaluate(small_plan(points_policy=policy(late)), facts, as_of, weekday)
    for total in (result.points, *(p for _, p in result.group_points)):
        assert 0 <= total.earned <= total.possible <= total.printed
        assert total.possible + total.lost == total.printed
        assert 0 <= total.waiting <= total.possible - total.earned


@given(facts=_FACTS, as_of=_DAYS)
def test_the_same_facts_and_day_give_the_same_answer_in_any_order(
    facts: Facts, as_of: date
) -> None:
    turned = Facts(
        facts.unit,
        tuple(reversed(facts.evidence)),
        facts.reviews,
        facts.measures,
    )
    one = evaluate(small_plan(), facts, as_of, weekday)
    two = evaluate(small_plan(), turned, as_of, weekday)
    assert [b.points for b in one.batches] == [b.points for b in two.batches]
    assert one.rubric == two.rubric


@given(facts=_FACTS, as_of=_DAYS, later=st.lists(_FILES, max_size=3))
def test_what_comes_in_after_a_day_never_changes_that_days_points(
    facts: Facts, as_of: date, later: list[EvidenceFact]
) -> None:
    more = tuple(
        file(f.requirement, max(f.received_on, as_of + timedelta(days=1)), f.item + 100)
        for f in later
    )
    grown = Facts(facts.unit, facts.evidence + more, facts.reviews, facts.measures)
    before = evaluate(small_plan(), facts, as_of, weekday)
    after = evaluate(small_plan(), grown, as_of, weekday)
    assert before.points == after.points
    assert before.rubric == after.rubric


@given(facts=_FACTS, as_of=_DAYS)
def test_one_more_good_file_never_costs_a_point(facts: Facts, as_of: date) -> None:
    more = Facts(
        facts.unit,
        (*facts.evidence, file("2.report", as_of, 500)),
        facts.reviews,
        facts.measures,
    )
    before = evaluate(small_plan(), facts, as_of, weekday)
    after = evaluate(small_plan(), more, as_of, weekday)
    assert after.points.earned >= before.points.earned


@given(facts=_FACTS, as_of=_DAYS, item=st.integers(1, 19))
def test_accepting_never_costs_a_point_and_returning_never_gives_one(
    facts: Facts, as_of: date, item: int
) -> None:
    plain = evaluate(small_plan(), facts, as_of, weekday)
    accepted, returned = (
        evaluate(
            small_plan(),
            replace(facts, reviews=(*facts.reviews, ReviewFact(item, 1, ok, "เหตุผล", as_of))),
            as_of,
            weekday,
        )
        for ok in (True, False)
    )
    assert returned.points.earned <= plain.points.earned <= accepted.points.earned


def test_a_measure_alone_earns_nothing() -> None:
    entry: MeasureFact = share("1.signed", 20, 20)
    assert points(1, measures=(entry,)) == Points(0, 5, 0, 0, 5)
