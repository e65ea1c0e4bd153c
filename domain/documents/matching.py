"""Which of the parts that the plan lists are in a document, judged from its text alone.

The answer is advice for a person, never a verdict: damaged text makes a part doubtful, text that cannot be read
makes it unknown. Files are opened elsewhere, and the measure of likeness is an argument.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice, pairwise

from domain.documents.captions import have_captions
from domain.documents.headings import Document
from domain.documents.legible import is_legible
from domain.documents.lines import Line, LineRole, read_lines
from domain.documents.questions import by_groups
from domain.documents.search_words import Word, any_of, claims, families_of, search_words
from domain.documents.substance import has_substance
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.language.thai import bare, fold
from domain.plan.model import Section, SectionKind

Similarity = Callable[[str, str], float]
"""How well the first text is found somewhere in the second, 0 to 100."""

SHORT_WORD = 8
"""A word with fewer letters (สรุป) must begin the line: inside one it proves nothing."""
ALIKE, VERY_CLOSE = 85.0, 95.0
"""Measured on six PDF makers: absent headings reach 57, present ones 85 (docs/decisions/inspection.md)."""
ALIKE_LETTERS = 10
"""Shorter texts are alike by chance."""
TINY_WORD = 2
"""Words this short occur inside other words everywhere."""
CORE_LETTERS = 4
LONG_CORE = 8
"""A core this long may be followed by more: ขั้นตอนคัดเลือก / ขั้นตอนการคัดเลือกข้าราชการดีเด่น."""
_SLACK = 3
"""Letters that damage may add before a heading's beginning, where likeness is sought."""
_HEAD = 6
SUPPORT = 3
"""This many headings between blanks in one paragraph confirm each other."""
APART = 60
"""Letters of text that must follow each of them; otherwise they are only listed."""

_COVER_WORDS = frozenset({"ปก", "หน้าปก", "ปกหน้า", "ปกรายงาน"})
# A line that continues like this is a sentence about the part, not its heading.
_SENTENCE = re.compile(
    r"(?:นี้|นั้น|ดังกล่าว|ข้างต้น|พบว่า|จะ|ควร|ต้อง|ยัง|ถูก|ไม่|เป็น|คือ|จึง|ซึ่ง|แต่|ได้(?!รับ|แก่|ทำ|จาก)|มีอยู่|ไว้)"
)
_TELLING = re.compile("ไว้ใน|พบว่า|ดังกล่าว|ข้างต้น|จึง|ซึ่ง|แต่ละ|โดย")


def match_sections(
    sections: Sequence[Section],
    pages: Sequence[str],
    images: int,
    has_text: bool | None,
    similarity: Similarity | None = None,
    *,
    printed: bool = True,
) -> tuple[SectionFact, ...]:
    """Say for each section whether it is there, on which page (from 1) and by which words.

    `pages` is the text page by page. `has_text` is False for pages that are only pictures of text, None for files
    that have no text (a photo). Without `similarity`, badly damaged headings are not found.
    `printed` False: lines are whole paragraphs, as in Word.
    """
    document = Document(read_lines(pages, printed=printed) if has_text else ())
    seen = []
    for n, section in enumerate(sections):
        others = [s for k, s in enumerate(sections) if k != n]
        document.rivals = tuple(claims(others))
        if section.kind is SectionKind.CAPTIONS:
            seen.append(_Seen(_judge_captions(section, pages, images, has_text)))
            continue
        seen.append(_see(section, document, images, has_text, similarity))
    heads = [(one.head, one.word) for one in seen if one.head]
    words = frozenset(claim.begins for claim in claims(sections) if claim.begins)
    facts = [
        _weigh(section, one, document, heads, words)
        for section, one in zip(sections, seen, strict=True)
    ]
    facts = list(_support_each_other(sections, facts, document))
    if (
        has_text
        and any(f.outcome is SectionOutcome.NOT_FOUND for f in facts)
        and not all(map(is_legible, pages))
    ):
        facts = [_unread(fact) for fact in facts]
    return tuple(facts)


def _unread(fact: SectionFact) -> SectionFact:
    """In a text that cannot be read, what is not found may be there."""
    if fact.outcome is not SectionOutcome.NOT_FOUND:
        return fact
    return replace(fact, outcome=SectionOutcome.CANNOT_TELL, why=SectionDoubt.UNREADABLE)


# --- One section ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of a section, and the heading that it was found by, with its words."""

    fact: SectionFact
    head: Line | None = None
    word: str = ""


