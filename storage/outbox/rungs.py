"""The ledger of rungs: which reminders were written down, so that each is written once, and who got none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, insert, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from storage.db import tables
from storage.outbox.rows import insert_once

_SLOT = SQLModel.metadata.tables[str(tables.ReminderSlotRow.__tablename__)]
_SKIPPED = SQLModel.metadata.tables[str(tables.SkippedRow.__tablename__)]

Slot = tuple[str, str, str]
"""(slot, group, audience) of one reminder, such as `("2567:march:T-7", "planning", "members,head")`."""


def claim_slots(
    session: Session, unit: str, slots: Iterable[Slot], run_id: int | None, now: datetime
) -> set[Slot]:
    """Write reminder slots down inside the caller's transaction; those that nobody had written before.

    Two planners at once get disjoint answers: the second waits for the first and then finds them taken.
    """
    new = set()
    # In one order everywhere: two planners that lock the same rows crosswise would wait for ever.
    for slot, group, audience in sorted(set(slots)):
        values = {"unit": unit, "slot": slot, "group_id": group, "audience": audience}
        more = {"run_id": run_id, "created_at": now}
        if insert_once(session, _SLOT, values | more) is not None:
            new.add((slot, group, audience))
    return new


def slots_taken(session: Session, unit: str) -> frozenset[tuple[str, str]]:
    """The ledger: (slot, group) of every reminder ever written down for the unit."""
    c = _SLOT.c
    rows = session.execute(select(c.slot, c.group_id).where(c.unit == unit))
    return frozenset((slot, group) for slot, group in rows)


def audience_of(session: Session, unit: str, group: str, slots: Sequence[str]) -> tuple[str, ...]:
    """Whom these slots named, each once."""
    c = _SLOT.c
    meant = and_(c.unit == unit, c.group_id == group, c.slot.in_(slots))
    found = session.execute(select(c.audience).where(meant).order_by(c.id)).scalars()
    return tuple(dict.fromkeys(who for audience in found for who in audience.split(",") if who))


def skip(
    session: Session, *, slot: str, recipient: str, reason: str, run_id: int | None, now: datetime
) -> None:
    """Write down why somebody is not written to."""
    values = {"slot": slot, "recipient": recipient, "reason": reason, "run_id": run_id, "at": now}
    session.execute(insert(_SKIPPED).values(**values))
