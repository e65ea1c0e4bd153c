"""`kamnot evidence`: take files in, list what is there, take back what came in by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import console, language, print_json, say
from domain.errors import KamnotError

if TYPE_CHECKING:
    from rich.text import Text

    from flows.evidence import Intake

app = typer.Typer(
    help=say("หลักฐาน: รับไฟล์ ดูรายการ และถอน", "Evidence: take files in, list and withdraw them.")
)

LARGEST_ID = 2**31 - 1
"""No row of any table has a larger number; the databases would choke on one beyond 64 bits."""
ItemNumber = Annotated[
    int,
    typer.Argument(
        metavar="ITEM",
        min=1,
        max=LARGEST_ID,
        help=say("เลขที่จาก kamnot evidence list", "A number from kamnot evidence list."),
    ),
]
_UNIT = Annotated[str | None, typer.Option(help=say("สำนัก", "The unit."))]
_JSON = Annotated[bool, typer.Option("--json", help=say("ผลเป็น JSON", "As JSON."))]


@app.command(
    help=say("รับไฟล์หลักฐานของกิจกรรม เช่น 7 หรือ 7.report", "Take files in for 7 or 7.report.")
)
def add(
    slot: Annotated[str, typer.Argument(metavar="ACTIVITY[/REQUIREMENT]")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", readable=False)],
    *,
    received: Annotated[
        str | None, typer.Option(help=say("วันที่รับ (ค่าเริ่มต้น: วันนี้)", "Day received (today)."))
    ] = None,
    note: Annotated[str, typer.Option(help=say("หมายเหตุ", "A note."))] = "",
    unit: _UNIT = None,
    as_json: _JSON = False,
) -> None:
    """Take files in; a broken file is kept and named, never refused."""
    from cli.work import actor, day_of, open_workspace
    from flows.evidence import Incoming, take_in

    day = day_of(received)
    ws = open_workspace()
    name = ws.unit(unit)
    incoming = [Incoming(slot, path, day) for path in files]
    taken = take_in(ws, name, incoming, by=actor(), note=note)
    if as_json:
        rows = [_intake_json(t) for t in taken]
        print_json({"schema": "kamnot/evidence-added/1", "unit": name, "files": rows})
        return
    for intake in taken:
        _tell(intake)


def _intake_json(intake: Intake) -> dict[str, Any]:
    problem = intake.inspection.problem
    return {
        "file": intake.file_name,
        "requirement": intake.requirement,
        "outcome": intake.added.outcome,
        "item": intake.added.item,
        "version": intake.added.version,
        "problem": problem.value if problem else None,
        "sections": [
            {"id": s.id, "outcome": s.outcome.value, "page": s.page}
            for s in intake.inspection.sections
        ],
    }


_OUTCOMES = {
    "new": ("รับแล้ว", "taken in"),
    "new-version": ("รับเป็นฉบับใหม่", "taken in as a new version"),
    "same": ("เหมือนไฟล์ที่มีอยู่แล้ว ไม่ได้เก็บซ้ำ", "the same as one already here, not kept twice"),
}


def _tell(intake: Intake) -> None:
    """One line for a file, and one for what a person should look at."""
    from rich.text import Text

    out = console()
    text = Text("✓ ", style="green")
    text.append(
        f"{intake.requirement} {intake.file_name}: {say(*_OUTCOMES[intake.added.outcome])}",
        style="default",
    )
    out.print(text)
    for remark, style in _remarks(intake):
        out.print(Text(f"  {remark}", style=style))


def _remarks(intake: Intake) -> Iterator[tuple[str, str]]:
    """What keeps a file from counting, and the sections that were looked for in vain."""
    from domain.wording import say as sentence

    look, wanted = intake.inspection, intake.wanted
    if look.format not in wanted.formats:
        formats = ", ".join(wanted.formats)
        yield say(f"แต่ยังนับไม่ได้: รับเฉพาะ {formats}", f"but it cannot count: only {formats}"), "red"
    elif look.problem is not None:
        problem = sentence(f"problem.{look.problem.value}", language())
        yield say(f"แต่ยังนับไม่ได้: {problem}", f"but it cannot count: {problem}"), "red"
    elif look.has_text is False:
        yield say("เป็นภาพสแกน ตรวจหัวข้อไม่ได้", "a scan: its sections cannot be checked"), "yellow"
    titles = {section.id: section.title for section in wanted.sections}
    missing = [titles[s.id] for s in look.sections if s.outcome.value == "not-found"]
    if missing:
        names = ", ".join(missing)
        yield say(f"ไม่พบหัวข้อ: {names}", f"sections not found: {names}"), "yellow"


@app.command(name="list", help=say("รายการหลักฐานที่รับแล้ว", "List the evidence."))
def list_items(*, unit: _UNIT = None, as_json: _JSON = False) -> None:
    """Print the newest version of every item."""
    from cli.work import open_workspace
    from storage.database import reading
    from storage.evidence import list_evidence

    ws = open_workspace()
    name = ws.unit(unit)
    with reading(ws.engine) as session:
        rows = list_evidence(session, name, ws.plan.fiscal_year)
    if as_json:
        print_json(
            {"schema": "kamnot/evidence/1", "unit": name, "items": [_listed_json(r) for r in rows]}
        )
        return
    _print_list(rows)


def _listed_json(row: Any) -> dict[str, Any]:
    fact = row.fact
    return {
        "item": fact.item,
        "version": fact.version,
        "newest": row.newest,
        "requirement": fact.requirement,
        "file_name": fact.file_name,
        "sha256": fact.sha256,
        "size": row.size,
        "received_on": fact.received_on.isoformat(),
        "problem": fact.problem.value if fact.problem else None,
        "withdrawn_on": row.withdrawn_on.isoformat() if row.withdrawn_on else None,
        "accepted": row.accepted,
        "reason": row.reason,
    }


def _print_list(rows: Sequence[Any]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from domain.thai import show_date
    from domain.wording import digits

    standing = [row for row in rows if row.newest and row.withdrawn_on is None]
    if not standing:
        console().print(say("ยังไม่มีหลักฐาน", "No evidence yet."))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for thai, english in (
        ("เลขที่", "Item"),
        ("เอกสาร", "Requirement"),
        ("ไฟล์", "File"),
        ("ฉบับ", "Version"),
        ("วันที่รับ", "Received"),
        ("หมายเหตุ", "Remark"),
    ):
        table.add_column(say(thai, english), overflow="fold")
    for row in standing:
        fact = row.fact
        table.add_row(
            str(fact.item),  # as it is typed after `review accept`
            fact.requirement,
            Text(fact.file_name),
            digits(fact.version, language()),
            show_date(fact.received_on, language(), short=True),
            _remark(row),
        )
    console().print(table)


def _remark(row: Any) -> Text:
    """What a person should know of a version: its fault, or a reviewer's word."""
    from rich.text import Text

    from domain.wording import say as sentence

    problem = row.fact.problem
    if problem is not None:
        return Text(sentence(f"problem.{problem.value}", language()), style="red")
    if row.accepted is None:
        return Text("")
    if row.accepted:
        return Text(say("ตรวจรับแล้ว", "accepted"), style="green")
    return Text(say(f"ส่งคืน: {row.reason}", f"returned: {row.reason}"), style="red")


