"""Keeps the registers of the plan: rows written, corrected, withdrawn, and exchanged as Excel.

Rows stay for ever. A correction or withdrawal is another version, and a check of a past day shows what counted then.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from domain.facts import Cell, Facts, MeasureFact, RegisterRow, RowId
from domain.language.errors import KamnotError, NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.language.tables import TableNote, by_sheet, row_place
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import ColumnKind, Plan, Register
from domain.rubric.register_proofs import current_rows, lacks, proving_evidence
from domain.rubric.register_rows import (
    LineDoubt,
    MissingChoice,
    TableLine,
    carried_cells,
    check_day,
    check_row,
    choice_words,
    find_column,
    find_register,
    is_same,
    key_of,
    missing_choices,
    read_cell,
    read_register_table,
    table_rows,
)
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, new_file, today
from inspection.tables.table_files import read_table
from reports.register_sheets import OWN_SHEETS, data_package, register_book, register_csv
from storage.db.database import reading, writing
from storage.records.measures import (
    RowWriting,
    WrittenRow,
    earlier_year,
    record_import,
    record_row,
    refuse_foreign_evidence,
    rows_of,
    store_rows,
    written_rows,
)
from storage.records.people import units
from storage.records.plan_in_force import lock_year


@dataclass(frozen=True, slots=True)
class KeptRegister:
    """A register with its rows that count today, those of them that prove nothing yet, and the numbers it proves."""

    register: Register
    rows: tuple[WrittenRow, ...]
    unproven: frozenset[int]
    """The numbers of rows that lack what the register needs."""
    proves: tuple[MeasureFact, ...]
    history: tuple[WrittenRow, ...] = ()
    typed: tuple[MeasureFact, ...] = ()
    """The numbers that a person typed over other ones by rows."""
    missing: tuple[MissingChoice, ...] = ()
    """The choices of which every bureau must have a row, and has none."""
    elsewhere: tuple[RegisterRow, ...] = ()
    """The rows of the other registers that count."""


def list_registers(ws: Workspace, unit: str) -> list[KeptRegister]:
    """Every register of the plan. Raises NotThereError if the plan declares none."""
    if not ws.plan.registers:
        find_register(ws.plan, "")
    facts = load_facts(ws, unit, date.max).known_on(date.max)
    with reading(ws.engine) as session:
        written = written_rows(session, unit, ws.plan.fiscal_year, facts.rows)
    own: dict[str, list[WrittenRow]] = {register.id: [] for register in ws.plan.registers}
    for one in written:
        own.setdefault(one.row.id.register, []).append(one)
    evidence = proving_evidence(facts)
    return [_kept(register, own[register.id], evidence, facts) for register in ws.plan.registers]


def show_register(ws: Workspace, unit: str, asked: str) -> KeptRegister:
    """One register, with every version of its rows."""
    register = find_register(ws.plan, asked)
    kept = {one.register.id: one for one in list_registers(ws, unit)}
    others = (o.row for name, one in kept.items() if name != register.id for o in one.rows)
    return replace(kept[register.id], elsewhere=tuple(others))


def _kept(
    register: Register,
    own: Sequence[WrittenRow],
    evidence: Container[int],
    facts: Facts,
) -> KeptRegister:
    newest = {one.row.id: one for one in own}
    rows = tuple(newest[row.id] for row in current_rows((o.row for o in own), register.id))
    proves = {proof.measure for proof in register.proves}
    return KeptRegister(
        register,
        rows,
        frozenset(o.row.id.number for o in rows if lacks(register, o.row, evidence)),
        tuple(number for number in facts.derived if number.measure in proves),
        tuple(own),
        tuple(m for m in facts.measures if m.disputed and m.measure in proves),
        tuple(missing_choices(register, [one.row for one in rows])),
    )


def read_cells(
    plan: Plan, register: Register, written: Mapping[str, str]
) -> dict[str, Cell | None]:
    """Cells as people write them, by column or its title. Raises KamnotError for the first that cannot be read."""
    found: dict[str, Cell | None] = {}
    for name, text in written.items():
        column = find_column(register, name)
        if column.id in found:
            raise KamnotError(
                f"ช่อง “{column.title}” มีสองครั้ง โปรดเหลือครั้งเดียว",
                f"The column {column.id!r} is given twice; give it once.",
            )
        found[column.id] = read_cell(plan, column, text)
    return found


def add(
    ws: Workspace, unit: str, asked: str, written: Mapping[str, str], *, on: date, by: str
) -> RegisterRow:
    """Write a new row. Raises KamnotError if a cell or the row is not as the register asks."""
    register = find_register(ws.plan, asked)
    cells = _filled(read_cells(ws.plan, register, written))
    with _keeping(ws, unit, register, on, by) as keeper:
        row = keeper.add(cells)
        keeper.store()
    return row


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row of an earlier year that may hold again: its number there, and what it says without day and evidence."""

    year: int
    number: int
    cells: Mapping[str, Cell]


