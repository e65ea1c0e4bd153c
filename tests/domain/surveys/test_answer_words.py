"""Answers as people write them: a level, choices or words; missing is missing, and an unknown word is no answer."""

from __future__ import annotations

import pytest

from domain.surveys.answer_words import (
    UnknownWordError,
    is_personal,
    is_ticked,
    read_words,
    reader_of,
)
from tests.support.surveys.answers import SURVEY

FAIR, _, HEARD, IDEA = SURVEY.questions
SOCIAL = "สื่อสังคม (เฟซบุ๊ก, ไลน์)"

LEVELS: dict[str, int | None] = {
    "มากที่สุด": 5, " มากที่ สุด ": 5, "5": 5, "๕": 5, "5.0": 5, "5 (มากที่สุด)": 5, "มากที่สุด (5)": 5,
    "5 = มากที่สุด": 5, "5. มากที่สุด": 5, "๕ - มากที่สุด": 5, "5 มากที่สุด": 5, "มากที่สุด/Strongly agree": 5,
    "Strongly Agree": 5, "AGREE": 4, "น้อยที่สุด": 1, "น้อย": 2,
    "": None, "N/A": None, "n/a": None, "ไม่มีความเห็น": None, "-": None, "ไม่ทราบ": None,
}  # fmt: skip


@pytest.mark.parametrize("text", LEVELS)
def test_a_level_is_read_as_people_write_it_and_missing_is_missing(text: str) -> None:
    assert reader_of(SURVEY, FAIR)(text) == LEVELS[text]


@pytest.mark.parametrize(
    "text", ["6", "0", "4.5", "-1", "A1", "ดีเยี่ยม", "5 (น้อย)", "มาก น้อย", "1,5", "5 5", "55"]
)
def test_another_word_is_no_level(text: str) -> None:
    with pytest.raises(UnknownWordError) as caught:
        reader_of(SURVEY, FAIR)(text)

    assert caught.value.expected[0] == "5 (มากที่สุด)"


CHOICES: dict[str, tuple[str, ...] | None] = {
    f"{SOCIAL}, ป้าย": ("social", "board"),
    f"ป้าย;{SOCIAL};": ("social", "board"),
    "สื่อสังคม": ("line",),
    f"สื่อสังคม, {SOCIAL}": ("social", "line"),
    "social board": ("social", "board"),
    "ป้าย, เพื่อนบอก, เล่าต่อ": ("board", "other"),
    "เพื่อนบอก, ป้าย": ("board", "other"),
    "": None,
    ";": None,
}


@pytest.mark.parametrize("text", CHOICES)
def test_choices_are_matched_the_longest_first_and_never_cut_at_a_comma(text: str) -> None:
    assert reader_of(SURVEY, HEARD)(text) == CHOICES[text]


def test_where_no_other_is_offered_an_unknown_choice_is_no_answer() -> None:
    bare = HEARD.model_copy(update={"choices": HEARD.choices[:3]})

    with pytest.raises(UnknownWordError, match="ป้าย"):
        reader_of(SURVEY, bare)("ป้าย, วิทยุ")


@pytest.mark.parametrize(
    ("text", "kept"),
    [(" ดีมาก ", "ดีมาก"), ("-", None), ("ไม่มีความเห็น", None), ("", None), ("...", None)],
)
def test_words_are_kept_unless_they_say_nothing(text: str, kept: str | None) -> None:
    assert reader_of(SURVEY, IDEA)(text) == read_words(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "โทร 081-234-5678", "02 123 4567", "a.b@mof.go.th", "1-1037-00012-34-5", "๐๘๑ ๒๓๔ ๕๖๗๘", "+66 81 234 5678",
        "081.234.5678", "(02) 123-4567", "081–234–5678", "081 - 234 - 5678", "66812345678", "+66 (0)81 234 5678",
        "+66(0)812345678", "66 81 234 5678", "1–2345–67890–12–3", "1 2345 67890 12 3", "812345678", "81-234-5678",
        "ห้อง 5 081-234-5678", "081-234-5678 02-123-4567", "ปี 2567 โทร.0812345678", "02.123.4567 ต่อ 12",
        "โทรวันที่ 1.8.2567 081.234.5678", "02\u2212123\u22124567",
    ],
)  # fmt: skip
def test_an_address_a_telephone_number_and_a_card_are_personal(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "อยากให้มี wi-fi ชั้น ๑๐", "ปี 2567 ดีกว่า 2566", "งบ 1,000,000 บาท", "ว 119 ลงวันที่ 7 มีนาคม 2561", "@ฝ่าย",
        "01.08.2567", "01-08-2567 10.00 น.", "01-05.08.2567", "13.08.2567 - 14.08.2567", "01/08/2567 09.30",
        "01.08.2567 10", "2566-2567", "2565 2566 2567", "66-67-68-69-70", "ปี 66 67 68 69", "08.30-16.30",
        "08.30-12.00 13.00-16.30", "08.30 - 16.30 10 คน", "1,234,567.89", "100,000,000.00", "250.000.000", "12345678",
        "123456789", "100000000", "โทร 1359", "ข้อ 1 - 5", "5 4 3 2 1", "(1) (2) (3)", "ปี 2566 (2567) 2568",
    ],
)  # fmt: skip
def test_other_figures_are_not_personal(text: str) -> None:
    assert not is_personal(text)


@pytest.mark.parametrize("text", ["1", "Y", "๑", "1.0"])
def test_a_tick_is_read(text: str) -> None:
    assert is_ticked(text)


@pytest.mark.parametrize("text", ["0", "", "N", "-"])
def test_no_tick_is_read(text: str) -> None:
    assert not is_ticked(text)


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("เพื่อนบอก", True),
        ("081-234-5678", True),
        ("Y", True),
        ("", False),
        ("N", False),
        ("-", False),
        ("ไม่มีความเห็น", False),
    ],
)
def test_words_in_the_column_of_other_are_a_tick(text: str, ticked: bool) -> None:
    assert is_ticked(text, "other") is ticked


def test_another_word_is_no_tick() -> None:
    with pytest.raises(UnknownWordError):
        is_ticked("อาจจะ")
