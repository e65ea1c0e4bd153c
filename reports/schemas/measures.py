"""The numbers that people entered, and the registers that prove numbers, as the JSON that programs rely on."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from domain.facts import Amount, EnteredMeasure, MeasureFact, RowId
from domain.plan.model import Plan, Register
from domain.rubric.register_rows import MissingChoice
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
    """`kamnot measure list`: what people entered, and what follows from rows of registers."""

    schema_: Literal["kamnot/measures/1"] = "kamnot/measures/1"
    unit: str
    measures: tuple[MeasurePart, ...]
    by_rows: tuple[MeasurePart, ...]


class SameRowPart(JsonPart):
    """A row of a table that says what holds already."""

    row: int = at("line")
    id: NullText = at("measure")


class EnteredRowPart(SameRowPart):
    """A row that was entered."""

    value: str
    on: date


class DoubtfulRowPart(SameRowPart):
    """A row that cannot be taken; `sheet` where the workbook has several."""

    sheet: NullText
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


# Registers

CellValue = str | int | bool | date | tuple[str, ...] | tuple[int, ...]


class ColumnPart(JsonPart):
    """A column; `choices` are the Thai words of each id."""

    id: str
    title: str
    kind: str
    required: bool
    choices: dict[str, str]


class ProvedPart(JsonPart):
    """A number that the rows prove: a share with both counts, a count, or yes/no; `rows` prove it."""

    id: str
    numerator: int | None
    denominator: int | None
    count: int | None
    yes_no: bool | None
    rows: tuple[int, ...]


class RowPart(JsonPart):
    """A version of a row; `proves` is false while it lacks the evidence or link that its register needs."""

    row: int = at("row", "id", "number")
    version: int = at("row", "version")
    cells: dict[str, CellValue] = at("row", "cells")
    on: date = at("row", "entered_on")
    withdrawn: bool = at("row", "withdrawn")
    proves: bool
    by: str
    at_: datetime = at("at")
    reason: NullText = at("why")


class MissingChoicePart(JsonPart):
    """A choice of a column of which every bureau must have a row, and has none."""

    column: str
    choice: str
    title: str


class RegisterPart(JsonPart):
    """A register with its rows that count, the numbers that they prove, and the compulsory choices without a row."""

    id: str
    title: str
    activities: tuple[int, ...]
    columns: tuple[ColumnPart, ...]
    needs: str
    can_prove: tuple[str, ...]
    rows: tuple[RowPart, ...]
    proves: tuple[ProvedPart, ...]
    missing: tuple[MissingChoicePart, ...]


class RegistersDocument(JsonDocument):
    """`kamnot register list`."""

    schema_: Literal["kamnot/registers/1"] = "kamnot/registers/1"
    unit: str
    registers: tuple[RegisterPart, ...]


class RegisterDocument(JsonDocument):
    """`kamnot register show`; `history` has every version of every row."""

    schema_: Literal["kamnot/register/1"] = "kamnot/register/1"
    unit: str
    register_: RegisterPart = at("register")
    history: tuple[RowPart, ...]


class RefusedLinePart(JsonPart):
    """A line of a table that cannot be taken; `sheet` where the workbook has several."""

    line: int
    sheet: NullText
    thai: str
    english: str


class RowsImportedDocument(JsonDocument):
    """`kamnot register import`; with a doubt nothing was kept."""

    schema_: Literal["kamnot/rows-imported/1"] = "kamnot/rows-imported/1"
    unit: str
    register_: str = at("register")
    dry_run: bool
    kept: bool
    new: tuple[int, ...]
    changed: tuple[int, ...]
    same: int
    doubts: tuple[RefusedLinePart, ...]
    notes: tuple[TableNotePart, ...]


def row_parts(written: Iterable[Any], unproven: Container[int]) -> list[RowPart]:
    """Versions of rows with who wrote them; `unproven` are the numbers of rows that lack what they need."""
    return [
        RowPart.of(one, proves=not one.row.withdrawn and one.row.id.number not in unproven)
        for one in written
    ]


def register_part(
    register: Register,
    rows: list[RowPart],
    proven: Iterable[MeasureFact],
    missing: Iterable[MissingChoice],
) -> RegisterPart:
    """A register with its rows, the numbers that they prove, and the choices that are still missing."""
    return RegisterPart.of(
        register,
        needs=register.needs.value,
        can_prove=[str(proof.measure) for proof in register.proves],
        rows=rows,
        proves=[_proved(number, register) for number in proven],
        missing=tuple(missing),
    )


def _proved(number: MeasureFact, register: Register) -> ProvedPart:
    value = number.value
    counted = number.numerator is None and not isinstance(value, bool)
    return ProvedPart(
        id=str(number.measure),
        numerator=number.numerator,
        denominator=number.denominator,
        count=value if counted and isinstance(value, int) else None,
        yes_no=value if isinstance(value, bool) else None,
        rows=tuple(row.number for row in number.rows if row.register == register.id),
    )


def row_numbers(rows: Iterable[Any]) -> list[int]:
    """The numbers of rows."""
    names: Iterable[RowId] = (row.id for row in rows)
    return [name.number for name in names]
