"""`kamnot outbox`: what became of every letter."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.common import console, print_json, say

app = typer.Typer(
    help=say("กล่องขาออก: จดหมายแต่ละฉบับเป็นอย่างไร", "The outbox: what became of every letter.")
)

STATES = {
    "pending": ("รอส่ง", ""),
    "sending": ("กำลังส่ง", ""),
    "sent": ("ส่งแล้ว", "green"),
    "dead": ("ส่งไม่ได้", "red"),
    "unknown": ("ไม่แน่ใจว่าถึง", "yellow"),
    "superseded": ("มีฉบับใหม่แทน", "dim"),
    "expired": ("หมดเวลา", "red"),
    "held": ("พักไว้", "yellow"),
}


@app.callback()
def outbox() -> None:
    """Keep `list` a word of its own while it is the only one."""


@app.command(name="list", help=say("รายการจดหมาย", "List the letters."))
def list_letters(
    *,
    state: Annotated[
        list[str] | None, typer.Option(metavar="STATE", help=", ".join(STATES))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))] = False,
) -> None:
    """Print every letter with its state and, where it failed, the reason."""
    from cli.work import open_workspace
    from storage.database import reading
    from storage.outbox import list_outbox

    ws = open_workspace()
    with reading(ws.engine) as session:
        rows = [_json(r) for r in list_outbox(session, states=state)]
    if as_json:
        print_json({"schema": "kamnot/outbox/1", "letters": rows})
        return
    _print(rows)


def _json(row: Any) -> dict[str, Any]:
    names = (
        "id",
        "state",
        "group_id",
        "recipient",
        "channel",
        "subject",
        "slot",
        "message_id",
        "attempts",
        "last_phase",
        "last_code",
        "last_error",
    )
    moments = ("created_at", "not_before", "sent_at")
    plain = {name: getattr(row, name) for name in names}
    return plain | {n: v.isoformat() if (v := getattr(row, n)) else None for n in moments}


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for thai, english in (
        ("ที่", "Id"),
        ("สถานะ", "State"),
        ("ผู้รับ", "Reader"),
        ("เรื่อง", "Subject"),
        ("เหตุ", "Reason"),
    ):
        table.add_column(say(thai, english), overflow="fold")
    for row in rows:
        words, style = STATES.get(row["state"], (row["state"], ""))
        reason = row["last_error"] if row["state"] not in ("sent", "superseded") else ""
        table.add_row(
            str(row["id"]),
            Text(say(words, row["state"]), style=style),
            Text(row["recipient"]),
            Text(row["subject"]),
            Text(reason or ""),
        )
    console().print(table if rows else say("กล่องขาออกว่าง", "The outbox is empty."))
