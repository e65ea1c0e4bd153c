"""Scores the criteria and finds the level, from figures that may be unknown.

A figure is an interval (`domain.rubric.figures`), so every score has a proved value and one that would hold if the
unknowns came in well. Shares are compared as exact ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from operator import itemgetter

from domain.facts import MeasureFact
from domain.language.ids import MeasureId
from domain.plan.model import Band, Condition, Criterion, Level, Plan, Rubric
from domain.results import ActivityResult, CriterionResult, Outcome, RubricResult
from domain.rubric.figures import Interval, Number, figure_values, show_interval
from domain.words.wording import sentence


def judge_condition(condition: Condition, figures: Mapping[str, Interval]) -> Outcome:
    """Whether a figure reaches a band's threshold; NOT_AVAILABLE if it may or may not. The best of several counts."""
    outcomes = {_reaches(figures[name], condition.at_least) for name in condition.figures}
    return next(o for o in _BEST_FIRST if o in outcomes)


_BEST_FIRST = (Outcome.MET, Outcome.NOT_AVAILABLE, Outcome.NOT_MET)


def _reaches(figure: Interval, threshold: Number) -> Outcome:
    if figure.low >= threshold:
        return Outcome.MET
    if figure.high is not None and figure.high < threshold:
        return Outcome.NOT_MET
    return Outcome.NOT_AVAILABLE


def band_outcomes(
    criterion: Criterion, band: Band, figures: Mapping[str, Interval]
) -> list[Outcome]:
    """The outcome of each condition of a band; of a strict criterion, whether a figure is not above the band too."""
    outcomes = [judge_condition(c, figures) for c in band.conditions]
    if not criterion.strict:
        return outcomes
    ends = [(c.figure, c.below) for c in band.conditions if c.below is not None]
    if not band.conditions:  # the rest lies below the lowest band
        lowest = criterion.bands[-2].conditions
        ends = [(c.figure, c.at_least) for c in lowest if c.below is not None]
    return [*outcomes, *(_OPPOSITE[_reaches(figures[name], end)] for name, end in ends)]


_OPPOSITE = {
    Outcome.MET: Outcome.NOT_MET,
    Outcome.NOT_MET: Outcome.MET,
    Outcome.NOT_AVAILABLE: Outcome.NOT_AVAILABLE,
}


def _reach(criterion: Criterion, band: Band, figures: Mapping[str, Interval]) -> tuple[bool, bool]:
    """Whether a band is proved, and whether it is still possible."""
    outcomes = band_outcomes(criterion, band, figures)
    return (
        all(o is Outcome.MET for o in outcomes),
        all(o is not Outcome.NOT_MET for o in outcomes),
    )


def score_criterion(
    criterion: Criterion, figures: Mapping[str, Interval], rubric: Rubric, language: str
) -> CriterionResult:
    """The highest band whose every condition holds; bands are cumulative unless the criterion is strict.

    Outcome MET means the full three points, NOT_MET a known lower score. If no band of a strict criterion fits, a
    person must say the score: at most that of the cumulative bands.
    """
    reach = {band.score: _reach(criterion, band, figures) for band in criterion.bands}
    proved = max((s for s, (sure, _) in reach.items() if sure), default=0)
    possible = max((s for s, (_, maybe) in reach.items() if maybe), default=None)
    unfit = possible is None
    if possible is None:
        possible = proved_score(criterion.model_copy(update={"strict": False}), figures)
    used = criterion.figures
    if unfit or possible > proved:
        outcome = Outcome.NOT_AVAILABLE
    else:
        outcome = Outcome.MET if proved == criterion.bands[0].score else Outcome.NOT_MET
    return CriterionResult(
        number=criterion.number,
        title=criterion.title,
        score=proved,
        score_if_unknowns_hold=possible,
        outcome=outcome,
        reason=sentence("rubric.unfit", language)
        if unfit
        else _reason(used, figures, rubric, proved, possible, language),
        figures=tuple(
            (
                name,
                show_interval(
                    figures[name], rubric.figure_by_id[name].kind, language, rubric.edges
                ),
            )
            for name in used
        ),
        source=criterion.source,
    )


def proved_score(criterion: Criterion, figures: Mapping[str, Interval]) -> int:
    """The score of a criterion that is proved, unknown figures at their lower end."""
    return max((b.score for b in criterion.bands if _reach(criterion, b, figures)[0]), default=0)


def _reason(
    used: Sequence[str],
    figures: Mapping[str, Interval],
    rubric: Rubric,
    proved: int,
    possible: int,
    language: str,
) -> str:
    if possible == proved:
        return sentence("rubric.band", language, score=proved)
    unknown = ", ".join(rubric.figure_by_id[n].title for n in used if not figures[n].known)
    return sentence("rubric.unknown", language, figures=unknown, score=proved)


def reached_level(levels: Sequence[Level], scores: Sequence[int], *, build: bool = False) -> int:
    """The highest level whose own conditions hold, 0 for none; if levels build on each other, with all below it."""
    # Each level by its own conditions: six scores of 2 and three of 3 reach level 3, although the
    # first six sum to 12 and level 2 asks for 14 (docs/decisions/rubric.md).
    return highest([(level.level, _holds(level, scores)) for level in levels], build=build)


def highest(reached: Sequence[tuple[int, bool]], *, build: bool) -> int:
    """The highest level that is reached, of levels in order with whether each is; with `build` up to the first gap."""
    counted = takewhile(itemgetter(1), reached) if build else reached
    return max((level for level, holds in counted if holds), default=0)


def _holds(level: Level, scores: Sequence[int]) -> bool:
    return not below_each(level, scores) and not points_lacking(level, scores)


def level_outcome(level: Level, result: RubricResult) -> Outcome:
    """Whether a level's own conditions hold; NOT_AVAILABLE where they would if the unknowns came in well."""
    if _holds(level, [c.score for c in result.criteria]):
        return Outcome.MET
    hopeful = [c.score_if_unknowns_hold for c in result.criteria]
    return Outcome.NOT_AVAILABLE if _holds(level, hopeful) else Outcome.NOT_MET


def below_each(level: Level, scores: Sequence[int]) -> list[int]:
    """The numbers of the criteria that a level counts and that are below its single score."""
    counted = scores[: level.criteria]
    return [number for number, score in enumerate(counted, 1) if score < level.each]


def points_lacking(level: Level, scores: Sequence[int]) -> int:
    """The points of the criteria that a level's sum still lacks; 0 where it is reached."""
    return max(0, level.total - sum(scores[: level.criteria]))


def assess_rubric(
    plan: Plan,
    measures: Mapping[MeasureId, MeasureFact],
    activities: Mapping[int, ActivityResult],
    language: str,
) -> RubricResult:
    """Score the criteria and the level of one unit."""
    rubric = plan.rubric
    values = figure_values(rubric, measures, activities)
    figures = {name: value.counts for name, value in values.items()}
    criteria = [score_criterion(c, figures, rubric, language) for c in rubric.criteria]
    proved = [c.score for c in criteria]
    possible = [c.score_if_unknowns_hold for c in criteria]
    return RubricResult(
        criteria=tuple(criteria),
        sums=_sums(rubric.levels, proved),
        sums_if_unknowns_hold=_sums(rubric.levels, possible),
        level=reached_level(rubric.levels, proved, build=rubric.levels_build),
        level_if_unknowns_hold=reached_level(rubric.levels, possible, build=rubric.levels_build),
    )


def _sums(levels: Sequence[Level], scores: Sequence[int]) -> dict[int, int]:
    return {level.criteria: sum(scores[: level.criteria]) for level in levels}
