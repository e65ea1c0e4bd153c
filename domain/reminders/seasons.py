"""When a batch is checked daily: from its first reminder to six weeks after its last due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.thai import fiscal_year_span
from domain.plan.model import Plan
from domain.working_days import IsWorkingDay, last_working_day

AFTERWARDS = timedelta(weeks=6)
"""How long after its due date a batch is checked daily. Reminders continue to the end of the year."""


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
    """The season of a batch by the plan's ladder and due date; `extended` are its later granted dates.

    It ends with the fiscal year at the latest. Raises KeyError if the plan has no such batch.
    """
    due = plan.batch_by_id[batch].due
    longest = max((rung.days_before for rung in plan.ladder.rungs), default=0)
    # A rung on a closed day is sent on the last working day before it.
    rung = last_working_day(due, is_working_day) - timedelta(days=longest)
    first = last_working_day(rung, is_working_day)
    last = max([due, *extended]) + AFTERWARDS
    return Season(first, min(last, fiscal_year_span(plan.fiscal_year)[1]))
