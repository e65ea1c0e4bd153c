"""Hand the outbox's letters over: claim, send, record what the relay said, until none is due.

A few senders work side by side, each with its line to the relay kept open; one hand writes for all of them.
"""

from __future__ import annotations

import os
import socket
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from flows.run.workspace import Workspace
from storage.outbox.group_commit import Book
from storage.outbox.letters import ClaimedMail, LeaseLostError

if TYPE_CHECKING:
    from notifications.channels import OpenCourier
    from notifications.verdict import Verdict

SENDERS = 4
"""Lines to the relay at once: enough that disk and relay need not wait for each other."""
_AT_ONCE = 8
"""Letters claimed together. A sender that dies leaves them to be sent when their lease ends."""


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
    with Book(ws.engine) as book:
        work = _Round(ws, book)
        if not work.anything_due():
            return work.result
        with ThreadPoolExecutor(work.senders, thread_name_prefix="sender") as pool:
            senders = [pool.submit(work.send_all) for _ in range(work.senders)]
        work.give_back()
        for sender in senders:
            sender.result()
        return work.result


class _Round:
    """One round of deliveries, shared by its senders."""

    def __init__(self, ws: Workspace, book: Book) -> None:
        self._ws = ws
        self._book = book
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._lock = threading.Lock()
        self._claimed: deque[ClaimedMail] = deque()
        self._refusing: set[str] = set()
        self._stopped = False
        self.result = Delivered()
        self._courier = ws.courier

    @property
    def senders(self) -> int:
        """How many senders are worth their lines: one line serves a few letters best."""
        return SENDERS if len(self._claimed) == _AT_ONCE else 1

    def anything_due(self) -> bool:
        """Claim the first letters; whether there are any."""
        with self._lock:
            self._claim()
        return bool(self._claimed)

    def send_all(self) -> None:
        """Send over one kept-open line until nothing is due; what breaks one sender stops them all."""
        recorded: Future[str | None] | None = None
        with ExitStack() as broken:
            broken.callback(self._stop)
            with self._courier.keep_open() as line:
                while (mail := self._next()) is not None:
                    verdict = self._send(line, mail)
                    if verdict is not None:
                        before, recorded = recorded, self._record(mail, verdict)
                        _wait_for(before)
                    # else another sender has it and will record what becomes of it
            _wait_for(recorded)
            broken.pop_all()

    def _stop(self) -> None:
        self._stopped = True

    def _next(self) -> ClaimedMail | None:
        with self._lock:
            while not self._stopped:
                if not self._claimed:
                    self._claim()
                if not self._claimed:
                    return None
                mail = self._claimed.popleft()
                if mail.channel not in self._refusing:
                    return mail
                self._book.release([mail], self._ws.now())
        return None

    def _claim(self) -> None:
        self._claimed.extend(
            self._book.claim(_AT_ONCE, owner=self._owner, now=self._ws.now(), avoid=self._refusing)
        )

    def _send(self, line: OpenCourier, mail: ClaimedMail) -> Verdict | None:
        """Hand one letter over; None when it was no longer ours."""
        try:
            return line.deliver(
                recipient=mail.recipient,
                raw=mail.raw,
                channel=mail.channel,
                before_data=partial(self._mark, mail),
            )
        except LeaseLostError:
            return None

    def _mark(self, mail: ClaimedMail) -> None:
        self._book.mark_data(mail, self._ws.now())

    def _record(self, mail: ClaimedMail, verdict: Verdict) -> Future[str | None]:
        with self._lock:
            self._count(mail, verdict)
        return self._book.record(
            mail,
            state=verdict.state,
            phase=verdict.phase,
            code=verdict.code,
            detail=verdict.detail,
            now=self._ws.now(),
        )

    def _count(self, mail: ClaimedMail, verdict: Verdict) -> None:
        state = verdict.state
        if state != "config":
            self.result = replace(self.result, **{state: getattr(self.result, state) + 1})
        if state == "config" or (state, verdict.phase) == ("retry", "connect"):
            self._refusing.add(mail.channel)
            reason = verdict.detail or verdict.phase
            self.result = replace(self.result, refused=reason, phase=verdict.phase)

    def give_back(self) -> None:
        """Release what was claimed and no sender took."""
        with self._lock:
            if self._claimed:
                self._book.release(tuple(self._claimed), self._ws.now())
                self._claimed.clear()


def _wait_for(recorded: Future[str | None] | None) -> None:
    """The record is on disk, or whoever sends hears why not."""
    if recorded is not None:
        recorded.result()
