"""Snoozes: a group says "we have it" of an activity, and its reminders pause until a day."""

from __future__ import annotations

from datetime import date

from domain.language.errors import NotThereError
from domain.reminders.snoozes import Snooze, check_snooze, snoozing_group
from domain.results import ActivityResult
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records import snoozes

__all__ = ["Snooze", "add_snooze", "end_snooze", "snoozes_of"]


def snoozes_of(ws: Workspace, unit: str, today: date) -> tuple[Snooze, ...]:
    """The year's snoozes entered by the end of that day, including ended ones."""
    with reading(ws.engine) as session:
        return snoozes.snoozes_of(session, unit, ws.plan.fiscal_year, as_of=today)


def add_snooze(
    ws: Workspace,
    unit: str,
    activity: int,
    *,
    until: date,
    reason: str,
    today: date,
    by: str,
    group: str | None = None,
) -> Snooze:
    """Pause an activity's reminders to a group up to and including `until`.

    Without a group, the activity's only one is meant. Raises KamnotError if the activity or group is unknown, the day
    is after the due date, the reason is missing, or there is nothing to remind of.
    """
    result = _activity(ws, unit, activity, today)
    who = snoozing_group(ws.plan, result, group)
    check_snooze(result, who, until, reason, today)
    with writing(ws.engine) as session:
        return snoozes.add_snooze(
            session,
            unit=unit,
            fiscal_year=ws.plan.fiscal_year,
            group=who,
            activity=activity,
            until=until,
            reason=reason.strip(),
            entered_on=today,
            by=by,
            now=ws.now(),
        )


def _activity(ws: Workspace, unit: str, number: int, today: date) -> ActivityResult:
    """The activity's result as of today."""
    facts = load_facts(ws, unit, today)
    evaluation = ws.evaluator.evaluate(facts, today)
    result = evaluation.by_number.get(number)
    if result is None:
        raise NotThereError(
            f"ไม่มีกิจกรรมที่ {number} ในแผน ใช้เลข 1 ถึง {ws.plan.activity_count}",
            f"The plan has no activity {number}; use 1 to {ws.plan.activity_count}.",
        )
    return result


def end_snooze(ws: Workspace, unit: str, snooze: int, *, ended_on: date, by: str) -> Snooze:
    """Remind again from that day on. Raises KamnotError for an unknown or ended snooze."""
    with writing(ws.engine) as session:
        return snoozes.end_snooze(session, unit, snooze, ended_on=ended_on, by=by, now=ws.now())