def suggestions(ws: Workspace, unit: str, asked: str) -> tuple[Suggestion, ...]:
    """The rows that the newest year before had, and this one has not; none if the register carries nothing over."""
    register = find_register(ws.plan, asked)
    if not register.carries_over:
        return ()
    year = ws.plan.fiscal_year
    with reading(ws.engine) as session:
        before = earlier_year(session, unit, year, register.id)
        if before is None:
            return ()
        rows = [o.row for o in rows_of(session, unit, before, register.id)]
        now = [o.row for o in rows_of(session, unit, year, register.id)]
    there = [row.cells for row in current_rows(now, register.id)]
    found = (
        Suggestion(before, row.id.number, carried_cells(ws.plan, register, row, before))
        for row in current_rows(rows, register.id)
    )
    return tuple(one for one in found if not any(is_same(register, one.cells, t) for t in there))


def carry(
    ws: Workspace, unit: str, asked: str, number: int, written: Mapping[str, str], *, on: date, by: str
) -> RegisterRow:  # fmt: skip
    """Write a row of an earlier year anew: a person says that it holds again, its day and what changed."""
    register = find_register(ws.plan, asked)
    chosen = next((s for s in suggestions(ws, unit, asked) if s.number == number), None)
    if chosen is None:
        raise NotThereError(
            f"ปีก่อนไม่มีแถวที่ {number} ของทะเบียน{register.title}ให้ยกมา หรือยกมาแล้ว",
            f"No earlier year has a row {number} of the register {register.id} to carry over, or it was.",
            How(Verb.REGISTER_SHOW, register.id),
        )
    cells = _filled({**chosen.cells, **read_cells(ws.plan, register, written)})
    said = thai_digits(f"ยกมาจากปีงบประมาณ {chosen.year} แถวที่ {number}")
    with _keeping(ws, unit, register, on, by, said) as keeper:
        row = keeper.add(cells)
        keeper.store()
    return row


@contextmanager
def _keeping(
    ws: Workspace, unit: str, register: Register, on: date, by: str, why: str = ""
) -> Iterator[_Keeper]:
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        writes = RowWriting(unit, ws.plan.fiscal_year, on, by, ws.now(), why)
        yield _Keeper(session, writes, register)


def correct(
    ws: Workspace, unit: str, asked: str, number: int, written: Mapping[str, str], *, on: date, by: str, why: str
) -> RegisterRow:  # fmt: skip
    """Write a row's next version: named cells change, an empty one is emptied, the others stay."""
    register = find_register(ws.plan, asked)
    reason = given_reason(
        why, f"การแก้แถว {register.id}/{number} ", f"Correcting {register.id}/{number}"
    )
    changed = read_cells(ws.plan, register, written)
    with _keeping(ws, unit, register, on, by, reason) as keeper:
        before = keeper.row(number)
        row = keeper.correct(before, _filled({**before.cells, **changed}))
        keeper.store(before=before)
    return row


