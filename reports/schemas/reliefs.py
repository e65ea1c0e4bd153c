"""What was granted to a unit as the JSON that programs rely on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.facts import ReliefKind
from reports.schemas.document import JsonDocument, JsonPart


class ReliefPart(JsonPart):
    """One relief; from `ended_on` on it no longer holds."""

    id: int
    kind: ReliefKind
    subject: str
    authoriser: str
    reason: str
    decided_on: date
    until: date | None
    ended_on: date | None


class _OfUnit(JsonDocument):
    unit: str


class ReliefDocument(ReliefPart, _OfUnit):
    """`kamnot relief waive`, `not-applicable`, `extend` and `end`."""

    schema_: Literal["kamnot/relief/1"] = "kamnot/relief/1"


class ReliefsDocument(_OfUnit):
    """`kamnot relief list`."""

    schema_: Literal["kamnot/reliefs/1"] = "kamnot/reliefs/1"
    reliefs: tuple[ReliefPart, ...]
