"""Due dates and working days: the day before, the day, the day after, and calendars that close for long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.working_days import last_working_day, working_days_after
from tests.support.cast import weekday

DUE = date(2024, 6, 30)
"""A Sunday, as in the plan of 2567."""
DAY = timedelta(days=1)
DAYS = st.dates(date(2023, 10, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 6, 28), date(2024, 6, 28), id="a Friday is its own"),
        pytest.param(date(2024, 6, 29), date(2024, 6, 28), id="Saturday falls back to Friday"),
        pytest.param(date(2024, 6, 30), date(2024, 6, 28), id="so does Sunday"),
        pytest.param(date(2024, 7, 1), date(2024, 7, 1), id="Monday is its own"),
    ],
)
def test_a_closed_day_falls_back_to_the_working_day_before_it(day: date, expected: date) -> None:
    assert last_working_day(day, weekday) == expected


@given(day=DAYS, closed=st.sets(DAYS, max_size=40))
def test_the_last_working_day_is_open_and_every_day_after_it_up_to_the_day_is_closed(
    day: date, closed: set[date]
) -> None:
    def is_open(d: date) -> bool:
        return weekday(d) and d not in closed

    last = last_working_day(day, is_open)

    assert last <= day
    assert is_open(last)
    assert not any(is_open(last + n * DAY) for n in range(1, (day - last).days + 1))


@pytest.mark.parametrize(("closed", "found"), [(59, True), (60, False)])
def test_sixty_closed_days_in_a_row_are_a_broken_calendar(closed: int, *, found: bool) -> None:
    last_open = DUE - closed * DAY

    def is_open(day: date) -> bool:
        return day <= last_open

    if found:
        assert last_working_day(DUE, is_open) == last_open
    else:
        with pytest.raises(ValueError, match="no working day in the 60 days up to 2024-06-30"):
            last_working_day(DUE, is_open)


@pytest.mark.parametrize(
    ("day", "enough", "expected"),
    [
        pytest.param(DUE + 4 * DAY, 5, False, id="Thursday is the fourth"),
        pytest.param(DUE + 5 * DAY, 5, True, id="Friday is the fifth"),
        pytest.param(DUE + 6 * DAY, 6, False, id="Saturday adds none"),
        pytest.param(DUE, 1, False, id="the due day itself is none of them"),
        pytest.param(DUE - DAY, 1, False, id="nor is the day before"),
        pytest.param(DUE, 0, True, id="none are always enough where none are asked for"),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_due_date(
    day: date, enough: int, *, expected: bool
) -> None:
    assert working_days_after(DUE, day, weekday, enough=enough) is expected


@given(due=DAYS, days=st.integers(-5, 40), enough=st.integers(0, 30))
def test_working_days_after_agrees_with_a_count_by_hand(due: date, days: int, enough: int) -> None:
    counted = sum(weekday(due + n * DAY) for n in range(1, days + 1))

    assert working_days_after(due, due + days * DAY, weekday, enough=enough) is (counted >= enough)
