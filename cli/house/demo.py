"""`kamnot demo`: the main job on the real plan, with real files, in a folder of its own."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, language, say
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from flows.run.workspace import Workspace
    from storage.settings import Settings

app = typer.Typer()

UNIT = "bureau"
AS_OF = "2024-03-13"
YEAR_END = "2024-09-30"
MARKER = "kamnot-demo.txt"
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


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help=say("โฟลเดอร์ทดลอง", "The demo's folder."))] = Path(
        "demo"
    ),
    *,
    department: Annotated[
        bool,
        typer.Option(
            "--department",
            help=say(
                "ส่วนราชการตัวอย่าง ๒๐ สำนัก แทนสำนักเดียว", "A sample department of 20 units instead."
            ),
        ),
    ] = False,
) -> None:
    """Make evidence, take it in, check March as of 13 March 2567, write the mails. Safe to repeat."""
    home = folder.absolute()
    _prepare(home)
    out = console()
    out.print(say(f"โฟลเดอร์ทดลอง {home}", f"Demo folder {home}"), markup=False)
    if department:
        _show_department(home)
        return
    ws = _install(home)
    count = _bring_evidence(ws, home)
    out.print(say(f"รับหลักฐาน {count} ไฟล์แล้ว", f"{count} evidence files taken in"))
    _check(ws)
    _say_next(home)


def _prepare(home: Path) -> None:
    """The demo owns its folder, and the caller's database and mail server stay out of it."""
    if home.exists() and any(home.iterdir()) and not (home / MARKER).exists():
        raise KamnotError(
            f"โฟลเดอร์ “{home}” มีไฟล์อื่นอยู่ โปรดระบุโฟลเดอร์ว่าง เช่น kamnot demo ทดลอง",
            f"The folder {str(home)!r} holds other files; name an empty one.",
        )
    for name in [n for n in os.environ if n.startswith("KAMNOT_") and n != "KAMNOT_LANGUAGE"]:
        del os.environ[name]
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / MARKER).write_text(
            "Kamnot demo: everything here may be deleted.\n", encoding="utf-8"
        )
    except OSError as error:
        raise KamnotError(
            f"สร้างโฟลเดอร์ “{home}” ไม่ได้ ({error.strerror}) โปรดระบุโฟลเดอร์ที่เขียนได้",
            f"Cannot make the folder {str(home)!r} ({error.strerror}).",
        ) from error


def _show_department(home: Path) -> None:
    """Twenty units with made-up rows, rolled up as of the year's end. Safe to repeat."""
    from datetime import UTC, datetime

    from cli.front.session import day_of
    from cli.tables.rollup_tables import show_rollup
    from flows.check.rollup import find_rollup
    from flows.run.workspace import Workspace
    from sample.units import sample_units, store_sample, write_sample
    from storage.db.database import init_database, writing
    from storage.settings import Settings

    settings = Settings(home=home)
    init_database(settings)
    _use_newest_plan(settings)
    ws = Workspace(settings, language=language())
    store_sample(ws.store, ws.plan)
    with writing(ws.engine) as session:
        write_sample(session, ws.plan, sample_units(), by="demo", now=datetime.now(UTC))
    show_rollup(find_rollup(ws, day_of(YEAR_END)), ws.plan, console(), language())
    words = (
        "ข้อมูลตัวอย่างเขียนลงตารางโดยตรง ไม่ใช่เอกสารที่มีผู้ส่งจริง",
        "The sample was written into the tables; nobody sent these documents.",
    )
    console().print(say(*words), style="dim")
    _say_commands(
        home, f"rollup --as-of {YEAR_END} --xlsx rollup.xlsx --chart rollup.svg",
        f"points --unit unit-01 --as-of {YEAR_END}",
    )  # fmt: skip


