"""From one year's plan to the next as the JSON that programs rely on: drafts, differences, and what they change."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from domain.next_year.carry import YearDoubt
from domain.next_year.diff import PlanChange
from domain.results import Outcome, Timeliness
from reports.schemas.check import PointsPart
from reports.schemas.document import JsonDocument, JsonPart, at


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


class PlanConfirmedDocument(JsonDocument):
    """`kamnot plan confirm`."""

    schema_: Literal["kamnot/plan-confirmed/1"] = "kamnot/plan-confirmed/1"
    fiscal_year: int
    paths: tuple[str, ...]
    unconfirmed: int = at("waiting")
