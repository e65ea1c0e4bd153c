"""Working days. The calendar comes in as `is_working_day`; no clock is read here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

IsWorkingDay = Callable[[date], bool]
HolidayName = Callable[[date], str | None]
"""The Thai name of a public holiday; None for any other day."""

_LONGEST_CLOSURE = 60
"""More closed days in a row than the government's calendar ever has."""


def last_working_day(day: date, is_working_day: IsWorkingDay) -> date:
    """The day itself if it is a working day, else the last working day before it.

    Raises ValueError if sixty days in a row are closed: such a calendar is broken.
    """
    for back in range(_LONGEST_CLOSURE):
        candidate = day - timedelta(days=back)
        if is_working_day(candidate):
            return candidate
    raise ValueError(f"no working day in the {_LONGEST_CLOSURE} days up to {day}")


def working_days_after(
    due: date, day: date, is_working_day: IsWorkingDay, *, enough: int = 400
) -> bool:
    """Whether at least `enough` working days have passed since the due date; `day` itself counts."""
    found = 0
    following = due + timedelta(days=1)
    while following <= day and found < enough:
        found += is_working_day(following)
        following += timedelta(days=1)
    return found >= enough
