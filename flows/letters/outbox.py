"""The outbox for people: what became of each letter, and what to do with those that wait for somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.language.errors import KamnotError
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.outbox import care
from storage.outbox.care import Attempt, OutboxEntry, WholeLetter
from storage.outbox.rows import FAILED, PENDING, SENDING, SENT, STATES

__all__ = [
    "SENT",
    "STATES",
    "Attempt",
    "OutboxEntry",
    "Unsent",
    "WholeLetter",
    "count_unsent",
    "drop_letters",
    "find_letter",
    "list_letters",
    "resend_letter",
    "retry_letters",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many letters still wait for the relay, and how many wait for a person."""

    waiting: int
    failed: int


def count_unsent(ws: Workspace, unit: str | None = None) -> Unsent:
    """The letters of a unit (or of all) that have not gone out, whichever run wrote them."""
    with reading(ws.engine) as session:
        return Unsent(
            waiting=len(care.list_outbox(session, unit, (PENDING, SENDING))),
            failed=len(care.list_outbox(session, unit, FAILED)),
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
    """The letters in these states (or in any), oldest first; KamnotError for an unknown state."""
    _check_states(states or ())
    with reading(ws.engine) as session:
        return care.list_outbox(session, states=states)


def find_letter(ws: Workspace, key: str) -> WholeLetter:
    """The letter with this number, Message-ID or key, with every try; KamnotError when it is not one letter."""
    with reading(ws.engine) as session:
        return care.show_letter(session, key)


def text_of(letter: WholeLetter) -> str:
    """The plain text as its reader sees it."""
    if letter.entry.channel != "mail":
        return letter.raw.decode("utf-8", "replace")
    from email import message_from_bytes, policy

    body = message_from_bytes(letter.raw, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def retry_letters(ws: Workspace, ids: Collection[int], *, by: str) -> list[OutboxEntry]:
    """Put letters back in the queue, all or none; they go out with the next delivery.

    Returns them as they were. Raises KamnotError for a letter that is not there or not to be sent again.
    """
    with writing(ws.engine) as session:
        return care.retry_letters(session, ids, by=by, now=ws.now())


def drop_letters(ws: Workspace, ids: Collection[int], *, reason: str, by: str) -> list[OutboxEntry]:
    """Mark letters as never to be sent, all or none.

    Returns them as they were. Raises KamnotError without a reason, and for a letter that is not there or
    cannot be stopped any more.
    """
    with writing(ws.engine) as session:
        return care.drop_letters(session, ids, by=by, reason=reason, now=ws.now())


def resend_letter(ws: Workspace, key: str, *, reason: str, by: str) -> OutboxEntry:
    """Write a letter down again as a new one, which goes out with the next delivery; returns the new one.

    Raises KamnotError without a reason, and for a letter that is not there or is still to go out by itself.
    """
    with writing(ws.engine) as session:
        return care.resend_letter(session, key, by=by, reason=reason, now=ws.now())
