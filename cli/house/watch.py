"""`kamnot watch`: for cron on another line than the schedule: is the daily run alive?"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.front.common import language, print_json, tell
from cli.front.options import AsJson, option

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
        from reports.schemas.house import SchedulePart, WatchDocument

        late = [{"job": job.name, "due": due} for job, due in clock.late]
        schedule = SchedulePart.of(clock, running_here=is_served(ws.settings), late=late)
        print_json(WatchDocument.of(found, ok=ok, schedule=schedule))
        return 0 if ok else ALARM
    words = (clock.late_words if clock.late else clock.last_words) if clock.begun else None
    for text in (found.text(language()), words(language()) if words else ""):
        if text:
            tell(text, text, stderr=not ok)
    return 0 if ok else ALARM
