"""Takes in the answers to surveys, has them accepted by a second person, and shows what they say.

What is taken in replaces the whole survey of its year. Nothing is deleted: rounds end.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from domain.activity.file_kinds import problem_words
from domain.facts import Facts, Problem, SurveyRound
from domain.language.bilingual import Sentence
from domain.language.errors import KamnotError, NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason
from domain.language.tables import AnswerSheet
from domain.language.thai import thai_digits
from domain.plan.model import ColumnKind, Plan, Survey, SurveyAsked
from domain.rubric.register_proofs import looked_up
from domain.surveys.answer_table import AskedOf, ReadAnswers, read_answer_table
from domain.surveys.comparison import YearComparison, compare_with_round
from domain.surveys.paper_tally import is_tally, read_tally
from domain.surveys.summary import SurveySummary, summarise
from domain.surveys.taking_in import (
    SurveyStep,
    asked_people,
    check_acceptor,
    check_taken,
    find_survey,
    next_step,
    same_answers,
    survey_year,
)
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from inspection.verdicts import RefusedError
from storage.db.audit import name_now
from storage.db.database import reading, writing
from storage.records.plan_in_force import lock_year
from storage.records.surveys.rounds import (
    KeptRound,
    NewRound,
    accept_round,
    rounds_of,
    store_round,
    withdraw_round,
)

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class KeptSurvey:
    """A survey with the rounds that count this year and of the year before, and what it needs next.

    `headcount` is all staff by the newest day of the register up to today; None where nobody wrote it.
    """

    survey: Survey
    now: KeptRound | None
    last: KeptRound | None
    headcount: int | None
    step: SurveyStep
    year: int

    @property
    def last_year(self) -> int:
        """The fiscal year before the one that `now` is of."""
        return self.year - 1


@dataclass(frozen=True, slots=True)
class ShownSurvey:
    """A survey with what its answers say, of the year that was asked for.

    `comparisons` are those with the year before, of each topic that proves something, or of all questions.
    """

    kept: KeptSurvey
    year: int
    shown: KeptRound | None
    summary: SurveySummary | None
    comparisons: tuple[YearComparison, ...]
    rounds: tuple[KeptRound, ...]
    """Every round of that year, oldest first."""


def list_surveys(ws: Workspace, unit: str) -> list[KeptSurvey]:
    """Every survey of the plan. Raises NotThereError if the plan declares none."""
    if not ws.plan.surveys:
        find_survey(ws.plan, "")
    year = ws.plan.fiscal_year
    with reading(ws.engine) as session:
        rounds = rounds_of(session, unit, (year - 1, year))
    staff = _headcount(ws.plan, load_facts(ws, unit, date.max))
    return [_kept(survey, rounds, year, staff) for survey in ws.plan.surveys]


def _kept(survey: Survey, rounds: Sequence[KeptRound], year: int, staff: int | None) -> KeptSurvey:
    now, last = (_current(rounds, survey.id, of) for of in (year, year - 1))
    step = next_step(survey, now.round if now else None, last.round if last else None)
    return KeptSurvey(survey, now, last, staff, step, year)


def _current(rounds: Sequence[KeptRound], survey: str, year: int) -> KeptRound | None:
    """The round that has not ended."""
    own = (k for k in rounds if (k.round.answers.survey, k.round.answers.year) == (survey, year))
    return next((kept for kept in own if kept.round.ended_on is None), None)


def _headcount(plan: Plan, facts: Facts, on: date = date.max) -> int | None:
    """All staff of a day by the register whose numbers are shares of all staff."""
    for register in plan.registers:
        if register.asks_whole:
            column = next(iter(register.columns_of(ColumnKind.COUNT)))
            found, _ = looked_up(facts.rows, f"{register.id}.{column.id}", on)
            return found if isinstance(found, int) else None
    return None


def show_survey(ws: Workspace, unit: str, asked: str, of: str | None = None) -> ShownSurvey:
    """What the answers of a year say, and how they compare with the year before."""
    survey, year = find_survey(ws.plan, asked), survey_year(ws.plan, of)
    with reading(ws.engine) as session:
        rounds = rounds_of(session, unit, (year - 1, year), survey.id)
    facts = load_facts(ws, unit, date.max)
    now, last = (_current(rounds, survey.id, one) for one in (year, year - 1))
    kept = _kept(survey, rounds, year, _headcount(ws.plan, facts))
    if year != ws.plan.fiscal_year and kept.step is SurveyStep.LAST_YEAR:
        kept = replace(kept, step=SurveyStep.NOTHING)  # nobody compares an earlier year any more
    answers = now.round.answers if now else None
    staff = None
    of_staff = survey.asked is SurveyAsked.HEADCOUNT and year == ws.plan.fiscal_year
    if answers is not None and of_staff:
        staff = _headcount(ws.plan, facts, answers.last_day or date.max)
    compared, before = _topics(survey), last.round if last else None
    return ShownSurvey(
        kept,
        year,
        now,
        summarise(survey, answers, staff) if answers is not None else None,
        tuple(compare_with_round(survey, topic, answers, before) for topic in compared)
        if answers is not None
        else (),
        tuple(one for one in rounds if one.round.answers.year == year),
    )  # fmt: skip


def _topics(survey: Survey) -> Sequence[str]:
    """The topics whose change proves something; else each topic."""
    return survey.asks_better or tuple(survey.topic_by_id)


# --- Taking in --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportedAnswers:
    """What a file holds and whether it was kept. With doubts, in a dry run and if all is as before nothing was.

    `replaced` is the round whose place the answers take or took; `same` says that it holds the very same answers.
    """

    survey: Survey
    read: ReadAnswers
    replaced: SurveyRound | None
    same: bool
    kept: bool
    other_year: bool
    """They are of a year before the plan's."""


