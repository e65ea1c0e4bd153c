"""Reads a table of answers as a form tool exported it: what it takes, what it drops, and what it cannot take.

Nobody is kept: columns that say who or when are dropped, and the rows come out in another order. With one doubt
nothing is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.facts import Answer, SurveyAnswers
from domain.language.bilingual import Bilingual
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.tables import AnswerSheet
from domain.language.thai import fiscal_year_of, shorten, show_date, thai_date, thai_digits
from domain.plan.model import Survey, SurveyQuestion
from domain.surveys.answer_columns import (
    AnswerColumns,
    Column,
    DroppedColumn,
    DropReason,
    FormTool,
    find_columns,
)
from domain.surveys.answer_days import read_days
from domain.surveys.answer_words import UnknownWordError, is_personal, is_ticked, reader_of

Shuffle = Callable[[MutableSequence[Any]], None]
"""Puts answers into an order that nobody can foresee."""
_HEADINGS_WITHIN = 15
"""The headings stand in one of the first rows; above them is a title."""
_LONGEST_QUOTED = 60


@dataclass(frozen=True, slots=True)
class AnswerDoubt(Bilingual):
    """Why a table cannot be taken: `row` counts the file's lines from 1, `column` is its letter; `times` how often."""

    thai: str
    english: str
    row: int | None = None
    column: str = ""
    times: int = 1
    how: How | None = None


@dataclass(frozen=True, slots=True)
class AskedOf:
    """Whom the answers are of: the fiscal year of the survey, how many were asked, and its first day if it is known.

    `today` is the Bangkok day of the import: no answer is of a later one.
    """

    year: int
    asked: int
    today: date
    first_day: date | None = None


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """What a table holds. With a doubt `answers` must not be kept.

    `missing` are the questions that it has not; `early` answers came before the first day, `other_year` in another
    fiscal year, and are left out; `others` are sheets that were not read.
    """

    tool: FormTool
    answers: SurveyAnswers
    dropped: tuple[DroppedColumn, ...] = ()
    missing: tuple[str, ...] = ()
    early: int = 0
    other_year: int = 0
    others: tuple[str, ...] = ()
    doubts: tuple[AnswerDoubt, ...] = ()


def read_answer_table(
    survey: Survey, table: AnswerSheet, of: AskedOf, shuffle: Shuffle
) -> ReadAnswers:
    """Read the answers to a survey. Raises KamnotError if no row of the table has its questions."""
    at = _headings_at(survey, table)
    columns = find_columns(survey, table.rows[at])
    reading = _Reading(survey, columns, of, first_row=at + 2)
    return reading.read(table.rows[at + 1 :], table.others, shuffle)


def _headings_at(survey: Survey, table: AnswerSheet) -> int:
    """The place of the row with the most questions."""
    first = table.rows[:_HEADINGS_WITHIN]
    known = [len(find_columns(survey, row).questions) for row in first]
    most = max(known, default=0)
    if not most:
        heads = max(first, key=lambda row: sum(map(bool, row)), default=())
        there = ", ".join(f"“{_short(head)}”" for head in heads[:6] if head.strip())
        raise KamnotError(
            f"ไม่พบคำถามของ{survey.title}ในหัวตาราง ที่พบคือ {there or 'ตารางว่าง'}"
            " โปรดตรวจว่าเป็นไฟล์ของแบบสำรวจนี้ หรือเพิ่มข้อความของคำถามใน also ของแบบสำรวจ",
            f"No heading is a question of the survey {survey.id}; found: {there or 'an empty table'}."
            " Is it this survey's file? Former wordings belong into `also` of the survey.",
        )
    return known.index(most)


