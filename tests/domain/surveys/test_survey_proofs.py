"""Numbers that accepted surveys prove: from the day they came in, over the right whole, and unknown where it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from domain.facts import MeasureFact, SurveyAnswers, SurveyRound
from domain.language.ids import MeasureId
from domain.plan.model import Plan, SurveyProof, SurveyWhole
from domain.surveys.survey_proofs import (
    SurveyNumbers,
    links_of,
    share_of,
    survey_words,
)
from tests.support.dossiers import plan_2567
from tests.support.surveys.made_up import answers, of_year, survey

PLAN = plan_2567()
CAME, ACCEPTED = date(2024, 3, 5), date(2024, 4, 2)
UNDERSTANDING = MeasureId.parse("26.understanding")
CLIMATE = MeasureId.parse("rubric.climate")


def round_of(
    found: SurveyAnswers, number: int = 1, *, accepted: date | None = ACCEPTED, **more: Any
) -> SurveyRound:
    return SurveyRound(number, found, CAME, accepted, **more)


def year_of(
    name: str, year: int = 2567, *, people: int = 100, level: float = 4.2, seed: int = 1
) -> SurveyAnswers:
    """Answers of so many of 120 people."""
    asked = PLAN.survey_by_id[name]
    return of_year(asked, year, people=people, staff=120, level=level, seed=seed)


def nobody(_day: date) -> None:
    """No head count was written down."""


def numbers(
    *rounds: SurveyRound, on: date = date.max, plan: Plan = PLAN, staff: Any = nobody
) -> dict[str, MeasureFact]:
    return {str(m.measure): m for m in SurveyNumbers(plan, rounds).on(on, staff)}


NOW = round_of(year_of("climate", level=4.4), 2)
BEFORE = round_of(year_of("climate", 2566, level=3.9, seed=2))


# When they count


@pytest.mark.parametrize(
    ("found", "day", "counts"),
    [
        (round_of(year_of("awareness")), CAME, False),
        (round_of(year_of("awareness")), ACCEPTED, True),
        (round_of(year_of("awareness"), accepted=None), date.max, False),
        (round_of(year_of("awareness"), ended_on=ACCEPTED + timedelta(9)), ACCEPTED + timedelta(8), True),
        (round_of(year_of("awareness"), ended_on=ACCEPTED + timedelta(9)), ACCEPTED + timedelta(9), False),
    ],
    ids=["taken in", "accepted", "accepted by nobody", "before it was replaced", "replaced"],
)  # fmt: skip
def test_a_survey_counts_once_somebody_accepted_it(
    found: SurveyRound, day: date, *, counts: bool
) -> None:
    assert ("26.understanding" in numbers(found, on=day)) is counts


def test_an_accepted_survey_counts_from_the_day_on_which_it_was_taken_in() -> None:
    number = numbers(round_of(year_of("awareness")))["26.understanding"]
    assert (number.entered_on, number.event_date, number.survey) == (
        CAME, date(2024, 3, 1), "awareness",
    )  # fmt: skip


def test_of_several_rounds_the_newest_counts_and_last_years_never_as_this_years() -> None:
    older, newer = round_of(year_of("awareness")), round_of(year_of("awareness", people=60), 2)
    assert numbers(older, newer)["27.understanding"] == numbers(newer)["27.understanding"]
    assert numbers(round_of(year_of("awareness", 2566))) == {}


# Shares of people


@pytest.mark.parametrize(
    ("whole", "staff", "expected"),
    [
        ("headcount", nobody, (120, CAME)),
        ("headcount", lambda _day: (130, CAME + timedelta(3)), (130, CAME + timedelta(3))),
        ("headcount", lambda _day: (90, CAME), (100, CAME)),
        ("asked", lambda _day: (130, CAME), (120, CAME)),
        ("answered", lambda _day: (130, CAME), (100, CAME)),
    ],
    ids=["no head count", "head count", "more answers than staff", "asked", "answered"],
)
def test_a_share_is_of_the_surveys_whole(
    whole: str, staff: Any, expected: tuple[int, date]
) -> None:
    asked = PLAN.survey_by_id["awareness"]
    plan = PLAN.changed(surveys=(asked.model_copy(update={"whole": SurveyWhole(whole)}),))
    number = numbers(round_of(year_of("awareness")), plan=plan, staff=staff)["26.understanding"]
    assert (number.denominator, number.entered_on) == expected
    assert number.value == Fraction(number.numerator or 0, expected[0])


PROOF = SurveyProof.model_validate(
    {"measure": "1.signed", "by": "share", "topic": "climate", "least": 3.51}
)


@pytest.mark.parametrize(
    ("rows", "linked", "expected"),
    [
        ([{"a": 4, "b": 3, "c": 3}] * 3 + [{"a": 4, "b": 4, "c": 3}] * 3, True, (3, 8)),
        ([{"a": 4, "b": 4, "c": 5}] * 5, True, (0, 8)),
        ([{"a": 5}] * 6, True, (6, 8)),
        ([{"a": 5, "b": 5, "c": 1}] * 4, True, None),
        ([{"a": 5, "b": 5, "c": 1}] * 6, False, None),
        ([{"a": 5}] * 6, False, (6, 8)),
    ],
    ids=["means of people", "a reversed question", "few questions", "four people", "a tally", "a tally of one"],
)  # fmt: skip
def test_people_count_whose_own_mean_reaches_the_level(
    rows: list[dict[str, Any]], linked: bool, expected: tuple[int, int] | None
) -> None:
    assert share_of(survey(), PROOF, answers(rows, asked=8, linked=linked)) == expected


def test_who_answered_is_of_those_asked() -> None:
    found = numbers(round_of(year_of("virtues", people=108)))["20.joined"]
    assert (found.numerator, found.denominator) == (108, 120)
    assert "20.joined" not in numbers(round_of(year_of("virtues", people=4)))


# Better than the year before


def test_a_better_year_is_a_yes_a_lower_one_a_no_and_anything_else_unknown() -> None:
    found = numbers(NOW, BEFORE)["rubric.climate"]
    assert (found.value, found.survey) == (True, "climate")
    turned = [
        replace(one, answers=replace(one.answers, year=year))
        for one, year in ((NOW, 2566), (BEFORE, 2567))
    ]
    assert numbers(*turned)["rubric.climate"].value is False
    assert numbers(NOW)["rubric.climate"].value is None
    same = round_of(year_of("climate", 2566, level=4.4, seed=3))
    assert numbers(NOW, same)["rubric.climate"].value is None


def test_a_better_year_counts_from_the_later_of_both() -> None:
    late = replace(BEFORE, imported_on=CAME + timedelta(20))
    assert numbers(NOW, late)["rubric.climate"].entered_on == CAME + timedelta(20)
    assert numbers(NOW, late, on=CAME + timedelta(10)) == {}


# What a person reads


@pytest.mark.parametrize(
    ("rounds", "measure", "said", "lacking"),
    [
        ((), UNDERSTANDING, "สำรวจตามแบบสำรวจการรับรู้", "แล้วนำเข้าคำตอบ"),
        ((round_of(year_of("awareness"), accepted=None),), UNDERSTANDING, "ให้ผู้อื่นที่ไม่ใช่ผู้นำเข้าตรวจรับ", "ตรวจรับ"),
        ((NOW,), CLIMATE, "ยังไม่มีผลสำรวจของปีก่อน", "นำเข้าคำตอบปีก่อน"),
        ((NOW, BEFORE), CLIMATE, "ผู้ตอบ ๑๐๐/๑๒๐ คน · ค่าเฉลี่ยบรรยากาศและสภาพแวดล้อมที่เอื้อต่อการส่งเสริมคุณธรรม ๔.๔", ""),
        ((round_of(year_of("awareness", people=4)),), UNDERSTANDING, "ยังบอกไม่ได้: คำตอบน้อยเกินไป", ""),
        ((round_of(year_of("awareness")),), UNDERSTANDING, "เฉลี่ยตั้งแต่ ๓.๕๑ ขึ้นไป", ""),
    ],
    ids=["nothing", "not accepted", "no last year", "both years", "too few", "a share"],
)  # fmt: skip
def test_what_stands_behind_a_number_is_said_in_one_line(
    rounds: tuple[SurveyRound, ...], measure: MeasureId, said: str, lacking: str
) -> None:
    link = links_of(PLAN, rounds, date.max)[measure]
    words, lacks = survey_words(link, numbers(*rounds).get(str(measure))), link.lacks()
    assert said in words.thai
    assert not re.search("[ก-๙]", words.english)
    assert lacking in (lacks.thai if lacks else "")
    assert bool(lacks) is bool(lacking)
