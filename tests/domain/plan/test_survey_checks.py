"""Cross-checks of surveys: a question that nobody could answer or read, and a proof of nothing, are told in place."""

from __future__ import annotations

from typing import Any

import pytest

from domain.plan.survey_checks import SURVEY_CHECKS
from tests.support.broken_plans import Case, Change, Data, doubts_after, require_told, silent_checks

LEVELS = [{"level": 3, "title": "มาก"}, {"level": 2, "title": "กลาง"}, {"level": 1, "title": "น้อย"}]
SCALE: Data = {
    "id": "three", "levels": LEVELS, "bands": [{"least": 2.01, "title": "ดี"}, {"least": 1, "title": "พอใช้"}]
}  # fmt: skip
FAIR: Data = {"id": "fair", "title": "เป็นธรรม", "topic": "climate", "scale": "three"}
IDEA: Data = {"id": "idea", "title": "ข้อเสนอแนะ", "open": True}
ASKED: Data = {
    "id": "climate", "title": "บรรยากาศ", "source": "กำหนด", "activities": [1], "asked": "headcount",
    "scales": [SCALE], "topics": [{"id": "climate", "title": "บรรยากาศ"}], "questions": [FAIR, IDEA],
    "proves": [{"measure": "1.signed", "by": "share", "topic": "climate", "least": 2.01}],
}  # fmt: skip


def asked(**changes: Any) -> Change:
    """The small plan with one survey, changed so."""

    def change(data: Data) -> None:
        data["surveys"] = [ASKED | changes]

    return change


def question(**changes: Any) -> Change:
    return asked(questions=[FAIR | changes, IDEA])


def scale(**changes: Any) -> Change:
    return asked(scales=[SCALE | changes])


def proof(**changes: Any) -> Change:
    return asked(proves=[ASKED["proves"][0] | changes])


HERE = ("surveys", 0)
FIRST = (*HERE, "questions", 0)
PROOF = (*HERE, "proves", 0)
TWO = [{"id": "a", "title": "ก"}, {"id": "a", "title": "ก"}]
OTHER: Data = SCALE | {"id": "other"}

CASES: dict[str, Case] = {
    "two of one id": (
        lambda d: d.update(surveys=[ASKED, ASKED]), ("surveys", 1, "id"), "climate"),
    "a question twice": (asked(questions=[FAIR, FAIR]), (*HERE, "questions", 1, "id"), "fair"),
    "two questions of one wording": (
        asked(questions=[FAIR, FAIR | {"id": "b", "title": "ข", "also": ["เป็น ธรรม"]}]),
        (*HERE, "questions", 1, "title"), "means two things"),
    "a choice twice": (question(scale="", topic="", choices=TWO), (*FIRST, "choices", 1, "id"), "a"),
    "two choices of one wording": (
        question(scale="", topic="", choices=TWO), (*FIRST, "choices", 1, "title"), "means two things"),
    "two levels of one wording": (
        scale(levels=[*LEVELS[:2], {"level": 1, "title": "น้อย", "also": ["มาก"]}]),
        (*HERE, "scales", 0, "levels", 2, "title"), "'มาก' means two things"),
    "an activity that the plan has not": (asked(activities=[99]), (*HERE, "activities"), "activity 99"),
    "a question that nobody can answer": (question(scale=""), FIRST, "needs one of"),
    "a question with two answers": (question(open=True), FIRST, "needs one of"),
    "a scale that is not there": (question(scale="x"), (*FIRST, "scale"), "'x'"),
    "a topic that is not there": (question(topic="x"), (*FIRST, "topic"), "'x'"),
    "words with a topic": (question(scale="", open=True), (*FIRST, "topic"), "is on no scale"),
    "words the other way round": (
        question(scale="", topic="", open=True, reversed=True), (*FIRST, "reversed"), "is on no scale"),
    "a topic without questions": (
        asked(topics=[*ASKED["topics"], {"id": "b", "title": "ข"}]), (*HERE, "topics", 1), "found 0"),
    "a topic on two scales": (
        asked(scales=[SCALE, OTHER], questions=[FAIR, FAIR | {"id": "b", "title": "ข", "scale": "other"}]),
        (*HERE, "topics", 0), "found 2"),
    "levels with a gap": (
        scale(levels=[*LEVELS[:2], {"level": 0, "title": "น้อย"}]), (*HERE, "scales", 0, "levels"), "descend by one"),
    "bands that leave low means without a word": (
        scale(bands=SCALE["bands"][:1]), (*HERE, "scales", 0, "bands"), "lowest level"),
    "bands that ascend": (
        scale(bands=SCALE["bands"][::-1]), (*HERE, "scales", 0, "bands"), "lowest level"),
    "a yes from a share": (
        proof(by="better"), (*PROOF, "measure"), "its kind is share"),
    "a proof by no topic": (proof(topic="x"), (*PROOF, "topic"), "'x'"),
    "a level above the scale": (proof(least=4), (*PROOF, "least"), "'4'"),
    "all questions, on two scales": (
        asked(scales=[SCALE, OTHER], questions=[FAIR, {"id": "b", "title": "ข", "scale": "other"}],
              proves=[{"measure": "rubric.climate", "by": "better"}]),
        (*PROOF, "least"), "'0'"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_broken_survey_is_told_at_its_place(case: Case) -> None:
    require_told(*case)


@pytest.mark.parametrize(
    "change",
    [asked(), proof(measure="1.nothing"), proof(by="answered", topic="", least=0), scale(bands=[])],
    ids=["sound", "a number no longer asked for", "who answered", "without words for means"],
)
def test_a_sound_survey_raises_no_doubt(change: Change) -> None:
    assert doubts_after(change) == []


def test_every_check_has_a_case_that_it_tells() -> None:
    assert silent_checks(SURVEY_CHECKS, CASES.values()) == []