def withdraw(
    ws: Workspace, unit: str, asked: str, number: int, *, on: date, by: str, why: str
) -> RegisterRow:
    """From that day on a row no longer counts; it stays on record."""
    register = find_register(ws.plan, asked)
    reason = given_reason(
        why, f"การถอนแถว {register.id}/{number} ", f"Withdrawing {register.id}/{number}"
    )
    with _keeping(ws, unit, register, on, by, reason) as keeper:
        before = keeper.row(number)
        row = keeper.withdraw(before)
        keeper.store(before=before)
    return row


def _filled(cells: Mapping[str, Cell | None]) -> dict[str, Cell]:
    return {name: cell for name, cell in cells.items() if cell is not None and cell != ()}


class _Keeper:
    """Writes rows of one register in one transaction, in which nobody else writes them."""

    def __init__(self, session: Session, writes: RowWriting, register: Register) -> None:
        self._session, self._writes, self.register = session, writes, register
        lock_year(session, writes.unit, writes.fiscal_year)
        versions = [
            one.row for one in rows_of(session, writes.unit, writes.fiscal_year, register.id)
        ]
        self.current = {row.id.number: row for row in current_rows(versions, register.id)}
        self._last = max((row.id.number for row in versions), default=0)
        self._by_key = {
            key_of(self.register, row.cells): number for number, row in self.current.items()
        }
        self._known_evidence: set[int] = set()
        self.written: list[RegisterRow] = []

    def row(self, number: int) -> RegisterRow:
        """A row that counts. Raises NotThereError if there is none, OvertakenError if it was withdrawn."""
        found = self.current.get(number)
        if found is not None:
            return found
        if number <= self._last:
            raise OvertakenError(
                f"แถวที่ {number} ของทะเบียน{self.register.title}ถูกถอนแล้ว",
                f"Row {number} of the register {self.register.id} was withdrawn.",
            )
        raise NotThereError(
            f"ทะเบียน{self.register.title}ไม่มีแถวที่ {number}",
            f"The register {self.register.id} has no row {number}.",
            How(Verb.REGISTER_SHOW, self.register.id),
        )

    def like(self, cells: Mapping[str, Cell]) -> int | None:
        """The row that has the same in the columns that no two rows share."""
        return self._by_key.get(key_of(self.register, cells)) if self.register.unique else None

    def add(self, cells: Mapping[str, Cell]) -> RegisterRow:
        key = key_of(self.register, cells)
        self._check(cells, key, None)
        name = RowId(self.register.id, self._last + 1)
        return self._keep(RegisterRow(name, 1, cells, self._writes.on), key)

    def correct(self, before: RegisterRow, cells: Mapping[str, Cell]) -> RegisterRow:
        self._refuse_earlier(before)
        key = key_of(self.register, cells)
        self._check(cells, key, before)
        self._by_key.pop(key_of(self.register, before.cells), None)
        row = RegisterRow(before.id, before.version + 1, cells, self._writes.on)
        return self._keep(row, key)

    def withdraw(self, before: RegisterRow) -> RegisterRow:
        self._refuse_earlier(before)
        row = replace(
            before, version=before.version + 1, entered_on=self._writes.on, withdrawn=True
        )
        self.written.append(row)
        return row

    def store(self, *, before: RegisterRow | None = None, imported: bool = False) -> None:
        """Store what was written and record it."""
        store_rows(self._session, self._writes, self.written)
        if imported and self.written:
            record_import(self._session, self._writes, self.register.id, self.written)
        elif not imported:
            for row in self.written:
                record_row(self._session, self._writes, row, before)

    def _keep(self, row: RegisterRow, key: tuple[object, ...]) -> RegisterRow:
        number = row.id.number
        self.current[number] = row
        self._last = max(self._last, number)
        self._by_key[key] = number
        self.written.append(row)
        return row

    def _refuse_earlier(self, before: RegisterRow) -> None:
        """Raise KamnotError for a change that would count before what it changes."""
        if self._writes.on < before.entered_on:
            raise KamnotError(
                f"แถวที่ {before.id.number} เริ่มนับเมื่อวันที่ {thai_date(before.entered_on)} จึงแก้ย้อนไปก่อนวันนั้นไม่ได้",
                f"Row {before.id.number} counts from {before.entered_on}; it cannot change before that day.",
            )

    def _check(
        self, cells: Mapping[str, Cell], key: tuple[object, ...], before: RegisterRow | None
    ) -> None:
        twin = self._by_key.get(key) if self.register.unique else None
        check_row(self.register, cells, None if before and twin == before.id.number else twin)
        check_day(self.register, cells, self._writes.fiscal_year, self._writes.on)
        for column in self.register.columns_of(ColumnKind.EVIDENCE):
            item = cells.get(column.id)
            if isinstance(item, int) and item not in self._known_evidence:
                refuse_foreign_evidence(
                    self._session, self._writes.unit, self._writes.fiscal_year, item, column.title
                )
                self._known_evidence.add(item)


