"""Claims letters for sending: one sender claims each, marks it before its text goes out, and records its end."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.language.errors import CouldNotFinishError
from domain.reminders.verdict import Verdict
from storage.outbox.rows import (
    ATTEMPT,
    DEAD,
    EXPIRED,
    FAILED,
    HELD,
    OUTBOX,
    PENDING,
    SENDING,
    SENT,
    UNKNOWN,
    set_columns,
    set_if_ours,
)

MAX_TRIES = 8
LEASE = timedelta(minutes=5)
"""Longer than any talk with a relay may take."""
SILENCE = timedelta(hours=1)
"""How long a sender that may still live is waited for, from when somebody saw that its lease had ended in the text."""
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)

Uniform = Callable[[float, float], float]
IsGone = Callable[[str], bool]
"""Whether the sender of this name lives no more, so that no answer of its relay can still come."""


class LeaseLostError(CouldNotFinishError):
    """Another sender has claimed the message: do not send it."""

    def __init__(self) -> None:
        super().__init__(
            "กระบวนการส่งอื่นรับข้อความนี้ไปแล้ว จึงไม่ส่งซ้ำ",
            "Another sender has taken this message over; it is not sent here.",
        )


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A message that one sender has claimed until its lease ends; `fence` proves whose claim it is."""

    id: int
    fence: int
    recipient: str
    channel: str
    message_id: str
    raw: bytes
    attempts: int
    expires_at: datetime | None
    claimed_at: datetime
    marked: bool = False
    """Whether it was marked with the claim: its text may go out without `mark_data`."""


def claim(
    session: Session,
    *,
    owner: str,
    now: datetime,
    is_gone: IsGone,
    avoid: Collection[str] = (),
    at_once: Collection[str] = (),
) -> ClaimedMail | None:
    """Claim the message that has waited longest; None if nothing is due.

    A sender loses its message when the lease ends. If the text had not gone out, the message is sent; else it is
    sent once more and, if that is lost too, left for a person. A sender that may live and has the relay's answer is
    waited for, because it may have been cut off from the database. Expired messages are marked on the way. `avoid`
    names channels that refused us (`config`) in this round. Several senders may claim at the same time.

    A message of a channel in `at_once` is marked too, for one transaction instead of two: its text goes out as soon as
    the caller has committed.
    """
    while (row := _next_due(session, now, avoid)) is not None:
        if _may_have_an_answer(row, is_gone):
            _wait_for_sender(session, row, now)
            continue
        end = _end_instead(session, row, now)
        if end is None:
            return _take(session, row, owner, now, marked=row["channel"] in at_once)
        state, phase, why = end
        sent = {"sent_at": now} if state == SENT else {}
        set_columns(session, row["id"], state=state, last_phase=phase, last_error=why, **sent)
    return None


def _next_due(session: Session, now: datetime, avoid: Collection[str]) -> RowMapping | None:
    return session.execute(_DUE, {"now": now, "avoid": tuple(avoid)}).mappings().first()


def _due() -> Any:
    """The message that has waited longest and that no other sender is claiming."""
    c = OUTBOX.c
    now = bindparam("now", type_=c.not_before.type)
    waiting = and_(c.state == PENDING, c.not_before <= now)
    abandoned = and_(c.state == SENDING, c.lease_until < now)
    due = select(OUTBOX).where(
        or_(waiting, abandoned), c.channel.not_in(bindparam("avoid", expanding=True))
    )
    # SQLAlchemy omits FOR UPDATE on SQLite, where BEGIN IMMEDIATE gives the same safety.
    return due.order_by(c.not_before, c.id).limit(1).with_for_update(skip_locked=True)


_DUE = _due()
"""Built once, because building it takes longer than running it."""


def _may_have_an_answer(row: RowMapping, is_gone: IsGone) -> bool:
    """Whether a sender was at the text, may live, and nobody has waited for it yet.

    The database may have been away from everybody while the lease ran out, and clocks differ: so the wait begins when
    somebody looks, and shows in a lease that ends later than the mark gave it.
    """
    if row["state"] != SENDING or row["data_at"] is None:
        return False
    return row["lease_until"] <= row["data_at"] + LEASE and not is_gone(row["owner"])


def _wait_for_sender(session: Session, row: RowMapping, now: datetime) -> None:
    why = f"{row['owner']} was at the text and has not answered; it is waited for"
    set_columns(session, row["id"], lease_until=now + SILENCE, last_phase="text", last_error=why)


def _end_instead(session: Session, row: RowMapping, now: datetime) -> tuple[str, str, str] | None:
    """State, phase and reason of a due message that ends without another try; None if it should be tried."""
    lost_in_text = False
    if row["state"] == SENDING:
        lost_in_text = _record_lost(session, row)
        if _was_taken(session, row["id"]):
            return SENT, "text", "an earlier sender's answer came late"
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
    """Record the attempt of a dead sender. Returns whether the text may have gone out."""
    in_text = row["data_at"] is not None
    values = {
        "outbox_id": row["id"],
        "fence": row["fence"],
        "started_at": row["data_at"] or row["lease_until"],
        "phase": "text" if in_text else "claim",
        "outcome": UNKNOWN if in_text else "lost",
        "detail": f"{row['owner']} went away",
    }
    session.execute(insert(ATTEMPT).values(**values))
    return in_text


