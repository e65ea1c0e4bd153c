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
    check_taken(SURVEY, answers(now), [answers(before)] if before else [], "")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(10, 11, "เพิ่มขึ้น"), (10, 14, "เพิ่มขึ้น"), (10, 9, "ลดลง"), (10, 6, "ลดลง")],
)
def test_one_to_four_more_or_fewer_would_tell_what_they_said(
    before: int, now: int, said: str
) -> None:
    with pytest.raises(KamnotError, match=said):
        check_taken(SURVEY, answers(now), [answers(before)], "")


def test_an_ended_round_is_compared_too() -> None:
    with pytest.raises(KamnotError, match="เพิ่มขึ้นจากที่เคยนำเข้าไว้ ๑ ฉบับ"):
        check_taken(SURVEY, answers(21), [answers(20), answers(40)], "")


def of_idea(count: int, *, linked: bool = True, question: str = "idea") -> SurveyAnswers:
    """Thirty answers, of which so many answered one more question."""
    found = answers(30)
    told: Answer = ("board",) if question == "heard" else "ดี"
    rows = tuple({**row, question: told} if n < count else row for n, row in enumerate(found.rows))
    return replace(found, rows=rows, linked=linked)


def test_one_to_four_more_answers_to_one_question_are_refused_and_the_question_named() -> None:
    with pytest.raises(KamnotError, match=r"ข้อเสนอแนะ.*เพิ่มขึ้นจากที่เคยนำเข้าไว้ ๒ ฉบับ"):
        check_taken(SURVEY, of_idea(12), [of_idea(10)], "")


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param(of_idea(15), of_idea(10), id="five more"),
        pytest.param(of_idea(8), of_idea(0), id="not asked before"),
        pytest.param(of_idea(6), of_idea(4), id="too few to be shown before"),
        pytest.param(of_idea(4), of_idea(6), id="too few to be shown now"),
        pytest.param(
            of_idea(12, linked=False, question="heard"),
            of_idea(10, linked=False, question="heard"),
            id="ticks of a tally, mixed by chance",
        ),
    ],
)
def test_other_differences_of_one_question_tell_of_nobody(
    now: SurveyAnswers, before: SurveyAnswers
) -> None:
    check_taken(SURVEY, now, [before], "")


def test_more_answers_than_were_asked_need_a_reason() -> None:
    with pytest.raises(KamnotError, match="มากกว่าผู้ที่ขอให้ตอบ"):
        check_taken(SURVEY, answers(11, asked=10), [], " ")
    check_taken(SURVEY, answers(11, asked=10), [], "มีลูกจ้างมาเพิ่ม")


def test_no_answer_is_refused() -> None:
    with pytest.raises(KamnotError, match="ไม่มีคำตอบ"):
        check_taken(SURVEY, answers(0), [], "")


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


def test_a_tally_that_is_mixed_anew_is_the_same_until_a_count_differs() -> None:
    lines: list[dict[str, Answer]] = [{"fair": 5, "heard": ("social", "board")}, {"fair": 4}, {}]
    mixed: list[dict[str, Answer]] = [
        {"heard": ("board",)},
        {"fair": 4, "heard": ("social",)},
        {"fair": 5},
    ]
    one = SurveyAnswers("climate", 2567, 10, tuple(lines), linked=False)
    other = replace(one, rows=tuple(mixed))

    assert same_answers(one, other)
    assert not same_answers(one, replace(other, rows=(*other.rows, {})))
    assert not same_answers(one, replace(other, rows=(*mixed[:2], {"fair": 3})))
    assert not same_answers(replace(one, linked=True), replace(other, linked=True))
