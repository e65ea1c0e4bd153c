"""The periods that reports are about: halves, quarters, months, or any days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pendulum

from domain.language.days import parse_date, parse_in_year
from domain.language.errors import KamnotError
from domain.language.thai import (
    BUDDHIST_OFFSET,
    MONTHS,
    counted,
    fiscal_year_span,
    normalise,
    thai_date,
    thai_digits,
)

_RANGE = re.compile(r"\.\.|ถึง|\s-\s|[–—]|(?<=[ก-๎.])-(?=[ก-๎])")
_SECOND = ("2", "หลัง")
_NAMED = re.compile(
    r"(?:q|ไตรมาส(?:ที่)?)(?P<quarter>[1-4])(?:ปี)?(?:งบประมาณ)?(?:/?(?:พ\.?ศ\.?)?(?P<year>\d{4}|\d\d))?"
    r"|(?:ระยะ(?:ที่)?|ครึ่งปี(?:ที่)?|ครึ่ง|(?:รอบ)?6เดือน)?(?P<half>[12]|แรก|หลัง)"
)


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
    """Read `ระยะที่ ๑`, `ไตรมาส ๓`, `มีนาคม ๒๕๖๗`, `๑ เม.ย. ถึง ๓๐ มิ.ย.`, also `1`, `q3`, `2567-03`, `START..END`.

    Raises KamnotError for anything else, and for another fiscal year's half or quarter.
    """
    plain = normalise(counted(text)).strip().lower()
    close = plain.replace(" ", "").removeprefix("รอบ")
    if close in ("ทั้งปี", "12เดือน", f"ปี{fiscal_year}", f"ปีงบประมาณ{fiscal_year}"):
        return Period(*fiscal_year_span(fiscal_year), f"ปีงบประมาณ {thai_digits(fiscal_year)}")
    if close == "6เดือน":
        return half(fiscal_year, 1)
    if named := _NAMED.fullmatch(plain.replace(" ", "")):
        if named["year"] in (None, f"{fiscal_year}", f"{fiscal_year % 100}"):
            return _named(named, fiscal_year)
    elif (found := parse_in_year(plain, fiscal_year)) and not found[1]:
        return month_of(found[0])
    elif len(ends := _RANGE.split(plain)) == 2:
        return _days(ends[0], ends[1], fiscal_year)
    raise KamnotError(
        f"ไม่รู้จักช่วง “{text}” ในปีงบประมาณ {fiscal_year} โปรดเขียนเช่น “ระยะที่ ๑”, “ไตรมาส ๓”, “มีนาคม ๒๕๖๗”"
        " หรือ “๑ เมษายน ๒๕๖๗ ถึง ๓๐ มิถุนายน ๒๕๖๗”",
        f"Unknown period {text!r} of fiscal year {fiscal_year}; write 1 (first half), q3, 2024-03 (a month)"
        " or 2024-04-01..2024-06-30.",
    )


def _named(found: re.Match[str], fiscal_year: int) -> Period:
    if found["quarter"]:
        return quarter(fiscal_year, int(found["quarter"]))
    return half(fiscal_year, 2 if found["half"] in _SECOND else 1)


def _day(text: str, fiscal_year: int) -> date:
    """A day, its year left out or not. Raises KamnotError if it cannot be read."""
    found = parse_in_year(text, fiscal_year)
    return found[0] if found and found[1] else parse_date(text, fiscal_year)


def _days(first: str, last: str, fiscal_year: int) -> Period:
    """The period of any days; a half, quarter or month gets its name."""
    months = [parse_in_year(text.strip(), fiscal_year) for text in (first, last)]
    if whole := [month_of(month[0]) for month in months if month and not month[1]][:2]:
        start, end = whole[0].start, whole[-1].end
    if len(whole) < len(months):
        start, end = (_day(day.strip(), fiscal_year) for day in (first, last))
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
