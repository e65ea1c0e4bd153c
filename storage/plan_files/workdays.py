"""The calendar of a government office: weekends, Thai holidays, and the office's own closed days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from storage.kept import kept

_SATURDAY = 5
_LABOUR = "แรงงาน"
"""Labour Day and its substitute: private employers close, government offices work."""


def working_days(
    closed: frozenset[date] = frozenset(), cache: Path | None = None
) -> Callable[[date], bool]:
    """A function that says whether a day is no weekend, no holiday of government offices and not in `closed`.

    `cache` is a folder that keeps each year's holidays, so that a short command need not import the library.
    """

    def is_working_day(day: date) -> bool:
        closes = day.weekday() >= _SATURDAY or day in closed
        return not closes and day.isoformat() not in _holidays(day.year, cache)

    return is_working_day


def holiday_name(day: date) -> str | None:
    """The Thai name of the holiday on which government offices close that day; None if they open."""
    return _holidays(day.year).get(day.isoformat())


def calendar_known_until() -> int:
    """The last calendar year (ค.ศ.) for which the extra days that the cabinet declares are known.

    Later years have only the days that can be worked out: the cabinet may still add to them.
    """
    from holidays.countries.thailand import ThailandStaticHolidays

    return max(ThailandStaticHolidays.special_public_holidays)


def unknown_years(days: Iterable[date], complete: frozenset[int] = frozenset()) -> tuple[int, ...]:
    """The calendar years (ค.ศ.) of these days whose closed days nobody has confirmed yet."""
    known = calendar_known_until()
    return tuple(sorted({d.year for d in days if d.year > known} - complete))


@lru_cache(maxsize=64)
def _holidays(year: int, cache: Path | None = None) -> Mapping[str, str]:
    """The days of a calendar year (ค.ศ.) on which government offices close, with their names."""
    if cache is None:
        return _asked(year)
    spec = find_spec("holidays")
    installed = Path(spec.origin).stat().st_mtime_ns if spec and spec.origin else 0
    text = kept(
        cache / f"holidays-{year}.json",
        f"{installed}",
        lambda: json.dumps(_asked(year), ensure_ascii=False),
    )
    found: dict[str, str] = json.loads(text)
    return found


def _asked(year: int) -> dict[str, str]:
    """The same from the library, which imports every country of the world first."""
    from holidays import GOVERNMENT, PUBLIC, country_holidays

    days = country_holidays("TH", years=year, categories=(PUBLIC, GOVERNMENT), language="th")
    names = {day: [n for n in days.get_list(day) if _LABOUR not in n] for day in sorted(days)}
    return {
        day.isoformat(): ", ".join(found)
        for day, found in names.items()
        if found and day.year == year
    }
