"""Says what each column of an exported table of answers holds: a question, or something that is not taken.

A form tool adds columns of its own, and some say who answered. They are told by the tool's names and places before any
question is looked for; so a question called `name` never takes in the names of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from domain.language.thai import match_key, normalise
from domain.plan.model import Survey, SurveyQuestion


class FormTool(StrEnum):
    """What made the table."""

    GOOGLE = "google-forms"
    MICROSOFT = "microsoft-forms"
    LIMESURVEY = "limesurvey"
    KOBO = "kobotoolbox"
    TALLY = "paper-tally"
    TABLE = "table"
    """Any other table with a question over each column."""


class DropReason(StrEnum):
    """Why a column is not taken."""

    PERSON = "person"
    """It says who answered."""
    TIME = "time"
    """It says when somebody answered."""
    TOOL = "tool"
    """The tool counts and marks its own."""
    UNKNOWN = "unknown"
    """No question of the survey."""
    PRIVATE = "private"
    """A question in whose answers people gave an address, a telephone number or the number of their card."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table by its place from 0 and its heading."""

    place: int
    heading: str

    @property
    def letter(self) -> str:
        """How a table program calls it: A, B … AA."""
        letters, rest = "", self.place + 1
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(65 + last) + letters
        return letters


@dataclass(frozen=True, slots=True)
class DroppedColumn:
    """A column that is not taken. `row` is the first row (from 1) that says why, if one does."""

    column: Column
    why: DropReason
    row: int | None = None


@dataclass(slots=True)
class AnswerColumns:
    """What the columns of a table hold. `asked` has the columns of each question, more than one if it stands twice.

    `ticks` has the columns that each hold one choice of a question, `times` those that say when an answer was sent.
    """

    tool: FormTool
    asked: dict[str, list[Column]] = field(default_factory=dict)
    ticks: dict[str, dict[str, list[Column]]] = field(default_factory=dict)
    dropped: list[DroppedColumn] = field(default_factory=list)
    times: list[Column] = field(default_factory=list)

    @property
    def questions(self) -> set[str]:
        """The ids of the questions that have a column."""
        return {*self.asked, *self.ticks}


_SENT = (
    "submitdate", "datesubmitted", "submissiontime", "completiontime", "เวลาที่เสร็จสมบูรณ์", "เวลาเสร็จสมบูรณ์",
    "เวลาเสร็จสิ้น", "ประทับเวลา", "timestamp", "end",
)  # fmt: skip
"""Columns of the moment in which an answer was sent, the surest first."""
_OWN: Mapping[DropReason, Sequence[str]] = {
    DropReason.TIME: (
        *_SENT, "starttime", "start", "today", "lastmodifiedtime", "startdate", "datestamp", "datestarted",
        "datelastaction", "เวลาเริ่มต้น", "เวลาเริ่ม", "เวลาปรับเปลี่ยนล่าสุด", "เวลาแก้ไขล่าสุด", "gradepostedtime",
    ),
    DropReason.PERSON: (
        "emailaddress", "email", "name", "username", "ipaddr", "ipaddress", "token", "accesscode", "submittedby",
        "deviceid", "phonenumber", "subscriberid", "simserial", "ที่อยู่อีเมล", "อีเมล", "ชื่อ", "ชื่อผู้ใช้",
    ),
    DropReason.TOOL: (
        "id", "responseid", "รหัส", "lastpage", "startlanguage", "seed", "refurl", "referrerurl", "uuid",
        "validationstatus", "notes", "status", "version", "tags", "index", "metainstanceid",
        "formhubuuid", "score", "คะแนน", "totalpoints",
        "คะแนนรวม", "quizfeedback", "parenttablename", "parentindex", "language", "ภาษา",
    ),
}  # fmt: skip
_TOOL_NAMES = {match_key(name): why for why, names in _OWN.items() for name in names}
_TOOL_BEGINNINGS = ("Points - ", "Feedback - ", "คะแนน - ", "คำติชม - ", "Points – ", "Feedback – ")
_PERSONAL = re.compile(
    r"^(?:คำนำหน้า)?ชื่อ|นามสกุล|อีเมล|e-?mail|โทรศัพท์|เบอร์โทร|มือถือ|เลขประจำตัว|เลขบัตร|รหัสพนักงาน"
    r"|ไอดีไลน์|\bline id|วันเกิด|ลายมือชื่อ|ผู้ตอบ$",
    re.IGNORECASE,
)
"""Headings of columns that say who answered, if they are no question of the survey."""
_MARKS: Mapping[FormTool, Sequence[Sequence[str]]] = {
    FormTool.LIMESURVEY: (("submitdate",), ("lastpage",), ("startlanguage",), ("datesubmitted", "lastpage")),
    FormTool.KOBO: (("submissiontime",), ("uuid",), ("version", "index")),
    FormTool.MICROSOFT: (("starttime", "completiontime"), ("เวลาเริ่มต้น", "เวลาที่เสร็จสมบูรณ์")),
}  # fmt: skip
"""Columns by which a tool is known; Google's is the first one."""
_GOOGLE = tuple(map(match_key, ("ประทับเวลา", "timestamp")))
_MICROSOFT_PERSON = (3, 4)
"""The places of the address and the name, whatever the language of their headings."""
_CODED = re.compile(r"^([A-Za-z_][\w-]*(?:\[[\w-]*\])*)\. ?(.+)$", re.DOTALL)
"""LimeSurvey's heading with its code: `Q01[SQ001]. Your age: []`."""
_BRACKETED = re.compile(r"^(.*?)\s*:?\s*\[([^\[\]]*)\]\s*$", re.DOTALL)
_NUMBERED = re.compile(
    r"^(?:ข้อ(?:ที่)?\s*)?[\d๐-๙]{1,3}(?:[.][\d๐-๙]{1,3})*\s*[.):\-]?\s+|^[\d๐-๙]{1,3}[.)]\s*"
)
_AGAIN = re.compile(r"\d{1,2}$")
"""The number that Microsoft Forms puts behind a question that stands twice."""


