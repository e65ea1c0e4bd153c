"""`kamnot duty`: what comes back each month, and saying that it was done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, print_json, say
from domain.language.errors import KamnotError
from domain.language.thai import BUDDHIST_OFFSET, arabic_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.plan.model import Plan, Recurring
    from flows.run.workspace import Workspace

app = typer.Typer(name="duty")

_UNIT = Annotated[str | None, typer.Option(help=say("สำนัก", "The unit."))]


@app.command(
    help=say(
        "บันทึกว่าทำแล้ว เช่น complaints-report 2567-01",
        "Record one as done: complaints-report 2024-01.",
    )
)
def done(
    duty: Annotated[str, typer.Argument(metavar="DUTY")],
    month: Annotated[
        str,
        typer.Argument(
            metavar="MONTH", help=say("เดือน เช่น 2567-01", "The month, such as 2024-01.")
        ),
    ],
    *,
    on: Annotated[
        str | None, typer.Option(help=say("วันที่เสนอ", "The day it was handed in."))
    ] = None,
    note: Annotated[str, typer.Option(help=say("หมายเหตุ", "A note."))] = "",
    unit: _UNIT = None,
) -> None:
    """Record a monthly duty as done; KamnotError for an unknown duty or month, or when it was already."""
    from cli.front.session import actor, day_of, open_workspace
    from storage.db.database import writing
    from storage.records.snoozes import report_duty

    ws = open_workspace()
    recurring = _recurring(ws.plan, duty)
    period = _period(ws.plan, recurring, month)
    day = day_of(on)
    if day > day_of(None):
        raise KamnotError(
            f"วันที่เสนอ {day} ยังมาไม่ถึง", f"The day {day} is still to come; it cannot be done yet."
        )
    with writing(ws.engine) as session:
        report_duty(
            session,
            unit=ws.unit(unit),
            fiscal_year=ws.plan.fiscal_year,
            duty=recurring.id,
            period=period,
            done_on=day,
            note=note.strip(),
            by=actor(),
            now=ws.now(),
        )
    console().print(
        say(f"บันทึกแล้ว: {recurring.title} {period}", f"Recorded: {recurring.id} {period}"),
        markup=False,
    )


def _recurring(plan: Plan, duty: str) -> Recurring:
    monthly = {r.id: r for r in plan.recurring if r.since is not None}
    if duty not in monthly:
        known = ", ".join(monthly) or "-"
        raise KamnotError(
            f"ไม่มีงานประจำรายเดือน “{duty}” ในแผน ใช้ได้: {known}",
            f"The plan has no monthly duty {duty!r}; there are: {known}.",
        )
    return monthly[duty]


def _period(plan: Plan, recurring: Recurring, text: str) -> str:
    """The period of a month written `2024-01` or, in the Buddhist era, `2567-01`."""
    from domain.reminders.duties import months_of, period_of

    known = [period_of(month) for month in months_of(plan, recurring)]
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", arabic_digits(text.strip()))
    if found is not None:
        year = int(found[1])
        year -= BUDDHIST_OFFSET if year > plan.fiscal_year - 100 else 0
        period = f"{year:04d}-{int(found[2]):02d}"
        if period in known:
            return period
    raise KamnotError(
        f"ไม่มีงานนี้ในเดือน “{text}” ใช้ได้: {known[0]} ถึง {known[-1]} (หรือ พ.ศ. เช่น 2567-01)",
        f"The duty has no month {text!r}; there are {known[0]} to {known[-1]}.",
    )


@app.command(name="list", help=say("งานประจำและเดือนที่ทำแล้ว", "Duties, and which months are done."))
def list_all(
    *,
    unit: _UNIT = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> None:
    """Print every monthly duty with its months."""
    from cli.front.session import open_workspace
    from storage.db.database import reading
    from storage.records.snoozes import duty_reports

    ws = open_workspace()
    name = ws.unit(unit)
    with reading(ws.engine) as session:
        reports = duty_reports(session, name, ws.plan.fiscal_year)
        known = {(r.duty, r.period): r.done_on.isoformat() for r in reports}
    rows = [
        {"duty": r.id, "period": period, "due": due, "done_on": known.get((r.id, period))}
        for r in ws.plan.recurring
        for period, due in _months(ws, r)
    ]
    if as_json:
        print_json({"schema": "kamnot/duties/1", "unit": name, "duties": rows})
        return
    for row in rows:
        state = row["done_on"] or say("ยังไม่ได้บันทึก", "not recorded")
        console().print(
            f"{row['duty']}  {row['period']}  {say('ภายใน', 'by')} {row['due']}  {state}",
            markup=False,
        )


def _months(ws: Workspace, recurring: Recurring) -> Iterator[tuple[str, str]]:
    """Each month's period and the working day by which it is due."""
    from domain.reminders.duties import months_of, period_of
    from domain.working_days import last_working_day

    for month in months_of(ws.plan, recurring):
        yield period_of(month), last_working_day(month, ws.is_working_day).isoformat()
