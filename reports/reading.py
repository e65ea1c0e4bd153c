"""A form that somebody edited in Word, compared with what the record says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from domain.errors import KamnotError
from domain.thai import normalise, thai_digits
from domain.validation_forms import BLANK
from reports.document import CHECKED, UNCHECKED, Doc, Para, Table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
_BODY, _ABOUT = "word/document.xml", "docProps/core.xml"
_LARGEST = 64 * 1024 * 1024
"""Bytes of one unpacked part: far more than any form of ours."""
_PAIR = re.compile(r"([a-z-]+)=(\S+)")


class Kind(StrEnum):
    """What somebody did to a place of a form."""

    FILLED = "filled"
    """A blank was filled, or an open box ticked, by hand: the record says nothing about it."""
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the file says something else than the record; `place` in Thai."""

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
    """A Word file as far as a comparison needs it. KamnotError when it is none or not one of ours."""

    def __init__(self, data: bytes) -> None:
        about, body = _parts(data)
        keywords = next((e.text or "" for e in about.iter(_KEYWORDS)), "")
        self.key = dict(_PAIR.findall(keywords))
        """Which form it is, as `kamnot report` wrote it."""
        if "form" not in self.key or not keywords.startswith("kamnot "):
            raise KamnotError(
                "ไฟล์นี้ไม่ใช่แบบที่ kamnot report สร้าง จึงเทียบกับข้อมูลไม่ได้",
                "This file was not made by kamnot report; it cannot be compared.",
            )
        self._blocks = tuple(_read(body.find(f"{_W}body")))

    def compare(self, doc: Doc) -> tuple[Difference, ...]:
        """Where the file differs from the document as the record gives it now, in reading order."""
        mine, theirs = tuple(_model(doc)), self._blocks
        texts = _lines(
            [b for b in mine if isinstance(b, str)], [b for b in theirs if isinstance(b, str)]
        )
        tables = _tables(
            [b for b in mine if isinstance(b, _Grid)], [b for b in theirs if isinstance(b, _Grid)]
        )
        return (*texts, *tables)


def _parts(data: bytes) -> tuple[Any, Any]:
    from lxml import etree  # type: ignore[import-untyped]  # it ships no types

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sizes = [package.getinfo(name).file_size for name in (_ABOUT, _BODY)]
            if max(sizes) > _LARGEST:
                raise _no_word_file("too large")
            about, body = (etree.fromstring(package.read(n), parser) for n in (_ABOUT, _BODY))
    except (
        zipfile.BadZipFile,
        KeyError,
        etree.XMLSyntaxError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _no_word_file(str(error)) from error
    return about, body


def _no_word_file(why: str) -> KamnotError:
    return KamnotError(
        f"เปิดไฟล์นี้เป็นไฟล์ Word (.docx) ไม่ได้ ({why}) โปรดบันทึกเป็น .docx แล้วลองใหม่",
        f"Cannot read this as a Word file ({why}); save it as .docx and try again.",
    )


def _read(parent: Any) -> Iterator[_Block]:
    """Paragraphs and tables in order, those inside content controls too."""
    for element in parent if parent is not None else ():
        if element.tag == f"{_W}p":
            yield _words(element)
        elif element.tag == f"{_W}tbl":
            yield _grid(element)
        elif element.tag == f"{_W}sdt":
            yield from _read(element.find(f"{_W}sdtContent"))


def _grid(table: Any) -> _Grid:
    rows = []
    for line in table.iter(f"{_W}tr"):
        cells = line.iter(f"{_W}tc")
        rows.append(tuple("\n".join(_words(p) for p in c.iter(f"{_W}p")) for c in cells))
    heads = len(list(table.iter(f"{_W}tblHeader")))
    return _Grid(tuple(rows), heads)


def _words(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _model(doc: Doc) -> Iterator[_Block]:
    for block in doc.blocks():
        if isinstance(block, Para):
            yield block.text
        elif isinstance(block, Table):
            rows = tuple(tuple(c.text for c in line.cells) for line in block.rows)
            yield _Grid(rows, block.header)


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", normalise(text))


# --- Comparing -------------------------------------------------------------------------------------


def _lines(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Difference]:
    """Paragraphs outside tables."""
    mine, theirs = [t for t in mine if _fold(t)], [t for t in theirs if _fold(t)]
    for ours, other in _aligned(mine, theirs, _fold):
        yield from _difference("ข้อความนอกตาราง", ours, other)


def _tables(mine: Sequence[_Grid], theirs: Sequence[_Grid]) -> Iterator[Difference]:
    for number in range(max(len(mine), len(theirs))):
        name = f"ตารางที่ {thai_digits(number + 1)}"
        ours = mine[number] if number < len(mine) else _Grid((), 0)
        other = theirs[number] if number < len(theirs) else _Grid((), 0)
        yield from _rows(name, ours, other)


def _rows(name: str, mine: _Grid, theirs: _Grid) -> Iterator[Difference]:
    heads = mine.rows[mine.header - 1] if mine.header else ()
    place = 0
    for ours, other in _aligned(mine.rows, theirs.rows, lambda r: "\t".join(map(_fold, r))):
        place += ours is not None
        where = f"{name} แถวที่ {thai_digits(place)}"
        if ours is None or other is None or len(ours) != len(other):
            yield from _difference(where, _joined(ours), _joined(other))
            continue
        for column, (a, b) in enumerate(zip(ours, other, strict=True)):
            head = f" ช่อง “{heads[column]}”" if column < len(heads) == len(ours) else ""
            yield from _difference(where + head, a, b)


def _joined(row: Sequence[str] | None) -> str | None:
    return None if row is None else " | ".join(row)


def _aligned(mine: Sequence[Any], theirs: Sequence[Any], fold: Any) -> Iterator[tuple[Any, Any]]:
    """Pairs that belong together; what stands on one side only is paired with None."""
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
    """Whether the file says what the record says, with blanks filled and open boxes ticked."""
    pieces = [
        f"[{UNCHECKED}{CHECKED}]".join(re.escape(part) for part in piece.split(UNCHECKED))
        for piece in BLANK.split(_fold(ours))
    ]
    return re.fullmatch(".*".join(pieces), _fold(other), re.DOTALL) is not None
