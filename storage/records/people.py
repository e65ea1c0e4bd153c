"""Units, working groups and contacts: offices and addresses, never a person's name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Table
from sqlmodel import Session, col, delete, func, select

from domain.language.errors import KamnotError, NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.reminders.recipients import Contact, ContactRole
from storage.db import audit
from storage.db.tables import ContactRow, SettingRow, UnitRow, WorkingGroupRow

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_CHAT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(#[A-Za-z0-9.@+_-]{1,64})?")
"""A variable's name, and what its URL lacks: the address of one person, such as a telephone number."""


def set_unit(
    session: Session, unit: str, *, name: str, department: str, by: str, now: datetime
) -> None:
    """Add a unit or change its names. Raises KamnotError if `unit` is no slug such as `finance`."""
    if not _SLUG.fullmatch(unit):
        raise KamnotError(
            f"รหัสหน่วยงาน “{unit}” ใช้ไม่ได้ โปรดใช้ a-z, 0-9 และ - เช่น finance",
            f"The unit id {unit!r} cannot be used; write it with a-z, 0-9 and -, such as finance.",
        )
    row = session.get(UnitRow, unit)
    if row is not None and (row.name, row.department) == (name, department):
        return
    session.merge(UnitRow(id=unit, name=name, department=department))
    session.flush()
    audit.record(session, by, "unit.set", unit, {"name": name, "department": department}, now)


_GO_ALONG = ("absence", "calendar_event", "check_run", "contact", "setting", "working_group")
"""The tables whose rows go with a unit for which nothing was recorded."""


def _every_table() -> list[Table]:
    from storage.db.run_tables import SubmissionRow  # its module completes the tables

    return SubmissionRow.metadata.sorted_tables


def kept_of_unit(session: Session, unit: str) -> list[str]:
    """The tables that hold records of a unit beyond its groups, contacts, settings and what checks found."""
    return [
        table.name
        for table in _every_table()
        if "unit" in table.c and table.name not in _GO_ALONG
        if session.execute(select(table.c.unit).where(table.c.unit == unit).limit(1)).first()
    ]


def remove_unit(session: Session, unit: str, *, by: str, now: datetime) -> None:
    """Remove a unit and what goes along with it. Raises OvertakenError if anything was recorded meanwhile."""
    if kept := kept_of_unit(session, unit):
        raise OvertakenError(
            f"มีการบันทึกข้อมูลของสำนัก {unit} ระหว่างนี้ ({', '.join(kept)}) จึงไม่ได้ลบ",
            f"Something was recorded for {unit} meanwhile ({', '.join(kept)}); it stays.",
        )
    for table in reversed(_every_table()):
        if table.name in _GO_ALONG:
            session.execute(delete(table).where(table.c.unit == unit))
    session.execute(delete(UnitRow).where(col(UnitRow.id) == unit))
    audit.record(session, by, "unit.remove", unit, {}, now)


HOME = ""
"""In the place of a unit: what is kept of the home as a whole."""