# --- Excel -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportedRows:
    """What a table changes: rows that are `new`, `changed` and the `same`, and lines refused.

    With a doubt, and in a dry run, nothing was stored.
    """

    register: Register
    new: tuple[RegisterRow, ...]
    changed: tuple[RegisterRow, ...]
    same: int
    doubts: tuple[LineDoubt, ...]
    notes: tuple[TableNote, ...]
    kept: bool


class _Undone(Exception):  # noqa: N818  # no error: it ends a transaction that is not to be kept
    """Raised to undo the whole transaction."""


def import_rows(
    ws: Workspace, unit: str, asked: str, path: Path, *, on: date, by: str, why: str = "", dry_run: bool = False,
    before: Callable[[ImportedRows], None] = lambda _: None,
) -> ImportedRows:  # fmt: skip
    """Take in a table: all of it or nothing. A line that names a row corrects it, one that names none is new.

    A new line like one that is there, in the columns that no two rows share, is that row: a table may come twice. Rows
    that the table leaves out stay, and so do cells whose column it leaves out. `before` is told what will be stored,
    before it is. Raises KamnotError if the file cannot be read.
    """
    register = find_register(ws.plan, asked)
    table = read_register_table(ws.plan, register, read_table(path))
    doubts = list(table.doubts)

    def result(*, kept: bool) -> ImportedRows:
        notes = _others(table.notes)
        return ImportedRows(
            register, intake.new, intake.changed, intake.same, tuple(doubts), notes, kept
        )

    try:
        with _keeping(ws, unit, register, on, by, why.strip() or path.name) as keeper:
            intake = _Intake(keeper, table.columns)
            for line in table.lines:
                intake.take(line)
            doubts = sorted([*doubts, *intake.doubts], key=lambda doubt: by_sheet(doubt.line))
            if dry_run or doubts:
                raise _Undone
            before(result(kept=False))
            keeper.store(imported=True)
    except _Undone:
        return result(kept=False)
    return result(kept=True)


def _others(notes: Sequence[TableNote]) -> tuple[TableNote, ...]:
    """The notes on a table without those on the sheets that an export adds itself."""
    own = [f"“{sheet}”" for sheet in OWN_SHEETS]
    return tuple(note for note in notes if not any(sheet in note.thai for sheet in own))


