"""A checked batch as the JSON that programs rely on (docs/json.md: `kamnot/check/1`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator

from domain.evaluation.knowledge_state import OutputState
from domain.facts import ReliefKind, SectionDoubt, SectionOutcome
from domain.language.how import How
from domain.results import (
    ActivityResult,
    BatchResult,
    Evaluation,
    Outcome,
    Reminder,
    Timeliness,
    WaitsFor,
)
from domain.words.wording import first_to
from reports.schemas.amounts import PointNumber
from reports.schemas.document import JsonDocument, JsonPart, NullText, at

Sums = Annotated[
    dict[str, int],
    BeforeValidator(lambda sums: {first_to(last, "en"): total for last, total in sums.items()}),
]
"""The sums by the criteria that they run over: `{"1-3": 6}`."""


class LookedPart(JsonPart):
    """How many files count, and how many of them nobody has accepted."""

    files: int
    unseen: int


class PointsPart(JsonPart):
    """Points of an activity, batch, group or year."""

    earned: PointNumber | None = None
    possible: PointNumber | None = None
    waiting: PointNumber | None = None
    lost: PointNumber | None = None
    printed: int | None = None


PointsOrNulls = Annotated[PointsPart, BeforeValidator(lambda points: points or {})]
"""Five nulls where the plan gives no points."""


class SectionPart(JsonPart):
    """A section of a document, and where it was seen."""

    id: str
    outcome: SectionOutcome
    page: int | None
    words: NullText
    why: SectionDoubt | None


class FindingPart(JsonPart):
    """One requirement or measure."""

    id: str
    title: str
    outcome: Outcome
    looked_for: str
    found: str
    remedy: NullText
    how: How | None
    waits_for: WaitsFor | None
    source: str
    satisfied_on: date | None
    sections: tuple[SectionPart, ...]
    files: int
    unseen: int
    proved: bool
    relief: int | None = at("relief", "id", default=None)


class NeededReliefPart(JsonPart):
    """A relief of an activity, and whether the work needs it."""

    id: int
    kind: ReliefKind
    subject: str
    authoriser: str
    reason: str
    decided_on: date
    until: date | None
    needed: bool


class CheckedActivityPart(JsonPart):
    """One activity with its findings."""

    number: int
    title: str
    due: date
    printed_due: date
    last_working_day: date
    outcome: Outcome
    timeliness: Timeliness
    completed_on: date | None
    points: PointsOrNulls
    groups: tuple[str, ...]
    findings: tuple[FindingPart, ...]
    reliefs: tuple[NeededReliefPart, ...]


class DuePart(JsonPart):
    """A duty that has come back."""

    id: str
    period: str
    due: date


class QuietPart(JsonPart):
    """An activity that its group snoozed."""

    activity: int = at("activity", "number")
    until: date
    reason: str


class RegisterAskPart(JsonPart):
    """Rows that a register lacks and no finding asks for; `activities` each lack one."""

    register_: str = at("register")
    groups: tuple[str, ...]
    ask: str = at("text")
    activities: tuple[int, ...]
    how: How


class ReminderPart(JsonPart):
    """One reminder: whom, why, which rungs."""

    group: str
    audience: tuple[str, ...]
    slots: tuple[str, ...] = at("rungs")
    batches: tuple[str, ...]
    activities: tuple[int, ...]
    points_at_risk: PointNumber
    excused: tuple[NeededReliefPart, ...]
    duties: tuple[DuePart, ...]
    quiet: tuple[QuietPart, ...]
    completed: tuple[int, ...]
    due: date
    last_working_day: date
    rows: tuple[RegisterAskPart, ...] = at("register_asks")


class ScoredPart(JsonPart):
    """The score of one criterion."""

    number: int
    score: int
    score_if_unknowns_hold: int
    outcome: Outcome
    reason: str
    figures: Annotated[dict[str, str], BeforeValidator(dict)]
    source: str


class LevelPart(JsonPart):
    """The scores, their sums, and the level proved and possible."""

    criteria: tuple[ScoredPart, ...]
    sums: Sums
    level: int
    level_if_unknowns_hold: int


class UnsettledPart(JsonPart):
    """What points and level stand on that no office has settled: readings, and a plan made of another year's."""

    points: tuple[str, ...]
    level: tuple[str, ...]
    carried_from: int | None


class YearPart(JsonPart):
    """The year as of the check."""

    points: PointsPart
    groups: Annotated[dict[str, PointsPart], BeforeValidator(dict)] = at("group_points")
    rubric: LevelPart
    unsettled: UnsettledPart