def keep_settings(
    session: Session, unit: str, values: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """Keep what a unit, or the home, tells of itself once; an empty value forgets it."""
    before = settings_of(session, unit)[unit]
    for name, value in values.items():
        session.merge(SettingRow(unit=unit, name=name, value=value))
    session.flush()
    changed = {name: value for name, value in values.items() if before.get(name, "") != value}
    if changed:
        audit.record(session, by, "setting.set", unit or "home", changed, now)


def settings_of(session: Session, *units: str) -> dict[str, dict[str, str]]:
    """What each of these units, or the home, has told."""
    found: dict[str, dict[str, str]] = {unit: {} for unit in units}
    for row in session.exec(select(SettingRow).where(col(SettingRow.unit).in_(units))):
        found[row.unit][row.name] = row.value
    return found


def set_group(
    session: Session, unit: str, group: str, *, name: str, by: str, now: datetime
) -> None:
    """Add a unit's working group or change its name. Raises KamnotError for an unknown unit."""
    lock_unit(session, unit)
    row = session.get(WorkingGroupRow, (unit, group))
    if row is not None and row.name == name:
        return
    row = row or WorkingGroupRow(unit=unit, id=group, name=name)
    row.name = name
    session.add(row)
    session.flush()
    audit.record(session, by, "group.set", f"{unit}/{group}", {"name": name}, now)


def set_group_chat(
    session: Session, unit: str, group: str, *, notify_url_env: str | None, by: str, now: datetime
) -> None:
    """Give a working group its own chat, or (None) remove it.

    Raises KamnotError if the unit or group is unknown, or a URL is given instead of a variable's name.
    """
    _refuse_url(notify_url_env)
    lock_unit(session, unit)
    row = session.get(WorkingGroupRow, (unit, group))
    if row is None:
        raise NotThereError(
            f"สำนัก {unit} ไม่มีคณะทำงาน “{group}” โปรดเพิ่มคณะทำงานตามแผนให้หน่วยงานนี้ก่อน",
            f"The unit {unit} has no working group {group!r}; give it the groups of the plan first.",
            How(Verb.INIT),
        )
    if row.notify_url_env == notify_url_env:
        return
    row.notify_url_env = notify_url_env
    session.add(row)
    session.flush()
    details = {"name": row.name, "chat": notify_url_env}
    audit.record(session, by, "group.set", f"{unit}/{group}", details, now)


def group_chats(session: Session, unit: str) -> dict[str, str]:
    """The variables with the URLs of the working groups' chats, by group."""
    return {g.id: g.notify_url_env for g in groups_of(session, unit) if g.notify_url_env}


def units(session: Session) -> tuple[UnitRow, ...]:
    """Every unit, by id."""
    return tuple(session.exec(select(UnitRow).order_by(UnitRow.id)))


def groups_of(session: Session, *units: str) -> tuple[WorkingGroupRow, ...]:
    """The working groups of these units, by id."""
    row = WorkingGroupRow
    return tuple(session.exec(select(row).where(col(row.unit).in_(units)).order_by(row.id)))


def find_unit(session: Session, name: str | None) -> str:
    """The id of the unit with that id or name, or of the only unit for None.

    Raises KamnotError if there is none, or several for None.
    """
    known = units(session)
    if not known:
        raise NotThereError(
            "ยังไม่มีหน่วยงานในฐานข้อมูล โปรดเพิ่มหน่วยงานก่อน",
            "There is no unit in the database yet; add one first.",
            How(Verb.INIT),
        )
    ids = ", ".join(unit.id for unit in known)
    if name is None:
        if len(known) > 1:
            raise KamnotError(
                f"มีหลายหน่วยงาน โปรดระบุหน่วยงานที่ต้องการ: {ids}",
                f"There are several units; name one: {ids}.",
                How(Verb.GIVE_UNIT),
            )
        return known[0].id
    for unit in known:
        if name.strip() in (unit.id, unit.name):
            return unit.id
    raise NotThereError(
        f"ไม่พบหน่วยงาน “{name}” ที่มีอยู่คือ {ids}",
        f"There is no unit {name!r}; there are: {ids}.",
    )


class OfUnit(Protocol):
    """What belongs to a unit."""

    @property
    def unit(self) -> str: ...


Owned = TypeVar("Owned", bound=OfUnit)


def by_unit(rows: Iterable[Owned]) -> Mapping[str, list[Owned]]:
    """What belongs to each unit, in its order; nothing for a unit that is not among them."""
    found: dict[str, list[Owned]] = defaultdict(list)
    for row in rows:
        found[row.unit].append(row)
    return found


def unit_name(session: Session, unit: str) -> str:
    """The name of the unit with this id. Raises KamnotError for an unknown unit."""
    return unit_names(session, [unit])[unit]


def unit_names(session: Session, units: Sequence[str]) -> dict[str, str]:
    """The names of the units with these ids. Raises KamnotError for an unknown unit."""
    rows = session.exec(select(UnitRow.id, UnitRow.name).where(col(UnitRow.id).in_(units)))
    names: dict[str, str] = dict(rows.all())
    for unit in units:
        if unit not in names:
            raise _no_unit(unit)
    return names


def lock_unit(session: Session, unit: str) -> UnitRow:
    """Let one writer at a time change a unit's records. Raises KamnotError for an unknown unit.

    On SQLite a writer already locks the database.
    """
    row = session.exec(
        select(UnitRow).where(UnitRow.id == unit).with_for_update(key_share=True)
    ).first()
    if row is None:
        raise _no_unit(unit)
    return row


def set_contact(
    session: Session,
    *,
    unit: str,
    group: str,
    role: ContactRole | str,
    office: str,
    email: str,
    by: str,
    now: datetime,
    notify_url_env: str | None = None,
    active: bool = True,
    account: str | None = None,
) -> Contact:
    """Add a contact, or change the one with the same unit, group, role and address.

    `group` is a working group's id or `director`. Raises KamnotError if the unit or role is unknown, the mail address
    cannot be used, or a URL is given instead of a variable's name.
    """
    seat = _seat(role)
    _refuse_unusable(email, notify_url_env)
    lock_unit(session, unit)
    row = session.exec(
        select(ContactRow).where(
            ContactRow.unit == unit,
            ContactRow.group_id == group,
            ContactRow.role == seat,
            func.lower(ContactRow.email) == email.lower(),
        )
    ).first()
    row = row or ContactRow(unit=unit, group_id=group, role=seat, office=office, email=email)
    before = (row.id, row.office, row.notify_url_env, row.active, row.account)
    row.office, row.notify_url_env, row.active, row.account = (
        office,
        notify_url_env,
        active,
        account,
    )
    session.add(row)
    session.flush()
    if before != (row.id, office, notify_url_env, active, account):
        details = {"role": seat.value, "office": office, "email": email, "active": active}
        if account is not None:
            details["account"] = account
        audit.record(session, by, "contact.set", f"{unit}/{group}", details, now)
    return _contact(row)


def contacts_of(
    session: Session, unit: str, group: str, roles: Iterable[ContactRole | str]
) -> tuple[Contact, ...]:
    """The active contacts with these roles in a group (or in `director`), in the order they were added."""
    wanted = [str(role) for role in roles]
    rows = session.exec(
        select(ContactRow)
        .where(
            ContactRow.unit == unit,
            ContactRow.group_id == group,
            col(ContactRow.role).in_(wanted),
            col(ContactRow.active).is_(True),
        )
        .order_by(col(ContactRow.id))
    )
    return tuple(_contact(row) for row in rows)


def all_contacts(session: Session, *units: str) -> tuple[Contact, ...]:
    """Every contact of these units, inactive ones too, in the order they were added."""
    rows = session.exec(
        select(ContactRow).where(col(ContactRow.unit).in_(units)).order_by(col(ContactRow.id))
    )
    return tuple(_contact(row) for row in rows)


def reached_groups(session: Session) -> Mapping[str, set[str]]:
    """The groups of each unit, the director's among them, that have an active contact."""
    found: dict[str, set[str]] = defaultdict(set)
    active = select(ContactRow.unit, ContactRow.group_id).where(col(ContactRow.active).is_(True))
    for unit, group in session.exec(active.distinct()):
        found[unit].add(group)
    return found


def groups_of_account(session: Session, unit: str, account: str) -> frozenset[str] | None:
    """The groups for which this account acts; None if the unit has registered no account at all.

    Without accounts the groups of a user are unknown, and every user acts for all of them.
    """
    registered = [c for c in all_contacts(session, unit) if c.active and c.account is not None]
    if not registered:
        return None
    return frozenset(c.group for c in registered if (c.account or "").lower() == account.lower())


def _no_unit(unit: str) -> KamnotError:
    return NotThereError(
        f"ไม่พบหน่วยงานรหัส “{unit}” โปรดเพิ่มหน่วยงานนี้ก่อน",
        f"There is no unit with the id {unit!r}; add it first.",
        How(Verb.INIT),
    )


def _contact(row: ContactRow) -> Contact:
    assert row.id is not None  # noqa: S101  # it came from the database
    return Contact(
        id=row.id,
        unit=row.unit,
        group=row.group_id,
        role=ContactRole(row.role),
        office=row.office,
        email=row.email,
        notify_url_env=row.notify_url_env,
        active=row.active,
        account=row.account,
    )


def _seat(role: ContactRole | str) -> ContactRole:
    try:
        return ContactRole(role)
    except ValueError as error:
        known = ", ".join(ContactRole)
        raise KamnotError(
            f"ไม่รู้จักบทบาท “{role}” ใช้ได้: {known}", f"Unknown role {role!r}; there are: {known}."
        ) from error


def check_email(email: str) -> None:
    """Raise KamnotError if a text is no mail address."""
    if not _EMAIL.fullmatch(email):
        raise KamnotError(
            f"ที่อยู่อีเมล “{email}” ใช้ไม่ได้ โปรดเขียนเช่น name@example.org",
            f"{email!r} is no mail address; write it as name@example.org.",
        )


def _refuse_unusable(email: str, notify_url_env: str | None) -> None:
    check_email(email)
    _refuse_url(notify_url_env)


def _refuse_url(notify_url_env: str | None) -> None:
    """Raise KamnotError if a text is no variable's name, with or without an address."""
    if notify_url_env is not None and not _CHAT.fullmatch(notify_url_env):
        # The value is not repeated: it may be the URL itself, with its password.
        raise KamnotError(
            "ช่องทางแจ้งเตือนต้องเป็นชื่อตัวแปรสภาพแวดล้อม (เช่น KAMNOT_LINE_PLANNING) ไม่ใช่ URL",
            "The channel must be the name of an environment variable (such as KAMNOT_LINE_PLANNING),"
            " not a URL.",
        )


def find_contact(
    session: Session, unit: str, group: str, role: ContactRole | str, email: str
) -> Contact | None:
    """The contact that `set_contact` would change, also an inactive one. Raises KamnotError for an unknown role."""
    seat = _seat(role)
    for contact in all_contacts(session, unit):
        if (contact.group, contact.role) == (group, seat) and _same_address(contact.email, email):
            return contact
    return None


def remove_contacts(
    session: Session,
    *,
    unit: str,
    group: str,
    email: str,
    by: str,
    now: datetime,
    role: ContactRole | str | None = None,
) -> tuple[Contact, ...]:
    """Stop writing to this address in the group, in one role or (None) in all. Nothing is deleted.

    Raises KamnotError if there is no such active contact.
    """
    seats = tuple(ContactRole) if role is None else (_seat(role),)
    meant = [c for c in contacts_of(session, unit, group, seats) if _same_address(c.email, email)]
    if not meant:
        raise NotThereError(
            f"ไม่มีผู้รับ {email} ใน {group}",
            f"{group} has no contact {email}.",
            How(Verb.CONTACTS_LIST),
        )
    return tuple(
        set_contact(
            session,
            unit=unit,
            group=group,
            role=contact.role,
            office=contact.office,
            email=contact.email,
            by=by,
            now=now,
            notify_url_env=contact.notify_url_env,
            active=False,
            account=contact.account,
        )
        for contact in meant
    )


def _same_address(one: str, other: str) -> bool:
    return one.lower() == other.strip().lower()
