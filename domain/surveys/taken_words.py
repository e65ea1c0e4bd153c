"""What is said of a file of answers before it is taken in: what it gives, what is dropped, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from domain.facts import SurveyRound
from domain.language.bilingual import Sentence
from domain.language.thai import thai_digits
from domain.plan.model import Survey, show_share
from domain.surveys.answer_columns import DroppedColumn, DropReason, FormTool
from domain.surveys.answer_table import ReadAnswers, told_days

MOST_NAMED = 10
"""So many headings are named in one sentence."""
_TOOLS = {
    FormTool.GOOGLE: (" Google Forms", "Google Forms"),
    FormTool.MICROSOFT: (" Microsoft Forms", "Microsoft Forms"),
    FormTool.LIMESURVEY: (" LimeSurvey", "LimeSurvey"),
    FormTool.KOBO: (" KoboToolbox", "KoboToolbox"),
    FormTool.TALLY: ("ตารางนับจากกระดาษ", "a tally of paper answers"),
    FormTool.TABLE: ("ตาราง", "a table"),
}
_DROPPED = {
    DropReason.PERSON: ("ที่บอกตัวบุคคล", "that tell a person"),
    DropReason.TIME: ("ที่บอกเวลา", "that tell a time"),
    DropReason.TOOL: ("ของโปรแกรม", "of the tool's own"),
    DropReason.UNKNOWN: ("ที่ไม่ใช่คำถามของแบบสำรวจ", "that are no question of the survey"),
}


def taken_sentences(
    survey: Survey, read: ReadAnswers, replaced: SurveyRound | None
) -> Iterator[Sentence]:
    """What a file gives, what of it is not taken, and whose place it takes."""
    yield _given(read)
    yield from dropped_sentences(read.dropped)
    if read.missing:
        yield _missing(survey, read.missing)
    yield from _uncounted(read)
    if read.others:
        names = some(read.others)
        yield Sentence(
            f"อ่านเฉพาะแผ่นงานแรกที่ไม่ได้ซ่อน ไม่ได้อ่าน {names}",
            f"Only the first sheet that is shown was read, not {names}",
        )
    if replaced is not None:
        yield _replaced(replaced)


def _given(read: ReadAnswers) -> Sentence:
    answers = read.answers
    thai_tool, tool = _TOOLS[read.tool]
    rate = show_share(Fraction(answers.answered, answers.asked)) if answers.asked else "-"
    days, english_days = (told_days(answers, spoken) for spoken in ("th", "en"))
    return Sentence(
        f"รับ {thai_digits(answers.answered)} คำตอบจาก{thai_tool} จากผู้ที่ขอให้ตอบ {thai_digits(answers.asked)} คน"
        f" ({thai_digits(rate)}){f' ตอบเมื่อ {days}' if days else ''} ไม่เก็บเวลาและลำดับของผู้ตอบ",
        f"{answers.answered} answers from {tool} of {answers.asked} people asked ({rate})"
        f"{f', given {english_days}' if english_days else ''}; times and order are not kept",
    )


def dropped_sentences(dropped: Sequence[DroppedColumn]) -> Iterator[Sentence]:
    """What is said of columns that are not taken, by the reason."""
    for why, (thai, english) in _DROPPED.items():
        names = [f"“{one.column.heading}”" for one in dropped if one.why is why]
        if names:
            yield Sentence(
                f"ตัด {thai_digits(len(names))} คอลัมน์{thai}ออก: {some(names)}",
                f"Dropped {len(names)} column(s) {english}: {some(names)}",
            )
    yield from (_private(one) for one in dropped if one.why is DropReason.PRIVATE)


def _private(one: DroppedColumn) -> Sentence:
    column = one.column
    return Sentence(
        f"ไม่รับคอลัมน์ {column.letter} “{column.heading}” เพราะแถว {thai_digits(one.row)} มีอีเมล เลขบัตร"
        " หรือเบอร์โทรศัพท์ ถ้าต้องการคอลัมน์นี้ โปรดลบข้อมูลนั้นในไฟล์แล้วนำเข้าใหม่",
        f"Column {column.letter} ({column.heading!r}) is not taken: row {one.row} has an address, a card's number"
        " or a telephone number; take it out of the file and import again if you want the column",
    )


def _missing(survey: Survey, missing: Sequence[str]) -> Sentence:
    titles = some([f"“{survey.question_by_id[name].title}”" for name in missing])
    return Sentence(
        f"ไฟล์นี้ไม่มีคำถาม {thai_digits(len(missing))} ข้อ: {titles} ถ้าเป็นคำถามที่เปลี่ยนข้อความ"
        " โปรดเพิ่มข้อความในไฟล์ไว้ที่ also ของคำถาม แล้วนำเข้าใหม่",
        f"The file lacks {len(missing)} question(s): {titles}; if one was reworded, add the file's wording to `also`"
        " of the question and import again",
    )


def _uncounted(read: ReadAnswers) -> Iterator[Sentence]:
    if partial := read.answers.partial:
        yield Sentence(
            f"ไม่นับ {thai_digits(partial)} คำตอบที่ตอบไม่จบหรือว่าง",
            f"{partial} unfinished or empty answer(s) are not counted",
        )
    if read.early:
        yield Sentence(
            f"ไม่นับ {thai_digits(read.early)} คำตอบก่อนวันแรกที่เปิดให้ตอบ",
            f"{read.early} answer(s) before the first day are not counted",
        )
    if read.other_year:
        yield Sentence(
            f"ไม่นับ {thai_digits(read.other_year)} คำตอบของปีงบประมาณอื่น นับเฉพาะปี {thai_digits(read.answers.year)}",
            f"{read.other_year} answer(s) of another fiscal year than {read.answers.year} are not counted",
        )


def _replaced(replaced: SurveyRound) -> Sentence:
    count = replaced.answers.answered
    accepted = replaced.accepted_on is not None
    again = (
        (" ซึ่งตรวจรับแล้ว และต้องตรวจรับใหม่", ", which were accepted and must be again")
        if accepted
        else ("", "")
    )
    return Sentence(
        f"แทนที่ {thai_digits(count)} คำตอบที่นำเข้าไว้{again[0]}",
        f"They take the place of the {count} answers that are there{again[1]}",
    )


def some(names: Sequence[str]) -> str:
    """The first names, with a sign that there are more."""
    shown = ", ".join(islice(names, MOST_NAMED))
    return shown if len(names) <= MOST_NAMED else f"{shown} …"
