"""บัญชีเตรียมรับการตรวจสำนัก: what a visit asks to see, where each thing lies, what is missing.

The order only says that a visit is prepared. What is listed is the ethics corner, the papers and the clip, the nine
criteria and every activity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from domain.activity.counts import is_accepted, newest_reviews
from domain.evaluation.knowledge_state import OutputResult, knowledge_results
from domain.facts import EvidenceFact, RowId, SectionOutcome
from domain.language.ids import RUBRIC, MeasureId
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import CornerItem, EvidenceKind
from domain.results import ActivityResult, CriterionResult, Outcome
from domain.words.policy import marked
from reports.forms.dossier import Dossier
from reports.forms.parts import as_of_line, document, looked_line, title, unsettled_line
from reports.paper.document import (
    SMALL,
    UNCHECKED,
    Align,
    Block,
    Doc,
    Pages,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)

ID = "inspection"
_NAME = "บัญชีเตรียมรับการตรวจสำนัก"
_DUTY = "การตรวจสำนัก"
"""Words of the order's duty to prepare a visit."""
_WIDTHS = (1.3, 7.0, 8.6, 7.0, 1.8)
_HEADS = ("ที่", "สิ่งที่ขอดู", "อยู่ที่ใด", "ยังขาด", "ดูแล้ว")
_LOOK = "ไปดูที่มุม"
_MOST_FILES = 4
"""So many files of one document are named; of more the number."""
_MOST_ROWS = 8


def build(dossier: Dossier) -> Doc:
    """The list as of the dossier's day."""
    name = f"{_NAME} {dossier.unit_name}"
    return document(dossier, ID, name, [Pages(tuple(_blocks(dossier)), landscape=True)])


def _blocks(dossier: Dossier) -> Iterator[Block]:
    year = f"ประจำปีงบประมาณ พ.ศ. {thai_digits(dossier.plan.fiscal_year)}"
    yield from title([_NAME, f"{dossier.unit_name} {year}"])
    yield as_of_line(dossier)
    yield from _basis(dossier)
    places = _Places(dossier)
    parts = [
        ("มุมจริยธรรมของสำนัก", [places.of_corner(item) for item in dossier.plan.corner]),
        ("องค์ความรู้และคลิป", [*places.of_outputs()]),
        ("เกณฑ์องค์กรคุณธรรม", [places.of_criterion(c) for c in dossier.evaluation.rubric.criteria]),
    ]
    yield para(_summary(dossier, [found for _, found in parts[:2]]), bold=True)
    number = 0
    for number, (name, found) in enumerate((p for p in parts if p[1]), 1):
        yield heading(thai_digits(f"{number}. {name}"), 2)
        yield _table(found)
    yield heading(thai_digits(f"{number + 1}. เอกสารและตัวเลขของแต่ละกิจกรรม"), 2)
    for batch in dossier.evaluation.batches:
        yield heading(batch.title, 3)
        yield _table([places.of_activity(activity) for activity in batch.activities])
    unsettled = dossier.evaluation.unsettled
    yield from unsettled_line([n for names in unsettled.criteria.values() for n in names])
    yield from looked_line(dossier.evaluation.looked)


def _basis(dossier: Dossier) -> Iterator[Block]:
    """The duty to prepare a visit, in the order's words, and what the list goes by."""
    for group in dossier.plan.groups:
        for number, duty in enumerate(group.duties, 1):
            if _DUTY in duty.text:
                yield para(thai_digits(f"หน้าที่ของ{group.name} ข้อ {number}: {duty.text}"), first=1.5)
    yield para(
        "คำสั่งไม่ได้บอกว่าการตรวจสำนักขอดูสิ่งใด บัญชีนี้จึงเรียงตามมุมจริยธรรม องค์ความรู้ เกณฑ์องค์กรคุณธรรม"
        " และกิจกรรมในแผน เลขที่คือเลขที่หลักฐานในระบบ",
        size=SMALL,
    )


