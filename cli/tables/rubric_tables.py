"""The criteria for a terminal: a table to read in a minute, the levels, and what each score stands on."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain.facts import MeasureFact
from domain.language.ids import MeasureId
from domain.language.thai import show_date
from domain.plan.derivations import Better, Complete, CompletionRate, FromMeasure
from domain.plan.model import Level, MeasureKind
from domain.results import CriterionResult, Outcome, RubricResult
from domain.rubric.explanation import CriterionExplanation, EnteredMeasure, FigureLink, Standing
from domain.rubric.figures import Interval, show_interval
from domain.rubric.scores import below_each, level_outcome, points_lacking
from domain.words.wording import digits, first_to, pick, show_amount

MARKS = {
    Outcome.MET: ("✓", "green"),
    Outcome.NOT_MET: ("✗", "red"),
    Outcome.NOT_AVAILABLE: ("?", "yellow"),
    Outcome.NOT_APPLICABLE: ("–", "dim"),
}
_FULL = 3
_MARGIN = 13
"""Number, score, and the blanks between and beside them."""


def mark(outcome: Outcome) -> Text:
    """The sign of an outcome in its colour."""
    sign, style = MARKS[outcome]
    return Text(sign, style=style)


def show_standing(standing: Standing, out: Console, language: str, *, details: bool) -> None:
    """Print the table, the sums and levels, and, unless spared, what each score stands on."""
    day = show_date(standing.evaluation.as_of, language)
    heading = pick((f"ข้อมูลถึง {day}", f"as of {day}"), language)
    out.print(Text(f"{standing.plan.rubric.title} · {heading}", style="bold"))
    show_supposed(standing.supposed, out, language)
    out.print(_table(standing, out.width, language))
    for line in _levels(standing, language):
        out.print(line)
    if not details:
        return
    for explanation in standing.explanations:
        out.print()
        _print_details(standing, explanation, out, language)


def show_supposed(supposed: tuple[str, ...], out: Console, language: str) -> None:
    """Say what is only supposed, so that nobody takes the answer for a fact."""
    if supposed:
        words = ", ".join(supposed)
        text = (f"สมมุติว่า {words} (ไม่ได้แก้ข้อมูล)", f"Supposing {words}; nothing was written.")
        out.print(Text(pick(text, language), style="yellow"))


def _table(standing: Standing, width: int, language: str) -> Table:
    """A terminal too narrow for a title keeps number, score and value, which stand first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(pick(("ข้อ", "No."), language), justify="right", no_wrap=True, width=3)
    table.add_column(pick(("คะแนน", "Score"), language), justify="center", no_wrap=True, width=5)
    table.add_column(
        pick(("ตัวเลขและข้อเท็จจริงที่ใช้", "Figures"), language),
        no_wrap=True,
        overflow="ellipsis",
        max_width=max(12, width - _MARGIN),
    )
    for explanation in standing.explanations:
        table.add_row(
            digits(explanation.result.number, language),
            score_text(explanation.result, language),
            Text("\n").join(_short_figure(figure, language) for figure in explanation.figures),
        )
    return table


def score_text(result: CriterionResult, language: str) -> Text:
    """The proved score; with the score that would hold where something is unknown: `๐–๓`."""
    shown = digits(result.score, language)
    if result.score_if_unknowns_hold != result.score:
        return Text(f"{shown}–{digits(result.score_if_unknowns_hold, language)}", style="yellow")
    return Text(shown, style="green" if result.score == _FULL else "red")


def _short_figure(link: FigureLink, language: str) -> Text:
    """The value, then what it is of; yes, no and unknown as signs."""
    counts, title = link.value.counts, link.value.figure.title
    if link.value.figure.kind is MeasureKind.YES_NO:
        text = mark(_yes_no(counts))
    else:
        text = Text(show_value(link, language), style="bold" if counts.known else "yellow")
    return text.append(f" {title}", style="default")


def _yes_no(counts: Interval) -> Outcome:
    if not counts.known:
        return Outcome.NOT_AVAILABLE
    return Outcome.MET if counts.low else Outcome.NOT_MET


