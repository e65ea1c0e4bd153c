"""The outbox: each message is written down before it is sent, claimed, and its end recorded.

The promise: every message is handed over at least once or shown with its reason; exactly once, unless the
sender, its database or the line dies between the last byte of the text and our record of the answer. Then it
may go twice, with the same bytes and Message-ID, and `outbox_attempt` says so (docs/decisions/delivery.md).
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import RowMapping, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlmodel import Session as AuditedSession
from sqlmodel import SQLModel

from domain.language.errors import CouldNotFinishError, KamnotError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from storage.db import audit, tables
from storage.db.database import writing

_OUTBOX = SQLModel.metadata.tables[str(tables.OutboxRow.__tablename__)]
_ATTEMPT = SQLModel.metadata.tables[str(tables.OutboxAttemptRow.__tablename__)]
_SLOT = SQLModel.metadata.tables[str(tables.ReminderSlotRow.__tablename__)]
_SKIPPED = SQLModel.metadata.tables[str(tables.SkippedRow.__tablename__)]

PENDING, SENDING, SENT, DEAD, UNKNOWN = "pending", "sending", "sent", "dead", "unknown"
SUPERSEDED, EXPIRED, HELD, DROPPED = "superseded", "expired", "held", "dropped"
STATES = (PENDING, SENDING, SENT, DEAD, UNKNOWN, SUPERSEDED, EXPIRED, HELD, DROPPED)
FAILED = (DEAD, UNKNOWN, EXPIRED)
"""States in which a message waits for a person."""

MAX_TRIES = 8
_SUSPECT = 3
LEASE_SECONDS = 300
"""Longer than any talk with a relay may take."""
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_RACES = 5
"""So many planners may write the same person's next mail in the very moment that we do."""

VerdictState = Literal["sent", "retry", "dead", "unknown", "config"]
Uniform = Callable[[float, float], float]
Slot = tuple[str, str, str]
"""(slot, group, audience) of one reminder, such as `("2567:march:T-7", "planning", "members,head")`."""


class LeaseLostError(CouldNotFinishError):
    """Another sender has taken the message over: do not send it."""

    def __init__(self) -> None:
        super().__init__(
            "กระบวนการส่งอื่นรับข้อความนี้ไปแล้ว จึงไม่ส่งซ้ำ",
            "Another sender has taken this message over; it is not sent here.",
        )


