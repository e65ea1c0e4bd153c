"""`kamnot contacts`: the recipients of each working group's letters, by office and never by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, numeral, print_json, say, short_day, tell
from cli.front.options import LARGEST_ID, AsJson, Unit, argument, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from domain.plan.model import Plan
    from flows.letters.contacts import Contact
    from flows.run.workspace import Workspace

app = typer.Typer(name="contacts")

_GROUP = Annotated[str, typer.Argument(metavar="GROUP")]
_EMAIL = Annotated[str, typer.Argument(metavar="EMAIL")]

_ROLES = {
    "member": ("สมาชิก", "member"),
    "deputy": ("รองหัวหน้าคณะ", "deputy"),
    "head": ("หัวหน้าคณะ", "head"),
    "director": ("ผู้อำนวยการสำนัก", "director"),
}


@app.command(
    name="set",
    help=say(
        "กำหนดผู้รับ เช่น planning name@example.go.th", "Set a contact: planning name@example.go.th."
    ),
)
def set_one(
    group: _GROUP,
    email: _EMAIL,
    *,
    role: Annotated[str, typer.Option(help="member, deputy, head, director")] = "member",
    office: Annotated[str | None, option("ตำแหน่ง", "The office held.")] = None,
    chat: Annotated[
        str | None,
        option(
            "ชื่อตัวแปรที่เก็บ Apprise URL ของผู้รับ เช่น KAMNOT_CHAT หรือ KAMNOT_SMS#0812345678 (ว่าง = เลิกใช้)",
            "Variable with the Apprise URL: KAMNOT_CHAT, or KAMNOT_SMS#0812345678 (empty: none).",
            metavar="NAME",
        ),
    ] = None,
    account: Annotated[
        str | None,
        option(
            "ชื่อบัญชีผู้ใช้ในเครื่องของผู้รับ ใช้บอกว่าใครตรวจรับได้ (ว่าง = เลิกใช้)",
            "The contact's account name, which tells who may review (empty: none).",
            metavar="NAME",
        ),
    ] = None,
    unit: Unit = None,
) -> None:
    """Add a contact or change one: what is left out stays. Raises KamnotError for what cannot be used."""
    from domain.reminders.recipients import role_meant
    from flows.letters.contacts import set_contact

    ws = open_workspace()
    address = set_contact(
        ws,
        ws.unit(unit),
        group,
        email,
        role=role,
        office=office,
        chat=chat,
        account=account,
        by=actor(),
    )
    shown, seat = _group_meant(ws.plan, group), say(*_ROLES[role_meant(role)])
    who = shown if seat == shown else f"{shown} ({seat})"
    tell(f"บันทึก {who}: {address}", f"Set {who}: {address}")


@app.command(help=say("เลิกแจ้งผู้รับรายนี้", "Write to a contact no longer."))
def remove(
    group: _GROUP,
    email: _EMAIL,
    *,
    role: Annotated[
        str | None, option("เฉพาะบทบาทนี้ (ค่าเริ่มต้น: ทุกบทบาท)", "Only in this role (in all).")
    ] = None,
    unit: Unit = None,
) -> None:
    """Write to a contact no longer; the record stays. KamnotError for an unknown contact."""
    from flows.letters.contacts import remove_contacts

    ws = open_workspace()
    remove_contacts(ws, ws.unit(unit), group, email, role=role, by=actor())
    shown = _group_meant(ws.plan, group)
    tell(f"เลิกแจ้ง {shown}: {email}", f"Removed {shown}: {email}")


@app.command(
    name="chat",
    help=say(
        "แชตของทั้งคณะ เช่น planning KAMNOT_CHAT_PLANNING (ว่าง = เลิกใช้)",
        "The chat of a whole group: planning KAMNOT_CHAT_PLANNING (empty: none).",
    ),
)
def group_chat(
    group: _GROUP,
    variable: Annotated[
        str, argument("ชื่อตัวแปรที่เก็บ Apprise URL", "Variable with the Apprise URL.", "NAME")
    ],
    *,
    unit: Unit = None,
) -> None:
    """Give a group a chat, which receives each letter in short. Raises KamnotError for a URL or an unknown group."""
    from flows.letters.contacts import set_group_chat

    ws = open_workspace()
    set_group_chat(ws, ws.unit(unit), group, variable or None, by=actor())
    shown = _group_meant(ws.plan, group)
    tell(f"บันทึก {shown}: {variable}", f"Set {shown}: {variable}")


@app.command(
    name="import",
    help=say(
        "รับรายชื่อผู้รับจากไฟล์ .csv .xlsx หรือ .docx (หัวตาราง: คณะทำงาน บทบาท ตำแหน่ง อีเมล แชต บัญชี)",
        "Take in a list: .csv, .xlsx or .docx with the columns group, role, office, email, chat, account.",
    ),
)
def import_list(
    path: Annotated[Path, typer.Argument(metavar="FILE")],
    *,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Add or change a contact for each line, all lines or none; KamnotError names the line at fault."""
    from flows.letters.contacts import import_contacts

    ws = open_workspace()
    name = ws.unit(unit)
    done = import_contacts(ws, name, path, by=actor())
    if as_json:
        from reports.schemas.people import ContactsImportedDocument

        print_json(ContactsImportedDocument.of(done, unit=name))
        return
    new, changed, same = map(numeral, (done.new, done.changed, done.same))
    tell(
        f"รับผู้รับใหม่ {new} ราย แก้ไข {changed} ราย เหมือนเดิม {same} ราย",
        f"{new} new, {changed} changed, {same} as before.",
    )
    for note in done.notes:
        tell(note.thai, note.english)


