"""Facts by Bangkok days: what was known by the end of a day, and what a number is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Amount, Facts, MeasureFact, PictureUse, ReviewFact, amount
from domain.language.ids import RequirementId
from tests.support.cast import DUE, UNIT, file, number, relief, share

DAY = timedelta(days=1)
DAYS = st.integers(-5, 5).map(lambda n: DUE + n * DAY)


@pytest.mark.parametrize(
    ("kept", "value"),
    [
        pytest.param((9, 10, None, None), Fraction(9, 10), id="a share is exact"),
        pytest.param((0, 10, None, None), Fraction(0), id="nobody of ten is nought"),
        pytest.param((0, 0, None, None), None, id="nobody of nobody cannot be told"),
        pytest.param((None, None, 0, None), 0, id="a count of nothing is a count"),
        pytest.param((None, None, None, False), False, id="no is an answer"),
        pytest.param((None, None, None, None), None, id="nothing was entered"),
    ],
)
def test_a_number_is_worth_what_was_entered(
    kept: tuple[int | None, int | None, int | None, bool | None], value: Amount | None
) -> None:
    found = amount(*kept)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "at_least", "reached"),
    [
        pytest.param(Fraction(9, 10), Fraction(9, 10), True, id="just enough"),
        pytest.param(Fraction(7999, 8888), Fraction(9, 10), False, id="a hair below"),
        pytest.param(3, 3, True, id="a count"),
        pytest.param(True, True, True, id="a yes"),
        pytest.param(False, True, False, id="a no"),
        pytest.param(None, 0, False, id="an unknown number is not known to reach anything"),
    ],
)
def test_a_number_reaches_its_threshold_exactly(
    value: Amount | None, at_least: Amount, *, reached: bool
) -> None:
    assert number("1.signed", value).reaches(at_least) is reached


LASTING = [
    pytest.param(replace(share("1.signed", 9, 10), taken_back_on=DUE + 2 * DAY), id="a number"),
    pytest.param(relief("waiver", "1.signed", ended_on=DUE + 2 * DAY), id="a relief"),
]


@pytest.mark.parametrize("fact", LASTING)
@pytest.mark.parametrize(
    ("days", "holds"),
    [
        pytest.param(-1, False, id="the day before"),
        pytest.param(0, True, id="its first day"),
        pytest.param(1, True, id="its last day"),
        pytest.param(2, False, id="the day it was taken back"),
        pytest.param(3, False, id="the day after"),
    ],
)
def test_a_fact_holds_from_its_day_until_the_day_before_it_was_ended(
    fact: MeasureFact, days: int, *, holds: bool
) -> None:
    assert fact.holds_on(DUE + days * DAY) is holds


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(replace(share("1.signed", 9, 10), taken_back_on=DUE), id="a number"),
        pytest.param(relief("waiver", "1.signed", ended_on=DUE), id="a relief"),
    ],
)
def test_what_was_taken_back_on_its_own_day_never_held(fact: MeasureFact) -> None:
    assert [fact.holds_on(DUE + n * DAY) for n in (-1, 0, 1)] == [False] * 3


@st.composite
def known(draw: st.DrawFn) -> Facts:
    """A unit with some of everything, on days around the due date."""
    several = st.lists(DAYS, max_size=4)
    return Facts(
        UNIT,
        evidence=tuple(file("2.report", day, n) for n, day in enumerate(draw(several), 1)),
        reviews=tuple(ReviewFact(n, 1, True, "", day) for n, day in enumerate(draw(several), 1)),
        measures=tuple(
            replace(share("1.signed", 9, 10, day), taken_back_on=draw(st.none() | DAYS))
            for day in draw(several)
        ),
        reliefs=tuple(
            relief("waiver", "2.report", day, n, ended_on=draw(st.none() | DAYS))
            for n, day in enumerate(draw(several), 1)
        ),
        earlier_pictures=(PictureUse(2566, RequirementId(1, "photos"), "ภาพ.jpg", "0" * 64, None),),
    )


@given(facts=known(), day=DAYS, later=DAYS)
def test_what_had_come_in_by_a_day_is_known_on_every_later_one(
    facts: Facts, day: date, later: date
) -> None:
    day, later = sorted((day, later))
    early, late = facts.known_on(day), facts.known_on(later)

    assert set(early.evidence) <= set(late.evidence)
    assert set(early.reviews) <= set(late.reviews)
    assert late.known_on(day).evidence == early.evidence


@given(facts=known(), day=DAYS)
def test_nothing_is_known_before_its_day_and_all_else_is(facts: Facts, day: date) -> None:
    found = facts.known_on(day)

    assert found.evidence == tuple(e for e in facts.evidence if not e.received_on > day)
    assert found.reviews == tuple(r for r in facts.reviews if not r.reviewed_on > day)
    assert all(m.holds_on(day) == (m in found.measures) for m in facts.measures)
    assert all(r.holds_on(day) == (r in found.reliefs) for r in facts.reliefs)


@given(facts=known(), day=DAYS)
def test_asking_twice_for_a_day_changes_nothing(facts: Facts, day: date) -> None:
    assert facts.known_on(day).known_on(day) == facts.known_on(day)


@given(facts=known(), day=DAYS)
def test_pictures_of_earlier_years_are_known_on_every_day(facts: Facts, day: date) -> None:
    assert facts.known_on(day).earlier_pictures == facts.earlier_pictures
