"""The little that a machine can tell of a document that only a person can judge: a number, a day, a few words.

A sign that is missing raises a doubt. It never proves that the document is the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.documents.legible import is_legible
from domain.documents.lines import CELL, PICTURE, ROW, TABLE_END, mend
from domain.documents.substance import without_hints
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.language.thai import MONTHS, SHORT_MONTHS, arabic_digits, bare, fold
from domain.plan.model import Sign, SignKind

LETTERS_A_WORD = 4
"""Letters without marks of a Thai word, on the average: Thai puts no blanks between words."""
LEAST_LETTERS = 8
"""Fewer letters beside the title are no slogan."""
LONGEST_SLOGAN = 160
"""More letters on the lines below the word are a report about it."""
NAME_LETTERS = 4
"""Fewer letters behind a form's word are no name."""

_MARKERS = re.compile(f"[{CELL}{PICTURE}{TABLE_END}]")
_MONTH = "|".join(dict.fromkeys(bare(m).replace(".", "") for m in (*MONTHS, *SHORT_MONTHS)))
_DAY = (
    rf"(?:\d{{1,2}}\s*(?:เดอน)?\s*(?:{_MONTH})\D{{0,16}}\d{{2,4}}"
    r"|\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-]\s*\d{2,4})"
)
_UP_TO_IT = r"[^\d\n]{0,12}\s*"
_NUMBER = re.compile(
    r"(?<!วน)(?<!ครง)ท\s*(?:[^\W\d_]{1,6}(?:\([^)]{1,12}\))?\s*)?\d{1,5}\s*/\s*(?:ว\s*)?\d{1,5}(?![\d/])"
)
"""ที่ ๑๑/๒๕๖๖, ที่ สว ๐๐๐๗/ว ๑๒; not วันที่ ๑๕/๑๑/๒๕๖๖ and not ครั้งที่ ๓/๒๕๖๖."""
_BLANK = re.compile(r"[.…_]{4,}")
_QUOTED = re.compile('[“"«‘]\\s*\\S[^”"»’]{4,300}[”"»’]|:\\s*\\S[^\\n]{7,}')
_AFTER = 120
"""Letters after the word คำขวัญ in which the slogan itself begins."""
_TITLES = r"(?:นาย|นางสาว|นาง|น\.\s?ส\.|ว่าที่)"
_CHOICE = re.compile(rf"\(?\s*{_TITLES}(?:\s*[/,|]\s*{_TITLES})+\s*\)?|[☐□○◯]\s*{_TITLES}?")
"""The titles among which a form lets choose: นาย/นาง/นางสาว."""
_LABEL = re.compile(
    r"(?:ลง|ลายมือ)?ชื่อ|(?:นาม)?สกุล|ตำแหน่ง|กลุ่ม|สังกัด|สำนัก|อายุ|ปี|วัน|เดือน|พ\.?\s?ศ|โทร|อีเมล|e-?mail|ผู้|เลข|ระดับ|ประเภท"
    r"|หน่วย|ข้าพเจ้า|มีความประสงค์|ขอสมัคร|ขอแสดง|สมัคร|สมาชิก|ชมรม|ที่|ลำดับ|หมายเหตุ|จำนวน|จิตพอเพียง|strong",
    re.IGNORECASE,
)
"""What a form prints in place of an answer."""


def match_signs(
    signs: Sequence[Sign], pages: Sequence[str], has_text: bool | None, *, photographic: bool = True
) -> list[SectionFact]:
    """Say for each sign whether it shows: found, doubtful, or cannot tell of a scan and of letters that make no words.

    `pages` and `has_text` are as `match_sections` takes them; `photographic` says whether a picture looks like a photo.
    """
    text = _MARKERS.sub("\n", mend("\n".join(pages)))
    legible = bool(has_text) and all(map(is_legible, pages))
    return [_judge(sign, text, has_text, legible, photographic) for sign in signs]


def _judge(
    sign: Sign, text: str, has_text: bool | None, legible: bool, photographic: bool
) -> SectionFact:
    if sign.kind is SignKind.PHOTOGRAPH:
        shown = photographic
    elif not has_text:
        return SectionFact(sign.id, SectionOutcome.CANNOT_TELL)
    else:
        shown = _SHOWS[sign.kind](sign, text)
        if not shown and not legible:
            return SectionFact(sign.id, SectionOutcome.CANNOT_TELL, why=SectionDoubt.UNREADABLE)
    if shown:
        return SectionFact(sign.id, SectionOutcome.FOUND)
    return SectionFact(sign.id, SectionOutcome.DOUBTFUL, why=SectionDoubt.NO_SIGN)


