"""Numbers as people enter them, and rows of registers. Both are only added to, and the newest counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NoReturn

import sqlalchemy
from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, func, select

from domain.facts import EnteredMeasure, MeasureFact, RegisterRow, RowId
from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.language.thai import thai_date
from domain.rubric.typed_numbers import MeasureValue
from storage.db import audit
from storage.db.tables import EvidenceItemRow, MeasureRow, RegisterRowRow
from storage.records.facts import cells_from_json, cells_to_json, measure_fact, measure_facts
from storage.records.plan_in_force import lock_year

_LARGEST = 10**12
"""More than any bureau counts, and less than a database's integer holds."""


@dataclass(frozen=True, slots=True)
class NewNumber:
    """A number for `1.signed` or `rubric.climate`: both counts of a share, a count, or yes/no.

    `entered_on` is the Bangkok day from which it counts, `event_date` the day of the event that it counts, `evidence`
    the item that shows it; `now` is aware.
    """

    unit: str
    fiscal_year: int
    measure: str
    value: MeasureValue
    entered_on: date
    by: str
    now: datetime
    note: str = ""
    event_date: date | None = None
    evidence: int | None = None


def set_measure(session: Session, new: NewNumber) -> MeasureFact:
    """Store one number; earlier entries stay as its history.

    Raises KamnotError if the unit is unknown, the year closed, the evidence not the unit's, or the value impossible:
    none or several at once, below zero, a part above its whole, an event after the day from which it counts.
    """
    _refuse_impossible(new.measure, new.value)
    _refuse_early(new)
    lock_year(session, new.unit, new.fiscal_year)
    _refuse_foreign(session, new)
    row = MeasureRow(
        unit=new.unit,
        fiscal_year=new.fiscal_year,
        measure=new.measure,
        **asdict(new.value),
        entered_on=new.entered_on,
        entered_at=new.now,
        entered_by=new.by,
        note=new.note,
        event_date=new.event_date,
        evidence=new.evidence,
    )
    session.add(row)
    session.flush()
    values = asdict(new.value) | {
        "event_date": new.event_date.isoformat() if new.event_date else None,
        "evidence": new.evidence,
        "why": new.note or None,
    }
    details = {name: value for name, value in values.items() if value is not None}
    subject = f"{new.unit}/{new.fiscal_year}/{new.measure}"
    audit.record(session, new.by, "measure.set", subject, details, new.now)
    return measure_fact(row)


def take_back(
    session: Session,
    unit: str,
    fiscal_year: int,
    measure: str,
    *,
    on: date,
    by: str,
    now: datetime,
    why: str,
) -> MeasureFact:
    """From the Bangkok day `on` the entries of a measure no longer count. Returns the one that did.

    A figure then follows from the plan's evidence again. Raises KamnotError if the reason is missing, the year closed,
    or no entry counts on that day.
    """
    reason = given_reason(why, f"การถอนตัวเลข {measure} ", f"Taking back {measure}")
    lock_year(session, unit, fiscal_year)
    rows = measure_history(session, unit, fiscal_year, measure)
    held = [fact for _, fact in measure_facts(rows) if fact.holds_on(on)]
    if not held:
        _refuse(
            measure,
            f"ไม่มีค่าที่ใช้อยู่ ณ {thai_date(on)} ให้ถอน",
            f"no value holds on {on} to be taken back",
        )
    session.add(
        MeasureRow(
            unit=unit,
            fiscal_year=fiscal_year,
            measure=measure,
            entered_on=on,
            entered_at=now,
            entered_by=by,
            note=reason,
            taken_back=True,
        )
    )
    session.flush()
    details = {"on": on.isoformat(), "why": reason}
    audit.record(session, by, "measure.take_back", f"{unit}/{fiscal_year}/{measure}", details, now)
    return held[-1]


def measure_history(
    session: Session, unit: str, fiscal_year: int, measure: str
) -> tuple[MeasureRow, ...]:
    """Every entry for one measure; the one that counts is last."""
    return tuple(_entries(session, unit, fiscal_year, MeasureRow.measure == measure))


def entries_known(
    session: Session, unit: str, fiscal_year: int, as_of: date
) -> tuple[EnteredMeasure, ...]:
    """The newest entry of each number by the end of that Bangkok day, with who entered it and why."""
    newest = {
        row.measure: EnteredMeasure(fact, row.entered_by, row.note)
        for row, fact in measure_facts(_entries(session, unit, fiscal_year))
        if fact.holds_on(as_of)
    }
    return tuple(newest.values())


