"""`kamnot init`: creates the data folder and the database, with the year's plan, its unit and working groups."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, long_day, numeral, say, tell
from cli.front.options import option
from cli.front.session import actor, open_workspace, settings
from cli.house.unit import TOLD, Coordinator, Place, ReplyTo, Since, Telephone
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from flows.house.set_up import Prepared
    from flows.run.workspace import Workspace

app = typer.Typer()


@app.command()
def init(
    unit: Annotated[str, option("รหัสสำนัก (อังกฤษ)", "The unit's id.")] = "bureau",
    name: Annotated[str | None, option("ชื่อสำนัก", "The unit's name.")] = None,
    *,
    table: Annotated[
        Path | None,
        option(
            "ตารางแผนของสำนัก (Word, Excel) ถ้าปีนั้นยังไม่มีแผน",
            "The bureau's own plan table, for a year without a plan.",
            metavar="TABLE.docx|xlsx",
        ),
    ] = None,
    since: Since = None,
    place: Place = None,
    coordinator: Coordinator = None,
    telephone: Telephone = None,
    reply_to: ReplyTo = None,
) -> None:
    """Create what is missing and change nothing else."""
    from flows.house.set_up import set_up
    from flows.house.units import all_units

    known = settings()
    made = set_up(known, unit=unit, name=name, table=table or _ask_for_table())
    state = say("สร้างใหม่", "created") if made.new else say("มีอยู่แล้ว ไม่ได้แก้ไข", "already there")
    ws = open_workspace()
    named = next(one.name for one in all_units(ws) if one.id == unit)
    tell(f"{named} (รหัส {unit}): {state}", f"{named} (id {unit}): {state}")
    tell(f"โฟลเดอร์ข้อมูล {known.home}", f"Data folder {known.home}")
    _tell_plan(made)
    told = {
        "since": since, "place": place, "coordinator": coordinator, "telephone": telephone,
        "reply_to": reply_to,
    }  # fmt: skip
    _keep(ws, unit, told, ask=made.new and sys.stdin.isatty())
    if made.new:
        from flows.letters.outbox import FIRST_LETTER

        tell(*(f"{said} → kamnot remind --dry-run" for said in FIRST_LETTER))
    _tell_next(ws, made)


def _tell_next(ws: Workspace, made: Prepared) -> None:
    """The next step: a new year that has begun, else who receives letters, else the first check."""
    from domain.language.thai import fiscal_year_of
    from flows.house.doctor import lacks_contacts
    from flows.run.workspace import today

    now = fiscal_year_of(today())
    if made.fiscal_year < now and not ws.year_named:
        tell(
            f"ขณะนี้เป็นปีงบประมาณ {numeral(now)} แล้ว ขั้นต่อไป: kamnot init --year {now}",
            f"It is fiscal year {now} already. Next: kamnot init --year {now}",
        )
        return
    steps = ["kamnot contacts set planning name@example.go.th"] if lacks_contacts(ws) else []
    steps.append("kamnot check march")
    tell(f"ขั้นต่อไป: {' แล้ว '.join(steps)}", f"Next: {', then '.join(steps)}")


def _keep(ws: Workspace, unit: str, told: dict[str, str | None], *, ask: bool) -> None:
    """Keep what the unit tells; a person at a terminal is asked for what was not given, until it can be used."""
    from flows.house.set_up import first_day, keep_profile

    keep_profile(ws, unit, told, by=actor())
    for name in (name for name, text in told.items() if ask and text is None):
        known = long_day(first_day(ws.plan)) if name == "since" else ""
        while not _is_kept(ws, unit, name, known):
            pass


def _is_kept(ws: Workspace, unit: str, name: str, known: str) -> bool:
    """Ask once, and say what is wrong with an answer that cannot be used."""
    from flows.house.set_up import keep_profile

    text = typer.prompt(say(*TOLD[name]), default=known, show_default=bool(known))
    try:
        keep_profile(ws, unit, {name: text}, by=actor())
    except KamnotError as error:
        tell(error.thai, error.english)
        return False
    return True


def _ask_for_table() -> Path | None:
    """A person at a terminal is asked for the table of a year that has no plan; nobody else is asked."""
    from flows.house.set_up import lacks_plan, year_to_prepare

    year = year_to_prepare(settings())
    if not (sys.stdin.isatty() and lacks_plan(settings(), year)):
        return None
    shown = numeral(year)
    question = say(
        f"ไฟล์ตารางแผนปี {shown} (Word, Excel) ถ้ายังไม่มีกด Enter เพื่อร่างจากแผนปีก่อน",
        f"The plan table of {shown} (Word, Excel); Enter drafts from an earlier year",
    )
    answer = str(typer.prompt(question, default="", show_default=False)).strip().strip("'\"")
    return Path(answer) if answer else None


def _tell_plan(made: Prepared) -> None:
    """Say which year is used, and what has to be confirmed in a plan that was made for it."""
    from cli.plan.years import tell_made

    year = numeral(made.fiscal_year)
    tell(f"ปีงบประมาณ {year}", f"Fiscal year {year}", style="bold")
    if made.in_use != made.fiscal_year:
        now = numeral(made.in_use)
        tell(
            f"ขณะนี้ยังใช้ปี {now} ดูปี {year} ด้วย --year {made.fiscal_year}",
            f"The year in use is {now}; --year {made.fiscal_year} shows {year}.",
        )
    if made.drafted is not None:
        tell_made(made.drafted, console())
