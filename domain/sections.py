"""Which of the parts that the plan lists stand in a document, judged from its text alone.

The answer is advice for a person, never a verdict: what reads badly is doubtful, what cannot be
read cannot be told. Opening files belongs elsewhere, and likeness comes in as an argument.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.facts import SectionFact, SectionOutcome
from domain.plan import Section, SectionKind
from domain.thai import match_key, normalise, skeleton

Similarity = Callable[[str, str], float]
"""How well the first text is found somewhere in the second, 0 to 100."""

HEADING_LETTERS = 60
"""A line with more letters is running text, not a heading."""
COVER_LETTERS = 600
"""A first page with more letters is no cover."""
SHORT_WORD = 8
"""A word with fewer letters (สรุป) proves nothing in running text: it must head a line."""
ALIKE, VERY_CLOSE = 85.0, 95.0
"""Measured on six PDF makers: absent headings reach 57, those that are there 85 (decision 0011)."""
ALIKE_LETTERS = 10
"""Likeness of anything shorter is chance."""
TINY_WORD = 2
"""Words this short stand inside others everywhere."""
SHOWN_LETTERS = 80

_NUMBERING = re.compile(r"^(?:บทที่|ส่วนที่|ข้อที่|ข้อ)?\d+")
_PAGE_NUMBER = re.compile(r"[0-9๐-๙ก-ฮ]{1,3}$")
_LEADER = re.compile(r"\.{3}|(?:\. ){3}|…|\t|\s{3}")
# The plan speaks to bureaus and groups alike; a bureau writes of itself.
_EITHER, _ONE = "สำนัก/กลุ่ม", ("สำนัก", "กลุ่ม")
_ASIDE = re.compile(r"\([^)]*\)")
# Fonts that raise tone marks make some PDF makers write the syllable twice: ขั้ขั้นตอน.
_DOUBLED = re.compile(r"([ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+)\1+")
_COVER_WORDS = frozenset({"ปก", "หน้าปก", "ปกหน้า", "ปกรายงาน"})
_NOT_A_COVER = frozenset({"คำนำ", "สารบัญ", "บทสรุปผู้บริหาร", "บทคัดย่อ"})


def match_sections(
    sections: Sequence[Section],
    pages: Sequence[str],
    images: int,
    has_text: bool | None,
    similarity: Similarity | None = None,
) -> tuple[SectionFact, ...]:
    """Say for each section whether it is there, on which page (from 1) and by which words.

    `pages` is the text page by page; `has_text` False for pages that are only pictures of text,
    None where text makes no sense (a photo). Without `similarity`, badly damaged headings are lost.
    """
    document = tuple(_read_page(number, text) for number, text in enumerate(pages, 1))
    return tuple(_judge(s, document, images, has_text, similarity) for s in sections)


@dataclass(frozen=True, slots=True)
class _Text:
    """Text in the three forms that are compared."""

    shown: str
    key: str
    skeleton: str


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    lines: tuple[_Text, ...]
    body: _Text
    contents: tuple[_Text, ...]
    """Entries of a table of contents: they promise a part and do not prove it."""


_Finder = Callable[[_Text, _Page], str | None]


def _read(text: str) -> _Text:
    mended = _DOUBLED.sub(r"\1", normalise(text))
    shown = " ".join(mended.split())[:SHOWN_LETTERS]
    return _Text(shown, match_key(mended), skeleton(mended))


def _read_page(number: int, text: str) -> _Page:
    lines = [line for line in text.splitlines() if line.strip()]
    contents = [line for line in lines if _is_contents_entry(line)]
    body = [line for line in lines if not _is_contents_entry(line)]
    return _Page(
        number=number,
        lines=tuple(map(_read, body)),
        body=_read("\n".join(body)),
        contents=tuple(map(_read, contents)),
    )


def _is_contents_entry(line: str) -> bool:
    """Tell by leader and page number at the end; in steps, as a page of dots must cost no time."""
    if not (number := _PAGE_NUMBER.search(line.rstrip())):
        return False
    before = line[: number.start()]
    return bool(_LEADER.search(before[len(before.rstrip(" .…\t\u00a0")) :]))


def _judge(
    section: Section,
    document: tuple[_Page, ...],
    images: int,
    has_text: bool | None,
    similarity: Similarity | None,
) -> SectionFact:
    if section.kind is SectionKind.IMAGES:
        return _judge_images(section, images, has_text)
    if not has_text:
        return SectionFact(section.id, SectionOutcome.CANNOT_TELL)
    if section.kind is SectionKind.COVER and (cover := _cover(section, document)):
        return cover
    by_words = _by_words(section, document, similarity)
    if by_words.outcome is SectionOutcome.FOUND:
        return by_words
    by_groups = _by_groups(section, document)
    return max(by_groups, by_words, key=_certainty)


def _certainty(fact: SectionFact) -> int:
    order = (SectionOutcome.NOT_FOUND, SectionOutcome.DOUBTFUL, SectionOutcome.FOUND)
    return order.index(fact.outcome)


def _judge_images(section: Section, images: int, has_text: bool | None) -> SectionFact:
    """Count pictures, except in a scan: there every page is one, whatever it shows."""
    if has_text is False:
        return SectionFact(section.id, SectionOutcome.CANNOT_TELL)
    outcome = SectionOutcome.FOUND if images else SectionOutcome.NOT_FOUND
    return SectionFact(section.id, outcome)


def _cover(section: Section, document: tuple[_Page, ...]) -> SectionFact | None:
    """Tell by little text on a first page of several: the word ปก hardly ever stands on a cover."""
    if not document:
        return None
    for page in document:
        for line in page.lines:
            if line.key in _COVER_WORDS:
                return SectionFact(section.id, SectionOutcome.FOUND, page.number, line.shown)
    if len(document) == 1 or len(document[0].body.key) >= COVER_LETTERS:
        return None
    first = document[0]
    if any(line.key in _NOT_A_COVER for line in first.lines):
        return None
    words = first.lines[0].shown if first.lines else ""
    return SectionFact(section.id, SectionOutcome.FOUND, first.number, words)


def _by_words(
    section: Section, document: tuple[_Page, ...], similarity: Similarity | None
) -> SectionFact:
    """Look for title or another heading: the surest sign wins, then the first page."""
    words = tuple(_wanted(section))
    for outcome, find in _signs(similarity):
        for word in words:
            for page in document:
                if found := find(word, page):
                    return SectionFact(section.id, outcome, page.number, found)
    return SectionFact(section.id, SectionOutcome.NOT_FOUND)


def _wanted(section: Section) -> Iterator[_Text]:
    """Give the title, the title without asides such as (ถ้ามี), and what else people write."""
    bare = _ASIDE.sub("", section.title)
    for words in (section.title, bare, *section.look_for):
        for either in dict.fromkeys((words, *(words.replace(_EITHER, one) for one in _ONE))):
            text = _read(either)
            if text.skeleton:
                yield text


def _signs(similarity: Similarity | None) -> Iterator[tuple[SectionOutcome, _Finder]]:
    """Give the ways to find words, surest first."""
    yield SectionOutcome.FOUND, _heads_a_line
    yield SectionOutcome.FOUND, _heads_a_damaged_line
    yield SectionOutcome.FOUND, _stands_in_text
    if similarity:
        yield SectionOutcome.FOUND, _alike(similarity, VERY_CLOSE)
    yield SectionOutcome.DOUBTFUL, _is_mentioned
    yield SectionOutcome.DOUBTFUL, _is_promised
    if similarity:
        yield SectionOutcome.DOUBTFUL, _alike(similarity, ALIKE)


def _heads_a_line(word: _Text, page: _Page) -> str | None:
    return _shown(line for line in page.lines if _heads(word.key, line.key) or _is_cell(word, line))


def _heads_a_damaged_line(word: _Text, page: _Page) -> str | None:
    return _shown(line for line in page.lines if _heads(word.skeleton, line.skeleton))


def _heads(word: str, line: str) -> bool:
    if len(line) > max(HEADING_LETTERS, len(word) * 3 // 2):
        return False
    if len(word) >= SHORT_WORD:
        return word in line
    return line.startswith(word) or _NUMBERING.sub("", line).startswith(word)


def _is_cell(word: _Text, line: _Text) -> bool:
    """Thai has no blanks between words: one that stands alone in a short line is a column's head."""
    if len(line.key) > HEADING_LETTERS or word.key not in line.key:
        return False
    return word.key in map(match_key, line.shown.split())


