"""Writes a rehearsal into a folder: every letter as a file, and the year as a picture."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import fiscal_year_span, thai_digits
from domain.reminders.recipients import DIRECTOR
from domain.words.wording import pick
from flows.check.rehearse import Rehearsal
from flows.run.workspace import Workspace, own_files

_LETTERS = "letters"
_CHART = "year.svg"


def make_folder(folder: Path) -> None:
    """Make the folder before the year is played, so that an unusable one is reported at once.

    Raises KamnotError if it cannot be made.
    """
    try:
        with own_files():
            (folder / _LETTERS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def write_rehearsal(ws: Workspace, found: Rehearsal, folder: Path) -> None:
    """Write every letter as a file, and the chart. Raises KamnotError if the folder cannot be written."""
    make_folder(folder)
    try:
        for number, mail in enumerate(found.mails, start=1):
            chat = mail.recipient.startswith("chat:")
            name = f"{mail.day.isoformat()}-{number:04d}-{mail.group}.{'txt' if chat else 'eml'}"
            (folder / _LETTERS / name).write_bytes(mail.raw)
        (folder / _CHART).write_text(_chart(ws, found), encoding="utf-8")
    except OSError as error:
        raise _not_written(folder, error) from error


def _not_written(folder: Path, error: OSError) -> KamnotError:
    return KamnotError(
        f"เขียนโฟลเดอร์ “{folder}” ไม่ได้ ({error.strerror}) โปรดเลือกโฟลเดอร์อื่น",
        f"Cannot write the folder {folder} ({error.strerror}); name another.",
        How(Verb.GIVE_FOLDER),
    )


def group_name(ws: Workspace, group: str) -> str:
    """The group's short name in the plan; the director's office for `director`."""
    if group in ws.plan.group_by_id:
        return ws.plan.group_by_id[group].short_name
    return pick(("ผู้อำนวยการสำนัก", "Director"), ws.language)


def _chart(ws: Workspace, found: Rehearsal) -> str:
    from reports.letter_year import ChartRow, year_chart

    first, last = fiscal_year_span(found.fiscal_year)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    groups = [*(g.id for g in ws.plan.groups), DIRECTOR]
    rows = [
        ChartRow(group_name(ws, group), Counter(m.day for m in found.mails if m.group == group))
        for group in groups
    ]
    return year_chart(
        f"ซ้อมการแจ้งเตือนปีงบประมาณ {thai_digits(found.fiscal_year)}: {thai_digits(len(found.mails))} ฉบับ",
        rows,
        days,
        due={batch.due for batch in ws.plan.batches},
        closed={day for day in days if not ws.is_working_day(day)},
    ).svg()
