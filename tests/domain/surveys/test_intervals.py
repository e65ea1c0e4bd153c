"""The intervals against SciPy and statsmodels, and what holds for every interval."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isclose
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from domain.surveys.intervals import (
    Spread,
    newcombe,
    rounded,
    t_quantile,
    visible_change,
    welch,
    wilson,
)
from domain.surveys.summary import spread_of

ANSWERS = st.lists(st.integers(4, 20), min_size=5, max_size=40).map(
    lambda quarters: [Fraction(quarter, 4) for quarter in quarters]
)


def lying(values: list[Fraction]) -> Spread:
    spread = spread_of(Counter(values))
    assert spread is not None
    return spread


@pytest.mark.parametrize("whole", [5, 6, 10, 40, 60, 120, 200])
def test_wilson_is_that_of_statsmodels(whole: int) -> None:
    for part in range(whole + 1):
        low, high = proportion_confint(part, whole, method="wilson")
        ours = wilson(part, whole)
        assert isclose(ours.low, low, abs_tol=1e-12), part
        assert isclose(ours.high, high, abs_tol=1e-12), part


@pytest.mark.parametrize(
    ("now", "before"),
    [((30, 40), (28, 40)), ((56, 70), (48, 80)), ((5, 5), (0, 6)), ((9, 10), (3, 10)), ((0, 10), (0, 20))],
)  # fmt: skip
def test_newcombe_is_that_of_statsmodels(now: tuple[int, int], before: tuple[int, int]) -> None:
    low, high = confint_proportions_2indep(*now, *before, compare="diff", method="newcomb")
    ours = newcombe(now, before)
    assert isclose(ours.low, low, abs_tol=1e-12)
    assert isclose(ours.high, high, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("freedom", "off"),
    [(4, 3.2e-4), (5, 1.1e-4), (6, 5e-5), (8, 1.1e-5), (12.5, 1.3e-6), (20, 1.2e-7), (300, 1e-12)],
)
def test_students_quantile_is_that_of_scipy(freedom: float, off: float) -> None:
    for probability in (0.975, 0.9, 0.025):
        assert isclose(
            t_quantile(probability, freedom), stats.t.ppf(probability, freedom), rel_tol=off
        )


@settings(max_examples=60, deadline=None)
@given(ANSWERS, ANSWERS)
def test_welch_is_that_of_scipy(now: list[Fraction], before: list[Fraction]) -> None:
    this, last = lying(now), lying(before)
    ours = welch(this, last)
    if this.variance + last.variance == 0:
        assert ours.low == ours.high == float(this.mean - last.mean)
        return
    if 0 in {this.variance, last.variance}:
        return  # SciPy warns: it cannot tell equal values from nearly equal ones
    theirs = stats.ttest_ind(
        [*map(float, now)], [*map(float, before)], equal_var=False
    ).confidence_interval()
    half = (theirs.high - theirs.low) / 2
    assert isclose(ours.low, theirs.low, abs_tol=3.2e-4 * half + 1e-12)
    assert isclose(ours.high, theirs.high, abs_tol=3.2e-4 * half + 1e-12)


@given(ANSWERS)
def test_a_deviation_is_that_of_the_standard_library_rounded_as_by_hand(
    values: list[Fraction],
) -> None:
    spread, exact = lying(values), Decimal(0)
    assert isclose(spread.deviation, stdev(values), abs_tol=1e-12)
    variance = Decimal(spread.variance.numerator) / Decimal(spread.variance.denominator)
    exact = variance.sqrt().quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert spread.printed_deviation == Fraction(exact)


@given(st.fractions(-10, 10, max_denominator=10_000))
def test_a_mean_is_rounded_half_up(value: Fraction) -> None:
    assert rounded(value) - Fraction(1, 200) <= value < rounded(value) + Fraction(1, 200)
    assert (rounded(value) * 100).denominator == 1


@given(ANSWERS, ANSWERS)
def test_a_year_against_another_is_the_other_against_it_turned_round(
    now: list[Fraction], before: list[Fraction]
) -> None:
    forth, back = welch(lying(now), lying(before)), welch(lying(before), lying(now))
    assert isclose(forth.low, -back.high, abs_tol=1e-12)
    assert forth.low <= float(lying(now).mean - lying(before).mean) <= forth.high


@given(st.integers(1, 200).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_of_a_share_holds_it_and_is_a_share(share: tuple[int, int]) -> None:
    span = wilson(*share)
    assert 0 <= span.low <= share[0] / share[1] <= span.high <= 1


@pytest.mark.parametrize(("answers", "seen"), [(30, 0.51), (60, 0.36), (100, 0.28), (200, 0.20)])
def test_what_can_be_seen_beforehand_shrinks_with_the_answers(answers: int, seen: float) -> None:
    assert round(visible_change(answers, answers), 2) == seen


def test_no_interval_comes_of_nothing() -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(0, 0)
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)
    one = Spread(1, Fraction(4), Fraction(0))
    with pytest.raises(ValueError, match="two values"):
        welch(one, Spread(5, Fraction(4), Fraction(0)))
