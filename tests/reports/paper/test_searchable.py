"""The text of a PDF is the document's for every reader, syllable by syllable, and the pages look as before."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from domain.language.thai import normalise
from reports.paper.document import Doc, Pages, Table, header_row, para, row
from reports.paper.fonts import sarabun
from reports.paper.pdf import to_pdf, typeset
from reports.paper.searchable import make_searchable
from tests.reports.conftest import HARD_WORDS
from tests.support.paper import drawn_texts, folded, model_texts, pdf_text, poppler_text

DAY = date(2024, 3, 13)


def written(*texts: str) -> Doc:
    return Doc("ก", "ข", DAY, (Pages(tuple(map(para, texts))),))


def _as_read(doc: Doc) -> str:
    """What a reader of the PDF finds, when no table head repeats."""
    return "".join(model_texts(doc))


@pytest.fixture(scope="module")
def plain() -> Doc:
    """Running text and a short table: nothing repeats, nothing is drawn."""
    rows = tuple(row(word, HARD_WORDS) for word in HARD_WORDS.split())
    table = Table((1, 3), (header_row("คำ", "ประโยค"), *rows[:6]))
    return Doc("ก", "ข", DAY, (Pages((para(HARD_WORDS), table, para(HARD_WORDS, bold=True))),))


@pytest.mark.parametrize("read", [pdf_text, poppler_text], ids=["pdfium", "poppler"])
def test_the_pdf_reads_back_as_the_very_text(plain: Doc, read: Callable[[bytes], str]) -> None:
    assert read(to_pdf(plain, sarabun())) == _as_read(plain)


@pytest.mark.parametrize("read", [pdf_text, poppler_text], ids=["pdfium", "poppler"])
def test_every_cell_of_the_document_is_found_in_the_pdf(
    sample: Doc, pdf: bytes, read: Callable[[bytes], str]
) -> None:
    found = read(pdf)

    missing = [text for text in model_texts(sample) if text not in found]

    assert missing == []
    assert all(text in found for text in drawn_texts(sample))


def test_a_reader_that_knows_no_labels_finds_the_text_too(plain: Doc) -> None:
    assert _glyph_by_glyph(to_pdf(plain, sarabun())) == _as_read(plain)


def _glyph_by_glyph(pdf: bytes) -> str:
    """The text as the fonts' own maps give it, in the order of the content."""
    found = ""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            maps = {n: _map(f) for n, f in page.Resources.Font.items()}
            current: dict[int, str] = {}
            for step in pikepdf.parse_content_stream(page):
                if str(step.operator) == "Tf":
                    current = maps[str(step.operands[0])]
                elif str(step.operator) in ("Tj", "TJ"):
                    found += _shown(step.operands[0], current)
    return folded(found)


def _map(font: pikepdf.Object) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", font.ToUnicode.read_bytes())
    return {int(c, 16): bytes.fromhex(t.decode()).decode("utf-16-be") for c, t in pairs}


def _shown(operand: pikepdf.Object, font: dict[int, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(s) for s in strings if isinstance(s, pikepdf.String))
    return "".join(font[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2))


def test_blanks_between_syllables_are_kept() -> None:
    text = "ที่ น้ำใจ ญู ☐ มี ☑ ไม่มี ปี่ ฟื้น ทำ ได้ ๑๒ เรื่อง"
    pdf = to_pdf(Doc("ก", "ข", DAY, (Pages((para(text),)),)), sarabun())

    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0].get_textpage()
        found = page.get_text_bounded()
        page.close()

    assert normalise(found).strip() == text


def test_typst_alone_would_have_repeated_syllables(plain: Doc) -> None:
    assert pdf_text(typeset(plain, sarabun())) != _as_read(plain)


LETTERS, TONES = st.sampled_from("กขคญฐนปฟศสฬ"), st.sampled_from(("", "่", "้", "๊", "๋"))
VOWELS, ENDS = st.sampled_from(("", *"ัิีึืุู")), st.sampled_from(("", "า", "ะ", "น", "ย์"))
BEFORE = st.sampled_from(("", "เ", "แ", "โ", "ใ"))
SYLLABLES = st.one_of(
    st.tuples(BEFORE, LETTERS, VOWELS, TONES, ENDS).map("".join),
    st.tuples(LETTERS, TONES, st.just("ำ")).map("".join),
    st.tuples(LETTERS, st.sampled_from(("็", "์"))).map("".join),
)


@settings(max_examples=12)
@given(
    words=st.lists(
        st.lists(SYLLABLES, min_size=1, max_size=4).map("".join), min_size=8, max_size=40
    )
)
def test_any_syllables_are_copied_as_they_were_written(words: list[str]) -> None:
    text = " ".join(words)

    assert pdf_text(to_pdf(written(text), sarabun())) == folded(text)


def test_the_pages_look_as_typst_set_them(plain: Doc) -> None:
    set_by_typst = typeset(plain, sarabun())

    for one, other in zip(looks(set_by_typst), looks(make_searchable(set_by_typst)), strict=True):
        changed = ImageChops.difference(one, other).point(lambda v: 255 if v > 128 else 0)
        share = sum(changed.histogram()[255:]) / (one.width * one.height)
        assert share < 0.001


def looks(pdf: bytes) -> list[Image.Image]:
    """Each page as it is shown."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.render(scale=2).to_pil().convert("L") for page in opened]


def test_the_same_pages_give_the_same_bytes(plain: Doc) -> None:
    set_by_typst = typeset(plain, sarabun())

    assert make_searchable(set_by_typst) == make_searchable(set_by_typst)


def test_title_tags_and_language_stay() -> None:
    with pikepdf.open(io.BytesIO(to_pdf(written("ก"), sarabun()))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert (str(opened.docinfo.Title), str(opened.Root.Lang)) == ("ก", "th-TH")


def test_a_page_without_words_is_left_alone() -> None:
    assert pdf_text(to_pdf(written(""), sarabun())) == ""
