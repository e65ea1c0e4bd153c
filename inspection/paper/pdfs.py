"""Step 6, PDFs: text and pictures, with what annotations, filled fields and stamps show.

Whether a page is a scan is decided page by page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from ctypes import byref, c_float, create_string_buffer
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from domain.documents.lines import PICTURE
from domain.facts import Problem
from inspection.media.marks import LARGEST, MOST_PIXELS, is_mark, shows_mark
from inspection.paper.page_pictures import (
    POINTS,
    Box,
    PagePictures,
    sort_pictures,
    without_repeated,
)
from inspection.paper.pdf_harm import SurveyedPage
from inspection.paper.texts import MAX_LETTERS, has_few_letters
from inspection.verdicts import FileContents, RefusedError

MANY_THINGS = 11
"""A page with so many things on it and hardly a letter says something that cannot be read."""
_JPEG_HEAD, _FLAT = 700, 50
"""Bytes before a JPEG's pixels, and pixels for each byte if they have one colour; a photo has ten."""
_DEPTH = 5
"""How deep drawings inside drawings are searched for pictures."""


Marks = MutableMapping[tuple[bytes, float, float], bool]
"""Whether pictures are codes or signatures, by their bytes and sides: an emblem comes back on each page."""


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    things: int
    """How many texts, lines and pictures it has, counted up to `MANY_THINGS` where letters are few."""
    pictures: PagePictures

    @property
    def is_scan(self) -> bool:
        return self.pictures.covered and has_few_letters(self.text)

    @property
    def is_unread(self) -> bool:
        """A scan, or letters drawn as curves or in a font that does not tell which they are."""
        return self.is_scan or (self.things >= MANY_THINGS and has_few_letters(self.text))


def read_pdf(document: Any, surveyed: Sequence[SurveyedPage]) -> FileContents:
    """Read an opened PDF. Pages that are known to show no picture are not searched for any."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

    try:
        pages = list(_pages(document, surveyed))
    except pdfium.PdfiumError as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    return replace(_contents(pages, len(document)), keywords=_keywords(document))


_LONGEST_KEYWORDS = 400


def _keywords(document: Any) -> str:
    """What the file's description says that it is about; empty if it has none, or a broken one."""
    import pypdfium2 as pdfium

    try:
        return str(document.get_metadata_value("Keywords"))[:_LONGEST_KEYWORDS]
    except (UnicodeDecodeError, pdfium.PdfiumError):
        return ""  # nobody reads a document by it


def _pages(document: Any, surveyed: Sequence[SurveyedPage]) -> Iterator[_Page]:
    letters = 0
    marks: Marks = {}
    for number in range(len(document)):
        if letters > MAX_LETTERS:
            return
        # The two libraries may count the pages of a damaged file differently.
        seen = surveyed[number] if number < len(surveyed) else SurveyedPage()
        page = _page(document, number, seen, marks)
        letters += len(page.text)
        yield page


def _page(document: Any, number: int, seen: SurveyedPage, known: Marks) -> _Page:
    from pypdfium2 import raw

    page = document[number]
    if seen.annotated:
        # What annotations show becomes part of the page, in memory only.
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    letters = page.get_textpage()
    text = letters.get_text_range().replace("\ufffe", "")
    added = [words for words in seen.texts if words.strip() not in text]
    pictures = PagePictures()
    if seen.may_show_pictures:

        def letters_over(box: Box) -> int:
            over = letters.get_text_bounded(box.left, box.bottom, box.right, box.top)
            return sum(map(str.isalpha, over))

        boxes = dict(_boxes(page))
        marks = partial(_is_mark, boxes, page, known)
        pictures = sort_pictures(boxes, Box(*page.get_cropbox()), letters_over, marks)
    text = _with_marks(letters, text, pictures.boxes)
    if pictures.covered and has_few_letters(text):
        text = f"{PICTURE}\n{text}"
    # Only of a page with hardly a letter is it asked how much else it has.
    others = _things(page) if has_few_letters(text) else iter(())
    things = len(added) + sum(1 for _ in islice(others, MANY_THINGS))
    page.close()
    return _Page("\n".join([text, *added]), things, pictures)


