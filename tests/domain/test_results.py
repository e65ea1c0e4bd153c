"""What results say of themselves: sums, what is still open, which relief was needed."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, ReliefFact
from domain.language.ids import RequirementId
from domain.results import (
    ActivityResult,
    BatchResult,
    Evaluation,
    Finding,
    Outcome,
    Points,
    Timeliness,
)
from tests.support.cast import DUE, UNIT, relief, small_plan, weekday

DAY = timedelta(days=1)
POINTS = st.builds(Points, *[st.integers(0, 100)] * 5)
EXTENDED = relief("extension", "2", until=DUE + 10 * DAY)
WAIVED = relief("waiver", "2.report")


def finding(outcome: Outcome, excused: ReliefFact | None = None) -> Finding:
    return Finding(
        RequirementId(2, "report"), "รายงาน", outcome, "", "", "", "แถว 2", relief=excused
    )


def activity(
    *findings: Finding,
    outcome: Outcome = Outcome.NOT_MET,
    completed_on: date | None = None,
    reliefs: tuple[ReliefFact, ...] = (),
) -> ActivityResult:
    return ActivityResult(
        number=2,
        title="กิจกรรมที่ 2",
        batch="march",
        due=DUE,
        printed_due=DUE,
        last_working_day=DUE,
        outcome=outcome,
        timeliness=Timeliness.NOT_YET_DUE,
        points=Points(),
        groups=("planning",),
        findings=findings,
        completed_on=completed_on,
        reliefs=reliefs,
    )


@given(points=st.lists(POINTS, max_size=6))
def test_each_kind_of_points_is_summed_by_itself(points: list[Points]) -> None:
    columns = zip(*map(astuple, points), strict=True) if points else [()] * 5
    assert astuple(Points.total(points)) == tuple(map(sum, columns))


@pytest.mark.parametrize(
    ("outcome", "complete"),
    [
        (Outcome.MET, True),
        (Outcome.NOT_APPLICABLE, True),
        (Outcome.NOT_MET, False),
        (Outcome.NOT_AVAILABLE, False),
    ],
)
def test_what_cannot_be_told_is_neither_complete_nor_closed(
    outcome: Outcome, *, complete: bool
) -> None:
    one = finding(outcome)
    result = activity(one, outcome=outcome)

    assert result.complete is complete
    assert result.open_findings == (() if complete else (one,))


@pytest.mark.parametrize(
    ("completed_on", "needed"),
    [
        pytest.param(DUE - DAY, False, id="complete the day before the printed date"),
        pytest.param(DUE, False, id="complete on the printed date"),
        pytest.param(DUE + DAY, True, id="complete the day after it"),
        pytest.param(None, True, id="not complete"),
    ],
)
def test_an_extension_is_needed_by_what_was_not_complete_on_the_printed_date(
    completed_on: date | None, *, needed: bool
) -> None:
    result = activity(completed_on=completed_on, reliefs=(EXTENDED,))

    assert result.needs(EXTENDED) is needed
    assert result.extension == EXTENDED
    assert result.excuses == ()


@pytest.mark.parametrize(
    ("found", "needed"),
    [
        pytest.param(
            finding(Outcome.NOT_APPLICABLE, WAIVED), True, id="it excuses what is missing"
        ),
        pytest.param(finding(Outcome.MET, WAIVED), False, id="what is there needs none"),
        pytest.param(finding(Outcome.NOT_APPLICABLE), False, id="another reason excused it"),
    ],
)
def test_a_waiver_is_an_excuse_only_where_something_is_missing(
    found: Finding, *, needed: bool
) -> None:
    result = activity(found, reliefs=(WAIVED,))

    assert result.excuses == ((WAIVED,) if needed else ())
    assert result.extension is None


@pytest.mark.parametrize(
    ("outcomes", "complete"),
    [
        pytest.param((Outcome.MET, Outcome.NOT_APPLICABLE), True, id="all"),
        pytest.param((Outcome.MET, Outcome.NOT_AVAILABLE), False, id="all but one unknown"),
    ],
)
def test_a_batch_is_complete_with_its_last_activity(
    outcomes: tuple[Outcome, ...], *, complete: bool
) -> None:
    own = tuple(activity(outcome=outcome) for outcome in outcomes)
    batch = BatchResult("march", "มีนาคม", DUE, DUE, own, Points())

    assert batch.complete is complete


def judged() -> Evaluation:
    return evaluate(small_plan(), Facts(UNIT), DUE, weekday)


def test_a_batch_is_asked_for_by_its_id() -> None:
    assert judged().batch("june-30").due == date(2024, 6, 30)


@pytest.mark.parametrize("name", ["june", "", "MARCH"])
def test_a_batch_that_the_plan_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(KeyError, match=f"^'{name}'$"):
        judged().batch(name)


SUNDAY = date(2024, 6, 30)
"""The 30th of June 2567, a due day of the plan."""


@pytest.mark.parametrize(
    ("completed_on", "as_of", "expected"),
    [
        pytest.param(SUNDAY - DAY, SUNDAY - DAY, Timeliness.ON_TIME, id="done the day before"),
        pytest.param(SUNDAY, SUNDAY, Timeliness.ON_TIME, id="done on the day, though it is closed"),
        pytest.param(SUNDAY + DAY, SUNDAY + DAY, Timeliness.LATE, id="done the day after"),
        pytest.param(
            SUNDAY, SUNDAY + 30 * DAY, Timeliness.ON_TIME, id="done in time and seen later"
        ),
        pytest.param(None, SUNDAY - DAY, Timeliness.NOT_YET_DUE, id="open the day before"),
        pytest.param(
            None, SUNDAY, Timeliness.NOT_YET_DUE, id="open on the day, which counts in full"
        ),
        pytest.param(None, SUNDAY + DAY, Timeliness.OVERDUE, id="open the day after"),
    ],
)
def test_the_due_day_counts_in_full(
    completed_on: date | None, as_of: date, expected: Timeliness
) -> None:
    assert Timeliness.of(SUNDAY, completed_on, as_of) is expected


def test_a_group_is_asked_for_its_own_activities_that_concern_the_unit() -> None:
    excused = Facts(UNIT, reliefs=(relief("not-applicable", "2"),))
    evaluation = evaluate(small_plan(), excused, DUE, weekday)

    asked = {a.number: a.groups for a in evaluation.activities if a.number != 2}
    for group in ("planning", "campaign"):
        own = [n for n, groups in asked.items() if group in groups]
        assert [a.number for a in evaluation.asked_of(group)] == own != []
