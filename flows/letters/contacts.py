"""Taking in a whole list of contacts: every line understood, or none is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from domain.language.errors import KamnotError
from domain.language.thai import match_key
from domain.plan.model import Plan
from flows.run.workspace import Workspace
from inspection.tables.contacts import ContactLine, read_contacts
from storage.db.database import writing
from storage.records.people import DIRECTOR, Contact, ContactRole, find_contact, set_contact

T = TypeVar("T")

_ROLES = {
    ContactRole.HEAD: ("หัวหน้า", "หัวหน้าคณะทำงาน", "หัวหน้าคณะกรรมการ", "ประธาน"),
    ContactRole.DEPUTY: ("รองหัวหน้า", "รองหัวหน้าคณะทำงาน", "รองประธาน"),
    ContactRole.MEMBER: (
        "สมาชิก", "คณะทำงาน", "คณะกรรมการ", "กรรมการ", "เลขานุการ", "คณะกรรมการและเลขานุการ",
        "คณะทำงานและเลขานุการ", "ผู้ช่วยเลขานุการ", "คณะกรรมการและผู้ช่วยเลขานุการ", "คณะทำงานและผู้ช่วยเลขานุการ",
    ),
    ContactRole.DIRECTOR: ("ผู้อำนวยการ", "ผู้อำนวยการสำนัก"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportedContacts:
    """How many contacts are new, changed, and were there as they are."""

    new: int = 0
    changed: int = 0
    same: int = 0


def import_contacts(ws: Workspace, unit: str, path: Path, *, by: str) -> ImportedContacts:
    """Add or change a contact for each line: what a line leaves out stays as it is. All lines or none.

    Raises KamnotError naming the line for a group, role or address that cannot be used.
    """
    from notifications.message import check_address

    groups, roles = _groups(ws.plan), _roles()
    lines = read_contacts(path)
    counts = {"new": 0, "changed": 0, "same": 0}
    with writing(ws.engine) as session:
        for line in lines:
            try:
                group = _known(groups, line.group, "คณะทำงาน", "group")
                default = ContactRole.DIRECTOR if group == DIRECTOR else ContactRole.MEMBER
                role = _known(roles, line.role, "บทบาท", "role") if line.role else default
                address = check_address(line.email)
                before = find_contact(session, unit, group, role, address)
                after = set_contact(
                    session,
                    unit=unit,
                    group=group,
                    role=role,
                    office=line.office or (before.office if before else str(role)),
                    email=address,
                    by=by,
                    now=ws.now(),
                    notify_url_env=line.chat or (before.notify_url_env if before else None),
                    account=line.account or (before.account if before else None),
                )
            except KamnotError as error:
                raise _at_line(path, line, error) from error
            counts[_kind(before, after)] += 1
    return ImportedContacts(**counts)


def _kind(before: Contact | None, after: Contact) -> str:
    if before is None:
        return "new"
    return "same" if before == after else "changed"


def _groups(plan: Plan) -> Mapping[str, str]:
    """Every way of writing a group, folded, to its id."""
    found = {}
    for group in plan.groups:
        for words in (group.id, group.name, group.short_name):
            found[match_key(words)] = group.id
            found[match_key(words.removeprefix("คณะทำงาน"))] = group.id
    for words in (DIRECTOR, "ผู้อำนวยการ", "ผู้อำนวยการสำนัก"):
        found[match_key(words)] = DIRECTOR
    return found


def _roles() -> Mapping[str, ContactRole]:
    found = {match_key(role.value): role for role in ContactRole}
    return found | {match_key(word): role for role, words in _ROLES.items() for word in words}


def _known(known: Mapping[str, T], text: str, thai: str, english: str) -> T:
    found = known.get(match_key(text))
    if found is None:
        choices = ", ".join(dict.fromkeys(map(str, known.values())))
        raise KamnotError(
            f"ไม่รู้จัก{thai} “{text}” ใช้ได้: {choices}",
            f"unknown {english} {text!r}; there are: {choices}.",
        )
    return found


def _at_line(path: Path, line: ContactLine, error: KamnotError) -> KamnotError:
    return KamnotError(
        f"“{path.name}” บรรทัด {line.number}: {error.thai} จึงไม่ได้บันทึกบรรทัดใดเลย",
        f"{path.name}, line {line.number}: {error.english} Nothing was kept.",
    )
