"""A sample department, the same on every run: for the demo, the tests and the benchmark.

The rows of its evidence are written straight into the tables, as if the files had been inspected. The contents are
a line of text each, the same for all units.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy
from sqlmodel import Session, SQLModel, col, func, select

from domain.inspected import READER
from domain.language.ids import MeasureId
from domain.language.thai import thai_digits
from domain.plan.model import (
    Activity,
    ColumnKind,
    EvidenceRequirement,
    MeasureKind,
    Plan,
    ProofBy,
    Register,
    RegisterProof,
)
from storage.db import audit
from storage.db.tables import EvidenceItemRow
from storage.evidence_store.contract import EvidenceStore
from storage.records.facts import cells_to_json
from storage.records.people import set_unit

DEPARTMENT = "ส่วนราชการตัวอย่าง"
STAFF = 200
LEVELS = (3,) * 13 + (2, 2, 1, 0, 0, 0, 0)
"""Of twenty units: 16 at level 1 or above (80 %), 15 at 2 or above (75 %), 13 at 3 (65 %, one short)."""

_COMPLETE = {3: 38, 2: 31, 1: 10, 0: 2}
"""The last activity up to which a unit of each level has everything."""
_FACTS = {
    3: (
        "people-honoured", "honours-inside", "honours-channels", "climate", "behaviour", "documented",
        "published-inside",
    ),
    2: ("people-honoured", "honours-inside"),
    1: (),
    0: (),
}  # fmt: skip
"""The figures that a person has entered, by level."""
_DAY = date(2024, 2, 20)
_YEAR_BEFORE = date(2023, 9, 1)
_ROWS = 10
"""Meetings and circulars of a year."""


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """A unit of the sample and the level that its evidence proves; `number` varies its points."""

    number: int
    level: int

    @property
    def id(self) -> str:
        """Such as `unit-07`."""
        return f"unit-{self.number:02d}"


def sample_units(levels: Sequence[int] = LEVELS) -> tuple[SampleUnit, ...]:
    """One unit for each level named."""
    return tuple(SampleUnit(number, level) for number, level in enumerate(levels, start=1))


def write_sample(
    session: Session,
    plan: Plan,
    units: Sequence[SampleUnit],
    *,
    by: str,
    now: datetime,
    by_rows: bool = False,
) -> None:
    """Write units with all that they sent. Existing units are left unchanged.

    With `by_rows` numbers that registers prove are written as rows, else as if people had typed them.
    """
    known = set(session.exec(select(col(EvidenceItemRow.unit)).distinct()))
    fresh = [unit for unit in units if unit.id not in known]
    for unit in fresh:
        name = f"สำนักตัวอย่าง {thai_digits(unit.number)}"
        set_unit(session, unit.id, name=name, department=DEPARTMENT, by=by, now=now)
    session.flush()
    first = (session.exec(select(func.max(col(EvidenceItemRow.id)))).one() or 0) + 1
    rows = _Rows(plan, first, by, now, by_rows=by_rows)
    for unit in fresh:
        rows.add(unit)
        audit.record(session, by, "sample.write", unit.id, {"level": unit.level}, now)
    for name, values in rows.tables.items():
        if values:
            session.connection().execute(sqlalchemy.insert(SQLModel.metadata.tables[name]), values)


def store_sample(store: EvidenceStore, plan: Plan) -> None:
    """Store the contents that the sample's rows refer to."""
    with store.batch() as batch:
        for name, requirement in plan.requirement_by_id.items():
            for copy in range(requirement.min_count):
                batch.put(io.BytesIO(_content(name, copy)))


def _content(requirement: str, copy: int) -> bytes:
    return f"ตัวอย่าง {requirement} {copy + 1}\n".encode()


