"""A unit's points as the JSON that programs rely on (docs/json.md: `kamnot/points/1`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from domain.evaluation.points_breakdown import Progress
from domain.results import Outcome
from reports.schemas.amounts import AmountOrNull, PointNumber
from reports.schemas.document import JsonDocument, JsonPart, at


class BreakdownPart(JsonPart):
    """The printed points by their state; all null if the plan gives none."""

    earned: PointNumber | None = None
    accepted: PointNumber | None = None
    in_review: PointNumber | None = None
    open: PointNumber | None = None
    waiting: PointNumber | None = None
    lost: PointNumber | None = None
    excused: PointNumber | None = None
    printed: int | None = None


_BreakdownOrNulls = Annotated[BreakdownPart, BeforeValidator(lambda breakdown: breakdown or {})]


class GroupedPointsPart(JsonPart):
    """A year's, a batch's or a working group's points."""

    id: str
    title: str
    points: BreakdownPart = at("breakdown")
    progress: dict[Progress, int]
    activities: tuple[int, ...]


class HalfPart(JsonPart):
    """One of the halves of an activity."""

    id: str
    title: str
    points: BreakdownPart


class ActivityPointsPart(JsonPart):
    """One activity's points."""

    number: int = at("result", "number")
    title: str = at("result", "title")
    batch: str = at("result", "batch")
    groups: tuple[str, ...] = at("result", "groups")
    due: date = at("result", "due")
    completed_on: date | None = at("result", "completed_on")
    progress: Progress
    points: _BreakdownOrNulls = at("breakdown")
    halves: Annotated[
        tuple[HalfPart, ...],
        BeforeValidator(lambda halves: [HalfPart.of(half, points=t) for half, t in halves]),
    ]


class NotePart(JsonPart):
    """One footnote: met, not met or cannot tell, with both counts; never a number of points."""

    number: int
    measure: str
    title: str
    outcome: Outcome
    value: AmountOrNull = at("entry", "value", default=None)
    numerator: int | None = at("entry", "numerator", default=None)
    denominator: int | None = at("entry", "denominator", default=None)
    at_least: AmountOrNull
    printed: bool = at("confirmed")
    source: str


class PointsDocument(JsonDocument):
    """`kamnot points`: the year, its batches, groups and activities, and the footnotes."""

    schema_: Literal["kamnot/points/1"] = "kamnot/points/1"
    unit: str
    as_of: date
    plan_hash: str
    policy: str
    policy_title: str
    year: GroupedPointsPart
    batches: tuple[GroupedPointsPart, ...]
    groups: tuple[GroupedPointsPart, ...]
    activities: tuple[ActivityPointsPart, ...]
    notes: tuple[NotePart, ...]
    unsettled: tuple[str, ...] = at("unsettled", "points")
