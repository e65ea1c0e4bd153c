"""Days of the plan on which the office is closed, and the working day that replaces each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.thai import MONTHS, thai_date, thai_digits
from domain.plan.model import Plan
from domain.reminders.duties import months_of, period_of
from domain.working_days import HolidayName, IsWorkingDay, last_working_day

_SATURDAY = 5
_CLOSED = "ปิดทำการ"
_WEEKEND = "วันหยุดสุดสัปดาห์"


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day of the plan on which the office is closed; `moved_to` is the working day that replaces it.

    `what` is a due date (`june-30:due`), a rung (`march:T-3`) or a month's report (`complaints-report:2024-03`),
    `title` the same for people, in Thai and English.
    """

    what: str
    title: tuple[str, str]
    day: date
    why: str
    moved_to: date


def moved_days(
    plan: Plan, is_working_day: IsWorkingDay, holiday_name: HolidayName
) -> Iterator[MovedDay]:
    """Due dates on closed days, rungs that move because of one, and months whose report is due earlier."""
    for what, title, day in _days(plan, is_working_day):
        moved_to = last_working_day(day, is_working_day)
        if moved_to != day:
            other = _WEEKEND if day.weekday() >= _SATURDAY else _CLOSED
            yield MovedDay(what, title, day, holiday_name(day) or other, moved_to)


def _days(plan: Plan, is_working_day: IsWorkingDay) -> Iterator[tuple[str, tuple[str, str], date]]:
    for batch in plan.batches:
        name = f"รอบ {thai_date(batch.due, short=True)}"
        due_title = (f"{name} วันครบกำหนด", f"{batch.id}, due date")
        yield f"{batch.id}:due", due_title, batch.due
        working = last_working_day(batch.due, is_working_day)
        for rung in plan.ladder.rungs:
            days = rung.days_before
            title = (
                f"{name} เตือนก่อน {thai_digits(days)} วัน",
                f"{batch.id}, {days} days before",
            )
            yield f"{batch.id}:T-{days}", title, working - timedelta(days=days)
    for recurring in plan.recurring:
        for month_end in months_of(plan, recurring):
            month = (
                f"{recurring.title} เดือน{MONTHS[month_end.month - 1]}",
                f"{recurring.title}, {month_end:%B}",
            )
            yield f"{recurring.id}:{period_of(month_end)}", month, month_end
