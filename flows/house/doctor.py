"""Examines an installation: plan, data folder, database, contacts, mail, and whether it is well now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import BUDDHIST_OFFSET, fiscal_year_of, thai_date
from domain.plan.carried import is_unconfirmed
from domain.plan.model import WorkingGroup
from flows.house.health import Diagnosis, look_at_backup, look_at_letters, look_at_runs, trouble
from flows.letters.recipients import Reach, reach_of_units
from flows.plan.changes import due_day_report
from flows.run.workspace import Workspace, in_bangkok, today
from storage.db.access import group_of, open_to_others
from storage.db.database import check_sound, database_file, reading
from storage.plan_files.folders import plan_roots, plan_years
from storage.records.listed_evidence import contents_of_year, count_older_looks
from storage.records.runs import flow_events
from storage.settings import Settings

_NAMED = 3
"""Most units that are named; more are counted."""
TROUBLE_DAYS = timedelta(days=7)


def examine(settings: Settings) -> list[Diagnosis]:
    """Examine everything. What an earlier fault makes impossible to examine is left out."""
    try:
        ws = Workspace(settings)
        with reading(ws.engine) as session:
            check_sound(session)
    except KamnotError as error:
        return [trouble("workspace", error)]
    looks: tuple[Callable[[Workspace], Iterator[Diagnosis]], ...] = (
        _plan, _plan_files, _home, look_at_backup, _store, _looks, _contacts, _mail,
        look_at_letters, look_at_runs, _failures, _sign_in,
    )  # fmt: skip
    return [diagnosis for look in looks for diagnosis in look(ws)]


def _sign_in(ws: Workspace) -> Iterator[Diagnosis]:
    """Whether the office's own sign-in answers, where it is set."""
    from flows.house.office_login import look, offered

    if not offered(ws):
        return
    try:
        look(ws)
    except KamnotError as error:
        yield trouble("sign-in", error)
        return
    yield Diagnosis(
        "sign-in", True, "ระบบลงชื่อเข้าใช้ของหน่วยงานตอบ", "the office's own sign-in answers"
    )


def _plan(ws: Workspace) -> Iterator[Diagnosis]:
    year, now = ws.plan.fiscal_year, fiscal_year_of(today())
    yield Diagnosis(
        "plan", True,
        f"แผนปี {year}: {len(ws.plan.activities)} กิจกรรม {ws.plan.total_points} คะแนน",
        f"plan of {year}: {len(ws.plan.activities)} activities, {ws.plan.total_points} points",
    )  # fmt: skip
    there = now in plan_years(*plan_roots(ws.settings))
    if year != now and (there or ws.year_named):
        why = _NAMED_YEAR if ws.year_named else _YEAR_TO_COME
        yield Diagnosis(
            "fiscal-year", True,
            f"ขณะนี้เป็นปีงบประมาณ {now} แต่ใช้แผนปี {year} {why[0]}",
            f"it is fiscal year {now}, the plan in use is of {year}{why[1]}",
            warning=True,
            how=None if ws.year_named else How(Verb.INIT_YEAR, str(now)),
        )  # fmt: skip
    if not there:
        yield Diagnosis(
            "plan-of-this-year", True,
            f"ขณะนี้เป็นปีงบประมาณ {now} แต่ยังไม่มีแผนของปีนี้ โปรดร่างแผน",
            f"it is fiscal year {now} and there is no plan for it: draft it",
            warning=True,
            how=How(Verb.INIT_YEAR, str(now)),
        )  # fmt: skip


_NAMED_YEAR = ("ตามปีที่ระบุไว้", ", which was named")
_YEAR_TO_COME = ("โปรดเตรียมปีปัจจุบัน", "; set the present year up")


def _plan_files(ws: Workspace) -> Iterator[Diagnosis]:
    """Whether the plan's files are in force, confirmed, and on a known calendar."""
    if ws.closed:
        year = ws.plan.fiscal_year
        yield Diagnosis(
            "year-closed", True,
            f"ปีงบประมาณ {year} ปิดแล้ว ตรวจและดูรายงานได้ แต่แก้ไขไม่ได้",
            f"fiscal year {year} is closed: checks and reports run, nothing can be changed",
        )  # fmt: skip
    if ws.plan_note is not None:
        yield replace(trouble("plan-files", ws.plan_note), ok=True, warning=True)
    carried = ws.filed.plan if ws.filed else ws.plan
    if is_unconfirmed(carried):
        yield Diagnosis(
            "plan-unconfirmed", True,
            f"แผนปี {carried.fiscal_year} มีค่าที่ยกมาและยังไม่ยืนยัน",
            f"values of the plan of {carried.fiscal_year} were carried over and are not confirmed",
            warning=True,
            how=How(Verb.PLAN_CONFIRM),
        )  # fmt: skip
    for calendar in due_day_report(ws.settings, ws.plan).unknown_years:
        thai_year = calendar + BUDDHIST_OFFSET
        yield Diagnosis(
            "calendar", True,
            f"วันหยุดราชการปี พ.ศ. {thai_year} ยังไม่ยืนยัน ใส่วันที่ประกาศแล้วในไฟล์ของ KAMNOT_CLOSED_DAYS "
            f"พร้อมบรรทัด “ปี {thai_year} ครบ”",
            f"the holidays of {calendar} are not confirmed: put those declared into the file of"
            f" KAMNOT_CLOSED_DAYS with the line “year {calendar} complete”",
            warning=True,
        )  # fmt: skip


