"""Reads what the demo's bureau wrote into its registers from `registers.yaml`, and writes it as a secretary would."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

from domain.plan.model import ColumnKind
from flows.evidence.browse import all_evidence
from flows.evidence.registers import add, list_registers
from flows.run.workspace import Workspace


class SampleRow(BaseModel):
    """A row: its register, the day on which it was written, what shows it, and its cells."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    into: str
    written_on: date
    shown_by: str = ""
    cells: dict[str, str]

    @field_validator("cells", mode="before")
    @classmethod
    def _as_written(cls, cells: dict[str, object]) -> dict[str, str]:
        return {name: str(cell) for name, cell in cells.items()}


DEMO_ROWS = tuple(
    SampleRow.model_validate(row)
    for row in yaml.safe_load(Path(__file__).with_name("registers.yaml").read_text("utf-8"))
)
"""The year of the demo up to its day. `12.benefit` and `16.held` have no row that proves them."""


def write_rows(ws: Workspace, unit: str, *, by: str) -> None:
    """Write the demo's rows; registers that have rows already stay as they are."""
    there = {kept.register.id for kept in list_registers(ws, unit) if kept.history}
    items: dict[str, int] = {}
    for known in all_evidence(ws, unit):
        items.setdefault(known.fact.requirement, known.fact.item)
    for row in DEMO_ROWS:
        register = ws.plan.register_by_id.get(row.into)
        if register is None or register.id in there:
            continue
        [shows] = [c.id for c in register.columns_of(ColumnKind.EVIDENCE)] or [""]
        shown = {shows: str(items[row.shown_by])} if row.shown_by in items else {}
        add(ws, unit, register.id, row.cells | shown, on=row.written_on, by=by)
