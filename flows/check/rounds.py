"""Rounds: one check of many units that any number of processes share, on one machine or on several.

Each takes a chunk that nobody is at, stores its units' results and letters, and takes the next. The chunk of a process
that dies is free again once its lease ends. Whoever needs the whole waits for the last chunk.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from pydantic import TypeAdapter

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.check.check import CheckRequest, refuse_request
from flows.check.check_many import UnitSummary, chunks, summarise_units
from flows.check.check_many import count_chunks as count_parts
from flows.letters.deliver import Delivered, deliver
from flows.letters.outbox import count_unsent
from flows.run.call import Call, direct, patiently
from flows.run.leases import kept_alive
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.people import units
from storage.records.run_claims import (
    CHUNK_LEASE,
    Chunk,
    RunClaim,
    begin_round,
    chunks_of,
    count_chunks,
    end_round,
    finish,
    let_go,
    take_chunk,
)
from storage.settings import Settings

Told = Callable[[int, int], None]
"""Hears how many chunks are finished, of how many."""
_LOOK_SECONDS = 0.2
_SUMMARIES = TypeAdapter(tuple[UnitSummary, ...])
_MARK = 12
"""Digits of a hash that tell two plans or two lists of units apart."""


def begin(ws: Workspace, names: Sequence[str], request: CheckRequest) -> str:
    """Begin the round of these units, or go on with the one that was left on that day. Returns its id.

    A round follows one plan: an unfinished one of another plan or of other units is left where it is. Raises as
    `summarise_units`.
    """
    refuse_request(request)
    listed = sha256(" ".join(names).encode()).hexdigest()
    what = "results" if request.record else "reminders"
    letters = "letters" if request.notify else "quiet"
    batches, day = ",".join(request.batches), request.as_of.isoformat()
    name = " ".join((what, letters, batches, day, _mark(ws), listed[:_MARK]))
    return patiently(_begin, ws, name, list(chunks(names)))


def _begin(ws: Workspace, name: str, parts: list[tuple[str, ...]]) -> str:
    with writing(ws.engine) as session:
        return begin_round(session, name, parts, now=ws.now(), mark=_mark(ws))


def _mark(ws: Workspace) -> str:
    """How the ids of the rounds by this plan begin."""
    return ws.plan_hash[:_MARK]


def help_along(
    ws: Workspace,
    round_id: str,
    request: CheckRequest,
    call: Call = direct,
    told: Told = lambda _done, _of: None,
) -> int:
    """Check chunks of the round until none is free. Returns how many; none if its plan is not ours."""
    if not round_id.startswith(_mark(ws)):
        return 0
    count, owner = 0, uuid4().hex
    chunk = patiently(_take, ws, round_id, owner)
    while chunk is not None:
        with _leased(ws, chunk):
            found = patiently(call, summarise_units, ws, chunk.units, request)
        count += 1
        chunk = patiently(_finish_and_take, ws, round_id, chunk, found)
        with reading(ws.engine) as session:
            of, done = count_chunks(session, round_id)
        told(done, of)
    return count


def finish_round(
    ws: Workspace,
    round_id: str,
    request: CheckRequest,
    call: Call = direct,
    told: Told = lambda _done, _of: None,
) -> tuple[UnitSummary, ...]:
    """Check what is left of the round, wait for what others are at, and take over from those that die.

    Returns every unit's result in the order of the units.
    """
    while True:
        help_along(ws, round_id, request, call, told)
        with reading(ws.engine) as session:
            of, done = count_chunks(session, round_id)
        told(done, of)
        if done == of:
            break
        time.sleep(_LOOK_SECONDS)
    found = patiently(_end, ws, round_id)
    return tuple(s for chunk in found for s in _SUMMARIES.validate_json(chunk.detail))


def _end(ws: Workspace, round_id: str) -> tuple[RunClaim, ...]:
    with writing(ws.engine) as session:
        end_round(session, round_id, ws.now())
        return chunks_of(session, round_id)


@dataclass(frozen=True, slots=True)
class CheckedUnits:
    """What came of a check of every unit, the names of the units by id, and the letters that wait for the relay."""

    summaries: tuple[UnitSummary, ...]
    names: Mapping[str, str]
    delivered: Delivered
    waiting: int

    @property
    def complete(self) -> bool:
        """Whether every unit was judged and is complete."""
        return all(summary.complete for summary in self.summaries)


def check_every_unit(ws: Workspace, request: CheckRequest, told: Told) -> CheckedUnits:
    """Check every unit by this machine's cores, and send what is due. Raises as `summarise_units`."""
    with reading(ws.engine) as session:
        names = {unit.id: unit.name for unit in units(session)}
    known = tuple(names) or (ws.unit(None),)
    found = check_together(ws, known, request, processes=os.cpu_count() or 1, told=told)
    sends = request.notify and not request.dry_run
    delivered = deliver(ws) if sends else Delivered()
    return CheckedUnits(found, names, delivered, count_unsent(ws).waiting)


