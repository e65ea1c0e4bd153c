"""The plan of 2567 in six states: empty, half-full, full, longest texts, many files, and half of it not applicable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from domain.evaluation.evaluator import Evaluator
from domain.facts import (
    Cell,
    EvidenceFact,
    Facts,
    MeasureFact,
    RegisterRow,
    ReliefFact,
    ReliefKind,
    ReviewFact,
    RowId,
    SectionFact,
    SectionOutcome,
)
from domain.language.ids import RUBRIC, MeasureId, RequirementId
from domain.language.periods import half
from domain.plan.model import EvidenceKind, EvidenceRequirement, MeasureKind, Plan
from domain.rubric.derived import with_derived
from reports.forms import FORMS, About
from reports.forms.dossier import Dossier
from reports.paper.document import Doc, Para, Table
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import weekday

UNIT, STAFF = "bureau", 120
AS_OF = date(2024, 6, 21)
PERIOD = half(2567, 1)
STATES = ("empty", "half", "full", "longest", "many", "excused")
LONG_NAME = (
    "รายงานสรุปผลการดำเนินกิจกรรมแลกเปลี่ยนเรียนรู้การขับเคลื่อนองค์กรคุณธรรมต้นแบบกับหน่วยงานภายนอก"
    "และวิทยากรภายนอกสังกัดรัฐสภา_ฉบับแก้ไขครั้งที่๓_IMG_20240213_123456_final_v2"
)
"""Longer than any column is wide."""
MANY = 60


@cache
def plan_2567() -> Plan:
    """The plan as it is on disk."""
    return load_plan([plan_folder(2567)]).plan


@cache
def _evaluator() -> Evaluator:
    return Evaluator(plan_2567(), weekday)


def dossier(state: str, form: str, pictures: Mapping[int, Path] | None = None) -> Dossier:
    """What `form` is drawn from in one of the STATES, as of 21 June 2567."""
    return replace(dossier_with(facts_in(state), form), pictures=pictures or {})


def dossier_with(facts: Facts, form: str) -> Dossier:
    """What `form` is drawn from when these facts are known."""
    about = FORMS[form].about
    return Dossier(
        plan=plan_2567(),
        unit=UNIT,
        unit_name=plan_2567().unit.name,
        evaluation=_evaluator().evaluate(facts, AS_OF),
        facts=facts,
        batch="march" if about is About.BATCH else None,
        period=PERIOD if about in (About.PERIOD, About.MONTH) else None,
    )


@cache
def facts_in(state: str) -> Facts:
    """The facts of a state."""
    if state == "empty":
        return Facts(UNIT)
    evidence = tuple(_evidence(state))
    return Facts(
        UNIT, evidence, tuple(_looks(evidence)), tuple(_measures(state)), tuple(_reliefs(state))
    )


def _reliefs(state: str) -> Iterator[ReliefFact]:
    """Every other activity does not concern the unit."""
    for activity in plan_2567().activities if state == "excused" else ():
        if activity.number % 2:
            yield ReliefFact(
                activity.number, ReliefKind.NOT_APPLICABLE, str(activity.number), "ผู้อำนวยการสำนัก",
                "ไม่มีภารกิจนี้", date(2023, 11, 1),
            )  # fmt: skip


def _looks(evidence: Iterable[EvidenceFact]) -> Iterator[ReviewFact]:
    """Somebody has looked at what no machine can tell."""
    asked = plan_2567().requirement_by_id
    for fact in evidence:
        if asked[fact.requirement].needs_eyes:
            yield ReviewFact(fact.item, fact.version, True, "", fact.received_on)


def _evidence(state: str) -> Iterator[EvidenceFact]:
    item = 0
    for activity in plan_2567().activities:
        for number, requirement in enumerate(activity.requirements):
            if state == "half" and (activity.number + number) % 2:
                continue
            if state == "excused" and activity.number % 2:
                continue
            many = MANY if state == "many" and activity.number == 1 else 1
            for _ in range(max(requirement.min_count, many)):
                item += 1
                yield _file(state, item, activity.number, requirement)


def _file(state: str, item: int, number: int, requirement: EvidenceRequirement) -> EvidenceFact:
    is_photo = requirement.kind is EvidenceKind.PHOTOS
    day = date(2023, 11, 1) + timedelta(days=number * 3)
    name = LONG_NAME if state == "longest" else f"กิจกรรมที่ {number} {requirement.title[:30]}"
    return EvidenceFact(
        item=item,
        version=1,
        requirement=RequirementId(number, requirement.id),
        file_name=f"{name} ({item}).{requirement.formats[0]}",
        format=requirement.formats[0],
        sha256=f"{item:064x}",
        received_on=day + timedelta(days=5),
        has_text=None if is_photo else True,
        sections=tuple(SectionFact(s.id, SectionOutcome.FOUND, 1) for s in requirement.sections),
        event_date=day,
    )


def _measures(state: str) -> Iterator[MeasureFact]:
    day = date(2024, 1, 26)
    for activity in plan_2567().activities:
        for number, measure in enumerate(activity.measures):
            if state == "half" and (activity.number + number) % 2:
                continue
            yield _measure(MeasureId(activity.number, measure.id), measure.kind, day)
    if state != "half":
        for figure in plan_2567().rubric.figures:
            if figure.derived_from is None or figure.kind is MeasureKind.COUNT:
                yield _measure(MeasureId(RUBRIC, figure.id), figure.kind, day)


def _measure(name: MeasureId, kind: MeasureKind, day: date) -> MeasureFact:
    if kind is MeasureKind.SHARE:
        return MeasureFact(name, Fraction(116, STAFF), day, 116, STAFF)
    return MeasureFact(name, True if kind is MeasureKind.YES_NO else 12, day)


def form(name: str, state: str) -> Doc:
    """A form in one of the STATES."""
    return FORMS[name].build(dossier(state, name))


def table(doc: Doc, number: int = 0) -> list[list[str]]:
    """The cells of one of its tables as texts."""
    found = [block for block in doc.blocks() if isinstance(block, Table)][number]
    return [[cell.text for cell in line.cells] for line in found.rows]


def lines(doc: Doc) -> list[str]:
    """Its paragraphs outside tables."""
    return [block.text for block in doc.blocks() if isinstance(block, Para)]


def paragraphs(doc: Doc) -> list[str]:
    """All its paragraphs, those of tables too."""
    found: list[str] = []
    for block in doc.blocks():
        if isinstance(block, Para):
            found.append(block.text)
        elif isinstance(block, Table):
            parts = [p for line in block.rows for c in line.cells for p in c.content]
            found += [p.text for p in parts if isinstance(p, Para)]
    return found


# The whole year as a group would write it: every document is in, and every number follows from rows.

WRITTEN = date(2024, 3, 1)
LINK = "https://example.org/x"
HELD = (2, 7, 8, 9, 10, 12, 15, 16, 17, 18, 20, 24, 26)
GOALS = ("มาตรงเวลา", "ลดกระดาษ", "งดรับของขวัญ", "พี่สอนน้อง", "ออมวันละนิด")
DIMENSIONS = ("religion", "economy", "culture")


def row_of(register: str, place: int, /, on: date = WRITTEN, **cells: Cell) -> RegisterRow:
    """A row written on a day, which is the day of its event too."""
    named: dict[str, Any] = {name.replace("_", "-"): cell for name, cell in cells.items()}
    return RegisterRow(RowId(register, place), 1, {"day": on} | named, on)


def year_rows() -> Iterator[RegisterRow]:
    """The rows of the year; evidence number 1 is there."""
    yield row_of("headcount", 1, staff=STAFF)
    yield row_of("signatures", 1, signed=116, sheet=1)
    for number, goal in enumerate(GOALS, 1):
        dimension = (DIMENSIONS[number % 3],)
        served = (9 + number, 16)
        yield row_of(
            "goals", number, sort="problem", goal=goal, why="เห็นบ่อย", dimension=dimension,
            served_by=served,
        )  # fmt: skip
    for number, activity in enumerate(HELD, 1):
        yield row_of(
            "events", number, activity=activity, what=f"ประชุมเรื่องที่ {activity}", place="ห้องประชุม", joined=110,
            helped=105, shown_by=1,
        )  # fmt: skip
    for number, channel in enumerate(("office", "social", "bureau"), 1):
        medium = "clip" if number < 3 else "poster"
        yield row_of(
            "publications",
            number,
            activity=19,
            what="คลิป",
            medium=medium,
            channel=channel,
            link=LINK,
        )
    yield row_of("knowledge", 1, about=tuple(range(1, 39)), what="รวมองค์ความรู้", paper=1)
    for number, who in enumerate(("person", "unit"), 1):
        yield row_of(
            "honours", number, who=who, for_what="บริการดี", inside=True, told_by=("board", "social"),
            link=LINK,
        )  # fmt: skip
    for number in range(1, 11):
        yield row_of("meetings", number, what=f"ครั้งที่ {number}", held=True, leader=number != 3)
        yield row_of("stories", number, story=f"เรื่องที่ {number}", paper=1)
    yield row_of("circulars", 1, number="๑/๒๕๖๗", what="อบรม", sent=2)
    yield row_of("strong-members", 1, on=date(2023, 9, 1), members=40, said_by="ทะเบียนชมรม")
    yield row_of("strong-members", 2, members=45)
    for number, sort in enumerate(("lesson", "improvement"), 1):
        yield row_of("lessons", number, sort=sort, what="ลดขั้นตอน", paper=1)
    yield row_of("networks", 1, network="โรงเรียน", what="การออม", shown_by=1)
    yield row_of("outcomes", 1, activity=9, appeared=True, what="บุคลากรนำสติมาใช้ก่อนประชุม")
    yield row_of("outcomes", 2, activity=10, appeared=False, what="รอผลการออมครบหกเดือน")


@cache
def facts_by_rows() -> Facts:
    """All documents are accepted and all rows are written; nobody typed a number."""
    full = facts_in("full")
    seen = tuple(ReviewFact(e.item, e.version, True, "", e.received_on) for e in full.evidence)
    return with_derived(
        plan_2567(), replace(full, measures=(), reviews=seen, rows=tuple(year_rows()))
    )


def form_by_rows(name: str) -> Doc:
    """A form of the year in rows."""
    return FORMS[name].build(dossier_with(facts_by_rows(), name))
