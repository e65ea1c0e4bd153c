"""Writes what a survey needs on the way: the questionnaire, the table for paper answers, and results to go on with."""

from __future__ import annotations

from pathlib import Path

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.thai import thai_digits
from domain.plan.model import Survey
from domain.surveys.taking_in import find_survey
from flows.evidence.measures import new_file
from flows.run.workspace import Workspace, today
from flows.surveys.rounds import show_survey
from storage.db.database import reading
from storage.records.people import units

FORMS = (".docx", ".pdf", ".xlsx", ".txt")


def write_template(ws: Workspace, asked: str, path: Path) -> None:
    """Write the table in which answers on paper are counted. Raises KamnotError for another kind of file."""
    survey = find_survey(ws.plan, asked)
    _refuse_other(path, (".xlsx",))
    from reports.survey_sheets import tally_book

    with new_file(path) as file:
        file.write(tally_book(survey, ws.language))


def write_form(ws: Workspace, unit: str, asked: str, path: Path) -> None:
    """Write the questionnaire: `.docx` and `.pdf` to print, `.xlsx` as XLSForm, `.txt` to paste into a form tool."""
    survey = find_survey(ws.plan, asked)
    _refuse_other(path, FORMS)
    made = _made(ws, unit, survey, path.suffix.lower())
    with new_file(path) as file:
        file.write(made)


def _made(ws: Workspace, unit: str, survey: Survey, kind: str) -> bytes:
    from reports.survey_sheets import questions_text, xlsform_book

    year = ws.plan.fiscal_year
    if kind == ".xlsx":
        return xlsform_book(survey, year)
    if kind == ".txt":
        return questions_text(survey, year).encode("utf-8-sig")
    from reports.paper.fonts import find_typeface
    from reports.survey_paper import questionnaire

    with reading(ws.engine) as session:
        name = next(known.name for known in units(session) if known.id == unit)
    doc, typeface = questionnaire(survey, name, year, today()), find_typeface(ws.settings.fonts)
    if kind == ".pdf":
        from reports.paper.pdf import to_pdf

        return to_pdf(doc, typeface)
    from reports.paper.word import to_docx

    return to_docx(doc, typeface)


def export_answers(ws: Workspace, unit: str, asked: str, path: Path, of: str | None = None) -> int:
    """Write results and answers as `.xlsx`, or the answers alone as `.csv`; returns how many answers.

    Raises KamnotError for too few answers, NotThereError for none.
    """
    _refuse_other(path, (".xlsx", ".csv"))
    shown = show_survey(ws, unit, asked, of)
    survey, summary = shown.kept.survey, shown.summary
    if summary is None:
        raise NotThereError(
            f"ยังไม่มีคำตอบของ{survey.title} ปีงบประมาณ {thai_digits(shown.year)}",
            f"There are no answers to the survey {survey.id} of {shown.year} yet.",
            How(Verb.SURVEY_IMPORT, survey.id),
        )
    if summary.few:
        raise KamnotError(
            f"มีคำตอบน้อยกว่า {thai_digits(survey.fewest)} ฉบับ จึงไม่ส่งออก เพราะอาจรู้ได้ว่าใครตอบอะไร",
            f"There are fewer than {survey.fewest} answers; they are not exported, since one might tell who said what.",
        )
    from reports.survey_sheets import results_book, results_csv

    csv = path.suffix.lower() == ".csv"
    made = results_csv(summary) if csv else results_book(summary, ws.language)
    with new_file(path) as file:
        file.write(made)
    return summary.answers.answered


def _refuse_other(path: Path, kinds: tuple[str, ...]) -> None:
    if path.suffix.lower() not in kinds:
        thai, english = (joined.join(kinds) for joined in (" หรือ ", " or "))
        raise KamnotError(
            f"ไฟล์ต้องเป็น {thai} ไม่ใช่ “{path.name}”",
            f"The file must be {english}, not {path.name!r}.",
        )
