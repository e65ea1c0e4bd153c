"""The calendar of a government office: weekends, Thai holidays, and the office's own closed days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import KamnotError
from domain.thai import parse_date

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY = 5
_LABOUR = "แรงงาน"
"""Labour Day and its substitute are for private employers: government offices work."""


def working_days(closed: frozenset[date] = frozenset()) -> Callable[[date], bool]:
    """A test for working days: no weekend, no holiday of government offices, no day in `closed`."""

    def is_working_day(day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in closed and holiday_name(day) is None

    return is_working_day


def holiday_name(day: date) -> str | None:
    """The Thai name of the holiday on which government offices close that day, None otherwise."""
    names = [name for name in _calendar().get_list(day) if _LABOUR not in name]
    return ", ".join(names) or None


def read_closed_days(path: Path) -> frozenset[date]:
    """The office's own closed days: a UTF-8 text file, one date a line, `#` starts a comment.

    Dates as `domain.thai.parse_date` reads them. Raises KamnotError naming file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KamnotError(
            f"อ่านไฟล์วันหยุด “{path}” ไม่ได้ โปรดตรวจที่อยู่ไฟล์ (KAMNOT_CLOSED_DAYS) และบันทึกเป็น UTF-8",
            f"Cannot read the closed days in {path}; check KAMNOT_CLOSED_DAYS and save it as UTF-8.",
        ) from error
    wanted = ((number, line.split("#")[0].strip()) for number, line in enumerate(lines, start=1))
    return frozenset(_closed_day(path, number, text) for number, text in wanted if text)


def _closed_day(path: Path, number: int, text: str) -> date:
    try:
        return parse_date(text)
    except KamnotError as error:
        raise KamnotError(
            f"ไฟล์วันหยุด “{path}” บรรทัด {number}: {error.thai}",
            f"Closed days {path}, line {number}: {error.english}",
        ) from error


@lru_cache(maxsize=1)
def _calendar() -> HolidayBase:
    """The holidays of the Thai public and government sectors; years are worked out when asked for."""
    from holidays import GOVERNMENT, PUBLIC, country_holidays

    return country_holidays("TH", categories=(PUBLIC, GOVERNMENT), language="th")
