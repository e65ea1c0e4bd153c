"""`kamnot init`: creates the data folder and the database, with the plan's unit and working groups."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.front.common import long_day, say, tell
from cli.front.options import option
from cli.front.session import actor, open_workspace
from cli.house.unit import TOLD, Coordinator, Place, ReplyTo, Since, Telephone

app = typer.Typer()


@app.command()
def init(
    unit: Annotated[str, option("รหัสสำนัก (อังกฤษ)", "The unit's id.")] = "bureau",
    name: Annotated[str | None, option("ชื่อสำนัก", "The unit's name.")] = None,
    *,
    since: Since = None,
    place: Place = None,
    coordinator: Coordinator = None,
    telephone: Telephone = None,
    reply_to: ReplyTo = None,
) -> None:
    """Create what is missing and change nothing else."""
    from flows.house.set_up import set_up
    from flows.run.workspace import read_settings

    settings = read_settings()
    created = set_up(settings, unit=unit, name=name)
    state = say("สร้างใหม่", "created") if created else say("มีอยู่แล้ว ไม่ได้แก้ไข", "already there")
    tell(f"สำนัก {unit}: {state}", f"Unit {unit}: {state}")
    tell(f"โฟลเดอร์ข้อมูล {settings.home}", f"Data folder {settings.home}")
    told = {
        "since": since, "place": place, "coordinator": coordinator, "telephone": telephone,
        "reply_to": reply_to,
    }  # fmt: skip
    _keep(unit, told, ask=created and sys.stdin.isatty())
    hint = "kamnot contacts set planning name@example.go.th"
    tell(f"ขั้นต่อไป: {hint} แล้ว kamnot check march", hint)


def _keep(unit: str, told: dict[str, str | None], *, ask: bool) -> None:
    """Keep what the unit tells; a person at a terminal is asked for what was not given."""
    from flows.house.set_up import first_day, keep_profile

    ws = open_workspace()
    if ask:
        for name in (name for name, text in told.items() if text is None):
            known = long_day(first_day(ws.plan)) if name == "since" else ""
            told[name] = typer.prompt(say(*TOLD[name]), default=known, show_default=bool(known))
    keep_profile(ws, unit, told, by=actor())
