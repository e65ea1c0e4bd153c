"""What commands on data share: the workspace, the day, and the report of a delivery."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.front.commands import error_text, of_year
from cli.front.common import RUN, chosen_year, console, language, numeral, say

if TYPE_CHECKING:
    from domain.plan.model import Plan
    from flows.check.check import CheckOutcome
    from flows.run.workspace import Workspace

REFUSED = 2


def settings() -> Any:
    """The settings of this run, for the year that it names."""
    from flows.run.workspace import read_settings

    return read_settings(fiscal_year=chosen_year())


def open_workspace(*, at_any_age: bool = False) -> Workspace:
    """The workspace of this run in the language of this run, with the run's children that inspect files."""
    from flows.run.workspace import working

    ws = RUN.enter_context(working(settings(), language=language(), at_any_age=at_any_age))
    if ws.plan_note is not None:
        _print(error_text(ws.plan_note))
    return ws


def day_of(ws: Workspace, text: str | None) -> date:
    """The day meant by an option, near the plan's year; today in Bangkok if it was left out."""
    if text is None:
        from flows.run.workspace import today

        return today()
    from domain.language.days import parse_date, parse_in_year

    found = parse_in_year(text, ws.plan.fiscal_year)
    return found[0] if found and found[1] else parse_date(text, ws.plan.fiscal_year)


def actor() -> str:
    """The account whose process this is, for the audit: the system's word, never the environment's."""
    if sys.platform == "win32":
        return _windows_account()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"  # a user id without a name, as in some containers


def _windows_account() -> str:
    import ctypes

    size = ctypes.c_ulong(257)  # UNLEN and the NUL at the end
    name = ctypes.create_unicode_buffer(size.value)
    found = ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))  # type: ignore[attr-defined]  # Windows only
    return name.value if found else "unknown"


def tell_unconfirmed(plan: Plan) -> None:
    """Say on standard error that a year's plan was carried over and nobody has confirmed all of it."""
    from domain.words.policy import unconfirmed_note

    if unconfirmed_note(plan, "th"):
        confirm = of_year("kamnot plan confirm")
        tell_aside(*(f"{unconfirmed_note(plan, spoken)}: {confirm}" for spoken in ("th", "en")))


_YES = ("y", "yes", "ใช่", "ตกลง")


def agreed(thai: str, english: str) -> bool:
    """Ask the person at this terminal; without an answer nothing is agreed."""
    out = console(stderr=True)
    out.print(say(f"{thai} (ใช่/ไม่)", f"{english} (yes/no)"), end=" ", markup=False)
    if sys.stdin.readline().strip().lower() in _YES:
        return True
    out.print(say("ไม่ได้เปลี่ยนอะไร", "Nothing was changed."), markup=False)
    return False


def tell_delivery(ws: Workspace, outcome: CheckOutcome, *, dry_run: bool = False) -> int:
    """Say on standard error what became of the letters. Returns the exit code.

    2 if a letter of this run was refused or nobody at all can be reached, else 0, also for a dry run.
    """
    from flows.deployments.run_words import refused_words

    _tell_unreached(ws, outcome)
    if dry_run:
        return 0
    delivered = outcome.delivered
    if delivered.sent:
        where = "" if ws.courier.has_relay else f" → {ws.settings.mailbox}"
        tell_aside(
            f"ส่งจดหมายแจ้งเตือนแล้ว {numeral(delivered.sent)} ฉบับ{where}",
            f"{delivered.sent} reminder(s) sent{where}",
        )
    refused = refused_words(delivered)
    if refused is not None:
        tell_aside(*refused)
    _tell_waiting(ws, outcome)
    failed = delivered.retry + delivered.unknown + delivered.dead
    return REFUSED if failed or delivered.refused is not None or _nobody(ws, outcome) else 0


def _tell_unreached(ws: Workspace, outcome: CheckOutcome) -> None:
    if outcome.letters.unreachable:
        names = ", ".join(ws.plan.group_by_id[g].short_name for g in outcome.letters.unreachable)
        tell_aside(
            f"ยังแจ้งเตือน {names} ไม่ได้เพราะไม่มีผู้รับ เพิ่มด้วย kamnot contacts set การแจ้งเตือนยังไม่หายไป",
            f"Cannot remind {names}: no contact. Add one with kamnot contacts set; nothing is lost.",
        )
    for letter in outcome.letters.reachable if outcome.enqueued else ():
        group = ws.plan.group_by_id[letter.reminder.group].short_name
        for who in letter.missing:
            thai, english = _PEOPLE[who]
            tell_aside(
                f"ขั้นนี้ต้องแจ้ง{thai} ({group}) ด้วย แต่ยังไม่มีผู้รับ เพิ่มด้วย kamnot contacts set",
                f"This rung names the {english} ({group}), and nobody is set: kamnot contacts set",
            )


_PEOPLE = {
    "members": ("สมาชิกของคณะ", "group's members"),
    "head": ("หัวหน้าคณะ", "head of the group"),
    "director": ("ผู้อำนวยการสำนัก", "director"),
}


def _tell_waiting(ws: Workspace, outcome: CheckOutcome) -> None:
    """Report letters of all runs that have not gone out: silence would look like success."""
    from flows.letters.outbox import count_unsent

    unsent = count_unsent(ws, outcome.evaluation.unit)
    held, waiting, failed = map(numeral, (unsent.held, unsent.waiting, unsent.failed))
    if unsent.all_held:
        tell_aside(
            f"หลังกู้คืนข้อมูล จดหมายพักไว้ {held} ฉบับและยังไม่ส่งอะไร จนกว่าจะมีผู้ดู:"
            " kamnot outbox held แล้ว kamnot outbox release",
            f"After a restore {unsent.held} letter(s) wait and nothing is sent:"
            " kamnot outbox held, then kamnot outbox release",
        )
    elif unsent.held:
        tell_aside(
            f"จดหมายถึงผู้อำนวยการพักไว้ {held} ฉบับ จนกว่าจะมีผู้ดู: kamnot remind --dry-run หรือ kamnot outbox release",
            f"{unsent.held} letter(s) to the director wait: kamnot remind --dry-run or kamnot outbox release",
        )
    if unsent.waiting or unsent.failed:
        tell_aside(
            f"ในกล่องขาออก: รอส่ง {waiting} ฉบับ ส่งไม่สำเร็จ {failed} ฉบับ ดูด้วย kamnot outbox list",
            f"In the outbox: {unsent.waiting} waiting, {unsent.failed} failed; see kamnot outbox list.",
        )


def _nobody(ws: Workspace, outcome: CheckOutcome) -> bool:
    """Whether reminders are due and no group of the unit has any contact."""
    from flows.letters.contacts import nobody_to_remind

    return bool(outcome.letters.unreachable) and nobody_to_remind(ws, outcome.evaluation.unit)


def tell_aside(thai: str, english: str) -> None:
    """Say it on standard error, after what stands on standard output."""
    _print(say(thai, english))


def _print(text: str) -> None:
    sys.stdout.flush()
    console(stderr=True).print(text, markup=False, soft_wrap=True)
