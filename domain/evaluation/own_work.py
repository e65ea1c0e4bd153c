"""What one group has to do, by date: what came back first, then what is overdue, then the next date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from domain.results import (
    ActivityResult,
    Evaluation,
    Finding,
    PointCount,
    exact_points,
)


@dataclass(frozen=True, slots=True)
class WorkDate:
    """The activities of a group that are due on one day.

    `to_do` has those with the most points first; of `in_review` the group has done its part.
    """

    due: date
    last_working_day: date
    to_do: tuple[ActivityResult, ...]
    in_review: tuple[ActivityResult, ...]
    done: tuple[ActivityResult, ...]

    @property
    def total(self) -> int:
        """How many activities are due on that day."""
        return len(self.to_do) + len(self.in_review) + len(self.done)

    @property
    def at_stake(self) -> PointCount:
        """The points that what is to do can still earn."""
        return exact_points(sum(a.open_points for a in self.to_do))


@dataclass(frozen=True, slots=True)
class OwnWork:
    """The work of one group. `next` is the first date to come with anything to do; None if all is done."""

    group: str
    returned: tuple[tuple[ActivityResult, Finding], ...]
    overdue: tuple[WorkDate, ...]
    next: WorkDate | None
    later: tuple[WorkDate, ...]
    past: tuple[WorkDate, ...]
    """Dates at which nothing is left to do."""

    @property
    def open_count(self) -> int:
        """How many activities are overdue or due next."""
        dates = (*self.overdue, *((self.next,) if self.next else ()))
        return sum(len(one.to_do) for one in dates)


def own_work(
    evaluation: Evaluation,
    group: str,
    settle: Callable[[ActivityResult], ActivityResult] = lambda activity: activity,
) -> OwnWork:
    """The work of a group as of the evaluation's day; `settle` takes away what is being done at this moment."""
    as_of, asked = evaluation.as_of, tuple(map(settle, evaluation.asked_of(group)))
    dates = list(_dates(asked))
    open_dates = [one for one in dates if one.to_do]
    to_come = [one for one in open_dates if one.due >= as_of]
    return OwnWork(
        group=group,
        returned=tuple((a, f) for a in asked for f in a.open_findings if f.returned),
        overdue=tuple(one for one in open_dates if one.due < as_of),
        next=to_come[0] if to_come else None,
        later=tuple(to_come[1:]),
        past=tuple(one for one in dates if not one.to_do),
    )


def _dates(activities: Sequence[ActivityResult]) -> Iterator[WorkDate]:
    for due, found in groupby(sorted(activities, key=_due), key=_due):
        of_day = sorted(found, key=lambda a: (-a.open_points, a.number))
        rest = [a for a in of_day if not a.finished]
        yield WorkDate(
            due=due,
            last_working_day=of_day[0].last_working_day,
            to_do=tuple(a for a in rest if not a.awaits_only_review),
            in_review=tuple(a for a in rest if a.awaits_only_review),
            done=tuple(a for a in of_day if a.finished),
        )


def _due(activity: ActivityResult) -> date:
    return activity.due
