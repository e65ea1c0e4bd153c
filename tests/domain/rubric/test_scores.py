"""The nine criteria and the level: exact ratios, unknowns kept apart from zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, MeasureFact, ReviewFact
from domain.results import CriterionResult, Looked, Outcome, RubricResult
from domain.rubric.scores import level_outcome, reached_level
from tests.support.cast import DUE, UNIT, file, number, share, small_plan, weekday

YEAR_END = date(2024, 9, 30)


def rubric(*measures: MeasureFact, files: tuple[str, ...] = ()) -> RubricResult:
    evidence = tuple(file(name, item=n) for n, name in enumerate(files, 1))
    facts = Facts(UNIT, evidence=evidence, measures=measures)
    return evaluate(small_plan(), facts, YEAR_END, weekday).rubric


def criterion(number: int, *measures: MeasureFact) -> CriterionResult:
    return rubric(*measures).criteria[number - 1]


def goals(count: int) -> MeasureFact:
    return number("rubric.goals", count, DUE)


@pytest.mark.parametrize(
    ("signed", "staff", "score"),
    [
        pytest.param(80, 100, 3, id="80 %"),
        pytest.param(79_995, 100_000, 2, id="79.995 % lies below 80"),
        pytest.param(60, 100, 2, id="60 %"),
        pytest.param(5_999, 10_000, 1, id="59.99 %"),
        pytest.param(2, 5, 1, id="40 %"),
        pytest.param(39_999, 100_000, 0, id="39.999 %"),
        pytest.param(0, 100, 0, id="nobody"),
    ],
)
def test_shares_are_compared_as_exact_ratios(signed: int, staff: int, score: int) -> None:
    assert criterion(1, share("1.signed", signed, staff)).score == score


@pytest.mark.parametrize(
    ("count", "score"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (9, 3)]
)
def test_goals_score_by_their_number_and_one_goal_earns_nothing(count: int, score: int) -> None:
    assert criterion(2, goals(count)).score == score


@pytest.mark.parametrize(
    ("score", "hopeful", "outcome"),
    [
        pytest.param(2, 3, Outcome.MET, id="its conditions hold"),
        pytest.param(1, 2, Outcome.NOT_AVAILABLE, id="they would if the unknowns came in well"),
        pytest.param(1, 1, Outcome.NOT_MET, id="they would not"),
    ],
)
def test_a_level_is_proved_possible_or_out_of_reach(
    score: int, hopeful: int, outcome: Outcome
) -> None:
    result = rubric()
    criteria = tuple(
        replace(c, score=score, score_if_unknowns_hold=hopeful) for c in result.criteria
    )
    second = small_plan().rubric.levels[1]
    assert (second.criteria, second.each, second.total) == (6, 2, 14)
    ones = replace(criteria[0], score=score + 1, score_if_unknowns_hold=hopeful + 1)
    twos = replace(criteria[1], score=score + 1, score_if_unknowns_hold=hopeful + 1)
    raised = replace(result, criteria=(ones, twos, *criteria[2:]))
    assert level_outcome(second, raised) is outcome


def test_an_unknown_figure_is_shown_and_never_counted_as_zero() -> None:
    result = criterion(2)
    assert (result.score, result.score_if_unknowns_hold) == (0, 3)
    assert result.outcome is Outcome.NOT_AVAILABLE
    assert "เป้าหมาย" in result.reason
    assert dict(result.figures) == {"goals": "ไม่ทราบ"}


def test_a_figure_entered_by_hand_stands_over_the_derived_one() -> None:
    by_hand = number("rubric.signed", Fraction(1, 2), DUE)
    assert criterion(1, share("1.signed", 9, 10), by_hand).score == 1


def test_completeness_feeds_the_criteria_that_ask_for_it() -> None:
    evidence = tuple(
        file(name, item=n) for n, name in enumerate(("2.report", "3.report", "3.slogan"), 1)
    )
    # A slogan has no part that a machine could look for: complete, and proved by a person alone.
    seen = (ReviewFact(3, 1, True, "", DUE),)

    unseen = evaluate(small_plan(), Facts(UNIT, evidence), YEAR_END, weekday)
    looked = evaluate(small_plan(), Facts(UNIT, evidence, seen), YEAR_END, weekday)

    assert [e.by_number[3].complete for e in (unseen, looked)] == [True, True]
    assert [e.by_number[3].proved for e in (unseen, looked)] == [False, True]
    assert [dict(e.rubric.criteria[3].figures) for e in (unseen, looked)] == [
        {"success": "๒๕% ถึง ๕๐%"},
        {"success": "๕๐%"},
    ]
    assert [e.rubric.criteria[3].score for e in (unseen, looked)] == [0, 1]
    assert unseen.rubric.criteria[3].score_if_unknowns_hold == 1
    assert [e.rubric.criteria[2].score for e in (unseen, looked)] == [3, 3]
    assert (unseen.looked, looked.looked) == (Looked(3, 3), Looked(3, 2))


def test_an_activity_that_cannot_be_told_leaves_the_rate_open() -> None:
    scan = file("2.report", sections=())
    facts = Facts(UNIT, evidence=(scan,))
    result = evaluate(small_plan(), facts, YEAR_END, weekday).rubric.criteria[2]
    assert (result.score, result.score_if_unknowns_hold) == (0, 3)


@pytest.mark.parametrize(
    ("scores", "level"),
    [
        pytest.param([2] * 3 + [0] * 6, 1, id="level 1 at exactly 6"),
        pytest.param([3, 1, 1] + [0] * 6, 0, id="level 1 at 5 is none"),
        pytest.param([3, 3, 0] + [0] * 6, 0, id="a zero among the first three"),
        pytest.param([3, 3, 2, 2, 2, 2] + [0] * 3, 2, id="level 2 at exactly 14"),
        pytest.param([3, 2, 2, 2, 2, 2] + [0] * 3, 1, id="level 2 at 13 stays 1"),
        pytest.param(
            [1, 3, 3, 3, 3, 3] + [0] * 3,
            1,
            id="one point in criterion 1 blocks level 2",
        ),
        pytest.param([3, 3, 3] + [2] * 6, 3, id="level 3 at exactly 21"),
        pytest.param([2] * 6 + [3] * 3, 3, id="level 3 is judged by its own conditions alone"),
        pytest.param([3, 3] + [2] * 7, 2, id="level 3 at 20 stays 2"),
        pytest.param([3] * 8 + [1], 2, id="one point in criterion 9 blocks level 3"),
        pytest.param([3] * 9, 3, id="everything"),
        pytest.param([0] * 9, 0, id="nothing"),
    ],
)
def test_levels_need_every_criterion_and_the_sum(scores: list[int], level: int) -> None:
    assert reached_level(small_plan().rubric.levels, scores) == level


@given(scores=st.lists(st.integers(0, 3), min_size=9, max_size=9), raised=st.integers(0, 8))
def test_a_better_score_never_lowers_the_level(scores: list[int], raised: int) -> None:
    better = [min(3, s + (n == raised)) for n, s in enumerate(scores)]
    levels = small_plan().rubric.levels
    assert reached_level(levels, better) >= reached_level(levels, scores)


@given(signed=st.integers(0, 400), staff=st.integers(1, 400), count=st.integers(0, 9))
def test_knowing_more_stays_inside_what_was_possible(signed: int, staff: int, count: int) -> None:
    unknown, known = (
        rubric(),
        rubric(share("1.signed", min(signed, staff), staff), goals(count)),
    )
    for before, after in zip(unknown.criteria, known.criteria, strict=True):
        assert before.score <= after.score <= after.score_if_unknowns_hold
        assert after.score_if_unknowns_hold <= before.score_if_unknowns_hold
    assert unknown.level <= known.level <= unknown.level_if_unknowns_hold


def test_sums_run_over_the_criteria_that_each_level_counts() -> None:
    result = rubric(share("1.signed", 1, 1), goals(5), files=("2.report",))
    assert result.sums == {3: 9, 6: 15, 9: 24}
