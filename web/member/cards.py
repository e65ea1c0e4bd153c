"""What a page shows of one activity: a card for each document and number, with the files that arrived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.activity.card_states import BringerTold, CardState, state_of, told_of
from domain.activity.file_kinds import problem_words, told_formats
from domain.facts import SectionOutcome
from domain.language.ids import MeasureId, RequirementId
from domain.plan.model import EvidenceKind, MeasureKind
from domain.results import ActivityResult, Finding, Outcome
from domain.words.wording import pick, show_amount
from flows.evidence.bring import LARGE, largest
from flows.evidence.browse import ListedEvidence
from flows.evidence.site_pdfs import makes_site_pdfs
from web.front.office import UnitView

_PICTURES = frozenset({"jpg", "jpeg", "png", "heic", "webp"})
PARTS = {
    SectionOutcome.FOUND: ("พบแล้ว", "found"),
    SectionOutcome.DOUBTFUL: ("ไม่ชัดเจน", "doubtful"),
    SectionOutcome.NOT_FOUND: ("ไม่พบ", "not found"),
    SectionOutcome.CANNOT_TELL: ("บอกไม่ได้", "cannot tell"),
}
_EXAMPLES = {
    MeasureKind.SHARE: ("จำนวนที่ได้/จำนวนทั้งหมด เช่น ๑๘๐/๒๐๐", "Reached/all, such as 180/200"),
    MeasureKind.COUNT: ("จำนวน เช่น ๕", "How many, such as 5"),
    MeasureKind.YES_NO: ("พิมพ์ มี หรือ ไม่มี", "Type yes or no"),
}
_MOST_FILES, _MOST_ALONE = 6, 24
"""Files of a document on the page of its activity, and on one of its own: a page stays within 20 kB."""
_PDF_FOLLOWS = timedelta(minutes=5)
"""So long after a file came in, the PDF that is made of it is not missed."""
_DONE = (CardState.COMPLETE, CardState.COUNTED, CardState.EXCUSED)


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a document: its title, whether it was found, and on which page."""

    title: str
    outcome: str
    found: bool
    page: int | None


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file that arrived: its newest version, the office of its sender, and how it stands."""

    evidence: ListedEvidence
    office: str
    word: str
    trouble: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One document or number. `slot` is its name inside the activity; `accept` what its button takes."""

    finding: Finding
    slot: str
    state: CardState
    is_number: bool
    remedy: str
    parts: tuple[PartShown, ...] = ()
    files: tuple[FileShown, ...] = ()
    accept: str = ""
    formats: str = ""
    limit: int = 0
    large: int = LARGE
    pictures: bool = False
    entered: str = ""
    example: str = ""
    typed: str = ""
    trouble: str = ""
    first: int = 0
    """How many files stand before those that are shown."""
    most: int = _MOST_FILES

    @property
    def shown(self) -> tuple[FileShown, ...]:
        """The files that the page has room for."""
        return self.files[self.first : self.first + self.most]

    @property
    def more(self) -> int:
        """How many come after them."""
        return max(0, len(self.files) - self.first - self.most)

    def leafed(self, first: int) -> Card:
        """The card alone on its page, with more files, after so many others."""
        return replace(self, first=first, most=_MOST_ALONE)

    @property
    def tells(self) -> bool:
        """Whether what was found says more than the files that are listed."""
        said = self.is_number or bool(self.finding.returned) or bool(self.files and not self.done)
        return said or bool(self.finding.backdated or self.finding.unlooked)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do for its group."""
        return self.state in _DONE


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bringer of one file is told: in words, and what is still missing of the activity."""

    told: BringerTold
    file: ListedEvidence
    known: bool
    left: tuple[str, ...]
    why: str = ""
    """Why this file cannot count, and what to do, apart from the others of its document."""


def card_of(
    standing: UnitView,
    activity: ActivityResult,
    finding: Finding,
    *,
    typed: str = "",
    trouble: str = "",
) -> Card:
    """The card of one finding; `typed` and `trouble` are what a refused form had and why."""
    if isinstance(finding.id, RequirementId):
        return _document(standing, activity, finding, trouble)
    return _number(standing, activity, finding, typed, trouble)


def _document(standing: UnitView, activity: ActivityResult, finding: Finding, trouble: str) -> Card:
    name = RequirementId.parse(finding.id)
    asked = standing.ws.plan.requirement_by_id[name]
    language = standing.ws.language
    newest = _newest(standing, finding)
    titles = {s.id: s.title for s in asked.sections} | {s.id: s.title for s in asked.signs}
    pictures = not _PICTURES.isdisjoint(asked.formats)
    return Card(
        finding=finding,
        slot=name.name,
        state=state_in(standing, activity, finding),
        is_number=False,
        remedy=finding.remedy,
        parts=tuple(
            PartShown(titles.get(s.id, ""), pick(PARTS[s.outcome], language),
                      s.outcome is SectionOutcome.FOUND, s.page)
            for s in finding.sections if s.id in titles
        ),
        # What its sender must mend first, then what came last.
        files=tuple(
            sorted((file_shown(standing, one) for one in reversed(newest)), key=lambda f: not f.trouble)
        ) if len(newest) > _MOST_FILES else tuple(file_shown(standing, one) for one in newest),
        accept=",".join((*(f".{f}" for f in asked.formats), *(("image/*",) if pictures else ()))),
        formats=told_formats(asked.formats, language),
        limit=largest(asked),
        pictures=asked.kind is EvidenceKind.PHOTOS,
        trouble=trouble,
    )  # fmt: skip


