"""The ledger of rungs: which reminders were written, so that each is written once, and who received none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from domain.language.ids import RungId
from domain.reminders.ladder import Ledger, LedgerEntry
from storage.db import run_tables
from storage.outbox.rows import insert_once

_RUNG = SQLModel.metadata.tables[str(run_tables.ReminderRungRow.__tablename__)]
_SKIPPED = SQLModel.metadata.tables[str(run_tables.SkippedRow.__tablename__)]


def take_rungs(
    session: Session, unit: str, entries: Iterable[LedgerEntry], run_id: int | None, now: datetime
) -> set[LedgerEntry]:
    """Store rungs inside the caller's transaction. Returns the new ones.

    Two simultaneous runs get disjoint answers: the second waits for the first and then finds its rungs taken.
    """
    new = set()
    # In one order everywhere: two runs that lock the same rows crosswise would deadlock.
    for rung, group, audience in sorted(set(entries)):
        values = {"unit": unit, "rung": rung, "group_id": group, "audience": audience}
        more = {"run_id": run_id, "created_at": now}
        if insert_once(session, _RUNG, values | more) is not None:
            new.add(LedgerEntry(rung, group, audience))
    return new


def rungs_taken(session: Session, units: Sequence[str]) -> dict[str, Ledger]:
    """The ledger of each unit: every rung that was written for one of its groups."""
    c = _RUNG.c
    found: dict[str, set[tuple[RungId, str]]] = {unit: set() for unit in units}
    for unit, rung, group in session.execute(
        select(c.unit, c.rung, c.group_id).where(c.unit.in_(units))
    ):
        found[unit].add((RungId.parse(rung), group))
    return {unit: frozenset(taken) for unit, taken in found.items()}


def audiences(session: Session, units: Sequence[str]) -> dict[tuple[str, str, str], str]:
    """The audience of every rung of these units by unit, group and rung, in the order in which they were taken."""
    c = _RUNG.c
    rows = select(c.unit, c.group_id, c.rung, c.audience).where(c.unit.in_(units)).order_by(c.id)
    return {(unit, group, rung): audience for unit, group, rung, audience in session.execute(rows)}


def skip(
    session: Session, *, rung: str, recipient: str, reason: str, run_id: int | None, now: datetime
) -> None:
    """Record why a person receives no letter."""
    values = {"rung": rung, "recipient": recipient, "reason": reason, "run_id": run_id, "at": now}
    session.execute(insert(_SKIPPED).values(**values))
