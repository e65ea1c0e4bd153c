"""Sorts a batch's files: flash drive, learning centre's site, document system, or left out.

A pack holds what counts. Files that are left out are listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.activity.counts import (
    PICTURE_FORMATS,
    is_accepted,
    is_returned,
    newest_reviews,
    newest_versions,
    superseded,
)
from domain.activity.file_kinds import problem_words
from domain.activity.picture_doubts import UNCOUNTED, Pictures
from domain.facts import EvidenceFact, Facts, ReviewFact, SectionOutcome
from domain.language.errors import KamnotError
from domain.language.file_names import safe_file_name
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.language.thai import match_key, normalise, thai_digits
from domain.plan.model import (
    Activity,
    Along,
    Delivery,
    EvidenceKind,
    EvidenceRequirement,
    Form,
    Plan,
)

PICTURES_PER_ACTIVITY = 2
"""Most pictures of an activity: the first form's note prints ๑ - ๒ รูป/๑ โครงการกิจกรรม."""
LONGEST_PATH = 120
"""Most letters of a path in the pack: Windows accepts 260, and unpacks into a folder on a desktop."""
_LONGEST_FOLDER = 36

FOLDERS = {
    Delivery.FLASH_DRIVE: "แฟลชไดรฟ์",
    Delivery.LEARNING_CENTRE: "ศูนย์เรียนรู้",
    Delivery.DOCUMENT_SYSTEM: "ระบบสารบรรณ",
}
"""The pack's folders, by the place where their files are handed in."""

PICTURE_PAGE = "ภาพประกอบ.pdf"


class Why(StrEnum):
    """Why a file is left out."""

    RETURNED = "returned"
    PROBLEM = "problem"
    FORMAT = "format"
    SUPERSEDED = "superseded"
    USED_BEFORE = "used-before"
    NOT_PDF = "not-pdf"
    CLIP = "clip"
    NOT_FOR_SITE = "not-for-site"
    PICTURES = "pictures"


REASONS = {
    Why.RETURNED: ("ถูกส่งคืนให้แก้ไข", "returned by a reviewer"),
    Why.PROBLEM: ("ไฟล์ใช้เป็นหลักฐานไม่ได้", "cannot count as evidence"),
    Why.FORMAT: ("ชนิดไฟล์ไม่ตรงกับที่แผนขอ", "of a format that the plan does not take"),
    Why.SUPERSEDED: ("มีไฟล์อื่นใช้แทนแล้ว", "another file is used instead"),
    Why.USED_BEFORE: ("ภาพนี้เคยใช้แล้ว จึงไม่นับ", "a picture that was used before"),
    Why.NOT_PDF: (
        "ศูนย์เรียนรู้รับเฉพาะ PDF โปรดส่งฉบับ PDF ด้วย",
        "the learning centre takes PDF only; send a PDF too",
    ),
    Why.CLIP: (
        "โฟลเดอร์ของศูนย์เรียนรู้มีเฉพาะ PDF คลิปอยู่ในแฟลชไดรฟ์",
        "the learning centre's folder is PDF only; the clip is on the flash drive",
    ),
    Why.NOT_FOR_SITE: (
        "แผนไม่ให้นำขึ้นศูนย์เรียนรู้",
        "the plan keeps it from the learning centre",
    ),
    Why.PICTURES: (
        f"ศูนย์เรียนรู้รับภาพไม่เกิน {thai_digits(PICTURES_PER_ACTIVITY)} ภาพต่อกิจกรรม",
        f"the learning centre takes {PICTURES_PER_ACTIVITY} pictures an activity",
    ),
}
"""In Thai and English."""


@dataclass(frozen=True, slots=True)
class Going:
    """A file of evidence and where it is handed in; `as_pdf` means the PDF that is kept of it."""

    delivery: Delivery
    activity: Activity
    fact: EvidenceFact
    as_pdf: bool = False


