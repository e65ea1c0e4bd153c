"""`kamnot contacts`: who hears for each working group, by office and never by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import console, print_json, say
from domain.errors import KamnotError

if TYPE_CHECKING:
    from domain.plan import Plan

app = typer.Typer(help=say("ผู้รับการแจ้งเตือนของแต่ละคณะทำงาน", "Who hears for each working group."))

_UNIT = Annotated[str | None, typer.Option(help=say("สำนัก", "The unit."))]


@app.command(
    name="set",
    help=say(
        "กำหนดผู้รับ เช่น planning name@example.go.th", "Set a contact: planning name@example.go.th."
    ),
)
def set_one(
    group: Annotated[str, typer.Argument(metavar="GROUP")],
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    *,
    role: Annotated[str, typer.Option(help="member, deputy, head, director")] = "member",
    office: Annotated[str, typer.Option(help=say("ตำแหน่ง", "The office held."))] = "",
    unit: _UNIT = None,
) -> None:
    """Add a contact or change its office; KamnotError for an unknown group or a bad address."""
    from cli.work import actor, open_workspace
    from notifications.message import check_address
    from storage.database import writing
    from storage.people import set_contact

    ws = open_workspace()
    _check_group(ws.plan, group)
    address = check_address(email)
    with writing(ws.engine) as session:
        set_contact(
            session,
            unit=ws.unit(unit),
            group=group,
            role=role,
            office=office or role,
            email=address,
            by=actor(),
            now=ws.now(),
        )
    console().print(say(f"บันทึก {group}: {address}", f"Set {group}: {address}"), markup=False)


def _check_group(plan: Plan, group: str) -> None:
    from storage.people import DIRECTOR

    known = (*plan.group_by_id, DIRECTOR)
    if group not in known:
        raise KamnotError(
            f"ไม่มีคณะทำงาน “{group}” ใช้ได้: {', '.join(known)}",
            f"No working group {group!r}; there are: {', '.join(known)}.",
        )


@app.command(name="list", help=say("รายการผู้รับ", "List the contacts."))
def list_all(
    *,
    unit: _UNIT = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> None:
    """Print the contacts by group."""
    from cli.work import open_workspace
    from storage.database import reading
    from storage.people import all_contacts

    ws = open_workspace()
    name = ws.unit(unit)
    with reading(ws.engine) as session:
        rows = [
            {"group": c.group, "role": c.role.value, "office": c.office, "email": c.email}
            for c in all_contacts(session, name)
            if c.active
        ]
    if as_json:
        print_json({"schema": "kamnot/contacts/1", "unit": name, "contacts": rows})
        return
    for row in rows:
        console().print("  ".join(row.values()), markup=False)
    if not rows:
        console().print(say("ยังไม่มีผู้รับ", "No contacts yet."))
