"""`kamnot evidence link`, `withdraw`, `recheck`, `pdf` and `fsck`: care for the stored evidence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.evidence.evidence import WhyLate, app, tell_intake
from cli.front.common import console, language, numeral, print_json, say, short_day, tell
from cli.front.options import LARGEST_ID, AsJson, DryRun, Item, Unit, Why, argument, option
from cli.front.session import actor, day_of, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.evidence.looks import Rechecked
    from flows.evidence.maintain import FsckReport
    from flows.evidence.withdrawals import WithdrawalCost


@app.command(
    help=say("ให้ไฟล์เดียวใช้กับเอกสารอื่นด้วย เช่น link 12 8.photos", "Let one file serve others too.")
)
def link(
    item: Item,
    asked: Annotated[list[str], typer.Argument(metavar="ACTIVITY[/REQUIREMENT]...")],
    *,
    received: Annotated[
        str | None, option("นับตั้งแต่วันที่ (ค่าเริ่มต้น: วันนี้)", "Counts from this day (today).")
    ] = None,
    why: WhyLate = "",
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Link a file. A new version of it then counts for every linked requirement."""
    from flows.evidence.take_in import link as link_item

    ws = open_workspace()
    day = day_of(ws, received)
    today = day_of(ws, None)
    linked = link_item(
        ws, ws.unit(unit), item, asked, received_on=day, by=actor(), entered_on=today, why=why
    )
    if as_json:
        from reports.schemas.evidence import EvidenceLinkedDocument

        print_json(EvidenceLinkedDocument.of(item=item, files=linked))
        return
    for intake in linked:
        tell_intake(intake)


