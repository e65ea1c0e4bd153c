"""Many units at once: a hundred share one step, for a Prefect task each would cost more than the check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.findings import Points
from flows.check import CheckRequest, check_without_sending
from flows.workspace import Workspace

CHUNK = 100


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """One unit's standing over the checked batches, and how many letters it owes."""

    unit: str
    complete: bool
    points: Points
    letters: int


def chunks(units: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The units in chunks of a hundred, in order."""
    for start in range(0, len(units), CHUNK):
        yield tuple(units[start : start + CHUNK])


def check_units(
    ws: Workspace, units: Sequence[str], request: CheckRequest
) -> tuple[UnitSummary, ...]:
    """Check each unit like `request` but for its own name; each is written in a transaction of its own."""
    return tuple(_check_unit(ws, replace(request, unit=unit)) for unit in units)


def _check_unit(ws: Workspace, request: CheckRequest) -> UnitSummary:
    outcome = check_without_sending(ws, request)
    batches = [outcome.evaluation.batch(b) for b in request.batches]
    points = sum((b.points for b in batches), Points())
    return UnitSummary(request.unit, outcome.complete, points, len(outcome.enqueued))
