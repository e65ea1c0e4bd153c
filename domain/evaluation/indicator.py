"""The share of success that the organisation's indicator asks for; how it is counted is a reading of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.plan.model import IndicatorBy, Plan
from domain.results import Evaluation, PointCount


@dataclass(frozen=True, slots=True)
class IndicatorShare:
    """What is done, of what whole, in activities or points."""

    by: IndicatorBy
    done: PointCount
    whole: PointCount

    @property
    def share(self) -> Fraction:
        return Fraction(self.done) / Fraction(self.whole)


def indicator_share(plan: Plan, evaluation: Evaluation) -> IndicatorShare | None:
    """The share as of the evaluation's day; None if the plan has no indicator or nothing is counted yet.

    An activity is done when it is proved, as in criterion 4; one that does not concern the unit is left out.
    """
    if plan.indicator is None:
        return None
    by = plan.indicator.by
    if by is IndicatorBy.POINTS:
        points = evaluation.points
        return IndicatorShare(by, points.earned, points.printed) if points.printed else None
    counted = [a for a in evaluation.activities if a.asked]
    if by is IndicatorBy.DUE:
        counted = [a for a in counted if a.is_due]
    if not counted:
        return None
    return IndicatorShare(by, sum(a.proved for a in counted), len(counted))
