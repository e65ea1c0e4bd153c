"""The PDF of a book: its contents tell the pages of its headings, pictures keep their captions, a board is A3."""

from __future__ import annotations

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from domain.language.thai import thai_digits
from reports.paper.document import Doc
from reports.paper.fonts import sarabun
from reports.paper.pdf import heading_pages, to_pdf
from tests.support.paper import folded, pdf_pages


@pytest.fixture(scope="module")
def made(book: Doc) -> bytes:
    return to_pdf(book, sarabun())


def test_the_pages_of_the_headings_are_those_on_which_they_are(book: Doc, made: bytes) -> None:
    pages = pdf_pages(made)
    told = heading_pages(book, sarabun())

    assert told == (3, 4, 5, 6)
    for found, page in zip(book.headings(), told, strict=True):
        assert folded(found.text) in pages[page - 1]


def test_contents_show_the_pages_of_this_pdf(book: Doc, made: bytes) -> None:
    contents = pdf_pages(made)[1]

    for found, page in zip(book.headings(), heading_pages(book, sarabun()), strict=True):
        assert f"{folded(found.text)}.....{thai_digits(page)}" in contents


def test_the_same_book_gives_the_same_bytes(book: Doc, made: bytes) -> None:
    assert to_pdf(book, sarabun()) == made


def test_hints_and_captions_are_set_and_the_board_is_on_a3_across(made: bytes) -> None:
    pages = pdf_pages(made)
    with pypdfium2.PdfDocument(made) as opened:
        *_, last = (opened.get_page_size(n) for n in range(len(opened)))

    assert "[คำแนะนำ:เล่าเหตุที่จัดโครงการ]" in pages[2]
    assert "ภาพที่๒วิทยากรบรรยาย" in pages[3]
    assert [round(side / 72 * 2.54, 1) for side in last] == [42.0, 29.7]
