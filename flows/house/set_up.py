"""Prepares a data folder: database, unit, and the plan's working groups."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.engine import Engine

from domain.plan.model import Plan
from storage.db.database import init_database, writing
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan
from storage.records.people import set_group, set_unit, units
from storage.settings import Settings


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
