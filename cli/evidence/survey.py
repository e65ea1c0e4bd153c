"""`kamnot survey`: answers from the tools that offices use, without a person, and what they say."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.commands import command_for, of_year, spoken
from cli.front.common import console, language, long_day, numeral, print_json, say, tell
from cli.front.options import AsJson, DryRun, Unit, Why, argument, option
from cli.front.session import actor, agreed, day_of, open_workspace
from cli.front.tables import headed
from domain.language.how import How, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from domain.facts import SurveyRound
    from domain.plan.model import Survey
    from domain.surveys.summary import QuestionSummary, SurveySummary
    from domain.surveys.taking_in import SurveyStep
    from flows.surveys.rounds import ImportedAnswers, KeptSurvey, ShownSurvey

app = typer.Typer(name="survey")

REFUSED = 2
_MOST_TOLD = 10
_MOST_WORDS = 20

Name = Annotated[
    str, argument("แบบสำรวจ เช่น climate หรือคำในชื่อ", "The survey, or a word of its title.", "SURVEY")
]
Of = Annotated[
    str | None,
    option("ปีงบประมาณของคำตอบ เช่น 2566 (ค่าเริ่มต้น: ปีของแผน)", "The year of the answers (the plan's).", metavar="2566"),
]  # fmt: skip
On = Annotated[
    str | None, option("นับตั้งแต่วันที่ (ค่าเริ่มต้น: วันนี้)", "The day from which it counts (today).")
]


@app.command(
    name="list",
    help=say("แบบสำรวจทั้งหมด ผู้ตอบ และสิ่งที่ต้องทำต่อ", "All surveys and what each needs next."),
)
def list_all(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print every survey with how many were asked and answered, and its next step."""
    from flows.surveys.rounds import list_surveys

    ws = open_workspace()
    name = ws.unit(unit)
    found = list_surveys(ws, name)
    if as_json:
        from reports.schemas.surveys.rounds import SurveyPart, SurveysDocument

        print_json(SurveysDocument.of(unit=name, surveys=[SurveyPart.of(one) for one in found]))
        return
    table = headed(
        ("แบบสำรวจ", "Survey"), ("ชื่อ", "Title"), ("ถาม", "Asked"), ("ตอบ", "Answered"), ("ร้อยละ", "Rate"),
        ("สถานะ", "State"),
    )  # fmt: skip
    for kept in found:
        answers = kept.now.round.answers if kept.now else None
        asked = answers.asked if answers else kept.headcount
        table.add_row(
            kept.survey.id,
            kept.survey.title,
            numeral(asked) if asked is not None and _asks(kept, answered=bool(answers)) else "",
            numeral(answers.answered) if answers else "",
            _rate(answers.answered, answers.asked) if answers else "",
            _state(kept),
        )
    console().print(table)
    for step in dict.fromkeys(kept.step for kept in found):
        _tell_step(step, [kept for kept in found if kept.step is step])


def _asks(kept: KeptSurvey, *, answered: bool) -> bool:
    """Whether it is known how many are asked: as the answers say, or all staff."""
    from domain.plan.model import SurveyAsked

    return answered or kept.survey.asked is SurveyAsked.HEADCOUNT


def _rate(answered: int, asked: int) -> str:
    from fractions import Fraction

    return _share(Fraction(answered, asked)) if asked else "-"


def _share(value: Fraction) -> str:
    from domain.plan.model import show_share

    return numeral(show_share(value))


def _state(kept: KeptSurvey) -> str:
    if kept.now is None:
        return say("ยังไม่มีคำตอบ", "no answers yet")
    if kept.now.round.accepted_on is None:
        return say("รอผู้อื่นตรวจรับ", "waits for acceptance")
    return say("ตรวจรับแล้ว", "accepted")


