"""Entering numbers: one as an official types it, or a table of them; what cannot be is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from domain.facts import MeasureFact
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.language.thai import arabic_digits
from domain.rubric.explanation import EnteredMeasure
from domain.rubric.figures import check_override
from domain.rubric.typed_numbers import (
    MeasureValue,
    NumberTableRow,
    RowDoubt,
    read_number,
    read_number_table,
)
from flows.run.workspace import Workspace
from inspection.tables.sheets import read_rows
from storage.db.database import reading, writing
from storage.records.measures import NewNumber, entries_known, set_measure
from storage.records.measures import take_back as take_back_in
from storage.records.plan_in_force import lock_year


@dataclass(frozen=True, slots=True)
class ImportedNumbers:
    """What a table came to: `entered` and `same` (held already), in the file's order; `doubts` what was refused.

    With a doubt, and in a dry run, nothing was kept.
    """

    entered: tuple[tuple[NumberTableRow, MeasureFact], ...]
    same: tuple[NumberTableRow, ...]
    doubts: tuple[RowDoubt, ...]
    kept: bool


def enter(
    ws: Workspace,
    unit: str,
    measure: str,
    text: str,
    *,
    on: date,
    by: str,
    why: str = "",
    event_date: date | None = None,
    evidence: int | None = None,
) -> MeasureFact:
    """Keep a number as typed (`180/200`, `5`, `มี`; Thai numerals welcome). Returns it as kept.

    Raises KamnotError when it is of the wrong kind or impossible, and when it would stand over a fact that
    follows from the plan's evidence without a reason (`why`).
    """
    name = arabic_digits(measure)
    row = NumberTableRow(0, name, text, on, event_date, evidence, why)
    typed = read_number(ws.plan, name, text)
    check_override(ws.plan, name, why, _entries(ws, unit, on))
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        return _keep(ws, session, unit, row, typed, on, by)


def _keep(
    ws: Workspace,
    session: Session,
    unit: str,
    row: NumberTableRow,
    typed: MeasureValue,
    on: date,
    by: str,
) -> MeasureFact:
    new = NewNumber(
        unit, ws.plan.fiscal_year, row.measure, typed, on, by, ws.now(), row.why.strip(),
        row.event_date, row.evidence,
    )  # fmt: skip
    return set_measure(session, new)


def take_back(
    ws: Workspace, unit: str, measure: str, *, on: date, by: str, why: str
) -> MeasureFact:
    """From `on` what was entered for a measure no longer holds; returns what held until then.

    A figure goes back to what follows from the plan's evidence. KamnotError without a reason, or when nothing
    holds.
    """
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        return take_back_in(
            session, unit, ws.plan.fiscal_year, arabic_digits(measure),
            on=on, by=by, now=ws.now(), why=why,
        )  # fmt: skip


class _Undone(Exception):  # noqa: N818  # no error: it ends a transaction that is not to be kept
    """Nothing of this transaction is to be kept."""


def import_numbers(
    ws: Workspace, unit: str, path: Path, *, on: date, by: str, dry_run: bool = False
) -> ImportedNumbers:
    """Keep all numbers of a .csv or .xlsx table, or none of them.

    `on` is the day of rows that name none. What holds already is not entered again, so that a table may be
    imported twice. Raises KamnotError for a file that cannot be read, an unknown unit and a closed year.
    """
    rows, unread = read_number_table(read_rows(path))
    intake = _Intake(ws, unit, on, by, unread)
    try:
        with writing(ws.engine) as session:
            ws.pin(session, by=by)
            lock_year(session, unit, ws.plan.fiscal_year)
            intake.take(session, rows)
            if dry_run or intake.doubts:
                raise _Undone
    except _Undone:
        return intake.result(kept=False)
    return intake.result(kept=True)


class _Intake:
    """The rows of one table on their way in."""

    def __init__(
        self, ws: Workspace, unit: str, on: date, by: str, unread: Iterable[RowDoubt]
    ) -> None:
        self.ws, self.unit, self.on, self.by = ws, unit, on, by
        self.doubts = list(unread)
        self._entered: list[tuple[NumberTableRow, MeasureFact]] = []
        self._same: list[NumberTableRow] = []
        self._seen: set[tuple[str, date]] = set()

    def take(self, session: Session, rows: Iterable[NumberTableRow]) -> None:
        for row in rows:
            try:
                self._take(session, row)
            except KamnotError as error:
                self.doubts.append(
                    RowDoubt(row.line, row.measure, error.thai, error.english, error.how)
                )

    def _take(self, session: Session, row: NumberTableRow) -> None:
        on = row.on or self.on
        if (row.measure, on) in self._seen:
            raise KamnotError(
                f"มี {row.measure} ของวันเดียวกันสองแถว โปรดเหลือแถวเดียว",
                f"{row.measure} stands twice for the same day; keep one row.",
            )
        self._seen.add((row.measure, on))
        typed = read_number(self.ws.plan, row.measure, row.value)
        year = self.ws.plan.fiscal_year
        known: dict[str, EnteredMeasure] = {
            e.fact.measure: e for e in entries_known(session, self.unit, year, on)
        }
        if _holds(known.get(row.measure), row, typed):
            self._same.append(row)
            return
        check_override(self.ws.plan, row.measure, row.why, known)
        fact = _keep(self.ws, session, self.unit, row, typed, on, self.by)
        self._entered.append((row, fact))

    def result(self, *, kept: bool) -> ImportedNumbers:
        doubts = tuple(sorted(self.doubts, key=lambda d: d.line))
        return ImportedNumbers(tuple(self._entered), tuple(self._same), doubts, kept)


def _holds(known: EnteredMeasure | None, row: NumberTableRow, typed: MeasureValue) -> bool:
    """Whether the very same stands already: the value with both its counts, and what it rests on."""
    if known is None:
        return False
    fact = known.fact
    plain = (typed.numerator, typed.denominator) == (fact.numerator, fact.denominator)
    other = typed.count if typed.yes_no is None else typed.yes_no
    value = plain and (typed.numerator is not None or fact.value == other)
    beside = (row.event_date, row.evidence, row.why.strip())
    return value and beside == (fact.event_date, fact.evidence, known.note)


def _entries(ws: Workspace, unit: str, on: date) -> Mapping[MeasureId, EnteredMeasure]:
    with reading(ws.engine) as session:
        found = entries_known(session, unit, ws.plan.fiscal_year, on)
    return {entry.fact.measure: entry for entry in found}


def entered(ws: Workspace, unit: str) -> list[EnteredMeasure]:
    """The entry of every number that holds, with who entered it and why, in the plan's order."""
    newest = _entries(ws, unit, date.max)
    return [newest[name] for name in ws.plan.measure_by_id if name in newest]
