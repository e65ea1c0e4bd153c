"""The small plan with something broken in it, and what the checks say of that."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from domain.plan.checks import check_plan
from domain.plan.doubts import Doubt
from domain.plan.model import Plan
from tests.support.small_plan import small_data

Data = dict[str, Any]
Change = Callable[[Data], object]
Case = tuple[Change, tuple[str | int, ...], str]
"""A change, where it is told, and a part of the English sentence."""


def band(data: Data, criterion: int, score: int) -> Data:
    """The band of a criterion by its score."""
    found: Data = data["rubric"]["criteria"][criterion - 1]["bands"][3 - score]
    return found


def condition(data: Data, criterion: int, score: int, index: int = 0) -> Data:
    """One condition of a band."""
    found: Data = band(data, criterion, score)["conditions"][index]
    return found


def together(*changes: Change) -> Change:
    """Several changes as one."""

    def change(data: Data) -> None:
        for one in changes:
            one(data)

    return change


def put(*path: str | int, value: Any) -> Change:
    """A change that puts `value` at `path`."""

    def change(data: Data) -> None:
        target: Any = data
        for part in path[:-1]:
            target = target[part]
        target[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    """A change that takes away what is at `path`."""

    def change(data: Data) -> None:
        target: Any = data
        for part in path[:-1]:
            target = target[part]
        del target[path[-1]]

    return change


def again(*path: str | int) -> Change:
    """A change that repeats the first entry of the list at `path` at its end."""

    def change(data: Data) -> None:
        target: Any = data
        for part in path:
            target = target[part]
        target.append(copy.deepcopy(target[0]))

    return change


def doubts_after(*changes: Change) -> list[Doubt]:
    """The doubts about the small plan after the changes."""
    data = small_data()
    for change in changes:
        change(data)
    return check_plan(Plan.model_validate(data))


def require_told(change: Change, path: tuple[str | int, ...], sentence: str) -> None:
    """Hold that the change raises a doubt at its place, in both languages."""
    doubts = doubts_after(change)
    told = [doubt for doubt in doubts if doubt.path == path and sentence in doubt.english]
    assert told, doubts
    assert told[0].thai.strip()


def silent_checks(
    checks: Sequence[Callable[[Plan], Iterable[Doubt]]], cases: Iterable[Case]
) -> list[str]:
    """Those of the checks that none of the cases makes speak."""
    plans = []
    for change, _, _ in cases:
        data = small_data()
        change(data)
        plans.append(Plan.model_validate(data))
    return [check.__name__ for check in checks if not any(map(list, map(check, plans)))]