class _Undone(Exception):  # noqa: N818  # no error: it ends a transaction that is not to be kept
    """Raised to undo the whole transaction."""


@dataclass(frozen=True, slots=True)
class AnswersOf:
    """What a person says of a file: the survey, the fiscal year (None: the plan's), how many were asked, the first day.

    Without `asked` all staff were. Answers before `first_day` were tests.
    """

    survey: str
    year: str | None = None
    asked: int | None = None
    first_day: date | None = None


def import_answers(
    ws: Workspace, unit: str, path: Path, of: AnswersOf, *, on: date, by: str, why: str = "", dry_run: bool = False,
    before: Callable[[ImportedAnswers], None] = lambda _: None,
) -> ImportedAnswers:  # fmt: skip
    """Take in a file of answers in the place of those that are there: all of it, or nothing.

    `before` is told what will be stored, before it is. Raises KamnotError for a file that cannot be read, has no
    question of the survey, or must not replace what is there; NotAllowedError for a closed year.
    """
    survey = find_survey(ws.plan, of.survey)
    year = survey_year(ws.plan, of.year)
    asked = asked_people(survey, of.asked, _staff(ws, unit, year))
    sheet, sha256 = _opened(ws, path)
    read = _read(survey, sheet, AskedOf(year, asked, on, of.first_day))
    answers = read.answers
    current: SurveyRound | None = None
    same = False

    def result(*, kept: bool) -> ImportedAnswers:
        other = year != ws.plan.fiscal_year
        return ImportedAnswers(survey, read, current, same, kept, other)

    if read.doubts:
        return result(kept=False)
    try:
        with writing(ws.engine) as session:
            ws.pin(session, by=by)
            lock_year(session, unit, year)
            rounds = rounds_of(session, unit, [year], survey.id)
            found = _current(rounds, survey.id, year)
            current = found.round if found else None
            same = current is not None and same_answers(current.answers, answers)
            check_taken(survey, answers, [kept.round.answers for kept in rounds], why)
            if dry_run or same:
                raise _Undone
            before(result(kept=False))
            new = NewRound(unit, answers, read.tool, sha256, on, by, ws.now(), why.strip())
            store_round(session, new)
    except _Undone:
        return result(kept=False)
    return result(kept=True)


def _staff(ws: Workspace, unit: str, year: int) -> int | None:
    """All staff, of the plan's own year: registers of other years are not read."""
    if year != ws.plan.fiscal_year:
        return None
    return _headcount(ws.plan, load_facts(ws, unit, date.max))


def _read(survey: Survey, sheet: AnswerSheet, of: AskedOf) -> ReadAnswers:
    read = read_tally if is_tally(sheet) else read_answer_table
    return read(survey, sheet, of, secrets.SystemRandom().shuffle)


def _opened(ws: Workspace, path: Path) -> tuple[AnswerSheet, str]:
    """The rows of a file, read in the reading process, and the file's SHA-256."""
    try:
        with ws.inspecting() as inspectors:
            sheet = inspectors.answers(path, path.name)
        return sheet, _sha256(path)
    except OSError as error:
        raise KamnotError(
            f"เปิดไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดตรวจชื่อและสิทธิ์การอ่าน",
            f"Cannot open {str(path)!r} ({error.strerror}); check its name and permissions.",
        ) from error
    except RefusedError as error:
        why = _why_refused(error, path.suffix.lower().lstrip("."))
        raise KamnotError(
            f"อ่านไฟล์คำตอบ “{path.name}” ไม่ได้: {why.thai}",
            f"Cannot read the answers in {path.name!r}: {why.english}",
        ) from error


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


