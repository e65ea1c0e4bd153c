"""Who does a piece of scheduled work now, and who did it last: two equal runs at once are one run.

A claim is a lease: whoever holds it renews it while it works, so that a run whose process died blocks nothing
for longer than the lease. One row for each piece of work, written over by the next run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from storage.db.tables import RunClaimRow

LEASE = timedelta(seconds=60)
"""A run that shows no sign of life for this long has died."""


@dataclass(frozen=True, slots=True)
class RunClaim:
    """The newest run of one piece of work; moments are UTC.

    `work` names the flow and its parameters, `job` the deployment whose schedule asks for it. `finished_at` and
    `good` are None while it runs, and stay so when its process died.
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
        """Whether somebody is at work on it."""
        return self.finished_at is None and self.lease_until > now

    def done_since(self, moment: datetime) -> bool:
        """Whether it was finished well at `moment` or later."""
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
    """Take the work unless an equal run is at it, or has done it since it was asked for.

    Returns the claim as it stands then: it is ours when its `flow_run_id` is.
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
    """Have a row to lock: of two first runs at once, the second waits for the first."""
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
    """Show that the run is alive; nothing when another has taken the work over."""
    row = session.get(RunClaimRow, work)
    if row is not None and row.flow_run_id == flow_run_id and row.finished_at is None:
        row.lease_until = now + LEASE
        session.add(row)


def finish(
    session: Session, work: str, flow_run_id: str, *, good: bool, detail: str, now: datetime
) -> None:
    """Write down how the run ended; nothing when another has taken the work over."""
    row = session.get(RunClaimRow, work)
    if row is not None and row.flow_run_id == flow_run_id:
        row.finished_at, row.good, row.detail = now, good, detail
        session.add(row)


def let_go(session: Session, work: str, flow_run_id: str, now: datetime) -> None:
    """Give the work up unfinished: it is owed still, and whoever asks next has it at once."""
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
    """Drop what began before `before`: re-runs of single days leave a row each."""
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
