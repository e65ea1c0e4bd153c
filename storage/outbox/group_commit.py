"""One hand that writes the outbox for many senders: what waits together is made durable together.

A commit costs a disk flush, many times what a mail costs. The senders' claims, marks and verdicts therefore
go through one thread with one connection, which takes all that is waiting into one transaction. Nothing is
promised before that transaction has ended (docs/decisions/delivery.md).
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.db.database import explained
from storage.outbox import letters as outbox
from storage.outbox.letters import ClaimedMail, LeaseLostError, Uniform, VerdictState

_LINGER_SECONDS = 0.005
"""So long a verdict waits for company: the next mark usually comes within a millisecond."""

Work = Callable[[Session], Any]


@dataclass(frozen=True, slots=True)
class _Task:
    work: Work
    done: Future[Any]
    awaited: bool
    """Whether somebody stands still until it is on disk: a verdict goes along with the next mark."""


class Book:
    """The outbox as several senders of one process write it. Use as a context; close waits for the last write."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="outbox", daemon=True)

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._tasks.put(None)
        self._writer.join()

    def claim(
        self, limit: int, *, owner: str, now: datetime, avoid: Collection[str] = ()
    ) -> Sequence[ClaimedMail]:
        """Take up to `limit` messages, as `storage.outbox.letters.claim` takes one."""
        found: Sequence[ClaimedMail] = self._ask(
            lambda session: outbox.claim_some(session, limit, owner=owner, now=now, avoid=avoid)
        ).result()
        return found

    def release(self, mails: Sequence[ClaimedMail], now: datetime) -> None:
        """Give messages back that were claimed and never tried."""
        self._ask(lambda session: outbox.release(session, mails, now)).result()

    def mark_data(self, claimed: ClaimedMail, now: datetime) -> None:
        """As `storage.outbox.letters.mark_data`: returns once the mark is on disk."""
        ours = self._ask(lambda session: outbox.mark(session, claimed, now)).result()
        if not ours:
            raise LeaseLostError

    def record(
        self,
        claimed: ClaimedMail,
        *,
        state: VerdictState,
        phase: str,
        code: int | None,
        detail: str,
        now: datetime,
        uniform: Uniform = random.uniform,
    ) -> Future[str | None]:
        """As `storage.outbox.letters.record_verdict`, without waiting: it is on disk before any later mark is."""
        return self._ask(
            lambda session: outbox.record(
                session,
                claimed,
                state=state,
                phase=phase,
                code=code,
                detail=detail,
                now=now,
                uniform=uniform,
            ),
            awaited=False,
        )

    def _ask(self, work: Work, *, awaited: bool = True) -> Future[Any]:
        task = _Task(work, Future(), awaited)
        self._tasks.put(task)
        return task.done

    def _write(self) -> None:
        """Take what waits, write it in one transaction, and tell everybody; until the book is closed."""
        connection: Connection | None = None
        try:
            while tasks := self._next_tasks():
                try:
                    with explained():
                        connection = connection or self._engine.connect()
                        results = _in_one_transaction(connection, tasks)
                except Exception as error:  # noqa: BLE001  # whoever asked must hear of it, whatever it is
                    _drop(connection)
                    connection = None
                    for task in tasks:
                        task.done.set_exception(error)
                    continue
                for task, result in zip(tasks, results, strict=True):
                    task.done.set_result(result)
        finally:
            _drop(connection)

    def _next_tasks(self) -> list[_Task]:
        """What waits now, at least one; nothing once the book is closed."""
        first = self._tasks.get()
        if first is None:
            return []
        found, deadline = [first], time.monotonic() + _LINGER_SECONDS
        while True:
            awaited = any(task.awaited for task in found)
            left = 0.0 if awaited else max(0.0, deadline - time.monotonic())
            try:
                task = self._tasks.get(timeout=left) if left else self._tasks.get_nowait()
            except queue.Empty:
                return found
            if task is None:
                self._tasks.put(None)  # the end comes after what was asked before it
                return found
            found.append(task)


def _in_one_transaction(connection: Connection, tasks: Sequence[_Task]) -> list[Any]:
    with Session(connection) as session, session.begin():
        return [task.work(session) for task in tasks]


def _drop(connection: Connection | None) -> None:
    """Close a connection that may be broken already."""
    if connection is not None:
        with suppress(SQLAlchemyError):
            connection.close()
