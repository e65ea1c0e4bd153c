"""Granted reliefs: waivers, not-applicables and extensions, ended but never deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, select

from domain.facts import ReliefFact, ReliefKind
from domain.language.errors import NotThereError, OvertakenError
from domain.language.how import How, Verb
from storage.db import audit
from storage.db.tables import ReliefRow
from storage.records.facts import relief_fact
from storage.records.plan_in_force import lock_year


def grant_relief(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    kind: ReliefKind,
    subject: str,
    authoriser: str,
    reason: str,
    decided_on: date,
    until: date | None,
    by: str,
    now: datetime,
) -> ReliefFact:
    """Store one relief that `domain.activity.reliefs.check_relief` allows.

    `decided_on` and `until` are Bangkok days, `now` is aware. Raises KamnotError if the unit is unknown or the year
    closed.
    """
    lock_year(session, unit, fiscal_year)
    row = ReliefRow(
        unit=unit,
        fiscal_year=fiscal_year,
        kind=kind.value,
        subject=subject,
        authoriser=authoriser,
        reason=reason,
        decided_on=decided_on,
        until=until,
        entered_at=now,
        entered_by=by,
    )
    session.add(row)
    session.flush()
    details = {"authoriser": authoriser, "reason": reason, "decided_on": decided_on.isoformat()}
    if until is not None:
        details["until"] = until.isoformat()
    name = f"{unit}/{fiscal_year}/{subject}/{row.id}"
    audit.record(session, by, f"relief.{kind.value}", name, details, now)
    return relief_fact(row)


def end_relief(
    session: Session, unit: str, relief: int, *, ended_on: date, why: str, by: str, now: datetime
) -> ReliefFact:
    """End a relief from that Bangkok day on; the record stays.

    Raises KamnotError if the unit has no such relief, it ended before, or its year is closed.
    """
    row = session.get(ReliefRow, relief)
    if row is None or row.unit != unit:
        raise NotThereError(
            f"ไม่พบข้อผ่อนผันเลขที่ {relief} โปรดดูเลขที่จากรายการข้อผ่อนผัน",
            f"There is no relief {relief}; the list of reliefs shows the numbers.",
            How(Verb.RELIEF_LIST),
        )
    if row.ended_on is not None:
        raise OvertakenError(
            f"ข้อผ่อนผันเลขที่ {relief} ยกเลิกไปแล้ว", f"Relief {relief} has ended already."
        )
    lock_year(session, unit, row.fiscal_year)
    row.ended_on, row.ended_why = ended_on, why
    session.add(row)
    details = {"ended_on": ended_on.isoformat(), "why": why}
    name = f"{unit}/{row.fiscal_year}/{row.subject}/{relief}"
    audit.record(session, by, "relief.end", name, details, now)
    return relief_fact(row)


def extensions(session: Session, fiscal_year: int) -> tuple[tuple[int, date], ...]:
    """(activity, new date) of every extension that holds for any unit of the year."""
    rows = session.exec(
        select(ReliefRow).where(
            ReliefRow.fiscal_year == fiscal_year,
            ReliefRow.kind == ReliefKind.EXTENSION.value,
            col(ReliefRow.ended_on).is_(None),
        )
    )
    return tuple((int(row.subject), row.until) for row in rows if row.until is not None)
