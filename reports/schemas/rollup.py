"""A department's roll-up as the JSON that programs rely on (docs/json.md: `kamnot/rollup/1`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.evaluation.department import Rollup
from domain.results import Outcome
from reports.schemas.amounts import AmountOrNull, ExactShare
from reports.schemas.check import PointsPart, Sums, UnsettledPart
from reports.schemas.document import JsonDocument, JsonPart, at


class PlacePart(JsonPart):
    """A unit and its place in the league."""

    rank: int
    tied_with: tuple[str, ...]
    unit: str = at("standing", "unit")
    name: str = at("standing", "name")
    points: PointsPart = at("standing", "points")
    earned_share: AmountOrNull = at("standing", "earned_share")
    level: int = at("standing", "level")
    level_if_unknowns_hold: int = at("standing", "level_if_unknowns_hold")
    scores: tuple[int, ...] = at("standing", "scores")
    scores_if_unknowns_hold: tuple[int, ...] = at("standing", "possible")
    sums: Sums = at("standing", "sums")
    complete: int = at("standing", "complete")
    asked: int = at("standing", "asked")
    not_applicable: tuple[int, ...] = at("standing", "excused")
    notes: tuple[Outcome, ...] = at("standing", "notes")


class LevelSharePart(JsonPart):
    """How many units are at a level or above, and how many the department needs there."""

    units: int
    units_if_unknowns_hold: int
    of_: int = at("of")
    needed: int
    share: ExactShare = at("level", "share")
    met: bool


class BeforePart(JsonPart):
    """A unit that keeps the department from its next level."""

    unit: str = at("standing", "unit")
    level: int = at("standing", "level")
    criteria_below: tuple[int, ...] = at("below")
    points_lacking: int = at("lacking")
    unknown: bool


class NextLevelPart(JsonPart):
    """The department's next level and the units that it lacks."""

    level: int = at("next_level", "level", "level")
    missing: int
    before: tuple[BeforePart, ...]


class RollupDocument(JsonDocument):
    """`kamnot rollup`: units in the league's order, the shares of the three levels, and the department's own."""

    schema_: Literal["kamnot/rollup/1"] = "kamnot/rollup/1"
    as_of: date
    plan_hash: str
    policy: str
    units: tuple[PlacePart, ...] = at("places")
    shares: dict[str, LevelSharePart]
    level: int
    level_if_unknowns_hold: int
    next_: NextLevelPart | None
    unsettled: UnsettledPart


def rollup_document(rollup: Rollup) -> RollupDocument:
    """The whole document; `next` is null if no level is left."""
    return RollupDocument.of(
        rollup,
        shares={str(share.level.level): share for share in rollup.shares},
        next_=rollup if rollup.next_level else None,
    )
