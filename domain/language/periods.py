"""The periods that reports are about: halves, quarters, months, or any days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pendulum

from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.thai import (
    BUDDHIST_OFFSET,
    MONTHS,
    arabic_digits,
    fiscal_year_span,
    thai_date,
    thai_digits,
)

_RANGE = ".."


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included, and what people call them."""

    start: date
    end: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def half(fiscal_year: int, number: int) -> Period:
    """The first (October to March) or second half of a fiscal year (พ.ศ.)."""
    return _months(fiscal_year, (number - 1) * 6, 6, f"ระยะที่ {thai_digits(number)}")


def quarter(fiscal_year: int, number: int) -> Period:
    """The quarter 1 to 4 of a fiscal year (พ.ศ.); the first begins in October."""
    return _months(fiscal_year, (number - 1) * 3, 3, f"ไตรมาส {thai_digits(number)}")


def month_of(day: date) -> Period:
    """The month in which a day lies."""
    start = pendulum.date(day.year, day.month, 1)
    year = thai_digits(start.year + BUDDHIST_OFFSET)
    return Period(start, start.end_of("month"), f"เดือน{MONTHS[start.month - 1]} {year}")


def reporting_period(fiscal_year: int, day: date) -> Period:
    """The period of a report of that day: the first half, then quarter 3, then quarter 4.

    The plan asks for these three (activities 5, 22 and 38).
    """
    for period in (half(fiscal_year, 1), quarter(fiscal_year, 3)):
        if day <= period.end:
            return period
    return quarter(fiscal_year, 4)


def parse_period(text: str, fiscal_year: int) -> Period:
    """Read `1`, `2` (halves), `q1` to `q4`, `2024-03` or `2567-03` (a month), `START..END`.

    Thai numerals work too. Raises KamnotError for anything else.
    """
    plain = arabic_digits(text).strip().lower()
    if plain in ("1", "2"):
        return half(fiscal_year, int(plain))
    if re.fullmatch(r"q[1-4]", plain):
        return quarter(fiscal_year, int(plain[1]))
    if re.fullmatch(r"\d{4}-\d{1,2}", plain):
        return month_of(parse_date(f"{plain}-1", fiscal_year))
    if _RANGE in plain:
        first, _, last = plain.partition(_RANGE)
        return _days(first, last, fiscal_year)
    raise KamnotError(
        f"ไม่รู้จักช่วง “{text}” โปรดเขียนเช่น 1 (ระยะที่ ๑), q3 (ไตรมาส ๓), 2567-03 (เดือนมีนาคม)"
        " หรือ 2024-04-01..2024-06-30",
        f"Unknown period {text!r}; write 1 (first half), q3, 2024-03 (a month)"
        " or 2024-04-01..2024-06-30.",
    )


def _days(first: str, last: str, fiscal_year: int) -> Period:
    """The period of any days; a half, quarter or month gets its name."""
    start, end = (parse_date(day, fiscal_year) for day in (first, last))
    if end < start:
        raise KamnotError(
            f"ช่วงต้องเริ่มก่อนสิ้นสุด พบ {thai_date(start)} ถึง {thai_date(end)}",
            f"A period starts before it ends; found {start} to {end}.",
        )
    named = (
        *(half(fiscal_year, n) for n in (1, 2)),
        *(quarter(fiscal_year, n) for n in (1, 2, 3, 4)),
        month_of(start),
    )
    known = (period.name for period in named if (period.start, period.end) == (start, end))
    return Period(start, end, next(known, "ช่วงที่กำหนด"))


def _months(fiscal_year: int, skip: int, count: int, name: str) -> Period:
    first, _ = fiscal_year_span(fiscal_year)
    start = pendulum.date(first.year, first.month, first.day).add(months=skip)
    return Period(start, start.add(months=count, days=-1), name)
