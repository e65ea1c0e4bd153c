"""Stores letters: each once for its facts; older ones that were never sent are superseded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, select, update
from sqlmodel import Session

from domain.language.errors import BusyError
from domain.reminders.letters import Waiting
from storage.outbox.hold import NEVER_HELD, is_held
from storage.outbox.rows import (
    HELD,
    OUTBOX,
    PENDING,
    SENDING,
    SENT,
    SUPERSEDED,
    UNKNOWN,
    insert_once,
    never_went_out,
)
from storage.outbox.rungs import audiences

_RACES = 5
"""How many other runs may write the same person's next mail at the same moment."""


@dataclass(frozen=True, slots=True)
class NewMail:
    """One message to one person, ready to send.

    `rung` names deadline and rung, never the run; `content_fp` is the fingerprint of the facts asked for;
    `raw` the bytes that every attempt will send; `channel` is `mail` or `chat:<NAME>`. After `expires_at`
    it is no longer sent.
    """

    unit: str
    kind: str
    rung: str
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


def dedup_key(mail: NewMail, seq: int) -> str:
    """The unique key of the `seq`-th message (from 0) to one person of one group in one rung."""
    person = f"{mail.group_id}|{mail.recipient.casefold()}"
    seed = f"v1|{mail.unit}|{mail.kind}|{mail.rung}|{person}|{seq}"
    return hashlib.sha256(seed.encode()).hexdigest()


_MESSAGE_ID = re.compile(rb"^Message-ID: <[^>\r\n]*>", re.MULTILINE | re.IGNORECASE)


def with_sequence(mail: NewMail, seq: int) -> NewMail:
    """The mail with a Message-ID made of its own and the sequence: the mails of one rung must count as several."""
    domain = mail.message_id.rpartition("@")[2].rstrip(">")
    seed = hashlib.sha256(f"{mail.message_id}|{seq}".encode()).hexdigest()[:32]
    identity = f"<{seed}@{domain}>"
    raw = _MESSAGE_ID.sub(f"Message-ID: {identity}".encode(), mail.raw, count=1)
    return replace(mail, message_id=identity, raw=raw)


def enqueue(
    session: Session,
    mails: Sequence[NewMail],
    *,
    run_id: int | None,
    now: datetime,
    state: str = PENDING,
    renewed: bool = False,
) -> list[int]:
    """Store messages inside the caller's transaction, `held` ones until a person releases them. Returns the new ids.

    Nothing is stored if the last message of the rung to the person asked for the same facts. Other facts make a new
    message, and an older one that was certainly not sent is superseded. A `renewed` letter is for those who wait for
    it: whoever has received it is not written to again.
    """
    if renewed:
        mails = [mail for mail in mails if not _has_it(_last(session, mail))]
    held = any(mail.kind not in NEVER_HELD for mail in mails) and is_held(session)
    written = (_enqueue(session, mail, run_id, now, _state(mail, state, held)) for mail in mails)
    return [outbox_id for outbox_id in written if outbox_id is not None]


def _state(mail: NewMail, state: str, held: bool) -> str:
    return HELD if held and mail.kind not in NEVER_HELD else state


def _enqueue(
    session: Session, mail: NewMail, run_id: int | None, now: datetime, state: str
) -> int | None:
    for _ in range(_RACES):
        last = _last(session, mail)
        if last is not None and last["content_fp"] == mail.content_fp:
            return None
        seq = last["seq"] + 1 if last else 0
        outbox_id = insert_mail(
            session, with_sequence(mail, seq) if seq else mail, seq, run_id, now, state
        )
        if outbox_id is not None:
            _supersede(session, mail, outbox_id)
            return outbox_id
    raise BusyError(
        f"เขียนข้อความถึง {mail.recipient} ไม่ได้ เพราะมีหลายกระบวนการเขียนพร้อมกัน โปรดสั่งใหม่อีกครั้ง",
        f"Cannot write the message to {mail.recipient}: several runs write it at once; run it again.",
    )