@dataclass(frozen=True, slots=True)
class PicturePage:
    """The pictures of one activity that the learning centre gets, as one PDF."""

    activity: Activity
    facts: tuple[EvidenceFact, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is left out of one place, or of the whole pack if `delivery` is None; `detail` in words."""

    delivery: Delivery | None
    fact: EvidenceFact
    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything that came in for a batch, each file sorted; in the plan's order.

    `without_pictures` are activities without the picture that a form asks for along with it.
    """

    going: tuple[Going, ...]
    pages: tuple[PicturePage, ...]
    left_out: tuple[LeftOut, ...]
    without_pictures: tuple[int, ...] = ()

    def evidence(self) -> tuple[EvidenceFact, ...]:
        """Every version that goes in, each once, by item."""
        shown = [fact for page in self.pages for fact in page.facts]
        facts = {(f.item, f.version): f for f in [g.fact for g in self.going] + shown}
        return tuple(facts[key] for key in sorted(facts))


def select(
    plan: Plan, batch: str, known: Facts, chosen: frozenset[int], language: str = "th"
) -> Selection:
    """Sort the evidence of a batch; `known` are the facts of its day, `chosen` items picked as pictures.

    The site's one or two pictures are those that a person chose; without a choice the first accepted ones, then the
    first that wait for a review, those in doubt last.
    """
    sorter = _Sorter(plan, known, chosen, language)
    for activity in plan.by_batch[batch]:
        sorter.sort(activity)
    along = _along(plan, batch)
    for activity in plan.activities:
        if activity.number in along:
            sorter.take_along(activity, along[activity.number])
    without = _without_pictures(plan, batch, sorter.going)
    return Selection(tuple(sorter.going), tuple(sorter.pages), tuple(sorter.left_out), without)


def _without_pictures(plan: Plan, batch: str, going: Sequence[Going]) -> tuple[int, ...]:
    """The activities without a picture file, if a form of the batch wants one of every activity, due or not."""
    if not any(Along.PICTURES in planned.form.along for planned in forms_of(plan, batch)):
        return ()
    shown = {g.activity.number for g in going if g.fact.format in PICTURE_FORMATS}
    return tuple(a.number for a in plan.activities if a.number not in shown)


def _along(plan: Plan, batch: str) -> dict[int, frozenset[Along]]:
    """What the batch's forms ask for along with them, from activities of other batches."""
    found: dict[int, set[Along]] = {}
    for form in {planned.form.id: planned.form for planned in forms_of(plan, batch)}.values():
        named = {n for block in form.blocks for n in block.activities}
        for activity in plan.activities:
            if activity.batch == batch:
                continue
            if Along.PICTURES in form.along:
                found.setdefault(activity.number, set()).add(Along.PICTURES)
            if Along.EVIDENCE in form.along and activity.number in named:
                found.setdefault(activity.number, set()).add(Along.EVIDENCE)
    return {number: frozenset(asked) for number, asked in found.items()}


class _Sorter:
    """Sorts the files of one batch."""

    def __init__(self, plan: Plan, known: Facts, chosen: frozenset[int], language: str) -> None:
        self.going: list[Going] = []
        self.pages: list[PicturePage] = []
        self.left_out: list[LeftOut] = []
        self._chosen, self._language = chosen, language
        self._reviews = newest_reviews(known.reviews)
        standing = newest_versions(known.evidence)
        self._by_requirement: dict[RequirementId, list[EvidenceFact]] = {}
        for fact in standing:
            self._by_requirement.setdefault(fact.requirement, []).append(fact)
        pictures = Pictures(
            standing,
            known.earlier_pictures,
            self._reviews,
            plan.requirement_by_id,
            plan.fiscal_year,
        )
        self._superseded = superseded(standing, plan.requirement_by_id, self._reviews)
        doubted = pictures.doubted(standing)
        self._used = {d.fact.item for d in doubted if d.doubt in UNCOUNTED}
        self._doubted = {d.fact.item for d in doubted}

    def sort(self, activity: Activity) -> None:
        pictures: list[EvidenceFact] = []
        for requirement, fact in self._files(activity):
            why = self._unfit(requirement, fact)
            if why is not None:
                self.left_out.append(LeftOut(None, fact, why, self._detail(fact)))
                continue
            for delivery in requirement.delivery:
                if delivery is not Delivery.LEARNING_CENTRE:
                    self.going.append(Going(delivery, activity, fact))
            if _is_picture(requirement, fact) and Delivery.LEARNING_CENTRE in requirement.delivery:
                pictures.append(fact)
            else:
                self._sort_for_site(activity, requirement, fact)
        self._take_pictures(activity, pictures)

    def take_along(self, activity: Activity, asked: frozenset[Along]) -> None:
        """Take the files that a form asks for from another batch's activity."""
        pictures: list[EvidenceFact] = []
        for requirement, fact in self._files(activity):
            if Delivery.FLASH_DRIVE not in requirement.delivery or self._unfit(requirement, fact):
                continue
            if _is_picture(requirement, fact):
                pictures.append(fact)
            elif Along.EVIDENCE in asked:
                self.going.append(Going(Delivery.FLASH_DRIVE, activity, fact))
        shown = self._picked(pictures)
        self.going += [Going(Delivery.FLASH_DRIVE, activity, p) for p in shown]

    def _files(self, activity: Activity) -> Iterator[tuple[EvidenceRequirement, EvidenceFact]]:
        for requirement in activity.requirements:
            name = RequirementId(activity.number, requirement.id)
            for fact in self._by_requirement.get(name, ()):
                yield requirement, fact

    def _unfit(self, requirement: EvidenceRequirement, fact: EvidenceFact) -> Why | None:
        if is_returned(fact, self._reviews):
            return Why.RETURNED
        if fact.problem is not None:
            return Why.PROBLEM
        if fact.format not in requirement.formats:
            return Why.FORMAT
        if fact.item in self._superseded:
            return Why.SUPERSEDED
        return Why.USED_BEFORE if fact.item in self._used else None

    def _detail(self, fact: EvidenceFact) -> str:
        """The reviewer's reason, the file's problem, or the file that is used instead."""
        if is_returned(fact, self._reviews):
            return self._reviews[fact.item, fact.version].reason
        if fact.problem is not None:
            return problem_words(fact.problem, fact.format, self._language)
        instead = self._superseded.get(fact.item)
        return "" if instead is None else instead.file_name

    def _sort_for_site(
        self, activity: Activity, requirement: EvidenceRequirement, fact: EvidenceFact
    ) -> None:
        site = Delivery.LEARNING_CENTRE
        if site not in requirement.delivery:
            self.left_out.append(LeftOut(site, fact, Why.NOT_FOR_SITE))
        elif requirement.kind is EvidenceKind.VIDEO_CLIP:
            self.left_out.append(LeftOut(site, fact, Why.CLIP))
        elif not fact.has_pdf:
            self.left_out.append(LeftOut(site, fact, Why.NOT_PDF))
        else:
            self.going.append(Going(site, activity, fact, as_pdf=fact.format != "pdf"))

    def _take_pictures(self, activity: Activity, pictures: Sequence[EvidenceFact]) -> None:
        shown = self._picked(pictures)
        if shown:
            self.pages.append(PicturePage(activity, shown))
        self.left_out += [
            LeftOut(Delivery.LEARNING_CENTRE, p, Why.PICTURES) for p in pictures if p not in shown
        ]

    def _picked(self, pictures: Sequence[EvidenceFact]) -> tuple[EvidenceFact, ...]:
        """The one or two of an activity's pictures that are shown."""
        picked = [p for p in pictures if p.item in self._chosen] or sorted(
            pictures, key=lambda p: (not is_accepted(p, self._reviews), p.item in self._doubted)
        )
        return tuple(picked[:PICTURES_PER_ACTIVITY])


def _is_picture(requirement: EvidenceRequirement, fact: EvidenceFact) -> bool:
    return requirement.kind is EvidenceKind.PHOTOS and fact.format in PICTURE_FORMATS


def check_choice(plan: Plan, fact: EvidenceFact, chosen: Iterable[EvidenceFact]) -> None:
    """Raise KamnotError if a picture cannot be one of the site's; `chosen` are earlier choices of all activities."""
    number = fact.requirement.activity
    asked = plan.requirement_by_id.get(fact.requirement)
    if asked is None or not _is_picture(asked, fact):
        raise KamnotError(
            f"หลักฐานเลขที่ {fact.item} ({fact.file_name}) ไม่ใช่ภาพประกอบกิจกรรม เลือกได้เฉพาะภาพ",
            f"Evidence item {fact.item} ({fact.file_name}) is no photo of an activity; choose photos.",
        )
    others = [o for o in chosen if o.item != fact.item and o.requirement.activity == number]
    if len(others) >= PICTURES_PER_ACTIVITY:
        names = ", ".join(f"{o.item} ({o.file_name})" for o in others)
        raise KamnotError(
            f"กิจกรรมที่ {number} เลือกภาพไว้ครบ {PICTURES_PER_ACTIVITY} ภาพแล้ว คือ {names}"
            " โปรดเลิกเลือกภาพหนึ่งก่อน",
            f"Activity {number} has its {PICTURES_PER_ACTIVITY} pictures: {names}; drop one first.",
            How(Verb.EVIDENCE_UNCHOOSE),
        )


@dataclass(frozen=True, slots=True)
class PlannedForm:
    """An official form that belongs to a batch, and the activity that asks for it."""

    form: Form
    activity: Activity


def forms_of(plan: Plan, batch: str) -> tuple[PlannedForm, ...]:
    """The official forms of a batch, by activity, then in the plan's order."""
    return tuple(
        PlannedForm(form, activity)
        for activity in plan.by_batch[batch]
        for form in plan.forms
        if activity.number in form.activities
    )


def is_handed_in(planned: PlannedForm, evidence: Iterable[EvidenceFact]) -> bool:
    """Whether a person handed this form in, by the files of its activity that count.

    A report of several forms says in its sections which of them it is; in one that no machine reads each may be.
    """
    title = match_key(planned.form.title)
    for asked in planned.activity.requirements:
        named = [s.id for s in asked.sections if match_key(s.title) in title]
        name = RequirementId(planned.activity.number, asked.id)
        if asked.kind is not EvidenceKind.REPORT:
            continue
        for fact in (f for f in evidence if f.requirement == name):
            seen = {section.id: section.outcome for section in fact.sections}
            if not named or any(seen.get(n) is not SectionOutcome.NOT_FOUND for n in named):
                return True
    return False


def activity_folder(activity: Activity) -> str:
    """The name of the activity's folder: `๐๗_กิจกรรมแลกเปลี่ยน…`, fit for Windows."""
    number = thai_digits(f"{activity.number:02d}")
    name = safe_file_name(f"{number}_{' '.join(activity.title.split())}")
    if len(name) <= _LONGEST_FOLDER:
        return name
    return f"{_cut(name, _LONGEST_FOLDER).rstrip('. ')}…"


@dataclass(slots=True)
class Places:
    """Gives every file a path in the pack that is unique and stays in its folder."""

    _taken: set[str] = field(default_factory=set)

    def take(self, folders: Sequence[str], name: str) -> str:
        """The path of a file named `name`, below folders that are safe already.

        At most `LONGEST_PATH` letters. A name that is taken, also one that differs only in capitals, gets ` (2)`.
        """
        folder = "".join(f"{part}/" for part in folders)
        for plain in _numbered(safe_file_name(name), LONGEST_PATH - len(folder)):
            path = folder + plain
            # Windows ignores capitals, and ำ has two spellings: such names would overwrite each other.
            key = normalise(path).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return path
        raise AssertionError("numbers never end")


def _numbered(name: str, longest: int) -> Iterator[str]:
    stem, dot, ending = name.rpartition(".")
    stem, suffix = (stem, dot + ending) if stem.strip(".") else (name, "")
    suffix = _cut(suffix, longest // 2)
    number = 1
    while True:
        mark = f" ({number})" if number > 1 else ""
        kept = _cut(stem, longest - len(suffix) - len(mark)).rstrip(". ")
        yield f"{kept}{mark}{suffix}"
        number += 1


def _cut(text: str, most: int) -> str:
    """At most `most` letters, each with its marks."""
    kept = text[:most]
    while kept and len(kept) < len(text) and _is_mark(text[len(kept)]):
        kept = kept[:-1]
    return kept


def _is_mark(letter: str) -> bool:
    return letter == "\u0e31" or "\u0e33" <= letter <= "\u0e3a" or "\u0e47" <= letter <= "\u0e4e"


def two_people_wanted(plan: Plan, batch: str) -> frozenset[RequirementId]:
    """The requirements of a batch (`1.declaration`) on which the plan wants a second person's hand."""
    return frozenset(
        RequirementId(activity.number, requirement.id)
        for activity in plan.by_batch[batch]
        for requirement in activity.requirements
        if requirement.two_people
    )


def unsigned(
    plan: Plan, batch: str, evidence: Iterable[EvidenceFact], reviews: Iterable[ReviewFact]
) -> tuple[EvidenceFact, ...]:
    """Evidence in the pack on which the plan wants a second person's hand and which nobody has accepted yet."""
    asked, newest = two_people_wanted(plan, batch), newest_reviews(reviews)
    return tuple(f for f in evidence if f.requirement in asked and not is_accepted(f, newest))
