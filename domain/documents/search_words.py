"""The search words of a section: its title, other headings, and families of headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.documents.lines import mend, show
from domain.language.thai import bare, fold
from domain.plan.model import Section, SectionKind

_ANYTHING = "…"
# The plan speaks to bureaus and groups alike; a bureau writes of itself.
_EITHER, _ONE = "สำนัก/กลุ่ม", ("สำนัก", "กลุ่ม")
_ASIDE = re.compile(r"\([^)]*\)")
# Words that people add or leave out without a change of meaning.
_FILLERS = re.compile(
    r"การ|ความ|ที่|ของ|ใน|จาก|และ|หรือ|ภาย|ได้รับ|ได้|เกิดขึ้น|เกิด|สำหรับ|แห่ง|ต่อ|ซึ่ง|เพื่อ|ด้าน|ทาง|เรา|ว่า|ระหว่าง"
    r"|สำนัก(?:งาน)?|กลุ่ม(?!ตัวอย่าง|เป้าหมาย)|หน่วยงาน|บุคลากร|(?:นำ)?(?:ไป|มา)(?=ใช้|ปรับ|ประยุกต์)"
)
_SAME = (
    (re.compile("ดำเนินงาน|ดำเนินกิจกรรม|จัดกิจกรรม|ดำเนินโครงการ"), "ดำเนินการ"),
    (re.compile("แก้ไข"), "แก้"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """Words to look for, in the forms that are compared."""

    shown: str
    key: str
    bare: str
    core: str
    own: bool
    """Whether this is the section's title, not another heading for it."""


@lru_cache(maxsize=1024)
def search_words(title: str, look_for: tuple[str, ...]) -> tuple[Word, ...]:
    """Give the title, the title without asides such as (ถ้ามี), and what else people write."""
    own = _either_or((title, _ASIDE.sub("", title)))
    words = dict.fromkeys(own, True) | {
        text: False for text in _either_or(look_for) if text not in own and _ANYTHING not in text
    }
    read = (_read(text, own=is_own) for text, is_own in words.items())
    return tuple(word for word in read if word.bare)


@dataclass(frozen=True, slots=True)
class Family:
    """Headings that contain some words in order: ปัญหา…แก้."""

    pattern: str
    letters: int


@lru_cache(maxsize=256)
def families_of(look_for: tuple[str, ...]) -> tuple[Family, ...]:
    """The families among the words of `look_for`; their pattern is for text without marks."""
    families = []
    for text in look_for:
        if _ANYTHING in text:
            pieces = [bare(fold(mend(piece))) for piece in text.split(_ANYTHING)]
            pattern = "[^\\n]*".join(map(re.escape, pieces))
            families.append(Family(pattern, sum(map(len, pieces))))
    return tuple(families)


@lru_cache(maxsize=256)
def any_of(families: tuple[Family, ...]) -> re.Pattern[str]:
    """One pattern for the headings of all families, each after a line break."""
    return re.compile("\n(?:" + "|".join(f.pattern for f in families) + ")")


def _either_or(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(t.replace(_EITHER, one) for t in texts for one in (_EITHER, *_ONE)))


def _read(text: str, *, own: bool) -> Word:
    mended = mend(text)
    key = fold(mended)
    return Word(show(mended), key, bare(key), core_of(key), own)


def core_of(key: str) -> str:
    """The words without those that people add or leave out."""
    for pattern, same in _SAME:
        key = pattern.sub(same, key)
    return bare(_FILLERS.sub("", key))


@dataclass(frozen=True, slots=True)
class Claim:
    """What identifies a section: words that begin a heading, or a family of headings."""

    letters: int
    begins: str
    family: re.Pattern[str] | None = None
    anywhere: bool = False
    """The family's words may be anywhere in a heading: a weaker claim than words that begin it."""

    def holds(self, line: str) -> bool:
        """Whether a heading is one of these."""
        if self.family:
            return bool(self.family.match(line))
        return line.startswith(self.begins)


def claims(sections: Iterable[Section]) -> Iterator[Claim]:
    """All claims of these sections."""
    for section in sections:
        if section.kind is SectionKind.TEXT:
            yield from _claims_of(section.title, section.look_for)


@lru_cache(maxsize=256)
def _claims_of(title: str, look_for: tuple[str, ...]) -> tuple[Claim, ...]:
    words = [Claim(len(word.bare), word.bare) for word in search_words(title, look_for)]
    families = (
        Claim(f.letters, "", re.compile(f.pattern), anywhere=f.pattern.startswith("["))
        for f in families_of(look_for)
    )
    return (*words, *families)
