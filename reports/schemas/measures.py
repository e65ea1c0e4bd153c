"""The numbers that people entered as the JSON that programs rely on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator

from domain.facts import Amount, EnteredMeasure
from domain.plan.model import Plan
from reports.schemas.document import JsonDocument, JsonPart, NullText, TableNotePart, at


def _count(value: Amount | None) -> int | None:
    return None if isinstance(value, bool | Fraction) else value


class MeasurePart(JsonPart):
    """A number that holds: both counts of a share, a count, or yes/no."""

    id: str = at("fact", "measure")
    title: str
    unit: NullText
    numerator: int | None = at("fact", "numerator")
    denominator: int | None = at("fact", "denominator")
    count: Annotated[int | None, BeforeValidator(_count)] = at("fact", "value")
    yes_no: Annotated[
        bool | None, BeforeValidator(lambda v: v if isinstance(v, bool) else None)
    ] = at("fact", "value")
    on: date = at("fact", "entered_on")
    event_date: date | None = at("fact", "event_date")
    evidence: int | None = at("fact", "evidence")
    by: str = at("entered_by")
    reason: NullText = at("note")


class MeasuresDocument(JsonDocument):
    """`kamnot measure list`."""

    schema_: Literal["kamnot/measures/1"] = "kamnot/measures/1"
    unit: str
    measures: tuple[MeasurePart, ...]


class SameRowPart(JsonPart):
    """A row of a table that says what holds already."""

    row: int = at("line")
    id: NullText = at("measure")


class EnteredRowPart(SameRowPart):
    """A row that was entered."""

    value: str
    on: date


class DoubtfulRowPart(SameRowPart):
    """A row that cannot be taken."""

    thai: str
    english: str


class MeasuresImportedDocument(JsonDocument):
    """`kamnot measure import`; with a doubt nothing was kept."""

    schema_: Literal["kamnot/measures-imported/1"] = "kamnot/measures-imported/1"
    unit: str
    dry_run: bool
    kept: bool
    entered: Annotated[
        tuple[EnteredRowPart, ...],
        BeforeValidator(lambda rows: [EnteredRowPart.of(r, on=f.entered_on) for r, f in rows]),
    ]
    same: tuple[SameRowPart, ...]
    doubts: tuple[DoubtfulRowPart, ...]
    notes: tuple[TableNotePart, ...]


def measure_part(entry: EnteredMeasure, plan: Plan) -> MeasurePart:
    """An entry with the plan's words for its number."""
    asked = plan.measure_by_id[entry.fact.measure]
    return MeasurePart.of(entry, title=asked.title, unit=asked.unit)
