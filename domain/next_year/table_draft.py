"""Drafts a plan from a table and another year's plan, which gives the rubric, groups and forms.

An activity of both keeps its documents and numbers as carried-over values. The documents of a new one are drawn from
their cell. Everything unsure is an unconfirmed reading in the draft.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.ids import MeasureId, RequirementId
from domain.language.tables import by_sheet, row_place
from domain.language.thai import (
    MONTHS,
    fiscal_year_of,
    fiscal_year_span,
    match_key,
    thai_date,
    thai_digits,
)
from domain.next_year.carry import carry_over
from domain.next_year.table_rows import (
    ReadActivity,
    ReadBatch,
    TableDoubt,
    TableReading,
    similarity,
)
from domain.plan.derivations import AnyComplete, Complete, FromMeasure
from domain.plan.fillings import Blank, ByHand, NewestOf, NumberOf
from domain.plan.model import (
    BULLET,
    Activity,
    Batch,
    CornerItem,
    EvidenceKind,
    EvidenceRequirement,
    Figure,
    Form,
    FormBlock,
    Interpretation,
    KnowledgeOutput,
    MeasureRequirement,
    Plan,
    Reading,
    Recurring,
    Register,
    RegisterProof,
    Section,
    Starter,
    Survey,
)

_SAME = 0.87
"""Likeness from which two titles mean the same activity: a misprint or two apart."""
_SAME_OWNER = 0.8
_ALL_GROUPS = "ทุกคณะ"


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The draft, and every doubt about the table in the order of its rows."""

    plan: Plan
    doubts: tuple[TableDoubt, ...]


def table_year(reading: TableReading, year: int | None) -> int:
    """The fiscal year (พ.ศ.) of the table: the one it names, else that of most due dates.

    Raises KamnotError if it names neither.
    """
    found = Counter(fiscal_year_of(batch.due) for batch in reading.batches if batch.due)
    if year is not None:
        return year
    if not found:
        raise KamnotError(
            "ตารางไม่มีหัว “กำหนดส่ง วัน เดือน ปี” ที่อ่านได้ โปรดระบุปีงบประมาณของแผน",
            "The table has no heading with a due date that can be read; name the fiscal year.",
            How(Verb.GIVE_YEAR),
        )
    return found.most_common(1)[0][0]


def plan_from_table(reading: TableReading, base: Plan, fiscal_year: int, source: str) -> TablePlan:
    """The draft of `fiscal_year`; `source` names the table in the values' sources."""
    builder = _Builder(carry_over(base, fiscal_year), fiscal_year, source, list(reading.doubts))
    batches = [builder.batch(i, batch) for i, batch in enumerate(reading.batches)]
    if any(activity.batch is None for activity in reading.activities):
        batches.append(builder.no_heading(reading.activities))
    activities = [builder.activity(read, batches) for read in reading.activities]
    plan = builder.assemble(batches, activities)
    order = sorted(enumerate(builder.doubts), key=lambda pair: (by_sheet(pair[1].row), pair[0]))
    return TablePlan(plan, tuple(doubt for _, doubt in order))


