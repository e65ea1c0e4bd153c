"""Each fiscal year's plan in force, identified by its content, and whether the year is closed.

The files may change at any time; checks follow them only after `plan apply`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from domain.language.errors import KamnotError, NotAllowedError, OvertakenError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.language.thai import thai_digits
from domain.plan.model import Plan
from storage.db import audit
from storage.db.tables import AppliedPlanRow, UnitRow, YearClosingRow
from storage.plan_files.content import content_hash, plan_content
from storage.records.people import HOME, keep_settings, lock_unit, settings_of

FIRST_USE = "ใช้ครั้งแรก"
"""The reason of a plan that came into force by its first use."""
_HELD = "kamnot_years_held"
_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class AppliedPlan:
    """A plan that was applied: its hash, when (UTC), by whom and why."""

    fiscal_year: int
    plan_hash: str
    applied_at: datetime
    applied_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing of a fiscal year: when (UTC), by whom and why."""

    fiscal_year: int
    at: datetime
    by: str
    why: str


def applied_plans(session: Session, fiscal_year: int) -> tuple[AppliedPlan, ...]:
    """Every plan that was in force in that year, the present one last; empty before the first use."""
    columns = (
        AppliedPlanRow.fiscal_year,
        AppliedPlanRow.plan_hash,
        AppliedPlanRow.applied_at,
        AppliedPlanRow.applied_by,
        AppliedPlanRow.why,
    )
    # Without `content`: it is large and seldom needed.
    query = select(*columns).where(AppliedPlanRow.fiscal_year == fiscal_year)  # type: ignore[call-overload]  # five columns are one more than its overloads know
    return tuple(AppliedPlan(*row) for row in session.exec(query.order_by(col(AppliedPlanRow.id))))


def plan_in_force(session: Session, fiscal_year: int) -> AppliedPlan | None:
    """The plan that checks follow in that year; None before its first use."""
    return next(reversed(applied_plans(session, fiscal_year)), None)


def remember_year(session: Session, fiscal_year: int, *, by: str, now: datetime) -> None:
    """Keep the fiscal year (พ.ศ.) that this home was set up for."""
    keep_settings(session, HOME, {_YEAR: str(fiscal_year)}, by=by, now=now)


def home_year(session: Session, this_year: int) -> int | None:
    """The home's fiscal year (พ.ศ.), None if it has none: one that it was set up for, or whose plan was applied.

    Of several it is the newest that has begun by `this_year`, else the first to come.
    """
    years = set(session.exec(select(AppliedPlanRow.fiscal_year).distinct()))
    kept = settings_of(session, HOME)[HOME].get(_YEAR)
    years |= {int(kept)} if kept else set()
    begun = [year for year in years if year <= this_year]
    return max(begun) if begun else min(years, default=None)


def read_plan_in_force(session: Session, fiscal_year: int) -> Plan:
    """The content of the plan in force.

    Raises KamnotError if there is none, or this Kamnot can no longer read it.
    """
    row = _newest(session, fiscal_year)
    try:
        if row is not None and content_hash(row.content) == row.plan_hash:
            return Plan.model_validate(row.content)
    except ValidationError:
        pass  # reported below, like a content that was altered
    year = thai_digits(fiscal_year)
    raise KamnotError(
        f"อ่านแผนปี {year} ที่ใช้อยู่จากฐานข้อมูลไม่ได้ โปรดตรวจดูแผนในไฟล์แล้วนำมาใช้ใหม่",
        f"The plan of {fiscal_year} in force cannot be read from the database; look at the plan's files"
        " and take them into use again.",
        How(Verb.PLAN_APPLY),
    )


def plans_before(session: Session, fiscal_year: int) -> tuple[Plan, ...]:
    """The plans that were in force in that year before the present one, oldest first.

    One that this Kamnot can no longer read is left out.
    """
    newest = _newest_id(session, fiscal_year)
    query = select(AppliedPlanRow.content).where(AppliedPlanRow.fiscal_year == fiscal_year)
    former = query.where(AppliedPlanRow.id != newest).order_by(col(AppliedPlanRow.id))
    found = (_readable(content) for content in session.exec(former))
    return tuple(plan for plan in found if plan is not None)


def _newest_id(session: Session, fiscal_year: int) -> int | None:
    query = select(func.max(AppliedPlanRow.id)).where(AppliedPlanRow.fiscal_year == fiscal_year)
    return session.exec(query).one()


def _readable(content: Mapping[str, Any]) -> Plan | None:
    try:
        return Plan.model_validate(content)
    except ValidationError:
        return None


