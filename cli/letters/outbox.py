"""`kamnot outbox`: what became of every letter, and what to do with those that wait for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.front.common import console, print_json, say
from cli.front.options import LARGEST_ID, AsJson, Why, argument

if TYPE_CHECKING:
    from flows.letters.outbox import Attempt, OutboxEntry, WholeLetter

app = typer.Typer(name="outbox")

STATES = {
    "pending": ("รอส่ง", ""),
    "sending": ("กำลังส่ง", ""),
    "sent": ("ส่งแล้ว", "green"),
    "dead": ("ส่งไม่ได้", "red"),
    "unknown": ("ไม่แน่ใจว่าถึง", "yellow"),
    "superseded": ("มีฉบับใหม่แทน", "dim"),
    "expired": ("หมดเวลา", "red"),
    "held": ("พักไว้", "yellow"),
    "dropped": ("ยกเลิก", "dim"),
}
_IDS = Annotated[
    list[int],
    argument(
        "เลขที่จาก kamnot outbox list",
        "Numbers from kamnot outbox list.",
        "ID…",
        min=1,
        max=LARGEST_ID,
    ),
]


@app.command(name="list", help=say("รายการจดหมาย", "List the letters."))
def list_letters(
    *,
    state: Annotated[
        list[str] | None, typer.Option(metavar="STATE", help=", ".join(STATES))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print every letter with its state and, where it failed, the reason."""
    from cli.front.session import open_workspace
    from flows.letters.outbox import list_letters as letters_in

    rows = [_json(letter) for letter in letters_in(open_workspace(), state)]
    if as_json:
        print_json({"schema": "kamnot/outbox/1", "letters": rows})
        return
    _print(rows)


@app.command(help=say("ดูจดหมายทั้งฉบับและการส่งทุกครั้ง", "Show a whole letter and every try."))
def show(
    key: Annotated[str, argument("เลขที่หรือ Message-ID", "Its number or Message-ID.", "KEY")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print a letter's headers, text and tries; KamnotError when the key means none."""
    from cli.front.session import open_workspace
    from flows.letters.outbox import find_letter, text_of

    letter = find_letter(open_workspace(), key)
    text = text_of(letter)
    if as_json:
        whole = _json(letter.entry) | {"dedup_key": letter.dedup_key, "text": text}
        tries = [_attempt_json(attempt) for attempt in letter.attempts]
        print_json({"schema": "kamnot/letter/1"} | whole | {"tries": tries})
        return
    _print_letter(letter, text)


def _attempt_json(attempt: Attempt) -> dict[str, Any]:
    ended = attempt.ended_at.isoformat() if attempt.ended_at else None
    return {
        "started_at": attempt.started_at.isoformat(),
        "ended_at": ended,
        "phase": attempt.phase,
        "outcome": attempt.outcome,
        "code": attempt.code,
        "detail": attempt.detail,
    }


def _print_letter(letter: WholeLetter, text: str) -> None:
    from rich.text import Text

    entry, out = letter.entry, console()
    state = say(STATES.get(entry.state, (entry.state, ""))[0], entry.state)
    for thai, english, value in (
        ("ที่", "Id", entry.id),
        ("สถานะ", "State", state),
        ("ผู้รับ", "Reader", entry.recipient),
        ("เรื่อง", "Subject", entry.subject),
        ("จังหวะ", "Slot", entry.slot),
        ("Message-ID", "Message-ID", entry.message_id),
        ("กุญแจ", "Key", letter.dedup_key),
    ):
        out.print(Text(f"{say(thai, english)}: ", style="bold") + Text(str(value)), soft_wrap=True)
    for attempt in letter.attempts:
        code = f" {attempt.code}" if attempt.code else ""
        moment = f"{attempt.started_at:%Y-%m-%d %H:%M:%S} UTC"
        line = f"{moment}  {attempt.outcome}  {attempt.phase}{code}  {attempt.detail}"
        out.print(Text(line, style="dim"), soft_wrap=True)
    out.print()
    out.print(Text(text), soft_wrap=True)


@app.command(help=say("ส่งใหม่: ส่งไม่ได้ ไม่แน่ใจ หมดเวลา หรือพักไว้", "Send failed or held letters again."))
def retry(ids: _IDS) -> None:
    """Put letters back in the queue, all or none; they go out with the next delivery."""
    from cli.front.session import actor, open_workspace
    from flows.letters.outbox import retry_letters

    letters = retry_letters(open_workspace(), ids, by=actor())
    _tell("กลับเข้าคิวรอส่ง", "Back in the queue", letters)


@app.command(help=say("ยกเลิกจดหมายที่ยังไม่ได้ส่ง พร้อมเหตุผล", "Give up unsent letters, with a reason."))
def drop(
    ids: _IDS,
    *,
    why: Why = "",
) -> None:
    """Mark letters as never to be sent, all or none; KamnotError without a reason."""
    from cli.front.session import actor, open_workspace
    from flows.letters.outbox import drop_letters

    letters = drop_letters(open_workspace(), ids, reason=why, by=actor())
    _tell("ยกเลิก", "Dropped", letters)


def _tell(thai: str, english: str, letters: Iterable[OutboxEntry]) -> None:
    for letter in letters:
        console().print(
            f"{say(thai, english)}: {letter.id} {letter.recipient} {letter.subject}", markup=False
        )


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
