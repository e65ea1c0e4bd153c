"""`kamnot unit`: its list and names, and what a unit tells of itself once for letters and forms."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.front.common import console, long_day, print_json, say, tell
from cli.front.options import AsJson, Unit, argument, option
from cli.front.session import REFUSED, actor, agreed, open_workspace
from cli.front.tables import headed

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


_Named = Annotated[str, argument("รหัสหรือชื่อสำนัก", "A unit's id or name.", "UNIT")]


@app.command(name="list", help=say("สำนักที่มีในระบบ", "List the units."))
def list_all(*, as_json: AsJson = False) -> None:
    """Print every unit with its id and names."""
    from flows.house.units import all_units

    found = all_units(open_workspace())
    if as_json:
        from reports.schemas.people import UnitsDocument

        print_json(UnitsDocument.of(units=found))
        return
    table = headed(("รหัส", "Id"), ("ชื่อ", "Name"), ("ส่วนราชการ", "Department"))
    for unit in found:
        table.add_row(unit.id, unit.name, unit.department)
    console().print(table)


@app.command(help=say("เปลี่ยนชื่อสำนัก (รหัสคงเดิม)", "Give a unit another name; its id stays."))
def rename(unit: _Named, name: Annotated[str, argument("ชื่อใหม่", "The new name.", "NAME")]) -> None:
    """Rename a unit. Raises KamnotError for an unknown unit, or a name that another has."""
    from flows.house.units import rename_unit

    ws = open_workspace()
    kept = rename_unit(ws, ws.unit(unit), name, by=actor())
    tell(f"สำนัก {kept.id}: {kept.name}", f"Unit {kept.id}: {kept.name}")


@app.command(
    help=say(
        "ลบสำนักที่เพิ่มผิดและยังไม่มีข้อมูล", "Remove a unit that was added by mistake and has no records."
    )
)
def remove(
    unit: _Named, *, yes: Annotated[bool, option("ลบโดยไม่ถาม", "Do not ask.", "--yes")] = False
) -> int:
    """Ask, and remove it with its contacts; exit 2 if not agreed to. KamnotError if anything was recorded."""
    from flows.house.units import refuse_removal, remove_unit

    ws = open_workspace()
    name = ws.unit(unit)
    refuse_removal(ws, name)
    if not (yes or agreed(f"ลบสำนัก {name} พร้อมรายชื่อผู้รับหรือไม่", f"Remove {name} and its contacts?")):
        return REFUSED
    remove_unit(ws, name, by=actor())
    tell(f"ลบสำนัก {name} แล้ว", f"Removed {name}.")
    return 0
