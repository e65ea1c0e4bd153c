"""The nine criteria and the level, from figures that may be unknown.

An unknown figure is an interval, so that every score has a proved lower end and an upper end that
would hold if the unknowns came in well. Shares are compared as exact ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.facts import MeasureFact
from domain.findings import ActivityResult, CriterionResult, Outcome, RubricResult
from domain.plan import Band, Condition, Criterion, Figure, Level, MeasureKind, Plan, Rubric
from domain.wording import say, show_amount

Number = Fraction | int


@dataclass(frozen=True, slots=True)
class Interval:
    """What a figure is known to be: from `low` to `high`; `high` None has no upper end."""

    low: Number
    high: Number | None

    @classmethod
    def exactly(cls, value: Number) -> Interval:
        """A figure that is known."""
        return cls(value, value)

    @property
    def known(self) -> bool:
        """Both ends agree."""
        return self.high is not None and self.low == self.high


_UNKNOWN = {
    MeasureKind.SHARE: Interval(Fraction(0), Fraction(1)),
    MeasureKind.COUNT: Interval(0, None),
    MeasureKind.YES_NO: Interval(0, 1),
}


def derive_figures(
    rubric: Rubric, measures: Mapping[str, MeasureFact], activities: Mapping[int, ActivityResult]
) -> dict[str, Interval]:
    """The value of every figure: entered by hand first, else derived, else unknown.

    `measures` holds the newest entry of each measure; a figure's own entry is `rubric.<figure>`.
    """
    return {f.id: _figure(f, measures, activities) for f in rubric.figures}


def _figure(
    figure: Figure, measures: Mapping[str, MeasureFact], activities: Mapping[int, ActivityResult]
) -> Interval:
    entered = measures.get(f"rubric.{figure.id}")
    origin = figure.derived_from
    if entered is None and origin is not None:
        entered = measures.get(origin)
    if entered is not None:
        return Interval.exactly(entered.value)
    if origin == "completion":
        return _completion(activities)
    if origin is not None and origin.startswith("complete:"):
        numbers = [int(n) for n in origin.removeprefix("complete:").split(",")]
        return _all_complete([activities[n] for n in numbers])
    return _UNKNOWN[figure.kind]


def _completion(activities: Mapping[int, ActivityResult]) -> Interval:
    """The share of applicable activities that are complete, and that could be if unknowns hold.

    Unknown where none is applicable.
    """
    counted = [a for a in activities.values() if a.outcome is not Outcome.NOT_APPLICABLE]
    if not counted:
        return _UNKNOWN[MeasureKind.SHARE]
    done = sum(a.complete for a in counted)
    unknown = sum(a.outcome is Outcome.NOT_AVAILABLE for a in counted)
    return Interval(Fraction(done, len(counted)), Fraction(done + unknown, len(counted)))


def _all_complete(activities: Sequence[ActivityResult]) -> Interval:
    """What was waived or does not apply proves nothing here: such a figure is for a person (0016)."""
    low = all(a.outcome is Outcome.MET and not a.excuses for a in activities)
    high = all(a.complete or a.outcome is Outcome.NOT_AVAILABLE for a in activities)
    return Interval(int(low), int(high))


def _condition(condition: Condition, figures: Mapping[str, Interval]) -> Outcome:
    figure = figures[condition.figure]
    if figure.low >= condition.at_least:
        return Outcome.MET
    if figure.high is not None and figure.high < condition.at_least:
        return Outcome.NOT_MET
    return Outcome.NOT_AVAILABLE


def _reachable(band: Band, figures: Mapping[str, Interval]) -> tuple[bool, bool]:
    """Whether a band is proved, and whether it is still possible."""
    outcomes = [_condition(c, figures) for c in band.conditions]
    return (
        all(o is Outcome.MET for o in outcomes),
        all(o is not Outcome.NOT_MET for o in outcomes),
    )


def score_criterion(
    criterion: Criterion, figures: Mapping[str, Interval], rubric: Rubric, language: str
) -> CriterionResult:
    """The highest band whose every condition holds; bands are cumulative (decision 0004).

    Outcome MET stands for the full three points, NOT_MET for a known lower score.
    """
    reach = {band.score: _reachable(band, figures) for band in criterion.bands}
    proved = max((s for s, (sure, _) in reach.items() if sure), default=0)
    possible = max((s for s, (_, maybe) in reach.items() if maybe), default=0)
    used = list(dict.fromkeys(c.figure for band in criterion.bands for c in band.conditions))
    if possible > proved:
        outcome = Outcome.NOT_AVAILABLE
    else:
        outcome = Outcome.MET if proved == criterion.bands[0].score else Outcome.NOT_MET
    return CriterionResult(
        number=criterion.number,
        title=criterion.title,
        score=proved,
        score_if_unknowns_hold=possible,
        outcome=outcome,
        reason=_reason(used, figures, rubric, proved, possible, language),
        figures=tuple((name, _show(figures[name], name, rubric, language)) for name in used),
        source=criterion.source,
    )


def _reason(
    used: Sequence[str],
    figures: Mapping[str, Interval],
    rubric: Rubric,
    proved: int,
    possible: int,
    language: str,
) -> str:
    if possible == proved:
        return say("rubric.band", language, score=proved)
    titles = {f.id: f.title for f in rubric.figures}
    unknown = ", ".join(titles[name] for name in used if not figures[name].known)
    return say("rubric.unknown", language, figures=unknown, score=proved)


def _show(interval: Interval, name: str, rubric: Rubric, language: str) -> str:
    if not interval.known:
        return show_amount(None, language)
    kind = next(f.kind for f in rubric.figures if f.id == name)
    value = interval.low
    if kind is MeasureKind.YES_NO:
        return show_amount(bool(value), language)
    return show_amount(Fraction(value) if kind is MeasureKind.SHARE else value, language)


def reached_level(levels: Sequence[Level], scores: Sequence[int]) -> int:
    """The highest level whose own conditions hold, 0 for none.

    Level 1: criteria 1-3 at least 1 each and 6 in all; 2: 1-6, 2 each, 14; 3: 1-9, 2 each, 21.
    """
    reached = [
        level.level
        for level in levels
        if min(scores[: level.criteria]) >= level.each
        and sum(scores[: level.criteria]) >= level.total
    ]
    return max(reached, default=0)


def assess_rubric(
    plan: Plan,
    measures: Mapping[str, MeasureFact],
    activities: Mapping[int, ActivityResult],
    language: str,
) -> RubricResult:
    """Score the nine criteria and the level of one unit."""
    rubric = plan.rubric
    figures = derive_figures(rubric, measures, activities)
    criteria = tuple(score_criterion(c, figures, rubric, language) for c in rubric.criteria)
    proved = [c.score for c in criteria]
    possible = [c.score_if_unknowns_hold for c in criteria]
    return RubricResult(
        criteria=criteria,
        sums=(sum(proved[:3]), sum(proved[:6]), sum(proved[:9])),
        level=reached_level(rubric.levels, proved),
        level_if_unknowns_hold=reached_level(rubric.levels, possible),
    )
