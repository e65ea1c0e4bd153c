"""`kamnot audit`: lists who did what, proves the chain, erases a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.front.common import console, numeral, print_json, say, short_day, tell
from cli.front.options import AsJson, DryRun, Why, argument, option
from cli.front.session import REFUSED, actor, agreed, day_of, open_workspace
from cli.front.tables import headed

if TYPE_CHECKING:
    from flows.run.audit import AuditLine, Erased

app = typer.Typer(name="audit")

MISSING = 1


@app.command(name="list", help=say("รายการล่าสุด", "The newest lines."))
def list_lines(
    subject: Annotated[
        str, argument("เฉพาะเรื่องที่ขึ้นต้นด้วย เช่น bureau/7.report", "Only what begins so.", "SUBJECT")
    ] = "",
    *,
    limit: Annotated[int, option("กี่รายการ", "How many.", min=1, max=100000)] = 50,
    as_json: AsJson = False,
) -> None:
    """Print the newest lines of the audit, newest first."""
    from flows.run.audit import newest_lines

    lines = newest_lines(open_workspace(at_any_age=True), limit, subject=subject)
    if as_json:
        from reports.schemas.house import AuditDocument

        print_json(AuditDocument.of(lines=lines))
        return
    _print(lines)


_ACTIONS = {
    "evidence.add": ("รับหลักฐาน", "evidence taken in"),
    "evidence.look": ("เปิดดูไฟล์", "file looked into"),
    "evidence.derive": ("ทำไฟล์อีกรูปแบบหนึ่งจากหลักฐาน", "another format made of a file"),
    "evidence.link": ("ใช้ไฟล์ร่วมกัน", "file linked"),
    "evidence.recheck": ("ตรวจไฟล์ซ้ำ", "file looked at again"),
    "database.upgrade": ("ปรับรุ่นฐานข้อมูล", "upgraded the database"),
    "evidence.review": ("ตรวจรับ/ส่งคืน", "reviewed"),
    "evidence.withdraw": ("ถอนหลักฐาน", "evidence withdrawn"),
    "measure.set": ("บันทึกตัวเลข", "number entered"),
    "register.add": ("จดแถวในทะเบียน", "row added"),
    "register.correct": ("แก้แถวในทะเบียน", "row corrected"),
    "register.withdraw": ("ถอนแถวจากทะเบียน", "row withdrawn"),
    "register.import": ("นำเข้าทะเบียน", "register imported"),
    "survey.import": ("นำเข้าคำตอบของแบบสำรวจ", "survey answers imported"),
    "survey.accept": ("ตรวจรับผลสำรวจ", "survey accepted"),
    "survey.withdraw": ("ถอนผลสำรวจ", "survey withdrawn"),
    "contact.set": ("กำหนดผู้รับ", "contact set"),
    "unit.set": ("กำหนดสำนัก", "unit set"),
    "group.set": ("กำหนดคณะทำงาน", "group set"),
    "relief.waiver": ("ยกเว้นเอกสาร", "waiver"),
    "relief.not-applicable": ("ไม่เกี่ยวข้อง", "not applicable"),
    "relief.extension": ("ขยายเวลา", "extension"),
    "relief.end": ("ยกเลิกข้อผ่อนผัน", "relief ended"),
    "batch.submit": ("นำส่งรอบ", "submitted"),
    "batch.unsubmit": ("ถอนการนำส่ง", "submission taken back"),
    "batch.received": ("บันทึกเลขรับของผู้รับ", "receiver's number recorded"),
    "person.erase": ("ลบข้อมูลบุคคล", "person erased"),
}


def _print(lines: Sequence[AuditLine]) -> None:
    from rich.text import Text

    from flows.run.workspace import in_bangkok

    if not lines:
        tell("ยังไม่มีบันทึก", "No lines yet.")
        return
    table = headed(
        ("ที่", "Line"),
        ("เมื่อ", "When"),
        ("โดย", "By"),
        ("ทำอะไร", "What"),
        ("เรื่อง", "Subject"),
        ("รายละเอียด", "Details"),
    )
    for line in lines:
        local = in_bangkok(line.at)
        table.add_row(
            str(line.id),
            f"{short_day(local.date())} {local:%H:%M}",
            Text(line.actor),
            say(*_ACTIONS.get(line.action, (line.action, line.action))),
            Text(line.subject),
            Text(_details(line.details)),
        )
    console().print(table)


def _details(details: dict[str, Any] | None) -> str:
    if details is None:
        return say("(ลบแล้ว)", "(erased)")
    shown = {k: v[:12] + "…" if k == "sha256" else v for k, v in details.items() if k != "marks"}
    return " ".join(f"{name}={value}" for name, value in shown.items() if value not in ("", None))


@app.command(help=say("พิสูจน์ว่าไม่มีบรรทัดใดถูกแก้หรือลบ", "Prove that no line was altered or removed."))
def verify(
    *,
    anchor: Annotated[
        list[str] | None,
        option(
            "รหัสที่จดไว้ก่อนหน้า (เช่นจากจดหมาย)",
            "A head noted earlier (as in a letter).",
            metavar="LINE:HASH",
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Check the whole chain. Exit 1 with the first broken line if it does not hold."""
    from flows.run.audit import note_head, parse_head, prove, show_head

    anchors = tuple(parse_head(text) for text in anchor or ())
    ws = open_workspace(at_any_age=True)
    verdict = prove(ws, anchors)
    fault = verdict.fault
    if fault is None:
        note_head(ws)
    if as_json:
        from reports.schemas.house import AuditVerdictDocument

        reason = say(fault.thai, fault.english) if fault else None
        head = show_head(verdict.head)
        print_json(AuditVerdictDocument.of(verdict, holds=fault is None, head=head, reason=reason))
    elif fault is not None:
        tell(
            f"✗ บันทึกถูกแก้ไข: {fault.thai}",
            f"✗ The trail was tampered with: {fault.english}",
            style="red",
        )
    else:
        _tell_sound(verdict.lines, verdict.erased, show_head(verdict.head))
    return MISSING if fault else 0


