"""Which reminders are due: one digest a group and day, in slots that come from the deadline alone.

A slot such as `2567:june-20:T-7` is the same whether the run is late, repeated or started by hand, so
that the ledger of slots already written keeps any reminder from going out twice. An extended activity
has a ladder of its own (`2567:march:7@2024-04-05:T-7`) and leaves its batch's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.deadlines import IsWorkingDay, last_working_day
from domain.findings import ActivityResult, BatchResult, Evaluation, Reminder
from domain.plan import Audience, Plan
from domain.thai import fiscal_year_span

Ledger = frozenset[tuple[str, str]]
"""(slot, group) of every reminder already written down."""


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str
    day: date
    audience: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class _Deadline:
    """What has a ladder: a batch's due date, or an extended activity's own, which was set on `since`."""

    name: str
    batch: str
    due: date
    last_working_day: date
    activities: tuple[ActivityResult, ...]
    since: date = date.min


def _deadlines(batch: BatchResult) -> Iterator[_Deadline]:
    """The batch with its activities that keep the printed date, then the extended ones, each by itself."""
    printed = tuple(a for a in batch.activities if a.extension is None)
    yield _Deadline(batch.batch, batch.batch, batch.due, batch.last_working_day, printed)
    for activity in batch.activities:
        if activity.extension is not None:
            yield _Deadline(
                f"{batch.batch}:{activity.number}@{activity.due.isoformat()}",
                batch.batch,
                activity.due,
                activity.last_working_day,
                (activity,),
                activity.extension.decided_on,
            )


def _slots_of(
    plan: Plan, deadline: _Deadline, as_of: date, is_working_day: IsWorkingDay
) -> Iterator[_Slot]:
    """The deadline's slots whose day has come by `as_of`, oldest first.

    Days are counted back from the last working day on or before the due date; a slot that falls
    on a closed day moves to the working day before it. The last overdue slot lies in the fiscal year.
    """
    prefix = f"{plan.fiscal_year}:{deadline.name}"
    for rung in sorted(plan.ladder.rungs, key=lambda r: -r.days_before):
        nominal = deadline.last_working_day - timedelta(days=rung.days_before)
        day = last_working_day(nominal, is_working_day)
        if day <= as_of:
            yield _Slot(f"{prefix}:T-{rung.days_before}", day, rung.audience)
    _, year_end = fiscal_year_span(plan.fiscal_year)
    overdue = plan.ladder.overdue
    nominal = deadline.due + timedelta(days=overdue.every_days)
    while nominal <= year_end and (day := last_working_day(nominal, is_working_day)) <= as_of:
        yield _Slot(f"{prefix}:overdue-{nominal.isoformat()}", day, overdue.audience)
        nominal += timedelta(days=overdue.every_days)


def reminders_due(
    plan: Plan, evaluation: Evaluation, ledger: Ledger, is_working_day: IsWorkingDay
) -> tuple[Reminder, ...]:
    """One reminder for each group that has something open and an unwritten slot that has come.

    It tells the group's whole state: every batch whose ladder has begun and where it has open work, with the
    extended activities of these, so that the newest letter always says at least what an older one did.
    A rung that had passed when an extension was decided is never sent. After downtime all unwritten slots
    are merged; a slot older than one already written is never sent. On a closed day nothing goes out unless
    a deadline would pass before the next working day; after the fiscal year nothing does. Groups and
    batches come in the plan's order.
    """
    as_of = evaluation.as_of
    if as_of > fiscal_year_span(plan.fiscal_year)[1]:
        return ()
    begun: dict[str, list[tuple[_Deadline, Sequence[_Slot]]]] = {}
    told = []
    for batch in evaluation.batches:
        first, *extended = _deadlines(batch)
        slots = tuple(_slots_of(plan, first, as_of, is_working_day))
        if not slots:
            continue
        told.append(batch)
        _begin(begun, first, slots, ledger, waits=_waits(first, as_of, is_working_day))
        for deadline in extended:
            slots = tuple(_slots_of(plan, deadline, as_of, is_working_day))
            waits = _waits(deadline, as_of, is_working_day)
            _begin(begun, deadline, slots, ledger, waits=waits)
    return tuple(
        _reminder(group.id, begun[group.id], told, evaluation.points.printed)
        for group in plan.groups
        if any(fresh for _, fresh in begun.get(group.id, ()))
    )


def _begin(
    begun: dict[str, list[tuple[_Deadline, Sequence[_Slot]]]],
    deadline: _Deadline,
    slots: Sequence[_Slot],
    ledger: Ledger,
    *,
    waits: bool,
) -> None:
    """Put the deadline with its unwritten slots under each group that has open work there."""
    for group in _groups_with_open_work(deadline):
        fresh = () if waits else _fresh(slots, group, ledger)
        news = tuple(slot for slot in fresh if slot.day >= deadline.since)
        begun.setdefault(group, []).append((deadline, news))


def _waits(deadline: _Deadline, as_of: date, is_working_day: IsWorkingDay) -> bool:
    """Whether a closed day can hold the reminder back without harm."""
    if is_working_day(as_of):
        return False
    following = as_of + timedelta(days=1)
    while not is_working_day(following):
        following += timedelta(days=1)
    return not as_of <= deadline.due < following


def _groups_with_open_work(deadline: _Deadline) -> list[str]:
    groups = [g for a in deadline.activities if not a.complete for g in a.groups]
    return list(dict.fromkeys(groups))


def _fresh(slots: Sequence[_Slot], group: str, ledger: Ledger) -> Sequence[_Slot]:
    """The slots after the newest one already written for the group.

    A written slot of the deadline that has not come by the day of the check means that a later day was
    already served: then nothing older is sent.
    """
    if not slots:
        return ()
    come = {slot.name for slot in slots}
    deadline = _deadline_of(slots[0].name)
    written = {name for name, who in ledger if who == group and _deadline_of(name) == deadline}
    if written - come:
        return ()
    for index in range(len(slots) - 1, -1, -1):
        if slots[index].name in written:
            return slots[index + 1 :]
    return slots


def _deadline_of(slot: str) -> str:
    return slot.rpartition(":")[0]


def _reminder(
    group: str,
    begun: Sequence[tuple[_Deadline, Sequence[_Slot]]],
    told: Sequence[BatchResult],
    points_of_year: int,
) -> Reminder:
    activities = [a for deadline, _ in begun for a in _open_activities(deadline, group)]
    audience = {who for _, slots in begun for slot in slots for who in slot.audience}
    first = min((deadline for deadline, fresh in begun if fresh), key=lambda d: d.due)
    return Reminder(
        group=group,
        slots=tuple(slot.name for _, slots in begun for slot in slots),
        audience=tuple(who.value for who in Audience if who in audience),
        batches=tuple(dict.fromkeys(deadline.batch for deadline, _ in begun)),
        activities=tuple(activities),
        points_at_risk=sum(a.points.possible - a.points.earned for a in activities if a.points),
        points_of_year=points_of_year,
        due=first.due,
        last_working_day=first.last_working_day,
        excused=tuple(
            a for batch in told for a in batch.activities if group in a.groups and a.excuses
        ),
    )


def _open_activities(deadline: _Deadline, group: str) -> Iterator[ActivityResult]:
    return (a for a in deadline.activities if group in a.groups and not a.complete)
