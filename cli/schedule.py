"""`kamnot schedule`: one process that wakes every flow in its season."""

from __future__ import annotations

import typer

from cli.common import say

app = typer.Typer()


@app.command(
    help=say(
        "ทำงานตามตารางเวลาจนกว่าจะกด Ctrl+C", "Serve every schedule of prefect.yaml until stopped."
    )
)
def schedule() -> None:
    """Serve until interrupted."""
    from flows.schedule import serve_all
    from storage.settings import Settings

    serve_all(Settings())
