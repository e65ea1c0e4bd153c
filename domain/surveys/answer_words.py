"""Reads what people answered: the level of a scale, the choices that they ticked, or words of their own.

Missing is missing, never a level. A word that nobody declared is no answer: a person says what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from domain.facts import Answer
from domain.language.thai import arabic_digits, match_key, normalise
from domain.plan.model import Survey, SurveyChoice, SurveyQuestion, SurveyScale

_NO_ANSWER = frozenset(
    map(
        match_key,
        (
            "n/a", "na", "-", "ไม่มีความเห็น", "ไม่มีความคิดเห็น", "ไม่แสดงความเห็น", "ไม่แสดงความคิดเห็น", "ไม่ทราบ",
            "ไม่ตอบ", "ไม่ขอตอบ", "ไม่ประสงค์ตอบ", "ไม่เกี่ยวข้อง", "ประเมินไม่ได้", "ไม่สามารถประเมินได้",
            "no opinion", "not applicable", "no answer", "don't know", "prefer not to say",
        ),
    )
)  # fmt: skip
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_PARTED = re.compile(r"[()\[\]/:=–—]+|(?<=\d)\s*[.\-]\s*|\s+-\s+|(?<=\d)\s+(?=\D)|(?<=\D)\s+(?=\d)")
_OTHER = "other"
"""The choice that stands for what people wrote themselves."""
_BETWEEN = " ,;\n"
LONGEST_WORDS = 2000
"""Letters of an open answer that are kept."""
_GAP = r"[^\S\n]{0,2}[.()\u2010-\u2015\u2212-]{0,2}[^\S\n]{0,2}"
"""What people write between the digits of one number; a comma and a stroke part amounts and days."""
_PERSONAL = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+"
    rf"|(?<!\d)\d(?:{_GAP}\d){{12}}(?!\d)"
    rf"|(?<![\d,])0{_GAP}[1-9](?:{_GAP}\d){{7,8}}(?!\d)"
    rf"|\+[^\S\n]?66(?:{_GAP}0)?(?:{_GAP}\d){{8,9}}(?!\d)"
    rf"|(?<![\d,])66(?:\d(?:{_GAP}\d){{7,8}}|{_GAP}[689](?:{_GAP}\d){{8}})(?!\d)"
    rf"|\A\s*[689]\d{_GAP}\d{{3}}{_GAP}\d{{4}}\s*\Z"
)
"""An address, the thirteen digits of a card, or a telephone number. Digits are 0-9.