@app.command(
    help=say(
        "เปิดดูไฟล์อีกครั้ง: ที่มีปัญหา และที่กำหนดรุ่นก่อนเคยดู ที่ตรวจรับแล้วไม่ถูกเปลี่ยน",
        "Look again at files with a problem and at what an older Kamnot judged; what is accepted stays.",
    )
)
def recheck(
    items: Annotated[list[int] | None, typer.Argument(metavar="[ITEM...]")] = None,
    *,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Inspect these items again; without any, what has a problem, and what an older Kamnot judged."""
    from flows.evidence.looks import Change
    from flows.evidence.looks import recheck as look_again

    ws = open_workspace()
    found = look_again(ws, ws.unit(unit), items, by=actor())
    if as_json:
        from reports.schemas.evidence import EvidenceRecheckedDocument, RecheckedPart

        rows = [RecheckedPart.of(one) for one in found]
        print_json(EvidenceRecheckedDocument.of(files=rows))
        return
    for one in found:
        if items or one.look.problem or one.change is not Change.SAME:
            console().print(f"{one.item} {one.file_name}: {_rechecked(one)}", markup=False)
    if not found:
        tell("ไม่มีไฟล์ที่ต้องดูใหม่", "No file needs another look.")
    elif not items:
        changed, kept = (sum(r.change is c for r in found) for c in (Change.NEW, Change.KEPT))
        tell(
            f"ดูใหม่ {numeral(len(found))} ไฟล์: ผลเปลี่ยน {numeral(changed)} "
            f"คงไว้ตามที่ตรวจรับ {numeral(kept)} เหมือนเดิม {numeral(len(found) - changed - kept)}",
            f"Looked into {len(found)} file(s) again: {changed} changed, {kept} kept as accepted, "
            f"{len(found) - changed - kept} as before.",
        )


def _rechecked(one: Rechecked) -> str:
    """What another look says of a file, and that an acceptance was kept against it."""
    from domain.activity.file_kinds import problem_words
    from flows.evidence.looks import Change

    look, titles = one.look, ", ".join(one.against)
    said = problem_words(look.problem, look.format, language()) if look.problem else ""
    if one.change is not Change.KEPT:
        return said or say("ใช้ได้", "in order")
    said = said or say(f"ไม่เห็นหรือไม่แน่ใจ {titles}", f"not seen or doubtful: {titles}")
    kept = say(
        "แต่มีผู้ตรวจรับแล้ว จึงคงไว้ โปรดเปิดดูอีกครั้ง",
        "kept, because somebody has accepted it; please look again",
    )
    return f"{said} {kept}"


@app.command(
    help=say(
        "ฉบับ PDF สำหรับศูนย์เรียนรู้: ทำจาก Word เท่าที่ยังไม่มี หรือใช้ไฟล์ที่ให้ เช่น pdf 12 รายงาน.pdf",
        "The PDFs for the learning centre: make what is missing, or take yours: pdf 12 report.pdf.",
    )
)
def pdf(
    item: Annotated[int | None, typer.Argument(metavar="[ITEM]", min=1, max=LARGEST_ID)] = None,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.pdf]")] = None,
    *,
    unit: Unit = None,
) -> None:
    """Make the missing PDFs, or keep a person's of one item. Raises KamnotError if the file is no sound PDF."""
    from flows.evidence.site_pdfs import keep_site_pdf, make_site_pdfs

    ws = open_workspace()
    name = ws.unit(unit)
    if item is not None and file is not None:
        keep_site_pdf(ws, name, item, file, by=actor())
        tell(f"{item}: ใช้ {file.name} เป็นฉบับ PDF แล้ว", f"{item}: {file.name} is its PDF now")
        return
    made = make_site_pdfs(ws, name, None if item is None else [item], by=actor())
    for one in made:
        tell(f"ทำฉบับ PDF ของ {one} แล้ว", f"Made the PDF of {one}")
    if not made:
        tell(
            "ไม่มีฉบับ PDF ที่ทำได้ในเครื่องนี้: มีครบแล้ว หรือไม่มี LibreOffice",
            "No PDF to be made here: all are there, or there is no LibreOffice.",
        )


@app.command(
    help=say(
        "ตรวจว่าไฟล์หลักฐานในที่เก็บอยู่ครบและไม่ถูกแก้",
        "Check that every stored file is there and unaltered.",
    )
)
def fsck(
    *,
    quick: Annotated[
        bool, option("ไม่อ่านเนื้อไฟล์ทุกไฟล์", "Do not read every file again.", "--quick")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Compare rows and store. Exit 1 if evidence is missing or altered."""
    from flows.evidence.maintain import check_store

    ws = open_workspace()
    with _reading_bar(as_json=as_json) as progress:
        report = check_store(ws, quick=quick, progress=progress)
    if as_json:
        from reports.schemas.evidence import FsckDocument

        print_json(FsckDocument.of(report))
    else:
        _tell_report(report)
    return 0 if report.sound else 1


@contextmanager
def _reading_bar(*, as_json: bool) -> Iterator[Callable[[int, int], None]]:
    out = console(stderr=True)
    if as_json or not out.is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=out, transient=True
    ) as bar:
        task = bar.add_task(say("กำลังอ่าน", "Reading"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


_FAULTS = {
    "size": ("ขนาดไม่ตรง", "wrong size"),
    "content": ("เนื้อไฟล์ถูกแก้", "altered"),
    "unreadable": ("อ่านไม่ได้", "unreadable"),
}


def _tell_report(report: FsckReport) -> None:
    from rich.text import Text

    out = console()
    for lost in report.missing:
        names = ", ".join(lost.names)
        text = say(
            f"✗ หาย: {names} กู้จากสำเนาสำรอง", f"✗ missing: {names}; restore it from a backup"
        )
        out.print(Text(text, style="red"), soft_wrap=True)
    for bad in report.altered:
        names = ", ".join(bad.names) or bad.sha256[:12]
        fault = say(*_FAULTS[bad.fault.value])
        out.print(Text(f"✗ {fault}: {names} ({bad.sha256[:12]}…)", style="red"), soft_wrap=True)
    count = numeral(report.contents)
    parts = (report.missing, report.altered, report.orphans, report.unfinished)
    gone, damaged, over, half = (numeral(len(part)) for part in parts)
    tell(
        f"ไฟล์ในที่เก็บ {count} ไฟล์: หาย {gone} เสีย {damaged} ไม่มีเจ้าของ {over} ค้างรับ {half}",
        f"{count} file(s) in the store: {gone} missing, {damaged} damaged, {over} orphan(s),"
        f" {half} unfinished",
    )


@app.command(help=say("ถอนหลักฐานที่ส่งผิด (ไฟล์ยังเก็บไว้)", "Withdraw an item; its file is kept."))
def withdraw(
    item: Item,
    *,
    why: Why = "",
    on: Annotated[
        str | None, option("ไม่นับตั้งแต่วันที่ (ค่าเริ่มต้น: วันนี้)", "Day it stops counting (today).")
    ] = None,
    yes: Annotated[bool, option("ถอนโดยไม่ถาม", "Withdraw it without asking.", "--yes")] = False,
    dry_run: DryRun = False,
    unit: Unit = None,
) -> None:
    """Withdraw an item: from that day it no longer counts. Says first what that costs, and asks at the terminal.

    Raises KamnotError without a reason.
    """
    from domain.language.reasons import given_reason
    from flows.evidence.withdrawals import withdraw as take_back
    from flows.evidence.withdrawals import withdrawal_cost

    given_reason(why, "การถอนหลักฐาน", "Withdrawing evidence")

    ws = open_workspace()
    day = day_of(ws, on)
    name = ws.unit(unit)
    cost = withdrawal_cost(ws, name, item, day)
    _tell_cost(cost)
    if dry_run or not (yes or cost.nothing or _is_sure()):
        tell("ยังไม่ได้ถอน", "Nothing was withdrawn.")
        return
    fact = take_back(ws, name, item, why=why, on=day, by=actor()).fact
    name = f"{fact.requirement} {fact.file_name}"
    tell(f"ถอนหลักฐานเลขที่ {numeral(item)}: {name}", f"Withdrew item {item}: {name}")


@app.command(help=say("แก้วันที่รับที่บันทึกผิด", "Correct a wrong day received."))
def correct(
    item: Item,
    *,
    received: Annotated[
        str, option("วันที่รับที่ถูกต้อง (ต้องระบุ)", "The right day (needed).", metavar="DATE")
    ],
    why: Why = "",
    unit: Unit = None,
) -> None:
    """Correct the day on which an item's file came in. Raises KamnotError without a reason."""
    from flows.evidence.withdrawals import correct as set_right

    ws = open_workspace()
    day = day_of(ws, received)
    fact = set_right(ws, ws.unit(unit), item, received_on=day, why=why, by=actor()).fact
    name, shown = f"{fact.requirement} {fact.file_name}", short_day(day)
    tell(
        f"แก้วันที่รับของหลักฐานเลขที่ {numeral(item)} เป็น {shown}: {name}",
        f"Item {item} was received on {shown}: {name}",
    )


@app.command(
    name="undo-import",
    help=say(
        "ยกเลิกการนำเข้าทั้งโฟลเดอร์ (ไฟล์ยังเก็บไว้)", "Take a whole import back; its files are kept."
    ),
)
def undo(
    number: Annotated[
        int, argument("เลขที่การนำเข้า", "The import's number.", "N", min=1, max=LARGEST_ID)
    ],
    *,
    why: Why = "",
    dry_run: DryRun = False,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw what an import brought and let count again what it replaced. Raises KamnotError without a reason."""
    from flows.evidence.imports import undo_import

    ws = open_workspace()
    day = day_of(ws, None)
    undone = undo_import(ws, ws.unit(unit), number, why=why, on=day, by=actor(), dry_run=dry_run)
    if as_json:
        from reports.schemas.evidence import UndoneImportDocument

        print_json(UndoneImportDocument.of(undone, dry_run=dry_run))
        return
    for one in undone.withdrawn:
        console().print(
            f"- {one.fact.item} {one.fact.requirement} {one.fact.file_name}", markup=False
        )
    for one in undone.restored:
        console().print(
            f"↩ {one.fact.item} {one.fact.requirement} {one.fact.file_name}", markup=False
        )
    counts = (
        len(undone.withdrawn),
        len(undone.restored) + undone.replaced,
        undone.accepted,
        undone.submitted,
    )
    gone, back, accepted, submitted = map(numeral, counts)
    done = say("จะยกเลิก", "Would undo") if dry_run else say("ยกเลิก", "Undid")
    tell(
        f"{done}การนำเข้าเลขที่ {numeral(number)}: ถอน {gone} ไฟล์ (ตรวจรับแล้ว {accepted} นำส่งแล้ว {submitted})"
        f" กลับไปใช้ฉบับเดิม {back} ไฟล์",
        f"{done} import {number}: {gone} file(s) withdrawn ({accepted} accepted, {submitted} submitted),"
        f" {back} earlier one(s) count again.",
    )


def _is_sure() -> bool:
    """Whether the person at the terminal wants it all the same; a script has said so by calling."""
    if not sys.stdin.isatty():
        return True
    return typer.confirm(say("ถอนหลักฐานนี้หรือไม่", "Withdraw it?"), err=True)


def _tell_cost(cost: WithdrawalCost) -> None:
    if cost.nothing:
        tell(
            "ถอนแล้วไม่เสียคะแนนและไม่มีเอกสารใดขาด",
            "Withdrawing it costs no points and leaves nothing missing.",
        )
        return
    points = numeral(cost.points)
    tell(f"ถ้าถอน จะเสีย {points} คะแนน", f"Withdrawing it costs {points} point(s).")
    if cost.requirements:
        names = ", ".join(cost.requirements)
        tell(f"เอกสารที่จะไม่ครบ: {names}", f"No longer complete: {names}")
    if cost.activities:
        numbers = ", ".join(map(numeral, cost.activities))
        tell(f"กิจกรรมที่จะไม่ครบ: {numbers}", f"Activities no longer complete: {numbers}")
    if cost.level:
        levels = numeral(cost.level)
        tell(f"ระดับที่พิสูจน์ได้จะลดลง {levels} ระดับ", f"The proved level falls by {levels}.")