@app.command(
    help=say("ถอนหลักฐานที่ส่งผิด (ไฟล์ยังเก็บไว้)", "Withdraw an item; its file is kept."),
)
def withdraw(
    item: ItemNumber,
    *,
    why: Annotated[
        str, typer.Option(metavar="REASON", help=say("เหตุผล (ต้องระบุ)", "The reason (needed)."))
    ] = "",
    on: Annotated[
        str | None,
        typer.Option(help=say("ไม่นับตั้งแต่วันที่ (ค่าเริ่มต้น: วันนี้)", "Day it stops counting (today).")),
    ] = None,
) -> None:
    """Take an item back: from that day it no longer counts; KamnotError without a reason."""
    from cli.work import actor, day_of, open_workspace
    from storage.database import writing
    from storage.evidence import find_version, withdraw_evidence

    reason, day = why.strip(), day_of(on)
    if not reason:
        raise KamnotError(
            "การถอนหลักฐานต้องมีเหตุผล โปรดระบุด้วย --why",
            "Withdrawing evidence needs a reason; give one with --why.",
        )
    ws = open_workspace()
    with writing(ws.engine) as session:
        fact = find_version(session, item).fact
        withdraw_evidence(session, item, withdrawn_on=day, by=actor(), reason=reason, now=ws.now())
    name = f"{fact.requirement} {fact.file_name}"
    console().print(
        say(f"ถอนหลักฐานเลขที่ {item}: {name}", f"Withdrew item {item}: {name}"), markup=False
    )
