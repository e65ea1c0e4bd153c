"""The whole judgement of a unit as of a day: always the same, whatever comes later, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evaluator import Evaluator, evaluate
from domain.facts import EvidenceFact, Facts, Problem, RegisterRow, ReviewFact, RowId
from domain.plan.model import Plan
from domain.results import ActivityResult, Outcome, Points, Timeliness
from tests.support.cast import (
    DUE,
    UNIT,
    S,
    file,
    photo,
    share,
    small_plan,
    weekday,
)  # fmt: skip
from tests.support.dossiers import plan_2567

DAY = timedelta(days=1)
SUNDAY = date(2024, 6, 30)
"""The due date of the second batch: closed, and the day counts all the same."""


def under(late: str) -> Plan:
    """The small plan, where late work earns in full or nothing."""
    rule = {"source": S, "id": "x", "title": "-", "late": late, "partial": "parts"}
    return small_plan(points_policy=rule)


def judged(number: int, facts: Facts, as_of: date) -> ActivityResult:
    batches = evaluate(small_plan(), facts, as_of, weekday).batches
    return next(a for b in batches for a in b.activities if a.number == number)


@pytest.mark.parametrize(
    ("received", "as_of", "outcome", "timeliness"),
    [
        pytest.param(SUNDAY - DAY, SUNDAY, Outcome.MET, Timeliness.ON_TIME, id="the day before"),
        pytest.param(SUNDAY, SUNDAY, Outcome.MET, Timeliness.ON_TIME, id="on the closed day itself"),
        pytest.param(SUNDAY + DAY, SUNDAY + DAY, Outcome.MET, Timeliness.LATE, id="the day after"),
        pytest.param(SUNDAY + DAY, SUNDAY, Outcome.NOT_MET, Timeliness.NOT_YET_DUE, id="not here yet"),
        pytest.param(None, SUNDAY, Outcome.NOT_MET, Timeliness.NOT_YET_DUE, id="nothing on the day"),
        pytest.param(None, SUNDAY + DAY, Outcome.NOT_MET, Timeliness.OVERDUE, id="nothing a day later"),
    ],
)  # fmt: skip
def test_work_is_in_time_up_to_the_end_of_a_sunday_that_is_due(
    received: date | None, as_of: date, outcome: Outcome, timeliness: Timeliness
) -> None:
    result = judged(4, Facts(UNIT, (file("4.report", received),) if received else ()), as_of)

    assert (result.outcome, result.timeliness) == (outcome, timeliness)
    assert (result.due, result.last_working_day) == (SUNDAY, date(2024, 6, 28))


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
    result = evaluate(under(late), facts, as_of, weekday)
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


@given(facts=_FACTS, as_of=_DAYS)
def test_batches_groups_and_the_year_are_sums_of_their_activities(
    facts: Facts, as_of: date
) -> None:
    result = evaluate(small_plan(), facts, as_of, weekday)
    activities = result.activities
    scored = [(a.groups, a.points) for a in activities if a.points is not None]

    assert all(
        b.points == Points.total([a.points for a in b.activities if a.points is not None])
        for b in result.batches
    )
    assert result.points == Points.total([points for _, points in scored])
    assert dict(result.group_points) == {
        group: Points.total([points for groups, points in scored if group in groups])
        for group in ("planning", "campaign")
    }


@given(facts=_FACTS, as_of=_DAYS)
def test_finding_first_and_scoring_later_is_the_whole_judgement(facts: Facts, as_of: date) -> None:
    evaluator = Evaluator(small_plan(), weekday)

    assert evaluator.score(evaluator.find(facts, as_of), facts, as_of) == evaluator.evaluate(
        facts, as_of
    )


def test_what_one_unit_sent_never_colours_the_next() -> None:
    evaluator = Evaluator(small_plan(), weekday)
    fresh = evaluator.evaluate(Facts("other"), DUE)

    evaluator.evaluate(Facts(UNIT, (file("2.report"),), measures=(share("1.signed", 20, 20),)), DUE)

    assert evaluator.evaluate(Facts("other"), DUE) == fresh


def test_the_last_working_day_of_a_batch_that_the_plan_does_not_have_is_refused() -> None:
    evaluator = Evaluator(small_plan(), weekday)

    assert evaluator.last_working_day("june-30") == date(2024, 6, 28)
    with pytest.raises(KeyError, match="may"):
        evaluator.last_working_day("may")


def test_a_missing_document_is_asked_for_with_the_row_beside_it_until_there_is_one() -> None:
    plan, day = plan_2567(), date(2024, 6, 21)
    three = "“เรื่องร้องเรียน” “รายงานเรื่องร้องเรียนรายเดือน” และ “คณะทำงานรับเรื่องร้องเรียน”"
    told = {"13.plan": "“ความเสี่ยงด้านความโปร่งใส”", "30.report": three}
    risk = RegisterRow(RowId("risks", 1), 1, {"day": day, "risk": "รับของขวัญ"}, day)

    nothing, written = (
        {str(f.id): f.remedy for a in found.by_number.values() for f in a.findings}
        for found in (
            evaluate(plan, Facts(UNIT, rows=rows), day, weekday) for rows in ((), (risk,))
        )
    )

    for name, register in told.items():
        assert nothing[name].endswith(f" และบันทึกลงในทะเบียน {register} ด้วย")
    assert "ทะเบียน" not in written["13.plan"]
    assert "บันทึกลงในทะเบียน" in written["30.report"]


def test_a_document_that_came_and_is_to_be_corrected_asks_for_that_alone() -> None:
    plan, day = plan_2567(), date(2024, 3, 21)
    empty = file("13.plan", problem=Problem.EMPTY)
    told_back = file("14.report", item=2)
    returned = ReviewFact(2, 1, accepted=False, reason="ไม่มีลายมือชื่อ", reviewed_on=day)

    found = evaluate(plan, Facts(UNIT, (empty, told_back), reviews=(returned,)), day, weekday)
    remedies = {str(f.id): f.remedy for n in (13, 14) for f in found.by_number[n].findings}

    assert "ทะเบียน" not in remedies["13.plan"] + remedies["14.report"]
    assert "ทะเบียน" in remedies["14.photos"]
