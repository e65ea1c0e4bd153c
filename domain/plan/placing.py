"""Finds the document that a file of a folder is for, by what people call folders and files.

A number names the activity for sure (`07/`, `กิจกรรมที่ ๗`, `7. …`), words do where they fit one activity alone. What
they do not settle is a doubt for a person, with the documents that it may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from domain.language.errors import KamnotError, NotThereError
from domain.language.ids import RequirementId
from domain.language.thai import MONTHS, SHORT_MONTHS, arabic_digits, match_key, normalise
from domain.plan.model import Activity, EvidenceKind, EvidenceRequirement, Plan


@dataclass(frozen=True, slots=True)
class Placing:
    """The documents that a file may be for, the likeliest first, and what keeps that from being sure.

    Without a doubt there is exactly one. `guess` is what a person probably means; None if several are as likely.
    """

    may_be: tuple[RequirementId, ...]
    thai: str = ""
    english: str = ""
    guess: RequirementId | None = None

    @property
    def sure(self) -> bool:
        return not self.thai


def find_place(plan: Plan, names: Sequence[str], file_format: str) -> Placing:
    """Where a file belongs. `names` lead from the outermost folder to the file; `file_format` is what it claims to be.

    Raises KamnotError with the reason if nothing tells the activity, or none of its documents takes the format.
    """
    *folders, file = names
    stem = file.rpartition(".")[0] or file
    numbers = _numbers(plan, folders, stem) or _by_words(plan, folders, stem)
    if not numbers:
        raise _no_activity(plan, [*folders, stem])
    if len(numbers) > 1:
        return _several_activities(plan, numbers, folders, stem, file_format)
    activity = plan.by_number[numbers[0]]
    chosen = _choose(activity, folders, stem, file_format)
    if not chosen.sure:
        return chosen
    own = _numbers(plan, (), stem) and not _numbers(plan, folders, "")
    if own and not re.search(r"[^\W\d_]", stem):
        return _unsure(chosen, "ชื่อเป็นตัวเลขอย่างเดียว", "its name is a number alone")
    other = _told_otherwise(plan, activity, stem)
    if other is None:
        return chosen
    return _unsure(
        chosen,
        f"เลขบอกกิจกรรมที่ {activity.number} แต่ชื่อไฟล์เป็นเรื่องของกิจกรรมที่ {other}",
        f"the number says activity {activity.number}, the file's words activity {other}",
    )


# The activity, by numbers

_MONTH = "|".join(re.escape(month) for month in (*MONTHS, *SHORT_MONTHS))
_COUNTED = r"(?:ประการ|เรื่อง|ครั้ง|คน|วัน|ปี|ส|นิ้ว|ชุด|ช่องทาง|เครือข่าย)(?![ก-๛])"
"""What a number counts: `5 ส`, `๕ ประการ`, `10 เรื่อง` name no activity."""
_NO_NUMBER = rf"(?!\d|\s*(?:{_MONTH})|\s*(?:{_COUNTED})|[-/._ ]\d\d?[-/._ ]\d\d|\s*[-/_]\s*25\d\d)"
"""What makes it a year (2567), a day (20 มีนาคม, 13-3-67), the number of a meeting (1/2567) or a count."""
_COPY_OF = re.compile(
    r"(?:(?:copy(?: \(\d+\))? of|สำเนา(?:ของ)?|ฉบับแก้ไข|แก้ไข(?:ล่าสุด)?|final|scan(?:ned)?|สแกน|ร่าง|draft|ไฟล์)"
    r"[\s_.:()-]*)+",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"(?:กิจกรรม|activity|act|ลำดับ|แถว)\s*(?:ลำดับ)?\s*(?:ที่)?[\s._:#-]*(?:no\.?)?\s*0*(\d{{1,3}}){_NO_NUMBER}",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\s*(?:-|ถึง|,|และ|&|กับ|/)\s*(?:กิจกรรม(?:ที่)?\s*)?0*(\d{1,2})(?!\d)")
"""A second activity after the first: `กิจกรรมที่ 7-8`, `กิจกรรม 7 และ 8`."""
_LEADING = re.compile(
    rf"[\s(\[#]*(?:ข้อ(?:ที่)?|no\.?|เลขที่)?[\s._-]*0*(\d{{1,3}}){_NO_NUMBER}", re.IGNORECASE
)
_PERIOD = re.compile(rf"กำหนดส่ง|รอบ|ไตรมาส|ระยะ|ครึ่งปี|ปีงบ|batch|quarter|{_MONTH}", re.IGNORECASE)
"""Folders of a due date or a period have numbers of their own."""


def _plain(name: str) -> str:
    """A name in 0-9, without what is put before the name of a copy."""
    plain = normalise(arabic_digits(name)).strip()
    return _COPY_OF.sub("", plain, count=1) if _COPY_OF.match(plain) else plain


def _numbers(plan: Plan, folders: Sequence[str], stem: str) -> tuple[int, ...]:
    """The activities that numbers name: marked ones first, then those that lead a folder, then the file's own."""
    names = [_plain(name) for name in (*folders, stem)]
    marked = [n for name in names for n in _marked(name)]
    leading = _leading(names[:-1]) or ([] if marked else _leading(names[-1:]))
    # A picture's own number may follow the activity's: 01/ภาพกิจกรรม_1-2.jpg.
    both = [n for n in marked if n in leading] or [*marked, *leading]
    return tuple(n for n in dict.fromkeys(both) if n in plan.by_number)


