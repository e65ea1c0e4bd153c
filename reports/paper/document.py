"""A form as paragraphs, tables, pictures and charts: the one source of its Word file and its PDF.

Sizes are points of TH SarabunPSK; a renderer that uses another font converts them. A check box is ☐ or ☑ in
the text. What is unknown is a dotted line, to be filled by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from domain.language.thai import MONTHS, normalise, thai_digits
from reports.paper.drawing import Drawing

BODY, SMALL = 16.0, 14.0
"""Points of running text, and of tables."""

PAGE = (21.0, 29.7)
"""A4 in centimetres: the short side, the long side."""

UNKNOWN_PAGE = "–"
"""Stands in a list of contents for a page that only the word processor knows."""

CHECKED, UNCHECKED = "☑", "☐"

HELD = (
    f"[๐-๙]{{1,2}} ({'|'.join(MONTHS)})( [๐-๙]{{4}})?"
    r"|พ\.ศ\. [๐-๙]+|(มี [☐☑] )?ไม่มี [☐☑]|มี [☐☑]|[☐☑] (ไม่มี|มี)"
    r"|[๐-๙]+[*]? (กิจกรรม|คน|เรื่อง|ไฟล์|คะแนน|ครั้ง|รายการ)|[๐-๙]+( [๐-๙-]+)+"
)
"""A regular expression for Python and Typst: what must not be broken over lines.

Dates, answers with their boxes, numbers with what they count, telephone numbers.
"""
_LONG_NAME = re.compile(r"[!-~]{14,}|[^ ]*_[^ ]*")
"""File names, hashes and addresses, which no dictionary can break. Dotted lines are long too and stay whole."""

_NOT_FOR_PRINT = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]+")


def clean(text: str) -> str:
    """Make text from outside fit to print: no control characters or line ends, Thai marks in order."""
    return normalise(_NOT_FOR_PRINT.sub(" ", text))


def breakable(text: str) -> str:
    """Put a mark of no width where a long name may break: after its signs, and every twelve letters."""
    return _LONG_NAME.sub(_with_breaks, text)


def _with_breaks(found: re.Match[str]) -> str:
    if not found[0].strip("."):
        return found[0]
    return re.sub(r"([_\-/@=]|\.(?=.{6})|[A-Za-z0-9]{12})(?=.)", "\\1\u200b", found[0])


def dots(count: int) -> str:
    """A dotted line to write on, `count` dots long."""
    return "." * count


def box(*, ticked: bool) -> str:
    """A check box as text."""
    return CHECKED if ticked else UNCHECKED


class Align(StrEnum):
    """How the lines of a paragraph are aligned."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; `size` None takes the size of the paragraph."""

    text: str
    bold: bool = False
    underline: bool = False
    size: float | None = None
    sequence: str = ""
    """The series that numbers it, such as ภาพที่: Word counts it again when something is put between."""


class ParaRole(StrEnum):
    """What a paragraph is for, if it is no running text and no heading."""

    CAPTION = "caption"
    """Says what a picture shows; it stays on the page of the picture above it."""
    HINT = "hint"
    """Says what is to be written here. In Word a click on its title marks it all."""
    CONTENTS_TITLE = "contents-title"
    """Looks like a heading and is in no list of contents."""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `first` and `left` are indents in centimetres; `level` 1 to 3 makes it a heading.

    `keep` holds it on the page of the block that follows. One that is `stretched` and ends in a dotted line
    fills the text's width, in whatever typeface. `bookmark` names its place, in ASCII letters, digits and `_`.
    """

    runs: tuple[Run, ...]
    align: Align = Align.LEFT
    first: float = 0.0
    left: float = 0.0
    level: int = 0
    keep: bool = False
    stretched: bool = False
    role: ParaRole | None = None
    bookmark: str = ""

    @property
    def text(self) -> str:
        """Its words without their look."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture file, fitted into `width` by `height` centimetres; `alt` says what it shows.

    A file that is no picture becomes a dotted frame with the alt text.
    """

    path: Path
    alt: str
    width: float = 12.0
    height: float = 9.0


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of one cell, over `span` columns."""

    content: tuple[Para | Image, ...]
    span: int = 1
    shaded: bool = False

    @property
    def text(self) -> str:
        """The words of its paragraphs, a line each."""
        return "\n".join(part.text for part in self.content if isinstance(part, Para))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, from left to right; their spans fill the table's columns.

    `keep` holds it on the page of the row that follows: the title of a part.
    """

    cells: tuple[Cell, ...]
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are shares of the text's width, `header` counts the rows that each page repeats.

    Without `ruled` it has no lines. `keep` holds its last rows together and on the page of the kept paragraphs
    that follow, because nobody signs an empty page. Raises ValueError if a row does not fill the columns.
    """

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    header: int = 1
    ruled: bool = True
    size: float = SMALL
    keep: bool = False

    def keeps_whole(self, line: Row, width: float) -> bool:
        """Whether a row is low enough to stay whole, in a text `width` centimetres wide."""
        return self._height(line, width) <= _LOW

    def kept_rows(self, width: float) -> int:
        """How many last rows `keep` holds together: two if they are low together, one, or none."""
        last = self.rows[self.header :][-2:] if self.keep else ()
        most = _LOW - (_SIGNED if width > PAGE[0] else 0)
        while last and sum(self._height(line, width) for line in last) > most:
            last = last[1:]
        return len(last)

    def _height(self, line: Row, width: float) -> float:
        """Roughly how many lines a row takes, in a text `width` centimetres wide."""
        whole, at, height = sum(self.widths), 0, 0.0
        per_cm = _LETTERS_ON_LOW_PAGES if width > PAGE[0] else _LETTERS_PER_CM
        for part in line.cells:
            share = sum(self.widths[at : at + part.span]) / whole
            letters = max(share * width * per_cm * SMALL / self.size, 1)
            height = max(height, sum(_lines_of(p, letters) for p in part.content))
            at += part.span
        return height

    def __post_init__(self) -> None:
        for number, line in enumerate(self.rows):
            filled = sum(cell.span for cell in line.cells)
            if filled != len(self.widths):
                raise ValueError(f"row {number} fills {filled} of {len(self.widths)} columns")