def _see(
    section: Section,
    document: Document,
    images: int,
    has_text: bool | None,
    similarity: Similarity | None,
) -> _Seen:
    if section.kind is SectionKind.IMAGES:
        return _Seen(_judge_images(section, images, has_text))
    if not has_text:
        return _Seen(SectionFact(section.id, SectionOutcome.CANNOT_TELL))
    if section.kind is SectionKind.COVER and (cover := _cover(section, document)):
        return _Seen(cover)
    return _by_words(section, document, similarity)


def _weigh(
    section: Section,
    seen: _Seen,
    document: Document,
    heads: Sequence[tuple[Line, str]],
    words: frozenset[str],
) -> SectionFact:
    """The section's fact: a heading with nothing under it proves nothing."""
    fact = seen.fact
    if seen.head is not None and section.kind is SectionKind.TEXT:
        fact = _with_substance(section, seen, seen.head, document, heads, words)
    if fact.outcome in _SETTLED or not section.all_of:
        return fact
    return max(by_groups(section, document), fact, key=_certainty)


def _with_substance(
    section: Section,
    seen: _Seen,
    head: Line,
    document: Document,
    heads: Sequence[tuple[Line, str]],
    words: frozenset[str],
) -> SectionFact:
    others = [other for other in heads if other[0] is not head]
    # The same heading may be listed first and begin its part elsewhere.
    again = document.by_bare.beginning(seen.word), document.repeated.that_are(seen.word)
    title = bare(fold(section.title))
    for line in chain((head,), *again):
        if has_substance(document.lines, line, seen.word, others, words, title):
            return replace(seen.fact, page=line.page)
    return replace(seen.fact, outcome=SectionOutcome.DOUBTFUL, why=SectionDoubt.EMPTY)


_SETTLED = (SectionOutcome.FOUND, SectionOutcome.CANNOT_TELL)


def _certainty(fact: SectionFact) -> int:
    order = (SectionOutcome.NOT_FOUND, SectionOutcome.DOUBTFUL, SectionOutcome.FOUND)
    return order.index(fact.outcome)


def _judge_images(section: Section, images: int, has_text: bool | None) -> SectionFact:
    """Count pictures, except in a scan: there every page is one, whatever it shows."""
    if has_text is False:
        return SectionFact(section.id, SectionOutcome.CANNOT_TELL)
    outcome = SectionOutcome.FOUND if images else SectionOutcome.NOT_FOUND
    return SectionFact(section.id, outcome)


def _judge_captions(
    section: Section, pages: Sequence[str], images: int, has_text: bool | None
) -> SectionFact:
    """A picture alone, as a photo is, has no words beside it: a person must look whether it needs any."""
    if has_text is False:
        return SectionFact(section.id, SectionOutcome.CANNOT_TELL)
    if has_text and not images:
        return SectionFact(section.id, SectionOutcome.NOT_FOUND)
    if has_text and have_captions(pages):
        return SectionFact(section.id, SectionOutcome.FOUND)
    return SectionFact(section.id, SectionOutcome.DOUBTFUL, why=SectionDoubt.NO_CAPTION)


def _cover(section: Section, document: Document) -> SectionFact | None:
    """Find a cover by little text on a first page of several: covers hardly ever say ปก."""
    for line in document.lines:
        if line.key in _COVER_WORDS and line.role is not LineRole.PROMISE:
            return SectionFact(section.id, SectionOutcome.FOUND, line.page, line.shown)
    on_cover = [line for line in document.lines if line.on_cover]
    if not on_cover:
        return None
    fact = SectionFact(section.id, SectionOutcome.FOUND, on_cover[0].page, on_cover[0].shown)
    if is_legible("\n".join(line.printed for line in on_cover)):
        return fact
    return _unread(replace(fact, outcome=SectionOutcome.NOT_FOUND, words=""))


_NEVER = (LineRole.TITLE, LineRole.PROMISE)
_Found = tuple[Line, str] | None
_Hit = tuple[Line, str, str] | None
"""A line, its words as shown, and those that were looked for."""
_Sign = Callable[[Word, Document], _Found]