def state_in(standing: UnitView, activity: ActivityResult, finding: Finding) -> CardState:
    """The state of a document or number, by the files that stand for it."""
    finding = _settled(standing, finding)
    problems = [e.fact.problem for e in _newest(standing, finding)]
    return state_of(finding, activity, standing.day, problems)


def _newest(standing: UnitView, finding: Finding) -> list[ListedEvidence]:
    versions = standing.versions(finding.id)
    return [e for e in versions if e.newest and e.withdrawn_on is None]


def settled(standing: UnitView, activity: ActivityResult) -> ActivityResult:
    """The activity without the PDFs that are being made at this moment: its group has nothing to do for them."""
    if not any(f.lacks_pdf for f in activity.findings):
        return activity
    return replace(activity, findings=tuple(_settled(standing, f) for f in activity.findings))


def _settled(standing: UnitView, finding: Finding) -> Finding:
    return replace(finding, lacks_pdf=False) if _pdf_follows(standing, finding) else finding


def _pdf_follows(standing: UnitView, finding: Finding) -> bool:
    """Whether all that is missing of it is a PDF which is being made at this moment."""
    made = finding.lacks_pdf and makes_site_pdfs(standing.ws)
    since = standing.ws.now() - _PDF_FOLLOWS
    return made and any(e.added_at > since for e in standing.versions(finding.id))


def _number(
    standing: UnitView, activity: ActivityResult, finding: Finding, typed: str, trouble: str
) -> Card:
    name = MeasureId.parse(finding.id)
    entered = standing.numbers.get(finding.id)
    value = show_amount(entered.fact.value, standing.ws.language) if entered else ""
    return Card(
        finding=finding,
        slot=name.name,
        state=state_in(standing, activity, finding),
        is_number=True,
        remedy="" if finding.outcome is Outcome.NOT_AVAILABLE else finding.remedy,
        example=pick(_EXAMPLES[standing.ws.plan.measure_by_id[name].kind], standing.ws.language),
        entered=value,
        typed=typed,
        trouble=trouble,
    )


def file_shown(standing: UnitView, one: ListedEvidence) -> FileShown:
    """A version with its sender's office and how it stands."""
    word, trouble = _word_of(one)
    return FileShown(
        one, standing.offices.get(one.added_by, ""), pick(word, standing.ws.language), trouble
    )


def _word_of(one: ListedEvidence) -> tuple[tuple[str, str], bool]:
    if one.accepted is not None:
        return (
            (("ตรวจรับแล้ว", "accepted"), False) if one.accepted else (("ถูกส่งคืน", "returned"), True)
        )
    if one.superseded_by is not None:
        return ("มีไฟล์ใช้แทนแล้ว", "another file is used instead"), False
    if one.fact.problem is None:
        return ("ได้รับแล้ว", "received"), False
    if one.fact.problem in ("not-inspected", "not-scanned"):
        return ("กำลังตรวจ", "being looked into"), False
    return ("นับไม่ได้", "cannot count"), True


def cards_of(standing: UnitView, activity: ActivityResult) -> tuple[Card, ...]:
    """The cards of an activity, in the plan's order."""
    return tuple(card_of(standing, activity, finding) for finding in activity.findings)


def card_alone(cards: Iterable[Card], asked: str) -> Card | None:
    """The document whose files are leafed through (`photos.24`: after so many); None if none of them is meant."""
    slot, _, before = asked.partition(".")
    first = int(before) if before.isascii() and before.isdigit() else 0
    return next((c.leafed(first) for c in cards if c.slot == slot and first < len(c.files)), None)


def answer_about(
    standing: UnitView, activity: ActivityResult, item: int, *, known: bool
) -> Answered | None:
    """What is told of an item that has just been brought; None if it is not one of this activity's."""
    file = next((e for e in standing.evidence if e.fact.item == item and e.newest), None)
    if file is None:
        return None
    finding = next((f for f in activity.findings if f.id == file.fact.requirement), None)
    if finding is None:
        return None
    left = tuple(_left(standing, activity.open_findings))
    fact, language = file.fact, standing.ws.language
    why = problem_words(fact.problem, fact.format, language) if fact.problem is not None else ""
    return Answered(told_of(finding, fact.problem), file, known, left, why)


def _left(standing: UnitView, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.lacks_pdf and not _pdf_follows(standing, finding):
            yield pick(
                (f"ฉบับ PDF ของ{finding.title}", f"the PDF of {finding.title}"), standing.ws.language
            )
        elif not finding.lacks_pdf:
            yield finding.title