def _summary(dossier: Dossier, listed: Sequence[Sequence[_Line]]) -> str:
    """One line for somebody who reads no more."""
    corner, outputs = (
        f"{sum(bool(missing) for *_, missing in lines)} จาก {len(lines)}" for lines in listed
    )
    asked = [a for a in dossier.evaluation.activities if a.asked]
    still = sum(not a.complete for a in asked)
    return thai_digits(
        f"ยังขาด: มุมจริยธรรม {corner} รายการ องค์ความรู้และคลิป {outputs} เรื่อง กิจกรรม {still} จาก {len(asked)} กิจกรรม"
    )


_Line = tuple[str, Sequence[str], Sequence[str], Sequence[str]]
"""A row: its number, what is asked for, where it lies, what is missing."""


def _table(lines: Iterable[_Line]) -> Table:
    rows = [
        row(
            cell(number, align=Align.CENTRE),
            cell(*asked),
            cell(*where),
            cell(*missing),
            cell(UNCHECKED, align=Align.CENTRE),
        )
        for number, asked, where, missing in lines
    ]
    return Table(_WIDTHS, (header_row(*_HEADS), *rows))


class _Places:
    """Says where things lie: by evidence number, file, page, and the rows of registers."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._plan = dossier.plan
        self._reviews = newest_reviews(dossier.facts.known_on(dossier.as_of).reviews)

    def of_corner(self, item: CornerItem) -> _Line:
        """One thing of the ethics corner."""
        number = thai_digits(self._plan.corner.index(item) + 1)
        where = [line for n in item.activities for line in self._files(n)]
        missing: list[str] = []
        if item.rows:
            only = item.activities[0] if len(item.activities) == 1 else None
            ids = [r.id for r in self._dossier.rows_of(item.rows) if _is_about(r.cells, only)]
            name = self._plan.register_by_id[item.rows].title
            where += self._rows(item.rows, ids)
            missing += [] if ids else [f"ยังไม่มีแถวในทะเบียน “{name}”"]
        if item.activities and not any(self._dossier.evidence.get(n) for n in item.activities):
            numbers = thai_digits(", ".join(map(str, item.activities)))
            missing.append(f"ยังไม่มีหลักฐานของกิจกรรมที่ {numbers}")
        if not item.activities and not item.rows:
            where, missing = self._by_eye(item)
        return number, [item.title], where or ["–"], missing

    def _by_eye(self, item: CornerItem) -> tuple[list[str], list[str]]:
        """What only a person who stands there can tell; of pictures, how many there are to choose from."""
        photos = [
            fact
            for number in self._dossier.evidence
            for fact in self._dossier.pictures_of([number])
        ]
        if item.id != "pictures":
            return [_LOOK], []
        count = thai_digits(f"มีภาพกิจกรรม {len(photos)} ภาพในระบบ {_LOOK}")
        return [count], [] if photos else ["ยังไม่มีภาพกิจกรรมในระบบ"]

    def of_outputs(self) -> Iterator[_Line]:
        """The knowledge papers and the clip, with their channels."""
        found = knowledge_results(self._plan, self._dossier.evaluation, self._dossier.facts)
        for place, one in enumerate(found, 1):
            kind = "องค์ความรู้ เรื่อง" if one.kind == "knowledge" else "คลิป เรื่อง"
            activity = thai_digits(f"(กิจกรรมที่ {one.output.activity})")
            asked = [f"{kind} {one.output.title} {activity}"]
            where = [self._file(one.file)] if one.file is not None else []
            where += [f"เผยแพร่ทาง{channel}" for channel in one.channels]
            yield thai_digits(place), asked, where or ["–"], [*self._lacking(one)]

    @staticmethod
    def _lacking(one: OutputResult) -> Iterator[str]:
        yield from (finding.remedy or finding.found for finding in one.missing)
        if not one.channels and one.publish is not None:
            yield "ยังไม่มีช่องทางเผยแพร่ในทะเบียน"

    def of_criterion(self, found: CriterionResult) -> _Line:
        """A criterion: its figures and the rows behind them."""
        names = self._dossier.evaluation.unsettled.criteria.get(found.number, ())
        score = thai_digits(f"พิสูจน์ได้ {found.score}")
        if found.score_if_unknowns_hold != found.score:
            score += thai_digits(f" (อาจได้ {found.score_if_unknowns_hold})")
        where = []
        for name, shown in found.figures:
            figure = self._plan.rubric.figure_by_id.get(name)
            where.append(f"{figure.title if figure else name}: {shown}")
            where += self._rows_behind(MeasureId(RUBRIC, name))
        best = self._plan.rubric.criteria[found.number - 1].bands[0]
        lacking = [] if found.score == best.score else [found.reason]
        if lacking and found.outcome is not Outcome.NOT_AVAILABLE:
            asked_for = thai_digits(f"{best.score} คะแนนเมื่อ")
            lacking = [asked_for, *best.text.splitlines()]
        asked = [found.title, f"{marked(score, names)} คะแนน"]
        return thai_digits(found.number), asked, where, lacking

    def of_activity(self, activity: ActivityResult) -> _Line:
        """An activity: its documents with their files, its numbers with their rows."""
        asked, where = [activity.title], list(self._files(activity.number))
        for finding in activity.findings:
            if isinstance(finding.id, MeasureId):
                where += self._rows_behind(finding.id)
        if not activity.asked:
            return thai_digits(activity.number), asked, ["ไม่เกี่ยวข้องกับสำนัก"], []
        missing = [f"{f.title}: {f.remedy or f.found}" for f in activity.open_findings]
        if missing:
            missing.append(f"ภายใน {thai_date(activity.last_working_day, short=True)}")
        return thai_digits(activity.number), asked, list(dict.fromkeys(where)) or ["–"], missing

    def _files(self, number: int) -> Iterator[str]:
        """The files of an activity's documents; of many pictures the number."""
        files = self._dossier.evidence.get(number, ())
        for requirement in self._plan.by_number[number].requirements:
            own = [f for f in files if f.requirement.name == requirement.id]
            yield from map(self._file, own[:_MOST_FILES])
            if len(own) > _MOST_FILES:
                kind = "ภาพ" if requirement.kind is EvidenceKind.PHOTOS else "ไฟล์"
                yield thai_digits(f"และอีก {len(own) - _MOST_FILES} {kind}")

    def _file(self, fact: EvidenceFact) -> str:
        pages = sorted(
            {s.page for s in fact.sections if s.page and s.outcome is SectionOutcome.FOUND}
        )
        told = f" (หัวข้ออยู่หน้า {', '.join(map(str, pages))})" if pages else ""
        seen = "" if is_accepted(fact, self._reviews) else " ยังไม่มีผู้ตรวจรับ"
        return f"เลขที่ {thai_digits(fact.item)} {fact.file_name}{thai_digits(told)}{seen}"

    def _rows_behind(self, measure: MeasureId) -> Iterator[str]:
        """The rows that prove a number, by register."""
        entry = self._dossier.measures.get(measure)
        by_register: dict[str, list[RowId]] = {}
        for one in entry.rows if entry is not None else ():
            by_register.setdefault(one.register, []).append(one)
        for register, ids in by_register.items():
            yield from self._rows(register, ids)

    def _rows(self, register: str, ids: Sequence[RowId]) -> list[str]:
        if not ids:
            return []
        name = self._plan.register_by_id[register].title
        numbers = ", ".join(str(one.number) for one in ids[:_MOST_ROWS])
        more = " ฯลฯ" if len(ids) > _MOST_ROWS else ""
        return [thai_digits(f"ทะเบียน “{name}” แถวที่ {numbers}{more}")]


def _is_about(cells: object, activity: int | None) -> bool:
    """Whether a row is about the activity, where its register says of which a row is."""
    named = cells.get("activity") if isinstance(cells, dict) else None
    return named is None or activity is None or named == activity