def _marked(name: str) -> Iterator[int]:
    """The numbers after the word for an activity."""
    for found in _MARKED.finditer(name):
        yield int(found[1])
        second = _TOGETHER.match(name, found.end())
        if second and int(second[1]) > int(found[1]):
            yield int(second[1])


def _leading(names: Sequence[str]) -> list[int]:
    """The numbers that lead names, without those of periods and those that count documents inside an activity."""
    found: dict[int, None] = {}
    for name in names:
        number = _LEADING.match(name)
        if number is None or (len(names) > 1 and _PERIOD.search(name)):
            continue
        if not (found and _kinds(name[number.end() :])):
            found[int(number[1])] = None
    return list(found)


# The activity, by words

_SHORTEST = 4
"""Fewer letters in common occur by chance."""
_ENOUGH, _AHEAD = 7, 3
"""How many letters of a name must be words of one activity, and how many more than of any other."""
_GENERIC = re.compile(
    "กิจกรรม|รายงาน(?:ผล|สรุป)?|สรุป|การดำเนิน(?:การ|งาน)|ดำเนิน(?:การ|งาน)|โครงการ|ประจำสำนัก|สำนักงาน|สำนัก"
    "|(?:รูป)?ภาพ(?:ถ่าย|ประกอบ)?|เอกสาร|หลักฐาน|ประกอบ|ปีงบประมาณ|ประจำปี|แก้ไข|ล่าสุด|ฉบับ|จำนวน|การจัดทำ|จัดทำ"
)
"""Words that occur in the names of most activities and files, and so name none."""


def _key(text: str) -> str:
    """A name to compare, with a bar where a word names nothing."""
    return _GENERIC.sub("|", re.sub(r"\d\d+", "|", match_key(text)))


@lru_cache(4096)
def _title_key(text: str) -> str:
    return _key(text)


@lru_cache(1 << 16)
def _in_common(name: str, title: str) -> int:
    """How many letters of the name are words of the title, in any order."""
    common = at = 0
    while at + _SHORTEST <= len(name):
        end = at
        while end < len(name) and name[end] != "|" and name[at : end + 1] in title:
            end += 1
        if end - at >= _SHORTEST:
            common += end - at
            at = end
        else:
            at += 1
    return common


def _scores(plan: Plan, name: str) -> dict[int, int]:
    """How many letters of a name are words of each activity and its documents."""
    key, whole = _key(name), match_key(name)
    return {
        a.number: len(whole)
        if _called(whole, a.title)
        else _in_common(
            key, "|".join(map(_title_key, (a.title, *(r.title for r in a.requirements))))
        )
        for a in plan.activities
    }


def _called(whole: str, title: str) -> bool:
    """Whether a name has the whole title in it."""
    key = match_key(title)
    return len(key) > _ENOUGH and key in whole


def _by_words(plan: Plan, folders: Sequence[str], stem: str) -> tuple[int, ...]:
    """The activities that the words of the file's name fit, and of its folders' names as far as those settle it."""
    left = tuple(plan.by_number)
    for name in (stem, *reversed(folders)):
        scores = _scores(plan, name)
        best = max(scores[n] for n in left)
        if best >= _ENOUGH or (best and len(left) < len(plan.by_number)):
            whole = sum(c != "|" for c in _key(name))
            # A name all of whose words one activity has: `ไตรมาส ๓` is not `ไตรมาส ๔`.
            ahead = 1 if best >= whole else _AHEAD
            left = tuple(n for n in left if scores[n] > best - ahead)
        if len(left) == 1:
            break
    return left if len(left) < len(plan.by_number) else ()


