"""What was checked and what came out, and which flow runs failed: our record, whatever Prefect keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import CheckRunRow, FlowEventRow

_BANGKOK = timezone(timedelta(hours=7))
"""Thailand keeps one time all year."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One finished check; `result` is the `kamnot/check/1` object, moments are UTC."""

    id: int
    unit: str
    fiscal_year: int
    batch: str
    as_of: date
    plan_hash: str
    started_at: datetime
    finished_at: datetime
    complete: bool
    result: dict[str, Any]
    flow_run_id: str | None


def record_run(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    batch: str,
    as_of: date,
    plan_hash: str,
    complete: bool,
    result: dict[str, Any],
    started_at: datetime,
    finished_at: datetime,
    flow_run_id: str | None = None,
) -> int:
    """Keep one finished check with its result in full; returns its id. Dry runs are not kept."""
    row = CheckRunRow(
        unit=unit,
        fiscal_year=fiscal_year,
        batch=batch,
        as_of=as_of,
        plan_hash=plan_hash,
        started_at=started_at,
        finished_at=finished_at,
        complete=complete,
        exit_state="complete" if complete else "missing",
        result=result,
        flow_run_id=flow_run_id,
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # the flush gave it
    return row.id


def last_run(session: Session, unit: str, batch: str) -> RunRecord | None:
    """The check that finished last, whatever day it was for; None before the first."""
    row = session.exec(
        select(CheckRunRow)
        .where(CheckRunRow.unit == unit, CheckRunRow.batch == batch)
        .order_by(col(CheckRunRow.finished_at).desc(), col(CheckRunRow.id).desc())
        .limit(1)
    ).first()
    return _record(row) if row else None


def last_finished(session: Session) -> datetime | None:
    """When any check of any unit last ended (UTC); None before the first."""
    query = select(CheckRunRow.finished_at).order_by(col(CheckRunRow.finished_at).desc())
    return session.exec(query.limit(1)).first()


def finished_since(session: Session, unit: str, batch: str, since: datetime) -> datetime | None:
    """When the newest check ended that began at `since` (aware) or later, for that Bangkok day or later.

    Such a check has done the work of a run that was due at `since`; None when there is none. A check of a
    past day, made since then, does not count.
    """
    query = select(CheckRunRow.finished_at).where(
        CheckRunRow.unit == unit,
        CheckRunRow.batch == batch,
        CheckRunRow.started_at >= since,
        CheckRunRow.as_of >= since.astimezone(_BANGKOK).date(),
    )
    return session.exec(query.order_by(col(CheckRunRow.finished_at).desc()).limit(1)).first()


def record_flow_event(
    session: Session, *, flow_run_id: str, name: str, state: str, message: str, at: datetime
) -> None:
    """Keep that a flow run failed or crashed; `at` is aware."""
    session.add(
        FlowEventRow(flow_run_id=flow_run_id, name=name, state=state, message=message, at=at)
    )


def flow_events(session: Session, limit: int = 20) -> tuple[FlowEventRow, ...]:
    """The newest failures and crashes, newest first."""
    return tuple(
        session.exec(select(FlowEventRow).order_by(col(FlowEventRow.id).desc()).limit(limit))
    )


def _record(row: CheckRunRow) -> RunRecord:
    assert row.id is not None  # noqa: S101  # it came from the database
    return RunRecord(
        id=row.id,
        unit=row.unit,
        fiscal_year=row.fiscal_year,
        batch=row.batch,
        as_of=row.as_of,
        plan_hash=row.plan_hash,
        started_at=row.started_at,
        finished_at=row.finished_at,
        complete=row.complete,
        result=row.result,
        flow_run_id=row.flow_run_id,
    )