@dataclass(frozen=True, slots=True)
class NewMail:
    """One message to one person, ready to go.

    `slot` names deadline and rung, never the run; `content_fp` is the fingerprint of the facts asked for;
    `raw` the bytes that every attempt will send; `channel` is `mail` or `chat:<NAME>`. After `expires_at`
    it is no longer sent.
    """

    unit: str
    kind: str
    slot: str
    recipient: str
    group_id: str
    channel: str
    subject: str
    raw: bytes
    content_fp: str
    message_id: str
    expires_at: datetime | None = None
    newest_only: bool = False
    """Each message of this kind tells the whole state: older unsent ones to the person are superseded."""


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A message in one sender's hands until its lease ends; `fence` proves whose hands."""

    id: int
    fence: int
    owner: str
    unit: str
    recipient: str
    channel: str
    subject: str
    message_id: str
    raw: bytes
    attempts: int
    expires_at: datetime | None
    claimed_at: datetime
    lease: timedelta


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One message as people see it, without its bytes."""

    id: int
    unit: str
    kind: str
    slot: str
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


def dedup_key(mail: NewMail, seq: int) -> str:
    """The unique key of the `seq`-th message (from 0) to one person of one group in one slot."""
    person = f"{mail.group_id}|{mail.recipient.casefold()}"
    seed = f"v1|{mail.unit}|{mail.kind}|{mail.slot}|{person}|{seq}"
    return hashlib.sha256(seed.encode()).hexdigest()


def enqueue(
    session: Session, mails: Sequence[NewMail], *, run_id: int | None, now: datetime
) -> list[int]:
    """Write messages down inside the caller's transaction; the ids of those that are new.

    Nothing is written where the last message of the slot to the person asked for the same facts. Other
    facts make a new message, and an older one that surely never went out is superseded.
    """
    written = (_enqueue(session, mail, run_id, now) for mail in mails)
    return [outbox_id for outbox_id in written if outbox_id is not None]


def _enqueue(session: Session, mail: NewMail, run_id: int | None, now: datetime) -> int | None:
    for _ in range(_RACES):
        last = _last(session, mail)
        if last is not None and last["content_fp"] == mail.content_fp:
            return None
        outbox_id = _insert(session, mail, last["seq"] + 1 if last else 0, run_id, now)
        if outbox_id is not None:
            _supersede(session, mail, outbox_id)
            return outbox_id
    raise CouldNotFinishError(
        f"เขียนข้อความถึง {mail.recipient} ไม่ได้ เพราะมีหลายกระบวนการเขียนพร้อมกัน โปรดสั่งใหม่อีกครั้ง",
        f"Cannot write the message to {mail.recipient}: several runs write it at once; run it again.",
    )


def _same_person(mail: NewMail) -> Any:
    c = _OUTBOX.c
    return and_(
        c.unit == mail.unit,
        c.kind == mail.kind,
        c.group_id == mail.group_id,
        func.lower(c.recipient) == mail.recipient.casefold(),
    )


def _last(session: Session, mail: NewMail) -> RowMapping | None:
    c = _OUTBOX.c
    in_slot = select(c.seq, c.content_fp).where(_same_person(mail), c.slot == mail.slot)
    return session.execute(in_slot.order_by(c.seq.desc()).limit(1)).mappings().first()


def _insert(
    session: Session, mail: NewMail, seq: int, run_id: int | None, now: datetime
) -> int | None:
    """The new row's id, None where another planner was first."""
    values = {
        "dedup_key": dedup_key(mail, seq),
        "unit": mail.unit,
        "kind": mail.kind,
        "slot": mail.slot,
        "recipient": mail.recipient,
        "seq": seq,
        "content_fp": mail.content_fp,
        "message_id": mail.message_id,
        "channel": mail.channel,
        "group_id": mail.group_id,
        "subject": mail.subject,
        "raw": mail.raw,
        "state": PENDING,
        "attempts": 0,
        "fence": 0,
        "not_before": now,
        "expires_at": mail.expires_at,
        "created_at": now,
        "run_id": run_id,
    }
    return _insert_once(session, _OUTBOX, values)


def _insert_once(session: Session, table: Any, values: dict[str, Any]) -> int | None:
    """Insert unless the unique key is taken; the id of the new row. `rowcount` cannot be trusted here."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement: Any = sqlite.insert(table) if on_sqlite else postgresql.insert(table)
    once = statement.values(**values).on_conflict_do_nothing().returning(table.c.id)
    found: int | None = session.execute(once).scalar()
    return found


def _supersede(session: Session, mail: NewMail, newest: int) -> None:
    """End what the new message replaces and surely never went out."""
    c = _OUTBOX.c
    lost = select(_ATTEMPT.c.outbox_id).where(_ATTEMPT.c.outcome == "unknown")
    unsent = and_(c.state.in_((PENDING, HELD)), c.id < newest, c.id.not_in(lost))
    same = _same_person(mail) if mail.newest_only else and_(_same_person(mail), c.slot == mail.slot)
    session.execute(update(_OUTBOX).where(same, unsent).values(state=SUPERSEDED))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newest letter of a group that waits and surely never went out; `audience` as its slots named it."""

    slot: str
    content_fp: str
    audience: tuple[str, ...]


def waiting_letters(session: Session, unit: str, kind: str) -> dict[str, Waiting]:
    """What waits for the groups of a unit, by group; `slot` may name several, joined by `+`."""
    c = _OUTBOX.c
    lost = select(_ATTEMPT.c.outbox_id).where(_ATTEMPT.c.outcome == "unknown")
    waiting = and_(c.unit == unit, c.kind == kind, c.state == PENDING, c.id.not_in(lost))
    rows = session.execute(
        select(c.group_id, c.slot, c.content_fp).where(waiting).order_by(c.id)
    ).mappings()
    newest = {row["group_id"]: (row["slot"], row["content_fp"]) for row in rows}
    return {
        group: Waiting(slot, facts, _audience(session, unit, group, slot.split("+")))
        for group, (slot, facts) in newest.items()
    }


