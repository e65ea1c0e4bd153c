"""The hold on a home's letters: after a restore the outbox is older than the world, so a person looks first."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, func, select, update
from sqlmodel import Session

from storage.db import audit
from storage.db.tables import SettingRow
from storage.outbox.rows import HELD, OUTBOX, PENDING, SENDING

_NAME = "outbox_held"
_SEEN = "outbox_seen"
_HOME = ""
NEVER_HELD = ("code",)
"""Kinds of letters that are no reminders: a sign-in code that comes late is worth nothing."""


def is_held(session: Session) -> bool:
    """Whether letters of this home wait until a person lets them go."""
    row = session.get(SettingRow, (_HOME, _NAME))
    return row is not None and bool(row.value)


def hold_home(session: Session, *, why: str, by: str, now: datetime) -> int:
    """Hold every letter that was not sent, and all that are written from now on. Returns how many wait now."""
    c = OUTBOX.c
    unsent = and_(c.state.in_((PENDING, SENDING)), c.kind.not_in(NEVER_HELD))
    held = session.execute(update(OUTBOX).where(unsent).values(state=HELD).returning(c.id)).all()
    _keep(session, now.isoformat(timespec="seconds"))
    audit.record(session, by, "outbox.hold", "home", {"why": why, "letters": len(held)}, now)
    return len(held)


def note_look(session: Session, day: date, *, by: str, now: datetime) -> None:
    """Note that a person has seen on this day what waits."""
    state = _state(session, day)
    _keep(session, state, _SEEN)
    audit.record(session, by, "outbox.look", "home", {"seen": state}, now)


def was_seen(session: Session, day: date) -> bool:
    """Whether a person has seen on this day what waits, and nothing has come since."""
    row = session.get(SettingRow, (_HOME, _SEEN))
    return row is not None and row.value == _state(session, day)


def _state(session: Session, day: date) -> str:
    newest = select(func.max(OUTBOX.c.id)).where(OUTBOX.c.state == HELD)
    return f"{day.isoformat()} {session.execute(newest).scalar() or 0}"


def end_hold(session: Session, *, by: str, now: datetime) -> bool:
    """Let letters go out again as they are written. Returns whether they were held."""
    if not is_held(session):
        return False
    _keep(session, "")
    audit.record(session, by, "outbox.unhold", "home", {}, now)
    return True


def _keep(session: Session, value: str, name: str = _NAME) -> None:
    session.merge(SettingRow(unit=_HOME, name=name, value=value))
    session.flush()
