"""Letters as JSON documents: the outbox, due reminders, the rehearsed year."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from reports.schemas.amounts import PointNumber
from reports.schemas.check import ReminderPart
from reports.schemas.document import JsonDocument, JsonPart, Moment, at


class OutboxLetterPart(JsonPart):
    """One letter of the outbox without its bytes."""

    id: int
    state: str
    group_id: str
    recipient: str
    channel: str
    subject: str
    slot: str = at("rung")
    message_id: str
    attempts: int
    last_phase: str | None
    last_code: int | None
    last_error: str | None
    created_at: Moment
    not_before: Moment
    sent_at: Moment | None


class OutboxDocument(JsonDocument):
    """`kamnot outbox list`."""

    schema_: Literal["kamnot/outbox/1"] = "kamnot/outbox/1"
    letters: tuple[OutboxLetterPart, ...]


class TryPart(JsonPart):
    """One attempt to send a letter."""

    started_at: Moment
    ended_at: Moment | None
    phase: str
    outcome: str | None
    code: int | None
    detail: str


class LetterDocument(OutboxLetterPart, JsonDocument):
    """`kamnot outbox show`."""

    schema_: Literal["kamnot/letter/1"] = "kamnot/letter/1"
    dedup_key: str
    text: str
    tries: tuple[TryPart, ...]


class WrittenLetterPart(JsonPart):
    """A letter as it would go out."""

    group: str
    recipient: str
    subject: str
    text: str


class HeldDocument(OutboxDocument):
    """`kamnot outbox held`: after a restore (`all_held`) also what the rules would write today."""

    all_held: bool
    due: tuple[WrittenLetterPart, ...]


class RemindersDocument(JsonDocument):
    """`kamnot remind`."""

    schema_: Literal["kamnot/reminders/1"] = "kamnot/reminders/1"
    unit: str = at("evaluation", "unit")
    as_of: date = at("evaluation", "as_of")
    dry_run: bool
    reminders: tuple[ReminderPart, ...]
    letters: tuple[WrittenLetterPart, ...]
    unreachable: tuple[str, ...]
    enqueued: Annotated[int, BeforeValidator(len)]
    sent: int = at("delivered", "sent")


class RehearsedLetterPart(JsonPart):
    """One letter of the year."""

    day: date
    group: str
    recipient: str
    office: str
    subject: str
    slots: tuple[str, ...] = at("rungs")
    audience: tuple[str, ...]
    activities: tuple[int, ...]
    points_at_risk: PointNumber


class ClashPart(JsonPart):
    """A due date or a rung that falls on a closed day."""

    what: str
    day: date
    why: str
    moved_to: date


class OverloadPart(JsonPart):
    """A person who gets too many letters on a day."""

    day: date
    recipient: str
    letters: int


class RehearsalDocument(JsonDocument):
    """`kamnot rehearse`."""

    schema_: Literal["kamnot/rehearsal/1"] = "kamnot/rehearsal/1"
    unit: str
    fiscal_year: int
    plan_hash: str
    letters: tuple[RehearsedLetterPart, ...] = at("mails")
    clashes: tuple[ClashPart, ...]
    overloads: Annotated[
        tuple[OverloadPart, ...],
        BeforeValidator(
            lambda found: [dict(zip(OverloadPart.model_fields, o, strict=True)) for o in found]
        ),
    ]
    unreachable: dict[str, date]
    no_director: bool
