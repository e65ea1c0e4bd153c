"""A unit's points against the printed ones: by activity, batch, group and year, with what is still in review.

Complete work earns its points before anybody has reviewed it (docs/decisions/points.md). What no reviewer has
accepted yet is counted apart, because a reviewer may still return it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.activity.counts import counting, is_accepted, newest_reviews
from domain.activity.points import halves_of, score_half
from domain.evaluation.department import NoteResult, notes_of
from domain.facts import Facts
from domain.language.ids import RequirementId
from domain.plan.model import Activity, Part, Plan
from domain.results import (
    ActivityResult,
    Evaluation,
    Finding,
    Outcome,
    PointCount,
    Points,
    Timeliness,
    Unsettled,
    exact_points,
)
from domain.rubric.figures import newest_entries
from domain.words.policy import policy_sentence


@dataclass(frozen=True, slots=True)
class PointsBreakdown:
    """The printed points taken apart: accepted + in_review + open + lost + excused = printed.

    `open` can still be earned; `waiting` is the part of it that depends on an unknown; `excused` belongs to work that
    need not be shown.
    """

    accepted: PointCount = 0
    in_review: PointCount = 0
    open: PointCount = 0
    waiting: PointCount = 0
    lost: PointCount = 0
    excused: PointCount = 0
    printed: int = 0

    @property
    def earned(self) -> PointCount:
        """What complete work has, reviewed or not."""
        return self.accepted + self.in_review

    def __add__(self, other: PointsBreakdown) -> PointsBreakdown:
        return PointsBreakdown(
            exact_points(self.accepted + other.accepted),
            exact_points(self.in_review + other.in_review),
            exact_points(self.open + other.open),
            exact_points(self.waiting + other.waiting),
            exact_points(self.lost + other.lost),
            exact_points(self.excused + other.excused),
            self.printed + other.printed,
        )


class Progress(StrEnum):
    """Completeness and timeliness side by side."""

    COMPLETE_ON_TIME = "complete_on_time"
    COMPLETE_LATE = "complete_late"
    INCOMPLETE_NOT_YET_DUE = "incomplete_not_yet_due"
    INCOMPLETE_OVERDUE = "incomplete_overdue"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ActivityBreakdown:
    """One activity; `breakdown` is None where the plan prints no points, `halves` those of activity 33."""

    result: ActivityResult
    progress: Progress
    breakdown: PointsBreakdown | None
    halves: tuple[tuple[Part, PointsBreakdown], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupedBreakdown:
    """A batch or a group: its title, its breakdown, and how many activities have made which progress."""

    id: str
    title: str
    breakdown: PointsBreakdown
    progress: dict[Progress, int] = field(hash=False)
    activities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PointsReport:
    """A unit's points as of a day. Joint activities count for each of their groups, so groups overlap."""

    unit: str
    as_of: date
    plan_hash: str
    policy: str
    policy_title: str
    activities: tuple[ActivityBreakdown, ...]
    batches: tuple[GroupedBreakdown, ...]
    groups: tuple[GroupedBreakdown, ...]
    year: GroupedBreakdown
    notes: tuple[NoteResult, ...]
    unsettled: Unsettled


def report_points(plan: Plan, evaluation: Evaluation, facts: Facts) -> PointsReport:
    """Break an evaluation's points down; `facts` are those that it was made from."""
    known = facts.known_on(evaluation.as_of)
    accepted = accepted_requirements(plan, known)
    activities = tuple(
        _activity(plan, plan.by_number[result.number], result, accepted, evaluation.as_of)
        for result in evaluation.activities
    )
    measures = newest_entries(known.measures)
    return PointsReport(
        unit=evaluation.unit,
        as_of=evaluation.as_of,
        plan_hash=evaluation.plan_hash,
        policy=evaluation.policy,
        policy_title=policy_sentence(plan, "th"),
        activities=activities,
        batches=tuple(
            _grouped(b.id, b.title, [a for a in activities if a.result.batch == b.id])
            for b in plan.batches
        ),
        groups=tuple(
            _grouped(g.id, g.short_name, [a for a in activities if g.id in a.result.groups])
            for g in plan.groups
        ),
        year=_grouped("year", plan.title, activities),
        notes=notes_of(plan, measures, evaluation.unsettled.notes),
        unsettled=evaluation.unsettled,
    )


def accepted_requirements(plan: Plan, known: Facts) -> frozenset[RequirementId]:
    """The requirements of which reviewers have accepted enough files that count."""
    reviews = newest_reviews(known.reviews)
    found = counting(known.evidence, plan.requirement_by_id, reviews)
    count = Counter(fact.requirement for fact in found if is_accepted(fact, reviews))
    asked = plan.requirement_by_id
    return frozenset(name for name, files in count.items() if files >= asked[name].min_count)


def progress_of(result: ActivityResult) -> Progress:
    """Whether an activity is complete, and whether in time."""
    if not result.asked:
        return Progress.NOT_APPLICABLE
    if result.outcome is Outcome.NOT_AVAILABLE:
        return Progress.CANNOT_TELL
    return {
        Timeliness.ON_TIME: Progress.COMPLETE_ON_TIME,
        Timeliness.LATE: Progress.COMPLETE_LATE,
        Timeliness.NOT_YET_DUE: Progress.INCOMPLETE_NOT_YET_DUE,
        Timeliness.OVERDUE: Progress.INCOMPLETE_OVERDUE,
    }[result.timeliness]


def _activity(
    plan: Plan,
    activity: Activity,
    result: ActivityResult,
    accepted: frozenset[RequirementId],
    as_of: date,
) -> ActivityBreakdown:
    progress = progress_of(result)
    if activity.points is None or result.points is None:
        return ActivityBreakdown(result, progress, None)

    def breakdown(printed: int, points: Points, findings: Sequence[Finding]) -> PointsBreakdown:
        asked = [
            f for f in findings if f.outcome is Outcome.MET and isinstance(f.id, RequirementId)
        ]
        reviewed = all(f.id in accepted for f in asked)
        return PointsBreakdown(
            accepted=points.earned if reviewed else 0,
            in_review=0 if reviewed else points.earned,
            open=points.open,
            waiting=points.waiting,
            lost=points.lost,
            excused=printed - points.printed,
            printed=printed,
        )

    if not activity.parts or plan.points_policy.partial == "none":
        return ActivityBreakdown(
            result, progress, breakdown(activity.points, result.points, result.findings)
        )
    halves = tuple(
        (
            half,
            breakdown(
                half.points, score_half(half, own, result.due, as_of, plan.points_policy), own
            ),
        )
        for half, own in halves_of(activity, result.findings, plan.part_of)
    )
    return ActivityBreakdown(
        result, progress, sum((t for _, t in halves), PointsBreakdown()), halves
    )


def _grouped(name: str, title: str, activities: Iterable[ActivityBreakdown]) -> GroupedBreakdown:
    own = tuple(activities)
    return GroupedBreakdown(
        name,
        title,
        sum((a.breakdown for a in own if a.breakdown is not None), PointsBreakdown()),
        {progress: sum(a.progress is progress for a in own) for progress in Progress},
        tuple(a.result.number for a in own),
    )
