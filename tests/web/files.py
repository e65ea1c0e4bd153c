"""Files that members bring, as their programs make them."""

from __future__ import annotations

import io
from functools import cache

from docx import Document

from tests.support.evidence import jpeg, pdf

WHO = "คณะทำงานด้านการจัดกิจกรรมรณรงค์ จัดประชุมแลกเปลี่ยนเรียนรู้ ณ ห้องประชุมชั้น ๓ เมื่อวันที่ ๑ มีนาคม ๒๕๖๗ โดยมีวิทยากรบรรยาย"
LEARNT = "บุคลากรได้เรียนรู้วิธีกำหนดคุณธรรมเป้าหมายร่วมกัน และวิธีติดตามผลโดยไม่เพิ่มภาระงาน"
USED = "สำนักนำแบบบันทึกความดีมาใช้ในการประชุมประจำเดือน และปรับปรุงขั้นตอนการยืมพัสดุ"


@cache
def report_as_pdf() -> bytes:
    """The whole report as a PDF with its pictures."""
    parts = [
        ("ใครทำอะไร ที่ไหน อย่างไร เมื่อไร", WHO), ("องค์ความรู้ที่ได้จากการแลกเปลี่ยน", LEARNT),
        ("การนำมาใช้ในสำนัก/กลุ่ม นำมาใช้อย่างไร", USED),
    ]  # fmt: skip
    text = "\n\n".join(f"= {title}\n\n{words}" for title, words in parts)
    return pdf(f'{text}\n\n= ภาพประกอบ\n\n#image("/photo.jpg")\n\nภาพการประชุม ๑ มีนาคม ๒๕๖๗', jpeg())


@cache
def report(*, whole: bool = True, note: str = "") -> bytes:
    """The report of activity 7 as a Word file, with all its parts or without the last two."""
    document = Document()
    parts = [("ใครทำอะไร ที่ไหน อย่างไร เมื่อไร", WHO), ("องค์ความรู้ที่ได้จากการแลกเปลี่ยน", LEARNT)]
    if whole:
        parts.append(("การนำมาใช้ในสำนัก/กลุ่ม นำมาใช้อย่างไร", USED))
    for title, text in parts:
        document.add_heading(title, 1)
        document.add_paragraph(text + note)
    if whole:
        document.add_heading("ภาพประกอบ", 1)
        document.add_picture(io.BytesIO(jpeg()))
        document.add_paragraph("ภาพการประชุมแลกเปลี่ยนเรียนรู้ เมื่อวันที่ ๑ มีนาคม ๒๕๖๗")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
