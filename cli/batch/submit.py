"""`kamnot submit` and `unsubmit`: submits a batch under a number of ours, and takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cli.batch.pack import BATCH, INCOMPLETE, OUT, app, one_batch, tell_open, tell_pack
from cli.front.commands import of_year
from cli.front.common import print_json, tell
from cli.front.options import AsJson, AsOf, Unit, Why, option
from cli.front.session import actor, day_of, open_workspace

if TYPE_CHECKING:
    from flows.papers.submissions import Submitted


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
        tell(f"นำส่งแล้ว เลขที่การนำส่ง {receipt} โดย {office}", f"Submitted as {receipt} by {office}")
        tell_pack(done.pack)
        number = done.submission.id
        received = f"kamnot submissions received {number} --number"
        tell(
            f"เมื่อผู้รับออกเลขรับแล้ว บันทึกด้วย {of_year(f'{received} เลขรับ')}",
            f"Once the receiver has given it a number: {of_year(f'{received} NUMBER')}",
        )
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
    tell(f"ถอนการนำส่ง {receipt} แล้ว", f"Took back the submission {receipt}.")