def _tell_step(step: SurveyStep, found: Sequence[KeptSurvey]) -> None:
    """What these surveys need next, with the command."""
    from domain.surveys.taking_in import STEPS, SurveyStep

    said = STEPS.get(step)
    if said is None:
        return
    names = [kept.survey.id for kept in found]
    asked = names[0] if len(names) == 1 else ""
    accepts = step in (SurveyStep.ACCEPT, SurveyStep.ACCEPT_LAST_YEAR)
    command = command_for(How(Verb.SURVEY_ACCEPT if accepts else Verb.SURVEY_IMPORT, asked))
    if step in (SurveyStep.LAST_YEAR, SurveyStep.ACCEPT_LAST_YEAR):
        command += f" --of {found[0].last_year}"
    row = ", ".join(names)
    tell(f"{row}: {said.thai} → {command}", f"{row}: {said.english}: {command}")


@app.command(
    help=say("ผลของแบบสำรวจหนึ่ง และการเปรียบเทียบกับปีก่อน", "What the answers to one survey say.")
)
def show(survey: Name, *, of: Of = None, unit: Unit = None, as_json: AsJson = False) -> None:
    """Print the results by question and topic, compared with the year before."""
    from flows.surveys.rounds import show_survey

    ws = open_workspace()
    name = ws.unit(unit)
    shown = show_survey(ws, name, survey, of)
    if as_json:
        from reports.schemas.surveys.rounds import survey_document

        print_json(survey_document(name, shown))
        return
    _print_shown(shown)


def _print_shown(shown: ShownSurvey) -> None:
    survey, summary = shown.kept.survey, shown.summary
    tell(
        f"{survey.title} ปีงบประมาณ {numeral(shown.year)}",
        f"{survey.id} ({survey.title}), fiscal year {shown.year}",
        style="bold",
    )
    if summary is None:
        _print_questions(survey)
        tell("ยังไม่มีคำตอบของปีนี้", "There are no answers of this year yet.")
        _tell_step(shown.kept.step, [shown.kept])
        return
    _tell_response(shown, summary)
    if summary.few:
        tell(
            f"มีผู้ตอบน้อยกว่า {numeral(survey.fewest)} คน น้อยเกินกว่าจะแสดงผล เพราะอาจรู้ได้ว่าใครตอบอะไร",
            f"Fewer than {survey.fewest} people answered: too few to show, since one might tell who said what.",
            style="yellow",
        )
    else:
        _print_results(summary)
    for one in shown.comparisons:
        said = one.said()
        topic = survey.topic_by_id[one.topic].title if one.topic else say("ทุกหัวข้อ", "all topics")
        tell(
            f"เทียบปีก่อน {topic}: {numeral(said.thai)}", f"Against last year, {topic}: {said.english}"
        )
    _tell_visible(shown)
    _tell_step(shown.kept.step, [shown.kept])


def _tell_visible(shown: ShownSurvey) -> None:
    """Without a year before: what change so many answers will show."""
    from domain.surveys.intervals import visible_change

    summary, last = shown.summary, shown.kept.last
    accepted = last is not None and last.round.accepted_on is not None
    if summary is None or summary.few or accepted:
        return
    count = summary.answers.answered
    seen = f"{visible_change(count, count):.2f}"
    tell(
        f"ถ้าสองปีมีผู้ตอบปีละ {numeral(count)} คน จะบอกได้ว่าเปลี่ยนเมื่อค่าเฉลี่ยต่างกันราว {numeral(seen)} ขึ้นไป",
        f"With {count} answers in each of two years a change shows from about {seen} on",
    )


def _print_questions(survey: Survey) -> None:
    table = headed(("ข้อ", "No."), ("คำถาม", "Question"), ("หัวข้อ", "Topic"))
    for number, question in enumerate(survey.questions, 1):
        topic = survey.topic_by_id[question.topic].title if question.topic else ""
        table.add_row(numeral(number), question.title, topic)
    console().print(table)


