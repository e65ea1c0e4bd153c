"""The readings that the bureau settles: what each option would make of a unit, and the settling of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from domain.evaluation.reading_effects import (
    ReadingJudge,
    ReadingsReport,
    SettledReading,
    Settling,
)
from domain.language.errors import NotThereError
from domain.language.reasons import given_reason
from domain.plan.model import Plan, Settled
from domain.plan.readings import PRINTED
from flows.plan.changes import filed_plan
from flows.plan.confirming import refuse_nobody
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, in_bangkok
from storage.db import audit
from storage.db.database import reading, writing
from storage.plan_files.edit import set_value
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan, plan_files
from storage.plan_files.writing import read_text, rewrite, write_draft
from storage.records.people import units
from storage.records.plan_in_force import apply_plan, plan_in_force, refuse_closed


def list_readings(ws: Workspace, unit: str, as_of: date) -> ReadingsReport:
    """Every reading of the plan in force, with what each option would make of the unit. Nothing is written."""
    return _judge(ws, ws.plan).report(load_facts(ws, unit, as_of), as_of)


def look_at_settling(ws: Workspace, name: str, option: str, as_of: date) -> Settling:
    """What it would change for every unit to settle a reading of the plan's files. Nothing is written.

    Raises NotThereError for an unknown reading or option, KamnotError for a value that the option cannot take.
    """
    with reading(ws.engine) as session:
        names = [unit.id for unit in units(session)]
    known = {unit: load_facts(ws, unit, as_of) for unit in names}
    return _judge(ws, filed_plan(ws).plan).settling(name, option, known, as_of)


def _judge(ws: Workspace, plan: Plan) -> ReadingJudge:
    return ReadingJudge(plan, ws.is_working_day, ws.language)


def check_settler(office: str, why: str) -> str:
    """The reason to settle a reading. Raises KamnotError if it is missing, or the office."""
    refuse_nobody(office)
    return given_reason(why, "การยืนยันข้ออ่าน", "Settling a reading")


def settle(ws: Workspace, settling: Settling, *, office: str, why: str, by: str) -> SettledReading:
    """Settle a reading in the bureau's own plan files, and take the plan into use if the files were in use before.

    Raises KamnotError if office or reason is missing, the year is closed, or the files would form no sound plan.
    """
    reason = check_settler(office, why)
    now, year = ws.now(), settling.fiscal_year
    mark = Settled(
        option=settling.option.id, by=office.strip(), on=in_bangkok(now).date(), why=reason
    )
    with writing(ws.engine) as session:
        refuse_closed(session, year)
        before, copied = filed_plan(ws).content_hash, _own_copy(ws, year)
        folder = plan_folder(year, *plan_roots(ws.settings))
        _write(folder, settling, mark)
        audit.record(
            session, by, "plan.settle", f"{year}:{settling.reading.id}", _told(settling, mark), now
        )
        plan, in_force = load_plan([folder]).plan, plan_in_force(session, year)
        follows = in_force is None or before == in_force.plan_hash
        if in_force is not None and follows:
            apply_plan(session, plan, by=by, why=reason, now=now)
    return SettledReading(settling, copied, follows)


def _told(settling: Settling, mark: Settled) -> dict[str, object]:
    values = {path: [str(old), str(new)] for path, (old, new) in settling.values.items()}
    before = settling.before and settling.before.id
    return {
        "before": before,
        "option": mark.option,
        "office": mark.by,
        "why": mark.why,
        "values": values,
    }


def _own_copy(ws: Workspace, year: int) -> bool:
    """Make the bureau's own copy of a plan that comes with Kamnot. Returns whether one was made."""
    source = plan_folder(year, *plan_roots(ws.settings))
    if source.parent == ws.settings.own_plans:
        return False
    write_draft(source, load_plan([source]).plan, year, ws.settings.own_plans)
    return True


def _write(folder: Path, settling: Settling, mark: Settled) -> None:
    """Write the option's values, and who settled them, into the plan's files; all or nothing."""
    texts = {file: read_text(file) for file in plan_files([folder])}
    found, option = settling.reading, settling.option
    words = found.words if option.id == PRINTED else found.words and found.words[::-1]
    marked: dict[str, object] = {"settled": mark.model_dump(mode="json")}
    marked |= {"chosen": option.id} if found.words is None else {"confirmed": True}
    changes = {path: option.sets[path] for path in settling.values}
    for path, value in (changes | {f"{found.path}.{key}": v for key, v in marked.items()}).items():
        file, text = _set(texts, path, value, words if path in changes else None)
        texts[file] = text
    rewrite(folder, texts)


def _set(
    texts: Mapping[Path, str], path: str, value: object, words: tuple[str, str] | None
) -> tuple[Path, str]:
    for file, text in texts.items():
        changed = set_value(text, path, value, words)
        if changed is not None:
            return file, changed
    raise NotThereError(
        f"ไม่พบ “{path}” ในไฟล์แผน โปรดแก้ค่านี้ในไฟล์ด้วยมือ",
        f"The plan's files have no {path!r}; change this value in them by hand.",
    )