def _audience(session: Session, unit: str, group: str, slots: Sequence[str]) -> tuple[str, ...]:
    c = _SLOT.c
    meant = and_(c.unit == unit, c.group_id == group, c.slot.in_(slots))
    found = session.execute(select(c.audience).where(meant).order_by(c.id)).scalars()
    return tuple(dict.fromkeys(who for audience in found for who in audience.split(",") if who))


def call_off(session: Session, unit: str, kind: str, groups: Iterable[str]) -> int:
    """Supersede what these groups would still get and what surely never went out; how many letters.

    For groups that are done: a letter that waited for its relay must not ask for what has come in since.
    """
    c = _OUTBOX.c
    lost = select(_ATTEMPT.c.outbox_id).where(_ATTEMPT.c.outcome == "unknown")
    unsent = and_(c.state.in_((PENDING, HELD)), c.id.not_in(lost))
    meant = and_(c.unit == unit, c.kind == kind, c.group_id.in_(tuple(groups)))
    done = update(_OUTBOX).where(meant, unsent).values(state=SUPERSEDED).returning(c.id)
    return len(session.execute(done).all())


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
        if _insert_once(session, _SLOT, values | more) is not None:
            new.add((slot, group, audience))
    return new


def slots_taken(session: Session, unit: str) -> frozenset[tuple[str, str]]:
    """The ledger: (slot, group) of every reminder ever written down for the unit."""
    c = _SLOT.c
    rows = session.execute(select(c.slot, c.group_id).where(c.unit == unit))
    return frozenset((slot, group) for slot, group in rows)


def skip(
    session: Session, *, slot: str, recipient: str, reason: str, run_id: int | None, now: datetime
) -> None:
    """Write down why somebody is not written to."""
    values = {"slot": slot, "recipient": recipient, "reason": reason, "run_id": run_id, "at": now}
    session.execute(insert(_SKIPPED).values(**values))


def claim(
    engine: Engine,
    *,
    owner: str,
    now: datetime,
    lease_seconds: float = LEASE_SECONDS,
    avoid: Collection[str] = (),
) -> ClaimedMail | None:
    """Take the message that has waited longest; None when nothing is due.

    A sender that went away loses its message when the lease ends: surely unsent when it had not come to
    the text, else sent once more and, if that too is lost, left for a person. What has expired is marked
    so on the way. `avoid` names channels that have refused us (`config`) in this round. Safe for many
    senders at once.
    """
    with writing(engine) as session:
        taken = claim_some(
            session, 1, owner=owner, now=now, lease_seconds=lease_seconds, avoid=avoid
        )
    return taken[0] if taken else None


def claim_some(
    session: Session,
    limit: int,
    *,
    owner: str,
    now: datetime,
    lease_seconds: float = LEASE_SECONDS,
    avoid: Collection[str] = (),
) -> list[ClaimedMail]:
    """As `claim`, for up to `limit` messages inside the caller's transaction."""
    lease = timedelta(seconds=lease_seconds)
    taken: list[ClaimedMail] = []
    while len(taken) < limit:
        rows = _next_due(session, now, avoid, limit - len(taken))
        for row in rows:
            if _is_suspect(row) and taken:
                return taken
            alone = _is_suspect(row)
            end = _end_instead(session, row, now)
            if end is None:
                taken.append(_take(session, row, owner, now, lease))
                if alone:
                    return taken
                continue
            state, phase, why = end
            _set(session, row["id"], state=state, last_phase=phase, last_error=why)
        if not rows:
            break
    return taken


def _is_suspect(row: RowMapping) -> bool:
    """Whether senders keep going away with this message: it is then claimed alone, lest others share its end."""
    return bool(row["state"] == SENDING and row["attempts"] >= _SUSPECT)


