"""What must hold of the real rubric of 2567 whatever the figures are."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.thai import arabic_digits
from domain.plan.model import MeasureKind, Rubric
from domain.results import CriterionResult
from domain.rubric.figures import UNKNOWN, Interval
from domain.rubric.scores import (
    below_each,
    points_lacking,
    proved_score,
    reached_level,
    score_criterion,
)
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

Figures = dict[str, Interval]


@cache
def rubric() -> Rubric:
    return load_plan([plan_folder(2567)]).plan.rubric


def value(kind: MeasureKind) -> st.SearchStrategy[Fraction | int]:
    """A value of a figure, often right at an edge of a band."""
    if kind is MeasureKind.YES_NO:
        return st.integers(0, 1)
    if kind is MeasureKind.COUNT:
        return st.integers(0, 7)
    edges = st.sampled_from([Fraction(n, 10) for n in range(11)])
    near = st.sampled_from([Fraction(0), Fraction(1, 10**6), Fraction(-1, 10**6)])
    return st.builds(lambda e, d: min(max(e + d, Fraction(0)), Fraction(1)), edges, near)


@st.composite
def figures(draw: st.DrawFn, *, unknown: bool = True) -> Figures:
    """All figures of the rubric, known, partly known or unknown."""
    found: Figures = {}
    for figure in rubric().figures:
        one, other = draw(value(figure.kind)), draw(value(figure.kind))
        ways = [Interval.exactly(one)]
        if unknown:
            ways += [UNKNOWN[figure.kind], Interval(min(one, other), max(one, other))]
        found[figure.id] = draw(st.sampled_from(ways))
    return found


def results(known: Figures) -> list[CriterionResult]:
    return [score_criterion(c, known, rubric(), "th") for c in rubric().criteria]


def levels(known: Figures) -> tuple[int, int]:
    """The level proved, and the one if the unknowns came in well."""
    found = results(known)
    scores = [r.score for r in found], [r.score_if_unknowns_hold for r in found]
    proved, possible = (reached_level(rubric().levels, s) for s in scores)
    return proved, possible


@given(known=figures(unknown=False), data=st.data())
def test_better_evidence_never_lowers_a_score(known: Figures, data: st.DataObject) -> None:
    figure = data.draw(st.sampled_from(rubric().figures))
    more = data.draw(value(figure.kind))
    better = known | {figure.id: Interval.exactly(max(more, known[figure.id].low))}

    for before, after in zip(results(known), results(better), strict=True):
        assert after.score >= before.score
    assert levels(better)[0] >= levels(known)[0]


@given(partly=figures(), data=st.data())
def test_what_cannot_be_told_never_raises_the_proved_level(
    partly: Figures, data: st.DataObject
) -> None:
    """However the unknowns come in, what was proved still holds and no more comes than was possible."""
    kinds = {f.id: f.kind for f in rubric().figures}
    filled = {
        name: Interval.exactly(_into(interval, data.draw(value(kinds[name]))))
        for name, interval in partly.items()
    }
    for before, after in zip(results(partly), results(filled), strict=True):
        assert before.score <= after.score <= before.score_if_unknowns_hold
        assert after.score == after.score_if_unknowns_hold
    proved, possible = levels(partly)
    assert proved <= levels(filled)[0] <= possible


def _into(interval: Interval, value: Fraction | int) -> Fraction | int:
    """The value, moved inside what was known."""
    high = interval.high
    raised = max(value, interval.low)
    return raised if high is None else min(raised, high)


@given(known=figures(unknown=False))
def test_the_proved_score_is_the_score(known: Figures) -> None:
    assert [proved_score(c, known) for c in rubric().criteria] == [r.score for r in results(known)]


EDGES = [
    (1, "signed", 3, 80), (1, "signed", 2, 60), (1, "signed", 1, 40),
    (4, "success", 3, 70), (4, "success", 2, 60), (4, "success", 1, 50),
    (7, "success", 3, 90), (7, "success", 2, 80), (7, "success", 1, 70),
]  # fmt: skip
"""Criterion, figure, score, and the percent at which the printed band begins."""


@pytest.mark.parametrize(("number", "figure", "score", "percent"), EDGES)
@given(staff=st.integers(1, 10**6))
def test_a_band_begins_exactly_at_its_printed_share(
    number: int, figure: str, score: int, percent: int, staff: int
) -> None:
    """The least number of people that makes the share has the score; one person fewer has not."""
    criterion = rubric().criteria[number - 1]
    edge = Fraction(percent, 100)
    enough = ceil(edge * staff)

    def scored(share: Fraction) -> int:
        best = {f.id: Interval.exactly(_HIGHEST[f.kind]) for f in rubric().figures}
        return proved_score(criterion, best | {figure: Interval.exactly(share)})

    assert scored(edge) == score
    assert scored(Fraction(enough, staff)) >= score
    assert scored(Fraction(enough - 1, staff)) < score


_HIGHEST: dict[MeasureKind, Fraction | int] = {
    MeasureKind.SHARE: Fraction(1),
    MeasureKind.COUNT: 99,
    MeasureKind.YES_NO: 1,
}


def test_the_edges_above_are_all_the_shares_of_the_rubric() -> None:
    found = [
        (criterion.number, condition.figure, band.score, int(condition.at_least * 100))
        for criterion in rubric().criteria
        for band in criterion.bands
        for condition in band.conditions
        if isinstance(condition.at_least, Fraction)
    ]
    assert found == EDGES


@given(scores=st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_a_level_implies_its_own_printed_conditions(scores: list[int]) -> None:
    """Read from the printed text of the level, so that no stated minimum is skipped."""
    reached = reached_level(rubric().levels, scores)
    for level in rubric().levels:
        criteria, each, total = _printed(level.text)
        counted = scores[:criteria]
        holds = all(s >= each for s in counted) and sum(counted) >= total
        if level.level == reached:
            assert holds
        elif level.level > reached:
            assert not holds
        assert (below_each(level, scores) == []) == all(s >= each for s in counted)
        assert points_lacking(level, scores) == max(0, total - sum(counted))


def _printed(text: str) -> tuple[int, int, int]:
    found = re.search(
        r"ข้อ 1 - (\d) ทุกข้อ ไม่น้อยกว่าข้อละ (\d) คะแนน รวมแล้วไม่น้อยกว่า (\d+) คะแนน",
        arabic_digits(text),
    )
    assert found is not None
    criteria, each, total = (int(n) for n in found.groups())
    return criteria, each, total
