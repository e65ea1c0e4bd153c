"""`kamnot register`: what the bureau did, written once and used in every number."""

from __future__ import annotations

import sys
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import of_year, spoken
from cli.front.common import console, language, numeral, print_json, say, short_day, tell
from cli.front.options import LARGEST_ID, AsJson, DryRun, Unit, Why, argument, option
from cli.front.session import actor, agreed, day_of, open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.facts import MeasureFact, RegisterRow
    from domain.language.bilingual import Sentence
    from domain.plan.model import Plan, Register
    from flows.evidence.registers import ImportedRows, KeptRegister, Suggestion
    from flows.run.workspace import Workspace

app = typer.Typer(name="register")

REFUSED = 2
_MOST_TOLD, _MOST_NAMED = 5, 20

Name = Annotated[
    str, argument("ทะเบียน เช่น publications หรือ การเผยแพร่", "The register.", "REGISTER")
]
Row = Annotated[int, argument("แถวที่", "The row's number.", "ROW", min=1, max=LARGEST_ID)]
Cells = Annotated[
    list[str],
    argument("ช่อง=ค่า เช่น channel=office", "COLUMN=VALUE, such as channel=office.", "CELL"),
]
File = Annotated[Path, argument("ไฟล์ .xlsx หรือ .csv", "An .xlsx or .csv file.", "FILE")]
History = Annotated[bool, option("ทุกฉบับของทุกแถว", "Every version.")]
On = Annotated[
    str | None, option("นับตั้งแต่วันที่ (ค่าเริ่มต้น: วันนี้)", "The day from which it counts (today).")
]


