"""`kamnot measure`: enter the numbers that the plan and the rubric ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.front.commands import of_year, with_command
from cli.front.common import console, language, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, DryRun, Unit, Why, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed
from domain.language.thai import with_thai_numerals

if TYPE_CHECKING:
    from domain.facts import EnteredMeasure, MeasureFact
    from domain.plan.model import Plan
    from flows.evidence.measures import ImportedNumbers

app = typer.Typer(name="measure")

REFUSED = 2

_ON = Annotated[str | None, option("วันที่ของตัวเลข (ค่าเริ่มต้น: วันนี้)", "The day it stood (today).")]


@app.command(
    name="set",
    help=say(
        "บันทึกตัวเลข เช่น 1.signed 180/200, 2.goals 5, rubric.climate yes",
        "Enter a number: 1.signed 180/200.",
    ),
)
def set_value(
    measure: Annotated[str, typer.Argument(metavar="MEASURE")],
    value: Annotated[str, typer.Argument(metavar="VALUE")],
    *,
    on: _ON = None,
    event: Annotated[
        str | None, option("วันจัดกิจกรรมหรือวันสำรวจ", "The day of the event or survey.")
    ] = None,
    evidence: Annotated[
        int | None, option("หลักฐานเลขที่ (ดูจาก evidence list)", "The evidence item that shows it.")
    ] = None,
    why: Annotated[
        str,
        option(
            "เหตุผล (ต้องมีเมื่อกรอกทับค่าที่มาจากหลักฐาน)",
            "The reason; needed over a fact that follows from evidence.",
        ),
    ] = "",
    unit: Unit = None,
) -> None:
    """Enter one number. Raises KamnotError if it is impossible or not asked for."""
    from flows.evidence.measures import enter

    ws = open_workspace()
    day, event_date = day_of(ws, on), day_of(ws, event) if event else None
    fact = enter(
        ws, ws.unit(unit), measure, value,
        on=day, by=actor(), why=why, event_date=event_date, evidence=evidence,
    )  # fmt: skip
    shown = _value(fact, ws.plan)
    tell(f"บันทึก {fact.measure} = {shown}", f"Entered {fact.measure} = {shown}")


@app.command(
    name="take-back",
    help=say(
        "ถอนตัวเลขที่กรอก ให้กลับไปใช้ค่าที่มาจากหลักฐาน (ของเดิมไม่ถูกลบ)",
        "Take an entry back: what follows from evidence counts again. Nothing is deleted.",
    ),
)
def take_back_value(
    measure: Annotated[str, typer.Argument(metavar="MEASURE")],
    *,
    why: Why = "",
    on: _ON = None,
    unit: Unit = None,
) -> None:
    """Take an entry back. Raises KamnotError if the reason is missing or no entry counts."""
    from flows.evidence.measures import take_back

    ws = open_workspace()
    day = day_of(ws, on)
    fact = take_back(ws, ws.unit(unit), measure, on=day, by=actor(), why=why)
    shown = _value(fact, ws.plan)
    tell(f"ถอน {fact.measure} = {shown} แล้ว", f"Took back {fact.measure} = {shown}")


@app.command(
    name="import",
    help=say(
        "นำเข้าตารางตัวเลขจาก .csv .xlsx หรือ .docx (คอลัมน์: ตัวเลข, ค่า, วันที่, วันจัดกิจกรรม, หลักฐาน, เหตุผล)",
        "Import a table from .csv, .xlsx or .docx (columns: measure, value, on, event_date, evidence, why).",
    ),
)
def import_values(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    *,
    dry_run: DryRun = False,
    on: _ON = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> int:
    """Store all rows or none. Exit 2 if any cannot be read or is impossible."""
    from flows.evidence.measures import import_numbers

    ws = open_workspace()
    day = day_of(ws, on)
    name = ws.unit(unit)
    done = import_numbers(ws, name, file, on=day, by=actor(), dry_run=dry_run)
    if as_json:
        from reports.schemas.measures import MeasuresImportedDocument

        print_json(MeasuresImportedDocument.of(done, unit=name, dry_run=dry_run))
    else:
        _show_imported(done, ws.plan, dry_run=dry_run)
    return REFUSED if done.doubts else 0


def _show_imported(done: ImportedNumbers, plan: Plan, *, dry_run: bool) -> None:
    from domain.language.tables import row_place

    for row, fact in done.entered:
        tell(
            f"{row_place(row.line).text(language())}: {row.measure} = {_value(fact, plan)}",
            f"{row_place(row.line).english}: {row.measure} = {_value(fact, plan)}",
        )
    for doubt in done.doubts:
        tell(
            with_command(
                f"{row_place(doubt.line).text(language())}: {with_thai_numerals(doubt.thai)}",
                doubt.how,
            ),
            with_command(f"{row_place(doubt.line).english}: {doubt.english}", doubt.how),
        )
    for note in done.notes:
        tell(note.thai, note.english)
    entered, same, doubts = len(done.entered), len(done.same), len(done.doubts)
    if doubts:
        tell(
            f"ไม่ได้บันทึกสักแถว เพราะมี {numeral(doubts)} แถวที่รับไม่ได้ แก้แล้วนำเข้าใหม่",
            f"Nothing was kept: {doubts} row(s) cannot be taken. Correct them and import again.",
        )
    elif dry_run:
        tell(
            f"จะบันทึก {numeral(entered)} แถว (เหมือนเดิม {numeral(same)} แถว) ยังไม่ได้บันทึก",
            f"{entered} row(s) would be kept ({same} the same as before); nothing was kept.",
        )
    else:
        tell(
            f"บันทึก {numeral(entered)} แถว (เหมือนเดิม {numeral(same)} แถว)",
            f"{entered} row(s) kept ({same} the same as before).",
        )


@app.command(
    help=say(
        "ทำตารางตัวเลขที่แผนถามหาเป็น .xlsx ให้กรอก แล้วนำเข้าด้วย measure import",
        "Make a table of the numbers that are asked for, to fill in and import.",
    )
)
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")], *, unit: Unit = None
) -> None:
    """Write the table. Raises KamnotError if the file is there already."""
    from flows.evidence.measures import write_template

    ws = open_workspace()
    count = numeral(write_template(ws, ws.unit(unit), file))
    take = of_year(f"kamnot measure import {file}")
    tell(
        f"ตาราง {count} ตัวเลขอยู่ใน {file} กรอกแล้วสั่ง {take}",
        f"{count} numbers are in {file}; fill it in, then {take}",
    )


@app.command(name="list", help=say("ตัวเลขที่บันทึกไว้", "List the numbers entered."))
def list_values(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print the entry of every number that counts, then the numbers that follow from rows."""
    from flows.evidence.measures import derived, entered

    ws = open_workspace()
    name = ws.unit(unit)
    typed, by_rows = entered(ws, name), derived(ws, name)
    if as_json:
        from reports.schemas.measures import MeasuresDocument, measure_part

        measures, derivations = (
            [measure_part(row, ws.plan) for row in rows] for rows in (typed, by_rows)
        )
        print_json(MeasuresDocument.of(unit=name, measures=measures, by_rows=derivations))
        return
    _print([*typed, *by_rows], ws.plan)


