"""`kamnot plan show`, `validate` and `sources`: the year's plan, its faults, and the source of every value."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import of_year
from cli.front.common import chosen_year, console, language, numeral, print_json, say, tell
from cli.front.options import AsJson, argument, option
from cli.front.session import tell_unconfirmed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from domain.plan.model import Plan
    from domain.plan.sources import SourcedValue

app = typer.Typer(name="plan")

BROKEN = 2


@app.command(help=say("แสดงแผนทั้งปี หรือกิจกรรมเดียว", "Show the plan, or one activity."))
def show(
    activity: Annotated[
        str | None, argument("ลำดับกิจกรรม เช่น 7", "Activity number, such as 7.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print the whole plan by due date, or one activity with all that it asks for."""
    plan = _load()
    tell_unconfirmed(plan)
    if activity is None:
        _show_plan(plan, as_json=as_json)
    else:
        _show_activity(plan, activity, as_json=as_json)


def _show_plan(plan: Plan, *, as_json: bool) -> None:
    from cli.plan.plan_tables import plan_tables
    from flows.plan.filed import working_day_by

    if as_json:
        from reports.schemas.plan import plan_document

        print_json(plan_document(plan, working_day_by(plan.fiscal_year)))
        return
    out = console()
    for part in plan_tables(plan, working_day_by(plan.fiscal_year)):
        out.print(part)


def _show_activity(plan: Plan, number: str, *, as_json: bool) -> None:
    from cli.plan.plan_tables import activity_tables
    from domain.plan.requirements import activity_meant
    from flows.plan.filed import working_day_by

    activity = activity_meant(plan, number)
    if as_json:
        from reports.schemas.plan import activity_document

        print_json(activity_document(plan, activity, working_day_by(plan.fiscal_year)))
        return
    out = console()
    for part in activity_tables(plan, activity, working_day_by(plan.fiscal_year)):
        out.print(part)


@app.command(
    help=say("ตรวจไฟล์แผน บอกทุกข้อผิดพลาดพร้อมไฟล์และบรรทัด", "Check plan files; tell every problem.")
)
def validate(
    files: Annotated[
        list[Path] | None,
        argument("ไฟล์หรือโฟลเดอร์ของแผนหนึ่งปี", "Files or folders that make one plan.", "FILE…"),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check the files that together form one plan. Exit 2 if anything is wrong."""
    from flows.plan.filed import read_problems

    paths = files or [_folder()]
    problems = read_problems(paths)
    if as_json:
        from reports.schemas.plan import PlanProblemsDocument

        print_json(PlanProblemsDocument.of(valid=not problems, problems=problems))
    elif problems:
        for problem in problems:
            typer.echo(problem.shown(language()))
    else:
        typer.echo(_sound(paths))
    if problems:
        raise typer.Exit(BROKEN)


def _sound(paths: Sequence[Path]) -> str:
    from domain.language.thai import thai_digits
    from flows.plan.filed import load_plan

    loaded = load_plan(paths)
    plan, count = loaded.plan, len(loaded.files)
    return say(
        thai_digits(
            f"แผนปีงบประมาณ {plan.fiscal_year} ถูกต้อง: {len(plan.activities)} กิจกรรม "
            f"{plan.total_points} คะแนน จาก {count} ไฟล์"
        ),
        f"The plan of fiscal year {plan.fiscal_year} is sound: {len(plan.activities)} activities, "
        f"{plan.total_points} points, from {count} file(s).",
    )


@app.command(help=say("แสดงที่มาของทุกค่าในแผน", "Show where every value of the plan comes from."))
def sources(
    *,
    as_json: AsJson = False,
    unconfirmed: Annotated[
        bool, option("เฉพาะข้อที่รอยืนยัน", "Only what waits to be confirmed.", "--unconfirmed")
    ] = False,
) -> None:
    """List every value with its source. Exit 2 if one has none."""
    from domain.plan.sources import Origin, coverage, list_sources

    values = list_sources(_load())
    share = coverage(values)
    shown = [value for value in values if not (unconfirmed and value.confirmed)]
    carried = sum(value.origin is Origin.CARRIED for value in shown)
    if as_json:
        from reports.schemas.plan import sources_document

        print_json(sources_document(values, shown))
    else:
        if unconfirmed and carried:  # thousands of single values are no list for a person
            shown = [value for value in shown if value.origin is not Origin.CARRIED]
            _tell_carried(carried)
        _print_sources(values, shown)
    if share < 1:
        raise typer.Exit(BROKEN)


def _tell_carried(count: int) -> None:
    shown, confirm = numeral(count), of_year("kamnot plan confirm")
    tell(
        f"ค่าที่ยกมาจากปีก่อน {shown} ค่า ดูเป็นเรื่องตามลำดับ: {confirm}",
        f"{shown} values were carried over; see them by subject: {confirm}",
    )


def _print_sources(values: Sequence[SourcedValue], shown: Sequence[SourcedValue]) -> None:
    from cli.plan.plan_tables import sources_table
    from domain.language.thai import thai_digits
    from domain.plan.sources import count_origins, coverage, without_source

    console().print(sources_table(shown))
    for path in without_source(values):
        typer.echo(say(f"ไม่มีที่มา: {path}", f"No source: {path}"))
    waiting = sum(not value.confirmed for value in values)
    told = [(*_ORIGINS[origin], count) for origin, count in count_origins(values).items() if count]
    thai = " ".join(f"{word} {count}" for word, _, count in told)
    english = ", ".join(f"{count} {word}" for _, word, count in told)
    typer.echo(
        say(
            thai_digits(f"ค่าทั้งหมด {len(values)} ค่า: {thai} · รอยืนยัน {waiting} ค่า ")
            + f"มีที่มา (coverage) {_percent(coverage(values))}",
            f"{len(values)} values: {english}; {waiting} to be confirmed, coverage "
            f"{_percent(coverage(values))}",
        )
    )


_ORIGINS = {
    "printed": ("ตามฉบับพิมพ์", "as printed"),
    "corrected": ("แก้คำที่พิมพ์หรืออ่านผิด", "corrected"),
    "doubtful": ("อ่านได้หลายทาง", "doubtful"),
    "kamnot": ("กำหนดเลือกเอง", "Kamnot's own"),
    "carried": ("ยกมาจากปีก่อน", "carried over"),
}


def _percent(share: Fraction) -> str:
    """A percentage, cut and never rounded up: 99.99 % must not read as 100 %."""
    hundredths = int(share * 10_000)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d} %" if rest else f"{whole} %"


def _load() -> Plan:
    from flows.plan.filed import load_plan

    return load_plan([_folder()]).plan


def _folder() -> Path:
    """The folder of the plan of this run's year, relative if it is below this one."""
    from flows.plan.filed import folder_of_year

    folder = folder_of_year(chosen_year())
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