def same_person(unit: str, kind: str, group: str, recipient: str) -> ColumnElement[bool]:
    """The messages of a kind to one person in one group, in any spelling of the address."""
    c = OUTBOX.c
    reader = func.lower(c.recipient) == recipient.casefold()
    return and_(c.unit == unit, c.kind == kind, c.group_id == group, reader)


def _to_reader_of(mail: NewMail) -> ColumnElement[bool]:
    return same_person(mail.unit, mail.kind, mail.group_id, mail.recipient)


def _has_it(last: RowMapping | None) -> bool:
    """Whether the newest message of the rung has reached its reader, or may have."""
    return last is not None and last["state"] in (SENT, SENDING, UNKNOWN)


def _last(session: Session, mail: NewMail) -> RowMapping | None:
    c = OUTBOX.c
    for_rung = select(c.seq, c.content_fp, c.state).where(_to_reader_of(mail), c.rung == mail.rung)
    return session.execute(for_rung.order_by(c.seq.desc()).limit(1)).mappings().first()


def insert_mail(
    session: Session,
    mail: NewMail,
    seq: int,
    run_id: int | None,
    now: datetime,
    state: str = PENDING,
) -> int | None:
    """Store one message. Returns the new row's id, None if another run was first."""
    values: dict[str, Any] = {
        "dedup_key": dedup_key(mail, seq),
        "unit": mail.unit,
        "kind": mail.kind,
        "rung": mail.rung,
        "recipient": mail.recipient,
        "seq": seq,
        "content_fp": mail.content_fp,
        "message_id": mail.message_id,
        "channel": mail.channel,
        "group_id": mail.group_id,
        "subject": mail.subject,
        "raw": mail.raw,
        "state": state,
        "attempts": 0,
        "fence": 0,
        "not_before": now,
        "expires_at": mail.expires_at,
        "created_at": now,
        "run_id": run_id,
    }
    return insert_once(session, OUTBOX, values)


def _supersede(session: Session, mail: NewMail, newest: int) -> None:
    """Supersede messages that the new one replaces and that were certainly not sent."""
    c = OUTBOX.c
    older = and_(_to_reader_of(mail), c.id < newest, never_went_out(PENDING, HELD))
    meant = older if mail.newest_only else and_(older, c.rung == mail.rung)
    session.execute(update(OUTBOX).where(meant).values(state=SUPERSEDED))


def waiting_letters(
    session: Session, units: Sequence[str], kind: str
) -> dict[tuple[str, str], Waiting]:
    """What waits for the groups of these units, by unit and group."""
    c = OUTBOX.c
    waiting = and_(c.unit.in_(units), c.kind == kind, never_went_out(PENDING))
    rows = session.execute(
        select(c.unit, c.group_id, c.rung, c.content_fp).where(waiting).order_by(c.id)
    )
    newest = {(unit, group): (rung, facts) for unit, group, rung, facts in rows}
    heard = audiences(session, sorted({unit for unit, _ in newest})) if newest else {}
    return {
        who: Waiting(rung, facts, _audience(heard, *who, rung.split("+")))
        for who, (rung, facts) in newest.items()
    }


def _audience(
    heard: Mapping[tuple[str, str, str], str], unit: str, group: str, rungs: Iterable[str]
) -> tuple[str, ...]:
    """The audience of these rungs in the order in which they were taken, each once."""
    meant = {(unit, group, rung) for rung in rungs}
    found = [audience.split(",") for key, audience in heard.items() if key in meant]
    return tuple(dict.fromkeys(who for audience in found for who in audience if who))


def call_off(session: Session, unit: str, kind: str, groups: Iterable[str]) -> int:
    """Supersede the letters that wait for these groups and were certainly not sent. Returns how many.

    It is for groups that are done: a letter that waited for its relay must not ask for what has come in since.
    """
    c = OUTBOX.c
    meant = and_(c.unit == unit, c.kind == kind, c.group_id.in_(tuple(groups)))
    unsent = and_(meant, never_went_out(PENDING, HELD))
    done = update(OUTBOX).where(unsent).values(state=SUPERSEDED).returning(c.id)
    return len(session.execute(done).all())
