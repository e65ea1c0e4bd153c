"""A year against the one before: better or lower only where the answers carry it, else why it cannot be told."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Answer, SurveyAnswers
from domain.surveys.comparison import Unsure, YearChange, YearComparison, compare, signed
from tests.support.surveys.made_up import alike, answers, levels, survey

GOOD = answers(alike(60, shift=0.5, seed=1))
PLAIN = answers(alike(60, seed=2), year=2566)
AGAIN = answers(alike(60, seed=3))


def against(
    now: SurveyAnswers | None, before: SurveyAnswers | None, **change: Any
) -> YearComparison:
    return compare(survey(change=change), "climate", now, before)


@pytest.mark.parametrize(
    ("found", "change", "unsure", "thai", "english"),
    [
        (against(GOOD, PLAIN), YearChange.BETTER, None,
         "ดีขึ้น และจำนวนคำตอบรองรับ (ต่างกัน ๐.๕๖ ช่วง ๐.๓๒ ถึง ๐.๘๑)",
         "better, and the answers carry it (difference 0.56, interval 0.32 to 0.81)"),
        (against(PLAIN, GOOD), YearChange.LOWER, None, "ต่ำลง และจำนวนคำตอบรองรับ (ต่างกัน -๐", "lower, and"),
        (against(AGAIN, PLAIN), YearChange.CANNOT_TELL, Unsure.WITHIN_CHANCE,
         "ยังบอกไม่ได้: ที่ต่างกันอาจเกิดโดยบังเอิญ จำนวนคำตอบเท่านี้เห็นความต่างได้ราว ๐.๓๘ ขึ้นไป", "from about 0.38"),
        (against(None, PLAIN), YearChange.CANNOT_TELL, Unsure.NO_THIS_YEAR, "ปีนี้ยังไม่มีผลสำรวจ", "of this year"),
        (against(GOOD, None), YearChange.CANNOT_TELL, Unsure.NO_LAST_YEAR, "ปีก่อนที่ตรวจรับแล้ว", "of last year"),
        (against(answers(levels(5, 5, 5, 5)), PLAIN), YearChange.CANNOT_TELL, Unsure.TOO_FEW,
         "น้อยกว่า ๕ คน", "fewer than 5"),
        (against(answers(levels(5, 5, 5, 5, 5)), answers(levels(1, 2, 1, 2, 1, question="b"))),
         YearChange.CANNOT_TELL, Unsure.NO_COMMON_QUESTIONS, "ไม่มีคำถามที่เหมือนกัน", "no question in common"),
        (against(answers(alike(60, shift=0.5), asked=101), PLAIN), YearChange.CANNOT_TELL, Unsure.RESPONSE_LOW,
         "อัตราตอบกลับต้องถึง ๖๐% ทั้งสองปี แต่ปีนี้ ๕๙.๔๑% ปีก่อน ๑๐๐%", "a response of 60%"),
        (against(answers(alike(60, shift=0.5), asked=67), PLAIN), YearChange.CANNOT_TELL, Unsure.RESPONSE_APART,
         "ต่างกันเกิน ๑๐ จุดร้อยละ (ปีนี้ ๘๙.๕๕% ปีก่อน ๑๐๐%)", "more than 10 points apart"),
        (against(GOOD, PLAIN, margin="0.5"), YearChange.CANNOT_TELL, Unsure.WITHIN_CHANCE,
         "ยังไม่สูงกว่าปีก่อนเกิน ๐.๕ แน่นอน", "above last year by more than 0.5"),
        (against(PLAIN, AGAIN, by="mean"), YearChange.BETTER, None, "ดีขึ้น (ต่างกัน ๐.๐", "better (difference 0.0"),
        (against(AGAIN, PLAIN, by="mean"), YearChange.LOWER, None, "ต่ำลง (ต่างกัน -๐.๐", "lower (difference -0.0"),
        (against(PLAIN, PLAIN, by="mean"), YearChange.CANNOT_TELL, Unsure.WITHIN_CHANCE,
         "ค่าเฉลี่ยสองปีเท่ากัน", "are equal"),
    ],
    ids=["better", "lower", "chance", "no survey", "none last year", "four people", "other questions", "59 % answered",
         "others answered", "a margin", "any larger mean", "any lower mean", "the same mean"],
)  # fmt: skip
def test_one_of_three_answers_is_given_with_its_reason(
    found: YearComparison, change: YearChange, unsure: Unsure | None, thai: str, english: str
) -> None:
    assert (found.change, found.unsure) == (change, unsure), found.said()
    assert thai in found.said().thai
    assert english in found.said().english


def test_only_questions_that_both_years_have_are_compared() -> None:
    now = answers([{**row, "b": 5} for row in GOOD.rows])
    before = answers([{name: row[name] for name in ("a", "c")} for row in PLAIN.rows])
    found = against(now, before)
    assert (found.common, found.left_out) == (("a", "c"), ("b",))
    assert found.now == against(answers([{**row, "b": 1} for row in now.rows]), before).now


def test_a_question_whose_scale_changed_is_left_out() -> None:
    before = answers(PLAIN.rows, scales={"a": (1, 4), "b": (1, 5), "c": (1, 5)})
    assert against(GOOD, before).common == ("b", "c")


def test_a_paper_tally_is_compared_with_more_caution() -> None:
    loose = [answers(found.rows, linked=False) for found in (GOOD, PLAIN)]
    sure, careful = against(GOOD, PLAIN).span, against(*loose).span
    assert sure is not None
    assert careful is not None
    assert careful.low < sure.low
    assert careful.high > sure.high


@given(st.integers(5, 40), st.integers(5, 40), st.integers(0, 10**6))
def test_a_year_is_never_better_both_ways(now: int, before: int, seed: int) -> None:
    this, last = answers(alike(now, seed=seed)), answers(alike(before, seed=seed + 1))
    forth, back = against(this, last), against(last, this)
    turned = {YearChange.BETTER: YearChange.LOWER, YearChange.LOWER: YearChange.BETTER}
    assert back.change is turned.get(forth.change, YearChange.CANNOT_TELL)
    assert forth.difference is not None
    assert back.difference == -forth.difference


@pytest.mark.parametrize(
    ("value", "shown"), [("1/8", "0.13"), ("-1/8", "-0.13"), ("-1/1000", "0.00"), ("0.5", "0.50"), ("-2", "-2.00")]
)  # fmt: skip
def test_a_difference_is_written_to_two_places(value: str, shown: str) -> None:
    assert signed(Fraction(value)) == shown


# How often a rule is wrong

STAFF, RUNS = 60, 400


def answered(chance: Random, attitudes: list[float]) -> SurveyAnswers:
    """A year of the same staff: 85 % answer, each with the mood of the year and noise in each question."""
    rows: list[dict[str, Answer]] = []
    for attitude in attitudes:
        if chance.random() < 0.85:
            mood = attitude + chance.gauss(0, 0.2)
            a, b, c = (min(5, max(1, round(chance.gauss(mood, 0.7)))) for _ in range(3))
            rows.append({"a": a, "b": b, "c": 6 - c})
    return answers(rows, asked=len(attitudes))


@pytest.fixture(scope="module")
def unchanged() -> list[tuple[SurveyAnswers, SurveyAnswers]]:
    """Two years of one bureau in which nothing changed, again and again."""
    chance, years = Random(2567), []
    for _ in range(RUNS):
        staff = [chance.gauss(3.9, 0.6) for _ in range(STAFF)]
        years.append((answered(chance, staff), answered(chance, staff)))
    return years


@pytest.mark.parametrize(
    ("by", "least", "most"), [("interval", 0.0, 0.025), ("mean", 0.3, 1.0)], ids=["ours", "any larger mean"]
)  # fmt: skip
def test_a_year_in_which_nothing_changed_is_seldom_called_better(
    unchanged: list[tuple[SurveyAnswers, SurveyAnswers]], by: str, least: float, most: float
) -> None:
    told = [against(now, before, by=by).change for now, before in unchanged]
    assert least <= told.count(YearChange.BETTER) / RUNS <= most
