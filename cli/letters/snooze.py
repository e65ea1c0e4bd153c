"""`kamnot snooze`: "we have it", with a reason and an end date; reminders rest until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.evidence.evidence import LARGEST_ID
from cli.front.common import console, language, print_json, say
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from datetime import date

    from domain.reminders.snoozes import Snooze
    from domain.results import ActivityResult
    from flows.run.workspace import Workspace

app = typer.Typer(name="snooze")

_UNIT = Annotated[str | None, typer.Option(help=say("สำนัก", "The unit."))]


@app.command(
    help=say(
        "พักการเตือนของกิจกรรม เช่น 7 --until 15/03/2567 --why รอลายเซ็น",
        "Let an activity's reminders rest: 7 --until 2024-03-15 --why REASON.",
    )
)
def add(
    activity: Annotated[int, typer.Argument(metavar="ACTIVITY", min=1, max=LARGEST_ID)],
    *,
    until: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help=say("ถึงวันที่ (ไม่เกินวันครบกำหนด)", "Up to this day, not past the due date."),
        ),
    ],
    why: Annotated[
        str, typer.Option(metavar="REASON", help=say("เหตุผล (ต้องระบุ)", "The reason (needed)."))
    ] = "",
    group: Annotated[
        str | None,
        typer.Option(help=say("คณะทำงาน (เมื่อทำร่วมกันหลายคณะ)", "The group, of a joint activity.")),
    ] = None,
    unit: _UNIT = None,
) -> None:
    """Keep a snooze; KamnotError for an unknown activity, a day past the due date, or no reason."""
    from cli.front.session import actor, day_of, open_workspace
    from domain.reminders.snoozes import check_snooze
    from storage.db.database import writing
    from storage.records.snoozes import add_snooze

    ws = open_workspace()
    name, day, today = ws.unit(unit), day_of(until), day_of(None)
    result = _activity(ws, name, activity, today)
    who = group or _only_group(result)
    check_snooze(result, who, day, why, today)
    with writing(ws.engine) as session:
        kept = add_snooze(
            session,
            unit=name,
            fiscal_year=ws.plan.fiscal_year,
            group=who,
            activity=activity,
            until=day,
            reason=why.strip(),
            entered_on=today,
            by=actor(),
            now=ws.now(),
        )
    _tell(kept, say("พักการเตือน", "Snoozed"))


def _activity(ws: Workspace, unit: str, number: int, today: date) -> ActivityResult:
    """The activity as it stands today."""
    from flows.run.judge import check_completeness, compute_scores, load_facts

    facts = load_facts(ws, unit, today)
    evaluation = compute_scores(ws, check_completeness(ws, facts, today), facts, today)
    for batch in evaluation.batches:
        for result in batch.activities:
            if result.number == number:
                return result
    raise KamnotError(
        f"ไม่มีกิจกรรมที่ {number} ในแผน ใช้เลข 1 ถึง {ws.plan.activity_count}",
        f"The plan has no activity {number}; use 1 to {ws.plan.activity_count}.",
    )


def _only_group(activity: ActivityResult) -> str:
    if len(activity.groups) == 1:
        return activity.groups[0]
    known = ", ".join(activity.groups)
    raise KamnotError(
        f"กิจกรรมที่ {activity.number} ทำร่วมกันหลายคณะ โปรดระบุด้วย --group: {known}",
        f"Activity {activity.number} is joint; name the group with --group: {known}.",
    )


@app.command(help=say("เลิกพักการเตือน", "Take a snooze back."))
def end(
    snooze: Annotated[int, typer.Argument(metavar="ID", min=1, max=LARGEST_ID)],
    *,
    unit: _UNIT = None,
) -> None:
    """Let a snooze hold no longer from today; KamnotError for an unknown one."""
    from cli.front.session import actor, day_of, open_workspace
    from storage.db.database import writing
    from storage.records.snoozes import end_snooze

    ws = open_workspace()
    with writing(ws.engine) as session:
        kept = end_snooze(
            session, ws.unit(unit), snooze, ended_on=day_of(None), by=actor(), now=ws.now()
        )
    _tell(kept, say("เลิกพักการเตือน", "Ended"))


def _tell(snooze: Snooze, done: str) -> None:
    from domain.language.thai import show_date

    until = show_date(snooze.until, language())
    console().print(
        say(
            f"{done} เลขที่ {snooze.id}: กิจกรรมที่ {snooze.activity} ({snooze.group}) ถึง {until} {snooze.reason}",
            f"{done} {snooze.id}: activity {snooze.activity} ({snooze.group}) until {until}, {snooze.reason}",
        ),
        markup=False,
    )


@app.command(name="list", help=say("รายการที่พักการเตือนไว้", "List the snoozes."))
def list_all(
    *,
    unit: _UNIT = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> None:
    """Print every snooze of the year, ended ones too."""
    from cli.front.session import day_of, open_workspace
    from storage.db.database import reading
    from storage.records.snoozes import snoozes_of

    ws = open_workspace()
    name = ws.unit(unit)
    with reading(ws.engine) as session:
        found = snoozes_of(session, name, ws.plan.fiscal_year, as_of=day_of(None))
    if as_json:
        rows = [_json(s) for s in found]
        print_json({"schema": "kamnot/snoozes/1", "unit": name, "snoozes": rows})
        return
    for snooze in found:
        state = say("ยกเลิกแล้ว", "ended") if snooze.ended_on else ""
        console().print(
            f"{snooze.id}  {snooze.activity}  {snooze.group}  {snooze.until}  {snooze.reason}  {state}",
            markup=False,
        )
    if not found:
        console().print(say("ไม่มีการพักการเตือน", "No snoozes."))


def _json(snooze: Snooze) -> dict[str, Any]:
    return {
        "id": snooze.id,
        "group": snooze.group,
        "activity": snooze.activity,
        "until": snooze.until.isoformat(),
        "reason": snooze.reason,
        "entered_on": snooze.entered_on.isoformat(),
        "ended_on": snooze.ended_on.isoformat() if snooze.ended_on else None,
    }
