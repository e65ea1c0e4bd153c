"""Letters for people: their states, and retrying, dropping or resending those that were not delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session
from sqlmodel import Session as AuditedSession

from domain.language.errors import BusyError, NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from storage.db import audit
from storage.outbox.enqueue import NewMail, insert_mail, same_person, with_sequence
from storage.outbox.rows import (
    ATTEMPT,
    DEAD,
    DROPPED,
    EXPIRED,
    FAILED,
    HELD,
    OUTBOX,
    PENDING,
    SENDING,
    SENT,
    SUPERSEDED,
    UNKNOWN,
    set_columns,
)


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One message for people, without its bytes."""

    id: int
    unit: str
    kind: str
    rung: str
    recipient: str
    group_id: str
    channel: str
    subject: str
    message_id: str
    state: str
    attempts: int
    not_before: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    last_phase: str | None
    last_code: int | None
    last_error: str | None
    created_at: datetime


_WHOLE = tuple(column.label(column.key) for column in OUTBOX.c)
_ENTRY = tuple(OUTBOX.c[name].label(name) for name in OutboxEntry.__dataclass_fields__)


def list_outbox(
    session: Session, *units: str, states: Collection[str] | None = None
) -> list[OutboxEntry]:
    """The messages of these units (of all without one), in the given states (or in any), oldest first."""
    query = select(*_ENTRY).order_by(OUTBOX.c.id)
    if units:
        query = query.where(OUTBOX.c.unit.in_(units))
    if states is not None:
        query = query.where(OUTBOX.c.state.in_(states))
    return [OutboxEntry(**row) for row in session.execute(query).mappings()]


def count_states(session: Session, unit: str | None = None) -> Counter[str]:
    """How many messages of a unit (or of all) are in each state."""
    query = select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)
    if unit is not None:
        query = query.where(OUTBOX.c.unit == unit)
    return Counter(dict(session.execute(query).all()))


def longest_waiting(session: Session) -> tuple[datetime | None, datetime | None]:
    """Since when the oldest message exists that waits for the relay, and since when one of them is due."""
    oldest = select(func.min(OUTBOX.c.created_at), func.min(OUTBOX.c.not_before))
    written, due = session.execute(oldest.where(OUTBOX.c.state.in_((PENDING, SENDING)))).one()
    return written, due


RETRYABLE = (*FAILED, HELD)
DROPPABLE = (PENDING, *RETRYABLE)
_SECOND_CHANCE = timedelta(days=7)


def retry_letters(
    session: AuditedSession, ids: Collection[int], *, by: str, now: datetime
) -> list[OutboxEntry]:
    """Put letters that would never be sent back in the queue, all of them or none.

    They are due at once and have all their tries and a week again. Returns them as they were. Raises KamnotError if
    one does not exist or is in none of the `RETRYABLE` states.
    """
    letters = _letters(session, ids, RETRYABLE)
    fresh = {"attempts": 0, "not_before": now, "expires_at": now + _SECOND_CHANCE}
    for letter in letters:
        set_columns(session, letter.id, state=PENDING, **fresh)
        _note(session, letter, "outbox.retry", {}, by, now)
    return letters


def release_letters(
    session: AuditedSession,
    ids: Collection[int],
    *,
    resigned: Callable[[bytes], bytes],
    by: str,
    now: datetime,
) -> list[OutboxEntry]:
    """Let held letters go out, all of them or none; none was ever sent, so each may be `resigned` by today's sender.

    Returns them as they were. Raises KamnotError if one does not exist or is not held.
    """
    letters = _letters(session, ids, (HELD,))
    c, fresh = OUTBOX.c, {"not_before": now, "expires_at": now + _SECOND_CHANCE}
    for letter in letters:
        raw = session.execute(select(c.raw).where(c.id == letter.id)).scalar_one()
        set_columns(session, letter.id, state=PENDING, raw=resigned(raw), **fresh)
        _note(session, letter, "outbox.release", {}, by, now)
    return letters


def drop_letters(
    session: AuditedSession, ids: Collection[int], *, by: str, reason: str, now: datetime
) -> list[OutboxEntry]:
    """Give up letters, all of them or none: they stay and are never sent. Returns them as they were.

    Raises KamnotError if the reason is missing, or a letter does not exist or is in none of the `DROPPABLE` states.
    """
    why = given_reason(reason, "การยกเลิกจดหมาย", "Dropping a letter")
    letters = _letters(session, ids, DROPPABLE)
    for letter in letters:
        set_columns(session, letter.id, state=DROPPED, last_error=why)
        _note(session, letter, "outbox.drop", {"reason": why}, by, now)
    return letters


RESENDABLE = (SENT, UNKNOWN, DEAD, EXPIRED, SUPERSEDED, DROPPED)
_SHORTEST_KEY = 8


