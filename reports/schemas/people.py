"""Who is written to, when they are away, and what they answered, as the JSON that programs rely on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.reminders.snoozes import Snooze
from reports.schemas.document import JsonDocument, JsonPart, TableNotePart, at


class ContactPart(JsonPart):
    """A seat that can be written to; `chat` is the name of an environment variable."""

    group: str
    role: str
    office: str
    email: str
    chat: str | None = at("notify_url_env")
    account: str | None


class ContactsDocument(JsonDocument):
    """`kamnot contacts list`."""

    schema_: Literal["kamnot/contacts/1"] = "kamnot/contacts/1"
    unit: str
    contacts: tuple[ContactPart, ...]
    group_chats: dict[str, str]


class KnownUnitPart(JsonPart):
    """A unit with its names."""

    id: str
    name: str
    department: str


class UnitsDocument(JsonDocument):
    """`kamnot unit list`."""

    schema_: Literal["kamnot/units/1"] = "kamnot/units/1"
    units: tuple[KnownUnitPart, ...]


class UnitProfileDocument(JsonDocument):
    """`kamnot unit profile`."""

    schema_: Literal["kamnot/unit-profile/1"] = "kamnot/unit-profile/1"
    unit: str
    place: str
    coordinator: str
    telephone: str
    mobile: str
    reply_to: str
    address: str
    leader: str
    since: date | None


class ContactsImportedDocument(JsonDocument):
    """`kamnot contacts import`."""

    schema_: Literal["kamnot/contacts-imported/1"] = "kamnot/contacts-imported/1"
    unit: str
    new: int
    changed: int
    same: int
    notes: tuple[TableNotePart, ...]


class AbsencePart(JsonPart):
    """From `first` to `last` letters go to the deputy."""

    id: int
    email: str
    first: date
    last: date
    deputy: str
    deputy_office: str


class AbsencesDocument(JsonDocument):
    """`kamnot contacts away`."""

    schema_: Literal["kamnot/absences/1"] = "kamnot/absences/1"
    unit: str
    absences: tuple[AbsencePart, ...]


class SnoozesDocument(JsonDocument):
    """`kamnot snooze list`."""

    schema_: Literal["kamnot/snoozes/1"] = "kamnot/snoozes/1"
    unit: str
    snoozes: tuple[Snooze, ...]


class DutyMonthPart(JsonPart):
    """A duty in one month."""

    duty: str = at("duty", "id")
    period: str
    due: date
    done_on: date | None


class DutiesDocument(JsonDocument):
    """`kamnot duty list`."""

    schema_: Literal["kamnot/duties/1"] = "kamnot/duties/1"
    unit: str
    duties: tuple[DutyMonthPart, ...]