class _Intake:
    """Compares the lines of a table with the rows that are there."""

    def __init__(self, keeper: _Keeper, columns: Container[str]) -> None:
        self._keeper, self._columns = keeper, columns
        self.same = 0
        self.doubts: list[LineDoubt] = []
        self._lines: dict[int, int] = {}

    def take(self, line: TableLine) -> None:
        try:
            self._take(line)
        except KamnotError as error:
            self.doubts.append(LineDoubt(line.line, error.thai, error.english))

    def _take(self, line: TableLine) -> None:
        keeper = self._keeper
        number = line.number if line.number is not None else keeper.like(line.cells)
        if number in self._lines:
            where = row_place(self._lines[number], "บรรทัด", "line")
            register = keeper.register
            same = ", ".join(register.column_by_id[name].title for name in register.unique)
            told = ("แถวที่เดียวกัน", "row") if line.number is not None else (f"{same} เหมือนกัน", "")
            raise KamnotError(
                f"ซ้ำกับ{where.thai} ของตาราง ({told[0]}) โปรดเหลือบรรทัดเดียว",
                f"It repeats {where.english} of the table"
                f" (the same {told[1] or ', '.join(register.unique)}); keep one line.",
            )
        row = keeper.add(line.cells) if number is None else self._corrected(number, line)
        self._lines[row.id.number] = line.line

    def _corrected(self, number: int, line: TableLine) -> RegisterRow:
        before = self._keeper.row(number)
        kept = {n: cell for n, cell in before.cells.items() if n not in self._columns}
        cells = kept | dict(line.cells)
        if dict(before.cells) == cells:
            self.same += 1
            return before
        return self._keeper.correct(before, cells)

    @property
    def new(self) -> tuple[RegisterRow, ...]:
        """The rows that were not there before."""
        return tuple(row for row in self._keeper.written if row.version == 1)

    @property
    def changed(self) -> tuple[RegisterRow, ...]:
        """The rows that say something else now."""
        return tuple(row for row in self._keeper.written if row.version > 1)


def export_rows(ws: Workspace, unit: str, asked: str, path: Path, *, template: bool = False) -> int:
    """Write a register as a table that can be edited and taken in again, with its description for programs beside it.

    `.xlsx` has the choices to pick from, `.csv` the ids of columns and choices. A template has no rows; `.docx` is the
    register's document. Returns how many rows were written. Raises KamnotError for another kind of file, or one that
    is there.
    """
    register = find_register(ws.plan, asked)
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv", *(() if template else (".docx",))):
        raise KamnotError(
            f"ตารางต้องเป็นไฟล์ .xlsx หรือ .csv (เอกสารเป็น .docx) ไม่ใช่ “{path.name}”",
            f"The table is an .xlsx or .csv file (.docx for a document), not {path.name!r}.",
        )
    kept = show_register(ws, unit, asked)
    rows = [] if template else [one.row for one in kept.rows]
    if kind == ".docx":
        made = _document(ws, unit, kept, rows)
        with new_file(path) as file:
            file.write(made)
        return len(rows)
    language = ws.language if kind == ".xlsx" else "en"
    table = list(table_rows(register, rows, language))
    book = register_book if kind == ".xlsx" else register_csv
    beside = path.with_name(f"{path.name}.datapackage.json")
    with new_file(path) as file, new_file(beside) as about:
        file.write(book(register, table, language))
        about.write(data_package(register, path.name, table[0]).encode())
    return len(rows)


def _document(ws: Workspace, unit: str, kept: KeptRegister, rows: Sequence[RegisterRow]) -> bytes:
    """The document of a register. Raises KamnotError as long as a row that every bureau must have is missing."""
    if kept.register.paper and kept.missing:
        words = (choice_words(kept.missing, language) for language in ("th", "en"))
        raise KamnotError(
            f"ยังทำ{kept.register.paper.title}ไม่ได้ เพราะยังไม่มีแถวของ {next(words)} ซึ่งทุกสำนักต้องมี",
            f"The document cannot be made yet: every bureau must have a row of {next(words)}.",
            How(Verb.REGISTER_ADD, kept.register.id),
        )
    from reports.paper.fonts import find_typeface
    from reports.paper.word import to_docx
    from reports.register_paper import register_paper

    with reading(ws.engine) as session:
        name = next(known.name for known in units(session) if known.id == unit)
    doc = register_paper(kept.register, rows, name, ws.plan.fiscal_year, today())
    return to_docx(doc, find_typeface(ws.settings.fonts))
