"""Reads a day as officials write it, with the plan's year at hand: a day far from it is a typing error.

Every entrance for days comes here, so that none takes what another refuses.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from functools import lru_cache

from domain.language.errors import KamnotError
from domain.language.thai import (
    BUDDHIST_OFFSET,
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
    arabic_digits,
    fiscal_year_of,
    fiscal_year_span,
    normalise,
    thai_date,
)

YEARS_AROUND = 10
"""How many fiscal years before and after the plan's a day may lie: a new office's calendar, an old survey."""

_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ENGLISH_WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_SPOKEN = [re.sub("(คม|ยน|พันธ์)$", "", month) for month in MONTHS]
"""As people say them: มีนา."""
_SHORT_WEEKDAYS = ("จ", "อ", "พ", "พฤ", "ศ", "ส", "อา")
_SILENCED = "\u0e4c"
"""The mark of a silent letter, which people leave out."""


def _plain(text: str) -> str:
    """A word without blanks, dots and silent letters' marks: `มี.ค.` and `มีค`, `ศุกร์` and `ศุกร`."""
    return re.sub(rf"[\s.,/\-{_SILENCED}]", "", text).lower()


_MONTH_OF = {
    _plain(name): number
    for names in (MONTHS, _SPOKEN, SHORT_MONTHS, _ENGLISH_MONTHS, [m[:3] for m in _ENGLISH_MONTHS])
    for number, name in enumerate(names, 1)
} | {"sept": 9}
_WEEKDAY_OF = {
    _plain(name): number
    for names in (WEEKDAYS, _SHORT_WEEKDAYS, _ENGLISH_WEEKDAYS, [d[:3] for d in _ENGLISH_WEEKDAYS])
    for number, name in enumerate(names)
} | {"พฤหัส": 3}


