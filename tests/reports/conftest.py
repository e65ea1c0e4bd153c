"""One document with everything in it, drawn once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image as Images

from reports.paper.document import (
    Align,
    Break,
    ContentsList,
    Doc,
    Image,
    Pages,
    PaperSize,
    Run,
    Table,
    box,
    caption,
    cell,
    contents_title,
    dots,
    header_row,
    heading,
    hint,
    para,
    row,
)
from reports.paper.drawing import Drawing, Rect, Stroke, Text
from reports.paper.fonts import sarabun
from reports.paper.pdf import to_pdf
from reports.paper.word import to_docx

HARD_WORDS = (
    "น้ำใจ ป้ำ ปั้น ขั้นตอน ทั้งหมด มั่น เริ่มต้น ก่อตั้ง ฟื้นฟู ปี่ ญู ฐุ ฎีกา สำนัก จำนวน ทำ ก่ำ"
    " แก้ปัญหา กตัญญู เพื่อ สิ่งที่ดี ศูนย์ เรือง ก็ ไม้ ผู้ที่ “องค์กรคุณธรรม” ๑๒๓ DO's & <Don'ts>"
)


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture larger than any page."""
    path = tmp_path_factory.mktemp("photo") / "ภาพ.jpg"
    Images.new("RGB", (3000, 2000), "#4466aa").save(path, quality=90)
    return path


@pytest.fixture(scope="session")
def sample(photo: Path) -> Doc:
    """Headings, a long table, spans, boxes, dots, pictures, a chart, and a landscape section."""
    rows = [row("๑", f"{HARD_WORDS} ครั้งที่ {n}", "๑๓ มีนาคม ๒๕๖๗") for n in range(40)]
    table = Table(
        (1, 3, 2),
        (
            header_row("ลำดับ", "โครงการ/กิจกรรม", "ดำเนินการเมื่อ"),
            *rows,
            row(cell("รวม", span=2, bold=True), "๔๐ กิจกรรม"),
        ),
    )
    drawing = Drawing(
        400, 60, (Rect(0, 0, 120, 20, "#444444"), Text(5, 50, "คะแนนรวม"), Stroke(0, 55, 400, 55))
    )
    upright = Pages(
        (
            heading("แบบสรุปผล", align=Align.CENTRE),
            para(HARD_WORDS, first=1.5),
            para((Run("แผน: "), Run("มี", bold=True), Run(f" {box(ticked=True)} "))),
            para(f"ไม่มี {box(ticked=False)} จำนวน {dots(20)} คน", left=1),
            table,
            drawing,
            Image(photo, "ภาพกิจกรรม", width=8, height=6),
        )
    )
    wide = Pages(
        (
            heading("หลักฐานประกอบ", 2),
            Table(
                (1, 1),
                (
                    row("IMG_20240213_123456_1234567890abcdefghijklmnop.jpg", cell("ก", "ข")),
                    row(cell(Image(photo, "ภาพในตาราง", 4, 3)), "คำบรรยาย"),
                ),
                header=0,
                ruled=False,
            ),
            Break(),
            para("หน้าสุดท้าย", align=Align.RIGHT),
        ),
        landscape=True,
    )
    key = {"form": "dos-donts", "unit": "bureau"}
    return Doc("แบบสรุปผล", "สำนักทดสอบ", date(2024, 3, 13), (upright, wide), key)


@pytest.fixture(scope="session")
def word(sample: Doc) -> bytes:
    return to_docx(sample, sarabun())


@pytest.fixture(scope="session")
def pdf(sample: Doc) -> bytes:
    return to_pdf(sample, sarabun())


@pytest.fixture(scope="session")
def book(photo: Path) -> Doc:
    """A book: cover, list of contents, pictures with captions, places to write, a board on A3."""
    cover = (para("รายงานผลโครงการ", bold=True, size=24, align=Align.CENTRE), Break())
    contents = (contents_title(), ContentsList(2, pages=(3, 4, 5)), Break())
    parts = (
        heading("หลักการและเหตุผล"),
        hint("[คำแนะนำ: เล่าเหตุที่จัดโครงการ]"),
        Break(),
        heading("วันและเวลา", 2),
        Image(photo, "ภาพกิจกรรม", width=8, height=6),
        caption(1, "ผู้เข้าร่วมกิจกรรม"),
        Image(photo, "ภาพกิจกรรม", width=8, height=6),
        caption(2, "วิทยากรบรรยาย"),
        para("ดูสรุป", bookmark="see"),
        Break(),
        heading("สรุป", bookmark="summary"),
    )
    board = Pages((heading("มุมจริยธรรม"), para(HARD_WORDS)), landscape=True, paper=PaperSize.A3)
    key = {"starter": "7.report", "plan": "2567", "unit": "bureau"}
    sections = (Pages((*cover, *contents, *parts)), board)
    return Doc("รายงานผลโครงการ", "สำนักทดสอบ", date(2024, 3, 13), sections, key)
