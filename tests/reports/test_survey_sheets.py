"""Tables of surveys: XLSForm names what the plan names, text to paste holds every word, and results leave out few."""

from __future__ import annotations

import io
from collections.abc import Mapping

from openpyxl import load_workbook

from domain.facts import Answer, SurveyAnswers
from domain.surveys.paper_tally import tally_lines
from domain.surveys.summary import summarise
from reports.survey_sheets import (
    questions_text,
    results_book,
    results_csv,
    tally_book,
    xlsform_book,
)
from tests.support.surveys.answers import SURVEY


def lines(made: bytes, sheet: str) -> list[list[object]]:
    rows = load_workbook(io.BytesIO(made))[sheet].iter_rows(values_only=True)
    return [list(row) for row in rows]


def test_xlsform_has_each_question_by_its_id_and_each_answer_by_its_level() -> None:
    made = xlsform_book(SURVEY, 2567)

    assert [row[:2] for row in lines(made, "survey")] == [
        ["type", "name"], ["note", "about"], ["select_one agree5", "fair"], ["select_one agree5", "own-use"],
        ["select_multiple heard", "heard"], ["text", "idea"],
    ]  # fmt: skip
    choices = lines(made, "choices")
    assert ["agree5", "5", "มากที่สุด"] in choices
    assert ["heard", "social", "สื่อสังคม (เฟซบุ๊ก, ไลน์)"] in choices
    assert lines(made, "settings")[1][:2] == ["แบบสำรวจบรรยากาศ", "climate-2567"]


def test_the_text_to_paste_has_every_question_and_answer() -> None:
    text = questions_text(SURVEY, 2567).splitlines()

    for question in SURVEY.questions:
        assert question.title in text
    assert "มากที่สุด" in text
    assert any("๕ คนขึ้นไป" in line for line in text)


def test_the_tally_holds_its_lines_and_prints_on_one_page_s_width() -> None:
    book = load_workbook(io.BytesIO(tally_book(SURVEY, "th")))
    sheet = book.worksheets[0]

    assert sheet["A7"].value == tally_lines(SURVEY, "th")[6][0] == "fair"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


ALL: Mapping[str, Answer] = {"fair": 4, "heard": ("board",)}
FEW: Mapping[str, Answer] = {"fair": 5, "heard": ("board",), "idea": "=1+1"}
ANSWERS = SurveyAnswers("climate", 2567, 10, (ALL, FEW) * 3, scales={"fair": (1, 5)})


def test_results_have_counts_means_and_the_answers_that_may_be_shown() -> None:
    made = results_book(summarise(SURVEY, ANSWERS), "th")

    by_question = lines(made, "รายข้อ")
    assert ["หน่วยงานเป็นธรรม", "มากที่สุด", 3, 0.5, 6] in [row[:5] for row in by_question]
    assert ["หน่วยงานเป็นธรรม", "รวม", 4.5, 0.55] in [row[:2] + row[5:7] for row in by_question]
    assert ["ข้อเสนอแนะ", "น้อยเกินกว่าจะแสดง"] in [row[:2] for row in by_question]
    assert lines(made, "คำตอบ")[0] == ["หน่วยงานเป็นธรรม", "ทราบจากช่องทางใด"]


def test_words_that_begin_like_a_formula_are_words_in_csv() -> None:
    rows = tuple({"idea": "=1+1"} for _ in range(5))

    made = results_csv(summarise(SURVEY, SurveyAnswers("climate", 2567, 10, rows)))

    assert made.decode("utf-8-sig").splitlines()[1] == "'=1+1"
