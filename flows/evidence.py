"""Taking evidence in: find the slot, keep the bytes, look inside, write the row."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import KamnotError
from domain.plan import Activity, EvidenceKind, EvidenceRequirement, Plan
from domain.thai import arabic_digits
from flows.workspace import Workspace
from storage.database import writing
from storage.evidence import AddedEvidence, add_evidence, clean_file_name
from storage.inspected import Inspection
from storage.inspection import FileToInspect, extension, inspect_files


@dataclass(frozen=True, slots=True)
class Intake:
    """One file taken in: its slot (`7.report`), what the look inside found, what storage says."""

    file_name: str
    wanted: EvidenceRequirement
    requirement: str
    inspection: Inspection
    added: AddedEvidence


def find_slot(plan: Plan, slot: str, file_name: str) -> str:
    """The requirement id meant by `7`, `๗`, `7.report` or `7/report` for this file.

    With the activity alone, the file's format decides: pictures go to the photos, anything else to the
    only document that takes it. Raises KamnotError when that leaves none or several.
    """
    number, _, name = arabic_digits(slot).strip().replace("/", ".").partition(".")
    activity = plan.by_number.get(int(number)) if number.isascii() and number.isdigit() else None
    if activity is None:
        raise KamnotError(
            f"ไม่มีกิจกรรม “{slot}” ในแผน ใช้เลข 1 ถึง {plan.activity_count} เช่น 7 หรือ 7.report",
            f"The plan has no activity {slot!r}; use 1 to {plan.activity_count}, as 7 or 7.report.",
        )
    chosen = _named(activity, name) if name else _by_format(activity, extension(file_name))
    return f"{activity.number}.{chosen.id}"


def _named(activity: Activity, name: str) -> EvidenceRequirement:
    for requirement in activity.requirements:
        if requirement.id == name:
            return requirement
    raise _ask_for_slot(activity, f"“{name}”", f"{name!r}")


def _by_format(activity: Activity, file_format: str) -> EvidenceRequirement:
    takers = [r for r in activity.requirements if file_format in r.formats]
    photos = [r for r in takers if r.kind is EvidenceKind.PHOTOS]
    chosen = photos or takers or list(activity.requirements)
    if len(chosen) == 1:
        return chosen[0]
    raise _ask_for_slot(activity, f"ไฟล์ .{file_format}", f"a .{file_format} file")


def _ask_for_slot(activity: Activity, what: str, english: str) -> KamnotError:
    slots = ", ".join(f"{activity.number}.{r.id} ({r.title})" for r in activity.requirements)
    return KamnotError(
        f"ไม่ทราบว่า{what} เป็นเอกสารใดของกิจกรรมที่ {activity.number} โปรดระบุ: {slots}",
        f"Which document of activity {activity.number} is {english}? Name one of: {slots}",
    )


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in: the slot its sender named, and the Bangkok day it was handed in."""

    slot: str
    path: Path
    received_on: date


def take_in(
    ws: Workspace, unit: str, files: Sequence[Incoming], *, by: str, note: str = ""
) -> list[Intake]:
    """Take files in, each into its activity or requirement.

    Every name is checked before anything is written. The bytes are on disk before their row, so that a
    crash leaves a whole file with its row or a file that nothing points to, never the other way round.
    """
    for file in files:
        _check_readable(file.path)
    slots = [find_slot(ws.plan, f.slot, f.path.name) for f in files]
    looks = inspect_files(
        [
            FileToInspect(f.path, f.path.name, _requirement(ws.plan, slot))
            for f, slot in zip(files, slots, strict=True)
        ]
    )
    return [
        _keep(ws, unit, file, slot, look, by=by, note=note)
        for file, slot, look in zip(files, slots, looks, strict=True)
    ]


def _keep(
    ws: Workspace, unit: str, file: Incoming, slot: str, look: Inspection, *, by: str, note: str
) -> Intake:
    with file.path.open("rb") as stream:
        stored = ws.store.put(stream)
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        added = add_evidence(
            session,
            unit=unit,
            fiscal_year=ws.plan.fiscal_year,
            requirement=slot,
            stored=stored,
            file_name=file.path.name,
            inspection=look,
            plan_hash=ws.plan_hash,
            received_on=file.received_on,
            event_date=None,
            by=by,
            note=note,
            now=ws.now(),
        )
    requirement = _requirement(ws.plan, slot)
    return Intake(clean_file_name(file.path.name), requirement, slot, look, added)


def _requirement(plan: Plan, full_id: str) -> EvidenceRequirement:
    number, _, name = full_id.partition(".")
    return next(r for r in plan.by_number[int(number)].requirements if r.id == name)


def _check_readable(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            with path.open("rb"):
                return
    except FileNotFoundError as error:
        raise KamnotError(
            f"ไม่พบไฟล์ “{path}” โปรดตรวจชื่อและตำแหน่งไฟล์", f"No such file: {str(path)!r}."
        ) from error
    except OSError as error:
        raise KamnotError(
            f"เปิดไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดตรวจสิทธิ์การอ่าน",
            f"Cannot read {str(path)!r} ({error.strerror}).",
        ) from error
    what = "โฟลเดอร์" if stat.S_ISDIR(mode) else "แฟ้มพิเศษของระบบ"
    raise KamnotError(
        f"“{path}” เป็น{what} โปรดระบุไฟล์ เช่น {path.name}/รายงาน.pdf",
        f"{str(path)!r} is no ordinary file; name files.",
    )
