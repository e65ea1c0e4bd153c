"""A document's headings and text, joined so that one search goes over all of it.

Searching line by line would take longer for a 40-page report than reading its text out of the PDF.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from domain.documents.lines import Line, LineRole
from domain.documents.search_words import Claim, core_of
from domain.language.thai import bare, fold

FIRST_LETTERS = 4
LABEL = "\x01"
"""Marks in `spaced` where a paragraph may begin. Normalised text never contains it."""
_OPENERS = re.compile(
    r"^(?:สรุป|ผล|การ|ตัวอย่าง|รายละเอียด|ข้อมูล|แสดง|มี|ตาราง|ด้าน|มิติ|เรื่อง|แผนผัง|ผัง|ส่วนของ|หัวข้อ)+"
)
_JOINTS = re.compile(r"และ|พร้อมทั้ง|กับ|รวมทั้ง|ตลอดจน|[/,]|\s+")

GAP = r"[\s.,:;/()\[\]\"“”'‘’\-–—_•ฯๆ]*"
_IN_TEXT_NUMBER = re.compile(
    r"(?<![\d.])\d{1,2}(?:\.\d{1,2})*[.):]*(?=[ \n]*([ก-๎A-Za-z](?:[^\s]|\n){2,100}))"
)
_CHAPTERS = ("บทที่", "ส่วนที่", "ข้อที่", "ข้อ")


class Index:
    """Texts joined for one search: which of them begin with some words, or contain them."""

    def __init__(self, texts: Iterable[tuple[str, Line]], joint: str = "\n") -> None:
        self._joint = len(joint)
        self._starts: list[int] = []
        self._lines: list[Line] = []
        parts, at = [], 0
        for text, line in texts:
            self._starts.append(at)
            self._lines.append(line)
            parts.append(text)
            at += len(text) + len(joint)
        self._all = joint + joint.join(parts) + joint

    def that_are(self, text: str) -> Iterator[Line]:
        """Lines that consist of these words."""
        return (self._lines[n] for n, _ in self._find(f"\n{text}\n"))

    def beginning(self, text: str) -> Iterator[Line]:
        """Lines that begin with these words."""
        return (self._lines[n] for n, _ in self._find(f"\n{text}"))

    def holding(self, text: str) -> Iterator[tuple[int, Line]]:
        """Lines that contain the words, each with the place in the joined text."""
        return ((at, self._lines[n]) for n, at in self._find(text))

    def _find(self, text: str) -> Iterator[tuple[int, int]]:
        skip = self._joint if not text.startswith("\n") else 0
        at = self._all.find(text)
        while at >= 0:
            yield bisect_right(self._starts, at - skip) - 1, at - skip
            at = self._all.find(text, at + 1)

    def matching(self, pattern: re.Pattern[str]) -> Iterator[Line]:
        """Lines whose beginning matches a pattern; the pattern starts with a line break."""
        for found in pattern.finditer(self._all):
            yield self._lines[bisect_right(self._starts, found.start()) - 1]

    def spans_lines(self, at: int, length: int) -> bool:
        """Whether a place consists of whole lines."""
        begin = bisect_right(self._starts, at) - 1
        end = bisect_right(self._starts, at + length) - 1
        ends = self._starts[end] == at + length or at + length == len(self._all)
        return self._starts[begin] == at and ends


class Document:
    """A document's lines, indexed by what they may be. An index is made at its first use."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.rivals: tuple[Claim, ...] = ()
        """What the other sections are known by: a heading that says more of theirs is theirs."""
        # Those inside a paragraph come last: a line of its own is the surer heading.
        alone = (line for line in lines if line.role is LineRole.HEADING)
        self.headings = (*alone, *_run_in_headings(lines))
        self.parts = tuple(line for line in self.headings if not line.names_document)

    @cached_property
    def by_key(self) -> Index:
        return Index((line.key, line) for line in self.headings)

    @cached_property
    def by_bare(self) -> Index:
        return Index((line.bare, line) for line in self.headings)

    @cached_property
    def by_part(self) -> Index:
        return Index((line.bare, line) for line in self.parts)

    @cached_property
    def by_letter(self) -> dict[str, list[Line]]:
        """Headings by each of their first letters, so that few are compared for likeness."""
        found: dict[str, list[Line]] = {}
        for line in self.parts:
            for letter in set(line.bare[:FIRST_LETTERS]):
                found.setdefault(letter, []).append(line)
        return found

    @cached_property
    def by_core(self) -> Index:
        return Index((core_of(line.key), line) for line in self.parts)

    @cached_property
    def by_piece(self) -> Index:
        """The pieces of headings that name several parts, and of a table's row of column heads."""
        pieces = (
            (fold(piece), line)
            for line in self.parts
            for piece in dict.fromkeys((*line.text.split(), *_JOINTS.split(line.text)))
            if piece
        )
        return Index(pieces)

    @cached_property
    def by_opened(self) -> Index:
        """Headings without the words that often come first, as in ตัวอย่างแบบสำรวจ."""
        opened = ((_OPENERS.sub("", line.key), line) for line in self.parts)
        return Index((bare(key), line) for key, line in opened)

    @cached_property
    def repeated(self) -> Index:
        return Index((line.bare, line) for line in self.lines if line.role is LineRole.REPEATED)

    @cached_property
    def promises(self) -> Index:
        return Index((line.bare, line) for line in self.lines if line.role is LineRole.PROMISE)

    @cached_property
    def spaced(self) -> tuple[tuple[int, str], ...]:
        """Each page without marks but with its blanks; `LABEL` shows where a paragraph may begin."""
        told = (line for line in self.lines if line.role is not LineRole.PROMISE)
        return tuple(
            (page, bare("\n".join(LABEL * x.begins + x.text for x in lines)))
            for page, lines in groupby(told, key=lambda line: line.page)
        )

    @cached_property
    def body(self) -> Index:
        """All the text without line breaks, because words may continue in the next line."""
        return Index(
            ((line.bare, line) for line in self.lines if line.role is not LineRole.PROMISE),
            joint="",
        )


def _run_in_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """Numbered headings in the middle of a paragraph, as separate lines."""
    texts = (line for line in lines if line.role is LineRole.TEXT)
    for _, group in groupby(texts, key=lambda line: line.page):
        page = tuple(group)
        starts, joined = _join(page)
        for found in _IN_TEXT_NUMBER.finditer(joined):
            if not _is_numbering(found, joined):
                continue
            line = page[bisect_right(starts, found.start(1)) - 1]
            text = found.group(1).replace("\n", "")
            key = fold(text)
            yield replace(
                line, text=text, key=key, bare=bare(key), role=LineRole.HEADING, numbered=True
            )


def _is_numbering(found: re.Match[str], text: str) -> bool:
    """Whether a number numbers a heading, by its punctuation or the word for chapter: not the 42 of 42 คน."""
    before = text[max(0, found.start() - 8) : found.start()].rstrip()
    return not found.group().isdecimal() or before.endswith(_CHAPTERS)


def _join(lines: Sequence[Line]) -> tuple[list[int], str]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.printed) + 1
    return starts, "\n".join(line.printed for line in lines)