def _tell_sound(lines: int, erased: int, head: str) -> None:
    count, gone = numeral(lines), numeral(erased)
    tell(
        f"✓ บันทึกครบทั้ง {count} บรรทัด ไม่มีบรรทัดใดถูกแก้หรือลบ (ลบข้อมูลบุคคล {gone} บรรทัด)",
        f"✓ All {count} lines hold; none was altered or removed ({gone} with erased details).",
        style="green",
    )
    tell(f"รหัสล่าสุด (จดเก็บไว้นอกเครื่องได้): {head}", f"AuditHead (keep it elsewhere): {head}")


@app.command(
    help=say("ลบชื่อบัญชีหรืออีเมลของบุคคลออกจากทุกตาราง", "Erase an account or address from every table.")
)
def erase(
    name: Annotated[str, argument("ชื่อบัญชีหรืออีเมล", "An account or an address.", "NAME")],
    *,
    why: Why = "",
    yes: Annotated[bool, option("ลบโดยไม่ถาม", "Do not ask.", "--yes")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Say what will go, ask, and erase; exit 2 if it was not agreed to. KamnotError for a stranger or oneself."""
    from flows.run.audit import erase_person

    ws = open_workspace()
    day, by = day_of(ws, None), actor()
    erased = erase_person(ws, name, on=day, why=why, by=by, dry_run=True)
    if not (yes or dry_run):
        _tell_erased(erased, "จะลบ", "To be erased", stderr=True)
        if not agreed("ลบแล้วเอาคืนไม่ได้ ลบหรือไม่", "It cannot be taken back. Erase it?"):
            return REFUSED
    if not dry_run:
        erased = erase_person(ws, name, on=day, why=why, by=by)
    if as_json:
        from reports.schemas.house import ErasedDocument

        print_json(ErasedDocument.of(erased, dry_run=dry_run))
        return 0
    _tell_erased(erased, *(("จะลบ", "To be erased") if dry_run else ("ลบแล้ว", "Erased")))
    if not dry_run:
        tell(f"ใช้แทนด้วย {erased.token}", f"{erased.token} stands in the place.")
    return 0


def _tell_erased(erased: Erased, thai: str, english: str, *, stderr: bool = False) -> None:
    rows, contacts, letters, lines = map(
        numeral, (erased.rows, erased.contacts, erased.letters, erased.lines)
    )
    tell(
        f"{thai}: แทนชื่อใน {rows} รายการ ผู้รับ {contacts} ราย จดหมาย {letters} ฉบับ บันทึก {lines} บรรทัด",
        f"{english}: the name in {rows} row(s), {contacts} contact(s), {letters} letter(s),"
        f" {lines} audit line(s).",
        stderr=stderr,
    )
