"""Points of an activity under the plan's policy for late and partial work.

The printed points are the ceiling; nothing is invented (docs/decisions/points.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.language.ids import AskedId
from domain.plan.model import Activity, Part, PointsPolicy
from domain.results import Finding, Outcome, PointCount, Points, Timeliness


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of a whole from its parts: unmet beats unknown beats met."""
    seen = set(outcomes)
    for outcome in (Outcome.NOT_MET, Outcome.NOT_AVAILABLE, Outcome.MET):
        if outcome in seen:
            return outcome
    return Outcome.NOT_APPLICABLE


def completed_on(findings: Sequence[Finding]) -> date | None:
    """The day the last finding became met; None while any is not.

    A waived finding decides only if nothing else is asked for, and then by its first day: sending it late must not
    cost points that not sending it would have kept.
    """
    return _last_met(findings) if _outcome(findings) is Outcome.MET else None


def _last_met(findings: Sequence[Finding]) -> date | None:
    asked = [f.satisfied_on for f in findings if f.satisfied_on is not None and f.relief is None]
    if asked:
        return max(asked)
    return min((f.satisfied_on for f in findings if f.satisfied_on is not None), default=None)


def score_activity(
    activity: Activity,
    findings: Sequence[Finding],
    part_of: Mapping[AskedId, str | None],
    due: date,
    as_of: date,
    policy: PointsPolicy,
) -> Points | None:
    """Points of one activity; None if the plan gives none.

    `part_of` names the half that a finding belongs to; a finding of no half counts for both.
    """
    if activity.points is None:
        return None
    if not activity.parts:
        return _score(activity.points, findings, due, as_of, policy)
    halves = halves_of(activity, findings, part_of)
    if policy.partial == "none":
        # A half with nothing left to show takes its points out, even if halves earn nothing alone.
        asked = (half.points for half, own in halves if _outcome(own) is not Outcome.NOT_APPLICABLE)
        return _score(sum(asked), findings, due, as_of, policy)
    return Points.total([_score(half.points, own, due, as_of, policy) for half, own in halves])


def halves_of(
    activity: Activity, findings: Sequence[Finding], part_of: Mapping[AskedId, str | None]
) -> list[tuple[Part, list[Finding]]]:
    """The halves of an activity, each with its findings; a finding of no half is in both."""
    return [
        (part, [f for f in findings if part_of.get(f.id) in (None, part.id)])
        for part in activity.parts
    ]


def score_half(
    half: Part, findings: Sequence[Finding], due: date, as_of: date, policy: PointsPolicy
) -> Points:
    """Points of one half by its own findings, if the policy scores halves separately."""
    return _score(half.points, findings, due, as_of, policy)


def _outcome(findings: Sequence[Finding]) -> Outcome:
    return combine(f.outcome for f in findings)


def _score(
    printed: int, findings: Sequence[Finding], due: date, as_of: date, policy: PointsPolicy
) -> Points:
    outcome = _outcome(findings)
    if outcome is Outcome.NOT_APPLICABLE:
        return Points()
    if outcome is Outcome.NOT_AVAILABLE:
        # An unknown may prove to have been in time, so its points wait even if late work earns nothing.
        return Points(possible=printed, waiting=printed, printed=printed)
    met = outcome is Outcome.MET
    possible = _possible(printed, due, _last_met(findings) if met else None, as_of, policy)
    return Points(possible if met else 0, possible, lost=printed - possible, printed=printed)


def _possible(
    printed: int, due: date, done: date | None, as_of: date, policy: PointsPolicy
) -> PointCount:
    """What work that is done on `done`, or not yet done on `as_of`, can earn of the printed points."""
    if policy.closes is not None and (done or as_of) > policy.closes:
        return 0
    if Timeliness.of(due, done, as_of) not in (Timeliness.LATE, Timeliness.OVERDUE):
        return printed
    share = printed * policy.late_share
    whole = share.denominator == 1
    return share.numerator if whole else Decimal(share.numerator) / share.denominator
