"""The cases of tests/cases/rubric-*.yaml, which an official can read, on the real rubric of 2567."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.whatif import parse_supposition, suppose_facts, suppose_findings
from domain.facts import Facts
from domain.language.thai import arabic_digits
from domain.plan.model import Plan
from domain.results import Outcome, RubricResult
from domain.rubric.scores import reached_level
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import UNIT, weekday

CASES = Path(__file__).resolve().parents[2] / "cases"
YEAR_END = date(2024, 9, 30)

Case = dict[str, Any]


def cases(name: str) -> list[Any]:
    """The cases of one file, each known by its own words."""
    found: list[Case] = yaml.safe_load((CASES / name).read_text("utf-8"))
    return [pytest.param(case, id=_name(case)) for case in found]


def _name(case: Case) -> str:
    number = f"ข้อ {case['ข้อ']} " if "ข้อ" in case else ""
    return number + str(case["กรณี"])


@cache
def plan() -> Plan:
    return load_plan([plan_folder(2567)]).plan


@cache
def evaluator() -> Evaluator:
    return Evaluator(plan(), weekday)


def number(value: object) -> int:
    return int(arabic_digits(str(value)))


def rubric(case: Case) -> RubricResult:
    """The nine criteria of a bureau of which only the case's suppositions are known."""
    texts = [*case.get("เมื่อ", ()), *_complete(case.get("กิจกรรมที่ครบ"))]
    what = parse_supposition(plan(), texts, YEAR_END)
    facts = suppose_facts(plan(), Facts(UNIT), what, YEAR_END)
    findings = suppose_findings(evaluator().find(facts, YEAR_END), what, YEAR_END, "th")
    return evaluator().score(findings, facts, YEAR_END).rubric


def _complete(span: str | None) -> list[str]:
    if span is None:
        return []
    first, last = (number(end) for end in span.split("-"))
    return [f"activity.{n}=complete" for n in range(first, last + 1)]


@pytest.mark.parametrize("case", cases("rubric-scores.yaml"))
def test_a_criterion_scores_as_an_official_reads_it(case: Case) -> None:
    result = rubric(case).criteria[number(case["ข้อ"]) - 1]
    proved = number(case["ได้"])

    assert result.score == proved
    assert result.score_if_unknowns_hold == number(case.get("อาจได้", proved))
    assert (result.outcome is Outcome.NOT_AVAILABLE) == ("อาจได้" in case)


@pytest.mark.parametrize("case", cases("rubric-levels.yaml"))
def test_nine_scores_give_the_level_that_an_official_reads(case: Case) -> None:
    assert reached_level(plan().rubric.levels, case["คะแนน"]) == number(case["ระดับ"])


@pytest.mark.parametrize("case", cases("rubric-units.yaml"))
def test_a_bureau_reaches_the_level_that_an_official_reads(case: Case) -> None:
    result = rubric(case)

    assert [c.score for c in result.criteria] == case["คะแนน"]
    assert result.level == number(case["ระดับ"])
    assert result.level_if_unknowns_hold == number(case["อาจถึง"])


def test_there_are_cases_enough_for_every_criterion() -> None:
    scores = [number(p.values[0]["ข้อ"]) for p in cases("rubric-scores.yaml")]
    assert len(scores) + len(cases("rubric-levels.yaml")) + len(cases("rubric-units.yaml")) >= 60
    assert all(scores.count(n) >= 5 for n in range(1, 10))