def _home(ws: Workspace) -> Iterator[Diagnosis]:
    home = ws.settings.home
    ok = os.access(home, os.W_OK)
    yield Diagnosis(
        "home", ok,
        f"โฟลเดอร์ข้อมูล {home}" + ("" if ok else " เขียนไม่ได้ โปรดตรวจสิทธิ์"),
        f"data folder {home}" + ("" if ok else " cannot be written; check its permissions"),
    )  # fmt: skip
    yield from _readers(ws.settings)
    kind = ws.engine.dialect.name
    yield Diagnosis("database", True, f"ฐานข้อมูล {kind} เปิดได้", f"{kind} database opens")


def _readers(settings: Settings) -> Iterator[Diagnosis]:
    """Who else may read what the home holds."""
    for folder in open_to_others(settings, database_file(settings)):
        yield Diagnosis(
            "readers", True,
            f"บัญชีอื่นในเครื่องนี้อ่าน “{folder}” ได้ โปรดปิดสิทธิ์อ่านของผู้อื่นที่โฟลเดอร์นี้",
            f"other accounts of this machine can read {folder}; take the others' permissions from the folder",
            warning=True,
        )  # fmt: skip
    group, wanted = group_of(settings.home), settings.shared_group
    if group is not None:
        yield Diagnosis(
            "shared", True,
            f"สมาชิกกลุ่ม {group} ใช้โฟลเดอร์ข้อมูลร่วมกัน",
            f"the members of the group {group} share the data folder",
        )  # fmt: skip
    if wanted not in (None, group):
        yield Diagnosis(
            "sharing", True,
            f"ยังไม่ได้ให้กลุ่ม {wanted} (KAMNOT_SHARED_GROUP) ใช้โฟลเดอร์ข้อมูลร่วมกัน",
            f"the group {wanted} (KAMNOT_SHARED_GROUP) does not share the data folder yet",
            warning=True,
            how=How(Verb.INIT),
        )  # fmt: skip


def lacks_contacts(ws: Workspace) -> bool:
    """Whether a working group of some unit has nobody who receives its letters."""
    return any(reach.missing for reach in reach_of_units(ws))


def _contacts(ws: Workspace) -> Iterator[Diagnosis]:
    """Whom no letter can reach. Up to a few units are named, more are counted."""
    found = reach_of_units(ws)
    if len(found) <= _NAMED:
        yield from (_reach(r.unit, r.missing) for r in found)
    else:
        yield _reach_of_many(found)
    silent = [r.unit for r in found if r.somebody and not (r.told.says_where and r.told.reply_to)]
    if silent:
        more = "" if len(silent) == 1 else f" ({len(silent)})"
        yield Diagnosis(
            "where-to-send", True,
            f"สำนัก {silent[0]}{more}: ยังไม่ได้บอกว่าส่งเอกสารที่ไหน ถามใคร และตอบจดหมายถึงใคร",
            f"{silent[0]}{more} has not told where documents are brought, whom to ask and who answers",
            warning=True,
            how=How(Verb.UNIT_PROFILE),
        )  # fmt: skip
    without = sum(reach.somebody and not reach.director for reach in found)
    if without:
        yield _no_director(without, len(found))


def _reach_of_many(found: Sequence[Reach]) -> Diagnosis:
    lacking = [reach.unit for reach in found if reach.missing]
    thai, english = (
        f"มีผู้รับครบทุกคณะใน {len(found)} สำนัก",
        f"every group of {len(found)} units has one",
    )
    if lacking:
        few, more = ", ".join(lacking[:_NAMED]), max(0, len(lacking) - _NAMED)
        thai = f"{len(lacking)} จาก {len(found)} สำนักมีคณะที่ยังไม่มีผู้รับ: {few}"
        english = f"{len(lacking)} of {len(found)} units have groups without one: {few}"
        if more:
            thai, english = f"{thai} และอีก {more} สำนัก", f"{english} and {more} more"
    return Diagnosis(
        "contacts",
        not lacking,
        f"ผู้รับ: {thai}",
        f"contacts: {english}",
        how=How(Verb.CONTACTS_SET) if lacking else None,
    )


