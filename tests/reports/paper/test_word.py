"""The Word file: in the order that Word reads, Thai to Word, and the same bytes every time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from reports.paper.document import Break, Doc, Image, Pages, Table, cell, para, part_row, row
from reports.paper.fonts import sarabun
from reports.paper.pictures import fit
from reports.paper.word import FONT, to_docx
from tests.support.paper import model_texts, word_texts, words

ORDERS = {
    "rPr": "rStyle rFonts b bCs i iCs color spacing sz szCs highlight u shd cs lang",
    "pPr": "pStyle keepNext keepLines pageBreakBefore tabs spacing ind jc outlineLvl rPr sectPr",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg",
    "style": "name basedOn next link uiPriority qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop compat themeFontLang",
    "font": "altName charset family pitch",
}
"""The order of WordprocessingML's schema, for what we write."""


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("parent", ORDERS)
def test_elements_stand_in_the_order_that_word_reads(word: bytes, parent: str) -> None:
    order = ORDERS[parent].split()
    seen = 0
    for name, data in _parts(word).items():
        if not name.endswith(".xml") or not name.startswith("word/"):
            continue
        for element in etree.fromstring(data).iter(qn(f"w:{parent}")):
            names = [etree.QName(child).localname for child in element]
            assert names == sorted(names, key=order.index), name
            seen += 1

    assert seen > 0


def test_the_word_file_says_what_the_document_says(sample: Doc, word: bytes) -> None:
    assert word_texts(word) == model_texts(sample)


def test_the_same_document_gives_the_same_bytes(sample: Doc, word: bytes) -> None:
    assert to_docx(sample, sarabun()) == word


def test_thai_has_its_font_size_boldness_and_language(word: bytes) -> None:
    styles = etree.fromstring(_parts(word)["word/styles.xml"])
    default = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert default is not None
    fonts, lang = default.find(qn("w:rFonts")), default.find(qn("w:lang"))
    heading = styles.xpath("//w:style[@w:styleId='Heading1']/w:rPr", namespaces=styles.nsmap)[0]

    assert fonts is not None
    assert set(fonts.attrib.values()) == {FONT}
    assert lang is not None
    assert lang.get(qn("w:bidi")) == "th-TH"
    assert [etree.QName(c).localname for c in heading] == ["b", "bCs", "sz", "szCs"]


def test_bold_thai_is_bold_in_both_scripts(word: bytes) -> None:
    body = etree.fromstring(_parts(word)["word/document.xml"])
    bold = [run for run in body.iter(qn("w:rPr")) if run.find(qn("w:b")) is not None]

    assert bold
    assert all(run.find(qn("w:bCs")) is not None for run in bold)


def test_table_heads_repeat_and_widths_are_kept_twice(word: bytes) -> None:
    body = etree.fromstring(_parts(word)["word/document.xml"])
    table = body.find(f".//{qn('w:tbl')}")
    rows = table.findall(qn("w:tr"))
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
    grid = [column.get(qn("w:w")) for column in table.iter(qn("w:gridCol"))]
    cells = [width.get(qn("w:w")) for width in rows[1].iter(qn("w:tcW"))]

    assert heads == [True] + [False] * 41
    assert grid == cells


def test_sections_turn_and_pages_have_thai_numbers(word: bytes) -> None:
    body = etree.fromstring(_parts(word)["word/document.xml"])
    sizes = list(body.iter(qn("w:pgSz")))
    numbers = [found.get(qn("w:fmt")) for found in body.iter(qn("w:pgNumType"))]

    assert [int(s.get(qn("w:w"))) < int(s.get(qn("w:h"))) for s in sizes] == [True, False]
    assert numbers == ["thaiNumbers", "thaiNumbers"]


KEPT = (para("", keep=True), para("ลงชื่อ", keep=True), para("ผู้รายงาน"))
"""A place to sign."""


def test_a_place_to_sign_stays_with_the_last_rows() -> None:
    rows = tuple(row(f"แถว {n}") for n in range(5))
    doc = Doc("ก", "ข", _day(), (Pages((Table((1,), rows, header=0, keep=True), *KEPT)),))

    body = etree.fromstring(_parts(to_docx(doc, sarabun()))["word/document.xml"])

    kept = [p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in body.iter(qn("w:p"))]
    assert kept[:8] == [False] * 3 + [True] * 2 + [True] * 2 + [False]
    *_, signed = body.iter(qn("w:tr"))
    assert [words(p) for p in signed.iter(qn("w:p"))] == ["", "ลงชื่อ", "ผู้รายงาน"]
    assert signed.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None


def test_the_title_of_a_part_stays_with_its_first_row() -> None:
    rows = (row("แถว"), part_row("ส่วนที่สอง", 1), row("ท้าย"))
    doc = Doc("ก", "ข", _day(), (Pages((Table((1,), rows, header=0),)),))

    body = etree.fromstring(_parts(to_docx(doc, sarabun()))["word/document.xml"])

    kept = [p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in body.iter(qn("w:p"))]
    assert kept[:3] == [False, True, False]