@dataclass
class _Builder:
    base: Plan
    fiscal_year: int
    source: str
    doubts: list[TableDoubt]
    known: dict[int, int] = field(default_factory=dict)
    """The number in the other plan -> the number in the table."""
    _sure: set[date] = field(default_factory=set)
    _doubtful: set[date] = field(default_factory=set)

    def _doubt(
        self,
        row: int,
        activity: int | None,
        name: str,
        printed: str,
        thai: str,
        english: str,
        read: str = "",
    ) -> None:
        self.doubts.append(TableDoubt(row, activity, name, printed, thai, english, read))

    # Headings

    def batch(self, index: int, read: ReadBatch) -> Batch:
        """A heading with its due date. A date that cannot be read, or of another year, is replaced, with a doubt."""
        due = read.due
        first, last = fiscal_year_span(self.fiscal_year)
        if due is None or not first <= due <= last:
            due = self._provisional_day(read)
            self._doubt(
                read.row, None, "due", read.title,
                f"กำหนดส่ง “{read.title}” ใช้ไม่ได้กับปีงบประมาณ {thai_digits(self.fiscal_year)} "
                f"จึงใส่ {thai_date(due)} ไว้ก่อน",
                f"the due date “{read.title}” is no day of fiscal year {self.fiscal_year};"
                f" {due} stands in for it",
                due.isoformat(),
            )  # fmt: skip
        readings = tuple(_readings(self.doubts, read.row, None, {"due"}))
        batch = self._batch_id(due, index, doubtful=bool(readings))
        known = self.base.batch_by_id.get(batch)
        return Batch(
            id=batch,
            title=read.title,
            due=due,
            points=None,
            activity_count=1,
            points_column=known.points_column if known else "",
            source=f"{self.source} {row_place(read.row).thai}",
            readings=readings,
        )

    def no_heading(self, activities: Sequence[ReadActivity]) -> Batch:
        """The batch of rows before any due date: it ends with the year, with a doubt."""
        last = fiscal_year_span(self.fiscal_year)[1]
        row = next(a.row for a in activities if a.batch is None)
        self._doubt(
            row, None, "due", "",
            f"ไม่มีหัวกำหนดส่งเหนือแถวนี้ จึงใส่ {thai_date(last)} ไว้ก่อน",
            f"no due date stands above this row; {last} stands in for it",
            last.isoformat(),
        )  # fmt: skip
        return Batch(
            id="no-date", title="ไม่ทราบกำหนดส่ง", due=last, points=None, activity_count=1,
            source=f"{self.source} {row_place(row).thai}",
            readings=tuple(_readings(self.doubts, row, None, {"due"})),
        )  # fmt: skip

    def _provisional_day(self, read: ReadBatch) -> date:
        """The last day of the month that the heading names, else of the fiscal year."""
        first, last = fiscal_year_span(self.fiscal_year)
        month = next((m for m, name in enumerate(MONTHS, start=1) if name in read.title), None)
        if month is None:
            return last
        year = first.year if month >= first.month else last.year
        longest = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return date(year, month, min(read.due.day if read.due else longest, longest))

    def _batch_id(self, due: date, index: int, *, doubtful: bool) -> str:
        """The other plan's id for that day. A repeated heading means the same batch, a doubtful one a new batch."""
        known = {b.due: b.id for b in self.base.batches}
        own = f"due-{index + 1}-{due.month:02d}-{due.day:02d}"
        found = (
            own if due in self._doubtful else known.get(due, f"due-{due.month:02d}-{due.day:02d}")
        )
        if doubtful:
            self._doubtful.add(due)
            return own if due in self._sure else found
        self._sure.add(due)
        return found

    # Activities

    def activity(self, read: ReadActivity, batches: Sequence[Batch]) -> Activity:
        """One row, with the documents and numbers of the same activity in the other plan."""
        texts = {name: read.texts.get(name, "") for name in _TEXTS}
        title, *steps = [line.strip() for line in texts["title"].splitlines() if line.strip()] or [
            f"(ไม่มีชื่อในตาราง ลำดับที่ {thai_digits(read.number)})"
        ]
        twin = self._twin(read, texts["title"])
        batch = batches[read.batch] if read.batch is not None else batches[-1]
        groups = self._groups(read, texts["owner"])
        requirements = (
            twin.requirements if twin else tuple(self._requirements(read, texts["documents"]))
        )
        parts = twin.parts if twin and sum(p.points for p in twin.parts) == read.points else ()
        if twin is not None:
            self.known[twin.number] = read.number
            title, steps = self._title(twin, texts["title"], title, steps)
            self._compare_documents(read, twin, texts["documents"])
        part_ids = {part.id for part in parts}
        return Activity(
            number=read.number,
            batch=batch.id,
            title=title,
            steps=tuple(steps),
            step_mark=twin.step_mark if twin else BULLET,
            output=texts["output"],
            outcome=texts["outcome"],
            target_group=texts["target_group"],
            documents=texts["documents"],
            points=read.points,
            owner=texts["owner"],
            groups=groups,
            requirements=tuple(_without_part(r, part_ids) for r in requirements),
            measures=tuple(_without_part(m, part_ids) for m in twin.measures) if twin else (),
            parts=parts,
            knowledge_output=twin.knowledge_output if twin else None,
            source=f"{self.source} {row_place(read.row).thai}",
            readings=tuple(
                _readings(self.doubts, read.row, read.number, set(Activity.model_fields))
            ),
        )

    def _title(
        self, twin: Activity, cell: str, title: str, steps: list[str]
    ) -> tuple[str, list[str]]:
        """Title and steps as the other plan divides them, if the cell says the same words."""
        whole = match_key(" ".join((twin.title, *twin.steps)))
        if match_key(cell) in (whole, match_key(" ".join(twin.steps))):
            return twin.title, list(twin.steps)
        return title, steps

    def _twin(self, read: ReadActivity, cell: str) -> Activity | None:
        """The other plan's activity of the same title; a nearly alike one only with a doubt."""
        if not cell:
            return None
        free = [a for a in self.base.activities if a.number not in self.known]
        key = match_key(cell)
        exact = [a for a in free if key.startswith(match_key(a.title)) or _steps_key(a) == key]
        if exact:
            return max(exact, key=lambda a: len(match_key(a.title)))
        first = cell.splitlines()[0]
        best = max(free, key=lambda a: similarity(first, a.title), default=None)
        if best is None or similarity(first, best.title) < _SAME:
            return None
        self._doubt(
            read.row, read.number, "title", first,
            f"ชื่อ “{first}” ไม่ตรงทุกตัวกับกิจกรรมที่ {thai_digits(best.number)} ของแผนเดิม “{best.title}” "
            "แต่ถือเป็นกิจกรรมเดียวกัน",
            f"the title “{first}” is not quite activity {best.number} of the other plan, “{best.title}”,"
            " but was taken for the same",
            first,
        )  # fmt: skip
        return best

    def _compare_documents(self, read: ReadActivity, twin: Activity, cell: str) -> None:
        if match_key(cell) != match_key(twin.documents):
            self._doubt(
                read.row, read.number, "documents", cell,
                "ช่องเอกสารไม่ตรงกับแผนเดิม รายการเอกสาร (requirements) ยกมาจากแผนเดิม โปรดตรวจ",
                "the cell of documents differs from the other plan's; its list of documents was carried"
                " over: check it",
                cell,
            )  # fmt: skip

    def _groups(self, read: ReadActivity, owner: str) -> tuple[str, ...]:
        """The responsible groups, by the other plan's words; all groups if they cannot be told."""
        every = tuple(group.id for group in self.base.groups)
        if not owner:
            if read.texts:
                self._doubt(
                    read.row, read.number, "groups", "",
                    "ไม่มีผู้รับผิดชอบในตาราง จึงให้ทุกคณะไว้ก่อน",
                    "the table names nobody responsible; all groups stand in",
                )  # fmt: skip
            return every
        if _ALL_GROUPS in owner.replace(" ", ""):
            return every
        words = self._owner_words()
        exact = words.get(match_key(owner))
        if exact:
            return exact
        best = max(words, key=lambda word: similarity(owner, word))
        if similarity(owner, best) >= _SAME_OWNER:
            self._owner_doubt(read, owner, words[best], "อ่านเป็น", "read as")
            return words[best]
        self._owner_doubt(
            read, owner, every, "ไม่ตรงกับคณะใด จึงให้ทุกคณะไว้ก่อน:", "names no group; for now"
        )
        return every

    def _owner_doubt(
        self, read: ReadActivity, owner: str, groups: Sequence[str], thai: str, english: str
    ) -> None:
        names = ", ".join(groups)
        titles = ", ".join(g.short_name for g in self.base.groups if g.id in groups)
        self._doubt(
            read.row, read.number, "owner", owner,
            f"ผู้รับผิดชอบ “{owner}” {thai} {titles}", f"the owner “{owner}” {english} {names}", owner,
        )  # fmt: skip

    def _owner_words(self) -> dict[str, tuple[str, ...]]:
        """How the other plan writes each set of groups, and each group's names."""
        words = {match_key(a.owner): a.groups for a in self.base.activities}
        for group in self.base.groups:
            for name in (group.name, group.short_name):
                words.setdefault(match_key(name), (group.id,))
        return words

    def _requirements(self, read: ReadActivity, cell: str) -> Iterator[EvidenceRequirement]:
        """Documents drawn from a new cell: a first guess, always with a doubt."""
        if read.texts:
            self._doubt(
                read.row, read.number, "documents", cell,
                "กิจกรรมใหม่: แยกรายการเอกสาร (requirements) จากช่องเอกสารให้แล้ว โปรดตรวจและเพิ่มตัวชี้วัดถ้ามี",
                "a new activity: its documents were drawn from their cell; check them and add numbers if"
                " there are any",
                cell,
            )  # fmt: skip
        lines = [line.strip(" -–•◆▶☛") for line in cell.splitlines() if line.strip()]
        title = lines[0] if lines else f"เอกสารของกิจกรรมที่ {thai_digits(read.number)}"
        kind = next((k for word, k in _KINDS if word in title), EvidenceKind.ATTACHMENTS)
        where = f"{self.source} {row_place(read.row).thai} ช่องเอกสารที่ต้องจัดส่ง"
        sections = tuple(
            Section(id=f"part-{n}", title=line.lstrip("0123456789๐๑๒๓๔๕๖๗๘๙.) "))
            for n, line in enumerate(_listed(lines), start=1)
        )
        if kind is EvidenceKind.PHOTOS:
            sections = ()
        yield EvidenceRequirement(
            id=kind.value, title=title, kind=kind, formats=_FORMATS.get(kind, _DOCUMENTS),
            sections=sections, source=where, confirmed=False, in_parts="ทุกฉบับ" * ("ทุกฉบับ" in title),
        )  # fmt: skip
        if kind is not EvidenceKind.PHOTOS and any(
            word in cell for word in ("ภาพถ่าย", "ภาพประกอบ")
        ):
            yield EvidenceRequirement(
                id="photos", title="ภาพถ่าย", kind=EvidenceKind.PHOTOS,
                formats=_FORMATS[EvidenceKind.PHOTOS], source=where, confirmed=False,
            )  # fmt: skip

    # The whole

    def assemble(self, batches: Sequence[Batch], activities: Sequence[Activity]) -> Plan:
        """The draft: sums are those of the rows, references follow the activities to their new numbers."""
        used: list[Batch] = []
        for batch in batches:
            own = [a for a in activities if a.batch == batch.id]
            if not own:
                self._doubt(
                    0, None, "", batch.title,
                    f"หัว “{batch.title}” ไม่มีกิจกรรม จึงไม่ได้นำเข้า",
                    f"no activity stands under “{batch.title}”; it was not taken",
                )  # fmt: skip
            elif batch.id not in {b.id for b in used}:
                points = [a.points for a in own if a.points is not None]
                update = {"points": sum(points) if points else None, "activity_count": len(own)}
                used.append(batch.model_copy(update=update))
        rubric = self.base.rubric.model_copy(
            update={"figures": tuple(self._figure(f, activities) for f in self.base.rubric.figures)}
        )
        return self.base.changed(
            total_points=sum(a.points or 0 for a in activities),
            activity_count=len(activities),
            batches=tuple(used),
            activities=tuple(activities),
            knowledge_outputs=tuple(self._outputs()),
            forms=tuple(self._form(form, activities) for form in self.base.forms),
            rubric=rubric,
            recurring=tuple(self._duties()),
            interpretations=tuple(e for e in self.base.interpretations if self._still_asks(e)),
            registers=tuple(map(self._register, self.base.registers)),
            surveys=tuple(map(self._survey, self.base.surveys)),
            corner=tuple(
                item.model_copy(update={"activities": self._numbers(item)})
                for item in self.base.corner
            ),
            starters=tuple(s for s in map(self._starter, self.base.starters) if s.of),
        )

    def _starter(self, starter: Starter) -> Starter:
        """The starter with the documents that it begins under their activities' new numbers."""
        kept = (asked for asked in starter.of if asked.activity in self.known)
        renamed = (RequirementId(self.known[asked.activity], asked.name) for asked in kept)
        return starter.model_copy(update={"of": tuple(renamed)})

    def _register(self, register: Register) -> Register:
        """The register with its activities under their new numbers, without proofs of what the table lacks."""
        numbers = [self.known[n] for n in register.activities if n in self.known]
        proofs = [self._proof(proof) for proof in register.proves]
        update: dict[str, Any] = {
            "activities": tuple(numbers),
            "proves": tuple(p for p in proofs if p),
        }
        for key in ("whole_of", "asks_whole"):
            update[key] = tuple(
                found for m in getattr(register, key) if (found := self._renamed(m))
            )
        return register.model_copy(update=update)

    def _survey(self, survey: Survey) -> Survey:
        """The survey with its activities under their new numbers, without proofs of what the table lacks."""
        numbers = tuple(self.known[n] for n in survey.activities if n in self.known)
        proofs = ((proof, self._renamed(proof.measure)) for proof in survey.proves)
        kept = tuple(p.model_copy(update={"measure": found}) for p, found in proofs if found)
        return survey.model_copy(update={"activities": numbers, "proves": kept})

    def _renamed(self, measure: MeasureId) -> MeasureId | None:
        """A number under its activity's new number; None if the table lacks the activity."""
        if measure.activity is None:
            return measure
        number = self.known.get(measure.activity)
        return None if number is None else MeasureId(number, measure.name)

    def _proof(self, proof: RegisterProof) -> RegisterProof | None:
        measure = self._renamed(proof.measure)
        if measure is None or (proof.activity is not None and proof.activity not in self.known):
            return None
        update = {
            "measure": measure,
            "activity": None if proof.activity is None else self.known[proof.activity],
            "covers": tuple(self.known[n] for n in proof.covers if n in self.known),
        }
        return proof.model_copy(update=update)

    def _still_asks(self, entry: Interpretation) -> bool:
        """Whether a reading is about no activity that the table lacks or has under another number."""
        sets = [
            f"{path} {value}" for option in entry.options for path, value in option.sets.items()
        ]
        named = re.findall(
            r"(?:activities\[|complete:|any:|,|')(\d+)", " ".join((*sets, *entry.about))
        )
        return all(self.known.get(int(number)) == int(number) for number in named)

    def _duties(self) -> Iterator[Recurring]:
        """Duties that come back with activities follow them; one whose activities are all gone goes too."""
        for duty in self.base.recurring:
            gone = [n for n in duty.activities if n not in self.known]
            if gone:
                told = ", ".join(map(str, gone))
                self._doubt(
                    0, None, "", told,
                    f"หน้าที่ประจำ “{duty.title}” เคยผูกกับ{_of_before(gone)}",
                    f"the recurring duty “{duty.id}” came with activity {told}, which the table does not have",
                )  # fmt: skip
            if not duty.activities or len(gone) < len(duty.activities):
                yield duty.model_copy(update={"activities": self._numbers(duty)})

    def _outputs(self) -> Iterator[KnowledgeOutput]:
        for output in self.base.knowledge_outputs:
            number = self.known.get(output.activity)
            if number is not None:
                yield output.model_copy(update={"activity": number})

    def _form(self, form: Form, activities: Sequence[Activity]) -> Form:
        blocks = tuple(self._block(block, activities) for block in form.blocks)
        return form.model_copy(update={"activities": self._numbers(form), "blocks": blocks})

    def _numbers(self, node: Form | FormBlock | Recurring | CornerItem) -> tuple[int, ...]:
        return tuple(self.known[n] for n in node.activities if n in self.known)

    def _block(self, block: FormBlock, activities: Sequence[Activity]) -> FormBlock:
        """Leave blanks and boxes to be filled by hand if the plan no longer asks for what filled them."""
        blanks = tuple(self._blank(blank, activities) for blank in block.blanks)
        boxes = tuple(
            self._complete(box) or ByHand() if isinstance(box, Complete) else box
            for box in block.boxes
        )
        moved = {"activities": self._numbers(block), "blanks": blanks, "boxes": boxes}
        return block.model_copy(update=moved)

    def _blank(self, blank: Blank, activities: Sequence[Activity]) -> Blank:
        if isinstance(blank, NewestOf):
            number = self._blank(blank.otherwise, activities)
            return NewestOf(blank.place, number) if isinstance(number, NumberOf) else ByHand()
        if not isinstance(blank, NumberOf) or blank.measure.activity is None:
            return blank
        measure = self._measure(blank.measure, activities)
        return NumberOf(measure, blank.part) if measure else ByHand()

    def _figure(self, figure: Figure, activities: Sequence[Activity]) -> Figure:
        """Renumber the activities that prove or feed a figure; without any it is entered by hand."""
        figure = self._fed(figure)
        moved = told = figure.derived_from
        if isinstance(told, FromMeasure):
            measure = self._measure(told.measure, activities)
            moved = FromMeasure(measure) if measure else None
        elif isinstance(told, Complete):
            moved = self._complete(told)
        elif isinstance(told, AnyComplete):
            kept = tuple(self.known[n] for n in told.activities if n in self.known)
            moved = AnyComplete(kept) if kept else None
        if told is not None and moved is None:
            self._doubt(
                0, None, "", str(told),
                f"ตัวเลขของเกณฑ์ “{figure.title}” เคยมาจาก{_of_before(_named(told))} จึงต้องกรอกเอง",
                f"the figure “{figure.id}” came from {told}, which the table does not have; enter it by hand",
            )  # fmt: skip
        return figure.model_copy(update={"derived_from": moved})

    def _fed(self, figure: Figure) -> Figure:
        gone = [n for n in figure.fed_by if n not in self.known]
        if gone:
            told = ", ".join(map(str, gone))
            self._doubt(
                0, None, "", told,
                f"หลักฐานของตัวเลข “{figure.title}” เคยอยู่ใน{_of_before(gone)}",
                f"the figure “{figure.id}” was fed by activity {told}, which the table does not have",
            )  # fmt: skip
        fed = tuple(self.known[n] for n in figure.fed_by if n in self.known)
        return figure.model_copy(update={"fed_by": fed})

    def _complete(self, complete: Complete) -> Complete | None:
        """The same activities by their new numbers; None where the table does not have them all."""
        new = [self.known[n] for n in complete.activities if n in self.known]
        return Complete(tuple(new)) if len(new) == len(complete.activities) else None

    def _measure(self, measure: MeasureId, activities: Sequence[Activity]) -> MeasureId | None:
        """The same number of the activity's new number; None where it is not asked for."""
        new = self.known.get(measure.activity or 0)
        asked = {m.id for a in activities if a.number == new for m in a.measures}
        return MeasureId(new, measure.name) if new and measure.name in asked else None


