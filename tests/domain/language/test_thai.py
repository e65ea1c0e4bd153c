"""Thai at the edges: dates of the Buddhist era, fiscal years, and mending damaged text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.thai import (
    bare,
    counted,
    fiscal_year_of,
    fiscal_year_span,
    match_key,
    normalise,
    shorten,
    show_date,
    thai_date,
    thai_digits,
    with_thai_numerals,
)


def test_dates_are_written_as_officials_write_them() -> None:
    day = date(2024, 3, 20)
    assert thai_date(day) == "๒๐ มีนาคม ๒๕๖๗"
    assert thai_date(day, short=True) == "๒๐ มี.ค. ๖๗"
    assert thai_date(day, weekday=True) == "วันพุธที่ ๒๐ มีนาคม ๒๕๖๗"
    assert show_date(day, "en") == "20 Mar 2024"


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2023, 9, 30), 2566), (date(2023, 10, 1), 2567), (date(2024, 9, 30), 2567), (date(2024, 10, 1), 2568)],
)  # fmt: skip
def test_the_fiscal_year_starts_on_the_first_of_october(day: date, year: int) -> None:
    assert fiscal_year_of(day) == year


@given(st.integers(2500, 2700))
def test_a_fiscal_year_holds_its_first_and_last_day(year: int) -> None:
    first, last = fiscal_year_span(year)
    assert fiscal_year_of(first) == fiscal_year_of(last) == year


def test_numbers_are_written_with_thai_numerals() -> None:
    assert thai_digits(2567) == "๒๕๖๗"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ไตรมาสที่สาม", "ไตรมาสที่ 3"),
        ("ข้อเจ็ด", "ข้อ 7"),
        ("รอบที่ สอง ", "รอบที่ 2"),
        ("ข้อ ๗", "ข้อ 7"),
        ("ที่สามารถ", "ที่สามารถ"),
        ("สองรอบ", "สองรอบ"),
    ],
)
def test_a_number_word_is_read_behind_what_it_counts(written: str, folded: str) -> None:
    assert counted(written) == folded


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            "ไม่มีกิจกรรม “39” ในแผน ใช้เลข 1 ถึง 38 เช่น 7.report",
            "ไม่มีกิจกรรม “39” ในแผน ใช้เลข ๑ ถึง ๓๘ เช่น 7.report",
        ),
        ("แผนปี 2567 บรรทัด 12: ไม่มี", "แผนปี ๒๕๖๗ บรรทัด ๑๒: ไม่มี"),
        (
            "เขียนเช่น 2024-03-13, 13/03/2567 หรือ 1.signed=180/200",
            "เขียนเช่น 2024-03-13, 13/03/2567 หรือ 1.signed=180/200",
        ),
        (
            "ค่า 50% หรือ june-20 ใน /srv/2567/plan.yaml:12",
            "ค่า 50% หรือ june-20 ใน /srv/2567/plan.yaml:12",
        ),
        ("เลขที่ 4 (กิจกรรมที่ 7.pdf) มี 2 ไฟล์", "เลขที่ ๔ (กิจกรรมที่ 7.pdf) มี ๒ ไฟล์"),
    ],
)
def test_a_sentence_has_thai_numerals_but_in_what_is_quoted_or_typed(
    sentence: str, shown: str
) -> None:
    assert with_thai_numerals(sentence) == shown


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param("น\u0e4dา", id="sara am in two"),
        pytest.param("น \u0e33", id="a blank before sara am"),
        pytest.param("น\u200bำ", id="a zero-width space"),
    ],
)
def test_damaged_text_is_mended(damaged: str) -> None:
    assert normalise(damaged) == "นำ"


def test_a_tone_before_its_vowel_is_put_in_order() -> None:
    assert normalise("ท\u0e48\u0e35") == "ที่"


def test_private_glyphs_of_old_fonts_become_letters() -> None:
    assert normalise("ท\u0e35\uf70a") == "ที่"


def test_comparing_ignores_blanks_numerals_and_punctuation() -> None:
    assert match_key("๑. ปก / คำนำ") == match_key("1.ปก/คำนำ")


def test_the_bare_letters_survive_lost_marks() -> None:
    assert bare(match_key("สำนัก")) == bare(match_key("สานัก"))


_SYLLABLES = st.lists(
    st.tuples(
        st.sampled_from("กขคงจชดตนบปพมยรลวสหอ"),
        st.sampled_from(["", "\u0e31", "\u0e34", "\u0e35", "\u0e38"]),
        st.sampled_from(["", "\u0e48", "\u0e49"]),
        st.sampled_from(["", " ", "\u200b"]),
    ),
    max_size=12,
)


@given(_SYLLABLES)
def test_text_compares_equal_however_a_program_orders_vowel_and_tone(
    syllables: list[tuple[str, str, str, str]],
) -> None:
    right = "".join(letter + vowel + tone for letter, vowel, tone, _ in syllables)
    damaged = "".join(letter + tone + vowel + gap for letter, vowel, tone, gap in syllables)
    assert match_key(damaged) == match_key(right)
    assert match_key(match_key(right)) == match_key(right)


@pytest.mark.parametrize(
    ("text", "room", "cut"),
    [
        pytest.param("ที่นี่นา", 3, "ที่นี่…", id="letters with their marks"),
        pytest.param("ที่นี่", 2, "ที่นี่", id="marks take no room"),
        pytest.param("รายงาน สรุป", 8, "รายงาน…", id="no space before the dots"),
        pytest.param("ไปเที่ยว", 4, "ไป…", id="no vowel without its consonant"),
        pytest.param("", 4, "", id="nothing"),
    ],
)
def test_a_text_is_cut_between_its_letters(text: str, room: int, cut: str) -> None:
    assert shorten(text, room) == cut
