"""The plan as JSON for programs (docs/json.md: `kamnot/plan/1`, `kamnot/activity/1`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.plan.model import (
    Activity,
    Batch,
    Criterion,
    DepartmentLevel,
    EvidenceRequirement,
    Figure,
    Level,
    MeasureRequirement,
    Part,
    Plan,
    Reading,
    Rubric,
)
from domain.plan.sources import show_value

PLAN_SCHEMA = "kamnot/plan/1"
ACTIVITY_SCHEMA = "kamnot/activity/1"

LastWorkingDay = Callable[[date], date]


def plan_json(plan: Plan, last_working_day: LastWorkingDay) -> dict[str, Any]:
    """The whole plan; `last_working_day` gives the last working day up to a due date."""
    return {
        "schema": PLAN_SCHEMA,
        "fiscal_year": plan.fiscal_year,
        "title": plan.title,
        "unit": {"name": plan.unit.name, "department": plan.unit.department},
        "total_points": plan.total_points,
        "batches": [_batch(plan, batch, last_working_day) for batch in plan.batches],
        "groups": [{"id": group.id, "name": group.name} for group in plan.groups],
        "reviewers": list(plan.review_policy.reviewers),
        "activities": [_activity(plan, activity) for activity in plan.activities],
        "rubric": _rubric(plan.rubric),
    }


def activity_json(
    plan: Plan, activity: Activity, last_working_day: LastWorkingDay
) -> dict[str, Any]:
    """One activity whole, with the printed cells and what was read otherwise."""
    due = plan.batch_by_id[activity.batch].due
    return {
        "schema": ACTIVITY_SCHEMA,
        "fiscal_year": plan.fiscal_year,
        **_activity(plan, activity),
        "last_working_day": last_working_day(due).isoformat(),
        "steps": list(activity.steps),
        "output": activity.output,
        "outcome": activity.outcome,
        "target_group": activity.target_group,
        "documents": activity.documents,
        "owner": activity.owner,
        "knowledge_output": activity.knowledge_output,
        "readings": [_reading(reading) for reading in activity.readings],
    }


def _batch(plan: Plan, batch: Batch, last_working_day: LastWorkingDay) -> dict[str, Any]:
    return {
        "id": batch.id,
        "title": batch.title,
        "due": batch.due.isoformat(),
        "last_working_day": last_working_day(batch.due).isoformat(),
        "points": batch.points,
        "activities": [activity.number for activity in plan.by_batch[batch.id]],
        "source": batch.source,
    }


def _activity(plan: Plan, activity: Activity) -> dict[str, Any]:
    return {
        "number": activity.number,
        "title": activity.title,
        "batch": activity.batch,
        "due": plan.batch_by_id[activity.batch].due.isoformat(),
        "points": activity.points,
        "groups": list(activity.groups),
        "requirements": [_requirement(activity, item) for item in activity.requirements],
        "measures": [_measure(activity, item) for item in activity.measures],
        "parts": [_part(part) for part in activity.parts],
        "source": activity.source,
    }


def _requirement(activity: Activity, requirement: EvidenceRequirement) -> dict[str, Any]:
    return {
        "id": f"{activity.number}.{requirement.id}",
        "title": requirement.title,
        "kind": requirement.kind.value,
        "formats": list(requirement.formats),
        "min_count": requirement.min_count,
        "sections": [
            {"id": section.id, "title": section.title, "optional": section.optional}
            for section in requirement.sections
        ],
        "delivery": [delivery.value for delivery in requirement.delivery],
        "part": requirement.part,
        "two_people": requirement.two_people,
        "source": requirement.source,
    }


def _measure(activity: Activity, measure: MeasureRequirement) -> dict[str, Any]:
    return {
        "id": f"{activity.number}.{measure.id}",
        "title": measure.title,
        "kind": measure.kind.value,
        "threshold": _amount(measure.at_least),
        "unit": measure.unit,
        "part": measure.part,
        "source": measure.source,
    }


def _amount(value: object) -> Any:
    """A count or `true` as it is; a share as `90%`, for a float could not be exact."""
    return value if value is None or isinstance(value, int) else show_value(value)


def _part(part: Part) -> dict[str, Any]:
    return {"id": part.id, "title": part.title, "points": part.points}


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "field": reading.field,
        "printed": reading.printed,
        "read": reading.read,
        "why": reading.why,
        "confirmed": reading.confirmed,
    }


def _rubric(rubric: Rubric) -> dict[str, Any]:
    return {
        "title": rubric.title,
        "due": rubric.due.isoformat(),
        "figures": [_figure(figure) for figure in rubric.figures],
        "criteria": [_criterion(criterion) for criterion in rubric.criteria],
        "levels": [_level(level) for level in rubric.levels],
        "department": [_department(level) for level in rubric.department],
        "source": rubric.source,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "title": figure.title,
        "kind": figure.kind.value,
        "derived_from": figure.derived_from and str(figure.derived_from),
        "fed_by": list(figure.fed_by),
        "source": figure.source,
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "number": criterion.number,
        "title": criterion.title,
        "bands": [
            {
                "score": band.score,
                "text": band.text,
                "conditions": [
                    {
                        "figure": condition.figure,
                        "at_least": _amount(condition.at_least),
                        "below": _amount(condition.below),
                    }
                    for condition in band.conditions
                ],
            }
            for band in criterion.bands
        ],
        "source": criterion.source,
    }


def _level(level: Level) -> dict[str, Any]:
    return {
        "level": level.level,
        "name": level.name,
        "text": level.text,
        "criteria": level.criteria,
        "each": level.each,
        "total": level.total,
        "source": level.source,
    }


def _department(level: DepartmentLevel) -> dict[str, Any]:
    return {
        "level": level.level,
        "name": level.name,
        "share": _amount(level.share),
        "source": level.source,
    }
