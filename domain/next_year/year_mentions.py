"""Moves days, and the years that Thai text names, from one fiscal year to another.

A day keeps its day and month, and so its place in the fiscal year. A year in a text moves only if it is surely the
plan's own; every other one is a doubt for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.language.thai import BUDDHIST_OFFSET, MONTHS, SHORT_MONTHS, arabic_digits, thai_digits

_DIGIT = "[0-9๐-๙]"
_FISCAL = re.compile(
    rf"ปีงบประมาณ\s*(?:พ\.\s?ศ\.\s*)?(?P<year>2[456]{_DIGIT}{{2}}|๒[๔๕๖]{_DIGIT}{{2}})"
)
_DATE = re.compile(
    rf"(?P<day>{_DIGIT}{{1,2}})\s*(?P<month>{'|'.join(map(re.escape, (*MONTHS, *SHORT_MONTHS)))})"
    rf"\s*(?:พ\.\s?ศ\.\s*)?(?P<year>2[456]{_DIGIT}{{2}}|๒[๔๕๖]{_DIGIT}{{2}})(?!{_DIGIT})"
)
_YEAR = re.compile(rf"(?<!{_DIGIT})(?:2[456][0-9]{{2}}|๒[๔๕๖][๐-๙]{{2}})(?!{_DIGIT})")
_PAST = re.compile(r"(?:ลงวันที่|เมื่อวันที่|เมื่อ)\s*$")
"""Words before the date of something that happened (an order): such a day does not move."""


def shift_day(day: date, years: int) -> date:
    """The same day and month `years` later; 29 February becomes the 28th if that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A Buddhist year that a text names: `text[start:end]` are its digits, or the whole day if that changes too.

    `becomes` replaces them for the new year if the year is surely the plan's own; else it is None.
    """

    start: int
    end: int
    words: str
    becomes: str | None


def year_mentions(text: str, fiscal_year: int, years: int = 0) -> Iterator[YearMention]:
    """The years named in a text of the plan of `fiscal_year`, in order, moved by `years`.

    Sure are “ปีงบประมาณ พ.ศ. ๒๕๖๗” of the plan's own year, and days of that fiscal year that are no date of an
    order (“ลงวันที่ …”).
    """
    taken: list[tuple[int, int]] = []
    for found in _FISCAL.finditer(text):
        taken.append(found.span("year"))
        sure = _number(found["year"]) == fiscal_year
        yield from _mention(found, "year", years if sure else None)
    for found in _DATE.finditer(text):
        taken.append(found.span("year"))
        day = _day(found)
        sure = (
            day is not None
            and _in_year(day, fiscal_year)
            and not _PAST.search(text[: found.start()])
        )
        yield from _date_mention(found, day, years if sure else None)
    for found in _YEAR.finditer(text):
        if found.span() not in taken:
            yield from _mention(found, 0, None)


def shift_text(text: str, fiscal_year: int, years: int) -> str:
    """The text with every year moved that is surely the year of the plan of `fiscal_year`."""
    for mention in sorted(year_mentions(text, fiscal_year, years), key=lambda m: -m.start):
        if mention.becomes is not None:
            text = text[: mention.start] + mention.becomes + text[mention.end :]
    return text


def doubtful_years(text: str, fiscal_year: int) -> list[str]:
    """The years named in a text, with the words around them, that may not be the plan's own."""
    found = sorted(year_mentions(text, fiscal_year), key=lambda m: m.start)
    return [mention.words for mention in found if mention.becomes is None]


def _mention(found: re.Match[str], group: str | int, years: int | None) -> Iterator[YearMention]:
    start, end = found.span(group)
    becomes = None if years is None else _like(found[group], _number(found[group]) + years)
    yield YearMention(start, end, " ".join(found[0].split()), becomes)


def _date_mention(
    found: re.Match[str], day: date | None, years: int | None
) -> Iterator[YearMention]:
    yield from _mention(found, "year", years)
    if day is None or years is None:
        return
    moved = shift_day(day, years)
    if moved.day != day.day:
        start, end = found.span("day")
        words = " ".join(found[0].split())
        yield YearMention(start, end, words, _like(found["day"], moved.day))


def _day(found: re.Match[str]) -> date | None:
    names = MONTHS if found["month"] in MONTHS else SHORT_MONTHS
    month, year = names.index(found["month"]) + 1, _number(found["year"]) - BUDDHIST_OFFSET
    try:
        return date(year, month, _number(found["day"]))
    except ValueError:
        return None


def _in_year(day: date, fiscal_year: int) -> bool:
    return day.year + BUDDHIST_OFFSET + (day.month >= 10) == fiscal_year


def _number(text: str) -> int:
    return int(arabic_digits(text))


def _like(text: str, number: int) -> str:
    """The number in the numerals of `text`."""
    return str(number) if text.isascii() else thai_digits(number)
