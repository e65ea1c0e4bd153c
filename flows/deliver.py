"""Hand the outbox's letters over: claim one, send it, record what the relay said, until none is due."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace
from functools import partial

from flows.workspace import Workspace
from storage.outbox import ClaimedMail, LeaseLostError, claim, mark_data, record_verdict


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many letters went which way.

    `refused` is why the round stopped: the relay cannot be reached or refuses our own set-up; every letter
    is then still in the outbox.
    """

    sent: int = 0
    retry: int = 0
    dead: int = 0
    unknown: int = 0
    refused: str | None = None


def deliver(ws: Workspace) -> Delivered:
    """Send everything that is due now.

    A relay that cannot be reached or refuses our set-up stops the round: the next letter would only meet
    the same, and wait as long for it.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}"
    result = Delivered()
    while result.refused is None:
        mail = claim(ws.engine, owner=owner, now=ws.now())
        if mail is None:
            break
        result = _deliver_one(ws, mail, result)
    return result


def _deliver_one(ws: Workspace, mail: ClaimedMail, result: Delivered) -> Delivered:
    try:
        verdict = ws.courier.deliver(
            recipient=mail.recipient,
            raw=mail.raw,
            channel=mail.channel,
            before_data=lambda: mark_data(ws.engine, mail, ws.now()),
        )
    except LeaseLostError:
        return result  # another sender has it and will record what becomes of it
    record = partial(record_verdict, ws.engine, mail, now=ws.now())
    record(state=verdict.state, phase=verdict.phase, code=verdict.code, detail=verdict.detail)
    if verdict.state != "config":
        result = replace(result, **{verdict.state: getattr(result, verdict.state) + 1})
    unreachable = verdict.state == "retry" and verdict.phase == "connect"
    stop = verdict.state == "config" or unreachable
    return replace(result, refused=verdict.detail or verdict.phase) if stop else result
