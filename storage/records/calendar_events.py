"""The calendar's entries as they were last published, so that every change counts up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from domain.reminders.calendar_entries import Event
from storage.db.run_tables import CalendarEventRow
from storage.records.people import by_unit, lock_unit


def known_events(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, dict[str, Event]]:
    """The entries of each unit's year by their id, in the order of their ids."""
    rows = session.exec(
        select(CalendarEventRow)
        .where(col(CalendarEventRow.unit).in_(units), CalendarEventRow.fiscal_year == fiscal_year)
        .order_by(col(CalendarEventRow.uid))
    )
    found = by_unit(rows)
    return {unit: {row.uid: _event(row) for row in found[unit]} for unit in units}


def _event(row: CalendarEventRow) -> Event:
    return Event(
        uid=row.uid,
        day=row.day,
        title=row.title,
        description=row.description,
        groups=tuple(row.groups),
        done=row.done,
        cancelled=row.cancelled,
        sequence=row.sequence,
        changed_at=row.changed_at,
    )


def keep_events(
    session: Session, unit: str, fiscal_year: int, events: Sequence[Event], *, now: datetime
) -> None:
    """Store the entries that are new or have counted up. Raises KamnotError for an unknown unit.

    Of two simultaneous runs the second finds the entries of the first, and merging again gives the same ones.
    """
    lock_unit(session, unit)
    known = known_events(session, [unit], fiscal_year)[unit]
    for event in events:
        before = known.get(event.uid)
        if before is None or before.sequence < event.sequence:
            session.merge(
                CalendarEventRow(
                    uid=event.uid,
                    unit=unit,
                    fiscal_year=fiscal_year,
                    sequence=event.sequence,
                    day=event.day,
                    title=event.title,
                    description=event.description,
                    groups=list(event.groups),
                    done=event.done,
                    cancelled=event.cancelled,
                    changed_at=event.changed_at or now,
                )
            )
    session.flush()