def _no_director(without: int, of: int) -> Diagnosis:
    where = ("", "") if of == 1 else (f" ({without} จาก {of} สำนัก)", f" ({without} of {of} units)")
    return Diagnosis(
        "director", True,
        f"ยังไม่มีผู้รับในตำแหน่งผู้อำนวยการ{where[0]}: เรื่องที่เกินกำหนดและจดหมายที่ส่งไม่ถึงจะไม่มีผู้อ่าน",
        f"no contact for the director{where[1]}: nobody reads what is overdue or did not arrive",
        how=How(Verb.CONTACTS_DIRECTOR),
    )  # fmt: skip


def _reach(unit: str, missing: Sequence[WorkingGroup]) -> Diagnosis:
    names, ids = ", ".join(g.short_name for g in missing), ", ".join(g.id for g in missing)
    thai = f"ยังไม่มีผู้รับของ{names}" if missing else "มีผู้รับครบทุกคณะ"
    english = f"no contact for {ids}" if missing else "every group has one"
    return Diagnosis(
        "contacts",
        not missing,
        f"สำนัก {unit}: {thai}",
        f"contacts of {unit}: {english}",
        how=How(Verb.CONTACTS_SET) if missing else None,
    )


def _mail(ws: Workspace) -> Iterator[Diagnosis]:
    try:
        relay = ws.courier.has_relay
    except KamnotError as error:
        yield trouble("mail", error)
        return
    if relay:
        yield Diagnosis("mail", True, "ตั้งค่าส่งอีเมลแล้ว", "mail is configured")
        return
    box = ws.settings.mailbox
    yield Diagnosis(
        "mail", True,
        f"ยังไม่ได้ตั้งค่าอีเมล (KAMNOT_NOTIFY_URLS) จดหมายจะเก็บเป็นไฟล์ .eml ใน {box}",
        f"no mail configured (KAMNOT_NOTIFY_URLS): letters become .eml files in {box}",
    )  # fmt: skip


def _store(ws: Workspace) -> Iterator[Diagnosis]:
    with reading(ws.engine) as session:
        kept = contents_of_year(session, ws.plan.fiscal_year)
    try:
        lost = len(ws.store.missing(kept))
    except KamnotError as error:
        yield trouble("evidence", error)
        return
    thai = f"หายจากที่เก็บ {lost} ไฟล์ โปรดกู้จากสำเนาสำรอง" if lost else "อยู่ครบ"
    english = f"{lost} lost from the store; restore them from a backup" if lost else "all there"
    yield Diagnosis(
        "evidence",
        not lost,
        f"ไฟล์หลักฐาน {len(kept)} ไฟล์ {thai}",
        f"{len(kept)} evidence file(s), {english}",
    )


def _looks(ws: Workspace) -> Iterator[Diagnosis]:
    """Whether files were looked into by an older Kamnot only."""
    with reading(ws.engine) as session:
        older = count_older_looks(session, ws.plan.fiscal_year)
    if older:
        yield Diagnosis(
            "looks", True,
            f"หลักฐาน {older} ไฟล์ตรวจเนื้อหาไว้ด้วยกำหนดรุ่นก่อน ควรสั่งเปิดดูใหม่ ที่มีผู้ตรวจรับแล้วจะไม่ถูกเปลี่ยน",
            f"{older} file(s) were looked into by an older Kamnot; have them looked into again: what somebody has"
            " accepted is not changed",
            warning=True,
            how=How(Verb.EVIDENCE_RECHECK),
        )  # fmt: skip


def _failures(ws: Workspace) -> Iterator[Diagnosis]:
    """Flow runs that failed or crashed lately, as their hooks recorded."""
    since = ws.now() - TROUBLE_DAYS
    with reading(ws.engine) as session:
        recent = [e for e in flow_events(session) if e.at >= since]
    for event in recent:
        day = thai_date(in_bangkok(event.at).date())
        yield Diagnosis(
            "flow-run", False,
            f"งานตามตาราง {event.name} ไม่สำเร็จเมื่อ {day}: {event.message}",
            f"scheduled run {event.name} failed on {event.at:%Y-%m-%d}: {event.message}",
        )  # fmt: skip
