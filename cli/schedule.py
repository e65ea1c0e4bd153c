"""`kamnot schedule`: one process that wakes every flow in its season."""

from __future__ import annotations

import typer

from cli.common import console, say

app = typer.Typer()


@app.command()
def schedule() -> None:
    """Serve until interrupted."""
    from flows.schedule import serve_all
    from storage.settings import Settings

    console(stderr=True).print(
        say(
            "กำลังทำงานตามตารางเวลา (ตรวจทุกเช้าในช่วงของแต่ละรอบ แจ้งเตือน ๐๘.๐๐ น.) กด Ctrl+C เพื่อหยุด",
            "Serving the schedules (checks each morning in season, reminders at 8:00); Ctrl+C stops.",
        )
    )
    serve_all(Settings())
