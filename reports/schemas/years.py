"""A year's plan as the JSON that programs rely on: drafts, differences, readings, and what each would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from domain.evaluation.reading_effects import (
    ReadingEffect,
    ReadingsReport,
    SettledReading,
    Settling,
    ShownReading,
)
from domain.next_year.carry import YearDoubt
from domain.next_year.diff import PlanChange
from domain.plan.carried import Subject
from domain.plan.model import ReadingOption
from domain.plan.sources import show_value
from domain.results import Outcome, Timeliness
from reports.schemas.amounts import PointNumber
from reports.schemas.check import PointsPart
from reports.schemas.document import JsonDocument, JsonPart, NullText, at


class DueClashPart(JsonPart):
    """A due day on which the office is closed; no holiday on a weekend."""

    path: str = at("due", "path")
    title: str = at("due", "title")
    due: date = at("due", "day")
    holiday: str | None
    last_working_day: date = at("before")
    next_working_day: date = at("after")


class ShortenedPart(JsonPart):
    """A due day of a 29 February that the new year does not have."""

    path: str
    day: date


class PlanDraftDocument(JsonDocument):
    """`kamnot plan new`."""

    schema_: Literal["kamnot/plan-draft/1", "kamnot/plan-import/1"] = "kamnot/plan-draft/1"
    fiscal_year: int = at("plan", "fiscal_year")
    from_year: int
    folder: Annotated[str, BeforeValidator(str)]
    activities: Annotated[int, BeforeValidator(len)] = at("plan", "activities")
    total_points: int = at("plan", "total_points")
    unconfirmed: int
    doubts: tuple[YearDoubt, ...]
    clashes: tuple[DueClashPart, ...] = at("due", "clashes")
    unknown_calendars: tuple[int, ...] = at("due", "unknown_years")
    shortened: tuple[ShortenedPart, ...]


class TableDoubtPart(JsonPart):
    """What could not be read for sure in a plan's table."""

    row: int
    sheet: NullText
    activity: int | None
    field: str
    printed: str
    thai: str
    english: str


class PlanImportDocument(PlanDraftDocument):
    """`kamnot plan import`."""

    schema_: Literal["kamnot/plan-import/1"] = "kamnot/plan-import/1"
    table_doubts: tuple[TableDoubtPart, ...]


class PlanDiffPart(JsonPart):
    """Every difference of two plans, but what only moved with the fiscal year."""

    before: int = at("before_year")
    after: int = at("after_year")
    moved_days: int
    moved_texts: int
    sources: int
    changes: tuple[PlanChange, ...]


class PlanDiffDocument(PlanDiffPart, JsonDocument):
    """`kamnot plan diff`."""

    schema_: Literal["kamnot/plan-diff/1"] = "kamnot/plan-diff/1"


class JudgedPart(JsonPart):
    """An activity as one of the plans has it judged."""

    outcome: Outcome
    timeliness: Timeliness
    due: date
    points: PointsPart | None


class EffectPart(JsonPart):
    """What changes for one activity of one unit; null where a plan lacks it."""

    unit: str
    activity: int = at("number")
    before: JudgedPart | None
    after: JudgedPart | None


class TotalPart(JsonPart):
    """A unit's points before and after."""

    unit: str
    before: PointsPart
    after: PointsPart


class OrphanedPart(JsonPart):
    """What came in and is no longer asked for."""

    unit: str
    id: str
    count: int


def _named(part: type[JsonPart]) -> BeforeValidator:
    def rows(found: tuple[tuple[Any, ...], ...]) -> list[dict[str, Any]]:
        return [dict(zip(part.model_fields, row, strict=True)) for row in found]

    return BeforeValidator(rows)


class ProspectPart(JsonPart):
    """A unit under one of the plans; `reminders` are the groups that a run today would remind."""

    criteria: tuple[int, ...]
    level: int
    level_if_unknowns_hold: int
    reminders: tuple[str, ...]


class OutlookPart(JsonPart):
    """A unit's scores, level and reminders before and after."""

    unit: str
    before: ProspectPart
    after: ProspectPart


class BothPart(JsonPart):
    """A level before and after."""

    before: int
    after: int


class PlanApplyDocument(JsonDocument):
    """`kamnot plan apply`; `in_force` and `diff` are null before the first use."""

    schema_: Literal["kamnot/plan-apply/1"] = "kamnot/plan-apply/1"
    taken: bool
    fiscal_year: int
    as_of: date
    in_force: str | None = at("in_force", "plan_hash", default=None)
    plan_hash: str = at("new_hash")
    unconfirmed: int
    diff: PlanDiffPart | None
    effects: tuple[EffectPart, ...]
    points: Annotated[tuple[TotalPart, ...], _named(TotalPart)] = at("totals")
    no_longer_asked_for: Annotated[tuple[OrphanedPart, ...], _named(OrphanedPart)] = at("orphans")
    units: tuple[OutlookPart, ...] = at("outlooks")
    department: Annotated[
        BothPart, BeforeValidator(lambda both: {"before": both[0], "after": both[1]})
    ]


class AgendaPart(JsonPart):
    """A subject of a carried-over plan that waits to be confirmed."""

    subject: Subject
    waiting: int
    activities: tuple[int, ...]
    lines: tuple[str, ...]


