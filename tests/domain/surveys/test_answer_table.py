"""Exports of form tools: answers are taken, whoever gave them is not, and one doubt refuses the whole table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.facts import Answer
from domain.language.errors import KamnotError
from domain.surveys.answer_columns import DropReason, FormTool
from domain.surveys.answer_table import ReadAnswers, read_answer_table, told_days
from tests.support.surveys.answers import (
    FAIR,
    GOOGLE,
    HEARD,
    IDEA,
    KOBO,
    LIMESURVEY,
    MICROSOFT,
    OF,
    OWN,
    SURVEY,
    kept_order,
    table,
)

SOCIAL = "สื่อสังคม (เฟซบุ๊ก, ไลน์)"


def read(*rows: Sequence[str], **of: Any) -> ReadAnswers:
    return read_answer_table(SURVEY, table(*rows), replace(OF, **of), kept_order)


def answers_of(*rows: Sequence[str]) -> list[Mapping[str, Answer]]:
    found = read(*rows)
    assert found.doubts == ()
    return list(found.answers.rows)


def why(found: ReadAnswers) -> dict[str, DropReason]:
    return {one.column.heading: one.why for one in found.dropped}


FULL = {"fair": 5, "own-use": 2, "heard": ("social", "board"), "idea": "ดี"}
EXPORTS: dict[str, tuple[FormTool, Sequence[str], Sequence[str], date]] = {
    "Google Forms": (
        FormTool.GOOGLE,
        GOOGLE,
        ("4/8/2567, 18:34:26", "a@x.th", "มากที่สุด", "น้อย", f"{SOCIAL}, ป้าย", "ดี"),
        date(2024, 8, 4),
    ),
    "Microsoft Forms": (
        FormTool.MICROSOFT,
        MICROSOFT,
        ("1", "2024-08-04 18:30:00", "2024-08-04 18:34:26", "anonymous", "", "มากที่สุด", "น้อย",
         f"{SOCIAL};ป้าย;", "ดี"),
        date(2024, 8, 4),
    ),
    "LimeSurvey": (
        FormTool.LIMESURVEY,
        LIMESURVEY,
        ("7", "2024-08-04 18:34:26", "3", "th", "1", "10.0.0.1", "5", "น้อย", "Y", "Y", "ดี"),
        date(2024, 8, 4),
    ),
    "KoboToolbox": (
        FormTool.KOBO,
        KOBO,
        ("2024-08-04T18:30:00.000+07:00", "2024-08-04T18:34:26.000+07:00", "5", "2", "social board", "1", "1", "ดี",
         "9", "u", "2024-08-04T11:34:30", "somchai", "v1", "1"),
        date(2024, 8, 4),
    ),
    "a table of one's own": (
        FormTool.TABLE,
        ("ลำดับ", f"1. {FAIR}", f"๒) {OWN}", HEARD, IDEA),
        ("1", "5", "2", f"{SOCIAL}, ป้าย", "ดี"),
        date.min,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_every_tool_s_export_gives_the_same_answers(name: str) -> None:
    tool, heads, line, day = EXPORTS[name]

    found = read(heads, line)

    assert found.doubts == ()
    assert found.tool is tool
    assert found.answers.rows == (FULL,)
    assert found.answers.first_day == (None if day == date.min else day)
    assert found.missing == ()
    assert found.answers.scales == {"fair": (1, 5), "own-use": (1, 5)}


@pytest.mark.parametrize("name", EXPORTS)
def test_no_answer_carries_a_person_or_a_time(name: str) -> None:
    _, heads, line, _ = EXPORTS[name]

    said = str(read(heads, line).answers.rows)

    for secret in ("a@x.th", "anonymous", "10.0.0.1", "somchai", "18:34", "2024"):
        assert secret not in said


@pytest.mark.parametrize(
    ("heads", "personal"),
    [
        (GOOGLE, {"ที่อยู่อีเมล"}),
        (MICROSOFT, {"Email", "Name"}),
        (("ID", "Heure de début", "Completion time", "Courriel", "Nom", "Start time", FAIR), {"Courriel", "Nom"}),
        (LIMESURVEY, {"ipaddr. IP address"}),
        (KOBO, {"_submitted_by"}),
        (("ชื่อ-สกุล", "เบอร์โทรศัพท์", "เลขประจำตัวประชาชน", FAIR), {"ชื่อ-สกุล", "เบอร์โทรศัพท์", "เลขประจำตัวประชาชน"}),
    ],
    ids=["google", "microsoft", "microsoft-by-place", "limesurvey", "kobo", "by-name"],
)  # fmt: skip
def test_personal_columns_are_dropped_and_named(heads: Sequence[str], personal: set[str]) -> None:
    found = read(heads, ("",) * len(heads))

    assert {head for head, reason in why(found).items() if reason is DropReason.PERSON} == personal


def test_a_column_that_no_question_has_is_dropped_and_named() -> None:
    found = read((FAIR, "อายุงาน"), ("5", "๑๒ ปี"))

    assert why(found) == {"อายุงาน": DropReason.UNKNOWN}
    assert found.answers.rows == ({"fair": 5},)
    assert found.missing == ("own-use", "heard", "idea")


def test_microsoft_without_its_personal_columns_loses_no_question() -> None:
    heads = ("ID", "Start time", "Completion time", FAIR, OWN)

    assert answers_of(heads, ("1", "2024-03-01", "2024-03-01", "5", "1")) == [
        {"fair": 5, "own-use": 1}
    ]


@pytest.mark.parametrize(
    "text",
    ["โทร 081-234-5678", "a.b@mof.go.th", "1-1037-00012-34-5", "๐๘๑ ๒๓๔ ๕๖๗๘", "+66 81 234 5678"],
)
def test_words_that_say_who_wrote_them_drop_their_column_and_name_the_row(text: str) -> None:
    found = read((FAIR, IDEA), ("5", "ดี"), ("4", text))

    [dropped] = found.dropped
    assert (dropped.why, dropped.row, dropped.column.letter) == (DropReason.PRIVATE, 3, "B")
    assert found.answers.rows == ({"fair": 5}, {"fair": 4})


@pytest.mark.parametrize("text", ["6", "ดีเยี่ยม", "5 (น้อย)"])
def test_a_word_that_is_no_level_refuses_the_file_and_is_named(text: str) -> None:
    found = read((FAIR, OWN), ("5", "1"), (text, "1"), (text, "2"))

    [doubt] = found.doubts
    assert (doubt.row, doubt.column, doubt.times) == (3, "A", 2)
    assert text in doubt.thai
    assert "แถว ๓ คอลัมน์ A" in doubt.thai
    assert "5 (มากที่สุด)" in doubt.thai


def test_an_address_among_levels_is_not_repeated() -> None:
    [doubt] = read((FAIR,), ("somchai@mof.go.th",)).doubts

    assert "somchai" not in doubt.thai + doubt.english


def test_a_column_of_a_choice_that_says_something_else_refuses_the_file() -> None:
    [doubt] = read(("heard/board", FAIR), ("1", "5"), ("อาจจะ", "4")).doubts

    assert (doubt.row, doubt.column) == (3, "A")


def test_words_in_limesurvey_s_column_of_other_are_a_tick_and_not_kept() -> None:
    heads = (*LIMESURVEY, f"heard[other]. {HEARD} [อื่น ๆ]")
    told = ("2024-08-04 18:34:26", "3", "th", "1", "10.0.0.1", "5", "น้อย", "", "Y", "")

    found = answers_of(heads, ("7", *told, "เพื่อนชื่อสมชาย"), ("8", *told, ""))

    assert [row["heard"] for row in found] == [("board", "other"), ("board",)]


@pytest.mark.parametrize(
    "heads",
    [(FAIR, OWN, FAIR), ("หน่วยงานเป็นธรรม", "ความเป็นธรรม (ปี ๖๖)"), (*MICROSOFT, f"{FAIR}2")],
    ids=["twice", "old-and-new-wording", "with-a-number-behind-it"],
)
def test_a_question_that_stands_twice_is_asked_about(heads: Sequence[str]) -> None:
    found = read(heads, ("",) * len(heads))

    assert [d.row for d in found.doubts] == [1]
    assert "โปรดเหลือคอลัมน์เดียว" in found.doubts[0].thai


def test_a_renamed_question_is_found_by_its_former_wording() -> None:
    assert answers_of(("ความเป็นธรรม (ปี 66)",), ("4",)) == [{"fair": 4}]


def test_the_row_of_a_grid_is_the_question() -> None:
    heads = ("Timestamp", f"ประเมิน [{FAIR}]", f"ประเมิน [{OWN}]")

    assert answers_of(heads, ("1/3/2024 9:00:00", "มาก", "น้อย")) == [{"fair": 4, "own-use": 2}]


def test_a_reversed_question_is_kept_as_it_was_answered() -> None:
    assert answers_of((OWN,), ("มากที่สุด",)) == [{"own-use": 5}]


def test_unfinished_answers_are_counted_and_not_taken() -> None:
    done = ("1", "2024-03-01 10:00:00", "3", "th", "", "", "5", "1", "", "", "")
    open_one = ("2", "", "1", "th", "", "", "4", "", "", "", "")

    found = read(LIMESURVEY, done, open_one)

    assert (found.answers.answered, found.answers.partial) == (1, 1)


def test_a_line_that_answers_nothing_is_unfinished_and_an_empty_line_is_none() -> None:
    found = read(GOOGLE, ("1/3/2567, 9:00:00", "a@x.th", "", "N/A", "", ""), ("",) * 6)

    assert (found.answers.answered, found.answers.partial) == (0, 1)


def test_answers_before_the_first_day_are_left_out_and_counted() -> None:
    rows = [(day, "", "5", "", "", "") for day in ("29/2/2567, 9:00:00", "1/3/2567, 9:00:00")]

    found = read(GOOGLE, *rows, first_day=date(2024, 3, 1))

    assert (found.early, found.answers.answered) == (1, 1)
    assert found.answers.first_day == date(2024, 3, 1)


@pytest.mark.parametrize(("year", "kept"), [(2567, 1), (2566, 2)])
def test_of_a_form_used_over_two_years_the_other_s_answers_are_left_out_and_counted(
    year: int, kept: int
) -> None:
    moments = ("4/8/2566, 9:00:00", "30/9/2566, 9:00:00", "1/10/2566, 9:00:00", "")
    rows = [(moment, "", "5", "", "", "") for moment in moments]

    found = read(GOOGLE, *rows, year=year)

    assert (found.doubts, found.other_year) == ((), 3 - kept)
    assert (
        found.answers.answered == kept + 1
    )  # an answer without a day is of the year that was named
    assert (found.answers.first_day, found.answers.last_day) == (
        (date(2023, 10, 1), date(2023, 10, 1))
        if year == 2567
        else (date(2023, 8, 4), date(2023, 9, 30))
    )


def test_both_eras_in_one_column_are_read() -> None:
    rows = [(day, "", "5", "", "", "") for day in ("5/3/2567, 9:00:00", "2024-03-07 09:00:00")]

    answers = read(GOOGLE, *rows).answers

    assert (answers.first_day, answers.last_day) == (date(2024, 3, 5), date(2024, 3, 7))
    assert told_days(answers, "th") == "๕ มีนาคม ๒๕๖๗ – ๗ มีนาคม ๒๕๖๗"


def test_an_anonymous_day_of_limesurvey_is_no_day() -> None:
    answers = read(
        LIMESURVEY, ("1", "1980-01-01 00:00:00", "3", "th", "", "", "5", "", "", "", "")
    ).answers

    assert (answers.answered, answers.first_day, told_days(answers, "th")) == (1, None, "")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("31/2/2567, 9:00:00", "แถว ๒ คอลัมน์ A"),
        ("เมื่อวาน", "เมื่อวาน"),
        ("1/10/2567", "ยังมาไม่ถึง"),
        ("1/3/2566", "ปีงบประมาณ ๒๕๖๖"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_refuses_the_file(moment: str, said: str) -> None:
    found = read(GOOGLE, (moment, "", "5", "", "", ""))

    assert any(said in doubt.thai for doubt in found.doubts)


def test_a_title_above_the_headings_is_passed_over_and_rows_keep_their_numbers() -> None:
    found = read(("ผลสำรวจ",), (), (FAIR, OWN), ("5", "9"))

    assert [d.row for d in found.doubts] == [4]


def test_a_table_without_a_question_of_the_survey_is_one_sentence() -> None:
    with pytest.raises(KamnotError, match="“ยอดเงิน”"):
        read(("เดือน", "ยอดเงิน"), ("1", "2"))


def test_the_order_of_the_answers_is_another_one() -> None:
    rows = [(str(1 + n % 5),) for n in range(50)]
    orders = []

    read_answer_table(SURVEY, table((FAIR,), *rows), OF, lambda found: orders.append(len(found)))

    assert orders == [50]
