"""`kamnot watch`: says whether the daily run is alive. It is meant for cron, apart from the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import spoken, with_command
from cli.front.common import language, print_json, tell
from cli.front.options import AsJson, option
from cli.front.session import open_workspace
from domain.language.how import How, Verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.check.daily import Watch
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
    """Exit 0 if the last good daily run is recent enough and no due run is late by more than an hour, else 2."""
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
    for text in _sentences(found, clock):
        tell(text, text, stderr=not ok)
    return 0 if ok else ALARM


def _sentences(found: Watch, clock: Clock) -> Iterator[str]:
    yield with_command(spoken(found), found.how)
    if clock.late:
        yield with_command(clock.late_words(language()), How(Verb.SCHEDULE))
    elif clock.begun:
        yield clock.last_words(language())
