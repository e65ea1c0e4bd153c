"""What people should know of who is there: a group without recipients or a head, and who is away and stands in.

Letters act on it already; this says it in words, by offices and never by names or addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.language.bilingual import Sentence
from domain.language.thai import show_date
from domain.plan.model import WorkingGroup
from domain.reminders.recipients import (
    DIRECTOR,
    Contact,
    ContactRole,
    People,
    deputies,
    in_place_of,
)

_SEATS = {
    ContactRole.HEAD: ("หัวหน้า", "the head"),
    ContactRole.DEPUTY: ("รองหัวหน้า", "the deputy head"),
    ContactRole.MEMBER: ("สมาชิก", "a member"),
    ContactRole.DIRECTOR: ("ผู้อำนวยการสำนัก", "the director"),
}


def staffing_notes(
    people: People, groups: Iterable[WorkingGroup], day: date, *, director: bool = False
) -> tuple[Sentence, ...]:
    """What is unusual of these groups on a day; with `director` of that seat too. Empty if nothing is."""
    found = [note for group in groups for note in _of_group(people, group, day)]
    if director:
        found += _away(people, DIRECTOR, Sentence("", ""), day)
    return tuple(dict.fromkeys(found))


def _of_group(people: People, group: WorkingGroup, day: date) -> Iterator[Sentence]:
    contacts, name = people.by_group.get(group.id, ()), group.short_name
    if not contacts:
        yield Sentence(
            f"{name} ยังไม่มีผู้รับจดหมาย จดหมายเตือนจึงไม่ถึงใคร โปรดแจ้งเลขานุการ",
            f"{name} has no recipient, so no reminder reaches anybody; tell the secretary.",
        )
    elif not any(contact.role is ContactRole.HEAD for contact in contacts):
        yield Sentence(
            f"{name} ยังไม่มีหัวหน้า จดหมายที่ถึงหัวหน้าจึงส่งถึงผู้อื่นในคณะแทน",
            f"{name} has no head: what is written to the head goes to the others of the group.",
        )
    yield from _away(people, group.id, Sentence(f" {name}", f" of {name}"), day)


def _away(people: People, group: str, of: Sentence, day: date) -> Iterator[Sentence]:
    absent = deputies(people.absences, day)
    for contact in people.by_group.get(group, ()):
        absence = absent.get(contact.email.lower())
        if absence is None:
            continue
        stands_in = in_place_of(contact, absent)
        instead = (
            (
                "ผู้ทำการแทนก็ไม่อยู่ จดหมายจึงยังส่งถึงตำแหน่งนี้",
                "whoever stands in is away too, so letters still go there",
            )
            if stands_in.email == contact.email
            else _instead(contact, stands_in)
        )
        who = _office_of(contact)
        yield Sentence(
            f"{who.thai}{of.thai} ไม่อยู่ถึง {show_date(absence.last)}: {instead[0]}",
            f"{who.english}{of.english} is away until {show_date(absence.last, 'en')}: {instead[1]}.",
        )


def _instead(contact: Contact, stands_in: Contact) -> tuple[str, str]:
    if stands_in.office in (contact.office, stands_in.role.value):
        return "จดหมายส่งถึงผู้ทำการแทน", "letters go to whoever stands in"
    return f"จดหมายส่งถึง{stands_in.office}แทน", f"letters go to {stands_in.office} instead"


def _office_of(contact: Contact) -> Sentence:
    """The office as it was told, else the seat."""
    seat, english = _SEATS[contact.role]
    if contact.office and contact.office != contact.role.value:
        return Sentence(contact.office, contact.office)
    return Sentence(seat, english.capitalize())
