"""`kamnot snooze`: a group's "we have it", with a reason and an end date; reminders pause until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import long_day, numeral, print_json, say, tell
from cli.front.options import LARGEST_ID, AsJson, Unit, Why, option
from cli.front.session import actor, day_of, open_workspace

if TYPE_CHECKING:
    from domain.plan.model import Plan
    from domain.reminders.snoozes import Snooze

app = typer.Typer(name="snooze")


@app.command(
    help=say(
        "พักการเตือนของกิจกรรม เช่น 7 --until 15/03/2567 --why รอลายเซ็น",
        "Let an activity's reminders rest: 7 --until 2024-03-15 --why REASON.",
    )
)
def add(
    activity: Annotated[str, typer.Argument(metavar="ACTIVITY")],
    *,
    until: Annotated[
        str,
        option("ถึงวันที่ (ไม่เกินวันครบกำหนด)", "Up to this day, not past the due date.", metavar="DATE"),
    ],
    why: Why = "",
    group: Annotated[
        str | None, option("คณะทำงาน (เมื่อทำร่วมกันหลายคณะ)", "The group, of a joint activity.")
    ] = None,
    unit: Unit = None,
) -> None:
    """Keep a snooze. Raises KamnotError for an unknown activity, a day past the due date, or no reason."""
    from domain.plan.requirements import activity_meant
    from flows.letters.snoozes import add_snooze

    ws = open_workspace()
    kept = add_snooze(
        ws,
        ws.unit(unit),
        activity_meant(ws.plan, activity).number,
        until=day_of(ws, until),
        reason=why,
        today=day_of(ws, None),
        by=actor(),
        group=group,
    )
    _tell(ws.plan, kept, say("พักการเตือน", "Snoozed"))


@app.command(help=say("เลิกพักการเตือน", "Take a snooze back."))
def end(
    snooze: Annotated[int, typer.Argument(metavar="ID", min=1, max=LARGEST_ID)],
    *,
    unit: Unit = None,
) -> None:
    """End a snooze today. Raises KamnotError for an unknown snooze."""
    from flows.letters.snoozes import end_snooze

    ws = open_workspace()
    kept = end_snooze(ws, ws.unit(unit), snooze, ended_on=day_of(ws, None), by=actor())
    _tell(ws.plan, kept, say("เลิกพักการเตือน", "Ended"))


def _tell(plan: Plan, snooze: Snooze, state: str) -> None:
    until, group = long_day(snooze.until), plan.group_by_id.get(snooze.group)
    number, activity = numeral(snooze.id), numeral(snooze.activity)
    name = group.short_name if group else snooze.group
    tell(
        f"{state} เลขที่ {number}: กิจกรรมที่ {activity} ({name}) ถึง {until} {snooze.reason}",
        f"{state} {number}: activity {activity} ({name}) until {until}, {snooze.reason}",
    )


@app.command(name="list", help=say("รายการที่พักการเตือนไว้", "List the snoozes."))
def list_all(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print every snooze of the year, including ended ones."""
    from flows.letters.snoozes import snoozes_of

    ws = open_workspace()
    name = ws.unit(unit)
    found = snoozes_of(ws, name, day_of(ws, None))
    if as_json:
        from reports.schemas.people import SnoozesDocument

        print_json(SnoozesDocument.of(unit=name, snoozes=found))
        return
    for snooze in found:
        state = say("เลิกพักแล้ว", "Ended") if snooze.ended_on else say("พักการเตือน", "Snoozed")
        _tell(ws.plan, snooze, state)
    if not found:
        tell("ไม่มีการพักการเตือน", "No snoozes.")