_TEXTS = ("title", "output", "outcome", "target_group", "documents", "owner")
_DOCUMENTS = ("pdf", "docx", "odt")
_FORMATS = {
    EvidenceKind.PHOTOS: ("jpg", "jpeg", "png", "heic", "webp"),
    EvidenceKind.VIDEO_CLIP: ("mp4", "mov", "webm"),
}
_KINDS = (
    ("คลิป", EvidenceKind.VIDEO_CLIP),
    ("องค์ความรู้", EvidenceKind.KNOWLEDGE_PAPER),
    ("คู่มือ", EvidenceKind.MANUAL),
    ("คำสั่ง", EvidenceKind.ORDER),
    ("รายงาน", EvidenceKind.REPORT),
    ("แผน", EvidenceKind.PLAN),
    ("ประกาศ", EvidenceKind.DECLARATION),
    ("บันทึก", EvidenceKind.MEMO),
    ("คำขวัญ", EvidenceKind.SLOGAN),
    ("แบบสำรวจ", EvidenceKind.SURVEY_FORM),
    ("สมัคร", EvidenceKind.MEMBERSHIP_FORMS),
    ("ภาพ", EvidenceKind.PHOTOS),
    ("รูป", EvidenceKind.PHOTOS),
)


def _listed(lines: Sequence[str]) -> Sequence[str]:
    """The parts of a document: the list after “ประกอบด้วย”."""
    for index, line in enumerate(lines):
        if line.endswith("ประกอบด้วย"):
            return lines[index + 1 :]
    return ()


