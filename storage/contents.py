"""What a file holds: its text page by page and its pictures, read in a process of its own.

A file may crash, stall or swell the library that opens it. So nothing here runs in the caller:
`storage.inspection` starts this module as a child with limits and speaks JSON lines with it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO
from xml.etree import ElementTree

from domain.facts import Problem, SectionFact, SectionOutcome
from domain.plan import Section, SectionKind
from domain.sections import ALIKE, Similarity, match_sections

MAX_PIXELS = 50_000_000
MAX_ZIP_ENTRIES = 2000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
RATIO_FLOOR = 2**20
"""Below this unpacked size a high ratio is no danger."""
MAX_LETTERS = 2_000_000
"""A 300-page report has about half a million letters; what lies beyond is not read."""
FEW_LETTERS = 20
"""A page with fewer letters and a picture is taken for a scan (5 of 5 told right)."""
WHOLE_PAGE = 0.7
"""A picture covering this share of a page without text is the scan of that page, not a photo."""


class RefusedError(Exception):
    """The file cannot count: which problem, and a technical word for the log."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Contents:
    """What was read. `page_texts` may be split finer than `pages` where a format has no pages.

    `numbered` False: page numbers mean nothing; `unread`: some of the text could not be read.
    """

    page_texts: tuple[str, ...] = ()
    pages: int = 0
    images: int = 0
    has_text: bool | None = None
    numbered: bool = True
    unread: bool = False


# --- PDF -----------------------------------------------------------------------------------------


def read_pdf(path: Path) -> Contents:
    """Text and pictures of every page; whether a page is a scan is decided page by page."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = error.err_code == pdfium.raw.FPDF_ERR_PASSWORD
        raise RefusedError(
            Problem.ENCRYPTED if locked else Problem.UNREADABLE, str(error)
        ) from error
    if pdfium.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise RefusedError(Problem.UNSAFE, "JavaScript in a PDF")
    try:
        pages = list(_pdf_pages(document))
    except pdfium.PdfiumError as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    return _pdf_contents(pages, len(document))


@dataclass(frozen=True, slots=True)
class _PdfPage:
    text: str
    objects: int
    images: int
    is_scan: bool


def _pdf_pages(document: Any) -> Iterator[_PdfPage]:
    letters = 0
    for page in document:
        if letters > MAX_LETTERS:
            return
        text = page.get_textpage().get_text_range().replace("\ufffe", "")
        letters += len(text)
        yield _pdf_page(page, text)
        page.close()


def _pdf_page(page: Any, text: str) -> _PdfPage:
    from pypdfium2 import raw

    images = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5))
    wide, high = page.get_size()
    covered = max((_area(*image.get_bounds()) for image in images), default=0.0)
    few = _letters(text) < FEW_LETTERS
    return _PdfPage(
        text=text,
        objects=raw.FPDFPage_CountObjects(page),
        images=len(images),
        is_scan=few and covered >= WHOLE_PAGE * wide * high,
    )


def _area(left: float, bottom: float, right: float, top: float) -> float:
    return (right - left) * (top - bottom)


def _pdf_contents(pages: Sequence[_PdfPage], page_count: int) -> Contents:
    has_text = any(_letters(page.text) >= FEW_LETTERS for page in pages)
    if not has_text and not any(page.objects for page in pages):
        raise RefusedError(Problem.EMPTY, "every page is blank")
    return Contents(
        page_texts=tuple(page.text for page in pages),
        pages=page_count,
        images=sum(page.images for page in pages),
        has_text=has_text,
        unread=len(pages) < page_count or any(page.is_scan for page in pages),
    )


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


# --- Word, OpenDocument, PowerPoint, Excel -------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_OD = "{urn:oasis:names:tc:opendocument:xmlns:"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which XML elements carry text, end a line or page, or show a picture."""

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
    part_is_page: bool = False


