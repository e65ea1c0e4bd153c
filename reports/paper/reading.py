"""Compares a form that somebody edited in Word with what the record says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from domain.language.errors import KamnotError
from domain.language.thai import normalise
from domain.plan.form_checks import BLANK
from domain.words.wording import told
from reports.paper.document import CHECKED, UNCHECKED, ContentsList, Doc, Para, Table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
_BODY, _ABOUT = "word/document.xml", "docProps/core.xml"
_MARGINS = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({f"{_W}moveFrom", f"{_W}del", f"{_W}tabs", _FALLBACK})
"""Elements that disappear when tracked changes are accepted, that repeat others, or that are no text."""
_SYMBOLS = {
    ("Wingdings", "F0FE"): CHECKED, ("Wingdings", "F0FD"): CHECKED, ("Wingdings", "F0A8"): UNCHECKED,
    ("Wingdings 2", "F052"): CHECKED, ("Wingdings 2", "F054"): CHECKED, ("Wingdings 2", "F0A3"): UNCHECKED,
}  # fmt: skip
"""Boxes that Word's "Insert symbol" offers, by font and letter."""
_LARGEST = 64 * 1024 * 1024
"""Most bytes of one unpacked part: far more than any of our forms has."""
_LONGEST_LABEL = 8
_DOTS = "....."
"""What a tab with dotted leaders says, and every dotted line."""
_PAIR = re.compile(r"([a-z-]+)=(\S+)")


class Kind(StrEnum):
    """How a place of a form was changed."""

    FILLED = "filled"
    """A blank was filled or an open box ticked: the record says nothing about it."""
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the file says something else than the record; `place` in words."""

    kind: Kind
    place: str
    record: str
    file: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table as texts."""

    rows: tuple[tuple[str, ...], ...]
    header: int


_Block = str | _Grid


class WordForm:
    """A Word file, as far as a comparison needs it. Raises KamnotError if it is none or not one of ours."""

    def __init__(self, data: bytes) -> None:
        about, body, margins = _parts(data)
        keywords = next((e.text or "" for e in about.iter(_KEYWORDS)), "")
        self.key = dict(_PAIR.findall(keywords))
        """Which form it is, as `kamnot report` wrote it."""
        if "form" not in self.key or not keywords.startswith("kamnot "):
            raise KamnotError(
                "ไฟล์นี้ไม่ใช่แบบที่ระบบกำหนด (Kamnot) สร้าง จึงเทียบกับข้อมูลไม่ได้",
                "This file was not made by Kamnot; it cannot be compared.",
            )
        self._blocks = tuple(_read(body.find(f"{_W}body")))
        self._margins = tuple(text for part in margins for text in _read_lines(part))

    def compare(self, doc: Doc, language: str = "th") -> tuple[Difference, ...]:
        """Where the file differs from the document that the record gives now, in reading order."""
        mine, theirs, comparing = tuple(_model(doc)), self._blocks, _Comparing(language)
        texts = comparing.lines(
            [b for b in mine if isinstance(b, str)], [b for b in theirs if isinstance(b, str)]
        )
        tables = comparing.tables(
            [b for b in mine if isinstance(b, _Grid)], [b for b in theirs if isinstance(b, _Grid)]
        )
        return (*texts, *tables, *comparing.margins(self._margins))


