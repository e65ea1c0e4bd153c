"""Which run does a piece of scheduled work now, or did it last: two equal runs at once count as one.

A claim is a lease: a run renews it while it works, so a dead process blocks others no longer than the lease. There is
one row for each piece of work; the next run overwrites it.

A round is one check of many units, shared by any number of processes: each chunk of units is a claim too, leased to the
process that is at it. A finished chunk holds its result.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, delete, func, select, update

from storage.db.database import insert_into
from storage.db.run_tables import RunClaimRow

LEASE = timedelta(seconds=60)
"""A run that has not renewed its claim for this long has died."""
CHUNK_LEASE = timedelta(seconds=20)
"""The same for a chunk, which takes seconds. If a process loses its chunk alive, the chunk is only judged twice."""
_ROUND = "round "
"""How the job of a round and of its chunks begins."""
_KEPT = timedelta(days=1)
"""How long an ended round may be read: of two processes that finish it together one reads it a moment later."""


@dataclass(frozen=True, slots=True)
class RunClaim:
    """The newest run of one piece of work; moments are UTC.

    `work` names the flow and its parameters, `job` the deployment whose schedule asks for it. `finished_at` and `good`
    are None while it runs, and after its process died.
    """

    work: str
    job: str
    flow_run_id: str
    by_clock: bool
    started_at: datetime
    lease_until: datetime
    finished_at: datetime | None
    good: bool | None
    detail: str

    def alive(self, now: datetime) -> bool:
        return self.finished_at is None and self.lease_until > now

    def done_since(self, moment: datetime) -> bool:
        """Whether it ended well at `moment` or later."""
        return bool(self.good) and self.finished_at is not None and self.finished_at >= moment


def claim(
    session: Session,
    *,
    work: str,
    job: str,
    flow_run_id: str,
    by_clock: bool,
    asked_at: datetime,
    now: datetime,
) -> RunClaim:
    """Claim the work unless an equal run is doing it, or has done it since it was asked for.

    Returns the claim that holds now. The work is ours if its `flow_run_id` is.
    """
    _make_row(session, work, job, now)
    row = session.exec(select(RunClaimRow).where(RunClaimRow.work == work).with_for_update()).one()
    found = _claim(row)
    theirs = found.flow_run_id != flow_run_id
    if theirs and (found.alive(now) or found.done_since(asked_at)):
        return found
    row.job, row.flow_run_id, row.by_clock = job, flow_run_id, by_clock
    row.started_at, row.lease_until = now, now + LEASE
    row.finished_at, row.good, row.detail = None, None, ""
    session.add(row)
    session.flush()
    return _claim(row)


def _make_row(session: Session, work: str, job: str, now: datetime) -> None:
    """Make sure there is a row to lock, so that of two first runs the second waits."""
    values = {
        "work": work,
        "job": job,
        "flow_run_id": "",
        "by_clock": False,
        "started_at": now,
        "lease_until": now,
        "detail": "",
    }
    table: Any = RunClaimRow.__table__  # type: ignore[attr-defined]  # SQLModel's tables have one
    session.execute(insert_into(session, table).values(**values).on_conflict_do_nothing())


def renew(
    session: Session, work: str, flow_run_id: str, now: datetime, lease: timedelta = LEASE
) -> None:
    """Renew the claim; do nothing if another run has taken the work."""
    row = session.get(RunClaimRow, work)
    if row is not None and row.flow_run_id == flow_run_id and row.finished_at is None:
        row.lease_until = now + lease
        session.add(row)


def finish(
    session: Session, work: str, flow_run_id: str, *, good: bool, detail: str, now: datetime
) -> None:
    """Record how the run ended; do nothing if another run has taken the work."""
    row = session.get(RunClaimRow, work)
    if row is not None and row.flow_run_id == flow_run_id:
        row.finished_at, row.good, row.detail = now, good, detail
        session.add(row)


def let_go(session: Session, work: str, flow_run_id: str, now: datetime) -> None:
    """Release the unfinished work: it is still owed, and the next run that asks gets it at once."""
    row = session.get(RunClaimRow, work)
    if row is not None and row.flow_run_id == flow_run_id and row.finished_at is None:
        row.lease_until = now
        session.add(row)


def claims(session: Session, job: str | None = None) -> tuple[RunClaim, ...]:
    """The newest run of every piece of work, or of one job's, the newest first; no rounds and chunks."""
    shared = col(RunClaimRow.job).startswith(_ROUND)
    query = select(RunClaimRow).where(~shared).order_by(col(RunClaimRow.started_at).desc())
    if job is not None:
        query = query.where(RunClaimRow.job == job)
    return tuple(_claim(row) for row in session.exec(query))


