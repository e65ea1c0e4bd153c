"""Lists and renames units, and removes one for which nothing was recorded."""

from __future__ import annotations

from dataclasses import dataclass

from domain.language.errors import KamnotError, OvertakenError
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records import people

_SHOWN = {
    "evidence_import": "หลักฐาน",
    "evidence_item": "หลักฐาน",
    "measure": "ตัวเลข",
    "relief": "ข้อผ่อนผัน",
    "snooze": "การพักการเตือน",
    "duty_report": "งานประจำ",
    "submission": "การนำส่ง",
}
"""What a table of the database holds; the others are of letters."""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit with its names."""

    id: str
    name: str
    department: str


def all_units(ws: Workspace) -> tuple[KnownUnit, ...]:
    """Every unit, by id."""
    with reading(ws.engine) as session:
        return tuple(KnownUnit(u.id, u.name, u.department) for u in people.units(session))


def rename_unit(ws: Workspace, unit: str, name: str, *, by: str) -> KnownUnit:
    """Give a unit another name; its id stays. Raises KamnotError for an unknown unit, or a name that another has."""
    new = " ".join(name.split())
    with writing(ws.engine) as session:
        row = people.lock_unit(session, unit)
        others = {n for u in people.units(session) if u.id != unit for n in (u.id, u.name)}
        if not new or new in others:
            raise KamnotError(
                f"ชื่อ “{new}” ใช้ไม่ได้ เพราะว่างหรือมีสำนักอื่นใช้แล้ว",
                f"The name {new!r} cannot be used: it is empty, or another unit's.",
            )
        people.set_unit(session, unit, name=new, department=row.department, by=by, now=ws.now())
        return KnownUnit(unit, new, row.department)


def refuse_removal(ws: Workspace, unit: str) -> None:
    """Raise KamnotError if a unit is the only one, or anything was recorded for it."""
    with reading(ws.engine) as session:
        if len(people.units(session)) == 1:
            raise KamnotError(
                "มีสำนักเดียว ลบไม่ได้ ถ้าชื่อผิด ให้เปลี่ยนชื่อแทน",
                "It is the only unit; rename it instead.",
            )
        kept = people.kept_of_unit(session, unit)
    if kept:
        shown = ", ".join(dict.fromkeys(_SHOWN.get(table, "จดหมายแจ้งเตือน") for table in kept))
        raise OvertakenError(
            f"สำนัก {unit} มีข้อมูลที่บันทึกไว้แล้ว ({shown}) จึงลบไม่ได้ บันทึกของทางราชการต้องเก็บไว้",
            f"The unit {unit} has records ({', '.join(kept)}); an office's records are kept.",
        )


def remove_unit(ws: Workspace, unit: str, *, by: str) -> None:
    """Remove a unit with its contacts and settings. Raises as `refuse_removal`."""
    refuse_removal(ws, unit)
    with writing(ws.engine) as session:
        people.lock_unit(session, unit)
        people.remove_unit(session, unit, by=by, now=ws.now())
