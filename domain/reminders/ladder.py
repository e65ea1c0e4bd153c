"""The ladder of one deadline: which of its rungs have come, each on a working day, each with its audience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.plan.model import Audience, Overdue, Rung
from domain.results import ActivityResult, Duty
from domain.working_days import IsWorkingDay, last_working_day, working_days_after


@dataclass(frozen=True, slots=True)
class Slot:
    """A rung of one deadline: its name never changes, `day` is the working day on which it is due."""

    name: str
    day: date
    audience: tuple[Audience, ...]
    every_days: int = 0
    """Of an overdue slot that only says again what the one before it said: how often that is wanted."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What has a ladder: a batch's due date, an extended activity's own, or a duty's.

    Rungs before `since` (the day on which an extension was decided) are never sent; overdue slots end with
    `overdue_until`. `duty` and `groups` are set for a duty only.
    """

    name: str
    batch: str
    due: date
    last_working_day: date
    activities: tuple[ActivityResult, ...]
    rungs: tuple[Rung, ...]
    overdue: Overdue | None
    overdue_until: date
    since: date = date.min
    duty: Duty | None = None
    groups: tuple[str, ...] = ()


def slots_of(deadline: Deadline, as_of: date, is_working_day: IsWorkingDay) -> Iterator[Slot]:
    """The deadline's slots whose day has come by `as_of`, oldest first.

    Days are counted back from the last working day on or before the due date; a slot that falls
    on a closed day moves to the working day before it.
    """
    for rung in sorted(deadline.rungs, key=lambda r: -r.days_before):
        nominal = deadline.last_working_day - timedelta(days=rung.days_before)
        if nominal > as_of + _LONGEST_MOVE:
            continue
        day = last_working_day(nominal, is_working_day)
        if day <= as_of:
            yield Slot(f"{deadline.name}:{_RUNG}{rung.days_before}", day, rung.audience)
    if deadline.overdue is not None:
        yield from _overdue_slots(deadline, deadline.overdue, as_of, is_working_day)


_RUNG, _OVERDUE = "T-", "overdue-"
"""How the last part of a slot's name begins: days before the due date, or a day after it."""
_LONGEST_MOVE = timedelta(days=60)
"""No slot moves further: `last_working_day` looks no further back."""


def _overdue_slots(
    deadline: Deadline, overdue: Overdue, as_of: date, is_working_day: IsWorkingDay
) -> Iterator[Slot]:
    nominal = deadline.due + timedelta(days=overdue.every_days)
    again = 0
    while nominal <= deadline.overdue_until and nominal <= as_of + _LONGEST_MOVE:
        day = last_working_day(nominal, is_working_day)
        if day > as_of:
            return
        audience = _overdue_audience(overdue, deadline.due, day, is_working_day)
        yield Slot(f"{deadline.name}:{_OVERDUE}{nominal.isoformat()}", day, audience, again)
        again = overdue.every_days
        nominal += timedelta(days=overdue.every_days)


def _overdue_audience(
    overdue: Overdue, due: date, day: date, is_working_day: IsWorkingDay
) -> tuple[Audience, ...]:
    """Who hears an overdue slot: the director only once enough working days have passed."""
    if Audience.DIRECTOR not in overdue.audience or not overdue.director_after:
        return overdue.audience
    if working_days_after(due, day, is_working_day, enough=overdue.director_after):
        return overdue.audience
    return tuple(who for who in overdue.audience if who is not Audience.DIRECTOR)


def deadline_of(slot: str) -> str:
    """The deadline that a slot's name belongs to: `2567:march:T-7` is of `2567:march`."""
    return slot.rpartition(":")[0]


def fresh(deadline: Deadline, slots: Sequence[Slot], written: frozenset[str]) -> Sequence[Slot]:
    """The slots after the newest one already written, of the names `written` for the same deadline.

    A written slot that is not among them (the day of the check is a past one, or the ladder was changed since)
    has served its own day: nothing older is sent, and everything younger is.
    """
    if not slots or not written:
        return slots
    own = [n for n, slot in enumerate(slots) if slot.name in written]
    elsewhere = written - {slot.name for slot in slots}
    served = max((_nominal_day(deadline, name) for name in elsewhere), default=date.min)
    return tuple(slot for slot in slots[own[-1] + 1 if own else 0 :] if slot.day > served)


def _nominal_day(deadline: Deadline, name: str) -> date:
    """The day that a slot's name says; no working day lies between the one on which it was due and this."""
    rung = name.rpartition(":")[2]
    if rung.startswith(_RUNG):
        return deadline.last_working_day - timedelta(days=int(rung.removeprefix(_RUNG)))
    return date.fromisoformat(rung.removeprefix(_OVERDUE))
