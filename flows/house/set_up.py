"""Prepares a data folder: database, unit, and the plan's working groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy.engine import Engine

from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.thai import fiscal_year_span, thai_date
from domain.plan.model import Plan
from domain.reminders.recipients import UnitProfile
from flows.letters.recipients import SINCE, profile_from
from flows.run.workspace import Workspace, today
from notifications.safe_text import one_line
from storage.db.database import init_database, reading, writing
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan
from storage.records.people import (
    check_email,
    keep_settings,
    lock_unit,
    set_group,
    set_unit,
    settings_of,
    units,
)
from storage.settings import Settings


def profile_of(ws: Workspace, unit: str) -> UnitProfile:
    """What the unit has told of itself."""
    with reading(ws.engine) as session:
        return profile_from(settings_of(session, unit)[unit])


def keep_profile(ws: Workspace, unit: str, told: Mapping[str, str | None], *, by: str) -> None:
    """Keep what is told of the unit, by the names of `PROFILE` and `SINCE`; None leaves a value as it is.

    Raises KamnotError for an address that is none, or a day that nobody can read or that is no day of the plan's year.
    """
    given = {name: one_line(text) for name, text in told.items() if text is not None}
    if given.get("reply_to"):
        check_email(given["reply_to"])
    if given.get(SINCE):
        given[SINCE] = _since(ws.plan, given[SINCE]).isoformat()
    if not given:
        return
    with writing(ws.engine) as session:
        lock_unit(session, unit)
        keep_settings(session, unit, given, by=by, now=ws.now())


def first_day(plan: Plan) -> date:
    """The likely first day of use of a home that is made today: today within the plan's year, else the year's first."""
    first, last = fiscal_year_span(plan.fiscal_year)
    return today() if first <= today() <= last else first


def _since(plan: Plan, text: str) -> date:
    day = parse_date(text, plan.fiscal_year)
    first, last = fiscal_year_span(plan.fiscal_year)
    if first <= day <= last:
        return day
    raise KamnotError(
        f"วันเริ่มใช้ต้องอยู่ในปีงบประมาณ {plan.fiscal_year} ({thai_date(first)} ถึง {thai_date(last)})"
        f" พบ {thai_date(day)}",
        f"The first day of use must lie in fiscal year {plan.fiscal_year}, {first} to {last}; found {day}.",
    )


def set_up(settings: Settings, *, unit: str, name: str | None = None) -> bool:
    """Create what is missing and change nothing else. Returns whether the unit is new."""
    plan = load_plan([plan_folder(settings.fiscal_year, *plan_roots(settings))]).plan
    engine = init_database(settings)
    settings.mailbox.mkdir(parents=True, exist_ok=True)
    try:
        return _set_up(engine, plan, unit, name)
    finally:
        engine.dispose()


def _set_up(engine: Engine, plan: Plan, unit: str, name: str | None) -> bool:
    now = datetime.now(UTC)
    with writing(engine) as session:
        if any(known.id == unit for known in units(session)):
            return False
        set_unit(
            session,
            unit,
            name=name or plan.unit.name,
            department=plan.unit.department,
            by="init",
            now=now,
        )
        for group in plan.groups:
            set_group(session, unit, group.id, name=group.name, by="init", now=now)
    return True