def _with_marks(letters: Any, text: str, boxes: Sequence[Box]) -> str:
    """The page's text with a mark for each picture, after the lines that are printed above its middle."""
    if not boxes:
        return text
    lines = text.splitlines()
    full = [n for n, line in enumerate(lines) if line.strip()]
    for box in sorted(boxes, key=lambda b: b.top):
        above = letters.get_text_bounded(bottom=(box.bottom + box.top) / 2)
        count = sum(bool(line.strip()) for line in above.splitlines())
        lines.insert(full[min(count, len(full)) - 1] + 1 if count and full else 0, PICTURE)
    return "\n".join(lines)


def _boxes(page: Any) -> Iterator[tuple[Box, Any]]:
    """The place of each picture, by raw calls: they take a third of the time."""
    from pypdfium2 import raw

    told = False
    for thing, kind in _things(page):
        told = told or kind == raw.FPDF_PAGEOBJ_TEXT
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield replace(_box(thing), first=not told), thing


def _things(page: Any) -> Iterator[tuple[Any, int]]:
    """Every text, line and picture of a page with its kind, also inside drawings."""
    from pypdfium2 import raw

    get = partial(raw.FPDFPage_GetObject, page.raw)
    return _inside(map(get, range(raw.FPDFPage_CountObjects(page))), _DEPTH)


def _inside(things: Iterator[Any], depth: int) -> Iterator[tuple[Any, int]]:
    from pypdfium2 import raw

    kind_of, drawing = raw.FPDFPageObj_GetType, raw.FPDF_PAGEOBJ_FORM
    for thing in things:
        kind = kind_of(thing)
        if kind != drawing:
            yield thing, kind
        elif depth:
            get = partial(raw.FPDFFormObj_GetObject, thing)
            yield from _inside(map(get, range(raw.FPDFFormObj_CountObjects(thing))), depth - 1)


def _box(thing: Any) -> Box:
    from pypdfium2 import raw

    left, bottom, right, top = (c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top)):
        return Box(0, 0, 0, 0)
    content = raw.FPDFImageObj_GetImageDataRaw(thing, None, 0)
    return Box(left.value, bottom.value, right.value, top.value, content)


def _is_mark(boxes: Mapping[Box, Any], page: Any, known: Marks, box: Box) -> bool:
    """Whether the picture at a place is a code or a signature. Joined strips are none."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    thing, sides = boxes.get(box), (box.width / POINTS, box.height / POINTS)
    if thing is None or max(sides) > LARGEST:
        return False
    picture = pdfium.PdfImage(thing, page=page)
    wide, high = picture.get_px_size()
    # A JPEG of one colour is ink whose shape is in its mask: only pdfium puts both together.
    as_jpeg = raw.FPDFImageObj_GetImageFilterCount(thing) == 1 and _filter(thing) == b"DCTDecode"
    if as_jpeg and (box.content - _JPEG_HEAD) * _FLAT > wide * high:
        packed = _packed(thing)
        seen = sha256(packed).digest(), *sides
        if seen not in known:
            known[seen] = shows_mark(packed, *sides)
        return known[seen]
    if wide * high > MOST_PIXELS:
        return False
    return is_mark(picture.get_bitmap(render=True).to_pil(), *sides)


def _filter(thing: Any) -> bytes:
    from pypdfium2 import raw

    name = create_string_buffer(20)
    raw.FPDFImageObj_GetImageFilter(thing, 0, name, len(name))
    return name.value


def _packed(thing: Any) -> bytes:
    from pypdfium2 import raw

    data = create_string_buffer(raw.FPDFImageObj_GetImageDataRaw(thing, None, 0))
    raw.FPDFImageObj_GetImageDataRaw(thing, data, len(data))
    return data.raw


def _contents(pages: Sequence[_Page], page_count: int) -> FileContents:
    has_text = any(not has_few_letters(page.text) for page in pages)
    if not has_text and not any(page.things for page in pages):
        raise RefusedError(Problem.BLANK, "every page is blank")
    images = sum(without_repeated([page.pictures for page in pages]))
    if not has_text:
        images += sum(page.is_scan for page in pages)
    return FileContents(
        page_texts=tuple(page.text for page in pages),
        pages=page_count,
        images=images,
        has_text=has_text,
        unread=len(pages) < page_count or any(page.is_unread for page in pages),
    )
