"""The criteria on a terminal: a short table, the levels, and what supports each score."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.front.commands import of_year
from cli.front.common import language, long_day, numeral, say, short_day
from cli.front.tables import MARKS
from domain.facts import EnteredMeasure, MeasureFact
from domain.plan.derivations import FromMeasure
from domain.plan.model import Level, MeasureKind
from domain.results import CriterionResult, Outcome, RubricResult, Unsettled
from domain.rubric.explanation import CriterionExplanation, FigureLink, Standing
from domain.rubric.figures import Interval, of_completion, show_interval
from domain.rubric.scores import below_each, level_outcome, points_lacking
from domain.surveys.survey_proofs import SurveyLink, survey_words
from domain.words.policy import marked, unsettled_note
from domain.words.wording import first_to, show_amount

_FULL = 3
_MARGIN = 13
"""The columns of number, score, and the blanks around them."""


def mark(outcome: Outcome) -> Text:
    """The sign of an outcome in its colour."""
    sign, style = MARKS[outcome]
    return Text(sign, style=style)


def show_standing(standing: Standing, out: Console, *, full: bool) -> None:
    """Print the table, the sums and levels, and, with `full`, what supports each score."""
    day = long_day(standing.evaluation.as_of)
    heading = say(f"ข้อมูลถึง {day}", f"as of {day}")
    out.print(Text(f"{standing.plan.rubric.title} · {heading}", style="bold"))
    show_supposed(standing.supposed, out)
    out.print(_table(standing, out.width, full=full))
    for line in _levels(standing):
        out.print(line)
    unsettled = standing.evaluation.unsettled
    _print_due(standing, out)
    print_unsettled([*chain.from_iterable(unsettled.criteria.values()), *unsettled.level], out)
    if not full:
        return
    for explanation in standing.explanations:
        out.print()
        _print_details(standing, explanation, out)


def show_supposed(supposed: tuple[str, ...], out: Console) -> None:
    """Print the suppositions, so that nobody takes the answer for a fact."""
    if supposed:
        words = ", ".join(supposed)
        text = (f"สมมุติว่า {words} (ไม่ได้แก้ข้อมูล)", f"Supposing {words}; nothing was written.")
        out.print(Text(say(*text), style="yellow"))


def _table(standing: Standing, width: int, *, full: bool) -> Table:
    """The table of scores. On a narrow terminal only number, score and value remain, which come first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(say("ข้อ", "No."), justify="right", no_wrap=True, width=3)
    table.add_column(say("คะแนน", "Score"), justify="center", no_wrap=True, width=5)
    table.add_column(
        say("ตัวเลขและข้อเท็จจริงที่ใช้", "Figures"),
        no_wrap=True,
        overflow="ellipsis",
        max_width=max(12, width - _MARGIN),
    )
    for explanation in standing.explanations:
        table.add_row(
            numeral(explanation.result.number),
            score_text(explanation.result, standing.evaluation.unsettled),
            Text("\n").join(map(_short_figure, explanation.figures))
            if full
            else _one_figure(explanation.figures),
        )
    return table


def print_unsettled(names: Collection[str], out: Console) -> None:
    """Print the line that explains the marks, if there are any."""
    note = unsettled_note(names, language())
    if note:
        out.print(Text(f"{note} · {of_year('kamnot plan readings')}", style="dim"))


def _print_due(standing: Standing, out: Console) -> None:
    """Print when the assessment is due, by every printed day."""
    rubric, unsettled = standing.plan.rubric, standing.evaluation.unsettled.days
    days = [long_day(day) for day in (rubric.due, rubric.also_due) if day is not None]
    thai, english = marked(" และ ".join(days), unsettled), marked(" and ".join(days), unsettled)
    out.print(Text(say(f"กำหนดส่งการประเมิน {thai}", f"Assessment due {english}"), style="dim"))


def score_text(result: CriterionResult, unsettled: Unsettled) -> Text:
    """The proved score, with the possible one if something is unknown: `๐–๓`; marked if unsettled."""
    shown, names = numeral(result.score), unsettled.criteria.get(result.number, ())
    if result.score_if_unknowns_hold != result.score:
        between = f"{shown}–{numeral(result.score_if_unknowns_hold)}"
        return Text(marked(between, names), style="yellow")
    return Text(marked(shown, names), style="green" if result.score == _FULL else "red")


def _short_figure(link: FigureLink) -> Text:
    """The value, then what it counts; yes, no and unknown as signs."""
    counts, title = link.value.counts, link.value.figure.title
    if link.value.figure.kind is MeasureKind.YES_NO:
        text = mark(_yes_no(counts))
    else:
        text = Text(show_value(link), style="bold" if counts.known else "yellow")
    return text.append(f" {title}", style="default")


