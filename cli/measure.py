"""`kamnot measure`: enter the numbers that the plan and the rubric ask for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.common import console, language, print_json, say

app = typer.Typer(help=say("ตัวเลขที่แผนและเกณฑ์ถามหา", "The numbers that plan and rubric ask for."))

_UNIT = Annotated[str | None, typer.Option(help=say("สำนัก", "The unit."))]


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
    on: Annotated[
        str | None,
        typer.Option(help=say("วันที่ของตัวเลข (ค่าเริ่มต้น: วันนี้)", "The day it stood (today).")),
    ] = None,
    why: Annotated[
        str,
        typer.Option(
            help=say(
                "เหตุผล (ต้องมีเมื่อกรอกทับค่าที่มาจากหลักฐาน)",
                "The reason; needed over a fact that follows from evidence.",
            )
        ),
    ] = "",
    unit: _UNIT = None,
) -> None:
    """Enter one number; KamnotError when it is impossible or not asked for."""
    from cli.work import actor, day_of, open_workspace
    from flows.measures import enter

    day = day_of(on)
    ws = open_workspace()
    shown = enter(ws, ws.unit(unit), measure, value, on=day, by=actor(), why=why)
    console().print(say(f"บันทึก {measure} = {shown}", f"Entered {measure} = {shown}"), markup=False)


@app.command(name="list", help=say("ตัวเลขที่บันทึกไว้", "List the numbers entered."))
def list_values(
    *,
    unit: _UNIT = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> None:
    """Print the newest entry of every number."""
    from cli.work import open_workspace
    from flows.measures import entered

    ws = open_workspace()
    name = ws.unit(unit)
    rows = entered(ws, name)
    if as_json:
        print_json(
            {"schema": "kamnot/measures/1", "unit": name, "measures": [_json(r) for r in rows]}
        )
        return
    _print(rows)


def _json(row: Any) -> dict[str, Any]:
    from fractions import Fraction

    plain = not isinstance(row.value, Fraction)
    return {
        "id": row.measure,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "count": row.value if plain and not isinstance(row.value, bool) else None,
        "yes_no": row.value if isinstance(row.value, bool) else None,
        "on": row.entered_on.isoformat(),
    }


def _print(rows: list[Any]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from domain.thai import show_date
    from domain.wording import show_amount

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for thai, english in (("ตัวเลข", "Measure"), ("ค่า", "Value"), ("วันที่", "Day")):
        table.add_column(say(thai, english))
    for row in rows:
        table.add_row(
            row.measure,
            show_amount(row.value, language()),
            show_date(row.entered_on, language(), short=True),
        )
    console().print(table if rows else say("ยังไม่มีตัวเลข", "No numbers yet."))
