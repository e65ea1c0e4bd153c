"""Surveys as tables: the tally of paper answers, the questionnaire for other form tools, and results to go on with."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from domain.facts import Answer
from domain.language.errors import KamnotError
from domain.language.thai import thai_digits
from domain.plan.model import Survey, SurveyQuestion
from domain.surveys.intervals import Spread, as_decimal, rounded
from domain.surveys.paper_tally import tally_lines
from domain.surveys.summary import SurveySummary
from domain.words.wording import pick
from reports.sheets import to_csv, to_xlsx

_ABOUT_LINES = 4
"""The first lines of a tally: the title, how many papers came back, the days."""
Line = list[object]
Told = Callable[[str, str], str]
ANONYMOUS = (
    "ไม่ต้องระบุชื่อ ระบบไม่เก็บว่าใครตอบ และจะแสดงผลเมื่อมีผู้ตอบตั้งแต่ {fewest} คนขึ้นไป",
    "Do not give your name. Nobody keeps who answered; results are shown from {fewest} answers on.",
)
"""What a person who answers should know."""


def tally_book(survey: Survey, language: str) -> bytes:
    """The table in which answers on paper are counted, question by question; it prints on pages of full width."""
    from openpyxl import load_workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    lines = tally_lines(survey, language)
    title = pick(("นับคำตอบ", "tally"), language)
    book = load_workbook(io.BytesIO(to_xlsx({title: lines})))
    sheet: Any = book.worksheets[0]
    sheet.freeze_panes = None
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0
    thin = Side(style="thin")
    for number, line in enumerate(lines, 1):
        head = number > _ABOUT_LINES and not lines[number - 2]
        for cell in sheet[number][: len(line)] if number > 1 else ():
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            if head:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", "EEEEEE")
    sheet["A1"].alignment = Alignment(vertical="top")
    for letter, width in zip("ABC", (22, 62, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- For other form tools -----------------------------------------------------------------------------


def xlsform_book(survey: Survey, year: int) -> bytes:
    """The questionnaire as XLSForm, which KoboToolbox and ODK take in. Its names are the survey's ids."""
    label = "label::ไทย (th)"
    lists: list[Line] = [["list_name", "name", label]]
    for scale in survey.scales:
        lists += [[scale.id, str(level.level), level.title] for level in scale.levels]
    for question in survey.questions:
        lists += [[question.id, choice.id, choice.title] for choice in question.choices]
    lines: list[Line] = [["type", "name", label, "required"], ["note", "about", _about(survey), ""]]
    lines += [[_form_type(q), q.id, q.title, ""] for q in survey.questions]
    settings: list[Line] = [
        ["form_title", "form_id", "version", "default_language"],
        [survey.title, f"{survey.id}-{year}", str(year), "ไทย (th)"],
    ]
    return to_xlsx({"survey": lines, "choices": lists, "settings": settings})


def _form_type(question: SurveyQuestion) -> str:
    if question.scale:
        return f"select_one {question.scale}"
    return f"select_multiple {question.id}" if question.choices else "text"


def _about(survey: Survey) -> str:
    return ANONYMOUS[0].format(fewest=thai_digits(survey.fewest))


def questions_text(survey: Survey, year: int) -> str:
    """The questions as plain text, in the order in which they are pasted into Google Forms or Microsoft Forms."""
    return "\n".join([*_pasted(survey, year), ""])


def _pasted(survey: Survey, year: int) -> Iterator[str]:
    yield f"{survey.title} ปีงบประมาณ พ.ศ. {thai_digits(year)}"
    yield _about(survey)
    yield "ตั้งค่าแบบฟอร์ม: ไม่เก็บรวบรวมอีเมล ไม่บังคับลงชื่อเข้าใช้ คัดลอกข้อความของคำถามและคำตอบโดยไม่แก้"
    yield "ถ้าแก้ข้อความของคำถาม ให้เพิ่มข้อความนั้นใน also ของแบบสำรวจ ไฟล์คำตอบจึงจะนำเข้าได้"
    for scale in survey.scales:
        asked = [q for q in survey.questions if q.scale == scale.id]
        if asked:
            yield from ("", "คำถามแบบตาราง (เลือกได้หนึ่งคำตอบต่อแถว)", "คอลัมน์:")
            yield from (level.title for level in scale.levels)
            yield "แถว:"
            yield from (question.title for question in asked)
    for question in survey.questions:
        if question.choices:
            yield from ("", "คำถามแบบช่องทำเครื่องหมาย (เลือกได้หลายข้อ):", question.title)
            yield from (choice.title for choice in question.choices)
        elif question.open:
            yield from ("", "คำถามแบบย่อหน้า (พิมพ์ตอบเอง):", question.title)


