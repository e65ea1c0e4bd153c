"""Lists every value of a plan with its source, so that each can be proved or questioned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from domain.plan.doubts import entry_key
from domain.plan.model import KAMNOT, Node, Plan, Reading, show_share
from domain.plan.readings import open_readings


class Origin(StrEnum):
    """How a value came to be what it is."""

    PRINTED = "printed"
    CORRECTED = "corrected"
    """The print has a misprint, which Kamnot corrects."""
    DOUBTFUL = "doubtful"
    """The bureau must confirm how it is read."""
    KAMNOT = "kamnot"
    """Kamnot's own choice: ids, kinds, formats, the reminder ladder."""
    CARRIED = "carried"
    """Carried over from another year's plan and not confirmed for this one."""


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """One value: `path` as people name it (`activities[7].requirements[report].title`).

    `source` is the row or clause, with the printed column where there is one; `printed` what the
    print says where Kamnot reads otherwise.
    """

    path: str
    value: str
    source: str
    origin: Origin
    confirmed: bool
    printed: str | None = None


OWN_SOURCES = ("กำหนด:", KAMNOT)
"""How a source begins if the node is Kamnot's own choice."""

STAND_INS = ("บุคลากรของสำนัก", "บุคคลที่คำสั่งระบุชื่อ")
"""Offices in the place of persons whom an order names: files hold no names."""

ABOUT = frozenset({*Node.model_fields, "interpretations", "registers"})
"""Fields that say where a node comes from or how it is read; they are no values of the plan."""


_YES_NO = ("true", "false")
"""No print says so: it is how a sentence was put into data."""
_COLUMN = "ช่อง"
"""A source that names its column already needs no second one."""


def list_sources(plan: Plan) -> list[SourcedValue]:
    """Every value of the plan, in its order. Empty values need no source and are left out.

    A value that an interpretation sets waits until the interpretation is settled.
    """
    waiting = {
        path: found.settled(plan)
        for found in open_readings(plan)
        if found.words is None
        for option in found.entry.options
        for path in option.sets
    }
    return [_interpreted(value, waiting) for value in _node_values(plan, "")]


def _interpreted(value: SourcedValue, asked: Mapping[str, bool]) -> SourcedValue:
    settled = next((s for path, s in asked.items() if _lies_in(value.path, path)), None)
    if settled is None:
        return value
    if not settled:
        return replace(value, origin=Origin.DOUBTFUL, confirmed=False)
    doubtful = value.origin is Origin.DOUBTFUL
    return replace(value, origin=Origin.CORRECTED, confirmed=True) if doubtful else value


def _lies_in(path: str, node: str) -> bool:
    return path == node or path.startswith((f"{node}.", f"{node}["))


def coverage(values: Sequence[SourcedValue]) -> Fraction:
    """The exact share of values that have a source; 1 for a sound plan."""
    if not values:
        return Fraction(1)
    return Fraction(sum(bool(value.source) for value in values), len(values))


def count_origins(values: Sequence[SourcedValue]) -> dict[Origin, int]:
    """How many values rest on the print, were corrected, are in doubt, are Kamnot's own, or were carried over."""
    counts = Counter(value.origin for value in values)
    return {origin: counts[origin] for origin in Origin}


def without_source(values: Sequence[SourcedValue]) -> list[str]:
    """The paths of the values that have no source."""
    return [value.path for value in values if not value.source]


def _node_values(node: Node, path: str) -> Iterator[SourcedValue]:
    if any(reading.field == "source" for reading in node.readings):
        yield _sourced(node, f"{path}.source" if path else "source", "source", {}, node.source)
    yield from _fields(node, node, path, "")


def _fields(model: BaseModel, node: Node, path: str, within: str) -> Iterator[SourcedValue]:
    """The values of `model`, which is `node` itself or lies in it at `within`."""
    for name in type(model).model_fields:
        if isinstance(model, Node) and name in ABOUT:
            continue
        here = f"{path}.{name}" if path else name
        inside = f"{within}.{name}" if within else name
        yield from _values(getattr(model, name), node, here, inside, _schema_extra(model, name))


def _values(
    value: object, node: Node, path: str, within: str, extra: dict[str, Any]
) -> Iterator[SourcedValue]:
    if value is None or value == "":
        return
    if isinstance(value, Node):
        yield from _node_values(value, path)
    elif isinstance(value, BaseModel):
        yield from _fields(value, node, path, within)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            key = f"[{entry_key(item, index)}]"
            yield from _values(item, node, path + key, within + key, extra)
    else:
        yield _sourced(node, path, within, extra, show_value(value))


def _schema_extra(model: BaseModel, name: str) -> dict[str, Any]:
    extra = type(model).model_fields[name].json_schema_extra
    return dict(extra) if isinstance(extra, dict) else {}


def show_value(value: object) -> str:
    """A value as text: shares as percent, days as ISO, true and false in lower case."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return show_share(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _sourced(node: Node, path: str, within: str, extra: dict[str, Any], value: str) -> SourcedValue:
    readings = [r for r in node.readings if _about(r, within, value)]
    own = (
        extra.get("origin") == KAMNOT
        or node.source.startswith(OWN_SOURCES)
        or value in _YES_NO
        or (within == "office" and value in STAND_INS)
        or (
            within == "title" and "at_least" in type(node).model_fields and "หมายเหตุ" in node.source
        )
    )
    sure = all(r.confirmed for r in readings) and not (_doubted(node) and not own)
    waiting = node.carried is not None and not node.carried.confirms(_top(within))
    return SourcedValue(
        path=path,
        value=value,
        source=_with_column(node.source.strip(), str(extra.get("column", ""))),
        origin=_origin(own, sure, bool(readings), waiting),
        confirmed=sure and not waiting,
        printed=" / ".join(dict.fromkeys(r.printed for r in readings)) or None,
    )


def _about(reading: Reading, within: str, value: str) -> bool:
    """Whether a reading is about this value. A reading of a whole list is about the entries with its words."""
    if reading.field == within:
        return True
    inside = within.startswith((f"{reading.field}.", f"{reading.field}["))
    words = (reading.read,) if reading.confirmed else (reading.read, reading.printed)
    return inside and any(word in value for word in words)


def _doubted(node: Node) -> bool:
    """Whether the node is in doubt as a whole: no reading names a field."""
    return not node.confirmed and all(reading.confirmed for reading in node.readings)


def _top(within: str) -> str:
    """The field of the node that a value lies in: `sections[annex].title` -> `sections`."""
    return re.split(r"[.\[]", within, maxsplit=1)[0]


def _origin(own: bool, sure: bool, read_otherwise: bool, waiting: bool) -> Origin:
    if not sure:
        return Origin.DOUBTFUL
    if waiting:
        return Origin.CARRIED
    if read_otherwise:
        return Origin.CORRECTED
    return Origin.KAMNOT if own else Origin.PRINTED


def _with_column(source: str, column: str) -> str:
    if not source or not column or _COLUMN in source:
        return source
    return f"{source} {_COLUMN}{column}"
