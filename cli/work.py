"""What the working commands share: the workspace, the day, and how deliveries are told."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from cli.common import console, language, say

if TYPE_CHECKING:
    from flows.check import CheckOutcome
    from flows.workspace import Workspace

REFUSED = 2


def open_workspace() -> Workspace:
    """The workspace of this run in the language of this run."""
    from flows.workspace import Workspace
    from storage.settings import Settings

    return Workspace(Settings(), language=language())


def day_of(text: str | None) -> date:
    """The day meant by an option, today in Bangkok when it was left out."""
    if text is None:
        from flows.workspace import today

        return today()
    from domain.thai import parse_date

    return parse_date(text)


def actor() -> str:
    """Who is at this terminal, for the audit: the account's name."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def tell_delivery(ws: Workspace, outcome: CheckOutcome) -> int:
    """Say on standard error what became of the letters; 2 when the relay refuses us, else 0."""
    delivered, sent_to = outcome.delivered, ws.settings.mailbox
    if outcome.letters.unreachable:
        names = ", ".join(ws.plan.group_by_id[g].short_name for g in outcome.letters.unreachable)
        _tell(
            f"ยังแจ้งเตือน {names} ไม่ได้เพราะไม่มีผู้รับ เพิ่มด้วย kamnot contacts set",
            f"Cannot remind {names}: no contact. Add one with kamnot contacts set.",
        )
    if delivered.sent:
        where = "" if ws.settings.notify_url_list else f" → {sent_to}"
        _tell(
            f"ส่งจดหมายแจ้งเตือนแล้ว {delivered.sent} ฉบับ{where}",
            f"{delivered.sent} reminder(s) sent{where}",
        )
    failed = delivered.retry + delivered.unknown + delivered.dead
    if failed and not delivered.refused:
        _tell(
            f"ส่งไม่สำเร็จ {failed} ฉบับ ดูด้วย kamnot outbox list",
            f"{failed} not sent; see kamnot outbox list",
        )
    if delivered.refused:
        _tell(
            f"ส่งจดหมายไม่ได้: {delivered.refused} จดหมายยังอยู่ครบในกล่องขาออก แก้แล้วสั่งซ้ำได้",
            f"Cannot send mail: {delivered.refused}. Every letter is still in the outbox.",
        )
        return REFUSED
    return 0


def _tell(thai: str, english: str) -> None:
    sys.stdout.flush()
    console(stderr=True).print(say(thai, english), markup=False, soft_wrap=True)
