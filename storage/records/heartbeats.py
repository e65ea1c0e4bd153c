"""The heartbeats of daily runs: a run without one has not ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from storage.db.run_tables import HeartbeatRow

DAILY = "daily"
SCHEDULE, HAND = "schedule", "hand"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One daily run that ended; moments are UTC."""

    name: str
    origin: str
    as_of: date
    started_at: datetime
    finished_at: datetime
    good: bool
    detail: str


def record_heartbeat(session: Session, beat: Heartbeat) -> None:
    """Record that a daily run ended, and how."""
    session.add(
        HeartbeatRow(
            name=beat.name,
            origin=beat.origin,
            as_of=beat.as_of,
            started_at=beat.started_at,
            finished_at=beat.finished_at,
            good=beat.good,
            detail=beat.detail,
        )
    )


def last_heartbeat(
    session: Session, *, good: bool | None = None, origin: str | None = None, name: str = DAILY
) -> Heartbeat | None:
    """The run that ended last, of all, of the good ones or of one origin; None before the first."""
    query = select(HeartbeatRow).where(HeartbeatRow.name == name)
    if good is not None:
        query = query.where(HeartbeatRow.good == good)
    if origin is not None:
        query = query.where(HeartbeatRow.origin == origin)
    newest = query.order_by(col(HeartbeatRow.finished_at).desc(), col(HeartbeatRow.id).desc())
    row = session.exec(newest.limit(1)).first()
    return _heartbeat(row) if row is not None else None


def first_heartbeat(session: Session, *, name: str) -> Heartbeat | None:
    """The first heartbeat of that name, or None."""
    query = select(HeartbeatRow).where(HeartbeatRow.name == name).order_by(col(HeartbeatRow.id))
    row = session.exec(query.limit(1)).first()
    return _heartbeat(row) if row is not None else None


def forget_heartbeats(session: Session, before: datetime, *, name: str = DAILY) -> None:
    """Delete heartbeats of that name that ended before `before`, except the newest good one."""
    good = last_heartbeat(session, good=True, name=name)
    old = delete(HeartbeatRow).where(
        col(HeartbeatRow.name) == name, col(HeartbeatRow.finished_at) < before
    )
    if good is not None:
        old = old.where(col(HeartbeatRow.finished_at) != good.finished_at)
    session.exec(old)


def _heartbeat(row: HeartbeatRow) -> Heartbeat:
    return Heartbeat(
        row.name, row.origin, row.as_of, row.started_at, row.finished_at, row.good, row.detail
    )