def _newest(session: Session, fiscal_year: int) -> AppliedPlanRow | None:
    query = select(AppliedPlanRow).where(AppliedPlanRow.fiscal_year == fiscal_year)
    return session.exec(query.order_by(col(AppliedPlanRow.id).desc()).limit(1)).first()


def apply_plan(session: Session, plan: Plan, *, by: str, why: str, now: datetime) -> str:
    """Apply a plan for its fiscal year. Returns its hash. `now` is aware.

    Raises KamnotError if the year is closed. The plan in force is not written again.
    """
    refuse_closed(session, plan.fiscal_year)
    content = plan_content(plan)
    new, before = content_hash(content), plan_in_force(session, plan.fiscal_year)
    if before is not None and before.plan_hash == new:
        return new
    session.add(
        AppliedPlanRow(
            fiscal_year=plan.fiscal_year,
            plan_hash=new,
            content=content,
            applied_at=now,
            applied_by=by,
            why=why,
        )
    )
    session.flush()
    details = {"plan_hash": new, "before": before.plan_hash if before else None, "why": why}
    audit.record(session, by, "plan.apply", str(plan.fiscal_year), details, now)
    return new


def pin_plan(session: Session, plan: Plan, *, by: str, now: datetime) -> None:
    """Put the plan in force if the year has none yet: its first use."""
    if plan_in_force(session, plan.fiscal_year) is None and not closing_of(
        session, plan.fiscal_year
    ):
        apply_plan(session, plan, by=by, why=FIRST_USE, now=now)


def closing_of(session: Session, fiscal_year: int) -> Closing | None:
    """When and why the year was closed; None while it is open."""
    query = select(YearClosingRow).where(YearClosingRow.fiscal_year == fiscal_year)
    row = session.exec(query.order_by(col(YearClosingRow.id).desc()).limit(1)).first()
    return Closing(row.fiscal_year, row.at, row.by, row.why) if row and row.closed else None


def set_closed(
    session: Session, fiscal_year: int, *, closed: bool, by: str, why: str, now: datetime
) -> None:
    """Close a year for every unit, or open it again; both need a reason. `now` is aware.

    Raises KamnotError if the reason is missing, or the year is already in that state.
    """
    year = thai_digits(fiscal_year)
    reason = given_reason(why, "การปิดหรือเปิดปี", "Closing or reopening a year")
    # A process that takes evidence in locks a unit: closing waits for it, and it waits for closing.
    session.exec(select(UnitRow).order_by(UnitRow.id).with_for_update()).all()
    if (closing_of(session, fiscal_year) is not None) == closed:
        state = ("ปิดอยู่แล้ว", "closed already") if closed else ("ไม่ได้ปิดอยู่", "not closed")
        raise OvertakenError(
            f"ปีงบประมาณ {year} {state[0]}", f"Fiscal year {fiscal_year} is {state[1]}."
        )
    session.add(YearClosingRow(fiscal_year=fiscal_year, closed=closed, at=now, by=by, why=reason))
    session.flush()
    action = "year.close" if closed else "year.reopen"
    audit.record(session, by, action, str(fiscal_year), {"why": reason}, now)


def lock_year(session: Session, unit: str, fiscal_year: int) -> None:
    """Lock the unit before a change of what is known about a year: a closed year is read-only.

    The lock holds until the transaction ends, and the year cannot be closed meanwhile; locking again costs nothing.
    Raises KamnotError if the unit is unknown or the year closed.
    """
    held = session.info.setdefault(_HELD, set())
    if (unit, fiscal_year) not in held:
        lock_unit(session, unit)
        refuse_closed(session, fiscal_year)
        held.add((unit, fiscal_year))


def refuse_closed(session: Session, fiscal_year: int) -> None:
    """Raise KamnotError if the year is closed."""
    closing = closing_of(session, fiscal_year)
    if closing is None:
        return
    year = thai_digits(fiscal_year)
    raise NotAllowedError(
        f"ปีงบประมาณ {year} ปิดแล้ว ({closing.why}) จึงแก้ไขไม่ได้ ตรวจและดูรายงานได้ตามเดิม "
        "ถ้าต้องแก้จริง โปรดเปิดปีนั้นอีกครั้ง",
        f"Fiscal year {fiscal_year} is closed ({closing.why}) and cannot be changed; checks and reports"
        " still run. If it must be changed, reopen the year.",
        How(Verb.PLAN_REOPEN, str(fiscal_year)),
    )
