"""Prepares a data folder: the year's plan, database, unit, and the plan's working groups."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlmodel import Session

from domain.language.days import parse_date
from domain.language.errors import CouldNotFinishError, KamnotError, NotThereError
from domain.language.thai import fiscal_year_of, fiscal_year_span, thai_date
from domain.plan.model import Plan
from domain.reminders.recipients import UnitProfile
from flows.letters.recipients import SINCE, profile_from
from flows.plan.changes import Draft, draft_year
from flows.plan.from_table import ImportedPlan, import_table
from flows.run.workspace import Workspace, followed, today
from notifications.safe_text import one_line
from storage.db.access import hide, share
from storage.db.anchors import lost, refuse_lost, refuse_older
from storage.db.database import init_database, open_database, reading, writing
from storage.evidence_store.choose import open_store
from storage.plan_files.folders import plan_folder, plan_roots, plan_years, year_before
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
from storage.records.plan_in_force import home_year, remember_year
from storage.settings import Settings

_BY = "init"


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


def keep_garuda(ws: Workspace, file: Path) -> None:
    """Keep the office's picture of the Garuda in the home, for its memos. Raises KamnotError if it is no picture."""
    from reports.paper.document import Image
    from reports.paper.pictures import fit

    if fit(Image(file, "")) is None:
        raise KamnotError(
            f"“{file.name}” ไม่ใช่ไฟล์ภาพ โปรดใช้ภาพครุฑเป็น .png หรือ .jpg",
            f"{file.name!r} is no picture; give the Garuda as .png or .jpg.",
        )
    new = ws.settings.garuda.with_suffix(".new")
    new.write_bytes(file.read_bytes())
    new.replace(ws.settings.garuda)


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made: the unit if it is `new`, and the year's plan if there was none (read from a table, or drafted).

    `in_use` is the home's year from now on.
    """

    fiscal_year: int
    in_use: int
    new: bool
    drafted: Draft | ImportedPlan | None


def year_to_prepare(settings: Settings) -> int:
    """The year (พ.ศ.) that is named, else the home's, else the day's."""
    try:
        engine = open_database(settings)
    except NotThereError:
        _refuse_lost(settings)
        return settings.fiscal_year
    try:
        refuse_older(settings, engine)
        return followed(settings, engine).fiscal_year
    finally:
        engine.dispose()


def _refuse_lost(settings: Settings) -> None:
    """Raise OvertakenError if a database was here, or its evidence is in the bucket: no new one takes its place."""
    refuse_lost(settings)
    with suppress(CouldNotFinishError):  # a bucket that does not answer says nothing
        if any(True for _ in open_store(settings).contents()):
            raise lost(settings)


def lacks_plan(settings: Settings, fiscal_year: int) -> bool:
    """Whether that year's plan neither comes with Kamnot nor is among the bureau's own."""
    return fiscal_year not in plan_years(*plan_roots(settings))


def set_up(
    settings: Settings, *, unit: str, name: str | None = None, table: Path | None = None
) -> Prepared:
    """Create what is missing and change nothing else.

    A year without a plan gets one: from the bureau's own `table`, else from the newest plan before it. Its values are
    unconfirmed. Raises OvertakenError if a database was lost here, KamnotError if there is a table for a year with a
    plan, or a plan or the table cannot be read.
    """
    hide(settings)
    share(settings)
    year = year_to_prepare(settings)
    drafted = _make_plan(settings, year, table)
    plan = load_plan([plan_folder(year, *plan_roots(settings))]).plan
    engine = init_database(settings)
    settings.mailbox.mkdir(parents=True, exist_ok=True)
    try:
        new = _store(engine, plan, unit, name)
        with reading(engine) as session:
            in_use = home_year(session, fiscal_year_of(today())) or year
        return Prepared(year, in_use, new, drafted)
    finally:
        engine.dispose()


def _make_plan(settings: Settings, year: int, table: Path | None) -> Draft | ImportedPlan | None:
    known = plan_years(*plan_roots(settings))
    newest = year_before(year, known)
    if table is not None:
        return import_table(settings, table, from_year=newest, year=year)
    return draft_year(settings, year, newest) if lacks_plan(settings, year) else None


def _store(engine: Engine, plan: Plan, unit: str, name: str | None) -> bool:
    now = datetime.now(UTC)
    with writing(engine) as session:
        remember_year(session, plan.fiscal_year, by=_BY, now=now)
        if any(known.id == unit for known in units(session)):
            return False
        _add_unit(session, plan, unit, name, now)
    return True


def _add_unit(session: Session, plan: Plan, unit: str, name: str | None, now: datetime) -> None:
    department = plan.unit.department
    set_unit(session, unit, name=name or plan.unit.name, department=department, by=_BY, now=now)
    for group in plan.groups:
        set_group(session, unit, group.id, name=group.name, by=_BY, now=now)