def _one_figure(links: Sequence[FigureLink]) -> Text:
    """The first figure that is unknown or keeps points away, and how many there are beside it."""
    open_ones = [link for link in links if not link.value.counts.known or not link.value.counts.low]
    text = _short_figure((open_ones or list(links))[0])
    if len(links) > 1:
        more = numeral(len(links) - 1)
        first = Text(say(f"(และอีก {more} ข้อ) ", f"(and {more} more) "), style="dim")
        return first.append_text(text)
    return text


def _yes_no(counts: Interval) -> Outcome:
    if not counts.known:
        return Outcome.NOT_AVAILABLE
    return Outcome.MET if counts.low else Outcome.NOT_MET


def show_value(link: FigureLink) -> str:
    """A figure's value, a share with the people it counts: `๙๐% (๑๘๐/๒๐๐)`."""
    shown = show_interval(link.value.counts, link.value.figure.kind, language())
    if link.counted is None or (link.value.entered is not None and link.entered is None):
        return shown
    return f"{shown} ({numeral(f'{link.counted[0]}/{link.counted[1]}')})"


def _levels(standing: Standing) -> Iterator[Text]:
    """Print the sums, each level with what it still lacks, and the reached level."""
    rubric = standing.evaluation.rubric
    sums = [
        f"{first_to(last, language())} = {numeral(f'{total}/{_FULL * last}')}"
        for last, total in rubric.sums.items()
    ]
    yield Text(say("รวมข้อ ", "Sums ") + " · ".join(sums))
    for level in standing.plan.rubric.levels:
        yield _level(level, rubric)
    yield level_text(rubric, standing.evaluation.unsettled)


def level_text(rubric: RubricResult, unsettled: Unsettled) -> Text:
    """The proved level, and the level if the unknowns came in well; marked if unsettled."""
    level, possible = rubric.level, rubric.level_if_unknowns_hold
    proved, more = (marked(numeral(n), unsettled.level) for n in (level, possible))
    text = Text(say(f"ระดับที่พิสูจน์ได้ {proved}", f"Level proved {proved}"), style="bold")
    if possible != level:
        words = (f" · ถ้าข้อที่ยังไม่ทราบเป็นผลดี ระดับ {more}", f"; {more} if the unknowns come in well")
        text.append(say(*words), style="yellow")
    return text


def _level(level: Level, rubric: RubricResult) -> Text:
    lacks = _lacks(level, [c.score for c in rubric.criteria])
    number = numeral(level.level)
    text = Text("") + mark(level_outcome(level, rubric))
    text.append(say(f" ระดับ {number} {level.name}", f" Level {number} {level.name}"))
    if lacks:
        text.append(f": {lacks}", style="dim")
    return text


def _lacks(level: Level, scores: list[int]) -> str:
    """What a level's conditions still lack, in words; empty if they hold."""
    low, points = below_each(level, scores), points_lacking(level, scores)
    parts = []
    if low:
        names = numeral(", ".join(map(str, low)))
        each = numeral(level.each)
        parts.append(say(f"ข้อ {names} ต่ำกว่า {each}", f"{names} below {each}"))
    if points:
        have, want = numeral(level.total - points), numeral(level.total)
        parts.append(say(f"รวม {have} จาก {want}", f"{have} of {want} in all"))
    return " · ".join(parts)


def _print_details(standing: Standing, explanation: CriterionExplanation, out: Console) -> None:
    number = numeral(explanation.result.number)
    out.print(Text(f"{number}. {explanation.criterion.title}", style="bold"))
    for text in _details(standing, explanation):
        out.print(Padding(text, (0, 0, 0, 3)))


def _details(standing: Standing, explanation: CriterionExplanation) -> Iterator[Text]:
    score = Text(say("คะแนน ", "Score ")) + score_text(
        explanation.result, standing.evaluation.unsettled
    )
    yield score.append(f" · {explanation.result.reason}")
    yield Text(explanation.band.text)
    for figure in explanation.figures:
        line = Text(f"{figure.value.figure.title}: ")
        line.append(show_value(figure), style="bold")
        yield line.append(f" ({origin_text(figure)})", style="dim")
    if explanation.activities:
        yield _evidence(standing, explanation)
    yield Text(say("ที่มา ", "Source ") + explanation.band.source, style="dim")


def origin_text(link: FigureLink) -> str:
    """Where a figure comes from; both values if an entered one replaces a derived one."""
    evidence = _derived_text(link)
    if link.entered is None:
        return evidence
    if link.entered.fact.survey:
        return evidence
    by_hand = entry_text(link.entered)
    if not link.value.overridden:
        return f"{by_hand} · {evidence}" if link.survey is not None and link.survey.now else by_hand
    other = show_interval(link.value.derived, link.value.figure.kind, language())
    over = (f"ค่าที่กรอกนับแทน {other} ที่ได้จากหลักฐาน: {evidence}", f"counts over {other}: {evidence}")
    by_rows = link.entered.fact.by_rows
    if by_rows is not None and by_rows.rows:
        return f"{by_hand} · {beside_text(link.entered)}"
    return f"{by_hand} · {say(*over)}"