def show_value(link: FigureLink, language: str) -> str:
    """A figure's value, a share with the people it counts: `๙๐% (๑๘๐/๒๐๐)`."""
    shown = show_interval(link.value.counts, link.value.figure.kind, language)
    if link.counted is None or (link.value.entered is not None and link.entered is None):
        return shown
    return f"{shown} ({digits(f'{link.counted[0]}/{link.counted[1]}', language)})"


def _levels(standing: Standing, language: str) -> Iterator[Text]:
    """The sums, then each level with what it still lacks, then the level."""
    rubric = standing.evaluation.rubric
    sums = [
        f"{first_to(last, language)} = {digits(f'{total}/{_FULL * last}', language)}"
        for last, total in rubric.sums.items()
    ]
    yield Text(pick(("รวมข้อ ", "Sums "), language) + " · ".join(sums))
    for level in standing.plan.rubric.levels:
        yield _level(level, rubric, language)
    yield level_text(rubric.level, rubric.level_if_unknowns_hold, language)


def level_text(level: int, possible: int, language: str) -> Text:
    """The level that is proved, and the one that would hold if the unknowns came in well."""
    proved, more = digits(level, language), digits(possible, language)
    text = Text(pick((f"ระดับที่พิสูจน์ได้ {proved}", f"Level proved {proved}"), language), style="bold")
    if possible != level:
        words = (f" · ถ้าข้อที่ยังไม่ทราบเป็นผลดี ระดับ {more}", f"; {more} if the unknowns come in well")
        text.append(pick(words, language), style="yellow")
    return text


def _level(level: Level, rubric: RubricResult, language: str) -> Text:
    lacks = _lacks(level, [c.score for c in rubric.criteria], language)
    number = digits(level.level, language)
    text = Text("") + mark(level_outcome(level, rubric))
    text.append(pick((f" ระดับ {number} {level.name}", f" Level {number} {level.name}"), language))
    if lacks:
        text.append(f": {lacks}", style="dim")
    return text


def _lacks(level: Level, scores: list[int], language: str) -> str:
    """What a level's own conditions still want, in words; nothing when they hold."""
    low, points = below_each(level, scores), points_lacking(level, scores)
    parts = []
    if low:
        names = digits(", ".join(map(str, low)), language)
        each = digits(level.each, language)
        parts.append(pick((f"ข้อ {names} ต่ำกว่า {each}", f"{names} below {each}"), language))
    if points:
        have, want = digits(level.total - points, language), digits(level.total, language)
        parts.append(pick((f"รวม {have} จาก {want}", f"{have} of {want} in all"), language))
    return " · ".join(parts)


def _print_details(
    standing: Standing, explanation: CriterionExplanation, out: Console, language: str
) -> None:
    number = digits(explanation.result.number, language)
    out.print(Text(f"{number}. {explanation.criterion.title}", style="bold"))
    for text in _details(standing, explanation, language):
        out.print(Padding(text, (0, 0, 0, 3)))


def _details(
    standing: Standing, explanation: CriterionExplanation, language: str
) -> Iterator[Text]:
    score = Text(pick(("คะแนน ", "Score "), language)) + score_text(explanation.result, language)
    yield score.append(f" · {explanation.result.reason}")
    yield Text(explanation.band.text)
    for figure in explanation.figures:
        line = Text(f"{figure.value.figure.title}: ")
        line.append(show_value(figure, language), style="bold")
        yield line.append(f" ({origin_text(figure, language)})", style="dim")
    if explanation.activities:
        yield _evidence(standing, explanation, language)
    yield Text(pick(("ที่มา ", "Source "), language) + explanation.band.source, style="dim")


def origin_text(link: FigureLink, language: str) -> str:
    """Where a figure comes from; both values where it was entered over a derived one."""
    evidence = _derived_text(link, language)
    if link.entered is None:
        return evidence
    by_hand = entry_text(link.entered, language)
    if not link.value.overridden:
        return by_hand
    other = show_interval(link.value.derived, link.value.figure.kind, language)
    over = (f"ค่าที่กรอกนับแทน {other} ที่ได้จากหลักฐาน: {evidence}", f"counts over {other}: {evidence}")
    return f"{by_hand} · {pick(over, language)}"