@dataclass(frozen=True)
class _Words:
    """The words by which the survey's questions and choices are found in headings."""

    survey: Survey

    @cached_property
    def questions(self) -> dict[str, SurveyQuestion]:
        return {
            key: question
            for question in self.survey.questions
            for text in (question.id, question.title, *question.also)
            for key in (match_key(text), match_key(_NUMBERED.sub("", text)))
        }

    def question(self, heading: str) -> SurveyQuestion | None:
        return self.questions.get(match_key(heading)) or self.questions.get(
            match_key(_NUMBERED.sub("", heading))
        )


def find_columns(survey: Survey, headings: Sequence[str]) -> AnswerColumns:
    """What each column under these headings holds. Nothing is looked at but the headings."""
    tool = tool_of(headings)
    found = AnswerColumns(tool)
    words = _Words(survey)
    columns = [Column(place, normalise(text).strip()) for place, text in enumerate(headings)]
    again = _repeated_by_number(words, columns) if tool is FormTool.MICROSOFT else {}
    for column in columns:
        why = _own(tool, column, words)
        if why is not None:
            found.dropped.append(DroppedColumn(column, why))
        elif column.place in again:
            found.asked.setdefault(again[column.place], []).append(column)
        elif not _take(words, column, found) and column.heading:
            personal = _PERSONAL.search(column.heading)
            reason = DropReason.PERSON if personal else DropReason.UNKNOWN
            found.dropped.append(DroppedColumn(column, reason))
    found.times = _times(columns, found)
    return found


def tool_of(headings: Sequence[str]) -> FormTool:
    """Which tool made a table with these headings."""
    keys = {_own_key(text) for text in headings}
    for tool, marks in _MARKS.items():
        if any(all(match_key(word) in keys for word in together) for together in marks):
            return tool
    first = next((match_key(text) for text in headings if text.strip()), "")
    return FormTool.GOOGLE if first in _GOOGLE else FormTool.TABLE


def _own_key(heading: str) -> str:
    coded = _CODED.match(heading.strip())
    return match_key(coded[1] if coded else heading)


def _own(tool: FormTool, column: Column, words: _Words) -> DropReason | None:
    at_person = tool is FormTool.MICROSOFT and column.place in _MICROSOFT_PERSON
    if at_person and words.question(column.heading) is None:
        return DropReason.PERSON
    if column.heading.startswith(_TOOL_BEGINNINGS):
        return DropReason.TOOL
    return _TOOL_NAMES.get(_own_key(column.heading))


def _times(columns: Sequence[Column], found: AnswerColumns) -> list[Column]:
    """The columns of the moment in which an answer was sent, the surest first."""
    timed = {d.column.place for d in found.dropped if d.why is DropReason.TIME}
    order = [match_key(name) for name in _SENT]
    sent = [c for c in columns if c.place in timed and _own_key(c.heading) in order]
    return sorted(sent, key=lambda column: order.index(_own_key(column.heading)))


def _repeated_by_number(words: _Words, columns: Sequence[Column]) -> dict[int, str]:
    """Columns whose heading is a question's with a number behind it, where the question itself stands there too."""
    there = {question.id for c in columns if (question := words.question(c.heading))}
    found: dict[int, str] = {}
    for column in columns:
        shorter = _AGAIN.sub("", column.heading)
        question = words.question(shorter) if shorter != column.heading else None
        if question is not None and words.question(column.heading) is None and question.id in there:
            found[column.place] = question.id
    return found


def _take(words: _Words, column: Column, found: AnswerColumns) -> bool:
    question = words.question(column.heading)
    if question is None and (ticked := _ticked(words, column.heading)):
        asked, choice = ticked
        found.ticks.setdefault(asked, {}).setdefault(choice, []).append(column)
        return True
    for text in _readings(column.heading):
        question = question or words.question(text)
    if question is not None:
        found.asked.setdefault(question.id, []).append(column)
    return question is not None


def _ticked(words: _Words, heading: str) -> tuple[str, str] | None:
    """The question and its choice that a heading names."""
    for question_text, choice_text in _pairs(heading):
        question = words.question(question_text)
        choice = _choice(question, choice_text) if question else None
        if question is not None and choice is not None:
            return question.id, choice
    return None


def _readings(heading: str) -> Iterator[str]:
    """What of a heading may be the question: the row of a grid, what follows a code or a group."""
    coded = _CODED.match(heading)
    for text in (heading, coded[2]) if coded else (heading,):
        bracketed = _BRACKETED.match(text)
        yield text
        if bracketed:
            yield bracketed[2] or bracketed[1]
        yield text.rpartition("/")[2]
    if coded:
        yield coded[1]


def _pairs(heading: str) -> Iterator[tuple[str, str]]:
    """A question and one of its choices, as one heading names both."""
    coded = _CODED.match(heading)
    for text in (heading, coded[2]) if coded else (heading,):
        bracketed = _BRACKETED.match(text)
        if bracketed:
            yield bracketed[1], bracketed[2]
        rest, slash, choice = text.rpartition("/")
        if slash:
            yield rest, choice
            yield rest.rpartition("/")[2], choice


def _choice(question: SurveyQuestion, text: str) -> str | None:
    key = match_key(text)
    for choice in question.choices:
        if key in (match_key(choice.id), match_key(choice.title)):
            return choice.id
    return None
