"""The table into which an office counts answers that came on paper: its lines, and how they are read again.

A tally knows how many answered what, and not who answered two questions alike: its answers are spread over as many rows
as papers came back, and say so (`SurveyAnswers.linked`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.facts import Answer, SurveyAnswers
from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.tables import AnswerSheet
from domain.language.thai import arabic_digits, fiscal_year_of, match_key, shorten, thai_digits
from domain.plan.model import Survey, SurveyQuestion, SurveyScale
from domain.surveys.answer_columns import Column, DroppedColumn, DropReason, FormTool
from domain.surveys.answer_table import AnswerDoubt, AskedOf, ReadAnswers, Shuffle
from domain.surveys.answer_words import UnknownWordError, is_personal, read_words, reader_of
from domain.words.wording import pick

_ID, _QUESTION = ("รหัส", "id"), ("คำถาม", "question")
_RETURNED = ("จำนวนแบบสอบถามที่ได้รับคืน", "papers that came back")
_FIRST, _LAST = ("วันแรกที่เก็บแบบ", "first day"), ("วันสุดท้ายที่เก็บแบบ", "last day")
_LEFT_OUT = ("ไม่ตอบ", "not answered")
_TICKED, _SAID = (
    ("จำนวนผู้เลือก", "ticked by"),
    ("ข้อความ (บรรทัดละหนึ่งคำตอบ)", "words, one answer a line"),
)
_LINES_FOR_WORDS = 5
_MOST_PAPERS = 20_000

Line = list[object]


def tally_lines(survey: Survey, language: str) -> list[Line]:
    """The empty table of a survey, line by line: for each scale its questions over the levels, then the others."""

    def told(words: tuple[str, str]) -> str:
        return pick(words, language)

    lines: list[Line] = [
        [survey.title, "", ""],
        [told(_RETURNED), "", ""],
        [told(_FIRST), "", ""],
        [told(_LAST), "", ""],
    ]
    for scale in survey.scales:
        heads = [f"{level.level} ({level.title})" for level in scale.levels]
        asked = [q for q in survey.questions if q.scale == scale.id]
        if asked:
            lines += [[], [told(_ID), told(_QUESTION), *heads, told(_LEFT_OUT)]]
            lines += [[q.id, q.title, *[""] * (len(heads) + 1)] for q in asked]
    for question in survey.questions:
        if question.choices:
            lines += [[], [told(_ID), question.title, told(_TICKED)]]
            lines += [[f"{question.id}/{c.id}", c.title, ""] for c in question.choices]
        elif question.open:
            lines += [[], [told(_ID), f"{question.title}{told(_SAID)}"]]
            lines += [[question.id, ""] for _ in range(_LINES_FOR_WORDS)]
    return lines


def is_tally(table: AnswerSheet) -> bool:
    """Whether a table is a tally: one of its first lines says how many papers came back."""
    return any(_is(row, _RETURNED) for row in table.rows[:15])


def _is(row: Sequence[str], words: tuple[str, str]) -> bool:
    return bool(row) and match_key(row[0]) in map(match_key, words)


def read_tally(survey: Survey, table: AnswerSheet, of: AskedOf, shuffle: Shuffle) -> ReadAnswers:
    """Read a tally. Its doubts name line and column, as those of any table of answers do."""
    tally = _Tally(survey, of)
    for number, row in enumerate(table.rows, start=1):
        tally.take(number, row)
    return tally.result(shuffle, table.others)


@dataclass(slots=True)
class _Tally:
    """Counts by question, as the lines come."""

    survey: Survey
    of: AskedOf
    returned: int | None = None
    returned_at: int | None = None
    days: list[date] = field(default_factory=list)
    heads: Sequence[str] = ()
    levels: dict[str, list[int]] = field(default_factory=dict)
    ticks: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: dict[str, int | None] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    dropped: dict[str, DroppedColumn] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    doubts: list[AnswerDoubt] = field(default_factory=list)

    def take(self, number: int, row: Sequence[str]) -> None:
        if _is(row, _RETURNED):
            self._take_returned(number, row)
        elif _is(row, _FIRST) or _is(row, _LAST):
            self._take_day(number, row)
        elif _is(row, _ID):
            self.heads = row
        elif row and row[0].strip() and self.heads:
            self._take_question(number, row)

    def _take_returned(self, number: int, row: Sequence[str]) -> None:
        if self.returned_at is not None:
            self._doubt(
                number, 0,
                f"จำนวนแบบสอบถามที่ได้รับคืนมีในแถว {thai_digits(self.returned_at)} แล้ว โปรดเหลือแถวเดียว",
                f"how many papers came back stands in row {self.returned_at} too; keep one row.",
            )  # fmt: skip
            return
        self.returned_at = number
        self.returned = self._count(number, row, 1)

    def _take_day(self, number: int, row: Sequence[str]) -> None:
        text = _at(row, 1)
        if not text:
            return
        try:
            day = parse_date(text, self.of.year)
        except KamnotError as error:
            self._doubt(number, 1, error.thai, error.english)
            return
        if day > self.of.today:
            self._doubt(number, 1, f"วันที่ “{text}” ยังมาไม่ถึง", f"{text!r} is still to come")
        elif (year := fiscal_year_of(day)) != self.of.year:
            self._doubt(
                number, 1,
                f"วันที่ “{text}” อยู่ในปีงบประมาณ {thai_digits(year)} ไม่ใช่ {thai_digits(self.of.year)}"
                " โปรดระบุปีของแบบสำรวจ หรือนับแบบของแต่ละปีแยกตารางกัน",
                f"{text!r} is in fiscal year {year}, not in {self.of.year};"
                " name the survey's year, or count the papers of each year in a table of its own.",
                How(Verb.GIVE_SURVEY_YEAR, str(year)),
            )  # fmt: skip
        self.days.append(day)

    def _take_question(self, number: int, row: Sequence[str]) -> None:
        name, _, choice = row[0].strip().partition("/")
        question = self.survey.question_by_id.get(name)
        if question is None or (choice and choice not in {c.id for c in question.choices}):
            self._doubt(
                number, 0,
                f"รหัส “{shorten(row[0], 40)}” ไม่ใช่คำถามของแบบสำรวจนี้ โปรดใช้ตารางที่กำหนดทำให้โดยไม่แก้รหัส",
                f"{row[0]!r} is no question of this survey; use the table that was made for it, its ids unchanged.",
            )  # fmt: skip
        elif question.scale:
            self._take_levels(number, question, row)
        elif choice:
            self._once(number, row[0].strip())
            if _at(row, 2):
                self.ticks.setdefault(name, {})[choice] = self._count(number, row, 2) or 0
        elif question.open:
            self._take_words(number, question, row)

    def _once(self, number: int, name: str) -> None:
        before = self.at.setdefault(name, number)
        if before != number:
            self._doubt(
                number, 0,
                f"รหัส {name} มีในแถว {thai_digits(before)} แล้ว โปรดเหลือแถวเดียว",
                f"{name} stands in row {before} too; keep one row.",
            )  # fmt: skip

    def _take_levels(self, number: int, question: SurveyQuestion, row: Sequence[str]) -> None:
        self._once(number, question.id)
        read = reader_of(self.survey, question)
        counted: list[int] = []
        left_out: int | None = None
        filled = False
        for place in range(2, max(len(row), len(self.heads))):
            head = _at(self.heads, place)
            if match_key(head) in map(match_key, _LEFT_OUT):
                left_out = self._count(number, row, place) if _at(row, place) else None
                continue
            try:
                level = read(head) if head else None
            except UnknownWordError as error:
                level = None
                expected = ", ".join(error.expected)
                self._doubt(
                    number, place,
                    f"หัวคอลัมน์ไม่ใช่ระดับของคำถามนี้ ระดับคือ {expected}",
                    f"its heading is no level of this question; they are {expected}.",
                )  # fmt: skip
            if isinstance(level, int):
                filled = filled or bool(_at(row, place))
                counted += [level] * (self._count(number, row, place) or 0)
        if filled or left_out is not None:
            self.levels[question.id] = counted
            self.left_out[question.id] = left_out

    def _check_sum(self, number: int, counted: int, left_out: int | None) -> None:
        whole = self.returned or 0
        total = counted + (left_out or 0)
        if total > whole or (left_out is not None and total != whole):
            self._doubt(
                number, 2,
                f"รวมได้ {thai_digits(total)} แต่ได้รับแบบคืน {thai_digits(whole)} ชุด โปรดนับใหม่",
                f"adds up to {total}, but {whole} papers came back; count again.",
            )  # fmt: skip

    def _take_words(self, number: int, question: SurveyQuestion, row: Sequence[str]) -> None:
        text = read_words(_at(row, 1))
        if text is None:
            return
        if is_personal(text):
            column = Column(1, question.title)
            private = DroppedColumn(column, DropReason.PRIVATE, number)
            self.dropped.setdefault(question.id, private)
        self.words.setdefault(question.id, []).append(text)
        self.at[question.id] = number

    def _count(self, number: int, row: Sequence[str], place: int) -> int | None:
        text = arabic_digits(_at(row, place)).replace(",", "")
        if not text:
            return None
        plain = text.removesuffix(".0")
        if plain.isdecimal() and int(plain) <= _MOST_PAPERS:
            return int(plain)
        self._doubt(
            number, place,
            f"เขียนว่า “{shorten(text, 40)}” ต้องเป็นจำนวนเต็มตั้งแต่ ๐ ถึง {thai_digits(f'{_MOST_PAPERS:,}')}",
            f"says {text!r}; it must be a whole number from 0 to {_MOST_PAPERS:,}.",
        )  # fmt: skip
        return None

    # --- Rows ---------------------------------------------------------------------------------------

    def result(self, shuffle: Shuffle, others: Sequence[str]) -> ReadAnswers:
        self._check_whole()
        taken = {*self.levels, *self.ticks, *self.words} - {*self.dropped}
        answers = SurveyAnswers(
            survey=self.survey.id,
            year=self.of.year,
            asked=self.of.asked,
            rows=tuple(self._rows(shuffle)) if not self.doubts else (),
            first_day=min(self.days, default=None),
            last_day=max(self.days, default=None),
            scales={q: self._scale(q).ends for q in self.levels},
            linked=False,
        )
        without_words = {q.id for q in self.survey.questions if q.open}
        return ReadAnswers(
            FormTool.TALLY,
            answers,
            tuple(self.dropped.values()),
            tuple(
                q.id
                for q in self.survey.questions
                if q.id not in taken and q.id not in without_words
            ),
            others=tuple(others),
            doubts=tuple(self.doubts),
        )

    def _scale(self, question: str) -> SurveyScale:
        return self.survey.scale_by_id[self.survey.question_by_id[question].scale]

    def _check_whole(self) -> None:
        if not self.returned:
            self._doubt(
                self.returned_at, 1,
                "ต้องบอกจำนวนแบบสอบถามที่ได้รับคืน",
                "says how many papers came back; fill it in.",
            )  # fmt: skip
            return
        if not any((*self.levels.values(), *self.words.values())) and not any(
            times for counts in self.ticks.values() for times in counts.values()
        ):
            self._doubt(
                self.returned_at, 1,
                f"บอกว่าได้รับแบบคืน {thai_digits(self.returned)} ชุด แต่ยังไม่ได้นับคำตอบของคำถามใดเลย โปรดกรอกจำนวนที่นับได้",
                f"{self.returned} papers came back, but no answer to any question is counted; fill in the counts.",
            )  # fmt: skip
        for question, levels in self.levels.items():
            self._check_sum(self.at[question], len(levels), self.left_out[question])
        for question, texts in self.words.items():
            if len(texts) > self.returned:
                self._doubt(
                    self.at[question], 1,
                    f"คำถามนี้มี {thai_digits(len(texts))} ข้อความ แต่ได้รับแบบคืน {thai_digits(self.returned)} ชุด โปรดนับใหม่",
                    f"this question has {len(texts)} answers, but {self.returned} papers came back; count again.",
                )  # fmt: skip
        for question, counts in self.ticks.items():
            for choice, times in counts.items():
                if times > self.returned:
                    self._check_sum(self.at[f"{question}/{choice}"], times, None)

    def _rows(self, shuffle: Shuffle) -> Iterator[dict[str, Answer]]:
        """Spread the answers to each question over the papers by chance."""
        size = self.returned or 0
        rows: list[dict[str, Answer]] = [{} for _ in range(size)]
        for name, answers in self._spread(shuffle, size):
            for row, answer in zip(rows, answers, strict=True):
                if answer is not None:
                    row[name] = answer
        yield from rows

    def _spread(self, shuffle: Shuffle, size: int) -> Iterator[tuple[str, Sequence[Answer | None]]]:
        for name, levels in self.levels.items():
            yield name, _mixed(shuffle, levels, size)
        for name, texts in self.words.items():
            if name not in self.dropped:
                yield name, _mixed(shuffle, texts, size)
        for name, counts in self.ticks.items():
            own = [_mixed(shuffle, [choice] * times, size) for choice, times in counts.items()]
            ticked = (tuple(str(c) for c in of_one if c) for of_one in zip(*own, strict=True))
            yield name, [of_one or None for of_one in ticked]

    def _doubt(
        self, row: int | None, place: int, thai: str, english: str, how: How | None = None
    ) -> None:
        letter = Column(place, "").letter
        here, where = (f"แถว {thai_digits(row)} ", f"row {row}, ") if row else ("", "")
        self.doubts.append(
            AnswerDoubt(
                f"{here}คอลัมน์ {letter} {thai}",
                f"{where}column {letter}: {english}",
                row,
                letter,
                how=how,
            )
        )


def _mixed(shuffle: Shuffle, answers: Sequence[Answer], size: int) -> list[Answer | None]:
    """The answers and as many missing ones as fill up the papers, in an order by chance."""
    found: list[Answer | None] = [*answers, *[None] * (size - len(answers))]
    shuffle(found)
    return found


def _at(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