def _told_otherwise(plan: Plan, activity: Activity, stem: str) -> int | None:
    """Another activity whose words the file's name has, and neither those of this one nor of a third."""
    scores = _scores(plan, stem)
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    alone = scores[best] >= scores[second] + _AHEAD
    return best if alone and scores[best] - scores[activity.number] >= _ENOUGH else None


# The document of an activity

_WORDS: Mapping[EvidenceKind, re.Pattern[str]] = {
    kind: re.compile(words, re.IGNORECASE)
    for kind, words in {
        EvidenceKind.REPORT: r"รายงาน|สรุป|report",
        EvidenceKind.PHOTOS: (
            r"(?<![ก-๛])(?:รูป(?!แบบ|ธรรม|เล่ม)|ภาพ(?!รวม))|(?:รวม|ประมวล)ภาพ|ภาพ(?:ถ่าย|ประกอบ|กิจกรรม)"
            r"|photo|pic(?:ture)?s?\b|\bimg"
        ),
        EvidenceKind.DECLARATION: r"เจตนารมณ์|เจตจำนง|ลายมือชื่อ|ลายเซ็น|ลงนาม",
        EvidenceKind.POLICY: r"ประกาศ(?!นี|เจต)|นโยบาย|policy",
        EvidenceKind.ORDER: r"คำสั่ง",
        EvidenceKind.PLAN: r"แผน(?!ก|ที่)|\bplan\b",
        EvidenceKind.VIDEO_CLIP: r"คลิป|ว[ิี]ด[ิี]โอ|clip|video|\bvdo",
        EvidenceKind.MEMO: r"บันทึก(?:ข้อความ|นำเสนอ|เสนอ)|memo",
        EvidenceKind.MANUAL: r"คู่มือ|manual",
        EvidenceKind.MEMBERSHIP_FORMS: r"สมัคร|สมาชิก",
        EvidenceKind.KNOWLEDGE_PAPER: r"องค์ความรู้|\bkm\b",
        EvidenceKind.ATTACHMENTS: r"หลักฐาน|แนบ|ภาคผนวก|attach|เอกสารประกอบ",
        EvidenceKind.SLOGAN: r"คำขวัญ|slogan",
    }.items()
}
"""What people call a document of each kind."""
_A_KIND = 6
"""How many letters in common with the title the word for its kind is worth."""
_EXACT = 100
"""The same for a whole title or id."""
_DRAFT = re.compile(r"(?<![ก-๛])ร่าง(?!กาย)|\bdraft\b|ตัวอย่าง|template|แบบฟอร์มเปล่า", re.IGNORECASE)


def _kinds(name: str) -> frozenset[EvidenceKind]:
    return frozenset(kind for kind, words in _WORDS.items() if words.search(name))


def _choose(activity: Activity, folders: Sequence[str], stem: str, file_format: str) -> Placing:
    """The document of a known activity."""
    takers = [r for r in activity.requirements if file_format in r.formats]
    if not takers:
        raise _not_taken(activity, file_format)
    names = [_said(name) for name in (stem, *reversed(folders))]
    likely = _likely(takers, names)
    photos = [r for r in likely if r.kind is EvidenceKind.PHOTOS]
    if len(likely) == len(takers) and len(photos) == 1:
        likely = photos
    if len(likely) > 1:
        return _doubt(
            activity, likely, "ชื่อไม่บอกว่าเป็นเอกสารใด", "the name does not tell which document"
        )
    for wrong, thai, english in (
        (_told_another(activity, likely[0], names), *_NOT_THIS),
        (
            _DRAFT.search(stem.replace("_", " ")),
            "ชื่อบอกว่าเป็นร่างหรือตัวอย่าง",
            "by its name it is a draft or a sample",
        ),
    ):
        if wrong:
            return _doubt(activity, likely, thai, english)
    return Placing((RequirementId(activity.number, likely[0].id),))


_NOT_THIS = (
    "ชื่อไม่ได้บอกว่าเป็นเอกสารนี้ แต่เอกสารอื่นของกิจกรรมไม่รับไฟล์ชนิดนี้",
    "the name does not say that it is this document, and no other one of the activity takes such a file",
)


def _told_another(activity: Activity, likely: EvidenceRequirement, names: Sequence[str]) -> bool:
    """Whether a document was left over by its format alone: the name tells another, or it must be called by name."""
    if likely.kind is EvidenceKind.ATTACHMENTS or _fits(likely, names[0]):
        return False
    others = [r for r in activity.requirements if r is not likely]
    named = likely.kind in _CALLED_BY_NAME and not any(_fits(likely, name) for name in names)
    return bool(others) and (named or bool({r.kind for r in others} & _kinds(names[0])))


