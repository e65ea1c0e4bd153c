"""Hand the outbox's letters over: claim one, send it, record what the relay said, until none is due."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flows.workspace import Workspace
from storage.outbox import ClaimedMail, LeaseLostError, claim, mark_data, record_verdict

if TYPE_CHECKING:
    from notifications.verdict import Verdict


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


def deliver(ws: Workspace) -> Delivered:
    """Send everything that is due now.

    A channel that cannot be reached or refuses our set-up is left alone for the rest of the round: its next
    letter would only meet the same, and wait as long for it. Other channels go on.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}"
    result, refusing = Delivered(), set[str]()
    while (mail := claim(ws.engine, owner=owner, now=ws.now(), avoid=refusing)) is not None:
        verdict = _send(ws, mail)
        if verdict is None:
            continue  # another sender has it and will record what becomes of it
        if verdict.state != "config":
            result = replace(result, **{verdict.state: getattr(result, verdict.state) + 1})
        if verdict.state == "config" or (verdict.state, verdict.phase) == ("retry", "connect"):
            refusing.add(mail.channel)
            reason = verdict.detail or verdict.phase
            result = replace(result, refused=reason, phase=verdict.phase)
    return result


def _send(ws: Workspace, mail: ClaimedMail) -> Verdict | None:
    """Hand one letter over and record the verdict; None when it was no longer ours."""
    try:
        verdict = ws.courier.deliver(
            recipient=mail.recipient,
            raw=mail.raw,
            channel=mail.channel,
            before_data=lambda: mark_data(ws.engine, mail, ws.now()),
        )
    except LeaseLostError:
        return None
    record_verdict(
        ws.engine,
        mail,
        state=verdict.state,
        phase=verdict.phase,
        code=verdict.code,
        detail=verdict.detail,
        now=ws.now(),
    )
    return verdict