def release(session: Session, mails: Sequence[ClaimedMail], now: datetime) -> None:
    """Give messages back that were claimed and never tried, as they were; those no longer ours stay."""
    for claimed in mails:
        back = {"state": PENDING, "attempts": claimed.attempts - 1, "not_before": now}
        _set_if_ours(session, claimed, **back)


def _next_due(
    session: Session, now: datetime, avoid: Collection[str], limit: int
) -> Sequence[RowMapping]:
    c = _OUTBOX.c
    waiting = and_(c.state == PENDING, c.not_before <= now)
    abandoned = and_(c.state == SENDING, c.lease_until < now)
    # SQLAlchemy leaves FOR UPDATE out on SQLite, where BEGIN IMMEDIATE gives the same safety.
    due = (
        select(_OUTBOX)
        .where(or_(waiting, abandoned), c.channel.not_in(avoid))
        .order_by(c.not_before, c.id)
        .limit(limit)
    )
    return session.execute(due.with_for_update(skip_locked=True)).mappings().all()


def _end_instead(session: Session, row: RowMapping, now: datetime) -> tuple[str, str, str] | None:
    """State, phase and reason in which a due message ends without another try; None to try it."""
    lost_in_text = False
    if row["state"] == SENDING:
        lost_in_text = _record_lost(session, row)
    if lost_in_text and _unknowns(session, row["id"]) > 1:
        return UNKNOWN, "text", "the sender went away during the text, twice"
    if row["expires_at"] is not None and row["expires_at"] <= now:
        if lost_in_text:
            return UNKNOWN, "text", "the sender went away during the text; too late to send again"
        return EXPIRED, row["last_phase"] or "claim", row["last_error"] or "not sent in time"
    if row["state"] == SENDING and row["attempts"] >= MAX_TRIES:
        return DEAD, "claim", f"the sender went away {row['attempts']} times"
    return None


def _record_lost(session: Session, row: RowMapping) -> bool:
    """Add the attempt that its sender could not record; whether the text may have gone out."""
    in_text = row["data_at"] is not None
    values = {
        "outbox_id": row["id"],
        "fence": row["fence"],
        "started_at": row["data_at"] or row["lease_until"],
        "phase": "text" if in_text else "claim",
        "outcome": UNKNOWN if in_text else "lost",
        "detail": f"{row['owner']} went away",
    }
    session.execute(insert(_ATTEMPT).values(**values))
    return in_text


def _unknowns(session: Session, outbox_id: int) -> int:
    c = _ATTEMPT.c
    count = select(func.count()).where(c.outbox_id == outbox_id, c.outcome == UNKNOWN)
    return session.execute(count).scalar_one()


def _take(
    session: Session, row: RowMapping, owner: str, now: datetime, lease: timedelta
) -> ClaimedMail:
    fence, attempts = row["fence"] + 1, row["attempts"] + 1
    _set(
        session,
        row["id"],
        state=SENDING,
        owner=owner,
        fence=fence,
        attempts=attempts,
        lease_until=now + lease,
        data_at=None,
    )
    return ClaimedMail(
        id=row["id"],
        fence=fence,
        owner=owner,
        unit=row["unit"],
        recipient=row["recipient"],
        channel=row["channel"],
        subject=row["subject"],
        message_id=row["message_id"],
        raw=row["raw"],
        attempts=attempts,
        expires_at=row["expires_at"],
        claimed_at=now,
        lease=lease,
    )


def _set(session: Session, outbox_id: int, **values: Any) -> None:
    given = {f"new_{name}": value for name, value in values.items()}
    session.execute(_update(tuple(values), ours=False), given | {"the_id": outbox_id})


def _set_if_ours(session: Session, claimed: ClaimedMail, **values: Any) -> bool:
    given = {f"new_{name}": value for name, value in values.items()}
    given |= {"the_id": claimed.id, "the_fence": claimed.fence}
    return session.execute(_update(tuple(values), ours=True), given).scalar() is not None