_LETTERS_PER_CM, _LETTERS_ON_LOW_PAGES = 6, 3.8
"""Pages in landscape have room for a whole row in a typeface half as wide again."""
_SIGNED = 6
"""Lines of a place to sign, for which a page in landscape must have room beside the rows kept with it."""
_LOW = 16
"""Most lines of a row that stays whole: moving it leaves little white on the page before."""


def _lines_of(part: Para | Image, letters: float) -> float:
    """How many lines it takes, roughly; a line is about six tenths of a centimetre high."""
    return part.height / 0.6 if isinstance(part, Image) else len(part.text) // letters + 1


@dataclass(frozen=True, slots=True)
class Break:
    """Starts a new page."""


@dataclass(frozen=True, slots=True)
class ContentsList:
    """A list of the document's headings down to `levels`, each with its page.

    `pages` are the pages of all headings in reading order, as `reports.paper.pdf.heading_pages` counts them or as they
    are printed; one that is not given is a dash in Word, whose own update fills it. A PDF always shows its own pages.
    """

    levels: int = 2
    pages: tuple[int | str, ...] = ()


Block = Para | Table | Image | Drawing | Break | ContentsList


class PaperSize(StrEnum):
    """Sizes of paper."""

    A4 = "a4"
    A3 = "a3"

    @property
    def sides(self) -> tuple[float, float]:
        """The short side and the long one in centimetres."""
        return PAGE if self is PaperSize.A4 else (29.7, 42.0)


class Numbering(StrEnum):
    """How the pages of a section of a book are numbered."""

    NONE = "none"
    LETTERS = "letters"
    """ก ข ค, as before the first part of a Thai book."""
    NUMERALS = "numerals"


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of one size and orientation.

    Without a `numbering` they have Thai numerals from the document's second page on, as forms do. `starts_at` is the
    number of their first page; without it they go on counting.
    """

    blocks: tuple[Block, ...]
    landscape: bool = False
    paper: PaperSize = PaperSize.A4
    numbering: Numbering | None = None
    starts_at: int | None = None

    @property
    def margins(self) -> tuple[float, float, float, float]:
        """Left, right, top, bottom in centimetres, as government letters have them."""
        return (2.0, 2.0, 2.5, 2.0) if self.landscape else (3.0, 2.0, 2.5, 2.0)

    @property
    def width(self) -> float:
        """Centimetres between the margins."""
        left, right, *_ = self.margins
        return self.paper.sides[self.landscape] - left - right


def kept_after(table: Block, rest: Sequence[Block]) -> tuple[Para, ...]:
    """The paragraphs that stay with a table's kept last rows, such as a place to sign. A heading does not."""
    if not isinstance(table, Table) or not table.keep:
        return ()
    kept: list[Para] = []
    for block in rest:
        if not isinstance(block, Para) or block.level:
            break
        kept.append(block)
        if not block.keep:
            return tuple(kept)
    return ()


