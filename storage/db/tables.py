"""The tables, one class each. A row is what was seen or done; nothing here decides anything.

Days are Bangkok days (`date`); moments are UTC and come back with their zone. Rows of `evidence_version`,
`review`, `measure`, `register_row`, `relief`, `audit`, `applied_plan`, `year_closing` and `picture_choice` are only
added. What runs leave behind is in `run_tables`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and read back aware. SQLite stores no zone, so this type adds it.

    Raises ValueError for a naive datetime: it could be any city's time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone, found {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class StoredRow(SQLModel):
    """The base of the tables' classes. The database checks rows: pydantic's checks would be built for nothing."""

    model_config = {"defer_build": True}


class UnitRow(StoredRow, table=True):
    """A bureau or group whose plan is followed; `id` is a slug such as `finance`."""

    __tablename__ = "unit"

    id: str = Field(primary_key=True)
    name: str
    department: str


class SettingRow(StoredRow, table=True):
    """What an office told once, by name: of one unit (`place`, `since`), or of the whole home with an empty `unit`."""

    __tablename__ = "setting"

    unit: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


class WorkingGroupRow(StoredRow, table=True):
    """A working group of a unit; `id` as in the plan (`planning`).

    `notify_url_env` NAMES an environment variable with the Apprise URL of the group's own chat.
    """

    __tablename__ = "working_group"

    unit: str = Field(primary_key=True, foreign_key="unit.id")
    id: str = Field(primary_key=True)
    name: str
    notify_url_env: str | None = None


class ContactRow(StoredRow, table=True):
    """A seat that receives letters. `group_id` is a working group's id, or `director`.

    `role` is a `people.ContactRole`; `office` the position's label, never a person's name.
    `notify_url_env` NAMES an environment variable with an Apprise URL: secrets stay out of the database. After a `#`
    is the address that fills the URL's `{address}`: `KAMNOT_SMS#0812345678`.
    `account` is this person's account on the machines: it tells reviewers from senders.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("unit", "group_id", "role", "email"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id", index=True)
    group_id: str
    role: str
    office: str
    email: str
    notify_url_env: str | None = None
    active: bool = True
    account: str | None = None


