"""The record of checks with their results, and of failed flow runs. Prefect's history is not relied on.

A check with the same result as the last one keeps a mark, not a copy (docs/decisions/storage.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import sqlalchemy
from sqlalchemy import func, null, update
from sqlmodel import Session, col, select

from storage.db import audit
from storage.db.run_tables import CheckRunRow, FlowEventRow

OF_THE_DAY = ("as_of", "reminders")
"""The parts of a `kamnot/check/1` object that change every day; all else changes only with the findings."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One finished check; moments are UTC. `result` is the `kamnot/check/1` object, None once dropped."""

    id: int
    unit: str
    fiscal_year: int
    batch: str
    as_of: date
    plan_hash: str
    started_at: datetime
    finished_at: datetime
    complete: bool
    result: dict[str, Any] | None
    flow_run_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """One finished check of one batch, to be recorded; moments are UTC."""

    unit: str
    fiscal_year: int
    batch: str
    as_of: date
    plan_hash: str
    complete: bool
    result: dict[str, Any]
    started_at: datetime
    finished_at: datetime
    flow_run_id: str | None = None
    digest: str = field(init=False)
    """Tells two results apart. Made with the run: other writers wait while it is recorded."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self.result))


def record_runs(session: Session, runs: Sequence[NewRun]) -> list[int]:
    """Record finished checks of one fiscal year. Returns their ids. Dry runs are not recorded.

    A result is stored in full, or as a mark if the batch's newest check has the same result.
    """
    if not runs:
        return []
    known = _newest(session, runs)
    rows = [_new_row(run, known.get((run.unit, run.batch, run.digest))) for run in runs]
    insert = sqlalchemy.insert(CheckRunRow).returning(
        col(CheckRunRow.id), sort_by_parameter_order=True
    )
    return list(session.execute(insert, rows).scalars())


def _new_row(run: NewRun, copy: int | None) -> dict[str, Any]:
    return {field.name: getattr(run, field.name) for field in fields(run)} | {
        "exit_state": "complete" if run.complete else "missing",
        "result": None if copy else run.result,
        "same_as": copy,
        "of_day": {k: run.result[k] for k in OF_THE_DAY if k in run.result} if copy else None,
    }


def _newest(session: Session, runs: Sequence[NewRun]) -> dict[tuple[str, str, str | None], int]:
    """The copy that the newest check of each unit and batch is or names, by unit, batch and digest."""
    row = CheckRunRow
    meant = (
        col(row.unit).in_({run.unit for run in runs}),
        col(row.batch).in_({run.batch for run in runs}),
        col(row.fiscal_year) == runs[0].fiscal_year,
    )
    newest = select(func.max(row.id)).where(*meant).group_by(col(row.unit), col(row.batch))
    copy = func.coalesce(row.same_as, row.id)
    found = select(row.unit, row.batch, row.digest, copy).where(col(row.id).in_(newest))
    return {(unit, batch, digest): copy for unit, batch, digest, copy in session.exec(found)}


def last_run(session: Session, unit: str, batch: str) -> RunRecord | None:
    """The check that finished last, for whichever day; None before the first."""
    row = _last(session, unit, batch)
    return _record(session, row) if row else None


def drop_old_results(
    session: Session, *, fiscal_year: int, keep_years: int, by: str, now: datetime
) -> int:
    """Drop the results of fiscal years before the newest `keep_years` up to `fiscal_year`; how many rows had one.

    Each batch's last check of every year keeps its result, and so do checks that name the same copy. Rows stay, because
    others refer to them.
    """
    oldest = fiscal_year - keep_years + 1
    # One statement, so that a check that ends meanwhile cannot lose its result.
    dropped = (
        update(CheckRunRow)
        .where(
            col(CheckRunRow.fiscal_year) < oldest,
            col(CheckRunRow.result).is_not(None) | col(CheckRunRow.of_day).is_not(None),
            func.coalesce(CheckRunRow.same_as, CheckRunRow.id).not_in(_last_copies(oldest)),
        )
        .values(result=null(), of_day=null(), digest=null())
        .returning(col(CheckRunRow.id))
    )
    count = len(session.execute(dropped).all())
    if count:
        audit.record(session, by, "check.drop", f"before {oldest}", {"results": count}, now)
    return count


def last_finished(session: Session) -> datetime | None:
    """When a check of any unit last ended (UTC); None before the first."""
    query = select(CheckRunRow.finished_at).order_by(col(CheckRunRow.finished_at).desc())
    return session.exec(query.limit(1)).first()


def record_flow_event(
    session: Session, *, flow_run_id: str, name: str, state: str, message: str, at: datetime
) -> None:
    """Record that a flow run failed or crashed; `at` is aware."""
    session.add(
        FlowEventRow(flow_run_id=flow_run_id, name=name, state=state, message=message, at=at)
    )


def flow_events(session: Session, limit: int = 20) -> tuple[FlowEventRow, ...]:
    """The newest failures and crashes, newest first."""
    return tuple(
        session.exec(select(FlowEventRow).order_by(col(FlowEventRow.id).desc()).limit(limit))
    )


def _last(session: Session, unit: str, batch: str) -> CheckRunRow | None:
    query = select(CheckRunRow).where(CheckRunRow.unit == unit, CheckRunRow.batch == batch)
    newest = (col(CheckRunRow.finished_at).desc(), col(CheckRunRow.id).desc())
    return session.exec(query.order_by(*newest).limit(1)).first()


def _copy(session: Session, row: CheckRunRow) -> CheckRunRow | None:
    return row if row.same_as is None else session.get(CheckRunRow, row.same_as)


def _digest(result: dict[str, Any]) -> str:
    """What tells the lasting parts apart. Compared as values, 1 would equal True, and no order of keys would count."""
    lasting = json.dumps({k: None if k in OF_THE_DAY else v for k, v in result.items()})
    return blake2b(lasting.encode(), digest_size=16).hexdigest()


def _result(session: Session, row: CheckRunRow) -> dict[str, Any] | None:
    copy = _copy(session, row)
    if copy is None or copy.result is None:
        return None
    return copy.result | (row.of_day or {})


def _last_copies(before: int) -> Any:
    """The copies that the last check of each unit, year and batch before that fiscal year keeps or names."""
    batch = (col(CheckRunRow.unit), col(CheckRunRow.fiscal_year), col(CheckRunRow.batch))
    newest = (col(CheckRunRow.finished_at).desc(), col(CheckRunRow.id).desc())
    copy = func.coalesce(CheckRunRow.same_as, CheckRunRow.id).label("copy")
    place = func.row_number().over(partition_by=batch, order_by=newest).label("place")
    ranked = select(copy, place).where(CheckRunRow.fiscal_year < before).subquery()
    return select(ranked.c.copy).where(ranked.c.place == 1)


def _record(session: Session, row: CheckRunRow) -> RunRecord:
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
        result=_result(session, row),
        flow_run_id=row.flow_run_id,
    )