def _value(fact: Any, plan: Plan) -> str:
    """A share with both its counts, a count with its unit."""
    from domain.words.wording import show_amount

    shown = show_amount(fact.value, language(), plan.measure_by_id[fact.measure].unit)
    if fact.numerator is None:
        return shown
    return f"{numeral(f'{fact.numerator}/{fact.denominator}')} ({shown})"


def _print(rows: list[EnteredMeasure], plan: Plan) -> None:
    table = headed(
        ("ตัวเลข", "Measure"), ("ค่า", "Value"), ("วันที่", "Day"), ("วันจัดกิจกรรม", "Event"),
        ("หลักฐาน", "Evidence"), ("ผู้บันทึก", "By"),
    )  # fmt: skip
    for entry in rows:
        fact = entry.fact
        event = short_day(fact.event_date) if fact.event_date else ""
        table.add_row(
            fact.measure,
            _value(fact, plan),
            short_day(fact.entered_on),
            event,
            numeral(fact.evidence) if fact.evidence else "",
            entry.entered_by or _by_itself(entry.fact),
        )
    console().print(table if rows else say("ยังไม่มีตัวเลข", "No numbers yet."))


def _by_itself(fact: MeasureFact) -> str:
    """What proves a number that nobody typed."""
    return say("จากแบบสำรวจ", "by a survey") if fact.survey else say("จากทะเบียน", "by rows")
