"""Moving days and texts from one fiscal year to another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.thai import fiscal_year_of, thai_date
from domain.next_year.year_mentions import doubtful_years, shift_day, shift_text

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))
YEARS = st.integers(-30, 30)


@given(DAYS, YEARS)
def test_a_day_keeps_its_place_in_the_fiscal_year(day: date, years: int) -> None:
    moved = shift_day(day, years)

    assert fiscal_year_of(moved) == fiscal_year_of(day) + years


@given(DAYS, YEARS)
def test_a_day_keeps_its_day_and_month_but_for_29_february(day: date, years: int) -> None:
    moved = shift_day(day, years)

    assert moved.month == day.month
    assert moved.day == day.day or (day.month, day.day, moved.day) == (2, 29, 28)


@given(DAYS, YEARS)
def test_a_day_of_the_plan_in_a_text_moves_like_the_day(day: date, years: int) -> None:
    text = f"ส่งภายใน {thai_date(day)}"

    moved = shift_text(text, fiscal_year_of(day), years)

    assert moved == f"ส่งภายใน {thai_date(shift_day(day, years))}"


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        pytest.param("แผนประจำปีงบประมาณ พ.ศ. ๒๕๖๗", "แผนประจำปีงบประมาณ พ.ศ. ๒๕๗๐", id="fiscal-year"),
        pytest.param("ปีงบประมาณ 2567", "ปีงบประมาณ 2570", id="fiscal-year-in-arabic"),
        pytest.param("กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗", "กำหนดส่ง ๒๐ มีนาคม ๒๕๗๐", id="due-date"),
        pytest.param("ส่ง ๓๐ มิ.ย. ๒๕๖๗", "ส่ง ๓๐ มิ.ย. ๒๕๗๐", id="short-month"),
        pytest.param("๒๐ ธันวาคม พ.ศ. ๒๕๖๖", "๒๐ ธันวาคม พ.ศ. ๒๕๖๙", id="first-quarter"),
        pytest.param("ส่ง ๒๙ กุมภาพันธ์ ๒๕๖๗", "ส่ง ๒๘ กุมภาพันธ์ ๒๕๗๐", id="29-february"),
        pytest.param("ประจำปีงบประมาณ\n  พ.ศ. ๒๕๖๗", "ประจำปีงบประมาณ\n  พ.ศ. ๒๕๗๐", id="over-two-lines"),
    ],
)  # fmt: skip
def test_what_is_surely_the_plans_year_moves(text: str, moved: str) -> None:
    assert shift_text(text, 2567, 3) == moved
    assert doubtful_years(moved, 2570) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("เทียบกับปีงบประมาณ พ.ศ. ๒๕๖๖", "ปีงบประมาณ พ.ศ. ๒๕๖๖", id="the-year-before"),
        pytest.param("คำสั่งที่ ๑๑/๒๕๖๗", "๒๕๖๗", id="an-orders-number"),
        pytest.param("ลงวันที่ ๑๕ พฤศจิกายน ๒๕๖๖", "๑๕ พฤศจิกายน ๒๕๖๖", id="an-orders-day"),
        pytest.param("ระยะที่ ๒ (พ.ศ. ๒๕๖๖", "๒๕๖๖", id="a-national-plan"),
        pytest.param("ภายในปี ๒๕๖๗", "๒๕๖๗", id="a-bare-year"),
        pytest.param("๓๑ มิถุนายน ๒๕๖๗", "๓๑ มิถุนายน ๒๕๖๗", id="a-day-that-does-not-exist"),
        pytest.param("๒๐ ตุลาคม ๒๕๖๗", "๒๐ ตุลาคม ๒๕๖๗", id="a-day-of-the-next-fiscal-year"),
    ],
)  # fmt: skip
def test_any_other_year_stays_and_is_a_doubt(text: str, words: str) -> None:
    assert shift_text(text, 2567, 3) == text
    assert doubtful_years(text, 2567) == [words]


def test_a_number_that_is_no_year_is_left_alone() -> None:
    text = "คะแนน ๒๕๖ จาก ๒๕๖๗๘ และ 12567"

    assert shift_text(text, 2567, 3) == text
    assert doubtful_years(text, 2567) == []
