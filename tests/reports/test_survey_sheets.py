"""Tables of surveys: XLSForm names what the plan names, text to paste holds every word, and results leave out few."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from domain.facts import Answer, SurveyAnswers
from domain.language.errors import KamnotError
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


def test_what_people_wrote_stands_by_question_and_never_beside_their_levels() -> None:
    rows: tuple[Mapping[str, Answer], ...] = tuple(
        {"fair": 5 - n, "idea": f"={5 - n}+1"} for n in range(5)
    )
    summary = summarise(SURVEY, SurveyAnswers("climate", 2567, 10, rows, scales={"fair": (1, 5)}))

    made = results_book(summary, "th")

    assert lines(made, "คำตอบ") == [["หน่วยงานเป็นธรรม"], [5], [4], [3], [2], [1]]
    told = [row[1] for row in lines(made, "รายข้อ") if row[0] == "ข้อเสนอแนะ"]
    assert told == ["=1+1", "=2+1", "=3+1", "=4+1", "=5+1"]
    assert results_csv(summary).decode("utf-8-sig").splitlines()[:2] == ["fair", "5"]


def test_the_rows_of_a_tally_are_not_given_out_as_people() -> None:
    tally = summarise(SURVEY, replace(ANSWERS, linked=False))

    book = load_workbook(io.BytesIO(results_book(tally, "th")))

    assert book.sheetnames == ["รายข้อ", "รายหัวข้อ"]
    with pytest.raises(KamnotError, match="นับจากกระดาษ"):
        results_csv(tally)