def _by_words(section: Section, document: Document, similarity: Similarity | None) -> _Seen:
    """Find the title or another heading: the surest sign wins, then the first page."""
    found = (
        _by_signs(section, document, _SURE)
        or _by_family(section, document)
        or _by_signs(section, document, (_is_repeated, _runs_in))
        or (similarity and _by_signs(section, document, _close(similarity)))
    )
    if found:
        line, words, word = found
        return _Seen(SectionFact(section.id, SectionOutcome.FOUND, line.page, words), line, word)
    doubtful = _by_signs(section, document, (_is_mentioned, _is_promised)) or (
        similarity and _by_signs(section, document, (_alike(similarity, ALIKE, numbered=False),))
    )
    if doubtful:
        line, words, _ = doubtful
        return _Seen(SectionFact(section.id, SectionOutcome.DOUBTFUL, line.page, words))
    return _Seen(SectionFact(section.id, SectionOutcome.NOT_FOUND))


def _by_signs(section: Section, document: Document, signs: Sequence[_Sign]) -> _Hit:
    for sign in signs:
        for word in search_words(section.title, section.look_for):
            if found := sign(word, document):
                return *found, word.bare
    return None


def _by_family(section: Section, document: Document) -> _Hit:
    families = families_of(section.look_for)
    if not families:
        return None
    shortest = min(family.letters for family in families)
    for index, inside in ((document.by_part, False), (document.by_opened, True)):
        for line in index.matching(any_of(families)):
            telling = not line.numbered and _TELLING.search(line.text)
            if not telling and not _is_claimed(line, shortest, document, inside):
                return line, line.shown, line.bare
    return None


def _first(lines: Iterable[Line]) -> _Found:
    return next(((line, line.shown) for line in lines), None)


def _is_a_heading(word: Word, document: Document) -> _Found:
    return _first(document.by_bare.that_are(word.bare))


def _begins_a_heading(word: Word, document: Document) -> _Found:
    lines = document.by_key.beginning(word.key)
    if len(word.bare) >= SHORT_WORD:
        lines = chain(lines, document.by_bare.beginning(word.bare))
    return _own(lines, word, document)


def _own(lines: Iterable[Line], word: Word, document: Document, *, inside: bool = False) -> _Found:
    """The first line that is no sentence and that no other section has a better claim to.

    The longer words win (สรุป / บทสรุปผู้บริหาร). If ours are `inside` the line, words that begin it win.
    """
    for line in lines:
        if not _is_sentence(line, word) and not _is_claimed(line, len(word.bare), document, inside):
            return line, line.shown
    return None


def _is_claimed(line: Line, letters: int, document: Document, inside: bool) -> bool:
    rivals = (r for r in document.rivals if inside or (r.letters > letters and not r.anywhere))
    return any(rival.holds(line.bare) for rival in rivals)


def _is_sentence(line: Line, word: Word) -> bool:
    """Whether a line is a sentence about the part (แบบสำรวจนี้…). A number in front makes it a heading."""
    if line.numbered or not line.key.startswith(word.key):
        return False
    return bool(_SENTENCE.match(line.key, len(word.key)))


def _fills_lines(word: Word, document: Document) -> _Found:
    """Whether the words are one or several whole lines: a long heading continues in the next."""
    if len(word.bare) < SHORT_WORD:
        return None
    for at, line in document.body.holding(word.bare):
        if line.role in _NEVER or (line.role is LineRole.REPEATED and not word.own):
            continue
        if document.body.spans_lines(at, len(word.bare)):
            return line, word.shown
    return None


def _is_a_piece(word: Word, document: Document) -> _Found:
    if len(word.key) <= TINY_WORD:
        return None
    if found := _first(document.by_piece.that_are(word.key)):
        return found
    if len(word.key) < SHORT_WORD:
        return None
    return _own(document.by_piece.beginning(word.key), word, document)


def _is_opened(word: Word, document: Document) -> _Found:
    if len(word.bare) < SHORT_WORD:
        return None
    return _own(document.by_opened.beginning(word.bare), word, document, inside=True)


def _is_most_of_a_heading(word: Word, document: Document) -> _Found:
    """Whether the words are inside a heading and most of it."""
    if len(word.bare) < SHORT_WORD:
        return None
    lines = (
        line
        for _, line in document.by_part.holding(word.bare)
        if len(word.bare) * (3 if line.numbered else 2) >= len(line.bare)
        and (line.numbered or not _TELLING.search(line.text))
    )
    return _own(lines, word, document, inside=True)


def _has_the_core(word: Word, document: Document) -> _Found:
    if len(word.core) < CORE_LETTERS:
        return None
    if found := _first(document.by_core.that_are(word.core)):
        return found
    if len(word.core) < LONG_CORE:
        return None
    return _own(document.by_core.beginning(word.core), word, document)


