"""Enters numbers, one as an official types it or a whole table; impossible ones are refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from domain.facts import EnteredMeasure, Facts, MeasureFact
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.language.tables import TableNote
from domain.language.thai import arabic_digits
from domain.rubric.derived import check_typed_over
from domain.rubric.figures import check_override
from domain.rubric.register_proofs import check_whole
from domain.rubric.typed_numbers import (
    MeasureValue,
    NumberTableRow,
    RowDoubt,
    find_measure,
    measure_meant,
    number_template,
    read_number,
    read_number_table,
)
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, new_file
from inspection.tables.table_files import read_table
from reports.sheets import to_xlsx
from storage.db.database import reading, writing
from storage.records.measures import NewNumber, entries_known, set_measure
from storage.records.measures import take_back as take_back_in
from storage.records.plan_in_force import lock_year


@dataclass(frozen=True, slots=True)
class ImportedNumbers:
    """The rows of a table: `entered`, `same` (no change) and refused (`doubts`), in the file's order.

    With a doubt, and in a dry run, nothing was stored.
    """

    entered: tuple[tuple[NumberTableRow, MeasureFact], ...]
    same: tuple[NumberTableRow, ...]
    doubts: tuple[RowDoubt, ...]
    kept: bool
    notes: tuple[TableNote, ...] = ()
    """What was left out of the table."""


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
    """Store a number as typed (`180/200`, `5`, `มี`, also in Thai numerals). Returns it as stored.

    Raises KamnotError if it is of the wrong kind or impossible, or if it would replace a value that the evidence
    settles without a reason (`why`).
    """
    name = measure_meant(ws.plan, arabic_digits(measure))
    row = NumberTableRow(0, name, text, on, event_date, evidence, why)
    typed = read_number(ws.plan, name, text)
    check_override(ws.plan, name, why)
    _check_rows(ws, row, typed, load_facts(ws, unit, on).known_on(on), on)
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
    """From `on` the entries of a measure no longer count. Returns the one that did.

    A figure then follows from the plan's evidence again. Raises KamnotError if the reason is missing or no entry
    counts.
    """
    named = arabic_digits(measure)  # a changed plan may no longer ask for it
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        return take_back_in(
            session, unit, ws.plan.fiscal_year, find_measure(ws.plan, named) or named,
            on=on, by=by, now=ws.now(), why=why,
        )  # fmt: skip


class _Undone(Exception):  # noqa: N818  # no error: it ends a transaction that is not to be kept
    """Raised to undo the whole transaction."""


def import_numbers(
    ws: Workspace, unit: str, path: Path, *, on: date, by: str, dry_run: bool = False
) -> ImportedNumbers:
    """Store all numbers of a .csv or .xlsx table, or none of them.

    `on` is the day of rows that name none. A value that counts already is not entered again, so a table may be imported
    twice. Raises KamnotError if the file cannot be read, the unit is unknown or the year closed.
    """
    rows, unread, notes = read_number_table(read_table(path), ws.plan.fiscal_year)
    intake = _Intake(ws, unit, on, by, unread, notes)
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
    """Enters the rows of one table."""

    def __init__(
        self,
        ws: Workspace,
        unit: str,
        on: date,
        by: str,
        unread: Iterable[RowDoubt],
        notes: tuple[TableNote, ...],
    ) -> None:
        self.ws, self.unit, self.on, self.by = ws, unit, on, by
        self.doubts, self.notes = list(unread), notes
        self._entered: list[tuple[NumberTableRow, MeasureFact]] = []
        self._same: list[NumberTableRow] = []
        self._seen: set[tuple[str, date]] = set()
        self._facts: dict[date, Facts] = {}

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
        name = measure_meant(self.ws.plan, row.measure)
        row = replace(row, measure=name)
        if (row.measure, on) in self._seen:
            raise KamnotError(
                f"มี {row.measure} ของวันเดียวกันสองแถว โปรดเหลือแถวเดียว",
                f"{row.measure} stands twice for the same day; keep one row.",
            )
        self._seen.add((row.measure, on))
        typed = read_number(self.ws.plan, name, row.value)
        year = self.ws.plan.fiscal_year
        known: dict[str, EnteredMeasure] = {
            e.fact.measure: e for e in entries_known(session, self.unit, year, on)
        }
        if _holds(known.get(row.measure), row, typed):
            self._same.append(row)
            return
        check_override(self.ws.plan, row.measure, row.why)
        _check_rows(self.ws, row, typed, self._known(on), on)
        fact = _keep(self.ws, session, self.unit, row, typed, on, self.by)
        self._entered.append((row, fact))

    def _known(self, on: date) -> Facts:
        if on not in self._facts:
            self._facts[on] = load_facts(self.ws, self.unit, on).known_on(on)
        return self._facts[on]

    def result(self, *, kept: bool) -> ImportedNumbers:
        doubts = tuple(sorted(self.doubts, key=lambda d: d.line))
        return ImportedNumbers(
            tuple(self._entered), tuple(self._same), doubts, kept=kept, notes=self.notes
        )


def _holds(known: EnteredMeasure | None, row: NumberTableRow, typed: MeasureValue) -> bool:
    """Whether the same entry counts already: value, both counts, event and evidence."""
    if known is None:
        return False
    fact = known.fact
    plain = (typed.numerator, typed.denominator) == (fact.numerator, fact.denominator)
    other = typed.count if typed.yes_no is None else typed.yes_no
    value = plain and (typed.numerator is not None or fact.value == other)
    beside = (row.event_date, row.evidence, row.why.strip())
    return value and beside == (fact.event_date, fact.evidence, known.note)


def derived_numbers(ws: Workspace, unit: str, on: date) -> Mapping[MeasureId, MeasureFact]:
    """The numbers that rows of registers and accepted surveys prove by the end of a day."""
    return {number.measure: number for number in load_facts(ws, unit, on).known_on(on).derived}


def _check_rows(
    ws: Workspace, row: NumberTableRow, typed: MeasureValue, known: Facts, on: date
) -> None:
    """Raise KamnotError if a number contradicts what registers or surveys say, and nobody says why."""
    check_typed_over(row.measure, row.why, {number.measure: number for number in known.derived})
    day = row.event_date or on
    check_whole(ws.plan, row.measure, typed.denominator, row.why, known.rows, day)


def derived(ws: Workspace, unit: str) -> list[EnteredMeasure]:
    """The numbers that rows or surveys prove and nobody typed over, in the plan's order."""
    typed, proven = _entries(ws, unit, date.max), derived_numbers(ws, unit, date.max)
    asked = (name for name in ws.plan.measure_by_id if name in proven and name not in typed)
    return [EnteredMeasure(proven[name]) for name in asked]


