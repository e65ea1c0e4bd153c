"""Step 6 for PDFs: text and pictures page by page, and scans told from photos."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.facts import Problem
from inspection.opening import open_pdf
from inspection.paper.pdfs import read_pdf
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    FULL_PAGE,
    KNOWLEDGE,
    SMALL_PHOTO,
    TEXT,
    a_stream,
    packed,
    pdf,
    raw_pdf,
)  # fmt: skip


def test_a_pdf_is_read_page_by_page() -> None:
    seen = read(pdf(f"{TEXT}\n#pagebreak()\n= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"), "pdf")

    assert (seen.has_text, seen.pages, seen.images, seen.unread) == (True, 3, 1, False)
    assert [KNOWLEDGE in text for text in seen.page_texts] == [False, True, False]


def test_a_scan_has_no_text_and_is_not_all_read() -> None:
    seen = read(pdf(FULL_PAGE * 2), "pdf")

    assert (seen.has_text, seen.pages, seen.images, seen.unread) == (False, 2, 2, True)


def test_a_scanned_page_among_others_leaves_some_text_unread() -> None:
    seen = read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{FULL_PAGE}"), "pdf")

    assert (seen.has_text, seen.unread) == (True, True)


def test_a_page_of_photos_does_not_pass_for_a_scan() -> None:
    assert not read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"), "pdf").unread


def test_a_picture_drawn_inline_or_inside_a_drawing_counts() -> None:
    inline = "q 120 0 0 50 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
    form = a_stream(inline, "/Type/XObject/Subtype/Form/BBox[0 0 99 99]")
    page = "/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>"

    assert read(raw_pdf("", a_stream(inline), page="/Contents 4 0 R"), "pdf").images == 1
    assert read(raw_pdf("", a_stream("/X Do"), form, page=page), "pdf").images == 1


def test_an_emblem_is_no_illustration() -> None:
    emblem = "q 42 0 0 42 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"

    assert read(raw_pdf("", a_stream(emblem), page="/Contents 4 0 R"), "pdf").images == 0


def test_a_scanned_page_among_pages_of_text_is_no_illustration() -> None:
    assert read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}{FULL_PAGE}"), "pdf").images == 1


def test_pictures_are_counted_alike_whether_or_not_pages_were_sorted_out_before() -> None:
    data = pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}{FULL_PAGE}{TEXT}")

    with open_pdf(data) as document:
        everywhere = replace(read_pdf(document, ()), format="pdf")

    assert read(data, "pdf") == read(packed(data), "pdf") == everywhere


def test_blank_pages_are_empty() -> None:
    with pytest.raises(RefusedError) as refused:
        read(raw_pdf(), "pdf")

    assert refused.value.problem is Problem.BLANK