@cache
def _update(names: tuple[str, ...], *, ours: bool) -> Any:
    """An update of these columns of one message, made once: building it anew costs more than running it."""
    c = _OUTBOX.c
    new = {name: bindparam(f"new_{name}", type_=c[name].type) for name in names}
    statement = update(_OUTBOX).where(c.id == bindparam("the_id"))
    if ours:
        statement = statement.where(c.fence == bindparam("the_fence"), c.state == SENDING)
    return statement.values(new).returning(c.id)


_ADD_ATTEMPT = insert(_ATTEMPT)


def mark_data(engine: Engine, claimed: ClaimedMail, now: datetime) -> None:
    """Record, on disk, that the text goes out now, and begin the lease anew.

    Raises LeaseLostError when the message is no longer ours, CouldNotFinishError when the record cannot be
    written: in both cases do not send.
    """
    with writing(engine) as session:
        if not mark(session, claimed, now):
            raise LeaseLostError


def mark(session: Session, claimed: ClaimedMail, now: datetime) -> bool:
    """As `mark_data` inside the caller's transaction; whether the message is still ours."""
    return _set_if_ours(session, claimed, data_at=now, lease_until=now + claimed.lease)


def record_verdict(
    engine: Engine,
    claimed: ClaimedMail,
    *,
    state: VerdictState,
    phase: str,
    code: int | None,
    detail: str,
    now: datetime,
    uniform: Uniform = random.uniform,
) -> str | None:
    """Record what became of an attempt; the message's new state, None when it was no longer ours.

    `retry` waits (full jitter) and gives up after eight tries; the first `unknown` is sent once more, the
    second is left for a person; `config` goes back untried, for the fault is ours. The attempt itself is
    kept in every case, also when the lease was lost.
    """
    with writing(engine) as session:
        return record(
            session,
            claimed,
            state=state,
            phase=phase,
            code=code,
            detail=detail,
            now=now,
            uniform=uniform,
        )


def record(
    session: Session,
    claimed: ClaimedMail,
    *,
    state: VerdictState,
    phase: str,
    code: int | None,
    detail: str,
    now: datetime,
    uniform: Uniform = random.uniform,
) -> str | None:
    """As `record_verdict` inside the caller's transaction."""
    _add_attempt(session, claimed, state, phase, code, detail, now)
    values = _after(session, claimed, state, phase, now, uniform)
    ours = _set_if_ours(
        session, claimed, **values, last_phase=phase, last_code=code, last_error=detail or None
    )
    return values["state"] if ours else None


def _add_attempt(
    session: Session,
    claimed: ClaimedMail,
    state: VerdictState,
    phase: str,
    code: int | None,
    detail: str,
    now: datetime,
) -> None:
    values = {
        "outbox_id": claimed.id,
        "fence": claimed.fence,
        "started_at": claimed.claimed_at,
        "phase": phase,
        "ended_at": now,
        "outcome": state,
        "code": code,
        "detail": detail,
    }
    session.execute(_ADD_ATTEMPT, values)


def _after(
    session: Session,
    claimed: ClaimedMail,
    state: VerdictState,
    phase: str,
    now: datetime,
    uniform: Uniform,
) -> dict[str, Any]:
    """The columns that follow from a verdict."""
    if state == "sent":
        return {"state": SENT, "sent_at": now}
    if state == "config":
        return {"state": PENDING, "attempts": claimed.attempts - 1, "not_before": now}
    again = {
        "state": PENDING,
        "not_before": next_try(now, claimed.attempts, claimed.expires_at, uniform),
    }
    if state == "retry" and phase == "connect":
        # The relay is away: its night off must not use up the tries. `expires_at` ends the waiting.
        return again | {"attempts": claimed.attempts - 1}
    if state == "unknown":
        return again if _unknowns(session, claimed.id) == 1 else {"state": UNKNOWN}
    return again if state == "retry" and claimed.attempts < MAX_TRIES else {"state": DEAD}


def next_try(
    now: datetime, attempts: int, expires_at: datetime | None, uniform: Uniform = random.uniform
) -> datetime:
    """When to try again after `attempts` tries: full jitter up to 30 s · 2^attempts, at most an hour.

    Where less time is left, within its first half, so that there still is another try.
    """
    cap = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempts, MAX_TRIES))
    if expires_at is not None:
        cap = max(timedelta(0), min(cap, (expires_at - now) / 2))
    return now + timedelta(seconds=uniform(0.0, cap.total_seconds()))


