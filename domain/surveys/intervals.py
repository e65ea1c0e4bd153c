"""Intervals in closed form: Wilson's of a share, Newcombe's of two shares, Welch's of two means.

No correction for a finite population: what is asked is whether something changed, and people are a sample of their own
days (docs/decisions/surveys.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt, sqrt
from statistics import NormalDist

LEVEL = 0.95
"""The share of intervals that hold the true value; a change upwards is wrongly told in 2.5 % of years."""
SEEN = 0.8
"""A change counts as one that can be seen if it is found in four of five cases."""
USUAL_DEVIATION = 0.7
"""How far people's own means lie apart where nothing is known yet, in levels of a scale of five."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How `count` values lie: their exact mean and variance (n - 1; 0 for a single one)."""

    count: int
    mean: Fraction
    variance: Fraction

    @property
    def deviation(self) -> float:
        """The standard deviation (n - 1)."""
        return sqrt(self.variance)

    @property
    def printed_deviation(self) -> Fraction:
        """The same rounded half up to two places, exactly: no float decides on a half."""
        hundredths = (isqrt(int(40_000 * self.variance)) + 1) // 2
        return Fraction(hundredths, 100)


def rounded(value: Fraction) -> Fraction:
    """A value rounded half up to two places, as people round by hand."""
    return Fraction((200 * value.numerator + value.denominator) // (2 * value.denominator), 100)


def as_decimal(value: Fraction) -> Decimal:
    """The same as tables and charts take it."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def wilson(part: int, whole: int, level: float = LEVEL) -> Span:
    """Wilson's interval of a share. Raises ValueError unless 0 <= part <= whole and whole > 0."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"no share: {part} of {whole}")
    z = _NORMAL.inv_cdf((1 + level) / 2)
    share = part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * sqrt(share * (1 - share) / whole + (z / (2 * whole)) ** 2) / (1 + z * z / whole)
    return Span(
        0.0 if part == 0 else max(0.0, middle - half),
        1.0 if part == whole else min(1.0, middle + half),
    )


def newcombe(now: tuple[int, int], before: tuple[int, int], level: float = LEVEL) -> Span:
    """Newcombe's interval of a difference of shares, each part and whole; the later minus the earlier."""
    first, second = wilson(*now, level), wilson(*before, level)
    this, last = now[0] / now[1], before[0] / before[1]
    below = sqrt((this - first.low) ** 2 + (second.high - last) ** 2)
    above = sqrt((first.high - this) ** 2 + (last - second.low) ** 2)
    return Span(this - last - below, this - last + above)


def welch(now: Spread, before: Spread, level: float = LEVEL) -> Span:
    """Welch's interval of a difference of means, the later minus the earlier.

    Raises ValueError for fewer than two values on a side.
    """
    if min(now.count, before.count) < 2:
        raise ValueError("two values on each side are needed")
    difference = float(now.mean - before.mean)
    mine, other = now.variance / now.count, before.variance / before.count
    if mine + other == 0:
        return Span(difference, difference)
    freedom = (mine + other) ** 2 / (mine**2 / (now.count - 1) + other**2 / (before.count - 1))
    half = t_quantile((1 + level) / 2, float(freedom)) * sqrt(mine + other)
    return Span(difference - half, difference + half)


def t_quantile(probability: float, freedom: float) -> float:
    """Student's quantile by a series of four terms about the normal one.

    At 97.5 % it is too small by 1.1e-5 of itself with 8 degrees of freedom, by 3.1e-4 with 4, the fewest that five
    answers leave, and by less with more.
    """
    z = _NORMAL.inv_cdf(probability)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))


def visible_change(now: int, before: int, deviation: float = USUAL_DEVIATION) -> float:
    """The smallest change of a mean that is found in four of five cases, by how many answer in each year."""
    return _found_by(deviation**2 * (1 / now + 1 / before))


def visible_between(now: Spread, before: Spread) -> float:
    """The same once it is known how the answers lie."""
    return _found_by(float(now.variance / now.count + before.variance / before.count))


def _found_by(variance: float) -> float:
    return (_NORMAL.inv_cdf((1 + LEVEL) / 2) + _NORMAL.inv_cdf(SEEN)) * sqrt(variance)