def beside_text(entry: EnteredMeasure) -> str:
    """What rows or a survey prove instead of a number that a person typed; a difference is asked about."""
    fact, by_rows = entry.fact, entry.fact.by_rows
    if by_rows is None:
        return ""
    if by_rows.survey:
        return _beside_survey(fact, by_rows)
    value, rows = show_amount(by_rows.value, language()), numeral(", ".join(map(str, by_rows.rows)))
    if by_rows.denominator:
        value += numeral(f" ({by_rows.numerator}/{by_rows.denominator})")
    if not fact.disputed:
        return say(f"ตรงกับทะเบียน {rows}", f"as rows {rows} have it")
    return say(
        f"ค่าที่กรอกนับ แต่ทะเบียนได้ {value} ({rows}) โปรดตรวจว่าค่าใดถูก แล้วถอนค่าที่กรอกหรือแก้แถว",
        f"the entry counts, but rows {rows} give {value}: see which is right, then take the entry back"
        " or correct the rows",
    )


def _beside_survey(fact: MeasureFact, proven: MeasureFact) -> str:
    value = show_amount(proven.value, language())
    if proven.value is None:
        return say("ผลสำรวจยังบอกไม่ได้ ค่าที่กรอกจึงนับ", "the survey cannot tell, so the entry counts")
    if not fact.disputed:
        return say("ตรงกับผลสำรวจ", "as the survey has it")
    return say(
        f"ค่าที่กรอกนับ แต่ผลสำรวจได้ {value} โปรดตรวจว่าค่าใดถูก",
        f"the entry counts, but the survey gives {value}: see which is right",
    )


def _derived_text(link: FigureLink) -> str:
    """What a figure is derived from, or that a person must enter it."""
    figure = link.value.figure
    if link.survey is not None:
        return survey_text(link.survey, link.entered)
    completion = of_completion(figure)
    if completion is not None:
        return say(*completion)
    match figure.derived_from:
        case None:
            entry = of_year(f"kamnot measure set {figure.entered_as}")
            words = (f"ต้องมีผู้กรอก: {entry}", f"for a person to enter: {entry}")
        case FromMeasure(name):
            if link.measure is not None:
                return entry_text(link.measure)
            words = (f"ยังไม่ได้บันทึก {name}", f"{name} not entered yet")
    return say(*words)


def survey_text(link: SurveyLink, entry: EnteredMeasure | None) -> str:
    """What a survey says of a number, or what it lacks."""
    fact = None if entry is None else entry.fact.by_rows or entry.fact
    proven = fact if fact is not None and fact.survey else None
    return survey_words(link, proven).text(language())


def entry_text(entry: EnteredMeasure) -> str:
    """An entry in words: which number, when, by whom and why."""
    fact = entry.fact
    if fact.survey:
        return say(f"{fact.measure} จากผลสำรวจ", f"{fact.measure} by the survey {fact.survey}")
    if fact.rows:
        rows = numeral(", ".join(map(str, fact.rows)))
        return say(f"{fact.measure} จากทะเบียน {rows}", f"{fact.measure} by rows {rows}")
    if not entry.entered_by:
        return say(f"{fact.measure} สมมุติ", f"{fact.measure}, supposed")
    typed = fact.typed or fact
    day = short_day(typed.entered_on)
    if fact.typed is not None:
        whole, own = numeral(fact.denominator), numeral(typed.denominator)
        return say(
            f"{fact.measure} บันทึกโดย {entry.entered_by} {day} หารด้วยจำนวนบุคลากรในทะเบียน {whole} คน แทน {own} คนที่กรอก",
            f"{fact.measure} entered by {entry.entered_by} on {day}, of the {whole} on record instead of {own}",
        )
    why = f" · {entry.note}" if entry.note else ""
    words = (
        f"{fact.measure} บันทึกโดย {entry.entered_by} {day}{_shown_by(fact)}{why}",
        f"{fact.measure} entered by {entry.entered_by} on {day}{_shown_by(fact)}{why}",
    )
    return say(*words)


def _shown_by(fact: MeasureFact) -> str:
    """A number's event day and evidence, if they were given."""
    text = ""
    if fact.event_date is not None:
        day = short_day(fact.event_date)
        text += say(f" วันจัดกิจกรรม {day}", f", event on {day}")
    if fact.evidence is not None:
        item = numeral(fact.evidence)
        text += say(f" หลักฐานเลขที่ {item}", f", shown by item {item}")
    return text


def _evidence(standing: Standing, explanation: CriterionExplanation) -> Text:
    """The activities of a criterion with their outcome; many are counted, not listed."""
    text = Text(say("กิจกรรม", "Activities"))
    for number in explanation.activities:
        text.append(" ")
        text += mark(standing.evaluation.by_number[number].outcome)
        text.append(numeral(number))
    files = sum(
        len(standing.records.files.get(finding.id, ()))
        for number in explanation.activities
        for finding in standing.evaluation.by_number[number].findings
    )
    shown = numeral(files)
    return text.append(say(f" · {shown} ไฟล์", f" · {shown} file(s)"))
