"""`kamnot submit`, `unsubmit`, `submissions`: submits a batch under a receipt, takes it back, lists both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cli.batch.pack import BATCH, INCOMPLETE, OUT, app, one_batch, tell_open, tell_pack
from cli.front.common import console, print_json, say, short_day, tell
from cli.front.options import AsJson, AsOf, Unit, Why, argument, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed

if TYPE_CHECKING:
    from flows.papers.submissions import Submission, Submitted


@app.command()
def submit(
    batch: BATCH,
    *,
    office: Annotated[
        str,
        option(
            "ตำแหน่งผู้นำส่ง (ต้องระบุ)", "The office that submits (needed).", "--by", metavar="OFFICE"
        ),
    ] = "",
    incomplete: Annotated[
        bool,
        option(
            "นำส่งทั้งที่ยังไม่ครบ (ต้องมี --why)", "Submit what is incomplete (with --why).", "--incomplete"
        ),
    ] = False,
    why: Annotated[str, option("เหตุผล (กับ --incomplete)", "The reason.", metavar="REASON")] = "",
    unit: Unit = None,
    as_of: AsOf = None,
    out: OUT = Path(),
    as_json: AsJson = False,
) -> int:
    """Submit a batch. Exit 1, with nothing submitted, while something prevents it."""
    from domain.packs.handing_in import HandingIn
    from flows.papers.packs import PackRequest as Request
    from flows.papers.submissions import submit as hand_in

    ws = open_workspace()
    day = day_of(ws, as_of)
    request = Request(ws.unit(unit), one_batch(ws.batches(batch)), day)
    done = hand_in(ws, request, out, HandingIn(office, incomplete, why), by=actor())
    if as_json:
        from reports.schemas.papers import SubmittedDocument

        print_json(SubmittedDocument.of(done, submitted=done.submission is not None))
    else:
        _tell_submitted(done)
    return INCOMPLETE if done.submission is None else 0


def _tell_submitted(done: Submitted) -> None:
    if done.pack is not None and done.submission is not None:
        receipt, office = done.submission.frozen.receipt, done.submission.frozen.office
        tell(f"นำส่งแล้ว เลขรับ {receipt} โดย {office}", f"Submitted, receipt {receipt}, by {office}")
        tell_pack(done.pack)
        return
    tell("ยังไม่นำส่ง เพราะ", "Not submitted, for:")
    tell_open(done.contents)
    tell(
        "ถ้าจำเป็นต้องส่งทั้งอย่างนี้ ใช้ --incomplete --why เหตุผล",
        "To submit it all the same, give --incomplete --why REASON.",
    )


@app.command()
def unsubmit(batch: BATCH, *, why: Why = "", unit: Unit = None, as_json: AsJson = False) -> None:
    """Take a submission back, so that the batch can be submitted again."""
    from flows.papers.submissions import unsubmit as take_back

    ws = open_workspace()
    name = ws.unit(unit)
    taken = take_back(ws, name, one_batch(ws.batches(batch)), why=why, by=actor())
    receipt = taken.frozen.receipt
    if as_json:
        from reports.schemas.papers import UnsubmittedDocument

        print_json(UnsubmittedDocument.of(taken))
        return
    tell(f"ถอนการนำส่งเลขรับ {receipt} แล้ว", f"Took back the submission {receipt}.")


@app.command()
def submissions(
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
        ("เลขรับ", "Receipt"), ("นำส่งเมื่อ", "Submitted"), ("ผู้นำส่ง", "By"), ("หมายเหตุ", "Remark")
    )
    for one in found:
        frozen = one.frozen
        table.add_row(
            frozen.receipt, _day(one.submitted_at), Text(frozen.office), Text(_remark(one)),
            style="dim" if one.withdrawn_at else "",
        )  # fmt: skip
    console().print(table)


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