@app.command(name="list", help=say("ทะเบียนทั้งหมดและตัวเลขที่ได้จากแต่ละทะเบียน", "All registers."))
def list_all(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print every register with its rows and the numbers that they prove."""
    from flows.evidence.registers import list_registers

    ws = open_workspace()
    name = ws.unit(unit)
    found = list_registers(ws, name)
    if as_json:
        from reports.schemas.measures import RegistersDocument, register_part, row_parts

        parts = [
            register_part(k.register, row_parts(k.rows, k.unproven), k.proves, k.missing)
            for k in found
        ]
        print_json(RegistersDocument.of(unit=name, registers=parts))
        return
    table = headed(
        ("ทะเบียน", "Register"), ("ชื่อ", "Title"), ("แถว", "Rows"), ("ยังไม่นับ", "Not counted"), ("ได้ตัวเลข", "Proves"),
    )  # fmt: skip
    for kept in found:
        table.add_row(
            kept.register.id,
            kept.register.title,
            numeral(len(kept.rows)),
            numeral(len(kept.unproven)) if kept.unproven else "",
            ", ".join(_number(number, ws.plan) for number in kept.proves),
        )
    console().print(table)


@app.command(help=say("แถวของทะเบียนหนึ่ง", "The rows of one register."))
def show(
    register: Name, *, history: History = False, unit: Unit = None, as_json: AsJson = False
) -> None:
    """Print the rows that count, with what they prove; `history` every version."""
    from flows.evidence.registers import show_register

    ws = open_workspace()
    name = ws.unit(unit)
    kept = show_register(ws, name, register)
    if as_json:
        from reports.schemas.measures import RegisterDocument, register_part, row_parts

        rows = row_parts(kept.rows, kept.unproven)
        part = register_part(kept.register, rows, kept.proves, kept.missing)
        past = row_parts(kept.history, kept.unproven)
        print_json(RegisterDocument.of(unit=name, register=part, history=past))
        return
    if history:
        _print_history(kept)
    else:
        _print(kept, ws.plan)


@app.command(
    help=say(
        "จดแถวใหม่ เช่น publications activity=19 channel=office what=คลิป day=13/3/67",
        "Write a new row: publications activity=19 channel=office what=CLIP.",
    )
)
def add(register: Name, cells: Cells, *, on: On = None, unit: Unit = None) -> None:
    """Write a row. Raises KamnotError if a cell or the row is not as the register asks."""
    from flows.evidence.registers import add as add_row

    ws = open_workspace()
    row = add_row(ws, ws.unit(unit), register, _pairs(cells), on=day_of(ws, on), by=actor())
    tell(f"จดแถวที่ {numeral(row.id.number)} แล้ว", f"Row {row.id.number} is written")
    _tell_proofs(ws, unit, row)


@app.command(
    help=say("แก้แถว: เฉพาะช่องที่ระบุ (ค่าเดิมยังอยู่ในประวัติ)", "Correct cells of a row; nothing is lost.")
)
def correct(
    register: Name, row: Row, cells: Cells, *, why: Why = "", on: On = None, unit: Unit = None
) -> None:
    """Write a row's next version. Raises KamnotError for an unknown row, a wrong cell, or no reason."""
    from flows.evidence.registers import correct as correct_row

    ws = open_workspace()
    made = correct_row(
        ws, ws.unit(unit), register, row, _pairs(cells), on=day_of(ws, on), by=actor(), why=why
    )
    tell(f"แก้แถวที่ {numeral(row)} แล้ว", f"Row {row} is corrected")
    _tell_proofs(ws, unit, made)


@app.command(help=say("ถอนแถว (ยังอยู่ในประวัติ)", "Withdraw a row; it stays on record."))
def withdraw(register: Name, row: Row, *, why: Why = "", on: On = None, unit: Unit = None) -> None:
    """Withdraw a row. Raises KamnotError for an unknown row, or no reason."""
    from flows.evidence.registers import withdraw as withdraw_row

    ws = open_workspace()
    made = withdraw_row(ws, ws.unit(unit), register, row, on=day_of(ws, on), by=actor(), why=why)
    tell(f"ถอนแถวที่ {numeral(row)} แล้ว", f"Row {row} is withdrawn")
    _tell_proofs(ws, unit, made)


@app.command(help=say("แถวของปีก่อนที่ยกมาได้ หรือยกมาหนึ่งแถว", "Rows of last year; carry one over."))
def carry(
    register: Name,
    row: Annotated[int | None, argument("แถวที่ของปีก่อน", "Last year's row.", "[ROW]", min=1, max=LARGEST_ID)] = None,
    cells: Annotated[list[str] | None, argument("ช่อง=ค่า ที่เปลี่ยน", "What changed.", "[CELL]")] = None,
    *, on: On = None, unit: Unit = None,
) -> None:  # fmt: skip
    """Print the rows that last year had, or write one of them anew. Raises KamnotError if it cannot be."""
    from flows.evidence.registers import carry as carry_row
    from flows.evidence.registers import suggestions

    ws = open_workspace()
    name = ws.unit(unit)
    if row is None:
        from domain.rubric.register_rows import find_register

        _print_suggestions(find_register(ws.plan, register), suggestions(ws, name, register))
        return
    made = carry_row(ws, name, register, row, _pairs(cells or []), on=day_of(ws, on), by=actor())
    tell(f"ยกมาเป็นแถวที่ {numeral(made.id.number)} แล้ว", f"It is row {made.id.number} now")
    _tell_proofs(ws, unit, made)


@app.command(
    name="import",
    help=say(
        "นำเข้าตารางของทะเบียน ทั้งตารางหรือไม่เลย", "Take in a register's table: all of it or nothing."
    ),
)
def import_table(
    register: Name, file: File, *, dry_run: DryRun = False, why: Annotated[str, option("เหตุผล", "The reason.")] = "",
    yes: Annotated[bool, option("นำเข้าโดยไม่ถาม", "Do not ask.", "--yes")] = False,
    on: On = None, unit: Unit = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Say what a table changes, ask at a terminal, and take it in. Exit 2 if it is not taken; then nothing is kept."""
    from flows.evidence.registers import import_rows, show_register

    ws = open_workspace()
    name = ws.unit(unit)
    take = partial(import_rows, ws, name, register, file, on=day_of(ws, on), by=actor(), why=why)
    asks = sys.stdin.isatty() and not (yes or dry_run or as_json)
    done = (
        take(dry_run=True)
        if asks
        else take(dry_run=dry_run, before=lambda found: None if as_json else _tell_change(found))
    )
    if asks and not done.doubts:
        _tell_change(done)
        if not agreed("บันทึกหรือไม่", "Keep it?"):
            return REFUSED
        done = take()
    if as_json:
        from reports.schemas.measures import RowsImportedDocument, row_numbers

        print_json(
            RowsImportedDocument.of(
                done,
                unit=name,
                register=done.register.id,
                dry_run=dry_run,
                new=row_numbers(done.new),
                changed=row_numbers(done.changed),
            )
        )
    else:
        _tell_imported(done, dry_run=dry_run)
        if done.kept and (done.new or done.changed):
            kept = show_register(ws, name, register)
            _tell_open(kept)
            _tell_same(ws, kept, done.new)
    return REFUSED if done.doubts else 0


@app.command(
    name="export",
    help=say("เขียนทะเบียนเป็น .xlsx หรือ .csv เพื่อแก้แล้วนำเข้าใหม่", "Write a register as a table."),
)
def export(register: Name, file: File, *, unit: Unit = None) -> None:
    """Write the rows that count. Raises KamnotError if the file is there already."""
    from flows.evidence.registers import export_rows

    ws = open_workspace()
    count = export_rows(ws, ws.unit(unit), register, file)
    tell(f"{numeral(count)} แถวอยู่ใน {file}", f"{count} row(s) are in {file}")


@app.command(help=say("ตารางเปล่าของทะเบียนให้กรอก", "An empty table of a register to fill in."))
def template(register: Name, file: File, *, unit: Unit = None) -> None:
    """Write the table. Raises KamnotError if the file is there already."""
    from flows.evidence.registers import export_rows

    ws = open_workspace()
    export_rows(ws, ws.unit(unit), register, file, template=True)
    take = of_year(f"kamnot register import {register} {file}")
    tell(f"ตารางอยู่ใน {file} กรอกแล้วสั่ง {take}", f"The table is {file}; fill it in, then {take}")


def _pairs(cells: list[str]) -> dict[str, str]:
    """Cells as `COLUMN=VALUE`. Raises KamnotError for one of another shape, or a column given twice."""
    found: dict[str, str] = {}
    for cell in cells:
        name, sign, value = cell.partition("=")
        if not sign or not name.strip() or name.strip() in found:
            raise KamnotError(
                f"“{cell}” ต้องเขียนเป็น ช่อง=ค่า และแต่ละช่องครั้งเดียว เช่น channel=office",
                f"{cell!r} must be COLUMN=VALUE, each column once, such as channel=office.",
            )
        found[name.strip()] = value
    return found


def _number(number: MeasureFact, plan: Plan) -> str:
    from domain.words.wording import show_amount

    asked = plan.measure_by_id[number.measure]
    shown = show_amount(number.value, language(), asked.unit)
    if number.numerator is not None:
        shown = f"{numeral(f'{number.numerator}/{number.denominator}')} ({shown})"
    return f"{number.measure} = {shown}"


def _tell_proofs(ws: Workspace, unit: str | None, row: RegisterRow) -> None:
    """What the register proves now, and what else somebody who wrote a row should know."""
    from flows.evidence.registers import show_register

    kept = show_register(ws, ws.unit(unit), row.id.register)
    proven = ", ".join(_number(number, ws.plan) for number in kept.proves)
    if proven:
        tell(f"ทะเบียนนี้ให้ {proven}", f"The register gives {proven}")
    _tell_typed(kept, ws.plan)
    _tell_open(kept)
    _tell_same(ws, kept, [] if row.withdrawn else [row])


def _tell_same(ws: Workspace, kept: KeptRegister, rows: Sequence[RegisterRow]) -> None:
    """Name the rows of other registers that may be the same events; of many the first."""
    from domain.rubric.same_events import event_note, same_events

    pairs = ((row, other) for row in rows for other in same_events(ws.plan, row, kept.elsewhere))
    for row, other in islice(pairs, _MOST_TOLD):
        note = event_note(ws.plan, row, other)
        tell(spoken(note), note.english, style="yellow")


def _tell_open(kept: KeptRegister) -> None:
    """The rows that do not count yet, by what they lack, and the choices without a row."""
    from domain.rubric.register_proofs import lacking
    from domain.rubric.register_rows import choice_words

    open_rows: dict[Sentence, list[int]] = {}
    for one in kept.rows:
        if one.row.id.number in kept.unproven:
            open_rows.setdefault(lacking(kept.register, one.row), []).append(one.row.id.number)
    for said, numbers in open_rows.items():
        rows = ", ".join(map(str, numbers[:_MOST_NAMED]))
        rest = len(numbers) - _MOST_NAMED
        tell(
            f"แถวที่ {numeral(rows)}{f' และอีก {numeral(rest)} แถว' if rest > 0 else ''} ยังไม่นับ: {spoken(said)}",
            f"Row(s) {rows}{f' and {rest} more' if rest > 0 else ''} do not count yet: {said.english}",
            style="yellow",
        )
    if kept.missing:
        words = choice_words(kept.missing, language())
        tell(
            f"ยังไม่มีแถวของ {words} ซึ่งทุกสำนักต้องมี",
            f"No row yet of {words}, which every bureau must have",
            style="yellow",
        )


def _tell_typed(kept: KeptRegister, plan: Plan) -> None:
    """Ask about each number that a person typed over another one by rows."""
    for number in kept.typed:
        tell(
            f"แต่มีผู้กรอก {_number(number, plan)} ไว้ และค่านั้นนับ โปรดตรวจว่าค่าใดถูก แล้วถอนค่าที่กรอกหรือแก้แถว",
            f"A person typed {_number(number, plan)}, which counts: see which is right,"
            " then take the entry back or correct the rows",
            style="yellow",
        )


def _print(kept: KeptRegister, plan: Plan) -> None:
    from domain.rubric.register_rows import show_cell

    columns = [c for c in kept.register.columns if any(c.id in o.row.cells for o in kept.rows)]
    table = headed(("แถว", "Row"), *((c.title, c.id) for c in columns))
    for one in kept.rows:
        row = one.row
        mark = " ?" if row.id.number in kept.unproven else ""
        cells = (show_cell(c, row.cells.get(c.id), language()) for c in columns)
        table.add_row(numeral(row.id.number) + mark, *cells)
    console().print(table if kept.rows else say("ยังไม่มีแถว", "No rows yet."))
    for number in kept.proves:
        tell(f"ได้ {_number(number, plan)}", f"Gives {_number(number, plan)}")
    _tell_typed(kept, plan)
    _tell_open(kept)


def _print_history(kept: KeptRegister) -> None:
    """Every version of every row: when, by whom, why, and what it said."""
    from domain.rubric.register_rows import row_words

    table = headed(
        ("แถว", "Row"), ("ฉบับ", "Version"), ("นับตั้งแต่", "From"), ("โดย", "By"), ("เหตุผล", "Reason"), ("ว่า", "Says"),
    )  # fmt: skip
    for one in kept.history:
        row = one.row
        said = row_words(kept.register, row, language())
        table.add_row(
            numeral(row.id.number),
            numeral(row.version),
            short_day(row.entered_on),
            one.by,
            one.why,
            say("ถอนแล้ว", "withdrawn") if row.withdrawn else said,
        )
    console().print(table if kept.history else say("ยังไม่มีแถว", "No rows yet."))


def _counted(done: ImportedRows) -> tuple[str, str]:
    new, changed = len(done.new), len(done.changed)
    return (
        f"ใหม่ {numeral(new)} แถว แก้ {numeral(changed)} แถว เหมือนเดิม {numeral(done.same)} แถว",
        f"{new} new, {changed} changed, {done.same} as they were",
    )


def _tell_change(found: ImportedRows) -> None:
    """What a table is about to change, before it does."""
    thai, english = _counted(found)
    tell(f"จะบันทึก {thai}", f"To be kept: {english}", stderr=True)


def _print_suggestions(register: Register, found: Sequence[Suggestion]) -> None:
    """The rows of an earlier year that this one may have again."""
    from domain.rubric.register_rows import show_cell

    columns = [c for c in register.columns if any(c.id in one.cells for one in found)]
    table = headed(("ปี", "Year"), ("แถว", "Row"), *((c.title, c.id) for c in columns))
    for one in found:
        cells = (show_cell(c, one.cells.get(c.id), language()) for c in columns)
        table.add_row(numeral(one.year), numeral(one.number), *cells)
    console().print(table if found else say("ไม่มีแถวของปีก่อนให้ยกมา", "No row of an earlier year."))


def _tell_imported(done: ImportedRows, *, dry_run: bool) -> None:
    from domain.language.tables import row_place
    from domain.language.thai import with_thai_numerals

    for doubt in done.doubts:
        where = row_place(doubt.line, "บรรทัด", "line")
        tell(f"{where.thai}: {with_thai_numerals(doubt.thai)}", f"{where.english}: {doubt.english}")
    for note in done.notes:
        tell(note.thai, note.english)
    counted, english = _counted(done)
    lines = len({(doubt.sheet, doubt.line) for doubt in done.doubts})
    if done.doubts:
        tell(
            f"ไม่ได้บันทึกสักแถว เพราะมี {numeral(lines)} บรรทัดที่รับไม่ได้ แก้แล้วนำเข้าใหม่",
            f"Nothing was kept: {lines} line(s) cannot be taken. Correct them and import again.",
        )
    elif dry_run:
        tell(f"จะบันทึก {counted} ยังไม่ได้บันทึก", f"{english}; nothing was kept.")
    else:
        tell(f"บันทึก {counted}", f"{english}.")