def _derived_text(link: FigureLink, language: str) -> str:
    """What a figure follows from, or that only a person can tell."""
    figure = link.value.figure
    match figure.derived_from:
        case None:
            entry = f"kamnot measure set {figure.entered_as}"
            words = (f"ต้องมีผู้กรอก: {entry}", f"for a person to enter: {entry}")
        case CompletionRate():
            words = ("สัดส่วนกิจกรรมที่ครบในแผน", "share of the plan's activities that are complete")
        case Complete(activities):
            numbers = digits(", ".join(map(str, activities)), language)
            words = (
                f"จากความครบของกิจกรรมที่ {numbers}",
                f"from the completeness of activity {numbers}",
            )
        case Better() as origin:
            return _compared(link, origin.compared, language)
        case FromMeasure(name):
            if link.measure is not None:
                return entry_text(link.measure, language)
            words = (f"ยังไม่ได้บันทึก {name}", f"{name} not entered yet")
    return pick(words, language)


def _compared(link: FigureLink, names: tuple[MeasureId, ...], language: str) -> str:
    """The two surveys side by side, or which of them is still to be entered."""
    entered = {entry.fact.measure: entry for entry in link.compared}
    missing = ", ".join(name for name in names if name not in entered)
    if missing:
        words = (
            f"เทียบผลสำรวจสองปี ยังไม่ได้บันทึก {missing} หรือกรอก {link.value.figure.entered_as} เอง",
            f"from two surveys; not entered yet: {missing} (or enter {link.value.figure.entered_as})",
        )
        return pick(words, language)
    this_year, last_year = (entered[name] for name in names)
    shown = [show_amount(e.fact.value, language) for e in (this_year, last_year)]
    texts = f"{entry_text(this_year, language)} · {entry_text(last_year, language)}"
    words = (
        f"ผลสำรวจปีนี้ {shown[0]} เทียบกับปีก่อน {shown[1]} ({texts})",
        f"this year's survey {shown[0]} against last year's {shown[1]} ({texts})",
    )
    return pick(words, language)


def entry_text(entry: EnteredMeasure, language: str) -> str:
    """Which number, when, by whom and why."""
    fact = entry.fact
    if not entry.entered_by:
        return pick((f"{fact.measure} สมมุติ", f"{fact.measure}, supposed"), language)
    day = show_date(fact.entered_on, language, short=True)
    why = f" · {entry.note}" if entry.note else ""
    words = (
        f"{fact.measure} บันทึกโดย {entry.entered_by} {day}{_shown_by(fact, language)}{why}",
        f"{fact.measure} entered by {entry.entered_by} on {day}{_shown_by(fact, language)}{why}",
    )
    return pick(words, language)


def _shown_by(fact: MeasureFact, language: str) -> str:
    """The day that a number speaks of and the evidence that shows it, where they were given."""
    text = ""
    if fact.event_date is not None:
        day = show_date(fact.event_date, language, short=True)
        text += pick((f" วันจัดกิจกรรม {day}", f", event on {day}"), language)
    if fact.evidence is not None:
        item = digits(fact.evidence, language)
        text += pick((f" หลักฐานเลขที่ {item}", f", shown by item {item}"), language)
    return text


def _evidence(standing: Standing, explanation: CriterionExplanation, language: str) -> Text:
    """The activities behind a criterion with their outcome; many are counted, not listed."""
    text = Text(pick(("กิจกรรม", "Activities"), language))
    for number in explanation.activities:
        text.append(" ")
        text += mark(standing.evaluation.by_number[number].outcome)
        text.append(digits(number, language))
    files = sum(
        len(standing.records.files.get(finding.id, ()))
        for number in explanation.activities
        for finding in standing.evaluation.by_number[number].findings
    )
    shown = digits(files, language)
    return text.append(pick((f" · {shown} ไฟล์", f" · {shown} file(s)"), language))
