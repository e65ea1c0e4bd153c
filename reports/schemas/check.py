"""Results as the JSON that programs rely on (docs/json.md, schema `kamnot/check/1`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.facts import ReliefFact
from domain.language.how import How
from domain.results import (
    ActivityResult,
    BatchResult,
    Evaluation,
    Finding,
    Points,
    Reminder,
    RubricResult,
)
from domain.words.wording import first_to

CHECK_SCHEMA = "kamnot/check/1"


def points_json(points: Points | None) -> dict[str, int | None]:
    """Points as five numbers, or five nulls where the plan gives none."""
    names = ("earned", "possible", "waiting", "lost", "printed")
    return {name: getattr(points, name) if points is not None else None for name in names}


def how_json(how: How | None) -> dict[str, str] | None:
    """The deed that a remedy asks for, and what it is done to."""
    return {"verb": how.verb.value, "subject": how.subject} if how else None


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding with its sections."""
    return {
        "id": finding.id,
        "title": finding.title,
        "outcome": finding.outcome.value,
        "looked_for": finding.looked_for,
        "found": finding.found,
        "remedy": finding.remedy or None,
        "how": how_json(finding.how),
        "waits_for": finding.waits_for.value if finding.waits_for else None,
        "source": finding.source,
        "satisfied_on": finding.satisfied_on.isoformat() if finding.satisfied_on else None,
        "sections": [
            {"id": s.id, "outcome": s.outcome.value, "page": s.page, "words": s.words or None}
            for s in finding.sections
        ],
        "relief": finding.relief.id if finding.relief else None,
    }


def relief_json(activity: ActivityResult, relief: ReliefFact) -> dict[str, Any]:
    """One relief of an activity; `needed` is false where the work was complete in time without it."""
    return {
        "id": relief.id,
        "kind": relief.kind.value,
        "subject": relief.subject,
        "authoriser": relief.authoriser,
        "reason": relief.reason,
        "decided_on": relief.decided_on.isoformat(),
        "until": relief.until.isoformat() if relief.until else None,
        "needed": activity.needs(relief),
    }


def activity_json(activity: ActivityResult) -> dict[str, Any]:
    """One activity with its findings."""
    return {
        "number": activity.number,
        "title": activity.title,
        "due": activity.due.isoformat(),
        "printed_due": activity.printed_due.isoformat(),
        "last_working_day": activity.last_working_day.isoformat(),
        "outcome": activity.outcome.value,
        "timeliness": activity.timeliness.value,
        "completed_on": activity.completed_on.isoformat() if activity.completed_on else None,
        "points": points_json(activity.points),
        "groups": list(activity.groups),
        "findings": [finding_json(f) for f in activity.findings],
        "reliefs": [relief_json(activity, r) for r in activity.reliefs],
    }


def reminder_json(reminder: Reminder) -> dict[str, Any]:
    """One reminder: whom, why, which slots."""
    return {
        "group": reminder.group,
        "audience": list(reminder.audience),
        "slots": list(reminder.slots),
        "batches": list(reminder.batches),
        "activities": [a.number for a in reminder.activities],
        "points_at_risk": reminder.points_at_risk,
        "excused": [relief_json(a, r) for a in reminder.excused for r in a.excuses],
        "duties": [
            {"id": d.id, "period": d.period, "due": d.due.isoformat()} for d in reminder.duties
        ],
        "quiet": [
            {
                "activity": q.activity.number,
                "until": q.until.isoformat(),
                "reason": q.reason,
            }
            for q in reminder.quiet
        ],
        "completed": [a.number for a in reminder.completed],
        "due": reminder.due.isoformat(),
        "last_working_day": reminder.last_working_day.isoformat(),
    }


def rubric_json(rubric: RubricResult) -> dict[str, Any]:
    """The scores, their sums, and the level proved and possible."""
    return {
        "criteria": [
            {
                "number": c.number,
                "score": c.score,
                "score_if_unknowns_hold": c.score_if_unknowns_hold,
                "outcome": c.outcome.value,
                "reason": c.reason,
                "figures": dict(c.figures),
                "source": c.source,
            }
            for c in rubric.criteria
        ],
        "sums": sums_json(rubric.sums),
        "level": rubric.level,
        "level_if_unknowns_hold": rubric.level_if_unknowns_hold,
    }


def sums_json(sums: Mapping[int, int]) -> dict[str, int]:
    """The sums by the criteria that they run over: `{"1-3": 6}`."""
    return {first_to(last, "en"): total for last, total in sums.items()}


def batch_json(
    evaluation: Evaluation, batch: BatchResult, reminders: Sequence[Reminder]
) -> dict[str, Any]:
    """One batch as of a day, with the year's points, the groups' points and the rubric beside it."""
    return {
        "schema": CHECK_SCHEMA,
        "unit": evaluation.unit,
        "batch": batch.batch,
        "as_of": evaluation.as_of.isoformat(),
        "plan_hash": evaluation.plan_hash,
        "policy": evaluation.policy,
        "due": batch.due.isoformat(),
        "last_working_day": batch.last_working_day.isoformat(),
        "complete": batch.complete,
        "points": points_json(batch.points),
        "activities": [activity_json(a) for a in batch.activities],
        "reliefs": [relief_json(a, r) for a in batch.activities for r in a.reliefs],
        "reminders": [reminder_json(r) for r in reminders if batch.batch in r.batches],
        "year": {
            "points": points_json(evaluation.points),
            "groups": {group: points_json(points) for group, points in evaluation.group_points},
            "rubric": rubric_json(evaluation.rubric),
        },
    }
