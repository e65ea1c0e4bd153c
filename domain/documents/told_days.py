"""Finds the day on which an activity was held in the text of its report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from domain.documents.lines import mend
from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.thai import MONTHS, SHORT_MONTHS, arabic_digits

_MONTH = "|".join([*MONTHS, *(re.escape(m).replace(r"\.", r"\.?\s?") for m in SHORT_MONTHS)])
_YEAR = r"(?:(?:พ\.?\s?ศ\.?|ปี)\s?){0,2}(25\d\d|[4-9]\d)(?!\d)"
_UNTIL = r"(?:\s*(?:-|–|ถึง|และ)\s*(?:วันที่\s*)?\d{1,2})?"
_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_UNTIL}\s*(?:เดือน)?\s*({_MONTH})\s*{_YEAR}"
    r"|(?<![\d/.])(\d{1,2})/(\d{1,2})/(25\d\d)(?!\d)"
)
"""A day with its year, or the first of several: `๕ - ๖ มีนาคม ๒๕๖๗`, `5 มี.ค. 67`, `5/3/2567`."""
_MAY_HOLD_A_YEAR = re.compile(r"25\d\d|๒๕[๐-๙]|[มน์คยพศี.]\s?(?:[4-9]\d|[๔-๙][๐-๙])(?![\d๐-๙])")
"""A year, or its last two digits where a month or พ.ศ. may end."""
_HELD = re.compile(
    r"จัดกิจกรรม|ดำเนินการ|ดำเนินกิจกรรม|จัดขึ้น|จัดโครงการ|จัดประชุม|ระหว่างวันที่|เมื่อ|วัน[\s,/]*เวลา|ระยะเวลา|กำหนดการ"
)
_OTHER = re.compile(
    r"ลงวันที่|สั่ง\s*ณ|ประกาศ\s*ณ|ให้ไว้\s*ณ|ข้อมูล\s*ณ|ภายในวันที่|กำหนดส่ง|ส่งภายใน|มีผล|พ\.ร\.บ|พระราช|หนังสือ|คำสั่ง|รายงาน\s*ณ"
)
"""What another day than the activity's follows: of a letter, an order, a due date, a law."""
_NEAR = 40
"""Letters before a day in which it is said what day it is."""


def told_day(pages: Iterable[str]) -> date | None:
    """The first day that the text calls the activity's; else the first after a plain วันที่; else None."""
    plain: date | None = None
    for found, before in _days(pages):
        day = _read(found)
        if day is not None and _HELD.search(before):
            return day
        if day is not None and plain is None and re.search(r"(วันที่|ที่)\W*$", before):
            plain = day
    return plain


def _days(pages: Iterable[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each day that is none of a letter's or a law's, with what stands before it."""
    for page in pages:
        if not _MAY_HOLD_A_YEAR.search(page):
            continue  # mending costs more than this search
        # Runs of blanks first: mending takes long over a million of them.
        text = arabic_digits(mend(re.sub(r"\s+", " ", page)))
        for found in _DAY.finditer(text):
            before = text[max(found.start() - _NEAR, 0) : found.start()]
            if not _OTHER.search(before):
                yield found, before


def _read(found: re.Match[str]) -> date | None:
    parts = [part for part in found.groups() if part]
    with suppress(KamnotError):
        return parse_date("/".join(parts) if found[4] else " ".join(parts), None)
    return None