def _entries(
    session: Session, unit: str, fiscal_year: int, *conditions: Any
) -> Iterable[MeasureRow]:
    return session.exec(
        select(MeasureRow)
        .where(MeasureRow.unit == unit, MeasureRow.fiscal_year == fiscal_year, *conditions)
        .order_by(col(MeasureRow.entered_on), col(MeasureRow.id))
    )


def _refuse_early(new: NewNumber) -> None:
    event, day = new.event_date, new.entered_on
    if event is not None and event > day:
        _refuse(
            new.measure,
            f"วันจัดกิจกรรม {thai_date(event)} อยู่หลังวันที่ของตัวเลข {thai_date(day)}",
            f"its event on {event} comes after the day {day} from which it counts",
        )


def _refuse_foreign(session: Session, new: NewNumber) -> None:
    if new.evidence is None:
        return
    item = session.get(EvidenceItemRow, new.evidence)
    if item is None or (item.unit, item.fiscal_year) != (new.unit, new.fiscal_year):
        _refuse(
            new.measure,
            f"สำนักนี้ไม่มีหลักฐานเลขที่ {new.evidence} ในปีนี้ โปรดดูเลขที่จากรายการหลักฐาน",
            f"this unit has no evidence item {new.evidence} this year;"
            " the list of evidence shows the numbers",
            How(Verb.EVIDENCE_LIST),
            NotThereError,
        )
    if item.withdrawn_on is not None:
        _refuse(
            new.measure,
            f"หลักฐานเลขที่ {new.evidence} ถูกถอนแล้ว",
            f"evidence item {new.evidence} was withdrawn",
        )


_OF_EVENTS = "note-"
"""Owners whose shares may be of nothing: the footnotes count meetings and activities. A bureau has staff."""


def _refuse_impossible(measure: str, value: MeasureValue) -> None:
    share = value.numerator is not None or value.denominator is not None
    if [share, value.count is not None, value.yes_no is not None].count(True) != 1:
        _refuse(
            measure,
            "ต้องระบุค่าแบบเดียว: จำนวนกับจำนวนทั้งหมด หรือจำนวนนับ หรือ มี/ไม่มี",
            "give exactly one kind of value: a part and its whole, a count, or yes/no",
        )
    count = value.count
    if count is not None and not 0 <= count <= _LARGEST:
        _refuse(measure, f"จำนวนนับ {count} เป็นไปไม่ได้", f"a count of {count} is impossible")
    if share:
        _refuse_impossible_share(measure, value.numerator, value.denominator)


def _refuse_impossible_share(measure: str, numerator: int | None, denominator: int | None) -> None:
    if numerator is None or denominator is None:
        _refuse(measure, "ต้องระบุทั้งจำนวนและจำนวนทั้งหมด", "give both the part and the whole")
    if numerator == denominator == 0 and measure.startswith(_OF_EVENTS):
        return
    if denominator <= 0 or denominator > _LARGEST:
        _refuse(
            measure,
            f"จำนวนทั้งหมดต้องมากกว่า 0 แต่พบ {denominator}",
            f"the whole must be above 0, found {denominator}",
        )
    if not 0 <= numerator <= denominator:
        _refuse(
            measure,
            f"จำนวน {numerator} ต้องอยู่ระหว่าง 0 ถึงจำนวนทั้งหมด {denominator}",
            f"the part {numerator} must lie between 0 and the whole {denominator}",
        )


def _refuse(
    measure: str,
    thai: str,
    english: str,
    how: How | None = None,
    kind: type[KamnotError] = KamnotError,
) -> NoReturn:
    raise kind(f"บันทึกตัวเลข {measure} ไม่ได้: {thai}", f"Cannot keep {measure}: {english}.", how)


