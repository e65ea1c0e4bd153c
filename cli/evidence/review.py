"""`kamnot review`: accepts or returns evidence, and lists what waits for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import of_year, with_command
from cli.front.common import console, numeral, print_json, say, short_day, tell
from cli.front.options import LARGEST_ID, AsJson, Item, Note, Unit, Version, Why, argument, option
from cli.front.session import actor, day_of, open_workspace
from cli.front.tables import headed
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from flows.evidence.browse import ListedEvidence
    from flows.evidence.reviews import AwaitedReview

app = typer.Typer(name="review")

_ON = Annotated[str | None, option("วันที่ตรวจ (ค่าเริ่มต้น: วันนี้)", "Day of the review (today).")]
_SEEN = Annotated[
    int | None,
    option(
        "ฉบับล่าสุดที่ได้ดู (ค่าเริ่มต้น: ฉบับที่ตรวจ)",
        "The newest version you saw (the one reviewed).",
        metavar="VERSION",
        min=1,
    ),
]


@app.command(help=say("ตรวจรับหลักฐานเลขที่นี้ หรือทุกรายการที่ครบแล้ว", "Accept an item, or all complete."))
def accept(
    item: Annotated[
        int | None,
        argument(
            "เลขที่จาก kamnot evidence list",
            "A number from kamnot evidence list.",
            "[ITEM]",
            min=1,
            max=LARGEST_ID,
        ),
    ] = None,
    *,
    all_complete: Annotated[
        bool,
        option(
            "ทุกรายการที่รอตรวจรับของเอกสารที่ครบแล้ว",
            "All that wait in complete requirements.",
            "--all-complete",
        ),
    ] = False,
    batch: Annotated[
        str | None, option("เฉพาะรอบนี้ (กับ --all-complete)", "Only this batch.")
    ] = None,
    note: Note = "",
    on_paper: Annotated[
        bool,
        option(
            "คนที่สองลงนามบนกระดาษ (ต้องมี --signed-by และ --why)",
            "A second person signed on paper (with --signed-by and --why).",
            "--on-paper",
        ),
    ] = False,
    signed_by: Annotated[
        str,
        option("ตำแหน่งผู้ลงนามบนกระดาษ", "The office that signed on paper.", metavar="OFFICE"),
    ] = "",
    why: Annotated[str, option("เหตุผล (กับ --on-paper)", "The reason.", metavar="REASON")] = "",
    on: _ON = None,
    version: Version = None,
    seen: _SEEN = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> int:
    """Accept a version that a person has read, also one that a machine cannot read (a scan)."""
    if signed_by and not on_paper:
        raise KamnotError(
            "--signed-by ใช้กับ --on-paper เมื่อคนที่สองลงนามบนกระดาษ",
            "--signed-by goes with --on-paper, where a second person signed on paper.",
        )
    hand, reason = (signed_by, why) if on_paper else (None, note or why)
    if all_complete == (item is not None):
        raise KamnotError(
            "โปรดระบุเลขที่หลักฐานหนึ่งรายการ หรือ --all-complete อย่างใดอย่างหนึ่ง",
            "Give either the number of one item or --all-complete.",
        )
    if item is not None:
        _review(
            unit, item, version, seen, accepted=True, reason=reason, on=on, as_json=as_json, hand=hand
        )  # fmt: skip
        return 0
    return _accept_complete(batch, unit, reason, on, hand, as_json=as_json)


def _accept_complete(
    batch: str | None,
    unit: str | None,
    note: str,
    on: str | None,
    hand: str | None,
    *,
    as_json: bool,
) -> int:
    from flows.evidence.reviews import accept_complete

    ws = open_workspace()
    day = day_of(ws, on)
    name = ws.unit(unit)
    bulk = accept_complete(
        ws, name, ws.batches(batch), reason=note, on=day, by=actor(), signed_by=hand
    )
    if as_json:
        from reports.schemas.evidence import LeftOpenPart, ReviewedVersionPart, ReviewsDocument

        said = {"accepted": True, "reason": note, "reviewed_on": day}
        left = [
            LeftOpenPart.of(one, reason=say(one.why.thai, one.why.english)) for one in bulk.left
        ]
        accepted = [ReviewedVersionPart.of(one, **said) for one in bulk.accepted]
        print_json(ReviewsDocument.of(unit=name, accepted=accepted, left=left))
        return 1 if bulk.left else 0
    for meant in bulk.accepted:
        _tell(meant, accepted=True)
    for one in bulk.left:
        fact = one.evidence.fact
        text = f"? {fact.item} {fact.file_name}: {say(one.why.thai, one.why.english)}"
        console().print(
            with_command(text, one.why.how), style="yellow", markup=False, soft_wrap=True
        )
    if not (bulk.accepted or bulk.left):
        tell("ไม่มีรายการที่ครบและรอตรวจรับ", "Nothing complete waits for a review.")
    return 1 if bulk.left else 0


@app.command(name="list", help=say("รายการที่รอตรวจรับ", "What waits for a review."))
def list_waiting(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print the newest version of every item without a review: first what needs an eye, and why."""
    from flows.evidence.reviews import what_waits

    ws = open_workspace()
    name = ws.unit(unit)
    rows = what_waits(ws, name, day_of(ws, None))
    if as_json:
        from reports.schemas.evidence import WaitingDocument, WaitingPart

        items = [WaitingPart.of(w.evidence, needs_eye=w.needs_eye, why=w.why) for w in rows]
        print_json(WaitingDocument.of(unit=name, items=items))
        return
    _print_waiting(rows)


