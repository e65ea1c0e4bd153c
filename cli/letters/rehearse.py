"""`kamnot rehearse`: the whole year's letters beforehand, by day and person."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, language, print_json, say, short_day, tell
from cli.front.options import AsJson, Unit, option
from cli.front.session import settings
from domain.language.thai import show_date, thai_digits

if TYPE_CHECKING:
    from flows.check.rehearse import Rehearsal, RehearsedMail
    from flows.run.workspace import Workspace

app = typer.Typer()

_ROLES = ("member", "deputy", "head", "director")
"""Names of roles: an office without a name is stored as its role."""


@app.command()
def rehearse(
    *,
    out: Annotated[
        Path | None,
        option(
            "โฟลเดอร์สำหรับจดหมาย (.eml) และแผนภูมิ (.svg)", "A folder for the letters and the chart."
        ),
    ] = None,
    too_many: Annotated[
        int,
        option("เกินกี่ฉบับต่อคนต่อวันถือว่ามากไป", "More letters a person and day are too many.", min=1),
    ] = 3,
    unit: Unit = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if everybody can be reached and nobody is overloaded, else 1."""
    from flows.check.rehearsal_folder import make_folder, write_rehearsal
    from flows.check.rehearse import rehearse as play
    from flows.run.workspace import Workspace

    ws = Workspace(settings(), language=language())
    if out is not None:
        make_folder(out)
    found = play(ws, ws.unit(unit), whole=out is not None)
    if out is not None:
        write_rehearsal(ws, found, out)
    if as_json:
        from reports.schemas.letters import RehearsalDocument

        overloads = found.overloads(too_many)
        print_json(RehearsalDocument.of(found, plan_hash=ws.plan_hash, overloads=overloads))
    else:
        _show(ws, found, too_many)
        if out is not None:
            tell(f"จดหมายและแผนภูมิอยู่ใน {out}", f"Letters and chart are in {out}")
    return 1 if found.unreachable or found.no_director or found.overloads(too_many) else 0


def _show(ws: Workspace, found: Rehearsal, too_many: int) -> None:
    from rich.text import Text

    from flows.check.rehearse import by_day

    out = console()
    people = len({m.recipient.lower() for m in found.mails})
    days = by_day(found.mails)
    tell(
        f"ทั้งปี {thai_digits(found.fiscal_year)}: จดหมาย {thai_digits(len(found.mails))} ฉบับ"
        f" ใน {thai_digits(len(days))} วัน ถึงผู้รับ {thai_digits(people)} ราย",
        f"All of {found.fiscal_year}: {len(found.mails)} letters on {len(days)} days to {people} people",
        style="bold",
    )
    for day, mails in days.items():
        out.print()
        out.print(Text(_long_day(day), style="bold"))
        for subject, group, recipients in _letters(ws, mails):
            out.print(Text(f"  {group} → {recipients}"), soft_wrap=True)
            out.print(Text(f"    {subject}", style="dim"), soft_wrap=True)
    _show_people(found)
    _show_troubles(ws, found, too_many)


def _letters(ws: Workspace, mails: list[RehearsedMail]) -> list[tuple[str, str, str]]:
    """Each letter once with its recipients, in the order of the day."""
    from flows.check.rehearsal_folder import group_name

    recipients: dict[tuple[str, str], list[str]] = {}
    for mail in mails:
        recipients.setdefault((mail.subject, mail.group), []).append(mail.recipient)
    return [
        (subject, group_name(ws, group), ", ".join(who))
        for (subject, group), who in recipients.items()
    ]


def _long_day(day: date) -> str:
    from domain.language.thai import thai_date

    return f"{day:%A} {day.isoformat()}" if language() == "en" else thai_date(day, weekday=True)


def _show_people(found: Rehearsal) -> None:
    out = console()
    out.print()
    tell("ต่อคนตลอดปี", "By person in the year", style="bold")
    offices = {m.recipient.lower(): m.office for m in found.mails}
    for who, count in Counter(m.recipient.lower() for m in found.mails).most_common():
        office = f" ({offices[who]})" if offices[who] not in ("", *_ROLES) else ""
        line = say(
            f"  {thai_digits(count)} ฉบับ  {who}{office}", f"  {count} letters  {who}{office}"
        )
        out.print(line, markup=False, soft_wrap=True)


def _show_troubles(ws: Workspace, found: Rehearsal, too_many: int) -> None:
    from flows.check.rehearsal_folder import group_name

    out = console()
    out.print()
    tell("วันหยุดที่ชนกับกำหนดหรือขั้นเตือน", "Due dates and rungs on closed days", style="bold")
    for clash in found.clashes:
        moved = short_day(clash.moved_to)
        day = short_day(clash.day)
        out.print(
            f"  {say(*clash.title)}: {day} ({clash.why}) → {moved}", markup=False, soft_wrap=True
        )
    for when, who, count in found.overloads(too_many):
        tell(
            f"มากไป: {show_date(when, 'th', short=True)} {who} ได้ {thai_digits(count)} ฉบับ",
            f"Too many: {when} {who} gets {count}",
            style="yellow",
        )
    for group, since in found.unreachable.items():
        name = group_name(ws, group)
        tell(
            f"ไม่มีผู้รับ: {name} ควรได้รับแจ้งตั้งแต่ {show_date(since, 'th', short=True)} (kamnot contacts set)",
            f"No contact: {name} should first hear on {since} (kamnot contacts set)",
            style="red",
        )
    if found.no_director:
        tell(
            "ไม่มีผู้รับในตำแหน่งผู้อำนวยการ: เรื่องเกินกำหนดและจดหมายที่ส่งไม่ถึงจะไม่มีผู้อ่าน"
            " (kamnot contacts set director …)",
            "No contact for the director: nobody would read what is overdue or did not arrive.",
            style="red",
        )
