"""Which figures stand on readings that no office has settled, by the values that the readings' options set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from domain.plan.carried import is_unconfirmed
from domain.plan.derivations import CompletionRate, FromMeasure
from domain.plan.model import Figure, Plan
from domain.plan.readings import OpenReading, interpreted, steps_of
from domain.results import Unsettled

_T = TypeVar("_T")


@dataclass(slots=True)
class Touched:
    """What one reading's answer can change."""

    points: bool = False
    activities: set[int] = field(default_factory=set)
    criteria: set[int] = field(default_factory=set)
    level: bool = False
    notes: set[int] = field(default_factory=set)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    days: bool = False
    indicator: bool = False


def standing_on_unsettled(plan: Plan) -> Unsettled:
    """Which figures stand on readings that no office has settled."""
    found = [(r.id, touched_by(plan, r)) for r in interpreted(plan) if not r.settled(plan)]
    return Unsettled(
        points=tuple(name for name, t in found if t.points),
        activities=_by_thing((name, t.activities) for name, t in found),
        criteria=_by_thing((name, t.criteria) for name, t in found),
        level=tuple(name for name, t in found if t.level),
        notes=_by_thing((name, t.notes) for name, t in found),
        blocks=_by_thing((name, t.blocks) for name, t in found),
        days=tuple(name for name, t in found if t.days),
        indicator=tuple(name for name, t in found if t.indicator),
        carried_from=plan.carried.year if plan.carried and is_unconfirmed(plan) else None,
    )


def _by_thing(found: Iterable[tuple[str, set[_T]]]) -> dict[_T, tuple[str, ...]]:
    made: dict[_T, tuple[str, ...]] = {}
    for name, things in found:
        for thing in things:
            made[thing] = (*made.get(thing, ()), name)
    return made


def touched_by(plan: Plan, reading: OpenReading) -> Touched:
    """What the answer to a reading can change, by the values that its options set."""
    touched = Touched()
    if reading.words is not None:
        return touched
    paths = {path for option in reading.entry.options for path in option.sets}
    for path in (*paths, *reading.entry.about):
        _touch(plan, steps_of(path), touched)
    touched.criteria |= {
        n for f in plan.rubric.figures if _rests(f, touched) for n in _uses(plan, f)
    }
    touched.points |= bool(touched.activities)
    touched.level |= bool(touched.criteria)
    return touched


_TEXTS = frozenset({"title", "lines", "text"})


def _touch(plan: Plan, steps: Sequence[str], touched: Touched) -> None:
    if steps[-1] in _TEXTS:
        return
    match steps:
        case ["points_policy", "numbers"]:
            touched.activities |= {a.number for a in plan.activities if a.measures}
        case ["points_policy", *_]:
            touched.points = True
        case ["activities", number, *_]:
            touched.activities.add(int(number))
        case ["rubric", "figures", name, *_]:
            figure = plan.rubric.figure_by_id.get(name)
            touched.criteria |= set(_uses(plan, figure)) if figure else set()
        case ["rubric", "criteria", number, *_]:
            touched.criteria.add(int(number))
        case ["rubric", "due" | "also_due"]:
            touched.days = True
        case ["rubric", *_]:
            touched.level = True
        case ["indicator", *_]:
            touched.indicator = True
        case ["notes", number, *_]:
            touched.notes.add(int(number))
        case ["forms", form, "blocks", block, *_]:
            touched.blocks.add((form, block))
        case _:
            pass


def _rests(figure: Figure, touched: Touched) -> bool:
    """Whether a figure follows from one of the activities that the reading touches."""
    origin = figure.derived_from
    if origin is None or isinstance(origin, FromMeasure) or not touched.activities:
        return False
    return isinstance(origin, CompletionRate) or not touched.activities.isdisjoint(
        origin.activities
    )


def _uses(plan: Plan, figure: Figure) -> list[int]:
    return [c.number for c in plan.rubric.criteria if figure.id in c.figures]