def check_together(
    ws: Workspace, names: Sequence[str], request: CheckRequest, *, processes: int, told: Told
) -> tuple[UnitSummary, ...]:
    """Check the units by so many processes of this machine, up to the outbox.

    A dry run writes nothing, and therefore shares nothing either. Raises as `summarise_units`.
    """
    if request.dry_run:
        return check_alone(ws, names, request, told=told)
    round_id = begin(ws, names, request)
    helpers = min(processes, count_parts(names)) - 1
    with _helpers(ws, helpers, round_id, request):
        return finish_round(ws, round_id, request, told=told)


def check_alone(
    ws: Workspace,
    names: Sequence[str],
    request: CheckRequest,
    call: Call = direct,
    told: Told = lambda _done, _of: None,
) -> tuple[UnitSummary, ...]:
    """Check the units chunk by chunk, sharing nothing."""
    parts = list(chunks(names))
    found: list[UnitSummary] = []
    for done, part in enumerate(parts, start=1):
        found += call(summarise_units, ws, part, request)
        told(done, len(parts))
    return tuple(found)


@contextmanager
def _helpers(ws: Workspace, count: int, round_id: str, request: CheckRequest) -> Iterator[None]:
    """So many more processes at the round, until the block ends or no chunk is free."""
    ws.engine.dispose()  # a forked process must not inherit an open connection
    asked = (ws.settings, ws.language, round_id, request)
    helpers = [multiprocessing.Process(target=_help, args=asked, daemon=True) for _ in range(count)]
    for helper in helpers:
        helper.start()
    try:
        yield
    finally:
        for helper in helpers:
            helper.join()


def _help(settings: Settings, language: str, round_id: str, request: CheckRequest) -> None:
    # What troubles a helper troubles the process that waits for the chunks too, and that one says so.
    with suppress(KamnotError, KeyboardInterrupt):
        help_along(Workspace(settings, language=language), round_id, request)


@contextmanager
def _leased(ws: Workspace, chunk: Chunk) -> Iterator[None]:
    """Keep the lease, and give the chunk back at once if the block fails."""
    with ExitStack() as failed:
        failed.callback(_give_back, ws, chunk)
        with kept_alive(ws, chunk.work, chunk.owner, CHUNK_LEASE):
            yield
        failed.pop_all()


def _give_back(ws: Workspace, chunk: Chunk) -> None:
    with suppress(CouldNotFinishError), writing(ws.engine) as session:
        let_go(session, chunk.work, chunk.owner, ws.now())


def _take(ws: Workspace, round_id: str, owner: str) -> Chunk | None:
    with writing(ws.engine, durable=False) as session:
        return take_chunk(session, round_id, owner, ws.now())


def _finish_and_take(
    ws: Workspace, round_id: str, chunk: Chunk, found: Sequence[UnitSummary]
) -> Chunk | None:
    """Keep a chunk's result and lease the next chunk, in one transaction.

    A power cut may undo it: then the chunk, whose units are stored for certain, is judged again.
    """
    detail = _SUMMARIES.dump_json(tuple(found)).decode()
    with writing(ws.engine, durable=False) as session:
        finish(session, chunk.work, chunk.owner, good=True, detail=detail, now=ws.now())
        session.flush()
        return take_chunk(session, round_id, chunk.owner, ws.now())