def _entries(ws: Workspace, unit: str, on: date) -> Mapping[MeasureId, EnteredMeasure]:
    with reading(ws.engine) as session:
        found = entries_known(session, unit, ws.plan.fiscal_year, on)
    return {entry.fact.measure: entry for entry in found}


def write_template(ws: Workspace, unit: str, path: Path) -> int:
    """Write the numbers that the plan asks for as an Excel table to fill in. Returns how many there are.

    Raises KamnotError for another kind of file, or one that is there already: it may be filled in.
    """
    if path.suffix.lower() != ".xlsx":
        raise KamnotError(
            f"ตารางต้องเป็นไฟล์ .xlsx ไม่ใช่ “{path.name}”",
            f"The table is an .xlsx file, not {path.name!r}.",
        )
    rows = number_template(ws.plan, _entries(ws, unit, date.max), ws.language)
    title = "ตัวเลข" if ws.language == "th" else "numbers"
    with new_file(path) as file:
        file.write(to_xlsx({title: rows}))
    return len(rows) - 1


def entered(ws: Workspace, unit: str) -> list[EnteredMeasure]:
    """The entry of every number that counts, with its account and reason, in the plan's order."""
    newest = _entries(ws, unit, date.max)
    return [newest[name] for name in ws.plan.measure_by_id if name in newest]