class EvidenceImportRow(StoredRow, table=True):
    """A folder that was taken in as one; `id` is the import's number.

    An import without `ended_at` was cut short: the next one of the same folder goes on with its number.
    """

    __tablename__ = "evidence_import"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    folder: str
    started_at: datetime = Field(sa_type=UtcDateTime)
    started_by: str
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class EvidenceItemRow(StoredRow, table=True):
    """One piece of evidence for one requirement (`7.report`); its contents are its versions.

    `file_name` is the name it came in with; the same name again is a new version. From the Bangkok day
    `withdrawn_on` it no longer counts, and the same name then is a new item. `linked_to` is the file's first item,
    if one file serves several requirements. `replaced_in` is the import that withdrew it for a file of its own.
    """

    __tablename__ = "evidence_item"
    __table_args__ = (Index("ix_evidence_item_requirement", "unit", "fiscal_year", "requirement"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    requirement: str
    file_name: str
    withdrawn_on: date | None = None
    linked_to: int | None = Field(default=None, foreign_key="evidence_item.id")
    replaced_in: int | None = Field(default=None, foreign_key="evidence_import.id")


class EvidenceVersionRow(StoredRow, table=True):
    """One content of an item, numbered from 1, with what the inspection saw.

    `received_on` decides timeliness; a day before the one on which it was entered has its reason in `backdated_why`,
    and a wrong day is corrected here. `event_date` is the day of the activity that it shows. `sections` is a list
    of {id, outcome, page, words}; `plan_hash` names the plan whose sections were looked for, `reader` the rules by
    which (`domain.inspected.READER`). The other columns are those of `domain.inspected.Inspection`.
    """

    __tablename__ = "evidence_version"

    item: int = Field(primary_key=True, foreign_key="evidence_item.id")
    version: int = Field(primary_key=True)
    sha256: str = Field(index=True)
    size: int = Field(sa_type=BigInteger)
    file_name: str
    format: str
    received_on: date
    event_date: date | None = None
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: str
    note: str = ""
    problem: str | None = None
    has_text: bool | None = None
    pages: int = 0
    images: int = 0
    sections: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    plan_hash: str = ""
    detail: str = ""
    words: int = 0
    width: int | None = None
    height: int | None = None
    taken_on: date | None = None
    fingerprint: str | None = None
    milliseconds: int | None = Field(default=None, sa_type=BigInteger)
    codec: str | None = None
    scanned: bool = False
    told_on: date | None = None
    import_id: int | None = Field(default=None, foreign_key="evidence_import.id")
    backdated_why: str = ""
    reader: int = 0


class DerivedFileRow(StoredRow, table=True):
    """A stored content (`source`, its SHA-256) as another `format`; `made_by` a machine or a person."""

    __tablename__ = "derived_file"

    source: str = Field(primary_key=True)
    format: str = Field(primary_key=True)
    sha256: str
    size: int = Field(sa_type=BigInteger)
    by_machine: bool
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str


class ReviewRow(StoredRow, table=True):
    """A reviewer's word on one version.

    `signed_by` is the office whose hand is on paper, recorded by the `reviewer`; empty for a reviewer's own word.
    """

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["item", "version"], ["evidence_version.item", "evidence_version.version"]
        ),
        Index("ix_review_item_version", "item", "version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item: int
    version: int
    accepted: bool
    reason: str = ""
    reviewed_on: date
    reviewed_at: datetime = Field(sa_type=UtcDateTime)
    reviewer: str
    signed_by: str = ""


class MeasureRow(StoredRow, table=True):
    """A number as entered: both counts of a share, or `count`, or `yes_no`. The newest entry counts.

    `event_date` is the Bangkok day that the number speaks of (the meeting, the survey), `entered_on` the day from
    which it counts, `evidence` the item that shows it. An entry `taken_back` has no value: from its day on earlier
    entries no longer count.
    """

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_unit_year", "unit", "fiscal_year", "measure"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    measure: str
    numerator: int | None = Field(default=None, sa_type=BigInteger)
    denominator: int | None = Field(default=None, sa_type=BigInteger)
    count: int | None = Field(default=None, sa_type=BigInteger)
    yes_no: bool | None = None
    entered_on: date
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str
    note: str = ""
    event_date: date | None = None
    evidence: int | None = Field(default=None, foreign_key="evidence_item.id")
    taken_back: bool = False


class RegisterRowRow(StoredRow, table=True):
    """One version of a row of a register (`domain.facts.RegisterRow`). Versions are only added.

    `cells` is what was written, by column: days as ISO text. `entered_on` is the Bangkok day from which it counts.
    """

    __tablename__ = "register_row"
    __table_args__ = (UniqueConstraint("unit", "fiscal_year", "register_id", "number", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    register_id: str
    number: int
    version: int
    cells: dict[str, Any] = Field(sa_type=JSON)
    withdrawn: bool = False
    why: str = ""
    entered_on: date
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str


class SurveyRoundRow(StoredRow, table=True):
    """The answers of one file to a survey of a fiscal year (`domain.facts.SurveyRound`): one counts, others are ended.

    `answers` has the questions' ids and each answer's values in their order, null where it is missing; the order of
    answers is by chance, and nothing in it says who or when. `scales` are the ends of each question's scale. `sha256`
    names the file, which is not kept. `signed_by` is the office whose hand is on paper, recorded by `accepted_by`.
    """

    __tablename__ = "survey_round"
    __table_args__ = (Index("ix_survey_round_unit_year", "unit", "fiscal_year", "survey"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    survey: str
    asked: int
    answered: int
    partial: int
    first_day: date | None = None
    last_day: date | None = None
    linked: bool
    scales: dict[str, Any] = Field(sa_type=JSON)
    answers: dict[str, Any] = Field(sa_type=JSON)
    tool: str
    sha256: str
    imported_on: date
    imported_at: datetime = Field(sa_type=UtcDateTime)
    imported_by: str
    why: str = ""
    accepted_on: date | None = None
    accepted_by: str | None = None
    signed_by: str = ""
    ended_on: date | None = None
    ended_by: str | None = None
    ended_why: str = ""


class ReliefRow(StoredRow, table=True):
    """A waiver, a not-applicable or an extension for one unit (`domain.facts.ReliefFact`).

    `ended_on` is the Bangkok day from which it no longer holds.
    """

    __tablename__ = "relief"
    __table_args__ = (Index("ix_relief_unit_year", "unit", "fiscal_year"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    kind: str
    subject: str
    authoriser: str
    reason: str
    decided_on: date
    until: date | None = None
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str
    ended_on: date | None = None
    ended_why: str = ""


class PersonRow(StoredRow, table=True):
    """The person of a token in the audit; `name` (an account) is None once erased."""

    __tablename__ = "person"

    token: str = Field(primary_key=True)
    name: str | None = Field(default=None, unique=True)
    erased_on: date | None = None


class AuditRow(StoredRow, table=True):
    """Who did what to what, written in the same transaction as the change, chained to the line before.

    `actor` is a `person.token`. The databases refuse to change or delete a line; only `details` and `salt`
    may be emptied, to erase a person.
    """

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str
    action: str
    subject: str
    details: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    salt: str | None = None
    details_hash: str = ""
    prev: str = ""
    hash: str = ""


class AuditHeadRow(StoredRow, table=True):
    """The one row with the chain's head. A writer that adds lines locks it until the commit."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    line: int
    hash: str


class AbsenceRow(StoredRow, table=True):
    """From `first` to `last` (Bangkok days) the letters to `email` go to `deputy`, also an address."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_unit_last", "unit", "last"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    email: str
    first: date
    last: date
    deputy: str
    deputy_office: str = ""
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str
    ended_on: date | None = None


class AppliedPlanRow(StoredRow, table=True):
    """A year's plan as it was applied; the newest of a fiscal year is in force.

    `content` is `storage.plan_files.content.plan_content` and `plan_hash` its hash, so that the plan by which a check
    judged can be read after the files have changed.
    """

    __tablename__ = "applied_plan"

    id: int | None = Field(default=None, primary_key=True)
    fiscal_year: int = Field(index=True)
    plan_hash: str
    content: dict[str, Any] = Field(sa_type=JSON)
    applied_at: datetime = Field(sa_type=UtcDateTime)
    applied_by: str
    why: str = ""


class YearClosingRow(StoredRow, table=True):
    """A fiscal year was closed or opened again; the newest row of a year counts."""

    __tablename__ = "year_closing"

    id: int | None = Field(default=None, primary_key=True)
    fiscal_year: int = Field(index=True)
    closed: bool
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    why: str


class PictureChoiceRow(StoredRow, table=True):
    """A picture was chosen for the learning centre, or the choice ended; the newest row of an item counts."""

    __tablename__ = "picture_choice"

    id: int | None = Field(default=None, primary_key=True)
    item: int = Field(foreign_key="evidence_item.id", index=True)
    chosen: bool
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
