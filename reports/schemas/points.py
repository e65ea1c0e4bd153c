"""A unit's points as the JSON that programs rely on (docs/json.md)."""

from __future__ import annotations

from typing import Any

from domain.evaluation.points_breakdown import ActivityTally, GroupedTally, PointsReport, Tally
from reports.schemas.rollup import note_json

POINTS_SCHEMA = "kamnot/points/1"


def report_json(report: PointsReport) -> dict[str, Any]:
    """`kamnot points`: the year, its batches, groups and activities, and the two footnotes."""
    return {
        "schema": POINTS_SCHEMA,
        "unit": report.unit,
        "as_of": report.as_of.isoformat(),
        "plan_hash": report.plan_hash,
        "policy": report.policy,
        "policy_title": report.policy_title,
        "year": _grouped(report.year),
        "batches": [_grouped(batch) for batch in report.batches],
        "groups": [_grouped(group) for group in report.groups],
        "activities": [_activity(activity) for activity in report.activities],
        "notes": [note_json(note) for note in report.notes],
    }


def _tally(tally: Tally | None) -> dict[str, int | None]:
    names = ("earned", "accepted", "in_review", "open", "waiting", "lost", "excused", "printed")
    return {name: None if tally is None else getattr(tally, name) for name in names}


def _grouped(one: GroupedTally) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "points": _tally(one.tally),
        "progress": {progress.value: count for progress, count in one.progress.items()},
        "activities": list(one.activities),
    }


def _activity(one: ActivityTally) -> dict[str, Any]:
    result = one.result
    return {
        "number": result.number,
        "title": result.title,
        "batch": result.batch,
        "groups": list(result.groups),
        "due": result.due.isoformat(),
        "completed_on": result.completed_on.isoformat() if result.completed_on else None,
        "progress": one.progress.value,
        "points": _tally(one.tally),
        "halves": [
            {"id": half.id, "title": half.title, "points": _tally(tally)}
            for half, tally in one.halves
        ],
    }
