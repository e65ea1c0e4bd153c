"""What the director's letter reports: work that is overdue by as many working days as the plan says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.plan.model import Audience, Overdue, Plan
from domain.results import Reminder
from domain.working_days import IsWorkingDay, working_days_after

DUTY = "duty:"
"""How the fact of an overdue duty begins: it is mentioned, but causes no weekly letter."""


def escalated(
    plan: Plan, standing: Iterable[Reminder], as_of: date, is_working_day: IsWorkingDay
) -> tuple[Reminder, ...]:
    """Each group's work that is overdue enough, in the plan's order; groups without any are left out."""
    duties = {recurring.id: recurring.overdue for recurring in plan.recurring}

    def enough(overdue: Overdue | None, due: date) -> bool:
        return overdue is not None and _is_enough(overdue, due, as_of, is_working_day)

    found = (
        replace(
            reminder,
            activities=tuple(a for a in reminder.activities if enough(plan.ladder.overdue, a.due)),
            duties=tuple(d for d in reminder.duties if enough(duties.get(d.id), d.due)),
        )
        for reminder in standing
    )
    return tuple(reminder for reminder in found if reminder.activities or reminder.duties)


def _is_enough(overdue: Overdue, due: date, as_of: date, is_working_day: IsWorkingDay) -> bool:
    if Audience.DIRECTOR not in overdue.audience or due >= as_of:
        return False
    if not overdue.director_after:
        return as_of >= due + timedelta(days=overdue.every_days)
    return working_days_after(due, as_of, is_working_day, enough=overdue.director_after)


def facts_of(escalations: Iterable[Reminder]) -> Iterator[str]:
    """The overdue work as facts that compare equal as long as nothing changes."""
    for reminder in escalations:
        for activity in reminder.activities:
            yield f"overdue:{activity.number}:{activity.due.isoformat()}"
        for duty in reminder.duties:
            yield f"{DUTY}{duty.id}:{duty.period}"
