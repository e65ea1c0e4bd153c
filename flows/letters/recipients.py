"""Finds the recipients of letters: the contacts of one unit, and deputies of absent ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from domain.plan.model import Audience
from domain.results import Reminder
from storage.records.absences import Absence, absences_of, deputies
from storage.records.people import (
    DIRECTOR,
    Contact,
    ContactRole,
    all_contacts,
    group_chats,
    unit_name,
)

_ROLES = {
    "members": (ContactRole.MEMBER, ContactRole.DEPUTY),
    "head": (ContactRole.HEAD,),
}


@dataclass(frozen=True, slots=True)
class Recipients:
    """The recipients of a letter, and the roles that the rung names and nobody holds."""

    contacts: tuple[Contact, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """One unit's name, its active contacts by group, its absences, and its groups' chats."""

    name: str
    by_group: Mapping[str, tuple[Contact, ...]]
    absences: tuple[Absence, ...]
    chats: Mapping[str, str]
    """The variable with the URL of a group's chat, by group."""

    @classmethod
    def of(cls, session: Session, unit: str) -> People:
        """Read the people of a unit. Raises KamnotError for an unknown unit."""
        by_group: dict[str, list[Contact]] = defaultdict(list)
        for contact in all_contacts(session, unit):
            if contact.active:
                by_group[contact.group].append(contact)
        groups = {group: tuple(found) for group, found in by_group.items()}
        return cls(
            unit_name(session, unit), groups, absences_of(session, unit), group_chats(session, unit)
        )

    def recipients(self, reminder: Reminder, as_of: date) -> Recipients:
        """The contacts whom the rung names; if it names nobody of the group, all that can be reached.

        The director receives a separate summary and never replaces a group's contacts: a group without contacts is
        reported as unreachable.
        """
        contacts = self.by_group.get(reminder.group, ())
        if not contacts:
            return Recipients()
        named: list[Contact] = []
        missing = []
        for who in reminder.audience:
            if who == Audience.DIRECTOR:
                found: Sequence[Contact] = self.by_group.get(DIRECTOR, ())
            else:
                found = [c for c in contacts if c.role in _ROLES[who]]
                named += found
            if not found:
                missing.append(who)
        return Recipients(tuple(self._present(named or contacts, as_of)), tuple(missing))

    def directors(self, as_of: date) -> tuple[Contact, ...]:
        """Who receives the director's summary on that day."""
        return tuple(self._present(self.by_group.get(DIRECTOR, ()), as_of))

    def _present(self, contacts: Iterable[Contact], as_of: date) -> list[Contact]:
        away = deputies(self.absences, as_of)
        return [_in_place_of(contact, away) for contact in contacts]


def _in_place_of(contact: Contact, away: Mapping[str, Absence]) -> Contact:
    """The contact, or their deputy while they are away; a deputy who is away too has a deputy in turn.

    If all of them are away in a circle, the letter goes to the contact: somebody must receive it.
    """
    seen = {contact.email.lower()}
    recipient = contact
    while (absence := away.get(recipient.email.lower())) is not None:
        if absence.deputy.lower() in seen:
            return contact
        seen.add(absence.deputy.lower())
        office = absence.deputy_office or contact.office
        # The chat is the absent person's, so it gets nothing meanwhile.
        recipient = replace(recipient, email=absence.deputy, office=office, notify_url_env=None)
    return recipient
