"""`kamnot outbox`: the state of every letter, and help for those that wait for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, print_json, say, tell
from cli.front.options import LARGEST_ID, AsJson, Why, argument
from cli.front.session import actor, open_workspace
from cli.front.tables import headed

if TYPE_CHECKING:
    from flows.letters.outbox import OutboxEntry, WholeLetter

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
    """Print every letter with its state and, if it failed, the reason."""
    from flows.letters.outbox import list_letters as letters_in

    letters = letters_in(open_workspace(), state)
    if as_json:
        from reports.schemas.letters import OutboxDocument

        print_json(OutboxDocument.of(letters=letters))
        return
    _print(letters)


@app.command(help=say("ดูจดหมายทั้งฉบับและการส่งทุกครั้ง", "Show a whole letter and every try."))
def show(
    key: Annotated[str, argument("เลขที่หรือ Message-ID", "Its number or Message-ID.", "KEY")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print a letter's headers, text and tries. Raises KamnotError if the key means none."""
    from flows.letters.outbox import find_letter, text_of

    letter = find_letter(open_workspace(), key)
    text = text_of(letter)
    if as_json:
        from reports.schemas.letters import LetterDocument

        key = letter.dedup_key
        print_json(LetterDocument.of(letter.entry, dedup_key=key, text=text, tries=letter.attempts))
        return
    _print_letter(letter, text)


def _print_letter(letter: WholeLetter, text: str) -> None:
    from rich.text import Text

    entry, out = letter.entry, console()
    state = say(STATES.get(entry.state, (entry.state, ""))[0], entry.state)
    for thai, english, value in (
        ("ที่", "Id", entry.id),
        ("สถานะ", "State", state),
        ("ผู้รับ", "Reader", entry.recipient),
        ("เรื่อง", "Subject", entry.subject),
        ("จังหวะ", "Slot", entry.rung),
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
    from flows.letters.outbox import retry_letters

    letters = retry_letters(open_workspace(), ids, by=actor())
    _tell("กลับเข้าคิวรอส่ง", "Back in the queue", letters)


@app.command(help=say("จดหมายที่พักไว้จนกว่าจะมีผู้ดู", "List the letters that wait for a person."))
def held(*, as_json: AsJson = False) -> None:
    """Print the letters that are held, such as the first one to a director."""
    list_letters(state=["held"], as_json=as_json)


@app.command(
    help=say("ปล่อยจดหมายที่พักไว้ (ไม่ระบุเลขที่คือทุกฉบับ)", "Let held letters go out, all without a number.")
)
def release(
    ids: Annotated[
        list[int] | None, argument("เลขที่", "Numbers.", "ID…", min=1, max=LARGEST_ID)
    ] = None,
) -> None:
    """Release letters, all or none; they go out with the next delivery, and the director's later ones by themselves."""
    from flows.letters.outbox import release_letters

    _tell("ปล่อยให้ส่ง", "Released", release_letters(open_workspace(), ids or (), by=actor()))


@app.command(help=say("ยกเลิกจดหมายที่ยังไม่ได้ส่ง พร้อมเหตุผล", "Give up unsent letters, with a reason."))
def drop(ids: _IDS, *, why: Why = "") -> None:
    """Mark letters as never to be sent, all or none. Raises KamnotError without a reason."""
    from flows.letters.outbox import drop_letters

    letters = drop_letters(open_workspace(), ids, reason=why, by=actor())
    _tell("ยกเลิก", "Dropped", letters)


def _tell(thai: str, english: str, letters: Iterable[OutboxEntry]) -> None:
    for letter in letters:
        what = f"{letter.id} {letter.recipient} {letter.subject}"
        tell(f"{thai}: {what}", f"{english}: {what}")


def _print(letters: Sequence[OutboxEntry]) -> None:
    from rich.text import Text

    table = headed(
        ("ที่", "Id"), ("สถานะ", "State"), ("ผู้รับ", "Reader"), ("เรื่อง", "Subject"), ("เหตุ", "Reason")
    )
    for letter in letters:
        words, style = STATES.get(letter.state, (letter.state, ""))
        reason = letter.last_error if letter.state not in ("sent", "superseded") else ""
        table.add_row(
            str(letter.id),
            Text(say(words, letter.state), style=style),
            Text(letter.recipient),
            Text(letter.subject),
            Text(reason or ""),
        )
    console().print(table if letters else say("กล่องขาออกว่าง", "The outbox is empty."))
