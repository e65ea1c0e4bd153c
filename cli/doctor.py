"""`kamnot doctor`: is everything in order here, in one look."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.common import console, print_json, say

app = typer.Typer()

OUT_OF_ORDER = 2


@app.command(help=say("ตรวจความพร้อมของระบบ", "Check that everything is in order."))
def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> int:
    """Exit 0 when all is in order, else 2."""
    from flows.doctor import examine
    from storage.settings import Settings

    checks = examine(Settings())
    sound = all(c.ok for c in checks)
    if as_json:
        rows = [{"name": c.name, "ok": c.ok, "detail": c.text("en")} for c in checks]
        print_json({"schema": "kamnot/doctor/1", "ok": sound, "checks": rows})
    else:
        from rich.text import Text

        from cli.common import language

        for c in checks:
            mark = Text("✓ ", style="green") if c.ok else Text("✗ ", style="red")
            console().print(mark + Text(c.text(language()), style="default"))
    return 0 if sound else OUT_OF_ORDER
