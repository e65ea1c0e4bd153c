"""The rules of taking in: who was asked, how many more answers may come, who accepts, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from domain.facts import Answer, SurveyAnswers, SurveyRound
from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from domain.plan.model import SurveyAsked
from domain.surveys.taking_in import (
    STEPS,
    SurveyStep,
    asked_people,
    check_acceptor,
    check_taken,
    find_survey,
    next_step,
    same_answers,
    survey_year,
)
from tests.support.dossiers import plan_2567
from tests.support.surveys.answers import SURVEY

PLAN = plan_2567()
CLIMATE = PLAN.survey_by_id["climate"]
DAY = date(2024, 8, 13)


def answers(count: int, *, asked: int = 120) -> SurveyAnswers:
    rows: tuple[Mapping[str, Answer], ...] = tuple({"fair": 1 + n % 5} for n in range(count))
    return SurveyAnswers("climate", 2567, asked, rows)


@pytest.mark.parametrize("text", ["climate", "CLIMATE", CLIMATE.title, "บรรยากาศ"])
def test_a_survey_is_found_by_its_id_its_title_and_a_word_of_it(text: str) -> None:
    assert find_survey(PLAN, text) is CLIMATE


@pytest.mark.parametrize(
    ("text", "said"), [("แบบสำรวจ", "หลายแบบสำรวจ"), ("การเงิน", "ไม่มีแบบสำรวจ"), ("", "ไม่มีแบบสำรวจ")]
)
def test_another_name_is_answered_with_those_that_there_are(text: str, said: str) -> None:
    with pytest.raises(NotThereError, match=said) as caught:
        find_survey(PLAN, text)

    assert "climate" in caught.value.thai


def test_a_plan_without_surveys_says_so() -> None:
    with pytest.raises(NotThereError, match="ไม่มีแบบสำรวจ ถ้าแผนฉบับใหม่มี"):
        find_survey(PLAN.changed(surveys=()), "climate")


@pytest.mark.parametrize(("text", "year"), [(None, 2567), ("2566", 2566), ("๖๖", 2566), ("2567", 2567)])  # fmt: skip
def test_the_year_is_the_plan_s_or_one_before_it(text: str | None, year: int) -> None:
    assert survey_year(PLAN, text) == year


@pytest.mark.parametrize("text", ["2568", "2023", "ปีก่อน", "", "2556"])
def test_another_year_is_refused(text: str) -> None:
    with pytest.raises(KamnotError, match="๒๕๖๖"):
        survey_year(PLAN, text)


def test_all_staff_are_asked_unless_a_person_says_how_many() -> None:
    assert asked_people(SURVEY, None, 120) == 120
    assert asked_people(SURVEY, 80, 120) == 80


def test_of_people_served_somebody_says_how_many_were_asked() -> None:
    served = SURVEY.model_copy(update={"asked": SurveyAsked.SERVED})

    for survey, staff in ((served, 120), (SURVEY, None)):
        with pytest.raises(KamnotError, match="จำนวนผู้ที่ขอให้ตอบ"):
            asked_people(survey, None, staff)


@pytest.mark.parametrize(("before", "now"), [(10, 10), (10, 15), (15, 10), (0, 3), (3, 8)])
def test_answers_may_come_by_fives_or_not_at_all(before: int, now: int) -> None:
    check_taken(SURVEY, answers(now), answers(before) if before else None, "")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(10, 11, "เพิ่มขึ้น"), (10, 14, "เพิ่มขึ้น"), (10, 9, "ลดลง"), (10, 6, "ลดลง")],
)
def test_one_to_four_more_or_fewer_would_tell_what_they_said(
    before: int, now: int, said: str
) -> None:
    with pytest.raises(KamnotError, match=said):
        check_taken(SURVEY, answers(now), answers(before), "")


def test_more_answers_than_were_asked_need_a_reason() -> None:
    with pytest.raises(KamnotError, match="มากกว่าผู้ที่ขอให้ตอบ"):
        check_taken(SURVEY, answers(11, asked=10), None, " ")
    check_taken(SURVEY, answers(11, asked=10), None, "มีลูกจ้างมาเพิ่ม")


def test_no_answer_is_refused() -> None:
    with pytest.raises(KamnotError, match="ไม่มีคำตอบ"):
        check_taken(SURVEY, answers(0), None, "")


@pytest.mark.parametrize("by", ["clerk", "CLERK "])
def test_the_importer_does_not_accept(by: str) -> None:
    with pytest.raises(NotAllowedError, match="ตรวจรับเองไม่ได้"):
        check_acceptor(SURVEY, "clerk", by, "", "")


def test_another_person_or_a_hand_on_paper_accepts() -> None:
    check_acceptor(SURVEY, "clerk", "head", "", "")
    check_acceptor(SURVEY, "clerk", "clerk", "ผู้อำนวยการสำนัก", "หนังสือ ๑/๖๗")
    with pytest.raises(KamnotError, match="เหตุผล"):
        check_acceptor(SURVEY, "clerk", "clerk", "ผู้อำนวยการสำนัก", "")


WAITS = SurveyRound(1, answers(10), DAY)
ACCEPTED = replace(WAITS, accepted_on=DAY)


@pytest.mark.parametrize(
    ("survey", "now", "last", "step"),
    [
        ("climate", None, None, SurveyStep.COLLECT),
        ("climate", WAITS, ACCEPTED, SurveyStep.ACCEPT),
        ("climate", ACCEPTED, None, SurveyStep.LAST_YEAR),
        ("climate", ACCEPTED, WAITS, SurveyStep.ACCEPT_LAST_YEAR),
        ("climate", ACCEPTED, ACCEPTED, SurveyStep.NOTHING),
        ("satisfaction", ACCEPTED, None, SurveyStep.NOTHING),
    ],
)
def test_the_next_step_follows_from_the_rounds(
    survey: str, now: SurveyRound | None, last: SurveyRound | None, step: SurveyStep
) -> None:
    assert next_step(PLAN.survey_by_id[survey], now, last) is step
    assert (step in STEPS) is (step is not SurveyStep.NOTHING)


def test_the_same_answers_in_another_order_are_the_same() -> None:
    one = answers(10)

    assert same_answers(one, replace(one, rows=one.rows[::-1]))
    assert not same_answers(one, replace(one, asked=121))
    assert not same_answers(one, answers(9))
    assert not same_answers(one, replace(one, rows=(*one.rows[:9], {"fair": 5, "idea": "ดี"})))
