"""People's answers to reminders and the last letters: snoozes, duties done, activities that were open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.language.thai import thai_date
from domain.plan.model import Plan
from domain.plan.names import group_meant
from domain.results import ActivityResult


@dataclass(frozen=True, slots=True)
class Snooze:
    """A group's "we have it": it gets no reminder of the activity up to and including the Bangkok day `until`.

    It never holds on or after the activity's last working day. `ended_on` is the day from which it was taken back.
    """

    id: int
    group: str
    activity: int
    until: date
    reason: str
    entered_on: date
    ended_on: date | None = None

    def holds(self, activity: ActivityResult, as_of: date) -> bool:
        """Whether it keeps its group's reminders of this activity quiet on that day."""
        if self.activity != activity.number or as_of < self.entered_on or as_of > self.until:
            return False
        if self.ended_on is not None and as_of >= self.ended_on:
            return False
        return as_of < activity.last_working_day

    def ended(self, activity: ActivityResult, as_of: date, last_letter: date | None) -> bool:
        """Whether it ended lately: the group's next letter repeats the answer."""
        if self.activity != activity.number or self.ended_on is not None:
            return False
        over = as_of > self.until or as_of >= activity.last_working_day
        lately = last_letter is None or max(self.until, self.entered_on) >= last_letter
        return over and lately and self.entered_on <= as_of


@dataclass(frozen=True, slots=True)
class Answers:
    """All that was answered for one unit and year, as known on the day of a check.

    `done` holds (duty, period) of every monthly duty that was done; `last_open` for each group the numbers of
    the activities that its last letter called open, `last_letter` its day. `waiting` are the groups with a letter of
    any day that was not sent yet.
    """

    snoozes: tuple[Snooze, ...] = ()
    done: frozenset[tuple[str, str]] = frozenset()
    last_open: Mapping[str, frozenset[int]] = field(default_factory=dict)
    last_letter: Mapping[str, date] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    since: date = date.min
    """The unit's first day of use: nobody was asked for anything before."""


NO_ANSWERS = Answers()


def snoozing_group(plan: Plan, activity: ActivityResult, group: str | None) -> str:
    """The group that snoozes: the named one, else the activity's only one. Raises KamnotError if it has several."""
    if group:
        return group_meant(plan.groups, group)
    if len(activity.groups) == 1:
        return activity.groups[0]
    known = ", ".join(activity.groups)
    raise KamnotError(
        f"กิจกรรมที่ {activity.number} ทำร่วมกันหลายคณะ โปรดระบุคณะที่ขอเลื่อนการเตือน: {known}",
        f"Activity {activity.number} is joint; name the group that snoozes: {known}.",
        How(Verb.GIVE_GROUP),
    )


def check_snooze(
    activity: ActivityResult, group: str, until: date, reason: str, as_of: date
) -> None:
    """Raise KamnotError with the first reason why a snooze cannot hold."""
    number = activity.number
    if group not in activity.groups:
        known = ", ".join(activity.groups)
        raise KamnotError(
            f"กิจกรรมที่ {number} ไม่ใช่ความรับผิดชอบของ “{group}” ผู้รับผิดชอบคือ {known}",
            f"Activity {number} is not in the care of {group!r}; it is of {known}.",
        )
    given_reason(reason, "การเลื่อนการเตือน", "A snooze")
    if activity.complete:
        raise KamnotError(
            f"กิจกรรมที่ {number} ครบแล้ว ไม่มีการแจ้งเตือนให้เลื่อน",
            f"Activity {number} is complete: there is no reminder to snooze.",
        )
    if as_of > activity.due:
        raise KamnotError(
            f"กิจกรรมที่ {number} เกินกำหนดแล้ว ({thai_date(activity.due)}) เลื่อนการเตือนไม่ได้"
            " หากผู้อำนวยการขยายเวลาให้ โปรดบันทึกการขยายเวลา",
            f"Activity {number} is overdue ({activity.due}); it cannot be snoozed, only extended.",
            How(Verb.RELIEF_EXTEND, str(number)),
        )
    if not as_of <= until <= activity.due:
        raise KamnotError(
            f"วันสิ้นสุดต้องอยู่ตั้งแต่ {thai_date(as_of)} ถึงวันครบกำหนด {thai_date(activity.due)}"
            f" พบ {thai_date(until)}",
            f"The end date must lie from {as_of} to the due date {activity.due}, found {until}.",
        )