def resend_letter(
    session: AuditedSession, key: str, *, by: str, reason: str, now: datetime
) -> OutboxEntry:
    """Store a letter again, as a new one with its own Message-ID. Returns the new one.

    `key` is the letter's number, its Message-ID, or its dedup key (at least eight letters of it). This is the only way
    to send a delivered letter again. Raises KamnotError if the reason is missing, the key unknown or ambiguous, the
    letter still to be sent, or its text erased.
    """
    why = given_reason(reason, "การส่งซ้ำ", "Sending again")
    row = _by_key(session, key)
    if row["state"] not in RESENDABLE or not row["raw"]:
        raise OvertakenError(
            f"ส่งจดหมายเลขที่ {row['id']} ({row['state']}) ซ้ำไม่ได้: ยังรอส่งอยู่ หรือเนื้อความถูกลบแล้ว",
            f"Letter {row['id']} ({row['state']}) cannot be sent again: it still waits, or its text is erased.",
        )
    person = same_person(row["unit"], row["kind"], row["group_id"], row["recipient"])
    newest = select(func.max(OUTBOX.c.seq)).where(person, OUTBOX.c.rung == row["rung"])
    seq = session.execute(newest).scalar_one() + 1
    mail = with_sequence(_again(row, now), seq)
    outbox_id = insert_mail(session, mail, seq, row["run_id"], now)
    if outbox_id is None:
        raise BusyError(
            "มีผู้สั่งส่งจดหมายนี้ซ้ำพร้อมกัน โปรดดูผลในกล่องขาออก",
            "Somebody else sends this letter again right now; look into the outbox.",
            How(Verb.OUTBOX_LIST),
        )
    [letter] = _letters(session, [outbox_id], (PENDING,))
    details = {"again": row["id"], "reason": why}
    audit.record(session, by, "outbox.resend", f"{letter.unit}/{letter.id}", details, now)
    return letter


def _by_key(session: Session, key: str) -> RowMapping:
    """The letter that a key means. Raises KamnotError if it means none or several."""
    c, text = OUTBOX.c, key.strip()
    if text.isascii() and text.isdigit() and len(text) < _SHORTEST_KEY:
        meant = c.id == int(text)
    elif "@" in text:
        meant = c.message_id.in_((text, f"<{text}>"))
    else:
        meant = c.dedup_key.startswith(text.lower(), autoescape=True)
    long_enough = "@" in text or text.isdigit() or len(text) >= _SHORTEST_KEY
    rows = session.execute(select(*_WHOLE).where(meant).limit(2)).mappings().all()
    if len(rows) != 1 or not long_enough:
        raise NotThereError(
            f"ไม่พบจดหมาย “{key}” เพียงฉบับเดียว โปรดระบุเลขที่หรือ Message-ID ตามกล่องขาออก",
            f"{key!r} does not mean one letter; give its number or Message-ID as in the outbox.",
            How(Verb.OUTBOX_LIST),
        )
    return rows[0]


def _again(row: RowMapping, now: datetime) -> NewMail:
    return NewMail(
        unit=row["unit"],
        kind=row["kind"],
        rung=row["rung"],
        recipient=row["recipient"],
        group_id=row["group_id"],
        channel=row["channel"],
        subject=row["subject"],
        raw=row["raw"],
        content_fp=row["content_fp"],
        message_id=row["message_id"],
        expires_at=now + _SECOND_CHANCE,
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One recorded attempt to send a letter."""

    started_at: datetime
    ended_at: datetime | None
    phase: str
    outcome: str | None
    code: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class WholeLetter:
    """A letter with its bytes, its dedup key and every attempt, oldest first."""

    entry: OutboxEntry
    dedup_key: str
    raw: bytes
    attempts: tuple[Attempt, ...]


def show_letter(session: Session, key: str) -> WholeLetter:
    """The whole letter that a key means (as for `resend_letter`). Raises KamnotError if it means none."""
    row = _by_key(session, key)
    c = ATTEMPT.c
    tries = session.execute(
        select(c.started_at, c.ended_at, c.phase, c.outcome, c.code, c.detail)
        .where(c.outbox_id == row["id"])
        .order_by(c.id)
    ).mappings()
    return WholeLetter(
        OutboxEntry(**{name: row[name] for name in OutboxEntry.__dataclass_fields__}),
        row["dedup_key"],
        row["raw"],
        tuple(Attempt(**attempt) for attempt in tries),
    )


def _letters(session: Session, ids: Collection[int], states: Sequence[str]) -> list[OutboxEntry]:
    """The letters with these ids, locked. Raises KamnotError unless all exist and are in these states."""
    # Locked in one order, so that two lists cannot wait for each other.
    query = select(*_ENTRY).where(OUTBOX.c.id.in_(ids)).order_by(OUTBOX.c.id).with_for_update()
    letters = [OutboxEntry(**row) for row in session.execute(query).mappings()]
    unknown = sorted(set(ids) - {letter.id for letter in letters})
    if unknown:
        names = ", ".join(map(str, unknown))
        raise NotThereError(
            f"ไม่มีจดหมายเลขที่ {names} ในกล่องขาออก จึงไม่ได้เปลี่ยนอะไร",
            f"The outbox has no letter {names}; nothing was changed.",
            How(Verb.OUTBOX_LIST),
        )
    wrong = ", ".join(f"{x.id} ({x.state})" for x in letters if x.state not in states)
    if wrong:
        known = ", ".join(states)
        raise OvertakenError(
            f"สั่งกับจดหมายเลขที่ {wrong} ไม่ได้ ใช้ได้เฉพาะสถานะ {known} จึงไม่ได้เปลี่ยนอะไร",
            f"This cannot be done to letter {wrong}, only in the states {known}; nothing was changed.",
        )
    return letters


def _note(
    session: AuditedSession,
    letter: OutboxEntry,
    action: str,
    details: dict[str, Any],
    by: str,
    now: datetime,
) -> None:
    subject = f"{letter.unit}/{letter.id}"
    audit.record(session, by, action, subject, {"state": letter.state} | details, now)
