"""The office's calendar: weekends, government holidays, Labour Day worked, own closed days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.plan_files.workdays import (
    _holidays,
    calendar_known_until,
    holiday_name,
    unknown_years,
    working_days,
)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 4, 15), "วันสงกรานต์"),
        (date(2024, 5, 6), "ชดเชยวันฉัตรมงคล"),
        (date(2024, 5, 10), "วันพืชมงคล"),
        (date(2024, 7, 29), "ชดเชยวันเฉลิมพระชนมพรรษา"),
        (date(2026, 7, 30), "วันเข้าพรรษา"),
    ],
    ids=["public", "substitute", "government-only", "royal-substitute", "lent"],
)
def test_offices_close_on_holidays_and_say_which(day: date, name: str) -> None:
    assert not working_days()(day)
    assert name in (holiday_name(day) or "")


@pytest.mark.parametrize(
    "day",
    [date(2024, 3, 20), date(2024, 5, 1), date(2025, 5, 1), date(2022, 5, 2)],
    ids=["a-wednesday", "labour-day", "labour-day-again", "labour-days-substitute"],
)
def test_offices_work_on_other_days_and_on_labour_day(day: date) -> None:
    assert working_days()(day)
    assert holiday_name(day) is None


@pytest.mark.parametrize("day", [date(2024, 6, 29), date(2024, 6, 30)], ids=["saturday", "sunday"])
def test_offices_close_at_weekends(day: date) -> None:
    assert not working_days()(day)


def test_the_offices_own_closed_days_count() -> None:
    is_working_day = working_days(frozenset({date(2024, 3, 20)}))
    assert not is_working_day(date(2024, 3, 20))
    assert is_working_day(date(2024, 3, 21))


def test_a_calendar_is_known_as_far_as_the_cabinet_has_declared_it_or_the_office_says() -> None:
    known = calendar_known_until()
    assert known >= 2026  # 2 January 2569 was declared

    days = [date(known, 3, 20), date(known + 1, 3, 20), date(known + 2, 3, 20)]

    assert unknown_years(days) == (known + 1, known + 2)
    assert unknown_years(days, frozenset({known + 1})) == (known + 2,)


def test_kept_holidays_are_those_of_the_library(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    year = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    asked = [working_days()(day) for day in year]

    first = [working_days(cache=cache)(day) for day in year]
    _holidays.cache_clear()
    again = [working_days(cache=cache)(day) for day in year]

    assert first == again == asked
    assert [path.name for path in cache.iterdir()] == ["holidays-2024.json"]