def _tell_response(shown: ShownSurvey, summary: SurveySummary) -> None:
    from domain.surveys.answer_table import told_days

    answers = summary.answers
    staff = summary.response_of_staff
    thai_staff = english_staff = ""
    if staff is not None:
        thai_staff = f" คิดเป็น {_share(staff)} ของบุคลากรทั้งหมด"
        english_staff = f", {_share(staff)} of all staff"
    rate = _share(summary.response)
    tell(
        f"ผู้ตอบ {numeral(answers.answered)} จากผู้ที่ขอให้ตอบ {numeral(answers.asked)} คน ({rate}){thai_staff}",
        f"{answers.answered} of {answers.asked} people who were asked answered ({rate}){english_staff}",
    )
    if days := told_days(answers, language()):
        tell(f"คำตอบมาระหว่าง {days}", f"The answers came in {days}")
    kept = shown.shown
    if kept is not None and kept.round.accepted_on is not None:
        day = long_day(kept.round.accepted_on)
        by = kept.signed_by or kept.accepted_by or ""
        tell(f"ตรวจรับแล้วเมื่อ {day} โดย {by}", f"Accepted on {day} by {by}")
    elif kept is not None:
        tell(
            "ยังไม่มีผู้ตรวจรับ ผลนี้จึงยังไม่นับ",
            "Nobody has accepted them, so they do not count yet.",
            style="yellow",
        )


def _print_results(summary: SurveySummary) -> None:
    scaled = [q for q in summary.questions if q.question.scale]
    if scaled:
        table = headed(
            ("คำถาม", "Question"), ("ผู้ตอบ", "Answered"), ("ค่าเฉลี่ย", "Mean"), ("S.D.", "S.D."), ("แปลผล", "Band"),
            ("ลำดับ", "Rank"),
        )  # fmt: skip
        for one in scaled:
            table.add_row(*_scaled_line(one))
        for topic in (*summary.topics, *((summary.overall,) if summary.overall else ())):
            title = topic.title or say("ทุกหัวข้อ", "all topics")
            if topic.spread is None:
                table.add_row(f"[bold]{title}[/bold]", "", _few(), "", "", "")
            else:
                mean, deviation = (
                    _two_places(topic.spread.mean),
                    _two_places(topic.spread.printed_deviation),
                )
                table.add_row(
                    f"[bold]{title}[/bold]",
                    numeral(topic.spread.count),
                    mean,
                    deviation,
                    topic.band,
                    "",
                )
        console().print(table)
    for one in summary.questions:
        _print_other(one)


def _scaled_line(one: QuestionSummary) -> tuple[str, ...]:
    if one.few:
        return one.question.title, "", _few(), "", "", ""
    if one.spread is None:
        return (
            one.question.title,
            numeral(one.answered),
            say("คนละมาตรวัดกับปีนี้", "another scale"),
            "",
            "",
            "",
        )
    return (
        one.question.title,
        numeral(one.answered),
        _two_places(one.spread.mean),
        _two_places(one.spread.printed_deviation),
        one.band,
        numeral(one.rank) if one.rank else "",
    )


def _two_places(value: Fraction) -> str:
    from domain.surveys.intervals import rounded

    return numeral(f"{float(rounded(value)):.2f}")


def _few() -> str:
    return say("น้อยเกินกว่าจะแสดง", "too few to show")


def _print_other(one: QuestionSummary) -> None:
    """Choices with their counts, and words."""
    title = one.question.title
    if one.question.scale:
        return
    if one.few:
        tell(f"{title}: {_few()}", f"{title}: {_few()}")
        return
    counts = ", ".join(f"{c.title} {numeral(c.count)} ({_share(c.share)})" for c in one.counts)
    if counts:
        tell(f"{title}: {counts}", f"{title}: {counts}")
    elif one.words:
        tell(f"{title} ({numeral(len(one.words))} ข้อความ)", f"{title} ({len(one.words)} answers)")
        said = Counter(one.words).most_common()
        for words, times in said[:_MOST_WORDS]:
            often = f" ({numeral(times)})" if times > 1 else ""
            console().print(f"  – {words}{often}", markup=False)
        if len(said) > _MOST_WORDS:
            rest = len(said) - _MOST_WORDS
            tell(
                f"  … และอีก {numeral(rest)} ข้อความ ดูทั้งหมดในไฟล์ที่ส่งออก",
                f"  … and {rest} more, in the export",
            )


