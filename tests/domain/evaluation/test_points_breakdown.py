"""Points taken apart: every printed point stands in exactly one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.points_breakdown import (
    PointsBreakdown,
    PointsReport,
    Progress,
    report_points,
)
from domain.facts import Facts, Problem, ReviewFact
from domain.results import Outcome
from domain.words.policy import policy_sentence
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import DUE, UNIT, file, relief, small_plan, weekday

REAL = load_plan([plan_folder(2567)]).plan
EVALUATOR = Evaluator(REAL, weekday)
YEAR_END = date(2024, 9, 30)


def report(*files: Any, reviews: tuple[ReviewFact, ...] = (), as_of: date = DUE) -> PointsReport:
    plan = small_plan()
    facts = Facts(UNIT, evidence=files, reviews=reviews)
    return report_points(plan, Evaluator(plan, weekday).evaluate(facts, as_of), facts)


def breakdown_of(found: PointsReport, number: int) -> PointsBreakdown:
    breakdown = next(a.breakdown for a in found.activities if a.result.number == number)
    assert breakdown is not None
    return breakdown


def accepted(item: int, *, yes: bool = True, day: date = DUE) -> ReviewFact:
    return ReviewFact(item, 1, yes, "-", day)


def files_of(number: int) -> tuple[Any, ...]:
    """Everything that the real plan asks for in one activity."""
    activity = REAL.by_number[number]
    return tuple(
        file(
            f"{number}.{r.id}", item=number * 1000 + place * 100 + copy, format=r.formats[0],
            sections=tuple(_found(s.id) for s in r.sections),
        )
        for place, r in enumerate(activity.requirements)
        for copy in range(r.min_count)
    )  # fmt: skip


def _found(name: str) -> Any:
    from domain.facts import SectionFact, SectionOutcome

    return SectionFact(name, SectionOutcome.FOUND, 1)


def real_report(*files: Any, reviews: tuple[ReviewFact, ...] = ()) -> PointsReport:
    facts = Facts(UNIT, evidence=files, reviews=reviews)
    return report_points(REAL, EVALUATOR.evaluate(facts, YEAR_END), facts)


def test_a_report_says_by_which_plan_and_policy_it_was_made() -> None:
    plan = small_plan()
    evaluation = Evaluator(plan, weekday, plan_hash="of the plan").evaluate(Facts(UNIT), DUE)

    found = report_points(plan, evaluation, Facts(UNIT))

    assert found.plan_hash == "of the plan"
    assert (found.policy, found.policy_title) == (evaluation.policy, policy_sentence(plan, "th"))


def test_sums_add_every_part() -> None:
    parts = [2**n for n in range(7)]

    assert PointsBreakdown(*parts) + PointsBreakdown(*parts) == PointsBreakdown(
        *(2 * part for part in parts)
    )


def test_nothing_sent_leaves_all_375_open() -> None:
    breakdown = real_report().year.breakdown
    assert (breakdown.earned, breakdown.open, breakdown.lost, breakdown.printed) == (0, 375, 0, 375)


def test_complete_work_is_in_review_until_every_document_is_accepted() -> None:
    files = files_of(14)
    items = [f.item for f in files]
    some = tuple(accepted(i) for i in items[:-1])

    waiting = breakdown_of(real_report(*files, reviews=some), 14)
    done = breakdown_of(real_report(*files, reviews=(*some, accepted(items[-1]))), 14)

    assert (waiting.accepted, waiting.in_review, waiting.earned) == (0, 5, 5)
    assert (done.accepted, done.in_review, done.earned) == (5, 0, 5)


def test_what_a_reviewer_returned_is_neither_earned_nor_in_review() -> None:
    files = files_of(14)
    found = breakdown_of(real_report(*files, reviews=(accepted(files[0].item, yes=False),)), 14)
    assert (found.earned, found.in_review, found.open) == (0, 0, 5)


@pytest.mark.parametrize(
    ("problem", "accepted_points"),
    [
        pytest.param(None, 10, id="the accepted file is there"),
        pytest.param(Problem.LOST, 0, id="it is lost, and another waits for its review"),
    ],
)
def test_a_lost_file_is_no_accepted_one(problem: Problem | None, accepted_points: int) -> None:
    before = file("2.report", item=2, received_on=DUE - timedelta(days=1))
    files = file("2.report", problem=problem), before
    breakdown = breakdown_of(report(*files, reviews=(accepted(1),)), 2)
    assert (breakdown.accepted, breakdown.in_review) == (accepted_points, 10 - accepted_points)


def test_activity_33_is_told_by_its_halves() -> None:
    half = REAL.by_number[33].parts[0].id
    own = {r.id for r in REAL.by_number[33].requirements if r.part == half}
    files = [f for f in files_of(33) if f.requirement.partition(".")[2] in own]

    [one] = [a for a in real_report(*files).activities if a.result.number == 33]

    assert [(part.id == half, breakdown.earned) for part, breakdown in one.halves] == [
        (True, 10),
        (False, 0),
    ]
    assert one.breakdown == sum((t for _, t in one.halves), PointsBreakdown())
    assert one.progress is Progress.INCOMPLETE_OVERDUE


@pytest.mark.parametrize(
    ("sent", "as_of", "expected"),
    [
        pytest.param(DUE, DUE, Progress.COMPLETE_ON_TIME, id="on the day"),
        pytest.param(
            DUE + timedelta(1), DUE + timedelta(1), Progress.COMPLETE_LATE, id="a day late"
        ),
        pytest.param(None, DUE, Progress.INCOMPLETE_NOT_YET_DUE, id="not sent, still time"),
        pytest.param(
            None, DUE + timedelta(1), Progress.INCOMPLETE_OVERDUE, id="not sent, too late"
        ),
    ],
)
def test_timeliness_is_told_apart_from_completeness(
    sent: date | None, as_of: date, expected: Progress
) -> None:
    files = [file("2.report", sent)] if sent else []
    found = report(*files, as_of=as_of)
    assert next(a.progress for a in found.activities if a.result.number == 2) is expected


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    complete=st.sets(st.integers(1, 38)),
    reviewed=st.sets(st.integers(1, 38)),
)
def test_every_printed_point_stands_in_exactly_one_place(
    complete: set[int], reviewed: set[int]
) -> None:
    files = [f for n in sorted(complete) for f in files_of(n)]
    reviews = tuple(accepted(f.item) for f in files if f.item // 1000 in reviewed)

    found = real_report(*files, reviews=reviews)

    for one in (found.year, *found.batches, *found.groups):
        breakdown = one.breakdown
        assert (
            breakdown.earned + breakdown.open + breakdown.lost + breakdown.excused
            == breakdown.printed
        )
        assert sum(one.progress.values()) == len(one.activities)
    assert sum((b.breakdown for b in found.batches), PointsBreakdown()) == found.year.breakdown
    assert found.year.breakdown.printed == 375


def test_the_footnotes_are_outcomes_and_no_points() -> None:
    notes = real_report().notes
    assert [(n.number, n.outcome, n.confirmed) for n in notes] == [
        (1, Outcome.NOT_AVAILABLE, True),
        (2, Outcome.NOT_AVAILABLE, False),
        (3, Outcome.NOT_AVAILABLE, False),
    ]


def test_an_accepted_file_of_a_format_that_the_plan_does_not_take_accepts_nothing() -> None:
    files = files_of(14)
    slides = file(files[0].requirement, item=99, format="pptx", file_name="เสนอ.pptx")
    others = tuple(accepted(f.item) for f in files[1:])

    breakdown = breakdown_of(real_report(*files, slides, reviews=(*others, accepted(99))), 14)

    assert (breakdown.accepted, breakdown.in_review) == (0, 5)


@pytest.mark.parametrize("problem", [Problem.LOST, Problem.UNREADABLE])
def test_an_accepted_file_that_is_lost_or_cannot_be_read_accepts_nothing(problem: Problem) -> None:
    first, *rest = files_of(14)
    lost = replace(first, item=99, problem=problem)
    reviews = tuple(accepted(f.item) for f in (*rest, lost))

    breakdown = breakdown_of(real_report(first, *rest, lost, reviews=reviews), 14)

    assert (breakdown.accepted, breakdown.in_review) == (0, 5)


def test_batches_groups_and_the_year_have_the_plans_names() -> None:
    plan, found = small_plan(), report()

    assert [(b.id, b.title) for b in found.batches] == [(b.id, b.title) for b in plan.batches]
    assert [(g.id, g.title) for g in found.groups] == [(g.id, g.short_name) for g in plan.groups]
    assert (found.year.id, found.year.title) == ("year", plan.title)


def test_points_of_what_is_excused_are_excused_and_nothing_else() -> None:
    plan = small_plan()
    facts = Facts(UNIT, reliefs=(relief("not-applicable", "2"),))
    found = report_points(plan, Evaluator(plan, weekday).evaluate(facts, DUE), facts)

    assert breakdown_of(found, 2) == PointsBreakdown(excused=10, printed=10)
    assert breakdown_of(found, 1).excused == 0
