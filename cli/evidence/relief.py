"""`kamnot relief`: waivers, not-applicable activities and extensions, each with the authoriser and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, Unit, Why, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed

if TYPE_CHECKING:
    from domain.facts import ReliefFact, ReliefKind

app = typer.Typer(name="relief")

_ACTIVITY = Annotated[str, typer.Argument(metavar="ACTIVITY")]
_PART = Annotated[str, typer.Argument(metavar="ACTIVITY/REQUIREMENT")]
_BY = Annotated[
    str,
    option(
        "ตำแหน่งผู้อนุมัติ เช่น ผู้อำนวยการสำนัก (ต้องระบุ)",
        "The office that decided (needed).",
        "--authoriser",
        metavar="OFFICE",
    ),
]
_ON = Annotated[str | None, option("วันที่อนุมัติ (ค่าเริ่มต้น: วันนี้)", "Day of the decision (today).")]


@app.command(help=say("ยกเว้นเอกสารหรือตัวเลขหนึ่งรายการ เช่น 7/photos", "Waive one document or number."))
def waive(
    subject: _PART,
    *,
    authoriser: _BY = "",
    why: Why = "",
    on: _ON = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Waive a requirement or measure: its activity no longer needs it, and it earns nothing."""
    _grant("waiver", subject, authoriser, why, on, unit, as_json=as_json)


@app.command(
    name="not-applicable",
    help=say("กิจกรรมนี้ไม่เกี่ยวข้องกับสำนัก", "An activity does not concern the unit."),
)
def not_applicable(
    subject: _ACTIVITY,
    *,
    authoriser: _BY = "",
    why: Why = "",
    on: _ON = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Take an activity out of what the unit is measured by."""
    _grant("not-applicable", subject, authoriser, why, on, unit, as_json=as_json)


@app.command(help=say("ขยายเวลาส่งของกิจกรรม", "Give an activity a later due date."))
def extend(
    subject: _ACTIVITY,
    *,
    until: Annotated[
        str, option("กำหนดส่งใหม่ (ต้องระบุ)", "The new due date (needed).", metavar="DATE")
    ] = "",
    authoriser: _BY = "",
    why: Why = "",
    on: _ON = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Move the due date of one activity for one unit. The extension ends after the new date."""
    _grant("extension", subject, authoriser, why, on, unit, until=until, as_json=as_json)


def _grant(
    kind: str,
    subject: str,
    authoriser: str,
    why: str,
    on: str | None,
    unit: str | None,
    *,
    until: str = "",
    as_json: bool,
) -> None:
    from domain.facts import ReliefKind
    from flows.plan.reliefs import grant

    ws = open_workspace()
    day, new_due = day_of(ws, on), day_of(ws, until) if until else None
    name = ws.unit(unit)
    relief = grant(
        ws,
        name,
        ReliefKind(kind),
        subject,
        authoriser=authoriser,
        reason=why,
        on=day,
        by=actor(),
        until=new_due,
    )
    if as_json:
        from reports.schemas.reliefs import ReliefDocument

        print_json(ReliefDocument.of(relief, unit=name))
        return
    _tell(relief)


@app.command(
    name="end", help=say("ยกเลิกข้อผ่อนผันตามเลขที่", "End a relief by its number; it stays on record.")
)
def end_one(
    relief: Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=2**31 - 1)],
    *,
    why: Why = "",
    on: Annotated[
        str | None, option("ไม่มีผลตั้งแต่วันที่ (ค่าเริ่มต้น: วันนี้)", "Holds no more from (today).")
    ] = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """End a relief from a day on."""
    from flows.plan.reliefs import end

    ws = open_workspace()
    day = day_of(ws, on)
    name = ws.unit(unit)
    ended = end(ws, name, relief, on=day, why=why, by=actor())
    if as_json:
        from reports.schemas.reliefs import ReliefDocument

        print_json(ReliefDocument.of(ended, unit=name))
        return
    tell(f"ยกเลิกข้อผ่อนผันเลขที่ {relief}", f"Ended relief {relief}")


@app.command(name="list", help=say("รายการข้อผ่อนผัน", "List the reliefs."))
def list_all(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print every relief of the year, including ended ones."""
    from flows.plan.reliefs import granted

    ws = open_workspace()
    name = ws.unit(unit)
    reliefs = granted(ws, name)
    if as_json:
        from reports.schemas.reliefs import ReliefsDocument

        print_json(ReliefsDocument.of(unit=name, reliefs=reliefs))
        return
    _print(reliefs)


_KINDS = {
    "waiver": ("ยกเว้น", "waived"),
    "not-applicable": ("ไม่เกี่ยวข้อง", "not applicable"),
    "extension": ("ขยายเวลาถึง", "extended to"),
}


def _kind(kind: ReliefKind, until: date | None) -> str:
    words = say(*_KINDS[kind.value])
    return f"{words} {short_day(until)}" if until else words


def _tell(relief: ReliefFact) -> None:
    text = f"{relief.subject}: {_kind(relief.kind, relief.until)} — {relief.authoriser}"
    number = say(f"ข้อผ่อนผันเลขที่ {numeral(relief.id)}", f"relief {relief.id}")
    console().print(f"✓ {text} ({number})", markup=False, soft_wrap=True)


def _print(reliefs: Sequence[ReliefFact]) -> None:
    from rich.text import Text

    if not reliefs:
        tell("ไม่มีข้อผ่อนผัน", "No reliefs.")
        return
    table = headed(
        ("เลขที่", "No."),
        ("เรื่อง", "Subject"),
        ("ข้อผ่อนผัน", "Relief"),
        ("ผู้อนุมัติ", "Authoriser"),
        ("เหตุผล", "Reason"),
        ("วันที่อนุมัติ", "Decided"),
        ("ยกเลิกเมื่อ", "Ended"),
    )
    for relief in reliefs:
        ended = short_day(relief.ended_on) if relief.ended_on else ""
        table.add_row(
            str(relief.id),
            relief.subject,
            _kind(relief.kind, relief.until),
            Text(relief.authoriser),
            Text(relief.reason),
            short_day(relief.decided_on),
            ended,
        )
    console().print(table)
