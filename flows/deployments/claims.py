"""A run's turn at a piece of work: equal runs at the same time count as one, and a dead run soon blocks none.

Prefect's concurrency limit drops re-runs for other days and keeps the place of a killed run for minutes. A leased row
in our database does neither (docs/decisions/clock.md).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import TracebackType

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.run.leases import kept_alive
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.run_claims import LEASE, RunClaim, claim, finish, let_go

_LOOK_SECONDS = 1.0
_CLOCK_WAITS = 3 * LEASE


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of work and the flow run that wants to do it.

    `work` names the flow and its parameters, `job` the deployment; `asked_at` is when the run was due or asked for.
    """

    work: str
    job: str
    flow_run_id: str
    by_clock: bool
    asked_at: datetime


@dataclass(slots=True)
class Turn:
    """This run does the work, unless `done`: an equal run has done it since ours was asked for, or is doing it.

    The run that does it sets `good` and `detail` before the turn ends.
    """

    done: RunClaim | None = None
    good: bool = True
    detail: str = ""


@contextmanager
def turn_at(ws: Workspace, wanted: Wanted) -> Iterator[Turn]:
    """Take the work. While an equal run does it, wait; if that run dies, take its work.

    A run by the clock waits only a few minutes: otherwise the clock's runs would pile up behind a long one, and what is
    owed is asked for again anyway. The end of the turn is recorded. Raises what the block raises.
    """
    found = _take(ws, wanted)
    gives_up = time.monotonic() + _CLOCK_WAITS.total_seconds()
    while _is_theirs(found, wanted) and not found.done_since(wanted.asked_at):
        if wanted.by_clock and time.monotonic() > gives_up:
            break
        time.sleep(_LOOK_SECONDS)
        found = _take(ws, wanted)
    if _is_theirs(found, wanted):
        yield Turn(done=found)
        return
    turn = Turn()
    with kept_alive(ws, wanted.work, wanted.flow_run_id), ExitStack() as ending:
        ending.push(partial(_write_failure, ws, wanted))
        yield turn
    _finish(ws, wanted, good=turn.good, detail=turn.detail)


def _write_failure(
    ws: Workspace,
    wanted: Wanted,
    kind: type[BaseException] | None,
    error: BaseException | None,
    _trace: TracebackType | None,
) -> None:
    """Record a bad end. A signal or a passing trouble leaves the work owed."""
    if kind is None:
        return
    # What cannot be recorded now shows itself later: its lease ends.
    with suppress(CouldNotFinishError):
        if isinstance(error, CouldNotFinishError) or not issubclass(kind, Exception):
            with writing(ws.engine) as session:
                let_go(session, wanted.work, wanted.flow_run_id, ws.now())
        else:
            detail = error.thai if isinstance(error, KamnotError) else kind.__name__
            _finish(ws, wanted, good=False, detail=detail)


def _is_theirs(found: RunClaim, wanted: Wanted) -> bool:
    return found.flow_run_id != wanted.flow_run_id


def _take(ws: Workspace, wanted: Wanted) -> RunClaim:
    # A claim is for processes that live at once: what a power cut undoes with them needs no flush of the disk.
    with writing(ws.engine, durable=False) as session:
        return claim(
            session,
            work=wanted.work,
            job=wanted.job,
            flow_run_id=wanted.flow_run_id,
            by_clock=wanted.by_clock,
            asked_at=wanted.asked_at,
            now=ws.now(),
        )


def _finish(ws: Workspace, wanted: Wanted, *, good: bool, detail: str) -> None:
    # A lost note of the end is owed work, done again: what it did is stored for certain.
    with writing(ws.engine, durable=False) as session:
        finish(session, wanted.work, wanted.flow_run_id, good=good, detail=detail, now=ws.now())