A whole cell of nine digits is one too: table programs drop the 0.
"""
_MOMENT = re.compile(
    r"(?<![\d.-])(?:\d{1,2}\s*[-\u2013]\s*)?\d{1,2}([.-])\d{1,2}\1(?:19|20|24|25|26)\d\d(?![.-]?\d)"
    r"|(?<![\d.-])(?:[01]?\d|2[0-4])[.:][0-5]\d\s*[-\u2013]\s*(?:[01]?\d|2[0-4])[.:][0-5]\d(?![.-]?\d)"
)
"""A day (`01.08.2567`, `01-05.08.2567`) or hours (`08.30-16.30`): with the figure beside it no telephone number."""


class UnknownWordError(Exception):
    """A text that is no answer to the question; `expected` are the answers that it has."""

    def __init__(self, expected: Sequence[str]) -> None:
        super().__init__(", ".join(expected))
        self.expected = tuple(expected)


def reader_of(survey: Survey, question: SurveyQuestion) -> Callable[[str], Answer | None]:
    """What reads the answers to a question: None for a missing one. It raises UnknownWordError for any other text."""
    if question.scale:
        return _LevelReader(survey.scale_by_id[question.scale]).read
    if question.choices:
        return _ChoiceReader(question.choices).read
    return read_words


def is_personal(text: str) -> bool:
    """Whether words hold an address, a telephone number or the number of a card."""
    return _PERSONAL.search(_MOMENT.sub("…", arabic_digits(text))) is not None


def read_words(text: str) -> str | None:
    """An open answer; None for none, and for a word that says so."""
    plain = normalise(text).strip()
    return None if not match_key(plain) or match_key(plain) in _NO_ANSWER else plain[:LONGEST_WORDS]


class _LevelReader:
    """Reads `5`, `๕`, `มากที่สุด`, `5 (มากที่สุด)` and `มากที่สุด = 5`."""

    def __init__(self, scale: SurveyScale) -> None:
        self._by_number = {level.level for level in scale.levels}
        self._by_word = {
            match_key(word): level.level
            for level in scale.levels
            for word in (level.title, *level.also)
        }
        self._titles = [f"{level.level} ({level.title})" for level in scale.levels]

    def read(self, text: str) -> int | None:
        plain = arabic_digits(normalise(text)).strip()
        key = match_key(plain)
        if (not key and not _NUMBER.search(plain)) or key in _NO_ANSWER:
            return None
        level = self._by_word.get(key)
        if level is None:
            level = self._number(plain) if _NUMBER.fullmatch(plain) else self._parts(plain)
        if level is None:
            raise UnknownWordError(self._titles)
        return level

    def _number(self, plain: str) -> int | None:
        whole = _WHOLE.fullmatch(plain)
        return int(whole[1]) if whole and int(whole[1]) in self._by_number else None

    def _parts(self, plain: str) -> int | None:
        """The one level that all parts of the text mean."""
        parts = [part for part in _PARTED.split(plain) if part.strip(" .-")]
        levels = {
            self._number(part.strip(" .-")) or self._by_word.get(match_key(part)) for part in parts
        }
        return levels.pop() if len(levels) == 1 else None


class _ChoiceReader:
    """Finds the known choices in a text, the longest first: a choice may hold a comma itself."""

    def __init__(self, choices: Sequence[SurveyChoice]) -> None:
        self._titles = [choice.title for choice in choices]
        named = [(_folded(text), c.id) for c in choices for text in (c.title, c.id)]
        self._named = sorted(named, key=lambda one: -len(one[0]))
        self._order = [choice.id for choice in choices]

    def read(self, text: str) -> tuple[str, ...] | None:
        rest = _folded(text)
        if not match_key(rest) or match_key(rest) in _NO_ANSWER:
            return None
        found = set(self._found(rest))
        return tuple(choice for choice in self._order if choice in found)

    def _found(self, rest: str) -> Iterator[str]:
        while rest := rest.strip(_BETWEEN):
            known = self._next(rest)
            if known is not None:
                choice, length = known
                yield choice
                rest = rest[length:]
            elif _OTHER in self._order:
                yield _OTHER
                rest = self._after_other(rest)
            else:
                raise UnknownWordError(self._titles)

    def _next(self, rest: str) -> tuple[str, int] | None:
        for text, choice in self._named:
            if rest.startswith(text) and (len(rest) == len(text) or rest[len(text)] in _BETWEEN):
                return choice, len(text)
        return None

    def _after_other(self, rest: str) -> str:
        """What follows the words that somebody wrote: the next known choice, and nothing of the words."""
        for at, sign in enumerate(rest):
            if sign in ",;\n" and self._next(rest[at:].strip(_BETWEEN)):
                return rest[at:]
        return ""


def _folded(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", normalise(text)).strip().casefold()


_YES = frozenset({"1", "y", "yes", "true", "ใช่", "x", "✓"})
_NO = frozenset({"0", "n", "no", "false", "ไม่", "ไม่ใช่", "-"})


def is_ticked(text: str, choice: str = "") -> bool:
    """Whether a column that holds one choice says that it was ticked. Raises UnknownWordError for any other word.

    In the column of the choice `other` stands what somebody wrote: any word but a no is a tick; nothing of it is kept.
    """
    plain = arabic_digits(normalise(text)).strip().casefold().removesuffix(".0")
    if not plain or plain in _NO:
        return False
    if plain in _YES:
        return True
    if choice == _OTHER:
        return bool(match_key(plain)) and match_key(plain) not in _NO_ANSWER
    raise UnknownWordError(("1", "0", "Y", "N"))
