"""Sends the outbox's letters: claims one, sends it, records the relay's answer, until none is due.

One letter at a time is claimed, over one open connection to the relay: a sender that dies doubles at most one.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from domain.reminders.verdict import Verdict
from flows.run.call import patiently
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.outbox.claim import ClaimedMail, LeaseLostError, claim, mark_data, record_verdict

if TYPE_CHECKING:
    from notifications.channels import OpenCourier


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many letters ended in which state.

    `refused` says why a channel was not used further: it cannot be reached or refuses our settings. Its letters stay in
    the outbox.
    """

    sent: int = 0
    retry: int = 0
    dead: int = 0
    unknown: int = 0
    refused: str | None = None
    phase: str = ""
    """The phase of the refusal: connect, auth, mail."""

    def with_one(self, verdict: Verdict) -> Delivered:
        """The counts with one more letter that ended in this state."""
        counted = self
        if verdict.state != "config":
            counted = replace(self, **{verdict.state: getattr(self, verdict.state) + 1})
        if verdict.blames_channel:
            reason = verdict.detail or verdict.phase
            counted = replace(counted, refused=reason, phase=verdict.phase)
        return counted


def deliver(ws: Workspace) -> Delivered:
    """Send everything that is due now.

    A channel that cannot be reached or refuses our settings is not used for the rest of the round: its next letter
    would wait as long for the same answer. Other channels continue.
    """
    delivered, refusing, courier = Delivered(), set[str](), ws.courier
    mail = patiently(_claim, ws, None, refusing, ())
    if mail is None:
        return delivered
    with courier.keep_open() as line:
        while mail is not None:
            verdict = _send(ws, line, mail)
            if verdict is not None:
                delivered = delivered.with_one(verdict)
                refusing |= {mail.channel} if verdict.blames_channel else set()
            ended = (mail, verdict) if verdict is not None else None
            # The relay has taken the text: an end that is not recorded would send it again.
            mail = patiently(_claim, ws, ended, refusing, line.ready)
    return delivered


def _claim(
    ws: Workspace,
    ended: tuple[ClaimedMail, Verdict] | None,
    refusing: Collection[str],
    ready: Collection[str],
) -> ClaimedMail | None:
    """Record how a letter ended, and claim the next, in one transaction."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    # Without a mark it is flushed with the next one: a power cut could undo only the end of a marked letter.
    with writing(ws.engine, durable=bool(ready)) as session:
        if ended is not None:
            record_verdict(session, *ended, ws.now())
        return claim(session, owner=owner, now=ws.now(), avoid=refusing, at_once=ready)


def _send(ws: Workspace, line: OpenCourier, mail: ClaimedMail) -> Verdict | None:
    """Send one letter. Returns None if another sender has claimed it, which records its end."""
    mark = partial(patiently, _mark, ws, mail)
    try:
        return line.deliver(
            recipient=mail.recipient, raw=mail.raw, channel=mail.channel, before_data=mark
        )
    except LeaseLostError:
        return None


def _mark(ws: Workspace, mail: ClaimedMail) -> None:
    if mail.marked:
        return
    with writing(ws.engine) as session:
        mark_data(session, mail, ws.now())