class CheckDocument(JsonDocument):
    """`kamnot check`: one batch as of a day, with the year beside it."""

    schema_: Literal["kamnot/check/1"] = "kamnot/check/1"
    unit: str
    batch: str
    as_of: date
    plan_hash: str
    policy: str
    due: date
    last_working_day: date
    complete: bool
    looked: LookedPart
    points: PointsPart
    activities: tuple[CheckedActivityPart, ...]
    reliefs: tuple[NeededReliefPart, ...]
    reminders: tuple[ReminderPart, ...]
    year: YearPart


class SupposedCheckDocument(CheckDocument):
    """The same with suppositions."""

    supposed: tuple[str, ...]


class ChecksDocument(JsonDocument):
    """`kamnot check` of several batches."""

    schema_: Literal["kamnot/checks/1"] = "kamnot/checks/1"
    batches: tuple[SupposedCheckDocument | CheckDocument, ...]


class CheckedUnitPart(JsonPart):
    """One unit's result over the checked batches; `trouble` says why it could not be judged."""

    unit: str
    name: str
    complete: bool
    points: PointsPart
    missing: int
    letters: int
    trouble: NullText


class CheckedUnitsDocument(JsonDocument):
    """`kamnot check BATCH --all-units`."""

    schema_: Literal["kamnot/checked-units/1"] = "kamnot/checked-units/1"
    as_of: date
    batches: tuple[str, ...]
    complete: bool
    units: tuple[CheckedUnitPart, ...]

    @classmethod
    def of(cls, source: object = None, /, **more: Any) -> Self:
        """From the request and what was `found`."""
        found = more["found"]
        names = found.names
        parts = [CheckedUnitPart.of(s, name=names.get(s.unit, s.unit)) for s in found.summaries]
        return super().of(source, complete=found.complete, units=parts)


def check_document(
    evaluation: Evaluation,
    batch: BatchResult,
    reminders: Sequence[Reminder],
    supposed: tuple[str, ...] = (),
) -> CheckDocument:
    """One batch with the reminders that concern it."""
    document = SupposedCheckDocument if supposed else CheckDocument
    activities = [_activity(a) for a in batch.activities]
    return document.of(
        batch,
        unit=evaluation.unit,
        as_of=evaluation.as_of,
        plan_hash=evaluation.plan_hash,
        policy=evaluation.policy,
        activities=activities,
        reliefs=[relief for activity in activities for relief in activity.reliefs],
        reminders=[reminder_part(r) for r in reminders if batch.batch in r.batches],
        year=evaluation,
        supposed=supposed,
    )


def reminder_part(reminder: Reminder) -> ReminderPart:
    """One reminder; activities are given by their numbers."""
    return ReminderPart.of(
        reminder,
        activities=[a.number for a in reminder.activities],
        excused=[relief for a in reminder.excused for relief in _reliefs(a, a.excuses)],
        completed=[a.number for a in reminder.completed],
    )


def _activity(activity: ActivityResult) -> CheckedActivityPart:
    return CheckedActivityPart.of(activity, reliefs=_reliefs(activity, activity.reliefs))


def _reliefs(activity: ActivityResult, reliefs: Sequence[Any]) -> list[NeededReliefPart]:
    return [NeededReliefPart.of(r, needed=activity.needs(r)) for r in reliefs]


class OutputFilePart(JsonPart):
    """The file that is the paper or the clip."""

    item: int
    version: int
    file_name: str
    received_on: date
    sha256: str


class PublicationPart(JsonPart):
    """A row of the register of publications."""

    row: int = at("row", "number")
    day: date
    what: str
    channel: str
    medium: str
    link: NullText
    counts: bool


class OutputPart(JsonPart):
    """One paper or clip."""

    activity: int = at("output", "activity")
    title: str = at("output", "title")
    kind: Literal["knowledge", "clip"]
    state: OutputState
    finished: bool
    outcome: Outcome = at("result", "outcome")
    timeliness: Timeliness = at("result", "timeliness")
    file: OutputFilePart | None
    channels: tuple[str, ...]
    publications: tuple[PublicationPart, ...]
    missing: tuple[FindingPart, ...]
    publish: How | None
    groups: tuple[str, ...] = at("result", "groups")
    due: date = at("result", "due")
    last_working_day: date = at("result", "last_working_day")


class KnowledgeDocument(JsonDocument):
    """`kamnot knowledge`."""

    schema_: Literal["kamnot/knowledge/1"] = "kamnot/knowledge/1"
    unit: str
    as_of: date
    outputs: tuple[OutputPart, ...]