# --- Results ------------------------------------------------------------------------------------------


def results_book(summary: SurveySummary, language: str) -> bytes:
    """What the answers say and the answers themselves, for those who go on with them in a table program.

    Questions with too few answers are left out of both. Rows of a tally are no people's: it has no sheet of answers.
    """

    def told(thai: str, english: str) -> str:
        return pick((thai, english), language)

    sheets = {
        told("รายข้อ", "questions"): _by_question(summary, told),
        told("รายหัวข้อ", "topics"): _by_topic(summary, told),
    }
    if summary.answers.linked:
        sheets[told("คำตอบ", "answers")] = _answers(summary, language)
    return to_xlsx(sheets)


def results_csv(summary: SurveySummary) -> bytes:
    """The answers alone, by ids. Raises KamnotError for a tally: nobody knows whose answers belong together."""
    if not summary.answers.linked:
        raise KamnotError(
            "ไฟล์ .csv มีแต่คำตอบรายคน แต่ผลนี้นับจากกระดาษ จึงไม่รู้ว่าคำตอบใดเป็นของคนเดียวกัน โปรดนำออกเป็น .xlsx"
            " ซึ่งมีผลรายข้อและรายหัวข้อ",
            "A .csv holds each person's answers, but these were counted from paper, and nobody knows which belong"
            " together. Export .xlsx, with the results by question and topic.",
        )
    return to_csv(_answers(summary, "en"))


def _by_question(summary: SurveySummary, told: Told) -> Iterator[Line]:
    yield [
        told("คำถาม", "question"), told("คำตอบ", "answer"), told("คน", "people"), told("ร้อยละ", "share"),
        told("ผู้ตอบ", "answered"), told("ค่าเฉลี่ย", "mean"), "S.D. (n-1)", told("แปลผล", "band"),
        told("ลำดับ", "rank"),
    ]  # fmt: skip
    few = told("น้อยเกินกว่าจะแสดง", "too few to show")
    for one in summary.questions:
        title = one.question.title
        if one.few:
            yield [title, few, "", "", "", "", "", "", ""]
            continue
        for count in one.counts:
            yield [title, count.title, count.count, count.share, one.answered or 0, "", "", "", ""]
        if one.spread is not None:
            mean, deviation = _printed(one.spread)
            yield [
                title,
                told("รวม", "all"),
                "",
                "",
                one.answered or 0,
                mean,
                deviation,
                one.band,
                one.rank or "",
            ]
        for words in one.words:
            yield [title, words, "", "", one.answered or 0, "", "", "", ""]


def _by_topic(summary: SurveySummary, told: Told) -> Iterator[Line]:
    yield [
        told("หัวข้อ", "topic"), told("ผู้ตอบ", "answered"), told("ค่าเฉลี่ย", "mean"), "S.D. (n-1)",
        told("แปลผล", "band"),
    ]  # fmt: skip
    whole = (summary.overall,) if summary.overall is not None else ()
    for topic in (*summary.topics, *whole):
        title = topic.title or told("ทุกหัวข้อ", "all topics")
        if topic.spread is None:
            yield [title, told("น้อยเกินกว่าจะแสดง", "too few to show"), "", "", ""]
        else:
            yield [title, topic.spread.count, *_printed(topic.spread), topic.band]


def _printed(spread: Spread) -> tuple[Decimal, Decimal]:
    return as_decimal(rounded(spread.mean)), as_decimal(spread.printed_deviation)


def _answers(summary: SurveySummary, language: str) -> Iterator[Line]:
    """Row by row what people chose. What they wrote stands by question alone: beside its levels it names its writer."""
    shown = [one.question for one in summary.questions if not one.few and not one.question.open]
    yield [q.title if language == "th" else q.id for q in shown]
    for row in summary.answers.rows if not summary.few else ():
        yield [_cell(q, row.get(q.id), language) for q in shown]


def _cell(question: SurveyQuestion, answer: Answer | None, language: str) -> object:
    if not isinstance(answer, tuple):
        return "" if answer is None else answer
    titles = {choice.id: choice.title for choice in question.choices}
    return "; ".join(titles[c] if language == "th" else c for c in answer if c in titles)