@dataclass(frozen=True, slots=True)
class Doc:
    """A whole document. `key` says which form it is, of which unit and day, so that it can be read back.

    `day` is the day it speaks of. It is the file's date too, so that the same data gives the same bytes.
    """

    title: str
    author: str
    day: date
    sections: tuple[Pages, ...]
    key: Mapping[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for section in self.sections:
            yield from section.blocks

    @property
    def levels_listed(self) -> int:
        """How deep its list of contents goes; 0 without one."""
        return max((b.levels for b in self.blocks() if isinstance(b, ContentsList)), default=0)

    def headings(self) -> tuple[Para, ...]:
        """Its headings in reading order, of all levels."""
        return tuple(b for b in self.blocks() if isinstance(b, Para) and b.level)

    def listed(self, contents: ContentsList) -> tuple[tuple[Para, str], ...]:
        """The headings in a list of contents, each with its page as the list says it."""
        pages = map(thai_digits, contents.pages)
        told = [(found, next(pages, UNKNOWN_PAGE)) for found in self.headings()]
        return tuple((found, page) for found, page in told if found.level <= contents.levels)

    def images(self) -> Iterator[Image]:
        """Every picture, including those in tables."""
        for block in self.blocks():
            if isinstance(block, Image):
                yield block
            elif isinstance(block, Table):
                parts = (p for line in block.rows for c in line.cells for p in c.content)
                yield from (part for part in parts if isinstance(part, Image))


def para(
    text: str | Run | tuple[Run, ...],
    *,
    bold: bool = False,
    size: float | None = None,
    align: Align = Align.LEFT,
    first: float = 0.0,
    left: float = 0.0,
    keep: bool = False,
    stretched: bool = False,
    role: ParaRole | None = None,
    bookmark: str = "",
) -> Para:
    """A paragraph made of one text or of given runs."""
    if isinstance(text, str):
        text = Run(text, bold=bold, size=size)
    runs = (text,) if isinstance(text, Run) else text
    cleaned = tuple(_cleaned(run) for run in runs)
    return Para(
        cleaned,
        align=align,
        first=first,
        left=left,
        keep=keep,
        stretched=stretched,
        role=role,
        bookmark=bookmark,
    )


def _cleaned(run: Run) -> Run:
    text = clean(run.text)
    return run if text == run.text else replace(run, text=text)


def heading(
    text: str,
    level: int = 1,
    *,
    size: float | None = None,
    align: Align = Align.LEFT,
    bookmark: str = "",
) -> Para:
    """A heading; it stays with what follows."""
    run = Run(clean(text), bold=True, size=size)
    return Para((run,), align=align, level=level, keep=True, bookmark=bookmark)


def contents_title(text: str = "สารบัญ") -> Para:
    """The title above a list of contents."""
    return para(text, bold=True, align=Align.CENTRE, keep=True, role=ParaRole.CONTENTS_TITLE)


def caption(number: int, text: str, *, series: str = "ภาพที่") -> Para:
    """The line below a picture: `ภาพที่ ๑ …`, whose number Word counts itself."""
    runs = (Run(f"{series} "), Run(thai_digits(number), sequence=series), Run(f" {text}"))
    return para(runs, size=None, align=Align.CENTRE, role=ParaRole.CAPTION)


def hint(text: str) -> Para:
    """A line that says what is to be written here, to be typed over."""
    return para(text, role=ParaRole.HINT)


def cell(
    *content: str | Para | Image,
    span: int = 1,
    align: Align = Align.LEFT,
    bold: bool = False,
    shaded: bool = False,
) -> Cell:
    """A cell made of texts (a paragraph each), paragraphs or pictures."""
    parts = tuple(
        para(part, bold=bold, align=align) if isinstance(part, str) else part for part in content
    )
    return Cell(parts or (para(""),), span=span, shaded=shaded)


def row(*cells: str | Cell, align: Align = Align.LEFT, bold: bool = False) -> Row:
    """A row made of texts or cells."""
    made = (cell(c, align=align, bold=bold) if isinstance(c, str) else c for c in cells)
    return Row(tuple(made))


def part_row(title: str, columns: int) -> Row:
    """The title of a part of a table, over all its columns; it stays with the part's first row."""
    return Row((cell(title, span=columns, bold=True, shaded=True),), keep=True)


def header_row(*texts: str | Cell) -> Row:
    """A row of column heads: bold, centred, shaded."""
    made = (
        cell(t, align=Align.CENTRE, bold=True, shaded=True) if isinstance(t, str) else t
        for t in texts
    )
    return Row(tuple(made))
