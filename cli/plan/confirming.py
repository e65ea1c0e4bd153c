"""`kamnot plan confirm`: what of a carried-over plan waits, what changes results most first, and confirming it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cli.front.commands import of_year
from cli.front.common import console, language, numeral, print_json, say, tell
from cli.front.options import AsJson, argument, option
from cli.front.session import REFUSED, actor, agreed, settings
from cli.plan.show import app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.plan.confirming import Agenda, AgendaEntry, Confirmation

_ALL = "all"


@app.command(help=say("ดูสิ่งที่รอยืนยันตามลำดับ แล้วยืนยัน", "Show what waits to be confirmed; confirm it."))
def confirm(
    what: Annotated[
        list[str] | None,
        argument(
            "เรื่อง (dates, points, thresholds, owners, documents, texts หรือ documents/7) กิจกรรม (7)"
            " เอกสาร (7.report) ค่าตามที่ plan sources แสดง หรือ all",
            "A subject (dates, points, thresholds, owners, documents, texts, or documents/7), an activity (7),"
            " document (7.report), path as plan sources shows it, or all.",
            "WHAT…",
        ),
    ] = None,
    *,
    by: Annotated[
        str, option("ตำแหน่งผู้ยืนยัน", "The office that confirms.", "--by", metavar="OFFICE")
    ] = "",
    yes: Annotated[bool, option("ไม่ต้องถาม (กับ all)", "Do not ask (with all).", "--yes")] = False,
    as_json: AsJson = False,
) -> int:
    """Without a name show what waits, the subject that changes most first; else show it and confirm it."""
    from flows.plan.confirming import agenda_of, refuse_nobody
    from flows.run.workspace import year_followed

    year = year_followed(settings())
    agenda = agenda_of(settings(), year, what or (), language())
    if not what:
        _tell_agenda(agenda, as_json=as_json)
        return 0
    if not as_json:
        _tell_meant(agenda, whole=_ALL in what)
    refuse_nobody(by)
    if _ALL in what and not (yes or agreed("ยืนยันทั้งหมดนี้หรือไม่", "Confirm all of this?")):
        return REFUSED
    _confirm(year, what, by, as_json=as_json)
    return 0


def _confirm(year: int, what: Sequence[str], office: str, *, as_json: bool) -> None:
    from datetime import UTC, datetime

    from flows.plan.confirming import confirm as settle

    done = settle(settings(), year, what, office=office, by=actor(), now=datetime.now(UTC))
    if as_json:
        from reports.schemas.years import PlanConfirmedDocument

        print_json(PlanConfirmedDocument.of(done))
        return
    _tell_confirmed(done)


def _tell_confirmed(done: Confirmation) -> None:
    count, waiting = (numeral(n) for n in (len(done.paths), done.waiting))
    tell(
        f"ยืนยันแล้ว {count} รายการ เหลือค่าที่รอยืนยัน {waiting} ค่า",
        f"Confirmed {count} item(s); {waiting} value(s) still wait.",
    )


def _tell_agenda(agenda: Agenda, *, as_json: bool) -> None:
    """The subjects that wait, in their order, and what to look at in the first of them."""
    if as_json:
        from reports.schemas.years import PlanAgendaDocument

        print_json(PlanAgendaDocument.of(agenda))
        return
    year, before = numeral(agenda.fiscal_year), numeral(agenda.from_year or 0)
    if not agenda.entries:
        tell(f"แผนปี {year} ไม่มีค่าที่ยกมารอยืนยัน", f"Nothing carried over waits in the plan of {year}.")
    else:
        tell(
            f"แผนปี {year} ยกมาจากแผนปี {before} รอยืนยันตามลำดับที่เปลี่ยนผลมากก่อน",
            f"The plan of {year} was carried over from {before}; confirm what changes most first.",
            style="bold",
        )
        _tell_subjects(agenda.entries)
        _tell_entry(agenda, agenda.entries[0])
        office, first = say("ตำแหน่ง", "OFFICE"), agenda.entries[0].subject
        tell(
            f"ถูกต้องแล้ว: kamnot plan confirm {first} --by {office} --year {agenda.fiscal_year}",
            f"If it is right: kamnot plan confirm {first} --by {office} --year {agenda.fiscal_year}",
        )
    _tell_doubtful(agenda)


def _tell_doubtful(agenda: Agenda) -> None:
    if agenda.doubtful:
        count, readings = numeral(agenda.doubtful), of_year("kamnot plan readings")
        tell(
            f"อีก {count} ค่าอ่านได้หลายทาง ยืนยันทีละข้อ: {readings}",
            f"{count} more value(s) can be read otherwise: {readings}",
        )


def _tell_subjects(entries: Sequence[AgendaEntry]) -> None:
    from domain.plan.carried import TITLES

    out = console()
    for number, entry in enumerate(entries, start=1):
        count, shown = numeral(entry.waiting), numeral(number)
        words = say(*TITLES[entry.subject])
        fields = say(f"{count} ช่อง", f"{count} fields")
        out.print(f"  {shown}. {words} ({entry.subject}): {fields}", markup=False, soft_wrap=True)


def _tell_meant(agenda: Agenda, *, whole: bool) -> None:
    """Say what would be confirmed: every line, or of the whole plan how much of each subject."""
    if whole:
        tell("จะยืนยันว่าทุกค่าต่อไปนี้ถูกต้องสำหรับปีนี้", "This would vouch for all of the following:")
        _tell_subjects(agenda.entries)
        count = numeral(agenda.doubtful)
        tell(
            f"และค่าที่อ่านได้หลายทาง {count} ค่า เฉพาะที่เขียนตามคำอ่านแล้ว",
            f"And of the {count} value(s) that can be read otherwise those that have the words as read.",
        )
        return
    for entry in agenda.entries:
        _tell_entry(agenda, entry)


def _tell_entry(agenda: Agenda, entry: AgendaEntry) -> None:
    from cli.plan.years import tell_calendars
    from domain.plan.carried import TITLES, Subject

    out = console()
    out.print()
    out.print(say(*TITLES[entry.subject]), style="bold", markup=False)
    for line in entry.lines:
        out.print(f"  {line}", markup=False, soft_wrap=True)
    if entry.subject is Subject.DATES:  # a day is right only where its calendar is
        tell_calendars(agenda.due)
