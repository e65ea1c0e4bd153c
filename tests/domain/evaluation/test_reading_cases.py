"""The cases of tests/cases/readings.yaml, which an official can read: each option on the real plan of 2567."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.evaluation.department import notes_of
from domain.evaluation.evaluator import Evaluator
from domain.evaluation.indicator import indicator_share
from domain.evaluation.whatif import parse_supposition, suppose_facts, suppose_findings
from domain.facts import (
    EvidenceFact,
    Facts,
    MeasureFact,
    RegisterRow,
    RowId,
    SectionFact,
    SectionOutcome,
    SurveyAnswers,
    SurveyRound,
)
from domain.language.ids import MeasureId, RequirementId
from domain.language.thai import arabic_digits
from domain.plan.model import Plan
from domain.plan.readings import open_readings, with_option
from domain.reminders.duties import months_of
from domain.results import Evaluation, Outcome
from domain.rubric.derived import with_derived
from domain.rubric.figures import newest_entries
from domain.rubric.scores import reached_level
from domain.surveys.summary import scored
from reports.forms.dossier import Dossier
from reports.forms.level_three import own_score
from reports.forms.parts import settled_score
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import UNIT, weekday

CASES = Path(__file__).resolve().parents[2] / "cases" / "readings.yaml"
YEAR_END = date(2024, 9, 30)
WAITING = "ยังคำนวณไม่ได้"
LEVEL_3 = "level-3-report"

Case = dict[str, Any]
FOUND: list[Case] = yaml.safe_load(CASES.read_text("utf-8"))
OPTIONS = [
    pytest.param(case, option, id=f"{case['ข้ออ่าน']} {option}: {case['กรณี']}")
    for case in FOUND
    for option in case["ผล"]
]


@cache
def plan() -> Plan:
    return load_plan([plan_folder(2567)]).plan


@cache
def under(reading: str, option: str) -> Plan:
    """The plan under an option, as `plan settle` takes it."""
    found = next(r for r in open_readings(plan()) if r.id == reading)
    chosen = found.option(plan(), option)
    assert chosen is not None, option
    return with_option(plan(), chosen)


@pytest.mark.parametrize(("case", "option"), OPTIONS)
def test_an_option_makes_of_the_bureau_what_an_official_reads(case: Case, option: str) -> None:
    expected = case["ผล"][option]
    if expected == WAITING:
        assert next(e for e in plan().interpretations if e.id == case["ข้ออ่าน"]).waits
        return
    read_so = under(case["ข้ออ่าน"], option)
    seen = Seen(read_so, case)
    for what, value in expected.items():
        assert seen.of(what) == _plain(value), what


def test_every_option_of_every_interpretation_has_a_case() -> None:
    told = {(case["ข้ออ่าน"], option) for case in FOUND for option in case["ผล"]}
    asked = {(e.id, option.id) for e in plan().interpretations for option in e.options}

    assert asked <= told


def _plain(value: Any) -> Any:
    text = arabic_digits(value) if isinstance(value, str) else value
    return float(text) if isinstance(text, str) and text.replace(".", "").isdigit() else text


class Seen:
    """What people see of the bureau of a case."""

    def __init__(self, read_so: Plan, case: Case) -> None:
        self.plan = read_so
        self.case = case
        self.day = case.get("ณ", YEAR_END)
        evaluator = Evaluator(read_so, weekday)
        what = parse_supposition(read_so, [*case.get("เมื่อ", ()), *_complete(case)], self.day)
        self.facts = suppose_facts(read_so, self._facts(), what, self.day)
        findings = suppose_findings(evaluator.find(self.facts, self.day), what, self.day, "th")
        self.found: Evaluation = evaluator.score(findings, self.facts, self.day)

    def _facts(self) -> Facts:
        files = tuple(
            self._file(RequirementId.parse(name), on, item)
            for item, (name, on) in enumerate(self.case.get("ส่งแล้ว", {}).items(), 1)
        )
        typed = parse_supposition(self.plan, self.case.get("กรอกแล้ว", ()), self.day).measures
        staff = {"day": self.day, "staff": self.case.get("จำนวนบุคลากร", 0)}
        rows = (RegisterRow(RowId("headcount", 1), 1, staff, self.day),) if staff["staff"] else ()
        measures = (*self._documented(), *typed)
        known = Facts(
            UNIT, evidence=files, measures=measures, rows=rows, surveys=tuple(self._surveys())
        )
        return with_derived(self.plan, known)

    def _surveys(self) -> Iterator[SurveyRound]:
        """Accepted surveys: by name and year how many people chose each level in every question."""
        for name, years in self.case.get("ผลสำรวจ", {}).items():
            asked = self.plan.survey_by_id[name]
            for back, levels in enumerate(years):
                rows = tuple(
                    {q.id: scored(asked, q, level) for q in asked.scaled()}
                    for level, people in levels.items()
                    for _ in range(people)
                )
                staff = self.case.get("จำนวนบุคลากร") or len(rows)
                answers = SurveyAnswers(name, self.plan.fiscal_year - back, staff, rows)
                yield SurveyRound(back + 1, answers, self.day, self.day)

    def _file(self, name: RequirementId, on: date, item: int) -> EvidenceFact:
        asked = self.plan.requirement_by_id[name]
        sections = tuple(
            SectionFact(
                s.id,
                SectionOutcome.NOT_FOUND
                if s.id == self.case.get("ไม่มีหัวข้อ")
                else SectionOutcome.FOUND,
            )
            for s in asked.sections
        )
        return EvidenceFact(
            item, 1, name, f"{item}.{asked.formats[0]}", asked.formats[0], f"{item:064d}", on,
            sections=sections,
        )  # fmt: skip

    def _documented(self) -> list[MeasureFact]:
        """The documented activities as each kind of figure takes them: a share, or all of them."""
        if "จัดทำเอกสาร" not in self.case:
            return []
        part, whole = map(int, self.case["จัดทำเอกสาร"].split("/"))
        asked = MeasureId("rubric", "documented")
        share = self.plan.measure_by_id[asked].kind == "share"
        if not share:
            return [MeasureFact(asked, part == whole, self.day)]
        [fact] = parse_supposition(self.plan, [f"{asked}={part}/{whole}"], self.day).measures
        return [replace(fact, entered_on=self.day)]

    def of(self, what: str) -> Any:
        """The value of one thing that a case expects."""
        number = int("".join(c for c in arabic_digits(what) if c.isdigit()) or 0)
        criterion = self.found.rubric.criteria[number - 1] if what.startswith("ข้อ ") else None
        if criterion is not None:
            if what.endswith("บอกไม่ได้"):
                return criterion.outcome is Outcome.NOT_AVAILABLE
            hopeful = what.endswith("อาจได้")
            return criterion.score_if_unknowns_hold if hopeful else criterion.score
        return self._others()[arabic_digits(what)]()

    def _others(self) -> dict[str, Any]:
        points = self.found.points
        rubric = self.plan.rubric
        return {
            "คะแนน": lambda: float(points.earned),
            "เสียไป": lambda: float(points.lost),
            "ยังได้อีก": lambda: float(points.open),
            "รอ": lambda: float(points.waiting),
            "ระดับ": self._level,
            "ความเข้าใจถึงเกณฑ์": self._understood,
            "หมายเหตุ 2": lambda: self._note(2),
            "หมายเหตุ 3": lambda: self._note(3),
            "ช่อง 5.2": lambda: self._dossier.ticked(self._block("5").boxes[2]),
            "แบบระดับที่ 3 ลำดับ 3": self._row_score,
            "แบบระดับที่ 3 ลำดับ 8": self._box_score,
            "กำหนดประเมิน": lambda: [d for d in (rubric.due, rubric.also_due) if d is not None],
            "รายงานรายไตรมาส": self._quarterly,
            "ชื่อกิจกรรมที่ 24": lambda: self.plan.by_number[24].title,
            "ตัวชี้วัด": self._indicator,
        }

    def _indicator(self) -> str:
        share = indicator_share(self.plan, self.found)
        return "" if share is None else f"{share.done}/{share.whole}"

    def _level(self) -> int:
        scores = self.case.get("คะแนนรายข้อ")
        if scores is None:
            return self.found.rubric.level
        rubric = self.plan.rubric
        return reached_level(rubric.levels, scores, build=rubric.levels_build)

    def _understood(self) -> bool:
        findings = self.found.by_number[26].findings
        return next(f for f in findings if f.id == "26.understanding").outcome is Outcome.MET

    def _note(self, number: int) -> str:
        notes = notes_of(self.plan, newest_entries(self.facts.measures))
        met = next(note.outcome for note in notes if note.number == number) is Outcome.MET
        return "ครบ" if met else "ไม่ครบ"

    @property
    def _dossier(self) -> Dossier:
        return Dossier(self.plan, UNIT, UNIT, self.found, self.facts)

    def _block(self, name: str) -> Any:
        return self.plan.form_by_id[LEVEL_3].block(name)

    def _row_score(self) -> Any:
        score = settled_score(self._dossier, self._block("3").criterion)
        return "เว้นไว้" if score is None else float(arabic_digits(score))

    def _box_score(self) -> Any:
        return own_score(self._dossier, self._block("8")) or "เว้นไว้"

    def _quarterly(self) -> int:
        own = [r for r in self.plan.recurring if "quarter" in r.id]
        return sum(len(r.activities) + len(list(months_of(self.plan, r))) for r in own)


def _complete(case: Case) -> list[str]:
    if "กิจกรรมที่ครบ" not in case:
        return []
    first, last = (int(arabic_digits(end)) for end in case["กิจกรรมที่ครบ"].split("-"))
    return [f"activity.{n}=complete" for n in range(first, last + 1)]