def list_outbox(
    session: Session, unit: str | None = None, states: Collection[str] | None = None
) -> list[OutboxEntry]:
    """The messages of a unit (or of all), in the given states (or in any), oldest first."""
    columns = [_OUTBOX.c[name] for name in OutboxEntry.__dataclass_fields__]
    query = select(*columns).order_by(_OUTBOX.c.id)
    if unit is not None:
        query = query.where(_OUTBOX.c.unit == unit)
    if states is not None:
        query = query.where(_OUTBOX.c.state.in_(states))
    return [OutboxEntry(**row) for row in session.execute(query).mappings()]


RETRYABLE = (*FAILED, HELD)
DROPPABLE = (PENDING, *RETRYABLE)
_SECOND_CHANCE = timedelta(days=7)


def retry_letters(
    session: AuditedSession, ids: Collection[int], *, by: str, now: datetime
) -> list[OutboxEntry]:
    """Put letters that nobody would send any more back in the queue, all of them or none.

    They are due at once and have all their tries and a week again. Returns them as they were. Raises
    KamnotError when one does not exist or is in none of the `RETRYABLE` states.
    """
    letters = _letters(session, ids, RETRYABLE)
    fresh = {"attempts": 0, "not_before": now, "expires_at": now + _SECOND_CHANCE}
    for letter in letters:
        _set(session, letter.id, state=PENDING, **fresh)
        _note(session, letter, "outbox.retry", {}, by, now)
    return letters


def drop_letters(
    session: AuditedSession, ids: Collection[int], *, by: str, reason: str, now: datetime
) -> list[OutboxEntry]:
    """Give letters up, all of them or none: they are kept and never sent. Returns them as they were.

    Raises KamnotError when the reason is missing, or one letter does not exist or is in none of the
    `DROPPABLE` states.
    """
    why = given_reason(reason, "การยกเลิกจดหมาย", "Dropping a letter")
    letters = _letters(session, ids, DROPPABLE)
    for letter in letters:
        _set(session, letter.id, state=DROPPED, last_error=why)
        _note(session, letter, "outbox.drop", {"reason": why}, by, now)
    return letters


RESENDABLE = (SENT, UNKNOWN, DEAD, EXPIRED, SUPERSEDED, DROPPED)
_MESSAGE_ID = re.compile(rb"^Message-ID: <[^>\r\n]*>", re.MULTILINE | re.IGNORECASE)
_SHORTEST_KEY = 8


def resend_letter(
    session: AuditedSession, key: str, *, by: str, reason: str, now: datetime
) -> OutboxEntry:
    """Write a letter down once more, as a new one with a Message-ID of its own; returns the new one.

    `key` is the letter's number, its Message-ID, or its dedup key (or the first eight letters of it).
    The only way to send again what went out. Raises KamnotError without a reason, for an unknown or unclear
    key, a letter that is still to go out by itself, and one whose text was erased.
    """
    why = given_reason(reason, "การส่งซ้ำ", "Sending again")
    row = _by_key(session, key)
    if row["state"] not in RESENDABLE or not row["raw"]:
        raise KamnotError(
            f"ส่งจดหมายเลขที่ {row['id']} ({row['state']}) ซ้ำไม่ได้: ยังรอส่งอยู่ หรือเนื้อความถูกลบแล้ว",
            f"Letter {row['id']} ({row['state']}) cannot be sent again: it still waits, or its text is erased.",
        )
    c = _OUTBOX.c
    same = and_(
        c.unit == row["unit"],
        c.kind == row["kind"],
        c.slot == row["slot"],
        c.group_id == row["group_id"],
        func.lower(c.recipient) == row["recipient"].casefold(),
    )
    seq = session.execute(select(func.max(c.seq)).where(same)).scalar_one() + 1
    mail = _again(row, seq, now)
    outbox_id = _insert(session, mail, seq, row["run_id"], now)
    if outbox_id is None:
        raise CouldNotFinishError(
            "มีผู้สั่งส่งจดหมายนี้ซ้ำพร้อมกัน โปรดดูผลในกล่องขาออก",
            "Somebody else sends this letter again right now; look into the outbox.",
            How(Verb.OUTBOX_LIST),
        )
    [letter] = _letters(session, [outbox_id], (PENDING,))
    details = {"again": row["id"], "reason": why}
    audit.record(session, by, "outbox.resend", f"{letter.unit}/{letter.id}", details, now)
    return letter


