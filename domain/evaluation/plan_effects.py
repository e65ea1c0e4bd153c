"""What another plan would change for a unit: activities that turn out otherwise, and things no longer asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from domain.facts import Facts
from domain.language.ids import AskedId
from domain.plan.model import Plan
from domain.results import ActivityResult, Evaluation, Outcome, Points, Timeliness


@dataclass(frozen=True, slots=True)
class Effect:
    """What the new plan changes for one activity of one unit; None if a plan lacks the activity."""

    unit: str
    number: int
    title: str
    before: ActivityResult | None
    after: ActivityResult | None


def effects_of(before: Evaluation, after: Evaluation) -> Iterator[Effect]:
    """The activities that people would find changed, by number; both evaluations are of one unit and day."""
    old, new = before.by_number, after.by_number
    for number in sorted({*old, *new}):
        was, becomes = old.get(number), new.get(number)
        shown = becomes or was
        if shown is not None and _noticed(was) != _noticed(becomes):
            yield Effect(before.unit, number, shown.title, was, becomes)


def _noticed(result: ActivityResult | None) -> tuple[Outcome, Timeliness, Points | None] | None:
    """What people would notice, apart from what the comparison of the plans shows (such as a moved due date)."""
    return None if result is None else (result.outcome, result.timeliness, result.points)


def no_longer_asked(facts: Facts, plan: Plan) -> Iterator[tuple[AskedId, int]]:
    """The documents and numbers that came in and that the plan does not ask for, with how many of each."""
    came: Counter[AskedId] = Counter()
    came.update(e.requirement for e in facts.evidence)
    came.update(m.measure for m in facts.measures)
    for name, count in came.items():
        if name not in plan.requirement_by_id and name not in plan.measure_by_id:
            yield name, count
