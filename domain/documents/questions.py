"""Finds answers to sections that are questions (who, where, how, when): no heading repeats them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.documents.headings import LABEL, Document
from domain.documents.lines import mend, show
from domain.documents.substance import is_blank
from domain.facts import SectionFact, SectionOutcome
from domain.language.thai import bare
from domain.plan.model import Section

_ANSWER = 200
"""Letters after a label in which its answer is looked for."""
NEAR_A_NUMBER = 24
"""Most letters between a word and the number that proves it: บุคลากรเข้าร่วม ๔๒ คน."""


def by_groups(section: Section, document: Document) -> SectionFact:
    """Find answers to who, where, how, when: at least one word of each group.

    A word proves its answer if it begins a line, is beside a number or names a place (ณ …), and something follows it
    that is no blank to fill in. One group may be mentioned without such a proof.
    """
    labels = tuple(word.text for group in section.all_of for word in _words(group))
    hits = [tuple(_meet(group, document, labels)) for group in section.all_of]
    met = [group for group in hits if group]
    if len(met) * 2 < len(hits):
        return SectionFact(section.id, SectionOutcome.NOT_FOUND)
    firm = [[hit for hit in group if hit.is_firm] for group in met]
    whole = len(met) == len(hits) and sum(map(bool, firm)) >= len(hits) - 1
    outcome = SectionOutcome.FOUND if whole else SectionOutcome.DOUBTFUL
    answers = Counter(page for group in firm for page in {hit.page for hit in group})
    # The page that answers most; the first of several.
    page = min(answers, key=lambda p: (-answers[p], p), default=met[0][0].page)
    words = ", ".join((sure or group)[0].words for group, sure in zip(met, firm, strict=True))
    return SectionFact(section.id, outcome, page, words)


_BLANKS = 3


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words of a group, and whether they prove its answer."""

    page: int
    words: str
    is_firm: bool


def _meet(group: tuple[str, ...], document: Document, labels: tuple[str, ...]) -> Iterator[_Hit]:
    """The best hit of a group on each page."""
    words = _words(group)
    for page, text in document.spaced:
        told: _Answer | None = None
        there = (word for word in words if word.first in text)
        for word, at in ((w, at) for w in there for at in _places(w, text)):
            if _is_firm(word, at, text) and _is_answered(at + len(word.first), text, labels):
                yield _Hit(page, show(word.text), is_firm=True)
                break
            told = told or word
        else:
            if told:
                yield _Hit(page, show(told.text), is_firm=False)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Words of a group without marks; words with a blank (ณ สำนัก) name a place."""

    text: str
    first: str
    rest: str


@lru_cache(maxsize=256)
def _words(group: tuple[str, ...]) -> tuple[_Answer, ...]:
    texts = (bare(mend(word).lower()) for word in group)
    return tuple(_Answer(text, *text.partition(" ")[::2]) for text in texts)


def _places(word: _Answer, text: str) -> Iterator[int]:
    """Where the words occur, by plain search: one pattern for all costs ten times as much."""
    at = text.find(word.first)
    while at >= 0:
        if not word.rest or _is_place(word, at, text):
            yield at
        at = text.find(word.first, at + 1)


def _is_place(word: _Answer, at: int, text: str) -> bool:
    """Whether ณ is a separate word here: งบประมาณ สำนัก… names no place."""
    before = text[at - 1 : at]
    follows = text[at + len(word.first) :][: len(word.rest) + _BLANKS].lstrip()
    return not "ก" <= before <= "\u0e4e" and follows.startswith(word.rest)


def _is_firm(word: _Answer, at: int, text: str) -> bool:
    if word.rest or text[at - 1 : at] == LABEL:
        return True
    end = at + len(word.first)
    return any(map(str.isdecimal, text[end : end + NEAR_A_NUMBER]))


def _is_answered(end: int, text: str, labels: tuple[str, ...]) -> bool:
    """Whether words follow a label, on its line or, where that is empty, on the next one."""
    line, _, below = text[end : end + _ANSWER].partition("\n")
    if re.search(r"\w", line):
        return not is_blank(line)
    answer = below.partition("\n")[0].lstrip(LABEL)
    return re.search(r"\w", answer) is not None and not (
        answer.startswith(labels) or is_blank(answer)
    )
