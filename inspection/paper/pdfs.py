"""Step 6, PDFs: text and pictures. Whether a page is a scan is decided page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from domain.facts import Problem
from inspection.paper.texts import MAX_LETTERS, has_few_letters
from inspection.verdicts import SMALLEST_PICTURE, FileContents, RefusedError

WHOLE_PAGE = 0.7
"""A picture covering this share of a page without text is the scan of that page, not a photo."""
_POINTS = 72 / 2.54
"""Points in a centimetre."""
_DEPTH = 5
"""How deep drawings inside drawings are searched for pictures."""


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    drawn: bool
    images: int
    is_scan: bool


def read_pdf(document: Any, may_show_pictures: Sequence[bool]) -> FileContents:
    """Read an opened PDF. Pages that are known to show no picture are not searched for any."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

    try:
        pages = list(_pages(document, may_show_pictures))
    except pdfium.PdfiumError as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    return _contents(pages, len(document))


def _pages(document: Any, may_show_pictures: Sequence[bool]) -> Iterator[_Page]:
    letters = 0
    # The two libraries may count the pages of a damaged file differently.
    for page, search in zip(document, chain(may_show_pictures, repeat(True)), strict=False):
        if letters > MAX_LETTERS:
            return
        text = page.get_textpage().get_text_range().replace("\ufffe", "")
        letters += len(text)
        yield _page(page, text, list(_image_sizes(page)) if search else [])
        page.close()


def _page(page: Any, text: str, sizes: Sequence[tuple[float, float]]) -> _Page:
    from pypdfium2 import raw

    wide, high = page.get_size()
    largest = max((w * h for w, h in sizes), default=0.0)
    return _Page(
        text=text,
        drawn=raw.FPDFPage_CountObjects(page) > 0,
        images=sum(max(size) >= SMALLEST_PICTURE * _POINTS for size in sizes),
        is_scan=has_few_letters(text) and largest >= WHOLE_PAGE * wide * high,
    )


def _image_sizes(page: Any) -> Iterator[tuple[float, float]]:
    """Width and height of each picture in points, by raw calls: they take a third of the time."""
    from pypdfium2 import raw

    things = [raw.FPDFPage_GetObject(page, n) for n in range(raw.FPDFPage_CountObjects(page))]
    for _ in range(_DEPTH):
        forms = []
        for thing in things:
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                yield _size(thing)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                forms.append(thing)
        things = [
            raw.FPDFFormObj_GetObject(form, n)
            for form in forms
            for n in range(raw.FPDFFormObj_CountObjects(form))
        ]


def _size(thing: Any) -> tuple[float, float]:
    from ctypes import byref, c_float

    from pypdfium2 import raw

    left, bottom, right, top = (c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top)):
        return 0.0, 0.0
    return right.value - left.value, top.value - bottom.value


def _contents(pages: Sequence[_Page], page_count: int) -> FileContents:
    has_text = any(not has_few_letters(page.text) for page in pages)
    if not has_text and not any(page.drawn for page in pages):
        raise RefusedError(Problem.BLANK, "every page is blank")
    return FileContents(
        page_texts=tuple(page.text for page in pages),
        pages=page_count,
        # Among pages of text, the picture of a scanned page is that page and no illustration.
        images=sum(page.images for page in pages if not (has_text and page.is_scan)),
        has_text=has_text,
        unread=len(pages) < page_count or any(page.is_scan for page in pages),
    )
