"""Scores the criteria and finds the level, from figures that may be unknown.

A figure is an interval (`domain.rubric.figures`), so every score has a proved value and one that would hold if the
unknowns came in well. Shares are compared as exact ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.facts import MeasureFact
from domain.language.ids import MeasureId
from domain.plan.model import Band, Condition, Criterion, Level, Plan, Rubric
from domain.results import ActivityResult, CriterionResult, Outcome, RubricResult
from domain.rubric.figures import Interval, figure_values, show_interval
from domain.words.wording import sentence


def judge_condition(condition: Condition, figures: Mapping[str, Interval]) -> Outcome:
    """Whether a figure reaches a band's threshold; NOT_AVAILABLE if it may or may not."""
    figure = figures[condition.figure]
    if figure.low >= condition.at_least:
        return Outcome.MET
    if figure.high is not None and figure.high < condition.at_least:
        return Outcome.NOT_MET
    return Outcome.NOT_AVAILABLE


def _reach(band: Band, figures: Mapping[str, Interval]) -> tuple[bool, bool]:
    """Whether a band is proved, and whether it is still possible."""
    outcomes = [judge_condition(c, figures) for c in band.conditions]
    return (
        all(o is Outcome.MET for o in outcomes),
        all(o is not Outcome.NOT_MET for o in outcomes),
    )


def score_criterion(
    criterion: Criterion, figures: Mapping[str, Interval], rubric: Rubric, language: str
) -> CriterionResult:
    """The highest band whose every condition holds; bands are cumulative (docs/decisions/rubric.md).

    Outcome MET means the full three points, NOT_MET a known lower score.
    """
    reach = {band.score: _reach(band, figures) for band in criterion.bands}
    proved = max((s for s, (sure, _) in reach.items() if sure), default=0)
    possible = max((s for s, (_, maybe) in reach.items() if maybe), default=0)
    used = criterion.figures
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
        figures=tuple(
            (name, show_interval(figures[name], rubric.figure_by_id[name].kind, language))
            for name in used
        ),
        source=criterion.source,
    )


def proved_score(criterion: Criterion, figures: Mapping[str, Interval]) -> int:
    """The score of a criterion that is proved, unknown figures at their lower end."""
    return max((b.score for b in criterion.bands if _reach(b, figures)[0]), default=0)


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


def reached_level(levels: Sequence[Level], scores: Sequence[int]) -> int:
    """The highest level whose own conditions hold, 0 for none."""
    # Each level by its own conditions: six scores of 2 and three of 3 reach level 3, although the
    # first six sum to 12 and level 2 asks for 14 (docs/decisions/rubric.md).
    return max((level.level for level in levels if _holds(level, scores)), default=0)


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
        level=reached_level(rubric.levels, proved),
        level_if_unknowns_hold=reached_level(rubric.levels, possible),
    )


def _sums(levels: Sequence[Level], scores: Sequence[int]) -> dict[int, int]:
    return {level.criteria: sum(scores[: level.criteria]) for level in levels}
