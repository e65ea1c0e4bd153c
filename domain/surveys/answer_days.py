"""Reads the day of a moment as form tools write it. Only a file's first and last day are ever kept.

The tools write a day first or a month first, in either era, with or without a time: `4/8/2564, 18:34:26`,
`2024-03-01T09:30:00.000+07:00`, `2024/03/01 9:30:00 AM GMT+7`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from domain.language.days import parse_date
from domain.language.thai import arabic_digits, gregorian_year

_TIME = re.compile(
    r"[,\sT]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:น\.?|AM|PM|ก่อนเที่ยง|หลังเที่ยง)?\s*"
    r"(?:Z|(?:GMT|UTC)?\s*[+-]?\d{0,2}:?\d{0,2})?\s*$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_NO_DAY = date(1980, 1, 1)
"""What LimeSurvey writes for every answer of an anonymous survey."""


def read_days(moments: Iterable[str], fiscal_year: int) -> Mapping[str, date | None]:
    """The day of each moment; None for an empty one, and for a day that stands for none.

    A column has the day first, as Thais write it, unless some moment in it can only have the month first. Raises
    KamnotError for the first text that is no day.
    """
    texts = dict.fromkeys(moments)
    month_first = any(_month_first(_day_alone(text)) for text in texts)
    return {text: _read(text, fiscal_year, month_first=month_first) for text in texts}


def _day_alone(text: str) -> str:
    return _TIME.sub("", arabic_digits(text).strip())


def _month_first(day: str) -> bool:
    parts = _YEAR_LAST.fullmatch(day)
    return parts is not None and int(parts[1]) <= 12 < int(parts[2])


def _read(text: str, fiscal_year: int, *, month_first: bool) -> date | None:
    plain = _day_alone(text)
    if not plain:
        return None
    found = _figures(plain, fiscal_year, month_first=month_first) or parse_date(plain, fiscal_year)
    return None if found == _NO_DAY else found


def _figures(plain: str, fiscal_year: int, *, month_first: bool) -> date | None:
    """The day in figures; None if there is none, so that its text is looked at as a whole."""
    if parts := _YEAR_FIRST.fullmatch(plain):
        year, month, day = map(int, parts.groups())
    elif parts := _YEAR_LAST.fullmatch(plain):
        day, month = int(parts[1]), int(parts[2])
        if month_first:
            day, month = month, day
        year = int(parts[3])
        if len(parts[3]) == 2:
            year = min((2000 + year, 2500 + year - 543), key=lambda y: abs(y + 543 - fiscal_year))
    else:
        return None
    with suppress(ValueError):
        return date(gregorian_year(year), month, day)
    return None