def _by_key(session: Session, key: str) -> RowMapping:
    """The letter that a key means; KamnotError when it is none or more than one."""
    c, text = _OUTBOX.c, key.strip()
    if text.isascii() and text.isdigit() and len(text) < _SHORTEST_KEY:
        meant = c.id == int(text)
    elif "@" in text:
        meant = c.message_id.in_((text, f"<{text}>"))
    else:
        meant = c.dedup_key.startswith(text.lower(), autoescape=True)
    long_enough = "@" in text or text.isdigit() or len(text) >= _SHORTEST_KEY
    rows = session.execute(select(_OUTBOX).where(meant).limit(2)).mappings().all()
    if len(rows) != 1 or not long_enough:
        raise KamnotError(
            f"ไม่พบจดหมาย “{key}” เพียงฉบับเดียว โปรดระบุเลขที่หรือ Message-ID ตามกล่องขาออก",
            f"{key!r} does not mean one letter; give its number or Message-ID as in the outbox.",
            How(Verb.OUTBOX_LIST),
        )
    return rows[0]


def _again(row: RowMapping, seq: int, now: datetime) -> NewMail:
    """The letter with a Message-ID that follows from the old one: two mails that must count as two."""
    old = row["message_id"]
    seed = hashlib.sha256(f"{old}|{seq}".encode()).hexdigest()[:32]
    identity = f"<{seed}@{old.rpartition('@')[2].rstrip('>')}>"
    return NewMail(
        unit=row["unit"],
        kind=row["kind"],
        slot=row["slot"],
        recipient=row["recipient"],
        group_id=row["group_id"],
        channel=row["channel"],
        subject=row["subject"],
        raw=_MESSAGE_ID.sub(f"Message-ID: {identity}".encode(), row["raw"], count=1),
        content_fp=row["content_fp"],
        message_id=identity,
        expires_at=now + _SECOND_CHANCE,
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at handing a letter over, as it was recorded."""

    started_at: datetime
    ended_at: datetime | None
    phase: str
    outcome: str | None
    code: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class WholeLetter:
    """A letter with its bytes, its dedup key and every try, oldest first."""

    entry: OutboxEntry
    dedup_key: str
    raw: bytes
    attempts: tuple[Attempt, ...]


def show_letter(session: Session, key: str) -> WholeLetter:
    """The letter that a key means (as for `resend_letter`), whole; KamnotError when it means none."""
    row = _by_key(session, key)
    c = _ATTEMPT.c
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
    """The letters with these ids, locked; KamnotError unless all are there and in these states."""
    columns = [_OUTBOX.c[name] for name in OutboxEntry.__dataclass_fields__]
    # Locked in one order, so that two people's lists cannot wait for each other.
    query = select(*columns).where(_OUTBOX.c.id.in_(ids)).order_by(_OUTBOX.c.id).with_for_update()
    letters = [OutboxEntry(**row) for row in session.execute(query).mappings()]
    unknown = sorted(set(ids) - {letter.id for letter in letters})
    if unknown:
        names = ", ".join(map(str, unknown))
        raise KamnotError(
            f"ไม่มีจดหมายเลขที่ {names} ในกล่องขาออก จึงไม่ได้เปลี่ยนอะไร",
            f"The outbox has no letter {names}; nothing was changed.",
            How(Verb.OUTBOX_LIST),
        )
    wrong = ", ".join(f"{x.id} ({x.state})" for x in letters if x.state not in states)
    if wrong:
        known = ", ".join(states)
        raise KamnotError(
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
