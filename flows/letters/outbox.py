"""The outbox for people: the state of each letter, and retrying, dropping and resending."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.reminders.recipients import DIRECTOR
from flows.run.workspace import Workspace, today
from storage.db.database import reading, writing
from storage.outbox import care
from storage.outbox.care import Attempt, OutboxEntry, WholeLetter
from storage.outbox.hold import end_hold, is_held, was_seen
from storage.outbox.rows import FAILED, HELD, PENDING, SENDING, SENT, STATES
from storage.records.people import keep_settings, reached_groups, settings_of, units

SUMMARY = "summary"
"""The kind of the director's letters."""
_SEEN = "director_seen"
__all__ = [
    "FIRST_LETTER",
    "SENT",
    "STATES",
    "Attempt",
    "OutboxEntry",
    "Unsent",
    "WholeLetter",
    "count_unsent",
    "drop_letters",
    "find_letter",
    "held_letters",
    "holds_first_letters",
    "list_letters",
    "look_at_letters",
    "may_write_to_director",
    "release_letters",
    "resend_letter",
    "retry_letters",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many letters still wait for the relay, and how many wait for a person."""

    waiting: int
    failed: int
    held: int = 0
    all_held: bool = False
    """Whether every letter waits for a person, as after a restore; otherwise only the first to a director."""


def count_unsent(ws: Workspace, unit: str | None = None) -> Unsent:
    """The letters of a unit (or of all) that have not been sent, from all runs."""
    with reading(ws.engine) as session:
        counts = care.count_states(session, unit)
        return Unsent(
            waiting=counts[PENDING] + counts[SENDING],
            failed=sum(counts[state] for state in FAILED),
            held=counts[HELD],
            all_held=is_held(session),
        )


def _check_states(states: Collection[str]) -> None:
    for state in states:
        if state not in STATES:
            known = ", ".join(STATES)
            raise KamnotError(
                f"ไม่รู้จักสถานะ “{state}” ใช้ได้: {known}",
                f"Unknown state {state!r}; there are: {known}.",
            )


def list_letters(ws: Workspace, states: Collection[str] | None = None) -> list[OutboxEntry]:
    """The letters in these states (or in any), oldest first. Raises KamnotError for an unknown state."""
    _check_states(states or ())
    with reading(ws.engine) as session:
        return care.list_outbox(session, states=states)


def find_letter(ws: Workspace, key: str) -> WholeLetter:
    """The letter with this number, Message-ID or key, with every attempt. Raises KamnotError if it is not one."""
    with reading(ws.engine) as session:
        return care.show_letter(session, key)


def text_of(letter: WholeLetter) -> str:
    """The plain text that its reader sees."""
    if letter.entry.channel != "mail":
        return letter.raw.decode("utf-8", "replace")
    from email import message_from_bytes, policy

    body = message_from_bytes(letter.raw, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def retry_letters(ws: Workspace, ids: Collection[int], *, by: str) -> list[OutboxEntry]:
    """Put letters back in the queue, all or none; they go out with the next delivery.

    Returns them as they were. Raises KamnotError if a letter does not exist or may not be sent again.
    """
    with writing(ws.engine) as session:
        return care.retry_letters(session, ids, by=by, now=ws.now())


def may_write_to_director(session: Session, unit: str) -> bool:
    """Whether a person has seen what the unit's director is written, or the director has had a letter already."""
    if settings_of(session, unit)[unit].get(_SEEN):
        return True
    return any(x.kind == SUMMARY for x in care.list_outbox(session, unit, states=(SENT,)))


FIRST_LETTER = (
    "จดหมายฉบับแรกถึงผู้อำนวยการจะพักไว้จนกว่าจะมีผู้ดูก่อน",
    "the first letter to a director is held until a person has looked at it",
)


def holds_first_letters(session: Session) -> bool:
    """Whether a director can be reached whose first letter nobody has looked at yet."""
    return any(
        not may_write_to_director(session, unit)
        for unit, groups in reached_groups(session).items()
        if DIRECTOR in groups
    )


def held_letters(ws: Workspace, *of: str) -> list[WholeLetter]:
    """The letters of these units, or of all, that wait for a person, with their texts."""
    with reading(ws.engine) as session:
        held = care.list_outbox(session, *of, states=(HELD,))
        return [care.show_letter(session, str(letter.id)) for letter in held]


def look_at_letters(ws: Workspace, unit: str, *, by: str) -> list[WholeLetter]:
    """Note that a person looks at the unit's letters, and let those go that waited for it. Returns them."""
    found = [x for x in held_letters(ws, unit) if x.entry.kind == SUMMARY]
    with reading(ws.engine) as session:
        noted = settings_of(session, unit)[unit].get(_SEEN)
        if is_held(session):
            return []  # After a restore a look at what is due lets nothing go.
    if found or not noted:
        _release(ws, {unit}, [x.entry.id for x in found], by)
    return found


def release_letters(ws: Workspace, ids: Collection[int], *, by: str) -> list[OutboxEntry]:
    """Let these held letters go out, or all without one; the directors' later ones go out by themselves.

    All of them end the hold after a restore. Returns them as they were. Raises KamnotError if a letter does not exist
    or is not held, or if they are all and nobody has seen today what would go.
    """
    with reading(ws.engine) as session:
        held = care.list_outbox(session, states=(HELD,))
        if not ids and is_held(session) and not was_seen(session, today()):
            raise KamnotError(
                "หลังกู้คืนข้อมูลต้องมีผู้ดูจดหมายที่จะส่งก่อน (วันนี้ยังไม่มีใครดู หรือมีจดหมายเพิ่มหลังจากดู)",
                "After a restore a person first looks at what would go (nobody has today, or more has come since).",
                How(Verb.OUTBOX_HELD),
            )
        everybody = {unit.id for unit in units(session)}
    if not ids:
        return _release(ws, everybody, [letter.id for letter in held], by, every=True)
    return _release(ws, {x.unit for x in held if x.id in ids}, ids, by)


def _release(
    ws: Workspace, seen: Collection[str], ids: Collection[int], by: str, *, every: bool = False
) -> list[OutboxEntry]:
    from notifications.message import signed_by

    sender = ws.courier.sender if ids else ""
    with writing(ws.engine) as session:
        for unit in sorted(seen):
            keep_settings(session, unit, {_SEEN: today().isoformat()}, by=by, now=ws.now())
        if every:
            end_hold(session, by=by, now=ws.now())
        return care.release_letters(
            session, ids, resigned=lambda raw: signed_by(raw, sender), by=by, now=ws.now()
        )


def drop_letters(ws: Workspace, ids: Collection[int], *, reason: str, by: str) -> list[OutboxEntry]:
    """Mark letters as never to be sent, all or none.

    Returns them as they were. Raises KamnotError if the reason is missing, or a letter does not exist or can no longer
    be stopped.
    """
    with writing(ws.engine) as session:
        return care.drop_letters(session, ids, by=by, reason=reason, now=ws.now())


def resend_letter(ws: Workspace, key: str, *, reason: str, by: str) -> OutboxEntry:
    """Store a letter again as a new one, which the next delivery sends. Returns the new one.

    Raises KamnotError if the reason is missing, or the letter does not exist or is still to be sent.
    """
    with writing(ws.engine) as session:
        return care.resend_letter(session, key, by=by, reason=reason, now=ws.now())