def test_a_page_that_is_full_is_followed_by_no_empty_one() -> None:
    table = Table((1,), (row("แถว"),), header=0)
    doc = Doc("ก", "ข", _day(), (Pages((table,)), Pages((table, Break(), table))))

    body = etree.fromstring(_parts(to_docx(doc, sarabun()))["word/document.xml"])

    styles = [p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") for p in body[0] if p.tag == qn("w:p")]
    assert [s.get(qn("w:val")) for s in styles] == ["End", "End", "AfterTable", "End", "End"]


def test_a_dotted_line_that_ends_a_line_runs_to_the_margin_in_every_typeface() -> None:
    lines = ["ผู้บริหาร ..... ตำแหน่ง .....", "ทั้งหมด ..... คน", "ที่ตั้ง ....."]
    made = to_docx(
        Doc("ก", "ข", date(2024, 6, 30), (Pages(tuple(para(t, stretched=True) for t in lines)),)),
        sarabun(),
    )

    stops = [
        [stop.get(qn("w:val")) for stop in found.iter(qn("w:tabs")) for stop in stop]
        for found in etree.fromstring(_parts(made)["word/document.xml"]).iter(qn("w:p"))
    ]
    assert stops[:3] == [["left", "right"], [], ["right"]]
    assert word_texts(made) == [text.replace(" ", "") for text in lines]


def test_a_date_and_an_answer_with_its_box_stay_on_one_line() -> None:
    text = para("วันที่ ๑๓ มีนาคม ๒๕๖๗ มี ☐ ไม่มี ☑")
    doc = Doc("ก", "ข", _day(), (Pages((text,)),))

    said = words(etree.fromstring(_parts(to_docx(doc, sarabun()))["word/document.xml"]))

    assert said == "วันที่ ๑๓\u00a0มีนาคม\u00a0๒๕๖๗ มี\u00a0☐\u00a0ไม่มี\u00a0☑"


def test_a_long_name_may_break_after_its_signs() -> None:
    name = para("IMG_20240213_000001.jpg ภาพ_กิจกรรม.jpg")
    doc = Doc("ก", "ข", _day(), (Pages((name,)),))

    said = words(etree.fromstring(_parts(to_docx(doc, sarabun()))["word/document.xml"]))

    assert said.split("\u200b") == ["IMG_", "20240213_", "000001.jpg ภาพ_", "กิจกรรม.jpg"]
    assert word_texts(to_docx(doc, sarabun())) == model_texts(doc)


def test_boxes_can_be_clicked(word: bytes) -> None:
    body = _parts(word)["word/document.xml"].decode()

    assert re.findall(r'w14:checked w14:val="(\d)"', body) == ["1", "0"]


def test_pictures_are_scaled_into_their_frames_and_keep_their_words(
    sample: Doc, word: bytes
) -> None:
    shapes = Document(io.BytesIO(word)).inline_shapes
    alts = [shape._inline.docPr.get("descr") for shape in shapes]

    assert alts == ["คะแนนรวม", "ภาพกิจกรรม", "ภาพในตาราง"]
    assert (round(shapes[1].width.cm, 1), round(shapes[1].height.cm, 1)) == (8.0, 5.3)
    assert max(len(d) for n, d in _parts(word).items() if n.endswith(".jpg")) < 100_000


def test_a_file_that_is_no_picture_leaves_its_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 not a picture")
    image = Image(broken, "ภาพที่เปิดไม่ได้")
    doc = Doc("ก", "ข", _day(), (Pages((Table((1,), (row(cell(image)),)),)),))

    assert fit(image) is None
    assert "ภาพที่เปิดไม่ได้" in _parts(to_docx(doc, sarabun()))["word/document.xml"].decode()


def test_text_from_outside_cannot_break_the_file() -> None:
    nasty = "a\x00b\x0bc\ud800 <w:p> & ]]> \u202eกลับ"
    doc = Doc("<&>", '"', _day(), (Pages((para(nasty),)),), {"unit": '<&">'})

    assert word_texts(to_docx(doc, sarabun())) == model_texts(doc)


def test_libreoffice_opens_it_and_saves_it_with_the_same_words(
    sample: Doc, word: bytes, tmp_path: Path
) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice Writer")
    (tmp_path / "แบบ.docx").write_bytes(word)
    saved = tmp_path / "saved"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(saved), str(tmp_path / "แบบ.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    again = (saved / "แบบ.docx").read_bytes()

    assert word_texts(again) == model_texts(sample)
    assert "form=dos-donts unit=bureau" in Document(io.BytesIO(again)).core_properties.keywords


def _day() -> date:
    return date(2024, 3, 13)