def _parts(data: bytes) -> tuple[Any, Any, list[Any]]:
    """The file's own description, its body, and what is printed around the body."""
    from lxml import etree  # type: ignore[import-untyped]  # it ships no types

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            around = [name for name in package.namelist() if _MARGINS.fullmatch(name)]
            names = (_ABOUT, _BODY, *around)
            if sum(package.getinfo(name).file_size for name in names) > _LARGEST:
                raise _no_word_file("too large")
            about, body, *margins = (etree.fromstring(package.read(n), parser) for n in names)
    except (
        zipfile.BadZipFile,
        KeyError,
        etree.XMLSyntaxError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _no_word_file(str(error)) from error
    return about, body, margins


def _no_word_file(why: str) -> KamnotError:
    return KamnotError(
        f"เปิดไฟล์นี้เป็นไฟล์ Word (.docx) ไม่ได้ ({why}) โปรดบันทึกเป็น .docx แล้วลองใหม่",
        f"Cannot read this as a Word file ({why}); save it as .docx and try again.",
    )


def _read(parent: Any) -> Iterator[_Block]:
    """Paragraphs and tables in order, including those inside content controls."""
    for element in parent if parent is not None else ():
        if element.tag == f"{_W}p":
            yield _words(element)
        elif element.tag == f"{_W}tbl":
            yield _grid(element)
            if (signed := _signed(element)) is not None:
                yield from (_words(p) for p in signed.iter(f"{_W}p"))
        elif element.tag == f"{_W}sdt":
            yield from _read(element.find(f"{_W}sdtContent"))


def _grid(table: Any) -> _Grid:
    rows, signed = [], _signed(table)
    for line in table.iter(f"{_W}tr"):
        if line.find(f"{_W}trPr/{_W}del") is not None or line is signed:
            continue
        cells = line.iter(f"{_W}tc")
        rows.append(tuple("\n".join(_words(p) for p in c.iter(f"{_W}p")) for c in cells))
    heads = len(list(table.iter(f"{_W}tblHeader")))
    return _Grid(tuple(rows), heads)


def _signed(table: Any) -> Any | None:
    """The row of the place to sign that stays with a table: its last one, of one cell among rows of several."""
    rows = table.findall(f"{_W}tr")
    alone = [len(line.findall(f"{_W}tc")) == 1 for line in rows]
    return rows[-1] if rows and alone[-1] and not all(alone) else None


def _read_lines(part: Any) -> Iterator[str]:
    """Words that somebody wrote into a margin. Page numbers do not count."""
    texts = (_words(paragraph) for paragraph in part.iter(f"{_W}p"))
    return (t for t in texts if re.search(r"[^\W\d]", t) and not re.fullmatch(r"\s*[ก-ฮ]\s*", t))


def _words(element: Any) -> str:
    return "".join(_texts(element))


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield _DOTS
        elif child.tag == f"{_W}sym":
            yield _SYMBOLS.get((child.get(f"{_W}font"), child.get(f"{_W}char")), "")
        elif child.tag not in _GONE:
            yield from _texts(child)


def _model(doc: Doc) -> Iterator[_Block]:
    for block in doc.blocks():
        if isinstance(block, Para):
            yield block.text
        elif isinstance(block, ContentsList):
            yield from (f"{found.text}{_DOTS}{page}" for found, page in doc.listed(block))
        elif isinstance(block, Table):
            rows = tuple(tuple(c.text for c in line.cells) for line in block.rows)
            yield _Grid(rows, block.header)


def _fold(text: str) -> str:
    # Word's box has a cross, ours a tick; a dotted line is as long as there is room.
    return BLANK.sub(_DOTS, re.sub(r"\s+", "", normalise(text)).replace("☒", CHECKED))


# --- Comparing -------------------------------------------------------------------------------------


class _Comparing:
    """Compares two forms and names the places in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def lines(self, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Difference]:
        """Paragraphs outside tables."""
        mine, theirs = [t for t in mine if _fold(t)], [t for t in theirs if _fold(t)]
        where = self._say("ข้อความนอกตาราง", "text outside the tables")
        for ours, other in _aligned(mine, theirs, _fold):
            yield from _difference(where, ours, other)

    def margins(self, theirs: Sequence[str]) -> Iterator[Difference]:
        """Headers, footers and footnotes, where our forms have page numbers alone."""
        where = self._say("หัวกระดาษ ท้ายกระดาษ หรือเชิงอรรถ", "header, footer or footnote")
        yield from (Difference(Kind.ADDED, where, "", text) for text in theirs)

    def tables(self, mine: Sequence[_Grid], theirs: Sequence[_Grid]) -> Iterator[Difference]:
        """The tables, one by one."""
        for number in range(max(len(mine), len(theirs))):
            name = self._say("ตารางที่ {n}", "table {n}", n=number + 1)
            ours = mine[number] if number < len(mine) else _Grid((), 0)
            other = theirs[number] if number < len(theirs) else _Grid((), 0)
            yield from self._rows(name, ours, other)

    def _rows(self, name: str, mine: _Grid, theirs: _Grid) -> Iterator[Difference]:
        heads = mine.rows[mine.header - 1] if mine.header else ()
        place = 0
        for ours, other in _aligned(mine.rows, theirs.rows, lambda r: "\t".join(map(_fold, r))):
            place += ours is not None
            where = f"{name} {self._say('แถวที่ {n}', 'row {n}', n=place)}{_label(ours)}"
            if ours is None or other is None or len(ours) != len(other):
                yield from _difference(where, _joined(ours), _joined(other))
                continue
            for column, (a, b) in enumerate(zip(ours, other, strict=True)):
                named = column < len(heads) == len(ours)
                head = (
                    self._say(" ช่อง “{name}”", " column “{name}”", name=heads[column])
                    if named
                    else ""
                )
                yield from _difference(where + head, a, b)

    def _say(self, thai: str, english: str, **values: int | str) -> str:
        return told((thai, english), self._language, **values)


def _label(row: Sequence[str] | None) -> str:
    """The number that a row has in its first cell."""
    first = row[0].strip() if row else ""
    return f" ({first})" if 0 < len(first) <= _LONGEST_LABEL else ""


def _joined(row: Sequence[str] | None) -> str | None:
    return None if row is None else " | ".join(row)


def _aligned(mine: Sequence[Any], theirs: Sequence[Any], fold: Any) -> Iterator[tuple[Any, Any]]:
    """Pairs that belong together; what only one side has is paired with None."""
    a, b = [fold(x) for x in mine], [fold(x) for x in theirs]
    for _, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for step in range(max(j - i, m - k)):
            ours = mine[i + step] if i + step < j else None
            other = theirs[k + step] if k + step < m else None
            yield ours, other


def _difference(place: str, ours: str | None, other: str | None) -> Iterator[Difference]:
    if ours is None or other is None:
        kind = Kind.ADDED if ours is None else Kind.REMOVED
        if _fold(ours or other or ""):
            yield Difference(kind, place, ours or "", other or "")
    elif _fold(ours) != _fold(other):
        kind = Kind.FILLED if _only_filled(ours, other) else Kind.CHANGED
        yield Difference(kind, place, ours, other)


def _only_filled(ours: str, other: str) -> bool:
    """Whether the file differs from the record only by filled blanks and ticked boxes."""
    pieces = [
        f"[{UNCHECKED}{CHECKED}]".join(re.escape(part) for part in piece.split(UNCHECKED))
        for piece in BLANK.split(_fold(ours))
    ]
    return re.fullmatch(".*".join(pieces), _fold(other), re.DOTALL) is not None
