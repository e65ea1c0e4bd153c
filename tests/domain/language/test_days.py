"""A day is read in every way that officials write it, and one far from the plan's year is never taken."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.days import parse_date, parse_in_year
from domain.language.errors import KamnotError
from domain.language.thai import fiscal_year_of, thai_date

DAY = date(2024, 3, 13)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-13",
        "2567-03-13",
        "2567/3/13",
        "13/03/2567",
        "13/3/2024",
        "13-03-2567",
        "13.03.67",
        "13.3.67",
        "13 03 2567",
        "13 – 3 – 2567",
        "\uff11\uff13/๓/๖๗",
        "2024-03-13 00:00:00",
        "2024-03-13T00:00:00",
        "๑๓ มีนาคม ๒๕๖๗",
        "13 มี.ค. 67",
        "13 มี.ค. ’67",
        "13 มีค 67",
        "13มีนาคม2567",
        "13-มี.ค.-67",
        "๑๓ มี.ค. ๒๕๖๗",
        "๑๓ เดือน มีนาคม พ.ศ. ๒๕๖๗",
        "วันที่ 13 เดือนมีนาคม พ.ศ.2567",
        "๑๓ มีนาคม พุทธศักราช ๒๕๖๗",
        "13 มีนาคม ปี 67",
        "13 มีนาคม ค.ศ. 2024",
        "วันพุธที่ ๑๓ มีนาคม ๒๕๖๗",
        "วันพุธที่ ๑๓ มีนาคม พ.ศ. ๒๕๖๗",
        "วันพุธ ที่ 13 มีนาคม 67",
        "พ. 13 มี.ค. 67",
        "วันที่ 13 มีนาคม 2567",
        "วันที่ 13/03/2567",
        "13 March 2024",
        "Wed, 13 Mar 2024",
        "March 13, 2024",
        "  ๑๓  มีนาคม   ๒๕๖๗ ",
        pytest.param("13\u200b/03/\u200b2567\ufeff", id="zero-width letters"),
        pytest.param("13\u00a0มี.ค.\u00a067", id="hard blanks"),
    ],
)
def test_officials_write_days_in_many_ways(text: str) -> None:
    assert parse_date(text, 2567) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2567",
        "29/2/66",
        "2024-13-01",
        "03/13/2567",
        "๓๒ มีนาคม ๒๕๖๗",
        "พรุ่งนี้",
        "13 มีน 2567",
        "13 มินาคม 2567",
        "13/03/567",
        "2024-03-13 09:30",
        "0/1/2567",
        "0001-01-01",
        "1/1/1066",
    ],
)
def test_what_is_no_day_ends_in_one_sentence_with_examples(text: str) -> None:
    with pytest.raises(KamnotError, match="๑๓ มีนาคม ๒๕๖๗") as error:
        parse_date(text, 2567)
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "13/03/3110",
        "13/03/1981",
        "1981-03-13",
        "13 มีนาคม 2524",
        "13/03/2467",
        "13/03/2657",
        "13 มีนาคม ค.ศ. 2567",
        "13 มีนาคม พ.ศ. 2024",
        "1/10/2577",
        "30/9/2556",
    ],
)
def test_a_year_far_from_the_plan_is_refused(text: str) -> None:
    with pytest.raises(KamnotError, match="ห่างจากปีงบประมาณ 2567"):
        parse_date(text, 2567)


@pytest.mark.parametrize(("text", "year"), [("1/10/2556", 2557), ("30/9/2577", 2577)])
def test_ten_fiscal_years_around_the_plan_are_taken(text: str, year: int) -> None:
    assert fiscal_year_of(parse_date(text, 2567)) == year


@pytest.mark.parametrize("text", ["13/03/24", "13.3.24", "13 มี.ค. 24", "๑๓ มีนาคม ๒๔"])
def test_two_digits_that_could_be_of_either_era_are_asked_about(text: str) -> None:
    with pytest.raises(KamnotError, match=r"พ.ศ. 2524 หรือ ค.ศ. 2024 \(พ.ศ. 2567\)") as error:
        parse_date(text, 2567)
    assert "B.E. 2524 or 2024 (B.E. 2567)" in error.value.english


def test_two_digits_with_their_era_are_no_question() -> None:
    assert parse_date("13 มีนาคม ค.ศ. 24", 2567) == parse_date("13 มีนาคม พ.ศ. 67", 2567) == DAY


@pytest.mark.parametrize("text", ["วันศุกร์ที่ ๑๓ มีนาคม ๒๕๖๗", "พฤ. 13 มี.ค. 67", "Thu 13 Mar 2024"])
def test_a_weekday_that_does_not_fit_is_told_with_the_right_one(text: str) -> None:
    with pytest.raises(KamnotError, match="วันพุธที่ ๑๓ มีนาคม ๒๕๖๗"):
        parse_date(text, 2567)


def test_a_table_that_tells_its_own_year_takes_any() -> None:
    assert parse_date("๒๐ มีนาคม ๒๕๙๗", None) == date(2054, 3, 20)


@given(st.dates(date(1950, 1, 1), date(2350, 1, 1)))
def test_every_day_of_the_plans_year_reads_back_as_it_was_written(day: date) -> None:
    year = fiscal_year_of(day)
    for text in (thai_date(day), thai_date(day, weekday=True), day.isoformat()):
        assert parse_date(text, year) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("สิ้นเดือนมิถุนายน", date(2024, 6, 30)),
        ("สิ้นเดือน มิ.ย. ๖๗", date(2024, 6, 30)),
        ("วันสุดท้ายของเดือนกุมภาพันธ์", date(2024, 2, 29)),
        ("สิ้นเดือน ๓๐ มิถุนายน", date(2024, 6, 30)),
        ("สิ้นเดือน ๑๕ มิถุนายน", None),
        ("วันสุดท้ายของเดือน ๒๐ มีนาคม ๒๕๖๗", None),
    ],
)
def test_the_end_of_a_month_is_its_last_day_and_no_other(text: str, day: date | None) -> None:
    assert parse_in_year(text, 2567) == (day and (day, True))


@pytest.mark.parametrize("text", ["สิ้นเดือน ๑๕ มิถุนายน", "วันสุดท้ายของเดือน ๒๐ มีนาคม ๒๕๖๗"])
def test_the_end_of_a_month_beside_another_day_is_asked_about(text: str) -> None:
    with pytest.raises(KamnotError, match="ทั้งสิ้นเดือนและวันที่"):
        parse_date(text, 2567)
