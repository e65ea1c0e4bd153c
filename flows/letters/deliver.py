"""Sends the outbox's letters: claims one, sends it, records the relay's answer, until none is due.

One letter at a time is claimed, over one open connection to the relay: a sender that dies doubles at most one. A
living sender never forgets an answer: what the database cannot take waits in the journal, also for the next start.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from domain.language.errors import BusyError, CouldNotFinishError
from domain.reminders.verdict import Verdict
from flows.run.audit import note_head
from flows.run.call import patiently
from flows.run.workspace import Workspace
from storage.db.database import check_sound, is_damage, reading, writing
from storage.outbox.care import longest_waiting
from storage.outbox.claim import (
    ClaimedMail,
    LeaseLostError,
    claim,
    mark_data,
    record_once,
    record_verdict,
)
from storage.outbox.journal import Answer, Journal, forget

if TYPE_CHECKING:
    from notifications.channels import OpenCourier

_BREATH, _LONGEST_BREATH = 0.2, 2.0
"""Seconds between two tries to record an answer: first, and when it has gone on for long."""
_GIVES_UP = 24 * 3600.0
"""Seconds of such tries; later the journal keeps the answer for the next start."""
_LONG, _LONGEST_WAIT = 15.0, 30.0
"""Seconds for one letter that count as waiting, and of waiting in all that end a channel's round: with the longest
talk (`KamnotMail.deadline_seconds`) a round lasts less than 90 s."""


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
        return counted

    def given_up(self, verdict: Verdict) -> Delivered:
        """The counts with the reason for which a channel is not used further."""
        return replace(self, refused=verdict.detail or verdict.phase, phase=verdict.phase)


def deliver(ws: Workspace) -> Delivered:
    """Send everything that is due now.

    A channel that cannot be reached, refuses our settings or keeps us waiting is not used for the rest of the round:
    its next letter would wait as long for the same answer. Other channels continue.
    Raises SurroundingsError, before anything is sent, if the database is damaged or an answer could not be recorded.
    """
    with reading(ws.engine) as session:
        _, due = longest_waiting(session)
        # Nearly no round has a letter to send, and a department's file is large.
        if due is not None and due <= ws.now():
            check_sound(session)
    with closing(Journal.beside(ws.engine, ws.settings.home)) as journal:
        delivered = _deliver_all(ws, journal)
    if delivered != Delivered():
        note_head(ws)  # a database from before these letters would send them again
    return delivered


def _deliver_all(ws: Workspace, journal: Journal) -> Delivered:
    delivered, patience, courier = Delivered(), _Patience(), ws.courier
    mail = patiently(_claim, ws, journal, None, patience.refusing, ())
    if mail is None:
        return delivered
    with courier.keep_open() as line:
        while mail is not None:
            began = time.monotonic()
            verdict = _send(ws, line, mail)
            answer = Answer(mail, verdict, ws.now()) if verdict is not None else None
            if verdict is not None:
                delivered = delivered.with_one(verdict)
                if patience.ends(mail.channel, verdict, time.monotonic() - began):
                    delivered = delivered.given_up(verdict)
            mail = _keep(ws, journal, answer, patience.refusing, line)
    return delivered


class _Patience:
    """How long each channel has kept this round waiting, and which are not used further."""

    def __init__(self) -> None:
        self.refusing: set[str] = set()
        self._waited: Counter[str] = Counter()

    def ends(self, channel: str, verdict: Verdict, seconds: float) -> bool:
        """Count the wait for one verdict. Returns whether the channel is not used further."""
        if verdict.code is None or seconds > _LONG:
            self._waited[channel] += ceil(seconds) if seconds > 1 else 0
        if verdict.blames_channel or self._waited[channel] > _LONGEST_WAIT:
            self.refusing.add(channel)
        return channel in self.refusing


def _keep(
    ws: Workspace,
    journal: Journal,
    answer: Answer | None,
    refusing: Collection[str],
    line: OpenCourier,
) -> ClaimedMail | None:
    """Record an answer and claim the next letter, for as long as it takes: a lost answer would send again."""
    gives_up, again, breath = time.monotonic() + _GIVES_UP, False, _BREATH
    while True:
        try:
            return _claim(ws, journal, answer, refusing, line.ready, again=again)
        except CouldNotFinishError as error:
            if answer is None and not isinstance(error, BusyError):
                raise
            if answer is not None:
                journal.note(answer)
            if is_damage(error) or time.monotonic() > gives_up:
                raise
        again = True
        line.hang_up()  # the relay would not wait
        time.sleep(breath)
        breath = min(2 * breath, _LONGEST_BREATH)


def _claim(
    ws: Workspace,
    journal: Journal,
    ended: Answer | None,
    refusing: Collection[str],
    ready: Collection[str],
    *,
    again: bool = False,
) -> ClaimedMail | None:
    """Record how letters ended, and claim the next, in one transaction."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    left, recorded = tuple(journal.others()), []
    # Without a mark it is flushed with the next one: a power cut could undo only the end of a marked letter.
    with writing(ws.engine, durable=bool(ready or left or again)) as session:
        for path, answer in left:
            if record_once(session, answer.mail, answer.verdict, answer.at):
                recorded.append(path)  # what is not of this database stays for its own
        if ended is not None:
            # A commit whose answer was lost may have succeeded.
            record = record_once if again else record_verdict
            record(session, ended.mail, ended.verdict, ended.at)
        mail = claim(
            session, owner=owner, now=ws.now(), is_gone=_is_gone, avoid=refusing, at_once=ready
        )
        if mail is not None:
            journal.reserve()
    journal.clear()
    forget(recorded)
    return mail


def _is_gone(owner: str) -> bool:
    """Whether the sender of this name was a process of this machine that has ended. Of other machines nobody knows."""
    host, _, process = owner.rpartition(":")
    if host != socket.gethostname() or os.name != "posix":
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False
    return False


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