# Rows of registers


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A version of a row with who wrote it, when and why."""

    row: RegisterRow
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class RowWriting:
    """What all rows that are written at once have in common: `on` is the Bangkok day from which they count."""

    unit: str
    fiscal_year: int
    on: date
    by: str
    now: datetime
    why: str = ""


def rows_of(
    session: Session, unit: str, fiscal_year: int, register: str | None = None
) -> list[WrittenRow]:
    """Every version of the rows of one register or of all, in the order in which they count."""
    c = SQLModel.metadata.tables["register_row"].c
    query = sqlalchemy.select(
        c.register_id, c.number, c.version, c.cells, c.entered_on, c.withdrawn, c.entered_by, c.entered_at, c.why,
    ).where(c.unit == unit, c.fiscal_year == fiscal_year)  # fmt: skip
    if register is not None:
        query = query.where(c.register_id == register)
    found = session.connection().execute(query.order_by(c.entered_on, c.id)).all()
    return [
        WrittenRow(
            RegisterRow(RowId(name, number), version, cells_from_json(cells), on, gone), *how
        )
        for name, number, version, cells, on, gone, *how in found
    ]


def written_rows(
    session: Session, unit: str, fiscal_year: int, rows: Iterable[RegisterRow]
) -> list[WrittenRow]:
    """Rows of the unit that are read already, each with who wrote it, when and why."""
    c = SQLModel.metadata.tables["register_row"].c
    query = sqlalchemy.select(
        c.register_id, c.number, c.version, c.entered_by, c.entered_at, c.why
    ).where(c.unit == unit, c.fiscal_year == fiscal_year)
    found = session.connection().execute(query).all()
    how = {(name, number, version): rest for name, number, version, *rest in found}
    return [WrittenRow(row, *how[(*row.id, row.version)]) for row in rows]


def earlier_year(session: Session, unit: str, fiscal_year: int, register: str) -> int | None:
    """The newest fiscal year before this one that has rows of a register; None if none has."""
    row = RegisterRowRow
    query = select(func.max(row.fiscal_year)).where(
        row.unit == unit, row.register_id == register, row.fiscal_year < fiscal_year
    )
    return session.exec(query).one()


def store_rows(session: Session, writing: RowWriting, rows: Sequence[RegisterRow]) -> None:
    """Store versions of rows. The caller holds the year (`lock_year`) and records why in the audit."""
    shared = {
        "unit": writing.unit, "fiscal_year": writing.fiscal_year, "why": writing.why,
        "entered_on": writing.on, "entered_at": writing.now, "entered_by": writing.by,
    }  # fmt: skip
    values = [
        {
            "register_id": row.id.register,
            "number": row.id.number,
            "version": row.version,
            "cells": cells_to_json(row.cells),
            "withdrawn": row.withdrawn,
            **shared,
        }
        for row in rows
    ]
    if values:
        session.execute(insert(SQLModel.metadata.tables["register_row"]), values)


def record_row(
    session: Session, writing: RowWriting, row: RegisterRow, before: RegisterRow | None
) -> None:
    """Record one version in the audit, with what stood before."""
    action = "withdraw" if row.withdrawn else "correct" if before else "add"
    details: dict[str, Any] = {"version": row.version, "on": writing.on.isoformat()}
    if not row.withdrawn:
        details["cells"] = cells_to_json(row.cells)
    if before is not None:
        details["before"] = cells_to_json(before.cells)
    if writing.why:
        details["why"] = writing.why
    subject = f"{writing.unit}/{writing.fiscal_year}/{row.id}"
    audit.record(session, writing.by, f"register.{action}", subject, details, writing.now)


def record_import(
    session: Session, writing: RowWriting, register: str, rows: Sequence[RegisterRow]
) -> None:
    """Record a table that was taken in as one line: its rows, and a hash of what they say."""
    said = json.dumps([cells_to_json(row.cells) for row in rows], sort_keys=True)
    details = {
        "on": writing.on.isoformat(),
        "rows": [f"{row.id.number}.{row.version}" for row in rows],
        "sha256": hashlib.sha256(said.encode()).hexdigest(),
        "why": writing.why,
    }
    subject = f"{writing.unit}/{writing.fiscal_year}/{register}"
    audit.record(session, writing.by, "register.import", subject, details, writing.now)


def refuse_foreign_evidence(
    session: Session, unit: str, fiscal_year: int, item: int, column: str
) -> None:
    """Raise NotThereError unless the unit has this item of evidence, and did not withdraw it."""
    found = session.get(EvidenceItemRow, item)
    if found is None or (found.unit, found.fiscal_year) != (unit, fiscal_year):
        raise NotThereError(
            f"ช่อง “{column}”: สำนักนี้ไม่มีหลักฐานเลขที่ {item} ในปีนี้ โปรดดูเลขที่จากรายการหลักฐาน",
            f"{column}: this unit has no evidence item {item} this year; the list of evidence shows the numbers.",
            How(Verb.EVIDENCE_LIST),
        )
    if found.withdrawn_on is not None:
        raise NotThereError(
            f"ช่อง “{column}”: หลักฐานเลขที่ {item} ถูกถอนแล้ว โปรดอ้างหลักฐานที่ยังใช้อยู่",
            f"{column}: evidence item {item} was withdrawn; name one that still counts.",
        )
