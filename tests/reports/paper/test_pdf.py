"""The PDF: its text is the document's for every reader, it is tagged, and the same bytes every time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from domain.language.errors import CouldNotFinishError
from domain.language.thai import normalise
from reports.paper.document import Doc, Pages, Table, dots, para, part_row, row
from reports.paper.fonts import sarabun
from reports.paper.pdf import drawing_to_png, to_pdf
from tests.support.paper import folded, pdf_pages, pdf_text

DAY = date(2024, 3, 13)


def test_the_same_document_gives_the_same_bytes(sample: Doc, pdf: bytes) -> None:
    assert to_pdf(sample, sarabun()) == pdf


def test_it_is_tagged_titled_thai_and_embeds_its_fonts(sample: Doc, pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [f for page in opened.pages for f in page.Resources.get("/Font", {}).values()]
        embedded = ["/FontFile2" in f.DescendantFonts[0].FontDescriptor for f in fonts]

        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "th-TH"
        assert str(opened.docinfo.Title) == sample.title
        assert all(embedded)
        assert any("Sarabun" in str(f.BaseFont) for f in fonts)


def test_pages_turn_with_their_sections_and_are_numbered_in_thai_from_the_second(
    pdf: bytes,
) -> None:
    with pypdfium2.PdfDocument(pdf) as opened:
        sizes = [opened.get_page_size(n) for n in range(len(opened))]
        tops = []
        for page in opened:
            text = page.get_textpage()
            tops.append(text.get_text_bounded(bottom=page.get_height() - 60).strip())
            text.close()
            page.close()

    assert sizes[0][0] < sizes[0][1]
    assert sizes[-1][0] > sizes[-1][1]
    assert tops[:3] == ["", "๒", "๓"]


def test_nobody_signs_a_page_without_a_row() -> None:
    sign = (para("", keep=True), para("ลงชื่อ", keep=True), para("ผู้รายงาน"))
    sections = []
    for count in range(24, 36):
        rows = tuple(row(f"แถว{n}ของ{count}") for n in range(count))
        sections.append(Pages((Table((1,), rows, keep=True), *sign)))

    pages = pdf_pages(to_pdf(Doc("ก", "ข", DAY, tuple(sections)), sarabun()))
    signed = [page for page in pages if "ผู้รายงาน" in page]

    assert len(pages) > len(signed) == 12
    for count, page in zip(range(24, 36), signed, strict=True):
        assert f"แถว{count - 2}ของ{count}แถว{count - 1}ของ{count}ลงชื่อผู้รายงาน" in page


def test_the_title_of_a_part_is_never_the_last_row_of_a_page() -> None:
    sections = []
    for count in range(24, 36):
        rows = [row(f"แถว{n}ของ{count}") for n in range(count)]
        parts = (*rows, part_row("ส่วนที่สอง", 1), *(row(f"ท้าย{n}ของ{count}") for n in range(9)))
        sections.append(Pages((Table((1,), parts, header=0),)))

    pages = pdf_pages(to_pdf(Doc("ก", "ข", DAY, tuple(sections)), sarabun()))

    assert len(pages) > len(sections)
    titled = [page for page in pages if "ส่วนที่สอง" in page]
    assert len(titled) == len(sections)
    assert all("ส่วนที่สองท้าย0" in page for page in titled)


def test_a_box_stays_on_the_line_of_its_answer() -> None:
    widths = range(20, 36)
    rows = (row("การติดตามประเมินผล มี ☐ ไม่มี ☑", ""),)
    tables = [Table((w, 100 - w), rows, header=0) for w in widths]

    pdf = to_pdf(Doc("ก", "ข", DAY, (Pages(tuple(tables)),)), sarabun())

    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0].get_textpage()
        said = page.get_text_range()
        page.close()
    lines = [normalise(line).strip() for line in said.splitlines()]
    assert sum(line.count("☐") + line.count("☑") for line in lines) == 2 * len(widths)
    assert not [line for line in lines if line[:1] in ("☐", "☑")]


def test_poppler_takes_it_for_a_sound_tagged_file(pdf: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("needs pdfinfo (poppler-utils)")
    (tmp_path / "form.pdf").write_bytes(pdf)

    told = subprocess.run(
        ["pdfinfo", str(tmp_path / "form.pdf")], capture_output=True, text=True, check=True
    )

    assert told.stderr == ""
    assert re.search(r"^Tagged: +yes$", told.stdout, re.MULTILINE)


def test_a_font_that_is_missing_is_an_error_and_no_page_of_boxes() -> None:
    doc = Doc("ก", "ข", DAY, (Pages((para("ก"),)),))

    with pytest.raises(CouldNotFinishError, match="PDF"):
        to_pdf(doc, replace(sarabun(), family="TH Nowhere"))


@pytest.mark.parametrize("text", ["#panic()", "$x$ *b* _u_ @a <b>", '"\\ \n', "= ก", "- ก"])
def test_text_from_outside_is_never_markup(text: str) -> None:
    doc = Doc(text, text, DAY, (Pages((para(text),)),))

    assert pdf_text(to_pdf(doc, sarabun())) == folded(text)


def test_a_long_file_name_stays_inside_its_column_and_copies_as_it_is() -> None:
    name = "รายงานสรุปผลการดำเนินกิจกรรม_ฉบับแก้ไขครั้งที่๓_IMG_20240213_123456_1234567890abcdefghijklmnopqrst.pdf"
    table = Table((1, 3, 1), (row("๑", "ก", name), row("๒", "ข", dots(12))), header=0)

    pdf = to_pdf(Doc("ก", "ข", DAY, (Pages((table,)),)), sarabun())

    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0].get_textpage()
        rights = [page.get_charbox(n)[2] for n in range(page.count_chars())]
        page.close()
    assert max(rights) < (21 - 2) / 2.54 * 72
    assert name in pdf_text(pdf)


def test_a_chart_becomes_a_png(sample: Doc) -> None:
    from reports.paper.drawing import Drawing

    chart = next(b for b in sample.blocks() if isinstance(b, Drawing))

    assert drawing_to_png(chart, sarabun()).startswith(b"\x89PNG")


def test_a_chart_shows_the_pixels_that_typst_drew_in_fewer_bytes(
    sample: Doc, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image, ImageChops

    from reports.paper import pdf
    from reports.paper.drawing import Drawing

    chart = next(b for b in sample.blocks() if isinstance(b, Drawing))
    listed = drawing_to_png(chart, sarabun())
    monkeypatch.setattr(pdf, "_indexed", lambda png: png)
    drawn = drawing_to_png(chart, sarabun())

    one, other = (Image.open(io.BytesIO(png)).convert("RGB") for png in (listed, drawn))
    assert ImageChops.difference(one, other).getbbox() is None
    assert len(listed) < 0.7 * len(drawn)


def test_a_picture_of_more_colours_than_a_list_holds_stays_as_it_is() -> None:
    from PIL import Image

    from reports.paper.pdf import _indexed

    out = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise((64, 64), 90) for _ in range(3)]).save(out, "PNG")

    assert _indexed(out.getvalue()) == out.getvalue()
