"""When a batch is looked at daily: from its first reminder to six weeks after the last date that holds for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.thai import fiscal_year_span
from domain.plan.model import Plan
from domain.working_days import IsWorkingDay, last_working_day

AFTERWARDS = timedelta(weeks=6)
"""So long after its date a batch is still checked every day; the daily reminders go on to the year's end."""


@dataclass(frozen=True, slots=True)
class Season:
    """The days, both included, on which the clock checks a batch."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def season_of(
    plan: Plan, batch: str, is_working_day: IsWorkingDay, extended: Iterable[date] = ()
) -> Season:
    """The season of a batch by the plan's ladder and due date; `extended` are later dates that were granted in it.

    It ends with the fiscal year: after it nothing is asked for. Raises KeyError for a batch the plan does not have.
    """
    due = plan.batch_by_id[batch].due
    longest = max((rung.days_before for rung in plan.ladder.rungs), default=0)
    # A rung that falls on a closed day is served on the last working day before it.
    rung = last_working_day(due, is_working_day) - timedelta(days=longest)
    first = last_working_day(rung, is_working_day)
    last = max([due, *extended]) + AFTERWARDS
    return Season(first, min(last, fiscal_year_span(plan.fiscal_year)[1]))