_REFUSED = {
    Problem.WRONG_CONTENT: Sentence(
        "อ่านคำตอบได้จากไฟล์ .xlsx .ods และ .csv เท่านั้น โปรดเปิดแล้วบันทึกเป็น .xlsx",
        "answers are read from .xlsx, .ods and .csv; open it and save it as .xlsx.",
    ),
    Problem.TOO_LARGE: Sentence(
        "ใหญ่เกินไป รับได้ไม่เกิน ๒๐ เมกะไบต์ ๒๐,๐๐๐ แถว และ ๕๐๐ คอลัมน์",
        "it is too large; at most 20 MB, 20,000 rows and 500 columns are taken.",
    ),
    Problem.BLANK: Sentence(
        "มีสูตรที่ยังไม่มีค่า หรือทุกแผ่นงานถูกซ่อนไว้ โปรดเปิดใน Excel แล้วบันทึกใหม่",
        "it has formulas without a value, or every sheet is hidden; open it in Excel and save it again.",
    ),
    Problem.UNSAFE: Sentence(
        "ใหญ่ผิดปกติเมื่อเปิด หรือมีข้อมูลอยู่ไกลนอกตาราง โปรดคัดลอกเฉพาะตารางคำตอบไปไว้ในไฟล์ใหม่",
        "it swells when opened, or has cells far outside the table; copy the table alone into a new file.",
    ),
}


def _why_refused(error: RefusedError, file_format: str) -> Sentence:
    found = _REFUSED.get(error.problem)
    if found is not None:
        return found
    return Sentence(*(problem_words(error.problem, file_format, spoken) for spoken in ("th", "en")))


# --- Accepting and withdrawing ----------------------------------------------------------------------


def accept(
    ws: Workspace, unit: str, asked: str, *, on: date, by: str, of: str | None = None, signed_by: str = "",
    why: str = "", seen: int | None = None,
) -> SurveyRound:  # fmt: skip
    """From that day on the answers count. Their importer does not accept them, unless an office signed on paper.

    `seen` is the round that the person looked at. Raises OvertakenError if another one is there now.
    """
    survey, year = find_survey(ws.plan, asked), survey_year(ws.plan, of)
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        lock_year(session, unit, year)
        kept = _there(rounds_of(session, unit, [year], survey.id), survey, year)
        if seen is not None and kept.round.id != seen:
            raise OvertakenError(
                f"มีผู้นำเข้าคำตอบใหม่ของ{survey.title}ระหว่างนั้น ยังไม่ได้ตรวจรับ โปรดดูผลแล้วตรวจรับใหม่",
                f"New answers to the survey {survey.id} came in meanwhile; nothing was accepted. Look at them first.",
                How(Verb.SURVEY_ACCEPT, survey.id),
            )
        if kept.round.accepted_on is None:
            check_acceptor(survey, name_now(session, kept.by, by), by, signed_by, why)
        return accept_round(
            session, unit, kept.round.id, on=on, by=by, now=ws.now(), signed_by=signed_by.strip(), why=why.strip()
        )  # fmt: skip


def withdraw(
    ws: Workspace, unit: str, asked: str, *, on: date, by: str, why: str, of: str | None = None
) -> SurveyRound:
    """From that day on the answers no longer count; they stay on record. Raises KamnotError without a reason."""
    survey, year = find_survey(ws.plan, asked), survey_year(ws.plan, of)
    reason = given_reason(why, f"การถอนผล{survey.title}", f"Withdrawing the survey {survey.id}")
    with writing(ws.engine) as session:
        ws.pin(session, by=by)
        lock_year(session, unit, year)
        kept = _there(rounds_of(session, unit, [year], survey.id), survey, year)
        return withdraw_round(session, unit, kept.round.id, on=on, by=by, now=ws.now(), why=reason)


def _there(rounds: Sequence[KeptRound], survey: Survey, year: int) -> KeptRound:
    found = _current(rounds, survey.id, year)
    if found is None:
        raise NotThereError(
            f"ยังไม่มีคำตอบของ{survey.title} ปีงบประมาณ {thai_digits(year)}",
            f"There are no answers to the survey {survey.id} of {year} yet.",
            How(Verb.SURVEY_IMPORT, survey.id),
        )
    return found
