"""Step 6, Word, OpenDocument, PowerPoint and Excel: text of paragraphs and cells, and pictures."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.facts import Problem
from inspection.locks import refuse_locked_open_document
from inspection.office.markup import parse, part_bytes
from inspection.paper.texts import MAX_LETTERS, has_few_letters
from inspection.verdicts import SMALLEST_PICTURE, FileContents, RefusedError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_OD = "{urn:oasis:names:tc:opendocument:xmlns:"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which XML elements of a format carry text, end a line or page, or show a picture."""

    required: str
    """The part that only this format has."""
    parts: str
    """Pattern of the parts that hold text, in reading order by number."""
    text: frozenset[str]
    line: frozenset[str]
    tab: frozenset[str] = frozenset()
    page: frozenset[str] = frozenset()
    image: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    script: frozenset[str] = frozenset()
    """Elements that call a macro."""
    frame: str = ""
    """The element that says how large the pictures after it are printed."""
    part_is_page: bool = False


WORD = Dialect(
    required="word/document.xml",
    parts=r"word/document\.xml",
    text=frozenset({f"{_W}t"}),
    line=frozenset({f"{_W}p", f"{_W}br", f"{_W}cr"}),
    tab=frozenset({f"{_W}tab"}),
    page=frozenset({f"{_W}lastRenderedPageBreak", f"{_W}pageBreakBefore"}),
    image=frozenset({f"{_A}blip", f"{_V}imagedata"}),
    # The same text box again, for programs older than 2010.
    skip=frozenset({f"{_MC}Fallback", f"{_W}tabs"}),
    frame=f"{_WP}extent",
)
OPEN_DOCUMENT = Dialect(
    required="content.xml",
    parts=r"content\.xml",
    text=frozenset({f"{_OD}text:1.0}}p", f"{_OD}text:1.0}}h"}),
    line=frozenset({f"{_OD}text:1.0}}{n}" for n in ("p", "h", "line-break")}),
    tab=frozenset({f"{_OD}text:1.0}}tab"}),
    page=frozenset({f"{_OD}text:1.0}}soft-page-break"}),
    image=frozenset({f"{_OD}drawing:1.0}}image"}),
    skip=frozenset({f"{_OD}office:1.0}}annotation", f"{_OD}text:1.0}}tracked-changes"}),
    script=frozenset({f"{_OD}script:1.0}}event-listener"}),
    frame=f"{_OD}drawing:1.0}}frame",
)
SLIDES = Dialect(
    required="ppt/presentation.xml",
    parts=r"ppt/slides/slide\d+\.xml",
    text=frozenset({f"{_A}t"}),
    line=frozenset({f"{_A}p", f"{_A}br"}),
    image=frozenset({f"{_A}blip"}),
    skip=frozenset({f"{_MC}Fallback"}),
    part_is_page=True,
)
SHEETS = Dialect(
    required="xl/workbook.xml",
    parts=r"xl/(sharedStrings|worksheets/sheet\d+|drawings/drawing\d+)\.xml",
    text=frozenset({f"{_S}t"}),
    line=frozenset({f"{_S}si", f"{_S}c"}),
    image=frozenset({f"{_A}blip"}),
)


DIALECTS: Mapping[str, Dialect] = {
    "docx": WORD,
    "odt": OPEN_DOCUMENT,
    "pptx": SLIDES,
    "xlsx": SHEETS,
}


def refuse_other_dialect(dialect: Dialect, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that is not this kind of document, or an OpenDocument with a password."""
    if dialect.required not in archive.namelist():
        raise RefusedError(Problem.WRONG_CONTENT, f"no {dialect.required}")
    if dialect is OPEN_DOCUMENT:
        if part_bytes(archive, "mimetype") != b"application/vnd.oasis.opendocument.text":
            raise RefusedError(Problem.WRONG_CONTENT, "not an OpenDocument text")
        refuse_locked_open_document(part_bytes(archive, "META-INF/manifest.xml"))


def read_office(dialect: Dialect, archive: zipfile.ZipFile) -> FileContents:
    """Read the parts that hold text, in order."""
    texts, images = [], 0
    for part in _parts(dialect, archive):
        reader = _Reader(dialect)
        parse(part_bytes(archive, part), part, reader)
        texts.append("".join(reader.out))
        images += reader.images
    return _contents(dialect, texts, images)


def _contents(dialect: Dialect, texts: Sequence[str], images: int) -> FileContents:
    chunks = [chunk for text in texts for chunk in text.split("\f") if chunk.strip()]
    if not chunks and not images:
        raise RefusedError(Problem.EMPTY, "no text and no picture")
    return FileContents(
        page_texts=tuple(chunks),
        pages=len(texts) if dialect.part_is_page else 1,
        images=images,
        has_text=not images or not has_few_letters(*chunks),
        numbered=False,
        unread=sum(map(len, texts)) >= MAX_LETTERS,
    )


def _parts(dialect: Dialect, archive: zipfile.ZipFile) -> list[str]:
    names = [name for name in archive.namelist() if re.fullmatch(dialect.parts, name)]
    return sorted(names, key=lambda name: (len(name), name))


@dataclass(slots=True)
class _Reader:
    """Collects text and pictures while a part is parsed, so that no tree is built and no depth can harm."""

    dialect: Dialect
    out: list[str] = field(default_factory=list)
    images: int = 0
    small: bool = False
    length: int = 0
    inside: int = 0
    skipping: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in self.dialect.script:
            raise RefusedError(Problem.MACROS, "an event that calls a macro")
        skip = self.skipping or tag in self.dialect.skip
        self.skipping += bool(skip)
        if skip:
            return
        self.inside += tag in self.dialect.text
        if tag == self.dialect.frame:
            self.small = _is_small(attributes)
        self.images += tag in self.dialect.image and not self.small
        self._put(self._mark(tag, attributes))

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> str:
        if tag in self.dialect.page or attributes.get(f"{_W}type") == "page":
            return "\f"
        if tag in self.dialect.line:
            return "\n"
        return "\t" if tag in self.dialect.tab else ""

    def data(self, text: str) -> None:
        if self.inside and not self.skipping:
            self._put(text)

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
        else:
            self.inside -= tag in self.dialect.text
            if tag in _FRAMED:
                self.small = False

    def _put(self, text: str) -> None:
        if self.length < MAX_LETTERS:
            self.out.append(text)
            self.length += len(text)


_FRAMED = frozenset({f"{_W}drawing", f"{_OD}drawing:1.0}}frame"})
"""Elements whose end makes a frame's size void."""
_EMU = 360_000
"""English Metric Units, in which Word measures, to the centimetre."""
_LENGTH = re.compile(r"([0-9.]+)(cm|mm|in|pt)")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}


def _is_small(attributes: Mapping[str, str]) -> bool:
    """Whether a frame is too small for more than an emblem. A frame without a size may hold anything."""
    sides = [_centimetres(attributes, *names) for names in _SIDES]
    return all(side is not None and side < SMALLEST_PICTURE for side in sides)


_SVG = f"{_OD}svg-compatible:1.0}}"
_SIDES = (("cx", f"{_SVG}width"), ("cy", f"{_SVG}height"))


def _centimetres(attributes: Mapping[str, str], word: str, open_document: str) -> float | None:
    if attributes.get(word, "").isdecimal():
        return int(attributes[word]) / _EMU
    found = _LENGTH.fullmatch(attributes.get(open_document, ""))
    try:
        return float(found[1]) * _CENTIMETRES[found[2]] if found else None
    except ValueError:
        return None  # 1.2.3cm
