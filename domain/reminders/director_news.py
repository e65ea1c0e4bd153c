"""What the director's letter reports and when: work overdue by enough working days, and what could not be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.language.ids import RungId
from domain.language.thai import fiscal_year_span
from domain.plan.model import Audience, Overdue, Plan
from domain.reminders.recipients import DIRECTOR
from domain.results import Reminder
from domain.working_days import IsWorkingDay, last_working_day, working_days_after

_DUTY = "duty:"
"""How the fact of an overdue duty begins: it is mentioned, but causes no weekly letter."""
_SAY_AGAIN = 7
"""After so many days the director is told again of failures, and of overdue work unless the plan says how rarely."""

_SOON_AFTER_FAILURES = 3
"""So many days the weekly word of failures waits for a letter with something new."""

Reported = tuple[date, frozenset[str]]
"""The day of the director's last letter and the facts that it reported."""


@dataclass(frozen=True, slots=True)
class FailedLetter:
    """A letter that waits for a person: `state` is dead, unknown or expired; `reason` is the server's answer."""

    id: int
    recipient: str
    group: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class News:
    """What the director's letter reports: overdue groups, groups without contact, letters that failed."""

    overdue: tuple[Reminder, ...] = ()
    unreachable: tuple[str, ...] = ()
    failed: tuple[FailedLetter, ...] = ()

    @property
    def of_activities(self) -> bool:
        """Whether an activity is overdue, not a duty alone."""
        return any(reminder.activities or reminder.to_review for reminder in self.overdue)

    @property
    def failures(self) -> frozenset[str]:
        """What could not be delivered, as facts that compare equal as long as nothing changes."""
        return frozenset(
            (
                *(f"group:{group}" for group in self.unreachable),
                *(f"letter:{letter.id}:{letter.state}" for letter in self.failed),
            )
        )

    @property
    def facts(self) -> tuple[str, ...]:
        """All that the letter reports, in order, as facts that compare equal as long as nothing changes."""
        return tuple(sorted({*_facts_of(self.overdue), *self.failures}))

    @property
    def fingerprint(self) -> str:
        """The facts as 64 hex digits."""
        return hashlib.sha256("\n".join(self.facts).encode()).hexdigest()

    def rung(self, fiscal_year: int, as_of: date) -> RungId:
        """The rung of the letter: each day's facts are reported once."""
        return RungId(f"{fiscal_year}:{DIRECTOR}", f"{as_of.isoformat()}-{self.fingerprint[:8]}")


def is_due(
    plan: Plan,
    news: News,
    as_of: date,
    is_working_day: IsWorkingDay,
    last: Reported | None,
    soon: Iterable[Reminder] = (),
) -> bool:
    """Whether the director gets a letter that day: for something new, or after a while for what remains.

    Letters go out on working days of the fiscal year only. A duty is reported once and then only beside other things;
    it never causes a second letter in that while. What remains waits for what is overdue enough `soon`: two letters
    within days would say the same twice. It waits no longer than that, whatever comes in and is soon again.
    """
    if as_of > fiscal_year_span(plan.fiscal_year)[1] or not is_working_day(as_of):
        return False
    facts = news.facts
    if not facts or last is None:
        return bool(facts)
    day, reported = last
    pressing = _pressing(facts)
    if day >= as_of or not reported.issuperset(pressing):
        return day < as_of
    rarely = 0 if news.failures else plan.ladder.overdue.rarely_days
    again = timedelta(days=rarely or _SAY_AGAIN)
    if as_of - day < again:
        return False
    waits = as_of - day < again + _soon(news) and not pressing.issuperset(
        _pressing(_facts_of(soon))
    )
    return not (waits and plan.ladder.overdue.rarely_days) and (
        bool(pressing) or not reported.issuperset(facts)
    )


def _soon(news: News) -> timedelta:
    """How long what remains waits for something new: less where something can be put right."""
    return timedelta(days=_SOON_AFTER_FAILURES if news.failures else _SAY_AGAIN)


def _pressing(facts: Iterable[str]) -> set[str]:
    """The facts that cause a letter by themselves."""
    return {fact for fact in facts if not fact.startswith(_DUTY)}


def soon_escalated(
    plan: Plan,
    news: News,
    standing: Iterable[Reminder],
    as_of: date,
    is_working_day: IsWorkingDay,
    since: date = date.min,
) -> tuple[Reminder, ...]:
    """What a letter will report soon and within the fiscal year, if nothing comes in: on a working day.

    Soon is within a week, and where something can be put right within three days.
    """
    last = min(as_of + _soon(news), fiscal_year_span(plan.fiscal_year)[1])
    day = last_working_day(last, is_working_day)
    return escalated(plan, standing, day, is_working_day, since)


def escalated(
    plan: Plan,
    standing: Iterable[Reminder],
    as_of: date,
    is_working_day: IsWorkingDay,
    since: date = date.min,
) -> tuple[Reminder, ...]:
    """Each group's work that is overdue enough, in the plan's order; groups without any are left out.

    Work that was due before the first day of use (`since`) counts from that day on: nobody was asked for it before.
    """
    duties = {recurring.id: recurring.overdue for recurring in plan.recurring}

    def enough(overdue: Overdue | None, due: date) -> bool:
        return overdue is not None and _is_enough(overdue, max(due, since), as_of, is_working_day)

    found = (
        replace(
            reminder,
            activities=tuple(a for a in reminder.activities if enough(plan.ladder.overdue, a.due)),
            duties=tuple(d for d in reminder.duties if enough(duties.get(d.id), d.due)),
            to_review=tuple(a for a in reminder.to_review if enough(plan.ladder.overdue, a.due)),
        )
        for reminder in standing
    )
    return tuple(r for r in found if r.activities or r.duties or r.to_review)


def _is_enough(overdue: Overdue, due: date, as_of: date, is_working_day: IsWorkingDay) -> bool:
    if Audience.DIRECTOR not in overdue.audience or due >= as_of:
        return False
    if not overdue.director_after:
        return as_of >= due + timedelta(days=overdue.every_days)
    return working_days_after(due, as_of, is_working_day, enough=overdue.director_after)


def _facts_of(escalations: Iterable[Reminder]) -> Iterator[str]:
    """The overdue work as facts that compare equal as long as nothing changes."""
    for reminder in escalations:
        for activity in (*reminder.activities, *reminder.to_review):
            yield f"overdue:{activity.number}:{activity.due.isoformat()}"
        for duty in reminder.duties:
            yield f"{_DUTY}{duty.id}:{duty.period}"
