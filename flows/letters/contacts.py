"""Manages recipients: contacts set, imported and removed, a group's chat, and deputies during absences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.tables import TableNote, row_place
from domain.plan.model import Plan
from domain.reminders.recipients import (
    DIRECTOR,
    Absence,
    Contact,
    ContactRole,
    recipient_group,
    role_meant,
)
from flows.run.workspace import Workspace
from inspection.tables.contacts import ContactLine, read_contacts
from storage.db.database import reading, writing
from storage.records import absences, people

__all__ = [
    "Absence",
    "Contact",
    "ImportedContacts",
    "contacts_of",
    "end_absence",
    "group_chats",
    "import_contacts",
    "nobody_to_remind",
    "open_absences",
    "record_absence",
    "remove_contacts",
    "set_contact",
    "set_group_chat",
]


@dataclass(frozen=True, slots=True)
class ImportedContacts:
    """How many contacts are new, changed and unchanged, and what was left out of the list."""

    new: int = 0
    changed: int = 0
    same: int = 0
    notes: tuple[TableNote, ...] = ()


def contacts_of(ws: Workspace, unit: str) -> tuple[Contact, ...]:
    """The active contacts of a unit, in the order they were added."""
    with reading(ws.engine) as session:
        return tuple(c for c in people.all_contacts(session, unit) if c.active)


def group_chats(ws: Workspace, unit: str) -> dict[str, str]:
    """The variables with the URLs of the groups' chats, by group."""
    with reading(ws.engine) as session:
        return people.group_chats(session, unit)


def nobody_to_remind(ws: Workspace, unit: str) -> bool:
    """Whether no working group of the plan has any contact."""
    return not any(c.group in ws.plan.group_by_id for c in contacts_of(ws, unit))


def set_contact(
    ws: Workspace,
    unit: str,
    group: str,
    email: str,
    *,
    role: str,
    by: str,
    office: str | None = None,
    chat: str | None = None,
    account: str | None = None,
) -> str:
    """Add a contact, or change the one in this seat. None keeps a value; an empty chat or account removes it.

    Returns the address as letters will use it. Raises KamnotError if a group, role, address or chat cannot be used.
    """
    from notifications.message import check_address

    group, seat = recipient_group(ws.plan, group), role_meant(role)
    address = check_address(email)
    with writing(ws.engine) as session:
        known = people.find_contact(session, unit, group, seat, address)
        people.set_contact(
            session,
            unit=unit,
            group=group,
            role=seat,
            office=(known.office if known and office is None else office) or seat,
            email=address,
            by=by,
            now=ws.now(),
            notify_url_env=known.notify_url_env if known and chat is None else chat or None,
            account=known.account if known and account is None else account or None,
        )
    return address


def remove_contacts(
    ws: Workspace, unit: str, group: str, email: str, *, by: str, role: str | None = None
) -> None:
    """Stop writing to this address in the group, in one role or (None) in all; the records stay.

    Raises KamnotError for an unknown group, role or contact.
    """
    group, seat = recipient_group(ws.plan, group), role_meant(role) if role else None
    with writing(ws.engine) as session:
        people.remove_contacts(
            session, unit=unit, group=group, email=email, by=by, now=ws.now(), role=seat
        )


def set_group_chat(ws: Workspace, unit: str, group: str, variable: str | None, *, by: str) -> None:
    """Send each letter to the group also to the chat whose URL the variable holds; None ends it.

    Raises KamnotError if the group is unknown or the director, or a URL is given instead of a variable's name.
    """
    group = recipient_group(ws.plan, group)
    if group == DIRECTOR:
        raise KamnotError(
            "ผู้อำนวยการไม่ใช่คณะทำงาน โปรดตั้งแชตที่ผู้รับในตำแหน่งผู้อำนวยการ",
            "The director is no group; give the chat to the director's contact.",
            How(Verb.CONTACTS_DIRECTOR),
        )
    with writing(ws.engine) as session:
        people.set_group_chat(session, unit, group, notify_url_env=variable, by=by, now=ws.now())


def open_absences(ws: Workspace, unit: str, today: date) -> tuple[Absence, ...]:
    """The absences that have not ended before that day."""
    with reading(ws.engine) as session:
        return absences.absences_of(session, unit, until=today)


def record_absence(
    ws: Workspace,
    unit: str,
    email: str,
    *,
    first: date,
    last: date,
    deputy: str,
    by: str,
    deputy_office: str = "",
) -> Absence:
    """Send a contact's letters to a deputy from `first` to `last`, both included.

    Raises KamnotError if the address is unknown, the last day is before the first, or the deputy cannot be used.
    """
    from notifications.message import check_address

    with writing(ws.engine) as session:
        return absences.add_absence(
            session,
            unit=unit,
            email=email,
            first=first,
            last=last,
            deputy=check_address(deputy),
            deputy_office=deputy_office,
            by=by,
            now=ws.now(),
        )


def end_absence(ws: Workspace, unit: str, absence: int, *, ended_on: date, by: str) -> None:
    """Write to the contact again from that day on. Raises KamnotError for an unknown absence."""
    with writing(ws.engine) as session:
        absences.end_absence(session, unit, absence, ended_on=ended_on, by=by, now=ws.now())


def import_contacts(ws: Workspace, unit: str, path: Path, *, by: str) -> ImportedContacts:
    """Add or change a contact for each line, all lines or none. Values that a line leaves out stay.

    Raises KamnotError with the line if a group, role or address cannot be used.
    """
    from notifications.message import check_address

    listed = read_contacts(path, lambda words: _is_group(ws.plan, words))
    counts = {"new": 0, "changed": 0, "same": 0}
    with writing(ws.engine) as session:
        for line in listed.lines:
            try:
                group = recipient_group(ws.plan, line.group)
                default = ContactRole.DIRECTOR if group == DIRECTOR else ContactRole.MEMBER
                role = role_meant(line.role) if line.role else default
                address = check_address(line.email)
                before = people.find_contact(session, unit, group, role, address)
                after = people.set_contact(
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
    return ImportedContacts(**counts, notes=listed.notes)


def _kind(before: Contact | None, after: Contact) -> str:
    if before is None:
        return "new"
    return "same" if before == after else "changed"


def _is_group(plan: Plan, words: str) -> bool:
    try:
        return bool(recipient_group(plan, words, whole=True))
    except NotThereError:
        return False


def _at_line(path: Path, line: ContactLine, error: KamnotError) -> KamnotError:
    where = row_place(line.number, "บรรทัด", "line")
    return KamnotError(
        f"“{path.name}” {where.thai}: {error.thai} จึงไม่ได้บันทึกบรรทัดใดเลย",
        f"{path.name}, {where.english}: {error.english} Nothing was kept.",
        error.how,
    )
