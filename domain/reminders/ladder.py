"""The ladder of one deadline: which of its rungs are due, each on a working day, each with its audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.language.ids import RungId
from domain.plan.model import Audience, Ladder, Overdue, Rung
from domain.results import ActivityResult, Duty
from domain.working_days import IsWorkingDay, last_working_day, working_days_after


@dataclass(frozen=True, slots=True)
class DueRung:
    """A due rung of one deadline. Its id never changes; `day` is the working day on which it is due."""

    id: RungId
    day: date
    audience: tuple[Audience, ...]
    quiet_days: int = 0
    """It waits for the group's next letter if the last one is younger than this."""

    @property
    def comes_before(self) -> bool:
        """Whether it reminds of a date to come, the day itself included."""
        return self.id.step.startswith(_BEFORE)


class LedgerEntry(NamedTuple):
    """A rung that was written for a group; `audience` such as `members,head`."""

    rung: RungId
    group: str
    audience: str


Ledger = frozenset[tuple[RungId, str]]
"""(rung, group) of every reminder that was written."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline of a ladder: a batch's due date, an extended activity's, or a duty's.

    Rungs before `since` (the day on which an extension was decided) are never sent; overdue rungs end with
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
    helping: bool = False
    """The groups only help with the duty: they are told of it and asked for nothing."""

    @property
    def work(self) -> Iterator[ActivityResult]:
        """The activities that are not finished."""
        return (a for a in self.activities if not a.finished)


def rungs_due(deadline: Deadline, as_of: date, is_working_day: IsWorkingDay) -> Iterator[DueRung]:
    """The deadline's rungs that are due by `as_of`, oldest first.

    Days are counted back from the last working day on or before the due date. A rung on a closed day moves to the
    working day before it.
    """
    for rung in sorted(deadline.rungs, key=lambda r: -r.days_before):
        nominal = deadline.last_working_day - timedelta(days=rung.days_before)
        if nominal > as_of + _LONGEST_MOVE:
            continue
        day = last_working_day(nominal, is_working_day)
        if day <= as_of:
            name = RungId(deadline.name, f"{_BEFORE}{rung.days_before}")
            yield DueRung(name, day, rung.audience, rung.quiet_days)
    if deadline.overdue is not None:
        yield from _overdue_rungs(deadline, deadline.overdue, as_of, is_working_day)


_BEFORE, _OVERDUE = "T-", "overdue-"
"""How the step in a rung's id begins: days before the due date, or a day after it."""
_LONGEST_MOVE = timedelta(days=60)
"""No rung moves further: `last_working_day` looks no further back."""


def _overdue_rungs(
    deadline: Deadline, overdue: Overdue, as_of: date, is_working_day: IsWorkingDay
) -> Iterator[DueRung]:
    nominal = deadline.due + timedelta(days=overdue.every_days)
    first = overdue.every_days if overdue.rarely_days else 0
    quiet = iter((first, overdue.every_days))
    while nominal <= deadline.overdue_until and nominal <= as_of + _LONGEST_MOVE:
        day = last_working_day(nominal, is_working_day)
        if day > as_of:
            return
        audience = _overdue_audience(overdue, deadline.due, day, is_working_day)
        name = RungId(deadline.name, f"{_OVERDUE}{nominal.isoformat()}")
        yield DueRung(name, day, audience, next(quiet, overdue.rarely_days or overdue.every_days))
        nominal += timedelta(days=overdue.every_days)


def _overdue_audience(
    overdue: Overdue, due: date, day: date, is_working_day: IsWorkingDay
) -> tuple[Audience, ...]:
    """The audience of an overdue rung: the director only once enough working days have passed."""
    if Audience.DIRECTOR not in overdue.audience or not overdue.director_after:
        return overdue.audience
    if working_days_after(due, day, is_working_day, enough=overdue.director_after):
        return overdue.audience
    return tuple(who for who in overdue.audience if who is not Audience.DIRECTOR)


def newest_of_each(rungs: Iterable[RungId]) -> str:
    """The newest rung of each deadline, joined by `+`, so that the key stays short after a long pause."""
    return "+".join({rung.deadline: rung for rung in rungs}.values())


def next_rung(ladder: Ladder, last_day: date, as_of: date, served: Iterable[RungId]) -> Rung | None:
    """The rung that comes next before `last_day`, the deadline's last working day; None where none is left.

    One that would wait for the letter of a later rung, if one goes out on `as_of`, is left out. A rung that moved
    before a day off was `served` already, although its nominal day is still to come.
    """
    steps = {rung.step for rung in served}
    left = (last_day - as_of).days
    coming = [
        r
        for r in ladder.rungs
        if r.days_before < left
        and f"{_BEFORE}{r.days_before}" not in steps
        and left - r.days_before >= r.quiet_days
    ]
    return max(coming, key=lambda r: r.days_before, default=None)


def fresh(
    deadline: Deadline, rungs: Sequence[DueRung], written: frozenset[RungId]
) -> Sequence[DueRung]:
    """The rungs after the newest one already written; `written` are those of the same deadline.

    A written rung may be missing from `rungs` (in a check of a past day, or after the ladder was changed). Its day
    counts all the same: nothing older is sent, and everything younger is.
    """
    if not rungs or not written:
        return rungs
    own = [n for n, rung in enumerate(rungs) if rung.id in written]
    elsewhere = written - {rung.id for rung in rungs}
    served = max((_nominal_day(deadline, rung) for rung in elsewhere), default=date.min)
    return tuple(rung for rung in rungs[own[-1] + 1 if own else 0 :] if rung.day > served)


def _nominal_day(deadline: Deadline, rung: RungId) -> date:
    """The day in a rung's id. No working day lies between the day on which the rung was due and this one."""
    if rung.step.startswith(_BEFORE):
        return deadline.last_working_day - timedelta(days=int(rung.step.removeprefix(_BEFORE)))
    return date.fromisoformat(rung.step.removeprefix(_OVERDUE))