def _stands_in_text(word: _Text, page: _Page) -> str | None:
    if len(word.key) < SHORT_WORD:
        return None
    found = word.key in page.body.key
    if not found and len(word.skeleton) >= SHORT_WORD:
        found = word.skeleton in page.body.skeleton
    return word.shown if found else None


def _is_mentioned(word: _Text, page: _Page) -> str | None:
    return word.shown if len(word.key) > TINY_WORD and word.key in page.body.key else None


def _is_promised(word: _Text, page: _Page) -> str | None:
    return _shown(e for e in page.contents if _heads(word.skeleton, e.skeleton))


def _alike(similarity: Similarity, at_least: float) -> _Finder:
    def find(word: _Text, page: _Page) -> str | None:
        if len(word.skeleton) < ALIKE_LETTERS or len(page.body.skeleton) < ALIKE_LETTERS:
            return None
        alike = similarity(word.skeleton, page.body.skeleton) >= at_least
        return word.shown if alike else None

    return find


def _shown(lines: Iterable[_Text]) -> str | None:
    return next((line.shown for line in lines), None)


def _by_groups(section: Section, document: tuple[_Page, ...]) -> SectionFact:
    """Look for answers to who, where, how, when: they come in other words, one of each group."""
    met = [hit for group in section.all_of if (hit := _first_of(group, document))]
    if not met:
        return SectionFact(section.id, SectionOutcome.NOT_FOUND)
    whole = len(met) == len(section.all_of)
    outcome = SectionOutcome.FOUND if whole else SectionOutcome.DOUBTFUL
    words = ", ".join(words for _, words in met)
    return SectionFact(section.id, outcome, met[0][0], words)


def _first_of(group: Sequence[str], document: tuple[_Page, ...]) -> tuple[int, str] | None:
    for words in group:
        word = _read(words)
        for page in document:
            if word.key and _holds(word, page):
                return page.number, word.shown
    return None


def _holds(word: _Text, page: _Page) -> bool:
    long_enough = len(word.skeleton) >= SHORT_WORD
    return word.key in page.body.key or (long_enough and word.skeleton in page.body.skeleton)
