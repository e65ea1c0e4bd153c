"""`kamnot watch`: for cron on another line than the schedule: is the daily run alive?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.front.common import console, language, print_json
from cli.front.options import AsJson, option

if TYPE_CHECKING:
    from flows.deployments.clockwork import Clock

app = typer.Typer()

ALARM = 2


@app.command()
def watch(
    *,
    hours: Annotated[
        int | None,
        option("เก่ากว่ากี่ชั่วโมงจึงเตือน", "Alarm when older than this many hours.", min=1, max=24 * 366),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 when the last good daily run is recent enough and nothing due is late by more than an hour, else 2."""
    from cli.front.session import open_workspace
    from flows.check.daily import watch as look
    from flows.deployments.clockwork import look_at_clock
    from flows.deployments.one_schedule import is_served

    ws = open_workspace()
    found, clock = look(ws, hours=hours), look_at_clock(ws)
    ok = found.ok and not clock.late
    if as_json:
        moment = found.last_good.isoformat() if found.last_good else None
        shown = {"ok": ok, "last_good": moment, "detail": found.english}
        print_json(
            {"schema": "kamnot/watch/1"} | shown | _clock_json(clock, is_served(ws.settings))
        )
        return 0 if ok else ALARM
    out = console(stderr=not ok)
    words = (clock.late_words if clock.late else clock.last_words) if clock.begun else None
    for text in (found.text(language()), words(language()) if words else ""):
        if text:
            out.print(text, markup=False, soft_wrap=True)
    return 0 if ok else ALARM


def _clock_json(clock: Clock, served: bool) -> dict[str, Any]:
    """The clock: whether a schedule runs on this machine, its last run and next due one, and what is late."""
    return {
        "schedule": {
            "running_here": served,
            "last_run": clock.last.started_at.isoformat() if clock.last else None,
            "last_job": clock.last.job if clock.last else None,
            "next_due": clock.due.isoformat(),
            "next_job": clock.job.name,
            "late": [{"job": job.name, "due": due.isoformat()} for job, due in clock.late],
        }
    }