@app.command(
    help=say("ตารางเปล่าสำหรับนับคำตอบจากกระดาษ (.xlsx)", "An empty table to count paper answers in.")
)
def template(
    survey: Name, file: Annotated[Path, argument("ไฟล์ .xlsx", "An .xlsx file.", "FILE")]
) -> None:
    """Write the table. Raises KamnotError if the file is there already."""
    from flows.surveys.papers import write_template

    write_template(open_workspace(), survey, file)
    take = of_year(f"kamnot survey import {file} --survey {survey}")
    tell(
        f"ตารางอยู่ใน {file} นับแล้วกรอก จากนั้นสั่ง {take}",
        f"The table is {file}; fill it in, then {take}",
    )


@app.command(
    help=say(
        "แบบสอบถาม: .docx .pdf ไว้พิมพ์, .xlsx สำหรับ KoboToolbox, .txt ไว้คัดลอกลง Google Forms หรือ Microsoft Forms",
        "The questionnaire: .docx and .pdf to print, .xlsx for KoboToolbox, .txt to paste into a form tool.",
    )
)
def form(
    survey: Name,
    file: Annotated[Path, argument("ไฟล์ .docx .pdf .xlsx หรือ .txt", "A .docx, .pdf, .xlsx or .txt file.", "FILE")],
    *, unit: Unit = None,
) -> None:  # fmt: skip
    """Write the questionnaire. Raises KamnotError if the file is there already."""
    from flows.surveys.papers import write_form

    ws = open_workspace()
    write_form(ws, ws.unit(unit), survey, file)
    tell(f"แบบสอบถามอยู่ใน {file}", f"The questionnaire is {file}")


@app.command(
    help=say(
        "รายงานผลการสำรวจ (.docx หรือ .pdf) ตามหัวข้อที่แผนกำหนด",
        "The report on the answers, under the plan's headings.",
    )
)
def report(
    survey: Name,
    file: Annotated[Path, argument("ไฟล์ .docx หรือ .pdf", "A .docx or .pdf file.", "FILE")],
    *, of: Of = None, unit: Unit = None,
) -> None:  # fmt: skip
    """Write the report. Raises KamnotError for too few answers, or if the file is there already."""
    from flows.surveys.papers import write_report

    ws = open_workspace()
    accepted = write_report(ws, ws.unit(unit), survey, file, of)
    tell(f"รายงานอยู่ใน {file}", f"The report is {file}")
    if not accepted:
        command = of_year(f"kamnot survey accept {survey}")
        tell(
            f"เป็นฉบับร่าง เพราะยังไม่มีผู้ตรวจรับคำตอบ → {command}",
            f"It is a draft: nobody has accepted the answers yet: {command}",
        )


