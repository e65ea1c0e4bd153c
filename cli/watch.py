"""`kamnot watch`: for cron on another line than the schedule: is the daily run alive?"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.common import console, language, print_json, say

app = typer.Typer()

ALARM = 2


@app.command()
def watch(
    *,
    hours: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=24 * 366,
            help=say("เก่ากว่ากี่ชั่วโมงจึงเตือน", "Alarm when older than this many hours."),
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> int:
    """Exit 0 when the last good daily run is recent enough, else 2."""
    from cli.work import open_workspace
    from flows.daily import watch as look

    found = look(open_workspace(), hours=hours)
    if as_json:
        moment = found.last_good.isoformat() if found.last_good else None
        shown = {"ok": found.ok, "last_good": moment, "detail": found.english}
        print_json({"schema": "kamnot/watch/1"} | shown)
    else:
        console(stderr=not found.ok).print(found.text(language()), markup=False, soft_wrap=True)
    return 0 if found.ok else ALARM
