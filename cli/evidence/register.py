"""`kamnot register`: what the bureau did, written once and used in every number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import of_year
from cli.front.common import console, language, numeral, print_json, say, short_day, tell
from cli.front.options import LARGEST_ID, AsJson, DryRun, Unit, Why, argument, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from domain.facts import MeasureFact
    from domain.plan.model import Plan, Register
    from flows.evidence.registers import ImportedRows, KeptRegister
    from flows.run.workspace import Workspace

app = typer.Typer(name="register")

REFUSED = 2

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

        parts = [register_part(k.register, row_parts(k.rows, k.unproven), k.proves) for k in found]
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

        part = register_part(kept.register, row_parts(kept.rows, kept.unproven), kept.proves)
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
    _tell_proofs(ws, unit, row.id.register)


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
    _tell_proofs(ws, unit, made.id.register)


@app.command(help=say("ถอนแถว (ยังอยู่ในประวัติ)", "Withdraw a row; it stays on record."))
def withdraw(register: Name, row: Row, *, why: Why = "", on: On = None, unit: Unit = None) -> None:
    """Withdraw a row. Raises KamnotError for an unknown row, or no reason."""
    from flows.evidence.registers import withdraw as withdraw_row

    ws = open_workspace()
    made = withdraw_row(ws, ws.unit(unit), register, row, on=day_of(ws, on), by=actor(), why=why)
    tell(f"ถอนแถวที่ {numeral(row)} แล้ว", f"Row {row} is withdrawn")
    _tell_proofs(ws, unit, made.id.register)


@app.command(
    name="import",
    help=say(
        "นำเข้าตารางของทะเบียน ทั้งตารางหรือไม่เลย", "Take in a register's table: all of it or nothing."
    ),
)
def import_table(
    register: Name, file: File, *, dry_run: DryRun = False, why: Annotated[str, option("เหตุผล", "The reason.")] = "",
    on: On = None, unit: Unit = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Take in a table. Exit 2 if a line cannot be taken; then nothing is kept."""
    from flows.evidence.registers import import_rows

    ws = open_workspace()
    name = ws.unit(unit)
    done = import_rows(
        ws, name, register, file, on=day_of(ws, on), by=actor(), why=why, dry_run=dry_run
    )
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


def _tell_proofs(ws: Workspace, unit: str | None, register: str) -> None:
    """What the register proves now, so that whoever wrote a row sees what it did."""
    from flows.evidence.registers import show_register

    kept = show_register(ws, ws.unit(unit), register)
    proven = ", ".join(_number(number, ws.plan) for number in kept.proves)
    if proven:
        tell(f"ทะเบียนนี้ให้ {proven}", f"The register gives {proven}")
    _tell_typed(kept, ws.plan)
    if kept.unproven:
        rows = ", ".join(map(str, sorted(kept.unproven)))
        tell(
            f"แถวที่ {numeral(rows)} ยังไม่นับ: {_lacking(kept.register)}",
            f"Row(s) {rows} do not count yet: {_lacking(kept.register)}",
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


def _lacking(register: Register) -> str:
    return say(*_NEEDS[register.needs.value])


_NEEDS = {
    "nothing": ("", ""),
    "evidence": ("ต้องระบุหลักฐานเลขที่ของไฟล์ที่ส่งแล้ว", "name the evidence item that shows it"),
    "link": ("ต้องมีลิงก์", "give its link"),
    "evidence-or-link": (
        "ต้องมีลิงก์ หรือหลักฐานเลขที่ของไฟล์ที่ส่งแล้ว",
        "give its link or the evidence item that shows it",
    ),
}


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
    if kept.unproven:
        tell(
            f"? ยังไม่นับ: {_lacking(kept.register)}",
            f"? does not count yet: {_lacking(kept.register)}",
        )


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


def _tell_imported(done: ImportedRows, *, dry_run: bool) -> None:
    for doubt in done.doubts:
        tell(f"บรรทัด {numeral(doubt.line)}: {doubt.thai}", f"line {doubt.line}: {doubt.english}")
    for note in done.notes:
        tell(note.thai, note.english)
    new, changed = len(done.new), len(done.changed)
    counted = f"ใหม่ {numeral(new)} แถว แก้ {numeral(changed)} แถว เหมือนเดิม {numeral(done.same)} แถว"
    english = f"{new} new, {changed} changed, {done.same} as they were"
    if done.doubts:
        tell(
            f"ไม่ได้บันทึกสักแถว เพราะมี {numeral(len(done.doubts))} บรรทัดที่รับไม่ได้ แก้แล้วนำเข้าใหม่",
            f"Nothing was kept: {len(done.doubts)} line(s) cannot be taken. Correct them and import again.",
        )
    elif dry_run:
        tell(f"จะบันทึก {counted} ยังไม่ได้บันทึก", f"{english}; nothing was kept.")
    else:
        tell(f"บันทึก {counted}", f"{english}.")
