"""A form as paragraphs, tables, pictures and charts: the one source of its Word file and its PDF.

Sizes are points of TH SarabunPSK, in which offices think; a renderer that sets another font converts them.
A check box is ☐ or ☑ in the text; what is unknown is a dotted line, to be filled by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from domain.thai import normalise
from reports.drawing import Drawing

BODY, SMALL = 16.0, 14.0
"""Points of running text, and of tables."""

PAGE = (21.0, 29.7)
"""A4 in centimetres: the short side, the long side."""

CHECKED, UNCHECKED = "☑", "☐"


_NOT_FOR_PRINT = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]+")


def clean(text: str) -> str:
    """Text from outside, fit to print: no control characters or line ends, Thai marks in order."""
    return normalise(_NOT_FOR_PRINT.sub(" ", text))


def dots(count: int) -> str:
    """A dotted line to write on, `count` dots long."""
    return "." * count


def box(*, ticked: bool) -> str:
    """A check box as text."""
    return CHECKED if ticked else UNCHECKED


class Align(StrEnum):
    """Where the lines of a paragraph stand."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; `size` None is the size of where they stand."""

    text: str
    bold: bool = False
    underline: bool = False
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `first` and `left` are indents in centimetres; `level` 1 to 3 makes it a heading.

    `keep` holds it on the page of what follows.
    """

    runs: tuple[Run, ...]
    align: Align = Align.LEFT
    first: float = 0.0
    left: float = 0.0
    level: int = 0
    keep: bool = False

    @property
    def text(self) -> str:
        """Its words without their look."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture file, fitted into `width` by `height` centimetres; `alt` says what it shows.

    Where the file cannot be read as a picture, a dotted frame with the alt text stands in its place.
    """

    path: Path
    alt: str
    width: float = 12.0
    height: float = 9.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of our own; `alt` says in words what it shows."""

    drawing: Drawing
    alt: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, over `span` columns."""

    content: tuple[Para | Image, ...]
    span: int = 1
    shaded: bool = False

    @property
    def text(self) -> str:
        """The words of its paragraphs, a line each."""
        return "\n".join(part.text for part in self.content if isinstance(part, Para))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, from left to right; their spans fill the table's columns."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are shares of the text's width, `header` counts the rows that each page repeats.

    Without `ruled` it only arranges, as for signatures. ValueError when a row does not fill the columns.
    """

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    header: int = 1
    ruled: bool = True
    size: float = SMALL

    def keeps_whole(self, line: Row, width: float) -> bool:
        """Whether a row is so low that no page should cut it, in a text `width` centimetres wide."""
        whole, at = sum(self.widths), 0
        for part in line.cells:
            share = sum(self.widths[at : at + part.span]) / whole
            letters = max(share * width * _LETTERS_PER_CM * SMALL / self.size, 1)
            lines = sum(_lines_of(p, letters) for p in part.content)
            if lines > _LOW:
                return False
            at += part.span
        return True

    def __post_init__(self) -> None:
        for number, line in enumerate(self.rows):
            filled = sum(cell.span for cell in line.cells)
            if filled != len(self.widths):
                raise ValueError(f"row {number} fills {filled} of {len(self.widths)} columns")


_LETTERS_PER_CM = 6
_LOW = 14
"""Lines of a row that is low."""


def _lines_of(part: Para | Image, letters: float) -> float:
    """How many lines it takes, roughly; a line is about six tenths of a centimetre high."""
    return part.height / 0.6 if isinstance(part, Image) else len(part.text) // letters + 1


@dataclass(frozen=True, slots=True)
class Break:
    """What follows starts on a new page."""


Block = Para | Table | Image | Chart | Break


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one orientation."""

    blocks: tuple[Block, ...]
    landscape: bool = False

    @property
    def margins(self) -> tuple[float, float, float, float]:
        """Left, right, top, bottom in centimetres, as government letters have them."""
        return (2.0, 2.0, 2.5, 2.0) if self.landscape else (3.0, 2.0, 2.5, 2.0)

    @property
    def width(self) -> float:
        """Centimetres between the margins."""
        left, right, *_ = self.margins
        return PAGE[self.landscape] - left - right


@dataclass(frozen=True, slots=True)
class Doc:
    """A whole document. `key` says which form of whom and when it is, so that it can be read back.

    `day` is the day it speaks of: the file's date, so that the same data gives the same bytes.
    """

    title: str
    author: str
    day: date
    sections: tuple[Section, ...]
    key: Mapping[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for section in self.sections:
            yield from section.blocks

    def images(self) -> Iterator[Image]:
        """Every picture, those in tables too."""
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
) -> Para:
    """A paragraph of one text, or of runs as they are."""
    if isinstance(text, str):
        text = Run(text, bold=bold, size=size)
    runs = (text,) if isinstance(text, Run) else text
    cleaned = tuple(replace(run, text=clean(run.text)) for run in runs)
    return Para(cleaned, align=align, first=first, left=left, keep=keep)


def heading(
    text: str, level: int = 1, *, size: float | None = None, align: Align = Align.LEFT
) -> Para:
    """A heading; it stays with what follows."""
    run = Run(clean(text), bold=True, size=size)
    return Para((run,), align=align, level=level, keep=True)


def cell(
    *content: str | Para | Image,
    span: int = 1,
    align: Align = Align.LEFT,
    bold: bool = False,
    shaded: bool = False,
) -> Cell:
    """A cell of texts (a paragraph for each), paragraphs or pictures."""
    parts = tuple(
        para(part, bold=bold, align=align) if isinstance(part, str) else part for part in content
    )
    return Cell(parts or (para(""),), span=span, shaded=shaded)


def row(*cells: str | Cell, align: Align = Align.LEFT, bold: bool = False) -> Row:
    """A row of texts or cells."""
    made = (cell(c, align=align, bold=bold) if isinstance(c, str) else c for c in cells)
    return Row(tuple(made))


def header_row(*texts: str | Cell) -> Row:
    """A row of column heads: bold, centred, shaded."""
    made = (
        cell(t, align=Align.CENTRE, bold=True, shaded=True) if isinstance(t, str) else t
        for t in texts
    )
    return Row(tuple(made))
