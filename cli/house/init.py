"""`kamnot init`: creates the data folder and the database, with the plan's unit and working groups."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.front.common import language, say
from cli.front.options import option

app = typer.Typer()


@app.command()
def init(
    unit: Annotated[str, option("รหัสสำนัก (อังกฤษ)", "The unit's id.")] = "bureau",
    name: Annotated[str | None, option("ชื่อสำนัก", "The unit's name.")] = None,
) -> None:
    """Create what is missing and change nothing else."""
    from flows.house.set_up import set_up
    from flows.run.workspace import read_settings

    settings = read_settings()
    created = set_up(settings, unit=unit, name=name)
    from cli.front.common import console

    out = console()
    state = say("สร้างใหม่", "created") if created else say("มีอยู่แล้ว ไม่ได้แก้ไข", "already there")
    out.print(say(f"สำนัก {unit}: {state}", f"Unit {unit}: {state}"), markup=False)
    out.print(say(f"โฟลเดอร์ข้อมูล {settings.home}", f"Data folder {settings.home}"), markup=False)
    hint = "kamnot contacts set planning name@example.go.th"
    if language() == "th":
        hint = f"ขั้นต่อไป: {hint} แล้ว kamnot check march"
    out.print(hint, markup=False)
