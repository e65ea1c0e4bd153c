"""Reads the people of units who receive letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from domain.reminders.recipients import Contact, People
from storage.records.absences import absences_of_units
from storage.records.people import all_contacts, by_unit, groups_of, unit_names


def people_of(session: Session, units: Sequence[str]) -> dict[str, People]:
    """The active contacts, absences and chats of each unit. Raises KamnotError for an unknown unit."""
    names, away = unit_names(session, units), absences_of_units(session, units)
    contacts = by_unit(all_contacts(session, *units))
    groups = by_unit(groups_of(session, *units))
    return {
        unit: People(
            names[unit],
            _active(contacts[unit]),
            away[unit],
            {g.id: g.notify_url_env for g in groups[unit] if g.notify_url_env},
        )
        for unit in units
    }


def _active(contacts: Iterable[Contact]) -> dict[str, tuple[Contact, ...]]:
    by_group: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.active:
            by_group[contact.group].append(contact)
    return {group: tuple(found) for group, found in by_group.items()}
