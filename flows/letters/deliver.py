"""Hand the outbox's letters over: claim, send, record what the relay said, until none is due.

One letter at a time is in our hands, over one kept-open line to the relay: a sender that dies doubles at most one.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.reminders.verdict import Verdict
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.outbox.claim import ClaimedMail, LeaseLostError, claim, mark_data, record_verdict

if TYPE_CHECKING:
    from notifications.channels import OpenCourier


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many letters went which way.

    `refused` is why a channel was left alone: it cannot be reached or refuses our own set-up; its letters
    are then still in the outbox.
    """

    sent: int = 0
    retry: int = 0
    dead: int = 0
    unknown: int = 0
    refused: str | None = None
    phase: str = ""
    """Where the refusal came: connect, auth, mail."""

    def with_one(self, verdict: Verdict) -> Delivered:
        """With one letter more, that ended so."""
        counted = self
        if verdict.state != "config":
            counted = replace(self, **{verdict.state: getattr(self, verdict.state) + 1})
        if verdict.blames_channel:
            reason = verdict.detail or verdict.phase
            counted = replace(counted, refused=reason, phase=verdict.phase)
        return counted


def deliver(ws: Workspace) -> Delivered:
    """Send everything that is due now.

    A channel that cannot be reached or refuses our set-up is left alone for the rest of the round: its next
    letter would only meet the same, and wait as long for it. Other channels go on.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}"
    delivered, refusing, courier = Delivered(), set[str](), ws.courier
    with writing(ws.engine, durable=False) as session:
        mail = claim(session, owner=owner, now=ws.now())
    if mail is None:
        return delivered
    with courier.keep_open() as line:
        while mail is not None:
            verdict = _send(ws, line, mail)
            # Flushed with the next mark: what a power cut could undo is a letter marked already, and it then says so.
            with writing(ws.engine, durable=False) as session:
                if verdict is not None:
                    record_verdict(session, mail, verdict, ws.now())
                    delivered = delivered.with_one(verdict)
                    refusing |= {mail.channel} if verdict.blames_channel else set()
                mail = claim(session, owner=owner, now=ws.now(), avoid=refusing)
    return delivered


def _send(ws: Workspace, line: OpenCourier, mail: ClaimedMail) -> Verdict | None:
    """Hand one letter over; None when another sender has it, who will record what becomes of it."""

    def mark() -> None:
        with writing(ws.engine) as session:
            mark_data(session, mail, ws.now())

    try:
        return line.deliver(
            recipient=mail.recipient, raw=mail.raw, channel=mail.channel, before_data=mark
        )
    except LeaseLostError:
        return None