@dataclass(slots=True)
class _Reading:
    """One table that is read."""

    survey: Survey
    columns: AnswerColumns
    of: AskedOf
    first_row: int
    doubts: list[AnswerDoubt] = field(default_factory=list)
    dropped: list[DroppedColumn] = field(default_factory=list)
    partial: int = 0
    early: int = 0
    other_year: int = 0
    days: list[date] = field(default_factory=list)

    def read(
        self, lines: Sequence[Sequence[str]], others: Sequence[str], shuffle: Shuffle
    ) -> ReadAnswers:
        filled = [
            (n, line) for n, line in enumerate(lines, self.first_row) if any(map(_said, line))
        ]
        self.dropped = list(self.columns.dropped)
        counted = self._counted(filled)
        rows: list[dict[str, Answer]] = [{} for _ in counted]
        for question in self.survey.questions:
            if question.id in self.columns.ticks:
                self._take_ticks(question, counted, rows)
            elif question.id in self.columns.asked:
                self._take(question, counted, rows)
        answered = [row for row in rows if row]
        self.partial += len(rows) - len(answered)
        shuffle(answered)
        return ReadAnswers(
            self.columns.tool,
            self._answers(answered),
            tuple(sorted(self.dropped, key=lambda one: one.column.place)),
            tuple(q.id for q in self.survey.questions if q.id not in self.columns.questions),
            self.early,
            self.other_year,
            tuple(others),
            tuple(self.doubts),
        )

    def _answers(self, rows: Sequence[Mapping[str, Answer]]) -> SurveyAnswers:
        scales = self.survey.scale_by_id
        return SurveyAnswers(
            survey=self.survey.id,
            year=self.of.year,
            asked=self.of.asked,
            rows=tuple(rows),
            first_day=min(self.days, default=None),
            last_day=max(self.days, default=None),
            partial=self.partial,
            scales={
                q.id: scales[q.scale].ends
                for q in self.survey.scaled()
                if q.id in self.columns.questions
            },
        )

    # --- Which lines count ------------------------------------------------------------------------

    def _counted(
        self, filled: Sequence[tuple[int, Sequence[str]]]
    ) -> list[tuple[int, Sequence[str]]]:
        """The lines of finished answers of the fiscal year, from the first day on."""
        days = self._days(filled)
        found = []
        for number, line in filled:
            day = days.get(number)
            if day is not None and self.of.first_day is not None and day < self.of.first_day:
                self.early += 1
            elif self._unfinished(line):
                self.partial += 1
            else:
                found.append((number, line))
                self.days += [day] if day is not None else []
        own = {n for n, day in days.items() if day and fiscal_year_of(day) == self.of.year}
        if not any(number in own for number, _ in found):
            self._refuse_other_year()
            return found
        kept = [(n, line) for n, line in found if n in own or days.get(n) is None]
        self.other_year = len(found) - len(kept)
        self.days = [day for day in self.days if fiscal_year_of(day) == self.of.year]
        return kept

    def _unfinished(self, line: Sequence[str]) -> bool:
        """LimeSurvey gives a finished answer the moment in which it was sent."""
        limesurvey = self.columns.tool is FormTool.LIMESURVEY
        return limesurvey and bool(self.columns.times) and not _cell(line, self.columns.times[0])

    def _days(self, filled: Sequence[tuple[int, Sequence[str]]]) -> dict[int, date | None]:
        """The day of each line, by the surest column that tells it."""
        if not self.columns.times:
            return {}
        column = self.columns.times[0]
        moments = {number: _cell(line, column) for number, line in filled}
        try:
            read = read_days(moments.values(), self.of.year)
        except KamnotError as error:
            self._refuse_moment(column, moments, error)
            return {}
        days = {number: read[moment] for number, moment in moments.items()}
        late = next((n for n, day in days.items() if day is not None and day > self.of.today), None)
        if late is not None:
            self._doubt_day(late, column, moments[late])
        return days

    def _refuse_moment(
        self, column: Column, moments: Mapping[int, str], error: KamnotError
    ) -> None:
        for number, moment in moments.items():
            try:
                read_days([moment], self.of.year)
            except KamnotError as found:
                self._doubt(number, column, found.thai, found.english)
                return
        self._doubt(None, column, error.thai, error.english)

    def _doubt_day(self, number: int, column: Column, moment: str) -> None:
        self._doubt(
            number, column,
            f"บอกเวลา “{_short(moment)}” ซึ่งยังมาไม่ถึง โปรดตรวจว่าวันกับเดือนสลับกันหรือปีผิด",
            f"says {moment!r}, which is still to come; are day and month swapped, or is the year wrong?",
        )  # fmt: skip

    def _refuse_other_year(self) -> None:
        """No answer is of the year: it is a file of another one."""
        years = {fiscal_year_of(day) for day in self.days}
        if years:
            first, last = min(self.days), max(self.days)
            told = ", ".join(map(str, sorted(years)))
            self.doubts.append(
                AnswerDoubt(
                    f"คำตอบในไฟล์มาระหว่าง {thai_date(first)} ถึง {thai_date(last)} (ปีงบประมาณ {thai_digits(told)})"
                    f" ไม่ใช่ปีงบประมาณ {thai_digits(self.of.year)} โปรดระบุปีของแบบสำรวจ",
                    f"The answers came from {first} to {last} (fiscal year {told}), not in {self.of.year};"
                    " name the survey's year.",
                    how=How(Verb.GIVE_SURVEY_YEAR, str(max(years))),
                )
            )

    # --- What they say ----------------------------------------------------------------------------

    def _take(
        self,
        question: SurveyQuestion,
        counted: Sequence[tuple[int, Sequence[str]]],
        rows: Sequence[dict[str, Answer]],
    ) -> None:
        column = self._only(question, self.columns.asked[question.id])
        if column is None:
            return
        read = reader_of(self.survey, question)
        cells = [_cell(line, column) for _, line in counted]
        if question.open and self._is_private(column, counted, cells):
            return
        known: dict[str, Answer | None] = {}
        unknown: dict[str, UnknownWordError] = {}
        for text in dict.fromkeys(cells):
            try:
                known[text] = read(text)
            except UnknownWordError as error:
                unknown[text] = error
        for text, why in unknown.items():
            number = next(n for (n, _), cell in zip(counted, cells, strict=True) if cell == text)
            self._doubt_word(number, column, text, cells.count(text), why)
        if not unknown:
            for row, text in zip(rows, cells, strict=True):
                answer = known[text]
                if answer is not None:
                    row[question.id] = answer

    def _take_ticks(
        self,
        question: SurveyQuestion,
        counted: Sequence[tuple[int, Sequence[str]]],
        rows: Sequence[dict[str, Answer]],
    ) -> None:
        """Take the choices that stand in a column each. Where nobody ticked anything the answer is missing."""
        ticked: list[list[str]] = [[] for _ in counted]
        for choice in question.choices:
            column = self._only(question, self.columns.ticks[question.id].get(choice.id, []))
            if column is None:
                continue
            for (number, line), own in zip(counted, ticked, strict=True):
                try:
                    own.extend([choice.id] if is_ticked(_cell(line, column), choice.id) else [])
                except UnknownWordError as error:
                    self._doubt_word(number, column, _cell(line, column), 1, error)
                    return
        for row, own in zip(rows, ticked, strict=True):
            if own:
                row[question.id] = tuple(own)

    def _only(self, question: SurveyQuestion, columns: Sequence[Column]) -> Column | None:
        """The question's column. One that stands twice is asked about: nobody knows which is meant."""
        if len(columns) > 1:
            letters = " ".join(column.letter for column in columns)
            self._doubt(
                self.first_row - 1, columns[1],
                f"คำถาม “{_short(question.title)}” มี {thai_digits(len(columns))} คอลัมน์ ({letters}) โปรดเหลือคอลัมน์เดียว",
                f"the question {question.id!r} has {len(columns)} columns ({letters}); keep one.",
            )  # fmt: skip
            return None
        return columns[0] if columns else None

    def _is_private(
        self, column: Column, counted: Sequence[tuple[int, Sequence[str]]], cells: Sequence[str]
    ) -> bool:
        """Drop an open question in whose answers somebody can be found, and say in which row."""
        for (number, _), text in zip(counted, cells, strict=True):
            if is_personal(text):
                self.dropped.append(DroppedColumn(column, DropReason.PRIVATE, number))
                return True
        return False

    def _doubt_word(
        self, number: int, column: Column, text: str, times: int, error: UnknownWordError
    ) -> None:
        said = "…" if is_personal(text) else _short(text)
        expected = ", ".join(error.expected)
        again, more = (
            (f" (พบ {thai_digits(times)} แถว)", f" ({times} rows)") if times > 1 else ("", "")
        )
        self._doubt(
            number, column,
            f"ตอบว่า “{said}”{again} ซึ่งไม่ใช่คำตอบของคำถามนี้ คำตอบคือ {expected}"
            " ถ้าหมายถึงข้อใด โปรดแก้ในไฟล์หรือเพิ่มคำนั้นใน also ของแบบสำรวจ",
            f"says {said!r}{more}, no answer to this question; the answers are {expected}."
            " Correct the file, or add the word to `also` of the survey.",
            times,
        )  # fmt: skip

    def _doubt(
        self, row: int | None, column: Column, thai: str, english: str, times: int = 1
    ) -> None:
        place = f"แถว {thai_digits(row)} " if row else ""
        where = f"row {row}, " if row else ""
        self.doubts.append(
            AnswerDoubt(
                f"{place}คอลัมน์ {column.letter} “{_short(column.heading)}” {thai}",
                f"{where}column {column.letter} ({_short(column.heading)!r}): {english}",
                row,
                column.letter,
                times,
            )
        )


def _cell(line: Sequence[str], column: Column) -> str:
    return line[column.place].strip() if column.place < len(line) else ""


def _said(text: str) -> bool:
    return bool(text.strip())


def _short(text: str) -> str:
    return shorten(" ".join(text.split()), _LONGEST_QUOTED)


def told_days(answers: SurveyAnswers, language: str) -> str:
    """From when to when answers came in; empty if the file did not tell."""
    if answers.first_day is None or answers.last_day is None:
        return ""
    first, last = (show_date(day, language) for day in (answers.first_day, answers.last_day))
    return first if first == last else f"{first} – {last}"
