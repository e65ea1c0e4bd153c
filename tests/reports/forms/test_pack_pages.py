"""The pages that only a pack has: contents with what is missing first, pictures with their captions."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pytest

from domain.packs.contents import Absent, Contents, Missing, OnPaper, Packed, Unsigned
from domain.packs.selection import PicturePage, Why
from reports.forms.pack_pages import contents_page, picture_page, reason
from reports.paper.document import Doc, Para, Table
from reports.paper.fonts import sarabun
from reports.paper.pdf import to_pdf
from tests.support.cast import photo
from tests.support.dossiers import dossier, plan_2567
from tests.support.evidence import jpeg

HASH = "0123456789abcdef" * 4
CONTENTS = Contents(
    unit="bureau",
    unit_name="สำนักทดสอบ",
    fiscal_year=2567,
    batch="march",
    due=date(2024, 3, 20),
    as_of=date(2024, 3, 13),
    plan_hash="0",
    complete=False,
    missing=(
        Missing(activity=7, id="7.report", title="รายงาน", found="ยังไม่มีไฟล์", remedy="ส่งรายงาน"),
    ),
    left_out=(
        Absent(
            delivery="learning-centre", item=1, version=1, requirement="8.report",
            file_name="รายงาน.docx", why="not-pdf",
        ),
    ),
    files=(Packed(path="แฟลชไดรฟ์/๐๗_ก/รายงาน.pdf", size=1234567, sha256=HASH),),
)  # fmt: skip


def texts(doc: Doc) -> list[str]:
    """Every text in reading order, a table's cells one by one."""
    found = []
    for block in doc.blocks():
        if isinstance(block, Para):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [cell.text for line in block.rows for cell in line.cells]
    return found


def test_what_is_missing_stands_before_what_is_there() -> None:
    said = texts(contents_page(CONTENTS))

    order = [said.index(t) for t in ("ยังไม่มีไฟล์", "รายงาน.docx", "แฟลชไดรฟ์ / ๐๗_ก\nรายงาน.pdf")]
    assert order == sorted(order)
    assert "๑,๒๓๔,๕๖๗" in said
    assert f"{HASH[:32]}\n{HASH[32:]}" in said


@pytest.mark.parametrize(
    ("receipt", "words"), [(None, "ฉบับร่าง"), ("bureau-2567-march-1", "bureau-2567-march-1")]
)
def test_the_contents_say_whether_the_pack_was_handed_in(receipt: str | None, words: str) -> None:
    said = texts(contents_page(CONTENTS.model_copy(update={"receipt": receipt, "office": "ผอ."})))

    assert any(words in text for text in said)


def test_who_signed_on_paper_is_said_with_the_reason_and_the_day() -> None:
    signed = OnPaper(
        item=1, requirement="1.declaration", file_name="ประกาศ.pdf", signed_by="ผู้อำนวยการสำนัก",
        why="ลงนามในทะเบียน", recorded_on=date(2024, 3, 12),
    )  # fmt: skip
    told = texts(contents_page(CONTENTS.model_copy(update={"on_paper": (signed,)})))

    assert "คนที่สองลงนามบนกระดาษ ๑ ไฟล์" in told
    assert "ผู้อำนวยการสำนัก" in told
    assert "ลงนามในทะเบียน (๑๒ มี.ค. ๖๗)" in told


def test_what_waits_for_a_second_person_and_why_it_was_handed_in_all_the_same_are_said() -> None:
    waiting = Unsigned(item=1, requirement="1.declaration", file_name="ประกาศ.pdf")
    sent = CONTENTS.model_copy(update={"unsigned": (waiting,), "why": "ส่งเพิ่มภายหลัง"})

    said = texts(contents_page(sent))

    assert "ประกาศ.pdf" in said
    assert "เหตุผลที่นำส่งก่อนครบ: ส่งเพิ่มภายหลัง" in said


def test_activities_without_a_picture_are_named_above_the_files() -> None:
    said = texts(contents_page(CONTENTS.model_copy(update={"without_pictures": (9, 14)})))

    assert said.index("แบบขอไฟล์รูปของทุกกิจกรรม ยังไม่มีไฟล์รูปของกิจกรรมที่ ๙, ๑๔") < said.index(
        "รายงาน.docx"
    )


def test_what_was_entered_after_the_day_received_is_marked_at_its_file() -> None:
    late = {"received_on": date(2024, 3, 1), "backdated_why": "รับเป็นกระดาษไว้ก่อน"}
    marked, *others = CONTENTS.files
    files = (marked.model_copy(update=late), *others)
    said = texts(contents_page(CONTENTS.model_copy(update={"files": files})))

    [place] = [text for text in said if "บันทึกรับย้อนหลัง" in text]
    assert place.endswith("บันทึกรับย้อนหลัง (รับ ๑ มี.ค. ๖๗: รับเป็นกระดาษไว้ก่อน)")
    assert not any("ย้อนหลัง" in text for text in texts(contents_page(CONTENTS)))


def test_english_contents_leave_nothing_thai_but_names() -> None:
    english = CONTENTS.model_copy(
        update={
            "why": "later",
            "missing": (Missing(activity=7, id="x", title="ก", found="nothing", remedy="Send"),),
            "unsigned": (Unsigned(item=1, requirement="1.declaration", file_name="ก"),),
            "without_pictures": (9,),
        }
    )

    said = texts(contents_page(english, "en"))

    names = {"สำนักทดสอบ", "ก", "รายงาน.docx", "ศูนย์เรียนรู้", "แฟลชไดรฟ์ / ๐๗_ก\nรายงาน.pdf"}
    assert {text for text in said if re.search("[ก-๙]", text)} == names
    assert "1,234,567" in said


def test_a_complete_batch_is_called_so() -> None:
    whole = CONTENTS.model_copy(update={"missing": (), "left_out": ()})

    assert "เอกสารครบทุกกิจกรรม" in texts(contents_page(whole))


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_said_in_thai_with_its_detail(why: Why) -> None:
    one = CONTENTS.left_out[0].model_copy(update={"why": why.value, "detail": "ขาดลายมือชื่อ"})

    assert reason(one).endswith(": ขาดลายมือชื่อ")


def test_two_pictures_stand_on_one_page_with_caption_and_day(tmp_path: Path) -> None:
    facts = tuple(
        replace(photo("7.photos", n), file_name=f"ภาพ_กิจกรรม {n}.jpg", taken_on=date(2024, 1, n))
        for n in (1, 2)
    )
    (tmp_path / "1").write_bytes(jpeg((1200, 800)))
    files = {1: tmp_path / "1", 2: tmp_path / "1"}

    doc = picture_page(
        dossier("empty", "cover-memo"), PicturePage(plan_2567().by_number[7], facts), files
    )

    assert "ภาพ กิจกรรม 1 (๑ มกราคม ๒๕๖๗)" in texts(doc)
    with pdfium.PdfDocument(io.BytesIO(to_pdf(doc, sarabun()))) as made:
        assert len(made) == 1