class _Rows:
    """The rows of all units, ready to be written at once."""

    def __init__(self, plan: Plan, first: int, by: str, now: datetime, *, by_rows: bool) -> None:
        self.plan, self.by, self.now = plan, by, now
        self.item = first
        self.proofs = plan.proofs if by_rows else {}
        self.numbers: Counter[tuple[str, str]] = Counter()
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in (
                "evidence_item",
                "evidence_version",
                "review",
                "measure",
                "relief",
                "register_row",
            )
        }

    def add(self, unit: SampleUnit) -> None:
        """Add the rows of one unit: some leave out one small activity, to one unit an activity does not apply."""
        left_out = 27 if unit.number % 3 == 0 else None
        self.shown_by = self.item
        if self.proofs:
            self._row(unit, "headcount", {"day": _DAY, "staff": STAFF})
        for activity in self.plan.activities:
            if activity.number <= _COMPLETE[unit.level] and activity.number != left_out:
                self._activity(unit, activity)
        for figure in _FACTS[unit.level]:
            self._measure(unit, f"rubric.{figure}", MeasureKind.YES_NO, True)
        if unit.level == 3:
            self._measure(unit, "rubric.media", MeasureKind.COUNT, 3)
            self._measure(unit, "note-1.attended", MeasureKind.SHARE, Fraction(9, 10))
        if unit.number % 7 == 0:
            self._relief(unit)

    def _activity(self, unit: SampleUnit, activity: Activity) -> None:
        due = self.plan.batch_by_id[activity.batch].due
        received = due + timedelta(days=3 if (unit.number + activity.number) % 11 == 0 else -10)
        for requirement in activity.requirements:
            for copy in range(requirement.min_count):
                self._file(unit, activity, requirement, copy, received)
        for measure in activity.measures:
            name, least = f"{activity.number}.{measure.id}", measure.at_least
            self._measure(unit, name, measure.kind, self._value(unit, name, least))

    @staticmethod
    def _value(unit: SampleUnit, name: str, least: Fraction | int) -> Fraction | int:
        if unit.level == 0 and name == "1.signed":
            return Fraction(3, 10)
        return max(least, 5) if name == "2.goals" else least

    def _file(
        self,
        unit: SampleUnit,
        activity: Activity,
        requirement: EvidenceRequirement,
        copy: int,
        day: date,
    ) -> None:
        name = f"{activity.number}.{requirement.id}"
        digest = hashlib.sha256(_content(name, copy)).hexdigest()
        kind = requirement.formats[0]
        file_name = f"{requirement.title[:40]}-{copy + 1}.{kind}"
        self.tables["evidence_item"].append({
            "id": self.item, "unit": unit.id, "fiscal_year": self.plan.fiscal_year, "requirement": name,
            "file_name": file_name, "withdrawn_on": None, "linked_to": None, "replaced_in": None,
        })  # fmt: skip
        self.tables["evidence_version"].append({
            "item": self.item, "version": 1, "sha256": digest, "size": 100_000, "file_name": file_name,
            "format": kind, "received_on": day, "added_at": self.now, "added_by": self.by, "has_text": True,
            "pages": 3, "images": 1, "note": "ตัวอย่าง", "plan_hash": "", "detail": "", "words": 0,
            "scanned": False, "fingerprint": digest[:32], "import_id": None, "backdated_why": "", "reader": READER,
            "sections": [
                {"id": s.id, "outcome": "found", "page": unit.number % 7 + 1, "words": f"{s.title} {unit.number}"}
                for s in requirement.sections
            ],
        })  # fmt: skip
        # A level is proved only where somebody has looked at what no machine can tell.
        if unit.number % 2 or requirement.needs_eyes:
            self.tables["review"].append({
                "item": self.item, "version": 1, "accepted": True, "reason": "", "reviewed_on": day,
                "reviewed_at": self.now, "reviewer": self.by,
            })  # fmt: skip
        self.item += 1

    def _measure(
        self, unit: SampleUnit, name: str, kind: MeasureKind, value: Fraction | int
    ) -> None:
        if proofs := self.proofs.get(MeasureId.parse(name)):
            register, proof = proofs[0]
            for cells in _proving(register, proof, value, self.shown_by):
                self._row(unit, register.id, cells)
            return
        share = kind is MeasureKind.SHARE
        part = Fraction(value) * STAFF if share else Fraction(0)
        self.tables["measure"].append({
            "unit": unit.id, "fiscal_year": self.plan.fiscal_year, "measure": name,
            "numerator": -(-part.numerator // part.denominator) if share else None,
            "denominator": STAFF if share else None,
            "count": value if kind is MeasureKind.COUNT else None,
            "yes_no": bool(value) if kind is MeasureKind.YES_NO else None,
            "entered_on": _DAY, "entered_at": self.now, "entered_by": self.by, "note": "",
            "taken_back": False,
        })  # fmt: skip

    def _row(self, unit: SampleUnit, register: str, cells: Mapping[str, Any]) -> None:
        self.numbers[unit.id, register] += 1
        self.tables["register_row"].append({
            "unit": unit.id, "fiscal_year": self.plan.fiscal_year, "register_id": register,
            "number": self.numbers[unit.id, register], "version": 1, "cells": cells_to_json(cells),
            "withdrawn": False, "why": "", "entered_on": _DAY, "entered_at": self.now, "entered_by": self.by,
        })  # fmt: skip

    def _relief(self, unit: SampleUnit) -> None:
        self.tables["relief"].append({
            "unit": unit.id, "fiscal_year": self.plan.fiscal_year, "kind": "not-applicable", "subject": "38",
            "authoriser": "ผู้อำนวยการสำนัก", "reason": "ไม่มีงานลักษณะนี้", "decided_on": _DAY,
            "entered_at": self.now, "entered_by": self.by, "ended_why": "",
        })  # fmt: skip


def _proving(
    register: Register, proof: RegisterProof, value: Fraction | int, shown_by: int
) -> Iterator[dict[str, Any]]:
    """The cells of rows that prove a number."""
    fits = {name: w[0] if isinstance(w, tuple) else w for name, w in proof.where.items()}
    choices = [*register.column_by_id[proof.of].choices] if proof.of else []
    made: list[dict[str, Any]]
    match proof.by:
        case ProofBy.SHARE:
            own = {proof.over: STAFF} if proof.over in register.column_by_id else {}
            made = [{proof.of: -(-Fraction(value) * STAFF // 1), **own}]
        case ProofBy.SHARE_OF_ROWS:
            missed = {name: type(wanted)(0) for name, wanted in fits.items()}
            made = [fits if n < Fraction(value) * _ROWS else missed for n in range(_ROWS)]
        case ProofBy.COUNT:
            made = [fits] * int(value)
        case ProofBy.DISTINCT:
            made = [{proof.of: choices[n] if choices else f"ที่ {n}"} for n in range(int(value))]
        case ProofBy.AT_LEAST:
            made = [{proof.of: choices[: proof.least]}]
        case ProofBy.COVERS:
            made = [{proof.of: proof.covers}]
        case ProofBy.INCREASE:
            before = {"day": _YEAR_BEFORE, proof.of: 10, proof.over: "บัญชีสมาชิก"}
            made = [before, {proof.of: 12}]
        case _:
            made = [fits]
    for number, cells in enumerate(made):
        yield _filled(register, proof.activity, number, shown_by) | cells


def _filled(register: Register, activity: int | None, number: int, shown_by: int) -> dict[str, Any]:
    """A row with every column that it needs."""
    plain: dict[ColumnKind, Any] = {
        ColumnKind.DATE: _DAY,
        ColumnKind.TEXT: f"ตัวอย่าง {number + 1}",
        ColumnKind.COUNT: 0,
        ColumnKind.YES_NO: True,
        ColumnKind.ACTIVITY: activity or register.activities[0] if register.activities else None,
        ColumnKind.ACTIVITIES: [*register.activities],
        ColumnKind.EVIDENCE: shown_by,
    }
    wanted = (c for c in register.columns if c.required or c.kind is ColumnKind.EVIDENCE)
    cells = {c.id: next(iter(c.choices), None) or plain.get(c.kind) for c in wanted}
    return {name: cell for name, cell in cells.items() if cell is not None}