_BLANKS = re.compile(r"[^\S\n]+")


def _plain(text: str) -> str:
    """The text without marks, dots and blanks, with European digits: some PDF makers put blanks into words."""
    return _BLANKS.sub("", bare(arabic_digits(text).lower()).replace(".", ""))


def _run_on(text: str) -> str:
    return "".join(bare(fold(text)).split())


def _has_words(sign: Sign, text: str) -> bool:
    words = "|".join(re.escape(_run_on(mend(word))) for word in sign.look_for)
    return len(re.findall(words, _run_on(text))) >= sign.at_least


def _has_number(_: Sign, text: str) -> bool:
    return _NUMBER.search(_plain(text)) is not None


def _has_day(sign: Sign, text: str) -> bool:
    plain = _plain(text)
    ahead = "|".join(re.escape(_plain(word)) for word in sign.look_for)
    return re.search(rf"(?:{ahead}){_UP_TO_IT}{_DAY}", plain) is not None


# --- A few words ---------------------------------------------------------------------------------


def _is_short(sign: Sign, text: str) -> bool:
    """Whether it is a few words besides its title, or holds them below the title, in quotes or after a colon."""
    lines = [line for line in without_hints(text).splitlines() if not _BLANK.search(line)]
    told = [line for line in lines if _letters(line)]
    titles = [n for n, line in enumerate(told) if _has_words(sign, line)]
    own = sum(_letters(line) for n, line in enumerate(told) if n not in titles)
    if own >= LEAST_LETTERS and sum(map(_letters, told)) <= LETTERS_A_WORD * sign.at_most:
        return True
    below = (_letters(told[n + 1]) for n in titles if _is_title(told, n))
    return any(LEAST_LETTERS <= n <= LONGEST_SLOGAN for n in below) or _is_quoted(sign, lines)


def _is_title(told: Sequence[str], n: int) -> bool:
    return n + 1 < len(told) and _letters(told[n]) <= LONGEST_SLOGAN // 3


def _is_quoted(sign: Sign, lines: Sequence[str]) -> bool:
    said = "\n".join(lines)
    named = (found.end() for word in sign.look_for for found in re.finditer(re.escape(word), said))
    return any(
        (quoted := _QUOTED.search(said, end)) and quoted.start() < end + _AFTER for end in named
    )


def _letters(text: str) -> int:
    return sum(map(str.isalpha, bare(fold(text))))


# --- A filled form -------------------------------------------------------------------------------


def _is_filled(sign: Sign, text: str) -> bool:
    """Whether a name stands behind one of the words, or below one of them in a table."""
    text = _CHOICE.sub(" ", without_hints(text)).replace("รายชื่อ", "")
    words = re.compile(
        "|".join(re.escape(word) for word in sorted(sign.look_for, key=len, reverse=True))
    )
    behind = (text[found.end() :] for found in words.finditer(text))
    return any(map(_begins_with_answer, behind)) or any(map(_is_answer, _below(words, text)))


def _below(words: re.Pattern[str], text: str) -> Iterator[str]:
    """The cells of the rows after the first one with the words."""
    rows = text.split(ROW)[1:]
    headed = next((n for n, row in enumerate(rows) if words.search(row)), len(rows))
    for row in rows[headed + 1 :]:
        yield from row.splitlines()


_DOTTED = re.compile(
    r"(?:[\s\-–:()]|ผู้สมัคร(?=[\s:.…_)])|และ|(?:นาม)?สกุล|เต็ม|จริง|ตัว)*"
    r"(?P<dots>[.…_]*)\s*(?P<said>[^.…_\n]*)(?P<more>[.…_]*)"
)


def _begins_with_answer(text: str) -> bool:
    """Whether an answer comes next: at once, or on the dots and not after them."""
    found = _DOTTED.match(text)
    if found is None or not _is_answer(found["said"]):
        return False
    on_dots = len(found["more"]) > 1 or re.match(_TITLES, found["said"]) is not None
    return on_dots or len(found["dots"]) <= 1


def _is_answer(text: str) -> bool:
    said = text.strip()
    return _LABEL.match(said) is None and _letters(said) >= NAME_LETTERS


_SHOWS: Mapping[SignKind, Callable[[Sign, str], bool]] = {
    SignKind.WORDS: _has_words,
    SignKind.NUMBER: _has_number,
    SignKind.DAY: _has_day,
    SignKind.FILLED: _is_filled,
    SignKind.SHORT: _is_short,
}
