"""The outbox's tables, the states of a letter, and the functions that write its rows.

The promise: every message is sent at least once or shown with its reason; exactly once, unless the sender, its database
or the connection dies between the last byte of the text and our record of the answer. Then it may be sent twice, with
the same bytes and Message-ID, and `outbox_attempt` says so (docs/decisions/delivery.md).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from storage.db import run_tables
from storage.db.database import insert_into

OUTBOX = SQLModel.metadata.tables[str(run_tables.OutboxRow.__tablename__)]
ATTEMPT = SQLModel.metadata.tables[str(run_tables.OutboxAttemptRow.__tablename__)]

PENDING, SENDING, SENT, DEAD, UNKNOWN = "pending", "sending", "sent", "dead", "unknown"
SUPERSEDED, EXPIRED, HELD, DROPPED = "superseded", "expired", "held", "dropped"
STATES = (PENDING, SENDING, SENT, DEAD, UNKNOWN, SUPERSEDED, EXPIRED, HELD, DROPPED)
FAILED = (DEAD, UNKNOWN, EXPIRED)
"""States in which a message waits for a person."""


def never_went_out(*states: str) -> ColumnElement[bool]:
    """The condition for messages in these states that certainly reached nobody."""
    lost = select(ATTEMPT.c.outbox_id).where(ATTEMPT.c.outcome == UNKNOWN)
    return and_(OUTBOX.c.state.in_(states), OUTBOX.c.id.not_in(lost))


def insert_once(session: Session, table: Any, values: dict[str, Any]) -> int | None:
    """Insert unless the unique key is taken. Returns the new row's id, because `rowcount` is not reliable here."""
    once = (
        insert_into(session, table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    )
    found: int | None = session.execute(once).scalar()
    return found


def set_columns(session: Session, outbox_id: int, **values: Any) -> None:
    """Write these columns of one message."""
    session.execute(_update(tuple(values), ours=False), _given(values) | {"the_id": outbox_id})


def set_if_ours(session: Session, outbox_id: int, fence: int, **values: Any) -> bool:
    """Write these columns if the sender with this fence still has the message. Returns whether it has."""
    given = _given(values) | {"the_id": outbox_id, "the_fence": fence}
    return session.execute(_update(tuple(values), ours=True), given).scalar() is not None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in values.items()}


@cache
def _update(names: tuple[str, ...], *, ours: bool) -> Any:
    """An update of these columns of one message, built once, because building takes longer than running."""
    c = OUTBOX.c
    new = {name: bindparam(f"new_{name}", type_=c[name].type) for name in names}
    statement = update(OUTBOX).where(c.id == bindparam("the_id"))
    if ours:
        statement = statement.where(c.fence == bindparam("the_fence"), c.state == SENDING)
    return statement.values(new).returning(c.id)
