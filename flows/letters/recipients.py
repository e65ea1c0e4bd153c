"""Reads the people of units who receive letters, and the groups that nobody is reached in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.language.thai import fiscal_year_span, thai_date
from domain.plan.model import WorkingGroup
from domain.reminders.recipients import DIRECTOR, Contact, People, UnitProfile
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.absences import absences_of_units
from storage.records.people import (
    all_contacts,
    by_unit,
    groups_of,
    reached_groups,
    settings_of,
    unit_names,
    units,
)

SINCE = "since"
PROFILE = ("place", "coordinator", "telephone", "mobile", "reply_to", "address", "leader")
"""What a unit tells of itself in words, as `UnitProfile` has it."""


def people_of(session: Session, units: Sequence[str]) -> dict[str, People]:
    """The active contacts, absences and chats of each unit. Raises KamnotError for an unknown unit."""
    names, away = unit_names(session, units), absences_of_units(session, units)
    contacts = by_unit(all_contacts(session, *units))
    groups, told = by_unit(groups_of(session, *units)), settings_of(session, *units)
    return {
        unit: People(
            names[unit],
            _active(contacts[unit]),
            away[unit],
            {g.id: g.notify_url_env for g in groups[unit] if g.notify_url_env},
            profile_from(told[unit]),
        )
        for unit in units
    }


def people_known(ws: Workspace, unit: str) -> People:
    """The same of one unit."""
    with reading(ws.engine) as session:
        return people_of(session, [unit])[unit]


def before_use(ws: Workspace, unit: str, day: date) -> tuple[str, str] | None:
    """Why nobody is written to on a day before the unit's first day of use; None on a later day."""
    with reading(ws.engine) as session:
        told = profile_from(settings_of(session, unit)[unit])
    first = max(told.since, fiscal_year_span(ws.plan.fiscal_year)[0])
    if day >= first:
        return None
    return (
        f"{thai_date(day)} อยู่ก่อนวันเริ่มใช้ระบบ ({thai_date(first)}) จึงไม่มีจดหมาย",
        f"{day} lies before the first day of use, {first}: no letter is written.",
    )


def profile_from(told: Mapping[str, str]) -> UnitProfile:
    """A unit's profile from what was told of it."""
    texts = {name: told.get(name, "") for name in PROFILE}
    since = told.get(SINCE)
    return UnitProfile(**texts, since=date.fromisoformat(since) if since else date.min)


def _active(contacts: Iterable[Contact]) -> dict[str, tuple[Contact, ...]]:
    by_group: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.active:
            by_group[contact.group].append(contact)
    return {group: tuple(found) for group, found in by_group.items()}


@dataclass(frozen=True, slots=True)
class Reach:
    """A unit's working groups that nobody is reached in; `somebody` is False if it has no contact at all."""

    unit: str
    name: str
    missing: tuple[WorkingGroup, ...]
    director: bool
    somebody: bool
    told: UnitProfile


def reach_of_units(ws: Workspace) -> list[Reach]:
    """Who can be reached in each unit, by id."""
    with reading(ws.engine) as session:
        reached, known = reached_groups(session), units(session)
        told = settings_of(session, *(unit.id for unit in known))
    return [
        Reach(
            unit.id,
            unit.name,
            tuple(g for g in ws.plan.groups if g.id not in reached.get(unit.id, ())),
            DIRECTOR in reached.get(unit.id, ()),
            unit.id in reached,
            profile_from(told[unit.id]),
        )
        for unit in known
    ]