@app.command(
    name="import",
    help=say(
        "นำเข้าคำตอบจาก Google Forms, Microsoft Forms, LimeSurvey, KoboToolbox หรือตารางนับจากกระดาษ",
        "Take in answers of a form tool or a paper tally.",
    ),
)
def import_file(
    file: Annotated[Path, argument("ไฟล์ .xlsx .ods หรือ .csv", "An .xlsx, .ods or .csv file.", "FILE")],
    *,
    survey: Annotated[str, option("แบบสำรวจ เช่น climate", "The survey.", metavar="SURVEY")],
    asked: Annotated[
        int | None,
        option("ขอให้ตอบกี่คน (ค่าเริ่มต้น: จำนวนบุคลากรในทะเบียน)", "How many were asked (all staff).", min=1, max=10**6),
    ] = None,
    of: Of = None,
    since: Annotated[
        str | None, option("วันแรกที่เปิดให้ตอบ คำตอบก่อนหน้านั้นเป็นการทดลอง", "The first day; earlier answers were tests.")
    ] = None,
    why: Annotated[str, option("เหตุผล เช่น เมื่อผู้ตอบมากกว่าผู้ที่ขอให้ตอบ", "The reason.", metavar="REASON")] = "",
    dry_run: DryRun = False,
    yes: Annotated[bool, option("นำเข้าโดยไม่ถาม", "Do not ask.", "--yes")] = False,
    unit: Unit = None,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Say what a file gives, drops and refuses, ask at a terminal, and take it in. Exit 2 if it is refused."""
    from flows.surveys.rounds import AnswersOf, import_answers

    ws = open_workspace()
    name = ws.unit(unit)
    of_file = AnswersOf(survey, of, asked, day_of(ws, since) if since else None)
    take = partial(
        import_answers, ws, name, file, of_file, on=day_of(ws, None), by=actor(), why=why
    )
    asks = sys.stdin.isatty() and not (yes or dry_run or as_json)
    done = (
        take(dry_run=True)
        if asks
        else take(dry_run=dry_run, before=lambda found: None if as_json else _tell_found(found))
    )
    if asks and not done.read.doubts and not done.same:
        _tell_found(done)
        if not agreed("บันทึกหรือไม่", "Keep them?"):
            return REFUSED
        done = take()
    if as_json:
        from reports.schemas.surveys.rounds import AnswersImportedDocument

        replaces = done.replaced.id if done.replaced else None
        print_json(
            AnswersImportedDocument.of(
                done, unit=name, survey=done.survey.id, dry_run=dry_run, replaces=replaces
            )
        )
    else:
        _tell_imported(done, dry_run=dry_run)
    return REFUSED if done.read.doubts else 0


def _tell_found(found: ImportedAnswers) -> None:
    """What a file gives, drops and replaces."""
    from domain.surveys.taken_words import taken_sentences

    replaced = None if found.same else found.replaced
    for said in taken_sentences(found.survey, found.read, replaced):
        tell(spoken(said), said.english, stderr=True)


def _tell_imported(done: ImportedAnswers, *, dry_run: bool) -> None:
    doubts = done.read.doubts
    for doubt in islice(doubts, _MOST_TOLD):
        how = f" → {command_for(doubt.how)}" if doubt.how else ""
        tell(f"{spoken(doubt)}{how}", f"{doubt.english}{how}")
    if doubts:
        more = len(doubts) - _MOST_TOLD
        rest = (f" และอีก {numeral(more)} แห่ง", f" and {more} more") if more > 0 else ("", "")
        tell(
            f"ไม่ได้บันทึกสักคำตอบ เพราะมี {numeral(len(doubts))} แห่งที่รับไม่ได้{rest[0]} แก้แล้วนำเข้าใหม่",
            f"Nothing was kept: {len(doubts)} place(s) cannot be taken{rest[1]}. Correct them and import again.",
        )
    elif done.same:
        tell("คำตอบเหมือนที่นำเข้าไว้แล้ว ไม่มีอะไรเปลี่ยน", "The answers are as they were; nothing changed.")
    elif dry_run:
        _tell_found(done)
        tell("ยังไม่ได้บันทึก", "Nothing was kept.")
    else:
        accept = command_for(How(Verb.SURVEY_ACCEPT, done.survey.id))
        of = f" --of {done.read.answers.year}" if done.other_year else ""
        tell(
            f"บันทึก {numeral(done.read.answers.answered)} คำตอบแล้ว ให้ผู้อื่นตรวจรับด้วย {accept}{of} ผลจึงจะนับ",
            f"{done.read.answers.answered} answers are kept; they count once somebody else accepts them: {accept}{of}",
        )


@app.command(
    help=say(
        "ตรวจรับผลสำรวจ (ผู้นำเข้าตรวจรับเองไม่ได้)", "Accept a survey's answers; not by their importer."
    )
)
def accept(
    survey: Name, *, of: Of = None,
    signed_by: Annotated[
        str,
        option("ตำแหน่งผู้ลงนามบนกระดาษ (ต้องมี --why)", "The office that signed on paper (with --why).", metavar="OFFICE"),
    ] = "",
    why: Annotated[str, option("เหตุผล (กับ --signed-by)", "The reason.", metavar="REASON")] = "",
    yes: Annotated[bool, option("ตรวจรับโดยไม่ถาม", "Do not ask.", "--yes")] = False,
    unit: Unit = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """At a terminal show which answers wait and ask; let them count. Raises KamnotError for their importer, or none."""
    from flows.surveys.rounds import accept as accept_answers
    from flows.surveys.rounds import show_survey

    ws = open_workspace()
    name = ws.unit(unit)
    seen: int | None = None
    if sys.stdin.isatty() and not (yes or as_json):
        waiting = show_survey(ws, name, survey, of).shown
        if waiting is not None and waiting.round.accepted_on is None:
            _tell_waiting(waiting.round, waiting.by)
            if not agreed("ตรวจรับหรือไม่", "Accept them?"):
                return REFUSED
            seen = waiting.round.id
    done = accept_answers(
        ws, name, survey, on=day_of(ws, None), by=actor(), of=of, signed_by=signed_by, why=why, seen=seen
    )  # fmt: skip
    _tell_round(done, name, "ตรวจรับแล้ว", "accepted", as_json=as_json)
    return 0


def _tell_waiting(waiting: SurveyRound, by: str) -> None:
    """Which answers are to be accepted: how many of those asked, and when and by whom they were taken in."""
    answers = waiting.answers
    day = long_day(waiting.imported_on)
    tell(
        f"{answers.survey} ปีงบประมาณ {numeral(answers.year)}: {numeral(answers.answered)} คำตอบ"
        f" จากผู้ที่ขอให้ตอบ {numeral(answers.asked)} คน นำเข้าเมื่อ {day} โดย {by}",
        f"{answers.survey} of {answers.year}: {answers.answered} answers of {answers.asked} people asked,"
        f" taken in on {day} by {by}",
        stderr=True,
    )


@app.command(
    help=say("ถอนผลสำรวจ (ยังอยู่ในประวัติ)", "Withdraw a survey's answers; they stay on record.")
)
def withdraw(
    survey: Name, *, why: Why = "", of: Of = None, unit: Unit = None, as_json: AsJson = False
) -> None:
    """Let the answers no longer count. Raises KamnotError without a reason, or for none to withdraw."""
    from flows.surveys.rounds import withdraw as withdraw_answers

    ws = open_workspace()
    name = ws.unit(unit)
    done = withdraw_answers(ws, name, survey, on=day_of(ws, None), by=actor(), why=why, of=of)
    _tell_round(done, name, "ถอนแล้ว", "withdrawn", as_json=as_json)


def _tell_round(done: SurveyRound, unit: str, thai: str, english: str, *, as_json: bool) -> None:
    if as_json:
        from reports.schemas.surveys.rounds import SurveyRoundDocument

        print_json(SurveyRoundDocument.of(done, unit=unit))
        return
    answers = done.answers
    tell(
        f"{thai}: {answers.survey} ปีงบประมาณ {numeral(answers.year)} {numeral(answers.answered)} คำตอบ",
        f"{english}: {answers.survey} of {answers.year}, {answers.answered} answers",
    )


@app.command(
    help=say(
        "เขียนผลและคำตอบ (ไม่มีตัวบุคคล) เป็น .xlsx หรือ .csv", "Write results and answers as a table."
    )
)
def export(
    survey: Name,
    file: Annotated[Path, argument("ไฟล์ .xlsx หรือ .csv", "An .xlsx or .csv file.", "FILE")],
    *, of: Of = None, unit: Unit = None,
) -> None:  # fmt: skip
    """Write the table. Raises KamnotError for too few answers, or if the file is there already."""
    from flows.surveys.papers import export_answers

    ws = open_workspace()
    count = export_answers(ws, ws.unit(unit), survey, file, of)
    tell(f"{numeral(count)} คำตอบอยู่ใน {file}", f"{count} answer(s) are in {file}")