WORD = Dialect(
    required="word/document.xml",
    parts=r"word/document\.xml",
    text=frozenset({f"{_W}t"}),
    line=frozenset({f"{_W}p", f"{_W}br", f"{_W}cr"}),
    tab=frozenset({f"{_W}tab"}),
    page=frozenset({f"{_W}lastRenderedPageBreak", f"{_W}pageBreakBefore"}),
    image=frozenset({f"{_A}blip", f"{_V}imagedata"}),
    # The same text box once more, for programs of before 2010.
    skip=frozenset({f"{_MC}Fallback", f"{_W}tabs"}),
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


def read_office(dialect: Dialect, path: Path) -> Contents:
    """Text (paragraphs and table cells alike) and pictures of a zipped XML document."""
    with _open_zip(path) as archive:
        _refuse_what_is_not(dialect, archive)
        _refuse_macros(archive)
        texts, images = [], 0
        for part in _parts(dialect, archive):
            markup = _read_markup(dialect, archive, part)
            texts.append("".join(markup.out))
            images += markup.images
    return _office_contents(dialect, texts, images)


def _office_contents(dialect: Dialect, texts: Sequence[str], images: int) -> Contents:
    chunks = [chunk for text in texts for chunk in text.split("\f") if chunk.strip()]
    has_text = sum(map(_letters, chunks)) >= FEW_LETTERS
    if not chunks and not images:
        raise RefusedError(Problem.EMPTY, "no text and no picture")
    return Contents(
        page_texts=tuple(chunks),
        pages=len(texts) if dialect.part_is_page else 1,
        images=images,
        has_text=has_text or not images,
        numbered=False,
        unread=sum(map(len, texts)) >= MAX_LETTERS,
    )


def read_zip(path: Path) -> Contents:
    """Weigh an archive; nobody reads inside it."""
    with _open_zip(path) as archive:
        if not any(not entry.is_dir() for entry in archive.infolist()):
            raise RefusedError(Problem.EMPTY, "an archive without files")
    return Contents()


def _open_zip(path: Path) -> zipfile.ZipFile:
    """Weigh an archive by its central directory, before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES:
        raise RefusedError(Problem.UNSAFE, f"{len(entries)} entries in an archive")
    if unpacked > MAX_UNPACKED:
        raise RefusedError(Problem.UNSAFE, f"{unpacked} bytes when unpacked")
    if unpacked > RATIO_FLOOR and unpacked > MAX_RATIO * packed:
        raise RefusedError(Problem.UNSAFE, f"packed {packed}, unpacked {unpacked}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError(Problem.ENCRYPTED, "an archive with a password")
    return archive


def _refuse_what_is_not(dialect: Dialect, archive: zipfile.ZipFile) -> None:
    if dialect.required not in archive.namelist():
        raise RefusedError(Problem.WRONG_CONTENT, f"no {dialect.required}")
    if dialect is OPEN_DOCUMENT:
        if _part(archive, "mimetype") != b"application/vnd.oasis.opendocument.text":
            raise RefusedError(Problem.WRONG_CONTENT, "not an OpenDocument text")
        if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise RefusedError(Problem.ENCRYPTED, "an OpenDocument with a password")


def _refuse_macros(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if re.search(r"vbaProject\.bin$|/activeX/|^Basic/|^Scripts/", name, re.IGNORECASE):
            raise RefusedError(Problem.UNSAFE, f"macros: {name[:100]!r}")
    if b"macroEnabled" in _part(archive, "[Content_Types].xml"):
        raise RefusedError(Problem.UNSAFE, "macros: macroEnabled")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Give a part's bytes; nothing where there is no such part."""
    if name not in archive.namelist():
        return b""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise RefusedError(Problem.UNREADABLE, f"{name}: {error}") from error


def _parts(dialect: Dialect, archive: zipfile.ZipFile) -> list[str]:
    names = [name for name in archive.namelist() if re.fullmatch(dialect.parts, name)]
    return sorted(names, key=lambda name: (len(name), name))


@dataclass(slots=True)
class _Markup:
    """Takes a part's XML as it is parsed, so that no tree is built and no depth can hurt."""

    dialect: Dialect
    out: list[str] = field(default_factory=list)
    images: int = 0
    length: int = 0
    inside: int = 0
    skipping: int = 0

    def doctype(self, name: str, _public: str, _system: str) -> None:
        """Refuse what could define entities; no office program writes one."""
        raise RefusedError(Problem.UNSAFE, f"DOCTYPE {name[:50]!r} in a document part")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        skip = self.skipping or tag in self.dialect.skip
        self.skipping += bool(skip)
        if skip:
            return
        self.inside += tag in self.dialect.text
        self.images += tag in self.dialect.image
        self._put(self._mark(tag, attributes))

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> str:
        if tag in self.dialect.page or attributes.get(f"{_W}type") == "page":
            return "\f"
        if tag in self.dialect.line:
            return "\n"
        return "\t" if tag in self.dialect.tab else ""

    def data(self, text: str) -> None:
        """Take characters."""
        if self.inside and not self.skipping:
            self._put(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if self.skipping:
            self.skipping -= 1
        else:
            self.inside -= tag in self.dialect.text

    def close(self) -> None:
        """End the document; the parser asks for this method."""

    def _put(self, text: str) -> None:
        if self.length < MAX_LETTERS:
            self.out.append(text)
            self.length += len(text)


def _read_markup(dialect: Dialect, archive: zipfile.ZipFile, part: str) -> _Markup:
    markup = _Markup(dialect)
    try:
        parser = ElementTree.XMLParser(target=markup)  # noqa: S314 doctype() refuses entities
        parser.feed(_part(archive, part))
        parser.close()
    except ElementTree.ParseError as error:
        raise RefusedError(Problem.UNREADABLE, f"{part}: {error}") from error
    return markup


# --- Pictures ------------------------------------------------------------------------------------


def read_image(path: Path) -> Contents:
    """Open a picture whole; refuse a broken or a huge one."""
    from PIL import Image, ImageFile

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            _load(Image.open(path, formats=("JPEG", "PNG", "WEBP")))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise RefusedError(Problem.TOO_LARGE, str(error)) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    return Contents(images=1)


def _load(image: Any) -> None:
    """Decode every byte; a JPEG at an eighth of its size, which is as sure and far quicker."""
    with image:
        image.draft("RGB", (image.width // 8, image.height // 8))
        image.load()


# --- The child process ---------------------------------------------------------------------------

READERS: Mapping[str, Callable[[Path], Contents]] = {
    "pdf": read_pdf,
    "docx": partial(read_office, WORD),
    "odt": partial(read_office, OPEN_DOCUMENT),
    "pptx": partial(read_office, SLIDES),
    "xlsx": partial(read_office, SHEETS),
    "zip": read_zip,
    "jpg": read_image,
    "jpeg": read_image,
    "png": read_image,
    "webp": read_image,
}


def look(path: Path, file_format: str, sections: Sequence[Section]) -> dict[str, Any]:
    """Read one file and match its sections; the answer as JSON values."""
    try:
        contents = READERS[file_format](path)
    except RefusedError as error:
        return {"problem": error.problem.value, "detail": error.detail}
    except MemoryError:
        return {"problem": Problem.UNREADABLE.value, "detail": "out of memory"}
    except OSError as error:
        return {"problem": Problem.UNREADABLE.value, "detail": str(error)}
    return {
        "has_text": contents.has_text,
        "pages": contents.pages,
        "images": contents.images,
        "sections": [asdict(fact) for fact in _match(sections, contents)],
    }


def _match(sections: Sequence[Section], contents: Contents) -> list[SectionFact]:
    texts = tuple(map(_squeeze, contents.page_texts))
    facts = match_sections(
        sections, texts, contents.images, contents.has_text, _similarity(sections)
    )
    by_text = {s.id for s in sections if s.kind is not SectionKind.IMAGES}
    return [_honest(fact, contents, fact.id in by_text) for fact in facts]


def _squeeze(text: str) -> str:
    """Long runs of blanks, harmless to people, would cost the text rules hours."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[^\S\n]{4,}", "    ", text.replace("\r\n", "\n")))


def _similarity(sections: Sequence[Section]) -> Similarity | None:
    if not sections:
        return None
    from rapidfuzz.fuzz import partial_ratio

    return partial(partial_ratio, score_cutoff=ALIKE)


def _honest(fact: SectionFact, contents: Contents, by_text: bool) -> SectionFact:
    """Claim no page where there are none, nor that something is absent where not all was read."""
    if by_text and contents.unread and fact.outcome is SectionOutcome.NOT_FOUND:
        return replace(fact, outcome=SectionOutcome.CANNOT_TELL)
    return fact if contents.numbered else replace(fact, page=None)


def serve(memory: int, seconds: int) -> None:
    """Answer requests, a JSON line each, until the input ends."""
    requests, answers = sys.stdin, _own_channel()
    _limit_memory(memory)
    for line in requests:
        _limit_time(seconds)
        request = json.loads(line)
        sections = [Section.model_validate(s) for s in request["sections"]]
        answer = look(Path(request["path"]), request["format"], sections)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _own_channel() -> TextIO:
    """Keep the pipe for answers; what a library prints goes nowhere."""
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return channel


def _limit_memory(size: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_time(seconds: int) -> None:
    """Processor time for the next file: the caller's clock may be late, this one is not."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