_CALLED_BY_NAME = frozenset(
    {EvidenceKind.SLOGAN, EvidenceKind.DECLARATION, EvidenceKind.POLICY, EvidenceKind.MEMO}
)
"""Papers among others of an activity: any picture may be one, and most are none."""


def _said(name: str) -> str:
    """A name without its activity's number."""
    plain = _plain(name).replace("_", " ")
    number = _LEADING.match(plain)
    return plain[number.end() :] if number else plain


def _fits(requirement: EvidenceRequirement, name: str) -> int:
    """How much of a name speaks of the document: its id or title, its kind, words of its title."""
    key, title = match_key(name), match_key(requirement.title)
    if key and key in (match_key(requirement.id), title):
        return len(key) + _EXACT
    words = _WORDS.get(requirement.kind)
    kind = _A_KIND if words and words.search(name) else 0
    return kind + _in_common(key, title)


def _likely(
    takers: Sequence[EvidenceRequirement], names: Sequence[str]
) -> list[EvidenceRequirement]:
    """Those of the documents that the file's name speaks of most; where it says nothing, its folders' names do."""
    left = list(takers)
    for name in names:
        fits = [_fits(r, name) for r in left]
        if best := max(fits):
            left = [r for r, fit in zip(left, fits, strict=True) if fit > best - _AHEAD]
        if len(left) == 1:
            break
    return left


# Sentences


def _named(titled: Iterable[tuple[RequirementId, str]]) -> str:
    return ", ".join(f"{name} ({title})" for name, title in titled)


def _doubt(
    activity: Activity, likely: Sequence[EvidenceRequirement], thai: str, english: str
) -> Placing:
    ids = [(RequirementId(activity.number, r.id), r.title) for r in likely]
    named = _named(ids)
    return Placing(
        tuple(name for name, _ in ids),
        f"{thai} อาจเป็น {named}",
        f"{english}; it may be {named}",
        ids[0][0] if len(ids) == 1 else None,
    )


def _several_activities(
    plan: Plan, numbers: Sequence[int], folders: Sequence[str], stem: str, file_format: str
) -> Placing:
    """A doubt between activities; those whose documents take no such file are left out."""
    may_be: list[RequirementId] = []
    for number in numbers:
        with suppress(KamnotError):
            may_be += _choose(plan.by_number[number], folders, stem, file_format).may_be
    if not may_be:
        raise _not_taken(plan.by_number[numbers[0]], file_format)
    said = ", ".join(map(str, numbers))
    named = _named((name, plan.requirement_by_id[name].title) for name in may_be[:_SHOWN])
    return Placing(
        tuple(may_be),
        f"ชื่อเข้าได้กับหลายกิจกรรม ({said}) อาจเป็น {named}",
        f"the names fit several activities ({said}); it may be {named}",
    )


_SHOWN = 6
"""How many documents a doubt names."""


def _unsure(chosen: Placing, thai: str, english: str) -> Placing:
    """The same place as a guess."""
    [meant] = chosen.may_be
    return Placing(chosen.may_be, f"{thai} อาจเป็น {meant}", f"{english}; it may be {meant}", meant)


def _not_taken(activity: Activity, file_format: str) -> KamnotError:
    formats = ", ".join(dict.fromkeys(f for r in activity.requirements for f in r.formats))
    what = f"ไฟล์ .{file_format}" if file_format else "ไฟล์ที่ไม่มีนามสกุล"
    english = f".{file_format} files" if file_format else "files without an extension"
    return KamnotError(
        f"กิจกรรมที่ {activity.number} ไม่รับ{what} รับเฉพาะ {formats}",
        f"activity {activity.number} takes no {english}, only {formats}",
    )


def _no_activity(plan: Plan, names: Sequence[str]) -> KamnotError:
    leading = _leading([_plain(name) for name in names])
    if leading and not any(n in plan.by_number for n in leading):
        return NotThereError(
            f"ไม่มีกิจกรรมที่ {leading[0]} ในแผน (1 ถึง {plan.activity_count})",
            f"the plan has no activity {leading[0]} (1 to {plan.activity_count})",
        )
    return KamnotError(
        "ไม่มีเลขกิจกรรมนำหน้าชื่อโฟลเดอร์หรือไฟล์ เช่น 07 และชื่อไม่ตรงกับเอกสารใดของแผน",
        "no activity's number, such as 07, leads the folder's or the file's name, and its words fit no document",
    )
