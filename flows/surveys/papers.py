"""Writes what a survey needs on the way: the questionnaire, the table for paper answers, and results to go on with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.thai import thai_digits
from domain.plan.model import Survey
from domain.surveys.comparison import YearComparison, compare_with_round
from domain.surveys.summary import SurveySummary
from domain.surveys.taking_in import find_survey
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, new_file, today
from flows.surveys.rounds import ShownSurvey, show_survey
from storage.db.database import reading
from storage.records.people import units

if TYPE_CHECKING:
    from reports.paper.document import Doc
    from reports.survey_report import SurveyFigure

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
    from reports.survey_paper import questionnaire

    return _printed(ws, questionnaire(survey, _unit_name(ws, unit), year, today()), kind)


def _unit_name(ws: Workspace, unit: str) -> str:
    with reading(ws.engine) as session:
        return next(known.name for known in units(session) if known.id == unit)


def _printed(ws: Workspace, doc: Doc, kind: str) -> bytes:
    from reports.paper.fonts import find_typeface

    typeface = find_typeface(ws.settings.fonts)
    if kind == ".pdf":
        from reports.paper.pdf import to_pdf

        return to_pdf(doc, typeface)
    from reports.paper.word import to_docx

    return to_docx(doc, typeface)


def write_report(ws: Workspace, unit: str, asked: str, path: Path, of: str | None = None) -> bool:
    """Write the report on a year's answers as `.docx` or `.pdf`; returns whether somebody has accepted them.

    Raises KamnotError for too few answers, NotThereError for none.
    """
    _refuse_other(path, (".docx", ".pdf"))
    shown = show_survey(ws, unit, asked, of)
    doc = _report(ws, unit, shown, _told(shown))
    made = _printed(ws, doc, path.suffix.lower())
    with new_file(path) as file:
        file.write(made)
    return _accepted_on(shown) is not None


def _report(ws: Workspace, unit: str, shown: ShownSurvey, summary: SurveySummary) -> Doc:
    from reports.survey_report import SurveyReport, report_parts, survey_report

    survey, activities = shown.kept.survey, ws.plan.by_number
    activity = next((activities[n] for n in survey.activities if n in activities), None)
    return survey_report(
        SurveyReport(
            summary=summary,
            comparisons=_comparisons(shown, summary),
            activity=activity,
            parts=report_parts(survey, activity),
            figures=_figures(ws, unit, shown),
            accepted_on=_accepted_on(shown),
            unit_name=_unit_name(ws, unit),
            day=today(),
        )
    )


def _comparisons(shown: ShownSurvey, summary: SurveySummary) -> dict[str, YearComparison]:
    """The year against the one before: each topic and all together, or without a year before what asks for one."""
    survey, last = shown.kept.survey, shown.kept.last
    if last is None:
        return {one.topic: one for one in shown.comparisons if one.topic in survey.asks_better}
    topics = [*survey.topic_by_id, *([""] if summary.overall is not None else [])]
    return {name: compare_with_round(survey, name, summary.answers, last.round) for name in topics}


def _accepted_on(shown: ShownSurvey) -> date | None:
    return shown.shown.round.accepted_on if shown.shown else None


def _figures(ws: Workspace, unit: str, shown: ShownSurvey) -> list[SurveyFigure]:
    """The shares of the plan's year that these answers prove, once they are accepted."""
    from reports.survey_report import SurveyFigure

    if shown.year != ws.plan.fiscal_year:
        return []
    day = today()
    facts = load_facts(ws, unit, day)
    proved = facts.prove(day) if facts.prove is not None else facts.measures
    own = (one for one in proved if one.survey == shown.kept.survey.id and one.denominator)
    return [SurveyFigure.of(ws.plan.measure_by_id[one.measure], one, ws.plan.edges) for one in own]


def export_answers(ws: Workspace, unit: str, asked: str, path: Path, of: str | None = None) -> int:
    """Write results and answers as `.xlsx`, or the answers alone as `.csv`; returns how many answers.

    Raises KamnotError for too few answers, NotThereError for none.
    """
    _refuse_other(path, (".xlsx", ".csv"))
    summary = _told(show_survey(ws, unit, asked, of))
    from reports.survey_sheets import results_book, results_csv

    csv = path.suffix.lower() == ".csv"
    made = results_csv(summary) if csv else results_book(summary, ws.language)
    with new_file(path) as file:
        file.write(made)
    return summary.answers.answered


def _told(shown: ShownSurvey) -> SurveySummary:
    """What may be told of the answers. Raises NotThereError without any, KamnotError for too few."""
    survey, summary = shown.kept.survey, shown.summary
    if summary is None:
        raise NotThereError(
            f"ยังไม่มีคำตอบของ{survey.title} ปีงบประมาณ {thai_digits(shown.year)}",
            f"There are no answers to the survey {survey.id} of {shown.year} yet.",
            How(Verb.SURVEY_IMPORT, survey.id),
        )
    if summary.few:
        raise KamnotError(
            f"มีคำตอบน้อยกว่า {thai_digits(survey.fewest)} ฉบับ จึงไม่นำออก เพราะอาจรู้ได้ว่าใครตอบอะไร",
            f"There are fewer than {survey.fewest} answers; they are not given out: one might tell who said what.",
        )
    return summary


def _refuse_other(path: Path, kinds: tuple[str, ...]) -> None:
    if path.suffix.lower() not in kinds:
        thai, english = (joined.join(kinds) for joined in (" หรือ ", " or "))
        raise KamnotError(
            f"ไฟล์ต้องเป็น {thai} ไม่ใช่ “{path.name}”",
            f"The file must be {english}, not {path.name!r}.",
        )
