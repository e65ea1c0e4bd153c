"""Step 6, Excel: what the visible sheets show. A workbook of numbers, formulas or charts is not empty.

It reads the parts themselves: a broken style, name or date, over which libraries stop, hides no cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.facts import Problem
from inspection.office.markup import parse
from inspection.office.package import Package
from inspection.paper.texts import MAX_LETTERS
from inspection.verdicts import FileContents, RefusedError, is_decoration

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EMU = 360_000
_ON = frozenset({"1", "true", "on"})
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def read_workbook(package: Package) -> FileContents:
    """Read the sheets that are shown, in their order."""
    shared = _shared_strings(package)
    texts, shown = [], _Drawings()
    for part in _sheets(package):
        sheet = _Sheet(shared)
        parse(package.part(part), part, sheet)
        shown.filled |= sheet.filled
        texts.append("".join(sheet.out))
        for relation in package.relations(part):
            if relation.kind == "drawing":
                _draw(package, relation.target, shown)
    if not shown.filled:
        raise RefusedError(Problem.BLANK, "no filled cell, no chart and no picture")
    whole = "\n".join(texts)
    return FileContents(
        page_texts=tuple(text for text in texts if text.strip()),
        pages=1,
        images=shown.images,
        has_text=True,
        numbered=False,
        unread=len(whole) >= MAX_LETTERS,
    )


def _sheets(package: Package) -> Iterator[str]:
    """The parts of the visible sheets; of a damaged list, every sheet that there is."""
    listed = _SheetList()
    parse(package.part(package.main), package.main, listed)
    related = package.related(package.main)
    parts = [related[name].target for name in listed.shown if name in related]
    if listed.shown and parts:
        yield from filter(package.has, parts)
    elif not listed.hidden:
        yield from (n for n in package.names if re.match(r"xl/(?:work|chart)sheets/[^/]+\.xml", n))


class _SheetList:
    def __init__(self) -> None:
        self.shown: list[str] = []
        self.hidden = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != f"{_S}sheet":
            return
        if attributes.get("state", "visible") == "visible":
            self.shown.append(attributes.get(f"{_R}id", ""))
        else:
            self.hidden += 1


def _shared_strings(package: Package) -> Sequence[str]:
    reader = _Strings()
    for relation in package.relations(package.main):
        if relation.kind == "sharedStrings" and (data := package.part(relation.target)):
            parse(data, relation.target, reader)
    return reader.strings


@dataclass(slots=True)
class _Strings:
    """Texts by number; how a word is spoken (`rPh`) is no text of the sheet."""

    strings: list[str] = field(default_factory=list)
    inside: bool = False
    spoken: bool = False
    length: int = 0

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if tag == f"{_S}si":
            self.strings.append("")
        self.spoken |= tag == f"{_S}rPh"
        self.inside = tag == f"{_S}t" and not self.spoken

    def data(self, text: str) -> None:
        if self.inside and self.strings and self.length < MAX_LETTERS:
            self.strings[-1] += text
            self.length += len(text)

    def end(self, tag: str) -> None:
        self.inside = False
        self.spoken &= tag != f"{_S}rPh"


@dataclass(slots=True)
class _Sheet:
    """Cells of rows and columns that are shown."""

    shared: Sequence[str]
    out: list[str] = field(default_factory=list)
    filled: bool = False
    hidden_columns: list[range] = field(default_factory=list)
    hidden: bool = False
    row_hidden: bool = False
    kind: str = ""
    tag: str = ""
    value: str = ""
    formula: str = ""
    length: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        if tag == f"{_S}col" and attributes.get("hidden") in _ON:
            first, last = attributes.get("min", "0"), attributes.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                self.hidden_columns.append(range(int(first), int(last) + 1))
        elif tag == f"{_S}row":
            self.row_hidden = attributes.get("hidden") in _ON
        elif tag == f"{_S}c":
            self.kind, self.value, self.formula = attributes.get("t", "n"), "", ""
            self.hidden = self.row_hidden or self._in_hidden_column(attributes.get("r", ""))

    def _in_hidden_column(self, place: str) -> bool:
        number = 0
        for letter in place:
            if not "A" <= letter <= "Z":
                break
            number = number * 26 + ord(letter) - 64
        return any(number in columns for columns in self.hidden_columns)

    def data(self, text: str) -> None:
        if self.tag in _VALUES:
            self.value += text
        elif self.tag == f"{_S}f":
            self.formula += text

    def end(self, tag: str) -> None:
        self.tag = ""
        if tag != f"{_S}c":
            return
        # `=cmd|'/c calc'!A0` starts a program; nothing else has a bar outside quotes.
        if "|" in _QUOTED.sub("", self.formula):
            raise RefusedError(Problem.LINKED, f"a formula asks a program: {self.formula[:80]!r}")
        shown = self._shown().strip()
        # A text that was worked out and is empty shows nothing; without a result nobody knows.
        worked_out = self.formula.strip() not in ("", '""') and self.kind != "str"
        if not self.hidden and (shown or worked_out):
            self.filled = True
            if self.length < MAX_LETTERS:
                self.out.append(shown + "\n")
            self.length += len(shown)

    def _shown(self) -> str:
        if self.kind != "s":
            return self.value
        number = self.value.strip()
        known = number.isdecimal() and int(number) < len(self.shared)
        return self.shared[int(number)] if known else ""


_VALUES = frozenset({f"{_S}v", f"{_S}t"})


@dataclass(slots=True)
class _Drawings:
    """Charts and pictures over the cells of a sheet."""

    filled: bool = False
    images: int = 0
    wide: float | None = None
    high: float | None = None
    pictures: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _ANCHORS:
            self.wide = self.high = None
            self.pictures = 0
        elif tag in _EXTENTS and attributes.get("cx", "").isdecimal():
            self.wide = int(attributes["cx"]) / _EMU
            self.high = int(attributes.get("cy", "0") or 0) / _EMU
        elif tag == f"{_A}blip":
            self.pictures += 1
        self.filled |= tag in (f"{_A}blip", f"{_C}chart")

    def end(self, tag: str) -> None:
        if tag in _ANCHORS and not is_decoration(self.wide, self.high):
            self.images += self.pictures


_ANCHORS = frozenset(_X + name for name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
_EXTENTS = frozenset({f"{_X}ext", f"{_A}ext"})


def _draw(package: Package, part: str, shown: _Drawings) -> None:
    if data := package.part(part):
        parse(data, part, shown)
