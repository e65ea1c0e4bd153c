"""What a group's letter asks for, which waiting letter it replaces, and which calendar entries it attaches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.plan.model import Audience, Plan
from domain.reminders.calendar_entries import Event, Held, entries_about, feed_of
from domain.reminders.decide import Decision, LetterDue
from domain.reminders.recipients import People, Recipients
from domain.results import Reminder

EXPIRES_AFTER = timedelta(days=7)
"""How long an undelivered letter is worth sending: the next rung says the same with newer facts."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newest letter of a group that waits and was certainly not sent.

    `rung` may name several, joined by `+`; `audience` is theirs, `asked` the fingerprint of what the letter asks for.
    """

    rung: str
    asked: str
    audience: tuple[str, ...]


def asked_for(reminder: Reminder) -> str:
    """What the reminder asks for, as 64 hex digits: open findings, duties and their due dates, rows of registers.

    The rendered words do not count: a better template or another day must mail nobody again.
    """
    facts = sorted(
        f"{finding.id}|{activity.due.isoformat()}{'|pdf' * finding.lacks_pdf}"
        for activity in reminder.activities
        for finding in activity.open_findings
    )
    facts += sorted(f"{d.id}|{d.period}|{d.due.isoformat()}" for d in reminder.duties)
    facts += sorted(f"rows|{a.register}|{a.activities}" for a in reminder.register_asks)
    facts += sorted(f"review|{a.number}|{a.due.isoformat()}" for a in reminder.to_review)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def replace_waiting(decision: Decision, waiting: Mapping[str, Waiting]) -> Decision:
    """The decision if these letters still wait, by group.

    Recipients who wait for an older letter get the newest state instead: by the letter that is due, or by the waiting
    one, which is written again at its rung if its facts have changed.
    """
    due = tuple(_for_all(r, waiting.get(r.group)) for r in decision.due)
    receiving = {reminder.group for reminder in due}
    renewed = tuple(
        LetterDue(replace(reminder, rungs=(), audience=older.audience), older.rung)
        for reminder in decision.standing
        if reminder.group not in receiving
        and (older := waiting.get(reminder.group)) is not None
        and older.asked != asked_for(reminder)
    )
    return replace(decision, due=due, renewed=renewed)


def _for_all(reminder: Reminder, older: Waiting | None) -> Reminder:
    if older is None:
        return reminder
    named = {*reminder.audience, *older.audience}
    return replace(reminder, audience=tuple(who.value for who in Audience if who.value in named))


def entries_along(
    plan: Plan,
    unit: str,
    reminder: Reminder,
    recipients: Recipients,
    people: People,
    events: Iterable[Event],
    held: Held,
    as_of: date,
) -> tuple[Event, ...]:
    """The calendar entries that a letter attaches: the coming ones of its activities and duties, and cancelled ones.

    An entry is cancelled if a changed plan took it from the group. A calendar has an entry once: a reader who still
    answers for it in another group keeps it. A calendar of past days alone is not attached.
    """
    known = tuple(events)
    own = {address.lower() for address in recipients.addresses}
    taken = (
        event
        for event in feed_of(known, reminder.group, held)
        if reminder.group not in event.groups and own.isdisjoint(people.addresses(event.groups))
    )
    found = (*entries_about(plan, unit, reminder, known, as_of), *taken)
    return found if any(event.day >= as_of for event in found) else ()
