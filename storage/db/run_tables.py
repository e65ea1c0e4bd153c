"""The tables of what runs leave behind: checks, letters, reminders, the calendar, what was submitted.

They are apart from `tables`, because mapping them takes time and a command that only reads evidence needs none of
them. Rows of `check_run`, `flow_event` and `outbox_attempt` are only added. Old `heartbeat` rows and the results of old
`check_run` rows are dropped in time.
"""

from __future__ import annotations

import zlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from storage.db.tables import StoredRow, UtcDateTime


class PackedBytes(TypeDecorator[bytes]):
    """Bytes that are compressed in the database and read back unchanged."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value)

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.decompress(value)


class CheckRunRow(StoredRow, table=True):
    """One finished check of one batch. Dry runs leave none.

    A copy holds the `kamnot/check/1` object in full as `result`. A mark had the same result as the copy that
    `same_as` names, and holds only what belongs to its day (`of_day`, `OF_THE_DAY` of `records.runs`). Old
    results are dropped; the rows stay, because others refer to them.
    """

    __tablename__ = "check_run"
    __table_args__ = (Index("ix_check_run_unit_batch", "unit", "batch", "as_of"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    batch: str
    as_of: date
    plan_hash: str
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime = Field(sa_type=UtcDateTime)
    complete: bool
    exit_state: str
    """`complete` or `missing`."""
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    flow_run_id: str | None = None
    same_as: int | None = Field(default=None, foreign_key="check_run.id")
    of_day: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    digest: str | None = None
    """What tells the result's lasting parts from another's; None once dropped, and in rows older than it."""


class FlowEventRow(StoredRow, table=True):
    """A flow run that failed or crashed, as its hook saw it: Prefect's history may be deleted."""

    __tablename__ = "flow_event"

    id: int | None = Field(default=None, primary_key=True)
    flow_run_id: str = Field(index=True)
    name: str
    state: str
    message: str
    at: datetime = Field(sa_type=UtcDateTime)


_IN_SLOT = {"name": "slot", "key": "rung"}
"""The column's name is older than the word rung."""


