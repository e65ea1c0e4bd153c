"""`kamnot submissions`: lists what was submitted, and records the receiver's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, Unit, argument, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed

if TYPE_CHECKING:
    from flows.papers.submissions import Submission

app = typer.Typer(name="submissions")


@app.command(name="list", help=say("การนำส่งทั้งปี หรือของรอบเดียว", "All submissions, or one batch's."))
def list_all(
    batch: Annotated[str | None, argument("เฉพาะรอบนี้", "Only this batch.", "BATCH")] = None,
    *,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Print every submission of the year, including those taken back, oldest first."""
    from flows.papers.submissions import handed_in

    ws = open_workspace()
    name = ws.unit(unit)
    found = handed_in(ws, name, ws.batches(batch))
    if as_json:
        from reports.schemas.papers import SubmissionsDocument

        print_json(SubmissionsDocument.of(unit=name, submissions=found))
        return
    _print(found)


def _print(found: Sequence[Submission]) -> None:
    from rich.text import Text

    if not found:
        tell("ยังไม่มีการนำส่ง", "Nothing was submitted yet.")
        return
    table = headed(
        ("ที่", "No."), ("เลขที่การนำส่ง", "Submission"), ("นำส่งเมื่อ", "Submitted"), ("ผู้นำส่ง", "By"),
        ("เลขรับของผู้รับ", "Receiver's number"), ("หมายเหตุ", "Remark"),
    )  # fmt: skip
    for one in found:
        frozen = one.frozen
        table.add_row(
            numeral(one.id), frozen.receipt, _day(one.submitted_at), Text(frozen.office),
            Text(_received(one)), Text(_remark(one)),
            style="dim" if one.withdrawn_at else "",
        )  # fmt: skip
    console().print(table)


def _received(one: Submission) -> str:
    """The receiver's number with its day."""
    if one.received_on is None:
        return ""
    day = short_day(one.received_on)
    return f"{one.received_number} ({day})"


def _remark(one: Submission) -> str:
    """Whether it was complete, why not, and whether it was taken back."""
    frozen = one.frozen
    words = say("ครบ", "complete") if frozen.complete else say("ยังไม่ครบ", "incomplete")
    if frozen.why:
        words += f": {frozen.why}"
    if one.withdrawn_at is None:
        return words
    day = _day(one.withdrawn_at)
    return f"{words}\n{say(f'ถอนเมื่อ {day}', f'taken back on {day}')}: {one.withdrawn_why}"


def _day(moment: datetime) -> str:
    from flows.run.workspace import in_bangkok

    return short_day(in_bangkok(moment).date())


@app.command(
    help=say(
        "บันทึกเลขรับที่หน่วยงานผู้รับออกให้ เช่น received 3 --number “สธ ๑๒๓/๒๕๖๗”",
        "Record the number under which the receiver took it in.",
    )
)
def received(
    submission: Annotated[
        str, argument("ที่ เลขที่การนำส่ง หรือรอบ", "Its number, receipt or batch.", "SUBMISSION")
    ],
    *,
    number: Annotated[
        str, option("เลขรับของผู้รับ (ต้องระบุ)", "The receiver's number (needed).", metavar="NUMBER")
    ] = "",
    on: Annotated[str | None, option("วันที่รับ (ค่าเริ่มต้น: วันนี้)", "Day received (today).")] = None,
    why: Annotated[
        str, option("เหตุผล (เมื่อแก้เลขเดิม)", "The reason, over another number.", metavar="REASON")
    ] = "",
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Record it. Raises KamnotError for an unknown submission, or over another number without a reason."""
    from flows.papers.submissions import record_received

    ws = open_workspace()
    day, today = day_of(ws, on), day_of(ws, None)
    kept = record_received(
        ws, ws.unit(unit), submission, number, on=day, today=today, why=why, by=actor()
    )
    if as_json:
        from reports.schemas.papers import ReceivedDocument

        print_json(ReceivedDocument.of(kept))
        return
    receipt, shown = kept.frozen.receipt, f"{kept.received_number} {short_day(day)}"
    tell(f"บันทึกเลขรับของ {receipt}: {shown}", f"{receipt} was received as {shown}")