def _steps_key(activity: Activity) -> str:
    return match_key(" ".join(activity.steps)) if activity.steps else ""


_P = TypeVar("_P", EvidenceRequirement, MeasureRequirement)


def _without_part(item: _P, parts: set[str]) -> _P:
    """The same without its half, if the activity no longer has that half."""
    return (
        item if item.part is None or item.part in parts else item.model_copy(update={"part": None})
    )


def _readings(
    doubts: Sequence[TableDoubt], row: int, activity: int | None, fields: set[str]
) -> Iterator[Reading]:
    """The doubts about one row as unconfirmed readings of its fields."""
    for doubt in doubts:
        if (doubt.row, doubt.activity) == (row, activity) and doubt.field in fields:
            yield Reading(
                field=doubt.field,
                printed=doubt.printed or "-",
                read=doubt.read or doubt.printed or "-",
                why=doubt.thai,
                confirmed=False,
            )


def _named(origin: object) -> list[int]:
    """The activities from which a figure comes (`complete:3`, `19.channels`)."""
    return [int(number) for number in re.findall(r"(?<![\w-])\d+", str(origin))]


def _of_before(numbers: Sequence[int]) -> str:
    """Activities of the plan before that the table does not have, in words."""
    shown = thai_digits(", ".join(map(str, numbers)))
    return f"กิจกรรมที่ {shown} ของแผนเดิม ซึ่งไม่พบในตาราง"