class OutboxRow(StoredRow, table=True):
    """One message to one person, from before it is sent until its end is known.

    `dedup_key` is the only unique constraint: with a second one, `ON CONFLICT` on the first still raises on
    PostgreSQL when planners race. `raw` are the bytes that every attempt sends. `fence` grows with each claim, so
    that a sender that lost its lease can write nothing.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "not_before", "id"),
        Index("ix_outbox_slot_recipient", "rung", "recipient"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedup_key: str = Field(unique=True)
    unit: str = Field(foreign_key="unit.id")
    kind: str
    rung: str = Field(sa_column_kwargs=_IN_SLOT)
    recipient: str
    seq: int
    content_fp: str
    message_id: str
    channel: str
    group_id: str
    subject: str
    raw: bytes = Field(sa_type=PackedBytes)
    state: str = "pending"
    """pending, sending, sent, dead, unknown, superseded, expired, held or dropped."""
    attempts: int = 0
    fence: int = 0
    owner: str | None = None
    not_before: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    data_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_phase: str | None = None
    last_code: int | None = None
    last_error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    run_id: int | None = Field(default=None, foreign_key="check_run.id")


class OutboxAttemptRow(StoredRow, table=True):
    """One attempt to send a message, with what happened."""

    __tablename__ = "outbox_attempt"

    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = Field(foreign_key="outbox.id", index=True)
    fence: int
    started_at: datetime = Field(sa_type=UtcDateTime)
    phase: str
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = None
    code: int | None = None
    detail: str = ""


class ReminderRungRow(StoredRow, table=True):
    """A rung of the ladder for which a group's letter was written, by audience: the ledger of reminders."""

    __tablename__ = "reminder_slot"
    __table_args__ = (UniqueConstraint("unit", "rung", "group_id"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    rung: str = Field(sa_column_kwargs=_IN_SLOT)
    group_id: str
    audience: str
    run_id: int | None = Field(default=None, foreign_key="check_run.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class ReminderLetterRow(StoredRow, table=True):
    """What one group's letter of one day said: `open` are the numbers of the activities that it called open.

    For the director's letter (`group_id` `director`) it holds the failures that were named.
    """

    __tablename__ = "reminder_letter"
    __table_args__ = (
        Index("ix_reminder_letter_group", "unit", "fiscal_year", "group_id", "as_of"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    group_id: str
    as_of: date
    open: list[Any] = Field(default_factory=list, sa_type=JSON)
    run_id: int | None = Field(default=None, foreign_key="check_run.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class SnoozeRow(StoredRow, table=True):
    """A group's answer "we have it" to the reminders of one activity (`domain.reminders.snoozes.Snooze`)."""

    __tablename__ = "snooze"
    __table_args__ = (Index("ix_snooze_unit_year", "unit", "fiscal_year"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    group_id: str
    activity: int
    until: date
    reason: str
    entered_on: date
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str
    ended_on: date | None = None


class DutyReportRow(StoredRow, table=True):
    """A monthly duty that was done: `duty` and `period` as in `domain.results.Duty`."""

    __tablename__ = "duty_report"
    __table_args__ = (UniqueConstraint("unit", "fiscal_year", "duty", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    duty: str
    period: str
    done_on: date
    note: str = ""
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str


class CalendarEventRow(StoredRow, table=True):
    """One entry of the calendar feeds. Calendars know it by `uid` and accept a change with a higher `sequence`.

    An entry is never deleted. One that is no longer asked for is `cancelled`: calendars would otherwise keep it.
    """

    __tablename__ = "calendar_event"

    uid: str = Field(primary_key=True)
    unit: str = Field(foreign_key="unit.id", index=True)
    fiscal_year: int
    sequence: int = 0
    day: date
    title: str
    description: str = ""
    groups: list[str] = Field(default_factory=list, sa_type=JSON)
    done: bool = False
    cancelled: bool = False
    changed_at: datetime = Field(sa_type=UtcDateTime)


class HeartbeatRow(StoredRow, table=True):
    """One daily run that ended: `good` if everything was decided and no channel refused us.

    `origin` is `schedule` or `hand`; `detail` is one line without secrets.
    """

    __tablename__ = "heartbeat"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    origin: str
    as_of: date
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime = Field(sa_type=UtcDateTime)
    good: bool
    detail: str = ""


class RunClaimRow(StoredRow, table=True):
    """The newest run of one piece of scheduled work (`storage.records.run_claims.RunClaim`)."""

    __tablename__ = "run_claim"

    work: str = Field(primary_key=True)
    job: str = Field(index=True)
    flow_run_id: str
    by_clock: bool
    started_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    good: bool | None = None
    detail: str = ""


class SkippedRow(StoredRow, table=True):
    """Why a person received no letter."""

    __tablename__ = "skipped"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key="check_run.id")
    rung: str = Field(sa_column_kwargs=_IN_SLOT)
    recipient: str
    reason: str
    at: datetime = Field(sa_type=UtcDateTime)


class SubmissionRow(StoredRow, table=True):
    """A batch as it was submitted: the check's result, the versions of evidence, the pack's hashes.

    `office` submitted it, by the account `submitted_by`. `withdrawn_at` says when it was taken back; the row stays.
    `received_number` is the receiver's own, recorded by the account `received_by`.
    """

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_unit_year", "unit", "fiscal_year", "batch"),)

    id: int | None = Field(default=None, primary_key=True)
    receipt: str = Field(unique=True)
    unit: str = Field(foreign_key="unit.id")
    fiscal_year: int
    batch: str
    as_of: date
    office: str
    complete: bool
    why: str = ""
    plan_hash: str
    result: dict[str, Any] = Field(sa_type=JSON)
    evidence: list[dict[str, Any]] = Field(sa_type=JSON)
    contents_sha256: str
    pack_sha256: str
    pack_size: int = Field(sa_type=BigInteger)
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    submitted_by: str
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str | None = None
    withdrawn_why: str = ""
    received_number: str = ""
    received_on: date | None = None
    received_by: str | None = None