def _print_waiting(rows: Sequence[AwaitedReview]) -> None:
    from rich.text import Text

    from cli.evidence.browse import remark_text

    if not rows:
        tell("ไม่มีรายการที่รอตรวจรับ", "Nothing waits for a review.")
        return
    eyes = sum(w.needs_eye for w in rows)
    first, rest = numeral(eyes), numeral(len(rows) - eyes)
    tell(
        f"ต้องมีคนดู {first} รายการ อีก {rest} รายการไม่มีข้อสงสัยหรือยังนับไม่ได้",
        f"{first} need an eye; {rest} more are in no doubt, or cannot count yet",
        style="bold",
    )
    table = headed(
        ("เลขที่", "Item"), ("เอกสาร", "Requirement"), ("ไฟล์", "File"), ("วันที่รับ", "Received"),
        ("ต้องดูเพราะ", "Why"),
    )  # fmt: skip
    for one in rows:
        fact = one.evidence.fact
        why = Text(one.why, style="yellow" if one.needs_eye else "")
        table.add_row(
            str(fact.item),  # as it is typed after `review accept`
            fact.requirement,
            Text(fact.file_name),
            short_day(fact.received_on),
            why if one.why else remark_text(one.evidence, {}),
        )
    console().print(table)
    if eyes < len(rows):
        accept = of_year("kamnot review accept --all-complete")
        tell(
            f"รายการที่ครบและไม่มีข้อสงสัย รับพร้อมกันได้ด้วย {accept}",
            f"What is complete and in no doubt: {accept}",
        )


@app.command(name="return", help=say("ส่งคืนให้แก้ไข พร้อมเหตุผล", "Return this item with a reason."))
def return_(
    item: Item,
    *,
    why: Why = "",
    on: _ON = None,
    version: Version = None,
    seen: _SEEN = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Return a version: it no longer counts. Raises KamnotError without a reason."""
    _review(unit, item, version, seen, accepted=False, reason=why, on=on, as_json=as_json)


def _review(
    unit: str | None,
    item: int,
    version: int | None,
    seen: int | None,
    *,
    accepted: bool,
    reason: str,
    on: str | None,
    as_json: bool,
    hand: str | None = None,
) -> None:
    from flows.evidence.reviews import look_at, review

    ws = open_workspace()
    day = day_of(ws, on)
    name = ws.unit(unit)
    standing = look_at(ws, name, item)
    before = replace(standing, version=seen or version or standing.version)
    meant = review(
        ws, name, before, version,
        accepted=accepted, reason=reason, on=day, by=actor(), signed_by=hand,
    )  # fmt: skip
    if as_json:
        from reports.schemas.evidence import ReviewDocument

        said = {"accepted": accepted, "reason": reason.strip(), "reviewed_on": day}
        print_json(ReviewDocument.of(meant, **said))
        return
    _tell(meant, accepted=accepted)


def _tell(meant: ListedEvidence, *, accepted: bool) -> None:
    fact = meant.fact
    done = say("ตรวจรับแล้ว", "Accepted") if accepted else say("ส่งคืนแล้ว", "Returned")
    number = numeral(fact.version)
    which = say(f"ฉบับที่ {number}", f"version {number}")
    console().print(f"{done}: {fact.requirement} {fact.file_name} ({which})", markup=False)
