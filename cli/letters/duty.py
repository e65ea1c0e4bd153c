"""`kamnot duty`: lists monthly duties and records them as done."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.front.common import print_json, say, short_day, tell
from cli.front.options import AsJson, Note, Unit, argument, option
from cli.front.session import actor, day_of, open_workspace
from domain.language.periods import month_of

app = typer.Typer(name="duty")


@app.command(
    help=say(
        "บันทึกว่าทำแล้ว เช่น complaints-report 2567-01",
        "Record one as done: complaints-report 2024-01.",
    )
)
def done(
    duty: Annotated[str, typer.Argument(metavar="DUTY")],
    month: Annotated[str, argument("เดือน เช่น 2567-01", "The month, such as 2024-01.", "MONTH")],
    *,
    on: Annotated[str | None, option("วันที่เสนอ", "The day it was handed in.")] = None,
    note: Note = "",
    unit: Unit = None,
) -> None:
    """Record a monthly duty as done. Raises KamnotError for an unknown duty or month, or when it was already."""
    from flows.letters.duties import report_duty

    ws = open_workspace()
    kept = report_duty(
        ws,
        ws.unit(unit),
        duty,
        month,
        done_on=day_of(ws, on),
        today=day_of(ws, None),
        by=actor(),
        note=note,
    )
    month = month_of(kept.due).name
    tell(f"บันทึกแล้ว: {kept.duty.title} {month}", f"Recorded: {kept.duty.id} {kept.period}")


@app.command(name="list", help=say("งานประจำและเดือนที่ทำแล้ว", "Duties, and which months are done."))
def list_all(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print every monthly duty with its months."""
    from flows.letters.duties import duty_months

    ws = open_workspace()
    name = ws.unit(unit)
    months = duty_months(ws, name)
    if as_json:
        from reports.schemas.people import DutiesDocument

        print_json(DutiesDocument.of(unit=name, duties=months))
        return
    today = day_of(ws, None)
    for one in months:
        coming = one.due.replace(day=1) > today
        lacking = say("ยังไม่ถึง", "to come") if coming else say("ยังไม่ได้บันทึก", "not recorded")
        state = short_day(one.done_on) if one.done_on else lacking
        due, name = short_day(one.due), month_of(one.due).name
        tell(
            f"{one.duty.title}  {name}  ภายใน {due}  {state}",
            f"{one.duty.id}  {one.period}  by {due}  {state}",
        )
