"""A department's roll-up as the JSON that programs rely on (docs/json.md)."""

from __future__ import annotations

from typing import Any

from domain.evaluation.department import Before, LevelShare, NoteResult, Place, Rollup
from domain.plan.model import exact_share
from reports.schemas.check import points_json, sums_json
from reports.schemas.rubric import amount_json

ROLLUP_SCHEMA = "kamnot/rollup/1"


def rollup_json(rollup: Rollup) -> dict[str, Any]:
    """`kamnot rollup`: units in the league's order, the shares of the three levels, and the department's own."""
    return {
        "schema": ROLLUP_SCHEMA,
        "as_of": rollup.as_of.isoformat(),
        "plan_hash": rollup.plan_hash,
        "policy": rollup.policy,
        "units": [_unit(place) for place in rollup.places],
        "shares": {str(share.level.level): _share(share) for share in rollup.shares},
        "level": rollup.level,
        "level_if_unknowns_hold": rollup.level_if_unknowns_hold,
        "next": None
        if rollup.next_level is None
        else {
            "level": rollup.next_level.level.level,
            "missing": rollup.missing,
            "before": [_before(one) for one in rollup.before],
        },
    }


def _unit(place: Place) -> dict[str, Any]:
    unit = place.standing
    return {
        "rank": place.rank,
        "tied_with": list(place.tied_with),
        "unit": unit.unit,
        "name": unit.name,
        "points": points_json(unit.points),
        "earned_share": amount_json(unit.earned_share),
        "level": unit.level,
        "level_if_unknowns_hold": unit.level_if_unknowns_hold,
        "scores": list(unit.scores),
        "scores_if_unknowns_hold": list(unit.possible),
        "sums": sums_json(unit.sums),
        "complete": unit.complete,
        "asked": unit.asked,
        "not_applicable": list(unit.excused),
        "notes": [outcome.value for outcome in unit.notes],
    }


def _share(share: LevelShare) -> dict[str, Any]:
    return {
        "units": share.units,
        "units_if_unknowns_hold": share.units_if_unknowns_hold,
        "of": share.of,
        "needed": share.needed,
        "share": exact_share(share.level.share),
        "met": share.met,
    }


def _before(one: Before) -> dict[str, Any]:
    return {
        "unit": one.standing.unit,
        "level": one.standing.level,
        "criteria_below": list(one.below),
        "points_lacking": one.lacking,
        "unknown": one.unknown,
    }


def note_json(note: NoteResult) -> dict[str, Any]:
    """One footnote: met, not met or cannot tell, with both counts; never a number of points."""
    entry = note.entry
    return {
        "number": note.number,
        "measure": note.measure,
        "title": note.title,
        "outcome": note.outcome.value,
        "value": None if entry is None else amount_json(entry.value),
        "numerator": entry.numerator if entry else None,
        "denominator": entry.denominator if entry else None,
        "at_least": amount_json(note.at_least),
        "printed": note.confirmed,
        "source": note.source,
    }
