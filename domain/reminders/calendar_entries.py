"""The entries of the calendar feeds: one for each activity and duty, with an id that never changes.

A calendar accepts a change only with a higher SEQUENCE, and keeps an entry until it is cancelled. So every change
counts up, and no entry is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from domain.language.thai import MONTHS, thai_date, thai_digits
from domain.plan.model import Plan
from domain.reminders.duties import months_of, period_of
from domain.reminders.snoozes import Answers
from domain.results import ActivityResult, Evaluation, Outcome, Reminder
from domain.working_days import IsWorkingDay, last_working_day

DOMAIN = "kamnot.invalid"
"""The right side of every id. It is fixed: an id that followed the mail settings would double the entries."""


Held = Mapping[str, frozenset[str]]
"""The groups that ever had an entry, by its id."""
NOTHING_HELD: Held = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Event:
    """One all-day entry on the real last day. `groups` answer for it; the texts are Thai.

    `done` means complete; `cancelled` means that it is no longer asked for.
    """

    uid: str
    day: date
    title: str
    description: str
    groups: tuple[str, ...]
    done: bool = False
    cancelled: bool = False
    sequence: int = 0
    changed_at: datetime | None = None

    @property
    def activity(self) -> int | None:
        """The activity that it is about; None for a duty."""
        found = re.search(rf"-activity-([0-9]+)@{re.escape(DOMAIN)}$", self.uid)
        return int(found[1]) if found else None


def events_of(
    plan: Plan, evaluation: Evaluation, answers: Answers, is_working_day: IsWorkingDay
) -> tuple[Event, ...]:
    """The entries that calendars should show for one unit, in the plan's order, without sequences."""
    return (
        *(_of_activity(plan, evaluation.unit, a) for a in evaluation.activities),
        *_of_duties(plan, evaluation.unit, answers, is_working_day),
    )


def _of_activity(plan: Plan, unit: str, activity: ActivityResult) -> Event:
    number = thai_digits(activity.number)
    points = f"{thai_digits(activity.points.printed)} คะแนน" if activity.points else "ไม่มีคะแนน"
    lines = [
        activity.title,
        f"กำหนดตามแผน {thai_date(activity.printed_due)} {points}",
        *([f"ขยายเวลาถึง {thai_date(activity.due)}"] if activity.extension else []),
        "ผู้รับผิดชอบ " + " ".join(plan.group_by_id[g].short_name for g in activity.groups),
        *(f"• {finding.title}" for finding in activity.findings),
    ]
    return Event(
        uid=_activity_id(plan, unit, activity.number),
        day=activity.last_working_day,
        title=f"กำหนดส่ง กิจกรรมที่ {number} {activity.title}",
        description="\n".join(lines),
        groups=activity.groups,
        done=activity.outcome is Outcome.MET,
        cancelled=not activity.asked,
    )


def _of_duties(
    plan: Plan, unit: str, answers: Answers, is_working_day: IsWorkingDay
) -> Iterator[Event]:
    for recurring in plan.recurring:
        for month_end in months_of(plan, recurring):
            period = period_of(month_end)
            month = f"{MONTHS[month_end.month - 1]} {thai_digits(month_end.year + 543)}"
            yield Event(
                uid=_duty_id(plan, unit, recurring.id, period),
                day=last_working_day(month_end, is_working_day),
                title=f"{recurring.title} ประจำเดือน{month}",
                description=recurring.source,
                groups=recurring.groups,
                done=(recurring.id, period) in answers.done,
            )


def _activity_id(plan: Plan, unit: str, number: int) -> str:
    return f"{plan.fiscal_year}-{unit}-activity-{number}@{DOMAIN}"


def _duty_id(plan: Plan, unit: str, duty: str, period: str) -> str:
    return f"{plan.fiscal_year}-{unit}-{duty}-{period}@{DOMAIN}"


def entries_about(
    plan: Plan, unit: str, reminder: Reminder, events: Iterable[Event], as_of: date
) -> tuple[Event, ...]:
    """The entries of the group's activities and duties that its letter speaks of.

    Of days that are past, a calendar is told only what ends an entry: that it is done or cancelled.
    """
    spoken_of = (*reminder.activities, *reminder.completed, *reminder.excused)
    uids = {_activity_id(plan, unit, a.number) for a in spoken_of}
    uids |= {_activity_id(plan, unit, q.activity.number) for q in reminder.quiet}
    uids |= {_duty_id(plan, unit, duty.id, duty.period) for duty in reminder.duties}
    return tuple(
        e
        for e in events
        if reminder.group in e.groups
        and e.uid in uids
        and (e.day >= as_of or e.done or e.cancelled)
    )


def held_in(plans: Iterable[Plan], unit: str) -> Held:
    """The groups that had each entry in any of these earlier plans."""
    found: dict[str, set[str]] = defaultdict(set)
    for plan in plans:
        for activity in plan.activities:
            found[_activity_id(plan, unit, activity.number)].update(activity.groups)
        for recurring in plan.recurring:
            for month_end in months_of(plan, recurring):
                uid = _duty_id(plan, unit, recurring.id, period_of(month_end))
                found[uid].update(recurring.groups)
    return {uid: frozenset(groups) for uid, groups in found.items()}


def merge_events(
    known: Mapping[str, Event], events: Sequence[Event], now: datetime
) -> tuple[Event, ...]:
    """The new entries: those that changed since `known` count one up, those that are gone are cancelled."""
    uids = {event.uid for event in events}
    gone = (replace(e, cancelled=True) for uid, e in known.items() if uid not in uids)
    return tuple(_merged(known.get(event.uid), event, now) for event in (*events, *gone))


def _merged(before: Event | None, event: Event, now: datetime) -> Event:
    if before is None:
        return replace(event, sequence=0, changed_at=now)
    same = replace(event, sequence=before.sequence, changed_at=before.changed_at)
    if same == before:
        return before
    return replace(event, sequence=before.sequence + 1, changed_at=now)


def feed_of(
    events: Iterable[Event], group: str | None, held: Held = NOTHING_HELD
) -> tuple[Event, ...]:
    """The entries of one group, or of all.

    What a changed plan took from the group (`held`) stands in its feed alone as cancelled: to hand it over
    counted its SEQUENCE up.
    """
    if group is None:
        return tuple(events)
    found = (_for_group(event, group, held) for event in events)
    return tuple(event for event in found if event is not None)


def _for_group(event: Event, group: str, held: Held) -> Event | None:
    if group in event.groups:
        return event
    return replace(event, cancelled=True) if group in held.get(event.uid, ()) else None