def forget_claims(session: Session, before: datetime) -> None:
    """Delete claims from before `before`: re-runs of single days leave a row each."""
    session.exec(delete(RunClaimRow).where(col(RunClaimRow.started_at) < before))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some units of a round, leased to `owner`."""

    work: str
    owner: str
    units: tuple[str, ...]


def begin_round(
    session: Session, name: str, chunks: Sequence[Sequence[str]], *, mark: str, now: datetime
) -> str:
    """Go on with the unfinished round of that name, or begin one with these chunks.

    Returns the round's id; that of a new one begins with `mark`.
    """
    work = _ROUND + name
    _make_row(session, work, work, now)
    row = session.exec(select(RunClaimRow).where(RunClaimRow.work == work).with_for_update()).one()
    if row.flow_run_id and row.finished_at is None:
        return row.flow_run_id
    row.flow_run_id = f"{mark}-{uuid4().hex}"
    row.started_at, row.finished_at, row.good = now, None, None
    old = col(RunClaimRow.job).startswith(_ROUND) & (col(RunClaimRow.started_at) < now - _KEPT)
    session.exec(delete(RunClaimRow).where(old))
    session.add_all(
        RunClaimRow(
            work=f"{row.flow_run_id} {number:06d}",
            job=_ROUND + row.flow_run_id,
            flow_run_id="",
            by_clock=False,
            started_at=now,
            lease_until=now,
            detail=json.dumps(list(units)),
        )
        for number, units in enumerate(chunks)
    )
    return row.flow_run_id


def take_chunk(session: Session, round_id: str, owner: str, now: datetime) -> Chunk | None:
    """Lease the first chunk that nobody is at; None if there is none now."""
    free = (
        col(RunClaimRow.job) == _ROUND + round_id,
        col(RunClaimRow.finished_at).is_(None),
        col(RunClaimRow.lease_until) <= now,
    )
    query = select(RunClaimRow).where(*free).order_by(RunClaimRow.work).limit(1)
    row = session.exec(query.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.flow_run_id, row.lease_until = owner, now + CHUNK_LEASE
    session.add(row)
    return Chunk(row.work, owner, tuple(json.loads(row.detail)))


def chunks_of(session: Session, round_id: str) -> tuple[RunClaim, ...]:
    """Every chunk of a round, in order."""
    own = RunClaimRow.job == _ROUND + round_id
    return tuple(
        _claim(row)
        for row in session.exec(select(RunClaimRow).where(own).order_by(RunClaimRow.work))
    )


def count_chunks(session: Session, round_id: str) -> tuple[int, int]:
    """How many chunks a round has, and how many of them are finished."""
    counts = select(func.count(), func.count(col(RunClaimRow.finished_at)))
    return session.exec(counts.where(RunClaimRow.job == _ROUND + round_id)).one()


def end_round(session: Session, round_id: str, now: datetime) -> None:
    """Close a round, so that the next one of its name begins anew."""
    row = RunClaimRow
    (
        session.execute(
            update(row)
            .where(col(row.flow_run_id) == round_id, col(row.finished_at).is_(None))
            .values(finished_at=now, good=True)
        )
    )


def _claim(row: RunClaimRow) -> RunClaim:
    return RunClaim(
        row.work,
        row.job,
        row.flow_run_id,
        row.by_clock,
        row.started_at,
        row.lease_until,
        row.finished_at,
        row.good,
        row.detail,
    )
