"""Prepares the data folders of the demo's bureau and department, with all that came in. Safe to repeat."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from domain.reminders.duties import months_of, period_of
from flows.evidence.measures import enter, entered
from flows.evidence.take_in import Incoming, take_in
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from sample.documents import DOCUMENTS
from sample.evidence import AS_OF, make_demo_evidence
from sample.registers import write_rows
from sample.units import sample_units, store_sample, write_sample
from storage.db.database import init_database, open_database, writing
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.people import set_contact
from storage.records.plan_in_force import apply_plan
from storage.records.snoozes import duty_reports, report_duty
from storage.settings import Settings

UNIT = "bureau"
YEAR = 2567
CONTACTS = (
    ("steering", "head", "ผู้บังคับบัญชากลุ่มงานบริหารทั่วไป", "administration@bureau.example"),
    ("steering", "member", "เลขานุการคณะอำนวยการ", "steering@bureau.example"),
    ("planning", "head", "ผู้บังคับบัญชากลุ่มงานพัสดุ", "procurement@bureau.example"),
    ("planning", "member", "เลขานุการคณะทำงาน", "planning@bureau.example"),
    ("selection", "head", "ผู้บังคับบัญชากลุ่มงานสวัสดิการ", "welfare@bureau.example"),
    ("selection", "member", "เลขานุการคณะทำงาน", "selection@bureau.example"),
    ("campaign", "head", "ผู้บังคับบัญชากลุ่มงานพัสดุ", "procurement@bureau.example"),
    ("campaign", "member", "เลขานุการคณะทำงาน", "campaign@bureau.example"),
    ("director", "director", "ผู้อำนวยการสำนัก", "director@bureau.example"),
)
"""Roles and example addresses only: no real person is in the demo."""
TYPED = (("12.aware", f"102/{DOCUMENTS.staff}", date(2024, 3, 4)),)
"""Numbers that a person types: of a survey. All others follow from rows."""
PEOPLE = (
    ("member", "campaign@bureau.example", "campaign", "member"),
    ("secretary", "planning@bureau.example", "planning", "member"),
    ("director", "director@bureau.example", "director", "director"),
)
"""Who uses the demo's pages: account, address, group and role."""


def install(home: Path, *, language: str | None = None, pages: bool = False) -> Workspace:
    """Make a data folder with one bureau and its contacts; with `pages` its letters link to them."""
    settings = _settings(home)
    if pages:
        page = f"http://{settings.web_address}"
        settings = settings.model_copy(update={"page_url": page})
    set_up(settings, unit=UNIT)
    _use_newest_plan(settings)
    ws = Workspace(settings, language=language)
    add_contacts(ws, by="demo")
    return ws


def _settings(home: Path) -> Settings:
    """The demo is of 2567, the same with and without LibreOffice."""
    return Settings(home=home, make_pdf=False, fiscal_year=YEAR)


def add_contacts(ws: Workspace, *, by: str) -> None:
    """Store everybody who receives letters in the demo's bureau."""
    with writing(ws.engine) as session:
        for group, role, office, email in CONTACTS:
            set_contact(
                session,
                unit=UNIT,
                group=group,
                role=role,
                office=office,
                email=email,
                by=by,
                now=ws.now(),
            )


def install_department(home: Path, *, language: str | None = None) -> Workspace:
    """Make a data folder with twenty units, whose rows are invented and written into the tables."""
    settings = _settings(home)
    init_database(settings)
    _use_newest_plan(settings)
    ws = Workspace(settings, language=language)
    store_sample(ws.store, ws.plan)
    with writing(ws.engine) as session:
        now = datetime.now(UTC)
        write_sample(session, ws.plan, sample_units(), by="demo", now=now, by_rows=True)
    return ws


def _use_newest_plan(settings: Settings) -> None:
    """Apply the newest plan: a demo folder from before an update must follow the updated plan."""
    plan = load_plan([plan_folder(settings.fiscal_year)]).plan
    with writing(open_database(settings)) as session:
        apply_plan(session, plan, by="demo", why="demo", now=datetime.now(UTC))


def bring_evidence(ws: Workspace, home: Path) -> int:
    """Make the files with real tools and take them in as a working group would. Returns how many there are."""
    files = make_demo_evidence(home / "evidence-in", ws.plan)
    incoming = [Incoming(f.requirement, f.path, f.received_on) for f in files]
    take_in(ws, UNIT, incoming, by="demo")
    write_rows(ws, UNIT, by="demo")
    known = {e.fact.measure for e in entered(ws, UNIT)}
    for measure, value, day in TYPED:
        if measure not in known:
            enter(ws, UNIT, measure, value, on=day, by="demo")
    _hand_in_duties(ws)
    return len(files)


def _hand_in_duties(ws: Workspace) -> None:
    """Record the monthly duties as done, so that the demo's bureau owes its director none."""
    year = ws.plan.fiscal_year
    with writing(ws.engine) as session:
        known = {(row.duty, row.period) for row in duty_reports(session, UNIT, year)}
        for recurring in ws.plan.recurring:
            for month in months_of(ws.plan, recurring):
                period = period_of(month)
                if month < AS_OF and (recurring.id, period) not in known:
                    report_duty(
                        session,
                        unit=UNIT,
                        fiscal_year=year,
                        duty=recurring.id,
                        period=period,
                        done_on=month,
                        note="",
                        by="demo",
                        now=ws.now(),
                    )
