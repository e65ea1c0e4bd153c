"""Checks many units: a hundred share one step, because a Prefect task each would cost more than the check."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.language.errors import CouldNotFinishError, KamnotError
from domain.results import Points
from domain.words.wording import pick
from flows.check.check import CheckOutcome, CheckRequest, check_units, refuse_request
from flows.run.workspace import Workspace

CHUNK = 100
_BROKEN_DATA = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""The errors that a row raises if another program has changed it."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """One unit's result over the checked batches, and how many letters were written.

    `missing` counts the activities that are not complete. `trouble` says why the unit could not be judged; then the
    other values are void.
    """

    unit: str
    complete: bool = False
    points: Points = field(default_factory=Points)
    letters: int = 0
    missing: int = 0
    trouble: str = ""


def chunks(units: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The units in chunks of a hundred, in order."""
    for start in range(0, len(units), CHUNK):
        yield tuple(units[start : start + CHUNK])


def count_chunks(units: Sequence[str]) -> int:
    """How many chunks that makes."""
    return -(-len(units) // CHUNK)


def summarise_units(
    ws: Workspace, units: Sequence[str], request: CheckRequest
) -> tuple[UnitSummary, ...]:
    """Check the units by `request` in one transaction, or in halves if one of them cannot be judged.

    Such a unit says why and stops no other. Raises KamnotError for a request that no unit may have, CouldNotFinishError
    if the database is busy or away, which is no unit's fault.
    """
    refuse_request(request)
    try:
        outcomes = check_units(ws, units, request)
    except CouldNotFinishError:
        raise
    except (KamnotError, *_BROKEN_DATA) as error:
        if len(units) == 1:
            return (UnitSummary(units[0], trouble=_trouble(ws, units[0], error)),)
        half = len(units) // 2
        return (
            *summarise_units(ws, units[:half], request),
            *summarise_units(ws, units[half:], request),
        )
    return tuple(_summary(request, outcome) for outcome in outcomes)


def _trouble(ws: Workspace, unit: str, error: Exception) -> str:
    """Why a unit could not be judged."""
    if isinstance(error, KamnotError):
        return error.text(ws.language)
    # Its own words may hold an address or a file's name, and everybody reads the page: they go to the log.
    _LOG.warning("unit %s could not be judged", unit, exc_info=error)
    return _unforeseen(error, ws.language)


def _unforeseen(error: Exception, language: str) -> str:
    kind = type(error).__name__
    return pick(
        (
            f"ข้อมูลใช้ไม่ได้ ({kind}) โปรดให้ผู้ดูแลระบบดูบันทึกของโปรแกรม",
            f"its data cannot be used ({kind}); let the IT officer look at the log",
        ),
        language,
    )


def _summary(request: CheckRequest, outcome: CheckOutcome) -> UnitSummary:
    batches = [outcome.evaluation.batch(b) for b in request.batches]
    return UnitSummary(
        outcome.evaluation.unit,
        outcome.complete,
        Points.total([b.points for b in batches]),
        len(outcome.enqueued),
        sum(not a.complete for b in batches for a in b.activities),
    )