def _unknowns(session: Session, outbox_id: int) -> int:
    c = ATTEMPT.c
    count = select(func.count()).where(c.outbox_id == outbox_id, c.outcome == UNKNOWN)
    return session.execute(count).scalar_one()


def _take(
    session: Session, row: RowMapping, owner: str, now: datetime, *, marked: bool
) -> ClaimedMail:
    fence, attempts = row["fence"] + 1, row["attempts"] + 1
    set_columns(
        session,
        row["id"],
        state=SENDING,
        owner=owner,
        fence=fence,
        attempts=attempts,
        lease_until=now + LEASE,
        data_at=now if marked else None,
    )
    return ClaimedMail(
        id=row["id"],
        fence=fence,
        recipient=row["recipient"],
        channel=row["channel"],
        message_id=row["message_id"],
        raw=row["raw"],
        attempts=attempts,
        expires_at=row["expires_at"],
        claimed_at=now,
        marked=marked,
    )


def mark_data(session: Session, claimed: ClaimedMail, now: datetime) -> None:
    """Record that the text goes out now, and restart the lease. The caller commits before it sends.

    Raises LeaseLostError if the message is no longer ours: do not send it.
    """
    if not set_if_ours(session, claimed.id, claimed.fence, data_at=now, lease_until=now + LEASE):
        raise LeaseLostError


def record_verdict(
    session: Session,
    claimed: ClaimedMail,
    verdict: Verdict,
    now: datetime,
    uniform: Uniform = random.uniform,
) -> str | None:
    """Record the verdict on an attempt. Returns the message's new state, None if it was no longer ours.

    `retry` waits (full jitter) and ends after eight tries. The first `unknown` is sent once more, the second is left
    for a person. `config` uses up no try, because the fault is ours. The attempt is recorded in every case, also if the
    lease was lost.
    """
    attempt = {
        "outbox_id": claimed.id,
        "fence": claimed.fence,
        "started_at": claimed.claimed_at,
        "phase": verdict.phase,
        "ended_at": now,
        "outcome": verdict.state,
        "code": verdict.code,
        "detail": verdict.detail,
    }
    session.execute(_ADD_ATTEMPT, attempt)
    values = _after(session, claimed, verdict, now, uniform) | {
        "last_phase": verdict.phase,
        "last_code": verdict.code,
        "last_error": verdict.detail or None,
    }
    ours = set_if_ours(session, claimed.id, claimed.fence, **values)
    return values["state"] if ours else None


_ADD_ATTEMPT = insert(ATTEMPT)


def record_once(session: Session, claimed: ClaimedMail, verdict: Verdict, now: datetime) -> bool:
    """Record a verdict whose record may be there already, or whose letter another sender has claimed since.

    A letter that the relay had taken is `sent`, unless another sender is at its text by now, whose end says so too.
    Returns whether this database knows the letter.
    """
    c, a = OUTBOX.c, ATTEMPT.c
    # Locked: the sender itself may be recording the same answer.
    known = select(c.id).where(c.id == claimed.id, c.message_id == claimed.message_id)
    if session.execute(known.with_for_update()).first() is None:
        return False
    recorded = select(a.id).where(
        a.outbox_id == claimed.id, a.fence == claimed.fence, a.outcome == verdict.state
    )
    if session.execute(recorded).first() is not None:
        return True
    if record_verdict(session, claimed, verdict, now) is None and verdict.state == SENT:
        not_at_text = and_(c.state == SENDING, c.data_at.is_(None))
        late = or_(c.state.in_((PENDING, HELD, *FAILED)), not_at_text)
        ended = update(OUTBOX).where(c.id == claimed.id, late)
        session.execute(ended.values(state=SENT, sent_at=now, last_code=verdict.code))
    return True


def _was_taken(session: Session, outbox_id: int) -> bool:
    """Whether a relay took the letter, although somebody who did not know sends it again."""
    c = ATTEMPT.c
    taken = select(c.id).where(c.outbox_id == outbox_id, c.outcome == SENT)
    return session.execute(taken).first() is not None


def _after(
    session: Session, claimed: ClaimedMail, verdict: Verdict, now: datetime, uniform: Uniform
) -> dict[str, Any]:
    """The columns after a verdict."""
    state = verdict.state
    if state == "sent" or _was_taken(session, claimed.id):
        return {"state": SENT, "sent_at": now}
    if state == "config":
        return {"state": PENDING, "attempts": claimed.attempts - 1, "not_before": now}
    again = {
        "state": PENDING,
        "not_before": next_try(now, claimed.attempts, claimed.expires_at, uniform),
    }
    if verdict.blames_channel:
        # The relay is away: a night without it must not use up the tries. `expires_at` ends the waiting.
        return again | {"attempts": claimed.attempts - 1}
    if state == "unknown":
        return again if _unknowns(session, claimed.id) == 1 else {"state": UNKNOWN}
    return again if state == "retry" and claimed.attempts < MAX_TRIES else {"state": DEAD}


def next_try(
    now: datetime, attempts: int, expires_at: datetime | None, uniform: Uniform = random.uniform
) -> datetime:
    """When to try again after `attempts` tries: full jitter up to 30 s · 2^attempts, at most an hour.

    If less time is left, within its first half, so that another try remains.
    """
    cap = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempts, MAX_TRIES))
    if expires_at is not None:
        cap = max(timedelta(0), min(cap, (expires_at - now) / 2))
    return now + timedelta(seconds=uniform(0.0, cap.total_seconds()))
