"""`kamnot unit`: what a unit tells of itself once, and letters and forms take from there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.front.common import console, long_day, print_json, say
from cli.front.options import AsJson, Unit, option
from cli.front.session import actor, open_workspace

app = typer.Typer(name="unit")

TOLD = {
    "place": ("ส่งเอกสารที่ไหน", "Where documents are brought"),
    "coordinator": ("ผู้ประสานงาน (ตำแหน่งหรือชื่องาน)", "Whom to ask, by office"),
    "telephone": ("โทรศัพท์", "Telephone"),
    "mobile": ("โทรศัพท์เคลื่อนที่", "Mobile telephone"),
    "reply_to": ("อีเมลที่ตอบจดหมายถึง", "Mail address for answers"),
    "address": ("ที่อยู่ของสำนัก", "The unit's address"),
    "leader": ("ผู้บริหารของสำนัก (ตำแหน่ง)", "Who leads the unit, by office"),
    "since": ("เริ่มใช้ระบบตั้งแต่วันที่", "In use since"),
}
"""What a unit is asked, by the name under which it is kept."""

Place = Annotated[str | None, option(*TOLD["place"])]
Coordinator = Annotated[str | None, option(*TOLD["coordinator"])]
Telephone = Annotated[str | None, option(*TOLD["telephone"])]
ReplyTo = Annotated[str | None, option(*TOLD["reply_to"])]
Since = Annotated[str | None, option(*TOLD["since"], metavar="DATE")]


@app.callback()
def _group() -> None:
    """Make a group of it."""


@app.command(
    help=say(
        "ดูหรือตั้งค่าของสำนัก: สถานที่ส่ง ผู้ประสานงาน โทรศัพท์ ที่อยู่",
        "Show or set what the unit tells: place, coordinator, telephone, address.",
    )
)
def profile(
    *,
    place: Place = None,
    coordinator: Coordinator = None,
    telephone: Telephone = None,
    reply_to: ReplyTo = None,
    mobile: Annotated[str | None, option(*TOLD["mobile"])] = None,
    address: Annotated[str | None, option(*TOLD["address"])] = None,
    leader: Annotated[str | None, option(*TOLD["leader"])] = None,
    garuda: Annotated[
        Path | None,
        option("ไฟล์ภาพครุฑของบันทึกข้อความ", "The Garuda for memos, a picture.", metavar="FILE"),
    ] = None,
    since: Since = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Keep what is given, an empty text forgets; then show all of it."""
    from flows.house.set_up import keep_garuda, keep_profile, profile_of

    ws = open_workspace()
    name = ws.unit(unit)
    told = {
        "place": place, "coordinator": coordinator, "telephone": telephone, "reply_to": reply_to,
        "mobile": mobile, "address": address, "leader": leader, "since": since,
    }  # fmt: skip
    if garuda is not None:
        keep_garuda(ws, garuda)
    keep_profile(ws, name, told, by=actor())
    kept = profile_of(ws, name)
    if as_json:
        from reports.schemas.people import UnitProfileDocument

        print_json(UnitProfileDocument.of(kept, unit=name, since=_day(kept.since)))
        return
    for key, value in asdict(kept).items():
        day = _day(value) if isinstance(value, date) else None
        text = long_day(day) if day else "" if isinstance(value, date) else value
        console().print(f"{say(*TOLD[key])}: {text or '–'}", markup=False, soft_wrap=True)


def _day(since: date) -> date | None:
    return None if since == date.min else since
