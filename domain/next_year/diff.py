"""Compares two plans value by value. Values that only moved with the fiscal year are counted, not listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.next_year.year_mentions import shift_day, shift_text
from domain.plan.model import Plan
from domain.plan.sources import SourcedValue, list_sources


class ChangeKind(StrEnum):
    """How a value changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One value that differs; `before` is None for an added one, `after` for a removed one."""

    path: str
    kind: ChangeKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """Every difference, and how many days and texts are the same but for the fiscal year.

    `sources` counts the values that say the same and name another source, as a carried-over plan does.
    """

    before_year: int
    after_year: int
    changes: tuple[PlanChange, ...]
    moved_days: int
    moved_texts: int
    sources: int = 0

    def __bool__(self) -> bool:
        """Whether anything differs but the fiscal year itself."""
        return bool(self.changes)


def diff_plans(before: Plan, after: Plan) -> PlanDiff:
    """The values that differ, in the order of `after`, removed values last.

    Sources, readings and confirmations are left out: they say where a value comes from, not what it is.
    """
    old, new = _values(before), _values(after)
    years = after.fiscal_year - before.fiscal_year
    changes: list[PlanChange] = []
    days = texts = 0
    for path, value in new.items():
        if path not in old:
            changes.append(PlanChange(path, ChangeKind.ADDED, None, value))
        elif old[path] != value:
            if years and _same_fiscal_day(old[path], value, years):
                days += 1
            elif years and shift_text(old[path], before.fiscal_year, years) == value:
                texts += 1
            else:
                changes.append(PlanChange(path, ChangeKind.CHANGED, old[path], value))
    changes += [
        PlanChange(path, ChangeKind.REMOVED, value, None)
        for path, value in old.items()
        if path not in new
    ]
    return PlanDiff(
        before.fiscal_year, after.fiscal_year, tuple(changes), days, texts, _sources(before, after)
    )


def _values(plan: Plan) -> dict[str, str]:
    return {value.path: value.value for value in _said(plan)}


def _sources(before: Plan, after: Plan) -> int:
    if before.fiscal_year != after.fiscal_year:
        return 0
    old = {value.path: (value.value, value.source) for value in _said(before)}
    return sum(
        old.get(value.path, (value.value, value.source)) != (value.value, value.source)
        and old[value.path][0] == value.value
        for value in _said(after)
    )


def _said(plan: Plan) -> Iterator[SourcedValue]:
    return (
        value
        for value in list_sources(plan)
        if value.path != "fiscal_year" and not value.path.endswith("source")
    )


def _same_fiscal_day(before: str, after: str, years: int) -> bool:
    try:
        return shift_day(date.fromisoformat(before), years) == date.fromisoformat(after)
    except ValueError:
        return False
