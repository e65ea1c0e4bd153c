"""`kamnot outbox`: the state of every letter, and help for those that wait for a person."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, numeral, print_json, say, tell
from cli.front.options import LARGEST_ID, AsJson, Why, argument
from cli.front.session import REFUSED, actor, agreed, open_workspace
from cli.front.tables import headed

if TYPE_CHECKING:
    from flows.check.held import HeldLetters
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
    """Print the letters that are held, such as the first to a director; after a restore all that would go."""
    from flows.check.held import look_at_held

    found = look_at_held(open_workspace(), by=actor())
    if as_json:
        from reports.schemas.letters import HeldDocument, WrittenLetterPart

        part = WrittenLetterPart.of
        due = [part(mail, text=text, group=mail.group_id) for text, mail in found.due]
        print_json(HeldDocument.of(found, due=due))
        return
    _tell_held(found)


@app.command(
    help=say("ปล่อยจดหมายที่พักไว้ (ไม่ระบุเลขที่คือทุกฉบับ)", "Let held letters go out, all without a number.")
)
def release(
    ids: Annotated[
        list[int] | None, argument("เลขที่", "Numbers.", "ID…", min=1, max=LARGEST_ID)
    ] = None,
) -> int:
    """Release letters, all or none; they go out with the next delivery, and the director's later ones by themselves.

    After a restore a person at a terminal is shown first what would go, and asked. Raises KamnotError for anybody else
    who has not looked.
    """
    from flows.check.held import look_at_held, must_be_seen
    from flows.letters.outbox import release_letters

    ws = open_workspace()
    if not ids and sys.stdin.isatty() and must_be_seen(ws):
        _tell_held(look_at_held(ws, by=actor()))
        if not agreed("ปล่อยให้ส่งทั้งหมดนี้หรือไม่", "Let all of these go out?"):
            return REFUSED
    released = release_letters(ws, ids or (), by=actor())
    _tell("ปล่อยให้ส่ง", "Released", released)
    if not released:
        tell(
            "ไม่มีจดหมายที่พักไว้ ต่อจากนี้จดหมายออกตามปกติ",
            "No letter was held; from now on they go out as they come.",
        )
    return 0


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


def _tell_held(found: HeldLetters) -> None:
    """Print what waits, and after a restore what is due beside it and what to do."""
    _print(found.letters)
    if not found.all_held:
        return
    tell(
        f"จดหมายที่ถึงกำหนดวันนี้และจะเขียนเมื่อปล่อย {numeral(len(found.due))} ฉบับ",
        f"{len(found.due)} letter(s) that are due today and would be written after the release",
        style="bold",
    )
    for _, mail in found.due:
        console().print(f"{mail.recipient}: {mail.subject}", markup=False, soft_wrap=True)
    tell(
        "ปล่อยทั้งหมด: kamnot outbox release  ·  ไม่ส่งบางฉบับ: kamnot remind (เขียนแล้วพักไว้) แล้ว kamnot outbox drop เลขที่",
        "Let all go: kamnot outbox release. Stop some: kamnot remind (writes and holds), then kamnot outbox drop ID",
    )


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
