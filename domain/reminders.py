"""Which reminders are due: one digest a group and day, in slots that come from the deadline alone.

A slot such as `2567:june-20:T-7` is the same whether the run is late, repeated or started by hand, so
that the ledger of slots already written keeps any reminder from going out twice.
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


def slots_of(
    plan: Plan, batch: BatchResult, as_of: date, is_working_day: IsWorkingDay
) -> Iterator[_Slot]:
    """The batch's slots whose day has come by `as_of`, oldest first.

    Days are counted back from the last working day on or before the printed due date; a slot that falls
    on a closed day moves to the working day before it. The last overdue slot lies in the fiscal year.
    """
    prefix = f"{plan.fiscal_year}:{batch.batch}"
    for rung in sorted(plan.ladder.rungs, key=lambda r: -r.days_before):
        nominal = batch.last_working_day - timedelta(days=rung.days_before)
        day = last_working_day(nominal, is_working_day)
        if day <= as_of:
            yield _Slot(f"{prefix}:T-{rung.days_before}", day, rung.audience)
    _, year_end = fiscal_year_span(plan.fiscal_year)
    overdue = plan.ladder.overdue
    nominal = batch.due + timedelta(days=overdue.every_days)
    while nominal <= year_end and (day := last_working_day(nominal, is_working_day)) <= as_of:
        yield _Slot(f"{prefix}:overdue-{nominal.isoformat()}", day, overdue.audience)
        nominal += timedelta(days=overdue.every_days)


def reminders_due(
    plan: Plan, evaluation: Evaluation, ledger: Ledger, is_working_day: IsWorkingDay
) -> tuple[Reminder, ...]:
    """One reminder for each group that has something open and an unwritten slot that has come.

    It tells the group's whole state: every batch whose ladder has begun and where it has open work, so that
    the newest letter always says at least what an older one did. After downtime all unwritten slots
    are merged; a slot older than one already written is never sent. On a closed day nothing goes out unless
    a deadline would pass before the next working day; after the fiscal year nothing does. Groups and
    batches come in the plan's order.
    """
    as_of = evaluation.as_of
    if as_of > fiscal_year_span(plan.fiscal_year)[1]:
        return ()
    begun: dict[str, list[tuple[BatchResult, Sequence[_Slot]]]] = {}
    for batch in evaluation.batches:
        slots = tuple(slots_of(plan, batch, as_of, is_working_day))
        waits = _waits(batch, as_of, is_working_day)
        for group in _groups_with_open_work(batch) if slots else ():
            fresh = () if waits else _fresh(slots, group, ledger)
            begun.setdefault(group, []).append((batch, fresh))
    return tuple(
        _reminder(group.id, begun[group.id])
        for group in plan.groups
        if any(fresh for _, fresh in begun.get(group.id, ()))
    )


def _waits(batch: BatchResult, as_of: date, is_working_day: IsWorkingDay) -> bool:
    """Whether a closed day can hold the reminder back without harm."""
    if is_working_day(as_of):
        return False
    following = as_of + timedelta(days=1)
    while not is_working_day(following):
        following += timedelta(days=1)
    return not as_of <= batch.due < following


def _groups_with_open_work(batch: BatchResult) -> list[str]:
    groups = [g for a in batch.activities if not a.complete for g in a.groups]
    return list(dict.fromkeys(groups))


def _fresh(slots: Sequence[_Slot], group: str, ledger: Ledger) -> Sequence[_Slot]:
    """The slots after the newest one already written for the group.

    A written slot of the batch that has not come by the day of the check means that a later day was
    already served: then nothing older is sent.
    """
    if not slots:
        return ()
    come = {slot.name for slot in slots}
    prefix = slots[0].name.rpartition(":")[0] + ":"
    written = {name for name, who in ledger if who == group and name.startswith(prefix)}
    if written - come:
        return ()
    for index in range(len(slots) - 1, -1, -1):
        if slots[index].name in written:
            return slots[index + 1 :]
    return slots


def _reminder(group: str, begun: Sequence[tuple[BatchResult, Sequence[_Slot]]]) -> Reminder:
    activities = [a for batch, _ in begun for a in _open_activities(batch, group)]
    audience = {who for _, slots in begun for slot in slots for who in slot.audience}
    first = min((batch for batch, fresh in begun if fresh), key=lambda b: b.due)
    return Reminder(
        group=group,
        slots=tuple(slot.name for _, slots in begun for slot in slots),
        audience=tuple(who.value for who in Audience if who in audience),
        batches=tuple(batch.batch for batch, _ in begun),
        activities=tuple(activities),
        points_at_risk=sum(a.points.possible - a.points.earned for a in activities if a.points),
        due=first.due,
        last_working_day=first.last_working_day,
    )


def _open_activities(batch: BatchResult, group: str) -> Iterator[ActivityResult]:
    return (a for a in batch.activities if group in a.groups and not a.complete)