class PlanAgendaDocument(JsonDocument):
    """`kamnot plan confirm` without a name: what waits, in the order in which it changes results."""

    schema_: Literal["kamnot/plan-agenda/1"] = "kamnot/plan-agenda/1"
    fiscal_year: int
    from_year: int | None
    subjects: tuple[AgendaPart, ...] = at("entries")
    doubtful: int


class PlanConfirmedDocument(JsonDocument):
    """`kamnot plan confirm`."""

    schema_: Literal["kamnot/plan-confirmed/1"] = "kamnot/plan-confirmed/1"
    fiscal_year: int
    paths: tuple[str, ...]
    unconfirmed: int = at("waiting")


# Readings


class ScorePart(JsonPart):
    """A criterion and its score."""

    number: int
    score: int


class ReadingEffectPart(JsonPart):
    """What the unit has: earned points, the scores, the level, and whether each footnote is met."""

    points: PointNumber = at("points", "earned")
    possible: PointNumber = at("points", "possible")
    lost: PointNumber = at("points", "lost")
    criteria: tuple[ScorePart, ...]
    level: int
    level_if_unknowns_hold: int
    notes: tuple[Outcome, ...]


class ReadingOptionPart(JsonPart):
    """A way to read it and the values that it sets; no effect where none can be computed yet."""

    id: str
    title: str
    sets: dict[str, str]
    effect: ReadingEffectPart | None


class SettledPart(JsonPart):
    """An option that an office settled."""

    option: str
    by: str
    on: date
    why: NullText


class OpenReadingPart(JsonPart):
    """A reading; `chosen` is null where the plan's value is none of the options."""

    id: str
    question: str
    printed: NullText
    place: str
    options: tuple[ReadingOptionPart, ...]
    chosen: str | None
    settled: bool
    settled_by: str | None
    settled_on: date | None
    why: str | None
    words_only: bool
    waits: NullText


class ReadingsDocument(JsonDocument):
    """`kamnot plan readings`."""

    schema_: Literal["kamnot/plan-readings/1"] = "kamnot/plan-readings/1"
    unit: str
    as_of: date
    now: ReadingEffectPart
    unsettled: int
    readings: tuple[OpenReadingPart, ...]


class ChangedValuePart(JsonPart):
    """A value of the plan before and after."""

    path: str
    before: str
    after: str


class UnitEffectPart(JsonPart):
    """A unit before and after."""

    unit: str
    before: ReadingEffectPart
    after: ReadingEffectPart


class PlanSettledDocument(JsonDocument):
    """`kamnot plan settle`; `copied` says that the bureau's own copy of the plan was made for it."""

    schema_: Literal["kamnot/plan-settled/1"] = "kamnot/plan-settled/1"
    fiscal_year: int
    id: str
    before: str | None
    option: str
    values: tuple[ChangedValuePart, ...]
    units: tuple[UnitEffectPart, ...]
    settled: bool
    copied: bool
    in_force: bool


def readings_document(report: ReadingsReport) -> ReadingsDocument:
    """All readings of a unit's plan."""
    return ReadingsDocument.of(
        report,
        now=_effect(report.now),
        unsettled=sum(not shown.settled for shown in report.readings),
        readings=[_reading(shown) for shown in report.readings],
    )


def _reading(shown: ShownReading) -> OpenReadingPart:
    entry = shown.reading.entry
    mark = entry.settled if shown.settled else None
    return OpenReadingPart.of(
        entry,
        place=entry.source,
        options=[_option(option, shown.effects) for option in entry.options],
        chosen=shown.chosen,
        settled=shown.settled,
        settled_by=mark and mark.by,
        settled_on=mark and mark.on,
        why=mark and mark.why,
        words_only=shown.reading.words is not None,
    )


def _option(option: ReadingOption, effects: Mapping[str, ReadingEffect]) -> ReadingOptionPart:
    found = effects.get(option.id)
    sets = {path: shown_value(value) for path, value in option.sets.items()}
    return ReadingOptionPart.of(option, sets=sets, effect=None if found is None else _effect(found))


def shown_value(value: Any) -> str:
    """A value of the plan as text; `null` where it is none."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(shown_value(item) for item in value)}]"
    return "null" if value is None else show_value(value)


def _effect(effect: ReadingEffect) -> ReadingEffectPart:
    scores = [ScorePart(number=n, score=s) for n, s in enumerate(effect.scores, 1)]
    return ReadingEffectPart.of(effect, criteria=scores)


def settled_document(settling: Settling, done: SettledReading | None) -> PlanSettledDocument:
    """What settling changes, and what was done; nothing if it was only looked at."""
    return PlanSettledDocument.of(
        settling,
        id=settling.reading.id,
        before=None if settling.before is None else settling.before.id,
        option=settling.option.id,
        values=[
            ChangedValuePart(path=path, before=shown_value(old), after=shown_value(new))
            for path, (old, new) in settling.values.items()
        ],
        units=[
            UnitEffectPart(unit=unit, before=_effect(old), after=_effect(new))
            for unit, (old, new) in settling.units.items()
        ],
        settled=done is not None,
        copied=done is not None and done.copied,
        in_force=done is not None and done.in_force,
    )