def _is_repeated(word: Word, document: Document) -> _Found:
    return _first(document.repeated.that_are(word.bare)) if word.own else None


def _is_mentioned(word: Word, document: Document) -> _Found:
    if len(word.key) <= TINY_WORD:
        return None
    for _, line in document.body.holding(word.bare):
        if len(word.bare) >= SHORT_WORD or word.key in line.key:
            return line, word.shown
    return None


def _is_promised(word: Word, document: Document) -> _Found:
    return _first(document.promises.beginning(word.bare))


def _close(similarity: Similarity) -> tuple[_Sign, _Sign]:
    """Find a heading by likeness. A numbered line is surely a heading, so it needs less likeness."""
    return (
        _alike(similarity, VERY_CLOSE, numbered=False),
        _alike(similarity, ALIKE, numbered=True),
    )


def _alike(similarity: Similarity, at_least: float, *, numbered: bool) -> _Sign:
    def sign(word: Word, document: Document) -> _Found:
        if len(word.bare) < ALIKE_LETTERS:
            return None
        for line in document.by_letter.get(word.bare[0], ()):
            if not line.numbered and (numbered or _TELLING.search(line.text)):
                continue
            # A short line is like any longer words that contain it.
            if len(line.bare) * 10 < len(word.bare) * 8 or not _begin_alike(word, line):
                continue
            likeness = similarity(word.bare, line.bare[: len(word.bare) + _SLACK])
            if likeness >= at_least and not _is_claimed(line, 0, document, inside=True):
                return line, line.shown
        return None

    return sign


def _begin_alike(word: Word, line: Line) -> bool:
    """A cheap test before the costly one: most of the first letters occur."""
    head = line.bare[: _HEAD + _SLACK]
    return sum(letter in head for letter in word.bare[:_HEAD]) * 2 > _HEAD


_SURE = (
    _is_a_heading,
    _begins_a_heading,
    _fills_lines,
    _is_a_piece,
    _is_opened,
    _has_the_core,
    _is_most_of_a_heading,
)
"""The signs that need a separate line, surest first."""


# --- Headings inside a paragraph -----------------------------------------------------------------

GAP = r"[\s.,:;/()\[\]\"“”'‘’\-–—_•ฯๆ]*"
_LOOKED_AT = 6
"""Most places of the words that are examined; words that occur more often are running text."""


@lru_cache(maxsize=1024)
def _run_in_patterns(word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    letters = GAP.join(map(re.escape, word))
    colon = re.compile(rf"(?:^|\s){letters}\s?:")
    return colon, re.compile(rf"^{letters}\s+(?!{_SENTENCE.pattern})\S")


def _runs_in(word: Word, document: Document) -> _Found:
    """Whether a colon follows the words, or they are alone at the beginning of a paragraph."""
    if len(word.bare) <= TINY_WORD:
        return None
    for _, line in islice(document.body.holding(word.bare), _LOOKED_AT):
        text = bare(line.text)
        colon, opening = _run_in_patterns(word.bare)
        opens = len(word.bare) >= SHORT_WORD and line.begins and opening.match(text)
        if opens or colon.search(text):
            return line, word.shown
    return None


def _support_each_other(
    sections: Sequence[Section], facts: Sequence[SectionFact], document: Document
) -> tuple[SectionFact, ...]:
    """Accept headings without a number or a separate line if several follow one another."""
    loose = {
        fact.id: (at, line)
        for section, fact in zip(sections, facts, strict=True)
        if fact.outcome is SectionOutcome.DOUBTFUL and (hit := _between_blanks(section, document))
        for at, line in [hit]
    }
    places = sorted(at for at, _ in loose.values())
    if len(places) < SUPPORT or any(b - a < APART for a, b in pairwise(places)):
        return tuple(facts)
    return tuple(
        replace(fact, outcome=SectionOutcome.FOUND, page=loose[fact.id][1].page)
        if fact.id in loose
        else fact
        for fact in facts
    )


def _between_blanks(section: Section, document: Document) -> tuple[int, Line] | None:
    for word in search_words(section.title, section.look_for):
        if len(word.bare) <= TINY_WORD:
            continue
        for at, line in islice(document.body.holding(word.bare), _LOOKED_AT):
            if _alone_pattern(word.bare).search(bare(line.text)):
                return at, line
    return None


@lru_cache(maxsize=1024)
def _alone_pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s){GAP.join(map(re.escape, word))}(?=\s|$)")