def _one_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
"""What a spreadsheet adds to a day."""
_DASHES = re.compile("[\u2010-\u2015\u2212\u2044]")
_ERA = r"(?:ปี)?(?:(?P<buddhist>พศ|พุทธศักราช|be)|(?P<christian>คศ|คริสตศักราช|ad|ce))?"
_YEAR = rf"{_ERA}(?P<year>\d{{4}}|\d\d)"
_BLANKS = r"[\s./\-]+"
_WORDS = (
    rf"(?:(?:วัน)?(?P<weekday>{_one_of(_WEEKDAY_OF)}))?(?:วัน)?(?:ที่)?"
    rf"(?P<day>\d\d?)(?:เดือน)?(?P<month>{_one_of(_MONTH_OF)}){_YEAR}"
)
_READERS = tuple(
    (re.compile(gap), glue, re.compile(parts))
    for gap, glue, parts in (
        (_BLANKS, "-", r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"),
        (_BLANKS, "-", rf"(?:วันที่-?)?(?P<day>\d\d?)-(?P<month>\d\d?)-{_YEAR}"),
        (rf"[\s.,/\-'’{_SILENCED}]+", "", _WORDS),
        (r"[\s.,]+", "", rf"(?P<month>{_one_of(_MONTH_OF)})(?P<day>\d\d?)(?P<year>\d{{4}})"),
    )
)
"""What stands between the parts, what it becomes, and the parts."""


@lru_cache(maxsize=2**10)
def parse_date(text: str, fiscal_year: int | None) -> date:
    """Read `2024-03-13`, `13/03/2567`, `๑๓ มีนาคม ๒๕๖๗`, `13 มีค 67` or `วันพุธที่ ๑๓ มีนาคม ๒๕๖๗`.

    `fiscal_year` (พ.ศ.) is the plan's; None for a table that itself tells its year. Raises KamnotError if there is no
    such date, if its year is far from the plan's, if two digits could mean ค.ศ., or if the weekday is another one.
    """
    found = _parts(text)
    if found is None:
        raise _both(text) if _is_end_and_day(text) else _unreadable(text)
    try:
        day = date(_year(text, found, fiscal_year), _month(found["month"]), int(found["day"]))
    except ValueError as error:  # 31 February
        raise _unreadable(text) from error
    if fiscal_year is not None and abs(fiscal_year_of(day) - fiscal_year) > YEARS_AROUND:
        raise _far(text, fiscal_year)
    if found.get("weekday") and _WEEKDAY_OF[found["weekday"]] != day.weekday():
        raise _other_weekday(text, day)
    return day


_Readers = tuple[tuple[re.Pattern[str], str, re.Pattern[str]], ...]


def _parts(text: str, readers: _Readers = _READERS) -> dict[str, str] | None:
    """The parts of a day as written; None if this is none."""
    plain = normalise(arabic_digits(unicodedata.normalize("NFKC", text)))
    plain = _MIDNIGHT.sub("", _DASHES.sub("-", plain).strip()).lower()
    for gap, glue, parts in readers:
        if found := parts.fullmatch(gap.sub(glue, plain)):
            return found.groupdict()
    return None


_IN_YEAR = tuple(
    (re.compile(gap), glue, re.compile(parts))
    for gap, glue, parts in (
        (_BLANKS, "-", r"(?P<year>\d{4})-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?"),
        (_BLANKS, "-", rf"(?P<day>\d\d?)-(?P<month>\d\d?)(?:-{_YEAR})?"),
        (
            rf"[\s.,/\-'’{_SILENCED}]+",
            "",
            rf"(?:วัน)?(?:ที่)?(?P<day>\d\d?)?(?:เดือน)?(?P<month>{_one_of(_MONTH_OF)})(?:{_YEAR})?",
        ),
    )
)
"""The same with the day or the year left out."""


_MONTH_S_END = re.compile("^(?:วัน)?(?:สิ้น|สุดท้ายของ)เดือน")
_MONTH_OF_YEAR = re.compile(r"^(\d\d?)/(\d{4})$")


def parse_in_year(text: str, fiscal_year: int) -> tuple[date, bool] | None:
    """A month (its first day, False) or a day (True) as written, the year left out or not; None for anything else.

    Reads `มีนาคม`, `มี.ค. ๖๗`, `2567-03`, `๓/๒๕๖๗`, `๒๐ มิถุนายน`, `20/6`, `สิ้นเดือนมิถุนายน`. Without a year the
    fiscal year's is meant.
    """
    month_only = _MONTH_S_END.sub("", text.strip())
    if month_only != text.strip():
        begins = parse_in_year(month_only, fiscal_year)
        end = begins and _end_of_month(begins[0])
        return (
            (end, True)
            if begins and end and begins in ((end, True), (end.replace(day=1), False))
            else None
        )
    found = _parts(_MONTH_OF_YEAR.sub(r"\2-\1", arabic_digits(text).strip()), _IN_YEAR)
    if found is None:
        return None
    day, year = found["day"] or "", found["year"] or ""
    if (
        not day
        and year
        and len(year) == 2
        and not _near(int(year) + 2500 - BUDDHIST_OFFSET, fiscal_year)
    ):
        day, year = year, ""  # `June 20`
    try:
        month = _month(found["month"])
        christian = _year(text, found, fiscal_year) if year else _year_of(month, fiscal_year)
        meant = date(christian, month, int(day or 1))
    except (KamnotError, ValueError):  # 31 June, or two digits that could mean two years
        return None
    return (meant, bool(day)) if abs(fiscal_year_of(meant) - fiscal_year) <= YEARS_AROUND else None


def _is_end_and_day(text: str) -> bool:
    """Whether the end of a month and a day of it are written, of which only one can be meant."""
    rest = _MONTH_S_END.sub("", text.strip())
    found = _parts(rest, _IN_YEAR) if rest != text.strip() else None
    return found is not None and bool(found["day"])


def _both(text: str) -> KamnotError:
    return KamnotError(
        f"“{text}” บอกทั้งสิ้นเดือนและวันที่ โปรดเขียนอย่างเดียว เช่น สิ้นเดือนมิถุนายน หรือ ๑๕ มิถุนายน",
        f"{text!r} tells both the end of a month and a day of it; write one, as สิ้นเดือนมิถุนายน or ๑๕ มิถุนายน.",
    )


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _year_of(month: int, fiscal_year: int) -> int:
    """The year (ค.ศ.) in which a month of a fiscal year lies."""
    first, last = fiscal_year_span(fiscal_year)
    return first.year if month >= first.month else last.year


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH_OF[text]


def _year(text: str, parts: dict[str, str], fiscal_year: int | None) -> int:
    """The year as ค.ศ., in the era that is written, else in the one that lies near the plan.

    Raises ValueError for a year before 1900 that nothing explains, KamnotError if two digits can mean two years.
    """
    number, short = int(parts["year"]), len(parts["year"]) == 2  # digits
    buddhist = (number + 2500 if short else number) - BUDDHIST_OFFSET
    christian = number + 2000 if short else number
    if parts.get("buddhist"):
        return max(buddhist, 1)
    if parts.get("christian"):
        return christian
    if short and fiscal_year is not None and not _near(buddhist, fiscal_year):
        raise _two_years(text, parts["year"], fiscal_year)
    if short or buddhist + BUDDHIST_OFFSET > _NEWEST_CHRISTIAN:
        return buddhist
    return christian if christian >= _OLDEST_CHRISTIAN else 0


_OLDEST_CHRISTIAN, _NEWEST_CHRISTIAN = 1900, 2400
"""A four-digit year between them is ค.ศ., above them พ.ศ."""


def _near(year: int, fiscal_year: int) -> bool:
    return abs(year + BUDDHIST_OFFSET - fiscal_year) <= YEARS_AROUND


def _unreadable(text: str) -> KamnotError:
    return KamnotError(
        f"อ่านวันที่ “{text}” ไม่ได้ โปรดเขียนเช่น 2024-03-13, 13/03/2567 หรือ ๑๓ มีนาคม ๒๕๖๗",
        f"Cannot read the date {text!r}; write it as 2024-03-13, 13/03/2567 or ๑๓ มีนาคม ๒๕๖๗.",
    )


def _far(text: str, fiscal_year: int) -> KamnotError:
    return KamnotError(
        f"ปีของวันที่ “{text}” ห่างจากปีงบประมาณ {fiscal_year} ของแผนเกินไป โปรดตรวจปี เช่น 13/03/{fiscal_year}",
        f"The year of {text!r} is too far from the plan's fiscal year {fiscal_year}; check it,"
        f" as 13/03/{fiscal_year}.",
    )


def _two_years(text: str, year: str, fiscal_year: int) -> KamnotError:
    buddhist, christian = 2500 + int(year), 2000 + int(year)
    other = christian + BUDDHIST_OFFSET
    return KamnotError(
        f"ปี “{year}” ใน “{text}” อาจเป็น พ.ศ. {buddhist} หรือ ค.ศ. {christian} (พ.ศ. {other})"
        f" โปรดเขียนปีสี่หลัก เช่น 13/03/{fiscal_year}",
        f"The year {year!r} in {text!r} could be B.E. {buddhist} or {christian} (B.E. {other});"
        f" write four digits, as 13/03/{fiscal_year}.",
    )


def _other_weekday(text: str, day: date) -> KamnotError:
    return KamnotError(
        f"“{text}” ไม่ตรงกับปฏิทิน วันนั้นคือ{thai_date(day, weekday=True)} โปรดตรวจวันที่",
        f"{text!r} does not agree with the calendar: {day} is a {day:%A}; check the day.",
    )
