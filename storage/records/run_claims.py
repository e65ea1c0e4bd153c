"""Which run does a piece of scheduled work now, or did it last: two equal runs at once count as one.

A claim is a lease: a run renews it while it works, so a dead process blocks others no longer than the lease. There is
one row for each piece of work; the next run overwrites it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from storage.db.tables import RunClaimRow

LEASE = timedelta(seconds=60)
"""A run that has not renewed its claim for this long has died."""


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
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement: Any = sqlite.insert(table) if on_sqlite else postgresql.insert(table)
    session.execute(statement.values(**values).on_conflict_do_nothing())


def renew(session: Session, work: str, flow_run_id: str, now: datetime) -> None:
    """Renew the claim; do nothing if another run has taken the work."""
    row = session.get(RunClaimRow, work)
    if row is not None and row.flow_run_id == flow_run_id and row.finished_at is None:
        row.lease_until = now + LEASE
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
    """The newest run of every piece of work, or of one job's, the newest first."""
    query = select(RunClaimRow).order_by(col(RunClaimRow.started_at).desc())
    if job is not None:
        query = query.where(RunClaimRow.job == job)
    return tuple(_claim(row) for row in session.exec(query))


def forget_claims(session: Session, before: datetime) -> None:
    """Delete claims from before `before`: re-runs of single days leave a row each."""
    session.exec(delete(RunClaimRow).where(col(RunClaimRow.started_at) < before))


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