def _install(home: Path) -> Workspace:
    from flows.house.set_up import set_up
    from flows.run.workspace import Workspace
    from storage.db.database import writing
    from storage.records.people import set_contact
    from storage.settings import Settings

    settings = Settings(home=home)
    set_up(settings, unit=UNIT)
    _use_newest_plan(settings)
    ws = Workspace(settings, language=language())
    with writing(ws.engine) as session:
        for group, role, office, email in CONTACTS:
            set_contact(
                session,
                unit=UNIT,
                group=group,
                role=role,
                office=office,
                email=email,
                by="demo",
                now=ws.now(),
            )
    return ws


def _use_newest_plan(settings: Settings) -> None:
    """A demo folder from before an update goes by the plan that came with the update."""
    from datetime import UTC, datetime

    from storage.db.database import open_database, writing
    from storage.plan_files.load import load_plan, plan_folder
    from storage.records.plan_in_force import apply_plan

    plan = load_plan([plan_folder(settings.fiscal_year)]).plan
    with writing(open_database(settings)) as session:
        apply_plan(session, plan, by="demo", why="demo", now=datetime.now(UTC))


def _bring_evidence(ws: Workspace, home: Path) -> int:
    """Make the files with real tools and take them in as a working group would. Safe to repeat."""
    from flows.evidence.measures import enter, entered
    from flows.evidence.take_in import Incoming, take_in
    from sample.evidence import DEMO_MEASURES, make_demo_evidence

    files = make_demo_evidence(home / "evidence-in", ws.plan)
    incoming = [Incoming(f.requirement, f.path, f.received_on) for f in files]
    take_in(ws, UNIT, incoming, by="demo")
    known = {e.fact.measure for e in entered(ws, UNIT)}
    for measure, numerator, denominator, count, yes_no, day in DEMO_MEASURES:
        if measure not in known:
            value = f"{numerator}/{denominator}" if denominator else count
            text = str(value) if yes_no is None else ("yes" if yes_no else "no")
            enter(ws, UNIT, measure, text, on=day, by="demo")
    _hand_in_duties(ws)
    return len(files)


def _hand_in_duties(ws: Workspace) -> None:
    """The demo's bureau owes its director no monthly report."""
    from domain.reminders.duties import months_of, period_of
    from storage.db.database import writing
    from storage.records.snoozes import duty_reports, report_duty

    year, day = ws.plan.fiscal_year, date.fromisoformat(AS_OF)
    with writing(ws.engine) as session:
        known = {(row.duty, row.period) for row in duty_reports(session, UNIT, year)}
        for recurring in ws.plan.recurring:
            for month in months_of(ws.plan, recurring):
                period = period_of(month)
                if month < day and (recurring.id, period) not in known:
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


def _check(ws: Workspace) -> None:
    from cli.batch.check import show
    from cli.front.session import day_of, tell_delivery
    from flows.check.check import CheckRequest, check

    outcome = check(ws, CheckRequest(UNIT, ("march",), day_of(AS_OF)))
    show(outcome, ws.plan, console(), dry_run=False)
    if not outcome.enqueued:
        console().print(
            say("ไม่มีจดหมายใหม่: แจ้งเตือนรอบนี้ไปแล้ว", "No new mail: this rung was sent before.")
        )
    tell_delivery(ws, outcome)


def _say_next(home: Path) -> None:
    _say_commands(
        home,
        "remind --as-of 2024-03-15 --dry-run",
        f"check march --as-of {AS_OF} --json",
        "plan show 7",
    )


def _say_commands(home: Path, *commands: str) -> None:
    out = console()
    kamnot = ".venv\\Scripts\\python -m cli" if os.name == "nt" else "./kamnot"
    setting = f'set "KAMNOT_HOME={home}" &&' if os.name == "nt" else f"KAMNOT_HOME='{home}'"
    out.print()
    out.print(say("ลองต่อ:", "Try next:"))
    for command in commands:
        out.print(f"  {setting} {kamnot} {command}", markup=False, soft_wrap=True)
