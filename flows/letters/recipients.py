"""Reads the people of one unit who receive letters."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import Session

from domain.reminders.recipients import Contact, People
from storage.records.absences import absences_of
from storage.records.people import all_contacts, group_chats, unit_name


def people_of(session: Session, unit: str) -> People:
    """The active contacts, absences and chats of a unit. Raises KamnotError for an unknown unit."""
    by_group: dict[str, list[Contact]] = defaultdict(list)
    for contact in all_contacts(session, unit):
        if contact.active:
            by_group[contact.group].append(contact)
    groups = {group: tuple(found) for group, found in by_group.items()}
    return People(
        unit_name(session, unit), groups, absences_of(session, unit), group_chats(session, unit)
    )
