"""Absences of contacts and their deputies: dates and addresses, ended but never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.reminders.recipients import Absence
from storage.db import audit
from storage.db.tables import AbsenceRow
from storage.records.people import all_contacts, by_unit, check_email, lock_unit


def add_absence(
    session: Session,
    *,
    unit: str,
    email: str,
    first: date,
    last: date,
    deputy: str,
    deputy_office: str,
    by: str,
    now: datetime,
) -> Absence:
    """Store one absence.

    Raises KamnotError if no contact has the address `email`, the last day is before the first, or the deputy's
    address cannot be used or is the absent one.
    """
    lock_unit(session, unit)
    check_email(deputy)
    if last < first:
        raise KamnotError(
            f"วันสุดท้าย ({last}) ต้องไม่มาก่อนวันแรก ({first})",
            f"The last day ({last}) must not come before the first ({first}).",
        )
    if deputy.lower() == email.strip().lower():
        raise KamnotError(
            "ผู้รับแทนต้องเป็นที่อยู่อื่น ไม่ใช่ของผู้ที่ไม่อยู่เอง",
            "The deputy must have another address than the absent one.",
        )
    known = next(
        (
            c.email
            for c in all_contacts(session, unit)
            if c.active and c.email.lower() == email.strip().lower()
        ),
        None,
    )
    if known is None:
        raise NotThereError(
            f"ไม่มีผู้รับ {email} ในรายชื่อ",
            f"There is no contact {email}.",
            How(Verb.CONTACTS_LIST),
        )
    row = AbsenceRow(
        unit=unit,
        email=known,
        first=first,
        last=last,
        deputy=deputy,
        deputy_office=deputy_office,
        entered_at=now,
        entered_by=by,
    )
    session.add(row)
    session.flush()
    details = {
        "email": known,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "deputy": deputy,
    }
    audit.record(session, by, "absence.add", f"{unit}/{row.id}", details, now)
    return _absence(row)


def end_absence(
    session: Session, unit: str, absence: int, *, ended_on: date, by: str, now: datetime
) -> Absence:
    """From that Bangkok day on letters go to the person again. Raises KamnotError for an unknown or ended absence."""
    row = session.get(AbsenceRow, absence)
    if row is None or row.unit != unit or row.ended_on is not None:
        raise NotThereError(
            f"ไม่มีบันทึกการไม่อยู่เลขที่ {absence} ที่ยังมีผล",
            f"There is no absence {absence} in force.",
            How(Verb.CONTACTS_AWAY),
        )
    row.ended_on = ended_on
    session.add(row)
    details = {"ended_on": ended_on.isoformat()}
    audit.record(session, by, "absence.end", f"{unit}/{absence}", details, now)
    return _absence(row)


def absences_of(session: Session, unit: str, *, until: date | None = None) -> tuple[Absence, ...]:
    """The unit's absences, oldest first, one that was ended with the day before as its last.

    Absences that ended before they began are left out; with `until` also those that end before it.
    """
    found = absences_of_units(session, [unit])[unit]
    return tuple(a for a in found if a.last >= (until or a.first))


def absences_of_units(session: Session, units: Sequence[str]) -> dict[str, tuple[Absence, ...]]:
    """The absences of each unit, as `absences_of` gives them."""
    rows = session.exec(
        select(AbsenceRow).where(col(AbsenceRow.unit).in_(units)).order_by(col(AbsenceRow.id))
    )
    rows_of = by_unit(rows)
    every = {unit: [_absence(row) for row in rows_of[unit]] for unit in units}
    return {unit: tuple(a for a in own if a.last >= a.first) for unit, own in every.items()}


def _absence(row: AbsenceRow) -> Absence:
    assert row.id is not None  # noqa: S101  # it came from the database
    last = row.last if row.ended_on is None else min(row.last, row.ended_on - timedelta(days=1))
    return Absence(row.id, row.email, row.first, last, row.deputy, row.deputy_office, row.last)
