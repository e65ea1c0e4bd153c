"""Duties that come back: a monthly report, or a report that comes with some activities.

When each is due and done: docs/decisions/reminders.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain.language.days import parse_in_year
from domain.language.errors import KamnotError, NotThereError
from domain.language.periods import month_of
from domain.language.thai import fiscal_year_span, thai_date
from domain.plan.model import Plan, Recurring
from domain.plan.names import one_meant
from domain.reminders.ladder import Deadline
from domain.reminders.snoozes import Answers
from domain.results import ActivityResult, Duty, Evaluation
from domain.working_days import IsWorkingDay, last_working_day

_REST = 7
"""Days without a reminder between the last of one month and the first of the next."""


def months_of(plan: Plan, recurring: Recurring) -> Iterator[date]:
    """The last day of each month in which a monthly duty is due, within the fiscal year."""
    if recurring.since is None:
        return
    first, last = fiscal_year_span(plan.fiscal_year)
    day = max(first, recurring.since).replace(day=1)
    while day <= last:
        following = _next_month(day)
        if recurring.months is None or day.month in recurring.months:
            yield following - timedelta(days=1)
        day = following


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def period_of(month_end: date) -> str:
    """The name of a month's period: `2024-01`."""
    return f"{month_end:%Y-%m}"


def monthly_duty(plan: Plan, duty: str) -> Recurring:
    """The monthly duty of the plan with this id or title, or a part of it. Raises KamnotError if there is none."""
    monthly = {r.id: r for r in plan.recurring if r.since is not None and r.months != ()}
    titles = {name: (r.title,) for name, r in monthly.items()}
    named = _EACH_MONTH.sub("", duty.strip())
    return monthly[one_meant(titles, named, ("งานประจำรายเดือน", "monthly duty"), _OF_DUTIES)]


_OF_DUTIES = re.compile("^(?:รายงาน|ผล|การ)*")
_EACH_MONTH = re.compile(r"(?<=\S)\s*(?:ประจำเดือน|รายเดือน)$")


def month_meant(plan: Plan, recurring: Recurring, text: str) -> date:
    """The last day of a month written `มกราคม`, `ม.ค. ๖๗`, `2567-01` or `2024-01`.

    Raises KamnotError if the duty is not due in that month.
    """
    owed = {period_of(month): month for month in months_of(plan, recurring)}
    found = parse_in_year(text.strip().removeprefix("ประจำ"), plan.fiscal_year)
    if found is not None and not found[1] and period_of(found[0]) in owed:
        return owed[period_of(found[0])]
    known = tuple(owed.values())
    first, last = (month_of(known[at]).name for at in (0, -1))
    raise NotThereError(
        f"ไม่มีงานนี้ใน “{text}” ใช้ได้: {first} ถึง {last}",
        f"The duty has no month {text!r}; there are {known[0]:%Y-%m} to {known[-1]:%Y-%m}.",
    )


def check_done(done_on: date, today: date) -> None:
    """Raise KamnotError if a duty is reported as done on a future day."""
    if done_on > today:
        raise KamnotError(
            f"วันที่เสนอ {thai_date(done_on)} ยังมาไม่ถึง",
            f"The day {done_on} is still to come; it cannot be done yet.",
        )


def open_duties(
    plan: Plan, evaluation: Evaluation, answers: Answers, is_working_day: IsWorkingDay
) -> Iterator[Deadline]:
    """The deadline of every duty that is not done yet, in the plan's order."""
    activities = evaluation.by_number
    for recurring in plan.recurring:
        yield from _monthly(plan, recurring, evaluation.as_of, answers, is_working_day)
        yield from _with_activities(plan, recurring, evaluation.as_of, activities)


def _monthly(
    plan: Plan,
    recurring: Recurring,
    as_of: date,
    answers: Answers,
    is_working_day: IsWorkingDay,
) -> Iterator[Deadline]:
    """The open months. A month has rungs until the next one is due; later the letters only name it."""
    _, year_end = fiscal_year_span(plan.fiscal_year)
    for month_end in months_of(plan, recurring):
        period = period_of(month_end)
        if (recurring.id, period) in answers.done:
            continue
        due = last_working_day(month_end, is_working_day)
        if as_of < month_end.replace(day=1):
            continue
        # A new month's reminder covers the old months too: two ladders at once would only nag.
        next_end = _next_month(_next_month(month_end)) - timedelta(days=1)
        quiet = next_end - timedelta(days=max(r.days_before for r in recurring.rungs) + _REST)
        duty = Duty(recurring.id, recurring.title, period, due, due, recurring.source)
        deadline = _deadline(plan, recurring, duty, (), min(quiet, year_end))
        yield deadline if as_of <= next_end else replace(deadline, rungs=(), overdue=None)


def _with_activities(
    plan: Plan, recurring: Recurring, as_of: date, activities: Mapping[int, ActivityResult]
) -> Iterator[Deadline]:
    """The duty of the groups that answer for the activity; the others of the order are told of it until its day."""
    _, year_end = fiscal_year_span(plan.fiscal_year)
    for number in recurring.activities:
        activity = activities.get(number)
        if activity is None or activity.complete:
            continue
        duty = Duty(
            recurring.id,
            recurring.title,
            f"{number}@{activity.due.isoformat()}",
            activity.due,
            activity.last_working_day,
            recurring.source,
            activity=number,
        )
        whole = _deadline(plan, recurring, duty, (activity,), year_end)
        own = tuple(g for g in recurring.groups if g in activity.groups) or recurring.groups
        yield replace(whole, groups=own)
        helping = tuple(g for g in recurring.groups if g not in own)
        if helping and as_of <= duty.due:
            # Told once, when there is time to help: no later rung is theirs.
            first = max(recurring.rungs, key=lambda rung: rung.days_before)
            yield replace(whole, groups=helping, helping=True, rungs=(first,), overdue=None)


def _deadline(
    plan: Plan,
    recurring: Recurring,
    duty: Duty,
    activities: tuple[ActivityResult, ...],
    overdue_until: date,
) -> Deadline:
    extension = activities[0].extension if activities else None
    return Deadline(
        name=f"{plan.fiscal_year}:{recurring.id}:{duty.period}",
        batch="",
        due=duty.due,
        last_working_day=duty.last_working_day,
        activities=(),
        rungs=recurring.rungs,
        overdue=recurring.overdue,
        overdue_until=overdue_until,
        since=extension.decided_on if extension else date.min,
        duty=duty,
        groups=recurring.groups,
    )