@app.command(
    help=say(
        "ผู้รับไม่อยู่: ให้ผู้อื่นรับแทนในช่วงวันที่กำหนด",
        "Somebody is away: another reads in their place for some days.",
    )
)
def away(
    email: Annotated[str | None, typer.Argument(metavar="EMAIL")] = None,
    *,
    first: Annotated[str | None, option("ตั้งแต่วันที่", "First day.", "--from", metavar="DATE")] = None,
    last: Annotated[str | None, option("ถึงวันที่", "Last day.", "--to", metavar="DATE")] = None,
    deputy: Annotated[str | None, option("ผู้รับแทน", "Who reads instead.", metavar="EMAIL")] = None,
    office: Annotated[str, option("ตำแหน่งของผู้รับแทน", "The deputy's office.")] = "",
    end: Annotated[
        int | None,
        option(
            "กลับมาแล้ว (เลขที่จากรายการ)",
            "Back again (number from the list).",
            metavar="ID",
            min=1,
            max=LARGEST_ID,
        ),
    ] = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Without an address: list. KamnotError for days upside down, an unknown address or none to deputise."""
    from flows.letters.contacts import end_absence, record_absence

    ws = open_workspace()
    name = ws.unit(unit)
    if end is not None:
        end_absence(ws, name, end, ended_on=day_of(ws, None), by=actor())
    elif email is not None:
        if not (first and last and deputy):
            raise KamnotError(
                "โปรดระบุ --from วันแรก --to วันสุดท้าย และ --deputy ผู้รับแทน",
                "Name the first day (--from), the last (--to) and the deputy (--deputy).",
            )
        record_absence(
            ws,
            name,
            email,
            first=day_of(ws, first),
            last=day_of(ws, last),
            deputy=deputy,
            deputy_office=office,
            by=actor(),
        )
    _list_absences(ws, name, as_json=as_json)


def _list_absences(ws: Workspace, unit: str, *, as_json: bool) -> None:
    from flows.letters.contacts import open_absences

    found = open_absences(ws, unit, day_of(ws, None))
    if as_json:
        from reports.schemas.people import AbsencesDocument

        print_json(AbsencesDocument.of(unit=unit, absences=found))
        return
    for a in found:
        days = f"{short_day(a.first)} – {short_day(a.last)}"
        office = f" ({a.deputy_office})" if a.deputy_office else ""
        console().print(f"{a.id}  {a.email}  {days}  → {a.deputy}{office}", markup=False)
    if not found:
        tell("ไม่มีผู้รับที่ไม่อยู่", "Nobody is away.")


@app.command(name="list", help=say("รายการผู้รับ", "List the contacts."))
def list_all(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print the contacts by group."""
    from flows.letters.contacts import contacts_of, group_chats

    ws = open_workspace()
    name = ws.unit(unit)
    contacts, chats = contacts_of(ws, name), group_chats(ws, name)
    if as_json:
        from reports.schemas.people import ContactsDocument

        print_json(ContactsDocument.of(unit=name, contacts=contacts, group_chats=chats))
        return
    _print(ws.plan, contacts, chats)


def _print(plan: Plan, contacts: Sequence[Contact], chats: Mapping[str, str]) -> None:
    from rich.text import Text

    table = headed(
        ("คณะทำงาน", "Group"),
        ("บทบาท", "Role"),
        ("ตำแหน่ง", "Office"),
        ("ที่อยู่", "Address"),
        ("แชต", "Chat"),
        ("บัญชี", "Account"),
    )
    for contact in contacts:
        role = say(*_ROLES[contact.role])
        table.add_row(
            _group_name(plan, contact.group),
            role,
            Text(role if contact.office == contact.role else contact.office),
            Text(contact.email),
            Text(contact.notify_url_env or ""),
            Text(contact.account or ""),
        )
    for group, variable in chats.items():
        table.add_row(_group_name(plan, group), say("ทั้งคณะ", "group"), "", "", Text(variable), "")
    console().print(table if contacts or chats else say("ยังไม่มีผู้รับ", "No contacts yet."))


def _group_meant(plan: Plan, words: str) -> str:
    from domain.reminders.recipients import recipient_group

    return _group_name(plan, recipient_group(plan, words))


def _group_name(plan: Plan, group: str) -> str:
    """The group's short name in the plan; the director's for `director`, the id for a group of an older plan."""
    if group in plan.group_by_id:
        return plan.group_by_id[group].short_name
    return say(*_ROLES.get(group, (group, group)))
