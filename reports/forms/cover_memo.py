"""บันทึกข้อความ: the memo that goes with a batch through the document system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.language.thai import thai_date, thai_digits
from domain.results import BatchResult
from domain.words.policy import marked
from reports.forms.dossier import Dossier
from reports.forms.parts import SIGN, document, looked_line, signature, unsettled_line
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Image,
    Pages,
    Para,
    Row,
    Run,
    Table,
    cell,
    dots,
    header_row,
    para,
    row,
)

ID = "cover-memo"
_HEAD_SIZE, _LABEL_SIZE = 29, 20
"""Points, as government memos have them."""
_GARUDA = 1.5
"""Centimetres, as the rules of correspondence want it on memos."""
_WIDTHS = (1.7, 10.7, 3.6)


def build(dossier: Dossier) -> Doc:
    """The memo for the dossier's batch, without number and date. Raises ValueError if it names no batch."""
    batch = dossier.batch_result
    name = f"บันทึกข้อความ นำส่งผลการดำเนินการ กำหนดส่ง {thai_date(batch.due)}"
    return document(dossier, ID, name, [Pages(tuple(_blocks(dossier, batch)))])


def _blocks(dossier: Dossier, batch: BatchResult) -> Iterator[Block]:
    plan = dossier.plan
    year = thai_digits(plan.fiscal_year)
    subject = f"นำส่งผลการดำเนินการตามแผนส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. {year}"
    yield from memo_head(dossier, f"{subject} (กำหนดส่ง {thai_date(batch.due)})")
    yield para(
        f"ตามที่{dossier.unit_name}ได้จัดทำ{plan.title} ประจำปีงบประมาณ พ.ศ. {year}"
        f" ซึ่งกำหนดให้จัดส่งเอกสารหลักฐาน จำนวน {thai_digits(len(batch.activities))} กิจกรรม{_excused(batch)}"
        f" ภายในวันที่ {thai_date(batch.due)} นั้น",
        first=2.5,
    )
    yield para(
        f"บัดนี้ {dossier.unit_name}ได้ดำเนินการตามแผนดังกล่าวแล้ว{_how_much(dossier, batch)}"
        " จึงขอนำส่งเอกสารหลักฐานตามรายการดังต่อไปนี้",
        first=2.5,
    )
    yield _table(dossier, batch)
    asked = [a for a in batch.activities if a.asked]
    unsettled = dossier.evaluation.unsettled.of_activities(asked)
    done = any(a.complete for a in asked)
    remarks = (*(unsettled_line(unsettled) if done else ()), *looked_line(batch.looked))
    # They stand between the table and the place to sign, which stay together.
    yield from (replace(remark, keep=True) for remark in remarks)
    yield para("จึงเรียนมาเพื่อโปรดพิจารณา", first=2.5, keep=True)
    yield from signature([f"({dots(SIGN)})", f"ผู้อำนวยการ{dossier.unit_name}"], space=3)


def memo_head(dossier: Dossier, subject: str) -> Iterator[Block]:
    """The head of a memo to the committee, without number and date."""
    name = para("บันทึกข้อความ", bold=True, size=_HEAD_SIZE, align=Align.CENTRE)
    head = Row((cell(_garuda(dossier)), cell(name), cell("")))
    yield Table((_GARUDA + 0.3, 16 - 2 * _GARUDA, _GARUDA + 0.3), (head,), header=0, ruled=False)
    telephone = thai_digits(dossier.profile.telephone) or dots(20)
    yield _label(
        "ส่วนราชการ",
        f"{dossier.unit_name} {dossier.plan.unit.department} โทร. {telephone}",
    )
    yield _label("ที่", f"{dots(40)} วันที่ {dots(40)}")
    yield _label("เรื่อง", subject)
    yield para(f"เรียน  {_chair(dossier)}")
    yield para("")


def _garuda(dossier: Dossier) -> Image | Para:
    """The office's picture, or words in its place."""
    if dossier.garuda is None:
        return para("(ครุฑ)", align=Align.CENTRE)
    return Image(dossier.garuda, "ครุฑ", _GARUDA, _GARUDA)


def _label(label: str, text: str) -> Block:
    return para((Run(f"{label}  ", bold=True, size=_LABEL_SIZE), Run(text)))


def _chair(dossier: Dossier) -> str:
    """The committee's chair by office, from the order; dotted if it names none."""
    seats = [role.seat for role in dossier.plan.committee.roles]
    chair = next((seat for seat in seats if seat.startswith("ประธาน")), dots(30))
    name = dossier.plan.committee.name
    if chair == "ประธานกรรมการ" and name.startswith("คณะกรรมการ"):
        return f"ประธาน{name}"
    return f"{chair} ({name})"


def _how_much(dossier: Dossier, batch: BatchResult) -> str:
    asked = [a for a in batch.activities if a.asked]
    done = sum(a.complete for a in asked)
    counted = marked(thai_digits(done), dossier.evaluation.unsettled.of_activities(asked))
    if done and done == len(asked):
        return f"ครบถ้วนทั้ง {counted} กิจกรรม"
    shown = counted if done else dots(8)
    return f" จำนวน {shown} กิจกรรม จากทั้งหมด {thai_digits(len(asked))} กิจกรรม"


def _excused(batch: BatchResult) -> str:
    """How many activities do not concern the unit; they are never counted as done."""
    count = sum(not a.asked for a in batch.activities)
    return f" (ไม่เกี่ยวข้องกับสำนัก {thai_digits(count)} กิจกรรม)" if count else ""


def _table(dossier: Dossier, batch: BatchResult) -> Table:
    rows = []
    for activity in batch.activities:
        files = len(dossier.cited.get(activity.number, ()))
        counted = f"{thai_digits(files)} ไฟล์" if files else dots(16)
        shown = counted if activity.asked else "ไม่เกี่ยวข้อง"
        rows.append(
            row(cell(thai_digits(activity.number), align=Align.CENTRE), activity.title, shown)
        )
    return Table(_WIDTHS, (header_row("ลำดับ", "กิจกรรม", "เอกสารหลักฐาน"), *rows), keep=True)
