"""The doubt that a check of a plan yields, and small functions that the checks share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pydantic import BaseModel

from domain.plan.model import MeasureKind, show_share

PathPart = str | int
Path = tuple[PathPart, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that cannot be right, and where: `path` leads through the plan's mapping.

    `compares` names the fields of other entries that it depends on (sums, duplicates, references). If one of those
    cannot be read, the doubt is void.
    """

    path: Path
    thai: str
    english: str
    compares: tuple[str, ...] = ()


KEYS = ("number", "id", "activity", "score", "level", "figure", "days_before")
"""The keys that name a list's entry, the first that it has; else its place counts from 0."""


def entry_key(item: object, index: int) -> object:
    """What names an entry of a list in a path: its number or id, else its place."""
    if isinstance(item, BaseModel):
        for name in KEYS:
            if name in type(item).model_fields:
                return getattr(item, name)
    return index


def walk_nodes(plan: BaseModel) -> list[tuple[Path, BaseModel]]:
    """Every model in a plan with its path, parents first."""
    found: list[tuple[Path, BaseModel]] = []
    _collect(plan, (), found)
    return found


def _collect(value: object, path: Path, found: list[tuple[Path, BaseModel]]) -> None:
    if isinstance(value, BaseModel):
        found.append((path, value))
        for name, item in value:
            if isinstance(item, BaseModel | tuple):
                _collect(item, (*path, name), found)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, BaseModel):
                _collect(item, (*path, index), found)


def repeated(path: Path, key: str, values: Iterable[object]) -> Iterator[Doubt]:
    """A doubt for each value that occurred earlier in the list `path`; `key` is its field."""
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield Doubt(
                (*path, index, key) if key else (*path, index),
                f"“{value}” ซ้ำกันใน {path[-1]} โปรดตั้งให้ไม่ซ้ำ",
                f"“{value}” appears twice in {path[-1]}; make each one different.",
                compares=(key or str(path[-1]),),
            )
        seen.add(value)


def listed(values: Iterable[object]) -> str:
    """The existing values, to be shown beside one that does not exist."""
    return ", ".join(map(str, values))


def kind_fits(kind: MeasureKind, amount: bool | int | Fraction) -> bool:
    """Whether a threshold is a share, a count or `true`, as its kind requires."""
    if isinstance(amount, bool):
        return kind is MeasureKind.YES_NO and amount
    if isinstance(amount, Fraction):
        return kind is MeasureKind.SHARE and 0 <= amount <= 1
    return kind is MeasureKind.COUNT and amount >= 0


_KIND_EXAMPLES = {
    MeasureKind.SHARE: ("ร้อยละ เช่น 90%", "a share such as 90%"),
    MeasureKind.COUNT: ("จำนวนนับ เช่น 5", "a count such as 5"),
    MeasureKind.YES_NO: ("true", "true"),
}


def wrong_kind(path: Path, name: str, kind: MeasureKind, amount: object) -> Doubt:
    """The doubt about the threshold of `name` at `path`."""
    thai, english = _KIND_EXAMPLES[kind]
    shown = show_share(amount) if isinstance(amount, Fraction) else str(amount).lower()
    return Doubt(
        path,
        f"“{name}” เป็นชนิด {kind} เกณฑ์จึงต้องเป็น{thai} แต่พบ {shown}",
        f"“{name}” is of kind {kind}: its threshold must be {english}, found {shown}.",
    )
