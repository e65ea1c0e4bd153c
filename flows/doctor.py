"""Looking over an installation: plan, data folder, database, contacts, mail, letters stuck, last run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.errors import KamnotError
from domain.thai import fiscal_year_of, thai_date
from flows.workspace import Workspace, in_bangkok, today
from storage.database import reading
from storage.outbox import list_outbox
from storage.people import all_contacts, units
from storage.runs import last_finished
from storage.settings import Settings

STUCK = ("dead", "unknown", "expired", "held")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: in order or not, and what to do when not."""

    name: str
    ok: bool
    thai: str
    english: str

    def text(self, language: str) -> str:
        """The sentence in `th` or `en`."""
        return self.english if language == "en" else self.thai


def examine(settings: Settings) -> list[Diagnosis]:
    """Look at everything; what cannot be looked at because of an earlier fault is left out."""
    try:
        ws = Workspace(settings)
    except KamnotError as error:
        return [Diagnosis("workspace", False, error.thai, error.english)]
    looks: tuple[Callable[[Workspace], Iterator[Diagnosis]], ...] = (
        _plan, _home, _contacts, _mail, _letters, _runs,
    )  # fmt: skip
    return [diagnosis for look in looks for diagnosis in look(ws)]


def _plan(ws: Workspace) -> Iterator[Diagnosis]:
    year, now = ws.plan.fiscal_year, fiscal_year_of(today())
    yield Diagnosis(
        "plan", True,
        f"แผนปี {year}: {len(ws.plan.activities)} กิจกรรม {ws.plan.total_points} คะแนน",
        f"plan of {year}: {len(ws.plan.activities)} activities, {ws.plan.total_points} points",
    )  # fmt: skip
    if year != now:
        yield Diagnosis(
            "fiscal-year", True,
            f"ขณะนี้เป็นปีงบประมาณ {now} แต่ใช้แผนปี {year} (ตั้งค่าด้วย KAMNOT_FISCAL_YEAR)",
            f"it is fiscal year {now}, the plan in use is of {year} (KAMNOT_FISCAL_YEAR)",
        )  # fmt: skip


def _home(ws: Workspace) -> Iterator[Diagnosis]:
    home = ws.settings.home
    ok = os.access(home, os.W_OK)
    yield Diagnosis(
        "home", ok,
        f"โฟลเดอร์ข้อมูล {home}" + ("" if ok else " เขียนไม่ได้ โปรดตรวจสิทธิ์"),
        f"data folder {home}" + ("" if ok else " cannot be written; check its permissions"),
    )  # fmt: skip
    kind = ws.engine.dialect.name
    yield Diagnosis("database", True, f"ฐานข้อมูล {kind} เปิดได้", f"{kind} database opens")


def _contacts(ws: Workspace) -> Iterator[Diagnosis]:
    with reading(ws.engine) as session:
        for unit in units(session):
            reached = {c.group for c in all_contacts(session, unit.id) if c.active}
            missing = [g.id for g in ws.plan.groups if g.id not in reached]
            yield _reach(unit.id, ", ".join(missing))


def _reach(unit: str, missing: str) -> Diagnosis:
    thai = f"ยังไม่มีผู้รับของ {missing} (kamnot contacts set)" if missing else "มีผู้รับครบทุกคณะ"
    english = (
        f"no contact for {missing} (kamnot contacts set)" if missing else "every group has one"
    )
    return Diagnosis(
        "contacts", not missing, f"สำนัก {unit}: {thai}", f"contacts of {unit}: {english}"
    )


def _mail(ws: Workspace) -> Iterator[Diagnosis]:
    if ws.courier.has_relay:
        yield Diagnosis("mail", True, "ตั้งค่าส่งอีเมลแล้ว", "mail is configured")
    else:
        yield Diagnosis(
            "mail", True,
            f"ยังไม่ได้ตั้งค่าอีเมล (KAMNOT_NOTIFY_URLS) จดหมายจะเก็บเป็นไฟล์ .eml ใน {ws.settings.mailbox}",
            f"no mail configured (KAMNOT_NOTIFY_URLS): letters become .eml files in {ws.settings.mailbox}",
        )  # fmt: skip


def _letters(ws: Workspace) -> Iterator[Diagnosis]:
    with reading(ws.engine) as session:
        stuck = len(list_outbox(session, states=STUCK))
        waiting = len(list_outbox(session, states=("pending",)))
    yield Diagnosis(
        "outbox", not stuck,
        f"จดหมายรอส่ง {waiting} ฉบับ ส่งไม่สำเร็จ {stuck} ฉบับ (kamnot outbox list)",
        f"{waiting} letter(s) waiting, {stuck} stuck (kamnot outbox list)",
    )  # fmt: skip


def _runs(ws: Workspace) -> Iterator[Diagnosis]:
    with reading(ws.engine) as session:
        moment = last_finished(session)
    if moment is None:
        yield Diagnosis("last-run", True, "ยังไม่เคยตรวจ", "no check has run yet")
        return
    local = in_bangkok(moment)
    clock = local.strftime("%H:%M")
    yield Diagnosis(
        "last-run", True,
        f"ตรวจล่าสุด {thai_date(local.date())} เวลา {clock} น.",
        f"last check {local.date().isoformat()} {clock} (Bangkok)",
    )  # fmt: skip
