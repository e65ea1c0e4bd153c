"""`kamnot remind`: writes and sends due reminders, or only shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, print_json, say, tell
from cli.front.options import AsJson, AsOf, DryRun, Unit, option
from cli.front.session import REFUSED, actor, day_of, open_workspace, tell_delivery

if TYPE_CHECKING:
    from flows.check.check import CheckOutcome
    from flows.letters.compose import Letter, Summary
    from flows.run.workspace import Workspace
    from reports.schemas.letters import RemindersDocument

app = typer.Typer()


@app.command()
def remind(
    *,
    as_of: AsOf = None,
    dry_run: DryRun = False,
    unit: Unit = None,
    resend: Annotated[
        str | None,
        option(
            "ส่งจดหมายฉบับนี้ซ้ำ (เลขที่หรือ Message-ID)",
            "Send this letter again (number or Message-ID).",
            metavar="KEY",
        ),
    ] = None,
    why: Annotated[str, option("เหตุผลที่ส่งซ้ำ", "Why it is sent again.", metavar="REASON")] = "",
    as_json: AsJson = False,
) -> int:
    """Exit 0 if done, 2 if nobody can be reached or the relay refuses us."""
    from flows.check.check import CheckRequest
    from flows.check.daily import remind_unit

    ws = open_workspace()
    if resend is not None:
        return _resend(ws, resend, why, dry_run=dry_run)
    day = day_of(ws, as_of)
    request = CheckRequest(ws.unit(unit), ws.batches(None), day, dry_run, record=False)
    outcome = remind_unit(ws, request, by=actor())
    if as_json:
        print_json(_document(outcome, dry_run=dry_run))
    else:
        _show(ws, outcome, dry_run=dry_run)
    return tell_delivery(ws, outcome, dry_run=dry_run)


def _resend(ws: Workspace, key: str, why: str, *, dry_run: bool) -> int:
    """Write one letter again, say who receives it, and send it."""
    from flows.letters.deliver import deliver
    from flows.letters.outbox import SENT, find_letter, resend_letter

    letter = (
        find_letter(ws, key).entry if dry_run else resend_letter(ws, key, reason=why, by=actor())
    )
    console().print(f"{letter.id} → {letter.recipient}: {letter.subject}", markup=False)
    if dry_run:
        tell("ดูอย่างเดียว: ไม่ได้ส่ง", "Dry run: nothing was sent.")
        return 0
    deliver(ws)
    sent = find_letter(ws, str(letter.id)).entry
    if sent.state == SENT:
        return 0
    why = sent.last_error or sent.state
    tell(
        f"ยังส่งไม่ถึง: {why} จดหมายอยู่ในกล่องขาออก (kamnot outbox show {letter.id})",
        f"Not sent: {why}. The letter is in the outbox (kamnot outbox show {letter.id}).",
        stderr=True,
    )
    return REFUSED


def _document(outcome: CheckOutcome, *, dry_run: bool) -> RemindersDocument:
    from flows.letters.outbox import text_of
    from reports.schemas.check import reminder_part
    from reports.schemas.letters import RemindersDocument, WrittenLetterPart

    part = WrittenLetterPart.of
    letters = [part(mail, text=text, group=mail.group_id) for text, mail in outcome.letters.mails]
    letters += [part(x.entry, text=text_of(x), group=x.entry.group_id) for x in outcome.held]
    return RemindersDocument.of(
        outcome,
        dry_run=dry_run,
        reminders=[reminder_part(r) for r in outcome.reminders],
        letters=letters,
        unreachable=outcome.letters.unreachable,
    )


def _show(ws: Workspace, outcome: CheckOutcome, *, dry_run: bool) -> None:
    from rich.text import Text

    from flows.letters.outbox import text_of
    from flows.letters.recipients import before_use

    out = console()
    letters = outcome.letters
    summary = letters.summary
    early = before_use(ws, outcome.evaluation.unit, outcome.evaluation.as_of)
    if early is not None:
        tell(*early)
        return
    if not outcome.reminders and summary is None and not outcome.held:
        tell("ไม่มีการแจ้งเตือนที่ถึงเวลา", "No reminder is due.")
        return
    shown: list[tuple[str, Letter | Summary]] = [
        (ws.plan.group_by_id[letter.reminder.group].short_name, letter)
        for letter in letters.reachable
    ]
    if summary is not None:
        shown.append((say("ผู้อำนวยการสำนัก", "Director"), summary))
    for group, letter in shown:
        recipients = ", ".join(m.recipient for m in letter.mails)
        out.print(Text(f"{group} → {recipients}", style="bold"))
        out.print(Text(letter.subject))
        if dry_run:
            out.print(Text(letter.text, style="dim"))
    for held in outcome.held:
        number = held.entry.id
        tell(
            f"จดหมายถึงผู้อำนวยการที่พักไว้ จะไปกับการส่งครั้งหน้า (ถ้าไม่ต้องการ: kamnot outbox drop {number})",
            f"The director's letter that was held goes out next (kamnot outbox drop {number} stops it)",
        )
        out.print(Text(f"→ {held.entry.recipient}: {held.entry.subject}", style="bold"))
        out.print(Text(text_of(held), style="dim"))
    if dry_run:
        tell("ดูอย่างเดียว: ไม่ได้ส่ง", "Dry run: nothing was sent.")
