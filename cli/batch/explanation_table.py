"""Explains a criterion or an activity on a terminal, down to each file's SHA-256 and its reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cli.front.commands import with_command
from cli.front.common import language, long_day, numeral, say, short_day
from cli.tables.rubric_tables import (
    beside_text,
    entry_text,
    mark,
    origin_text,
    print_unsettled,
    score_text,
    show_supposed,
    show_value,
    survey_text,
)
from domain.activity.reliefs import relief_sentence, relief_title
from domain.facts import EnteredMeasure
from domain.language.ids import MeasureId
from domain.results import ActivityResult, Finding, Outcome
from domain.rubric.explanation import (
    BandLink,
    CriterionExplanation,
    FigureLink,
    FileLink,
    RowLink,
    Standing,
)
from domain.rubric.register_rows import row_words
from domain.words.wording import OUTCOMES, TIMELINESS, sentence, show_amount

_INDENT = 3
_ROWS = 30
"""At most so many rows are shown of one number."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the explanation; a `whole` line is never broken, so that a hash can be copied."""

    depth: int
    text: Text
    whole: bool = False


def show_explanation(standing: Standing, number: int, out: Console) -> None:
    """Print score, bands with their conditions, figures, and all that supports them."""
    explanation = standing.explanations[number - 1]
    out.print(Text(f"{numeral(number)}. {explanation.criterion.title}", style="bold"))
    show_supposed(standing.supposed, out)
    _print(_CriterionLines(standing, explanation).lines(), out)
    unsettled = standing.evaluation.unsettled.criteria.get(number, ())
    if unsettled:
        names = say(f"ข้ออ่านที่ยังไม่ยืนยัน: {', '.join(unsettled)}", f"Unsettled: {', '.join(unsettled)}")
        out.print(Text(names, style="dim"))
    print_unsettled(unsettled, out)


def show_activity(standing: Standing, number: int, out: Console) -> None:
    """Print an activity's outcome, points and criteria, and all that was looked for and found."""
    activity = standing.evaluation.by_number[number]
    out.print(Text(f"{numeral(number)}. {activity.title}", style="bold"))
    show_supposed(standing.supposed, out)
    _print(_ActivityLines(standing).whole(activity), out)


def _print(lines: Iterator[_Line], out: Console) -> None:
    for line in lines:
        if line.whole:
            out.print(Text(" " * (_INDENT * line.depth)) + line.text, soft_wrap=True)
        else:
            out.print(Padding(line.text, (0, 0, 0, _INDENT * line.depth)))


class _ActivityLines:
    """The lines of activities: their findings with entries, files and reviews."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    def whole(self, activity: ActivityResult) -> Iterator[_Line]:
        """All that is known of one activity."""
        outcome, time = OUTCOMES[activity.outcome.value], TIMELINESS[activity.timeliness.value]
        head = Text("") + mark(activity.outcome)
        due = long_day(activity.due)
        yield _Line(
            0, head.append(f" {say(*outcome)} · {say(*time)} · {say('กำหนด', 'due')} {due}")
        )
        yield _Line(0, Text(self._points(activity)))
        names = (self.standing.plan.group_by_id[group].short_name for group in activity.groups)
        yield _Line(0, Text(say("ผู้รับผิดชอบ ", "Responsible: ") + ", ".join(names)))
        criteria = [
            numeral(e.result.number)
            for e in self.standing.explanations
            if activity.number in e.activities
        ]
        if criteria:
            shown = ", ".join(criteria)
            words = (f"ใช้กับเกณฑ์ข้อ {shown}", f"Counts for criterion {shown}")
            yield _Line(0, Text(say(*words)))
        for relief in activity.reliefs:
            title = relief_title(activity, relief)
            yield _Line(0, Text(f"{title}: {relief_sentence(relief, language())}"))
        for finding in activity.findings:
            yield from self.finding(finding, 1)
            remedy = with_command(finding.remedy, finding.how)
            if finding.outcome is not Outcome.MET and remedy:
                yield _Line(2, Text(f"→ {remedy}", style="yellow"))
        yield from self._other_rows(activity)

    def _other_rows(self, activity: ActivityResult) -> Iterator[_Line]:
        """The rows about the activity that stand behind none of its numbers."""
        behind = (self.standing.records.entries.get(finding.id) for finding in activity.findings)
        records = self.standing.records
        shown = {link.row.id for entry in behind for link in records.behind(entry)}
        others = [link for link in self.standing.rows_of(activity) if link.row.id not in shown]
        if others:
            yield _Line(1, Text(say("แถวอื่นในทะเบียนที่เกี่ยวข้อง", "Other rows of registers")))
            yield from self.rows(others, 2)

    def _points(self, activity: ActivityResult) -> str:
        points = activity.points
        if points is None or not points.printed:
            return say("กิจกรรมนี้ไม่มีคะแนน", "It has no points.")
        text = say("คะแนน ", "Points ") + numeral(f"{points.earned}/{points.printed}")
        if points.waiting:
            text += say(" ยังบอกไม่ได้ ", " cannot tell ") + numeral(points.waiting)
        return text + (say(" เสียไป ", " lost ") + numeral(points.lost) if points.lost else "")

    def under(self, activity: ActivityResult) -> Iterator[_Line]:
        """An activity under a criterion."""
        text = Text("") + mark(activity.outcome)
        number = numeral(activity.number)
        text.append(say(f" กิจกรรมที่ {number} ", f" Activity {number} ") + activity.title)
        yield _Line(1, text)
        for finding in activity.findings:
            yield from self.finding(finding, 2)

    def finding(self, finding: Finding, depth: int) -> Iterator[_Line]:
        """A finding with what proves it."""
        outcome = say(*OUTCOMES[finding.outcome.value])
        text = Text("") + mark(finding.outcome)
        text.append(f" {finding.id} {finding.title}: {outcome} · {finding.found}")
        yield _Line(depth, text)
        yield from self.entry(self.standing.records.entries.get(finding.id), depth + 1)
        yield from self.survey(finding, depth + 1)
        for file in self.standing.records.files.get(finding.id, ()):
            yield from _file(file, depth + 1)

    def survey(self, finding: Finding, depth: int) -> Iterator[_Line]:
        """What the survey says that proves the number; nothing while nobody took its answers in."""
        records = self.standing.records
        link = records.surveys.get(finding.id) if isinstance(finding.id, MeasureId) else None
        if link is not None and link.now is not None:
            yield _Line(depth, Text(survey_text(link, records.entries.get(finding.id))))

    def entry(self, entry: EnteredMeasure | None, depth: int) -> Iterator[_Line]:
        """A number with the rows that prove it, or that say something else."""
        if entry is None:
            return
        if not entry.fact.survey:  # what it says stands in a line of its own
            yield _Line(depth, Text(entry_text(entry)))
        if beside := beside_text(entry):
            yield _Line(depth, Text(beside, style="yellow"))
        yield from self.rows(self.standing.records.behind(entry), depth)

    def rows(self, links: Sequence[RowLink], depth: int) -> Iterator[_Line]:
        """Rows of registers with their files."""
        for link in links[:_ROWS]:
            name = numeral(link.row.id.number)
            head = say(
                f"ทะเบียน “{link.register.title}” แถวที่ {name}", f"{link.register.id}, row {name}"
            )
            yield _Line(depth, Text(f"{head}: {row_words(link.register, link.row, language())}"))
            for file in link.files:
                yield from _file(file, depth + 1)
        if len(links) > _ROWS:
            more = numeral(len(links) - _ROWS)
            yield _Line(depth, Text(say(f"และอีก {more} แถว", f"and {more} more row(s)")))


class _CriterionLines(_ActivityLines):
    """The lines of one criterion's explanation."""

    def __init__(self, standing: Standing, explanation: CriterionExplanation) -> None:
        super().__init__(standing)
        self.explanation = explanation

    def lines(self) -> Iterator[_Line]:
        result = self.explanation.result
        score = Text(say("คะแนน ", "Score ")) + score_text(
            result, self.standing.evaluation.unsettled
        )
        yield _Line(0, score.append(f" · {result.reason}"))
        for band in self.explanation.bands:
            yield from self._band(band)
        yield _Line(0, Text(say("ตัวเลขและหลักฐาน", "Figures and evidence"), style="bold"))
        for figure in self.explanation.figures:
            yield from self._figure(figure)
        yield from self._activities()

    def _band(self, link: BandLink) -> Iterator[_Line]:
        reached = link.band.score == self.explanation.result.score
        score = numeral(link.band.score)
        # A band that asks for nothing is met by everybody: a tick would say of a bureau that has all that it has none.
        head = Text("") + (mark(link.outcome) if link.conditions or reached else Text("–"))
        words = say(f" ช่อง {score} คะแนน", f" Band of {score}")
        yield _Line(1, head.append(words, style="bold" if reached else "default"))
        yield _Line(2, Text(link.band.text))
        titles = {f.value.figure.id: f for f in self.explanation.figures}
        for condition, outcome in link.conditions:
            figure = titles[condition.figure]
            least = show_amount(condition.at_least, language())
            value = show_value(figure)
            text = Text("") + mark(outcome)
            asked = say(f"ต้องไม่น้อยกว่า {least} พบ {value}", f"at least {least}, found {value}")
            if isinstance(condition.at_least, bool):
                asked = say(f"ต้องมี พบว่า {value}", f"wanted, found {value}")
            yield _Line(3, text.append(f" {figure.value.figure.title}: {asked}"))
        source = say("ที่มา ", "Source ") + link.band.source
        yield _Line(2, Text(source, style="dim"))

    def _figure(self, link: FigureLink) -> Iterator[_Line]:
        text = Text(f"{link.value.figure.title}: ")
        text.append(show_value(link), style="bold")
        yield _Line(1, text)
        yield _Line(2, Text(origin_text(link)))
        yield from self.rows(self.standing.records.behind(link.entered), 3)
        proved, fed = (self._numbers(n) for n in (link.proved_by, link.fed_by))
        if link.proved_by:
            yield _Line(2, Text(say(f"พิสูจน์ด้วยกิจกรรมที่ {proved}", f"proved by activities {proved}")))
        if link.fed_by:
            words = (
                f"ดูประกอบในกิจกรรมที่ {fed} (กิจกรรมครบอย่างเดียวไม่พิสูจน์ข้อนี้)",
                f"to be read in activities {fed} (their completeness alone proves nothing)",
            )
            yield _Line(2, Text(say(*words)))
        if link.proved_by or link.fed_by:
            own = say(
                "การโยงกิจกรรมกับเกณฑ์เป็นการอ่านของกำหนด ไม่ใช่ข้อความในแผน",
                "Which activities feed a criterion is Kamnot's reading, not the plan's print.",
            )
            yield _Line(2, Text(own, style="dim"))

    def _numbers(self, numbers: tuple[int, ...]) -> str:
        return numeral(", ".join(map(str, numbers)))

    def _activities(self) -> Iterator[_Line]:
        for number in self.explanation.activities:
            yield from self.under(self.standing.evaluation.by_number[number])


def _file(file: FileLink, depth: int) -> Iterator[_Line]:
    day = short_day(file.received_on)
    words = (
        f"หลักฐานเลขที่ {numeral(file.item)} ฉบับที่ {numeral(file.version)} {file.file_name} รับ {day}",
        f"item {file.item} version {file.version} {file.file_name} received {day}",
    )
    yield _Line(depth, Text(say(*words)))
    yield _Line(depth + 1, Text(f"SHA-256 {file.sha256}", style="dim"), whole=True)
    if file.problem is not None:
        problem = sentence(f"problem.{file.problem.value}", language())
        yield _Line(depth + 1, Text(problem, style="red"))
    yield _Line(depth + 1, Text(_review(file)))


def _review(file: FileLink) -> str:
    review = file.review
    if review is None:
        return say("ยังไม่มีผู้ตรวจ", "not reviewed")
    day = short_day(review.reviewed_on)
    why = f" · {review.reason}" if review.reason else ""
    if review.signed_by:
        return say(
            f"{review.signed_by} ลงนามบนกระดาษ บันทึกโดย {review.reviewer} {day}{why}",
            f"signed on paper by {review.signed_by}, recorded by {review.reviewer} on {day}{why}",
        )
    if review.accepted:
        words = (
            f"ตรวจรับโดย {review.reviewer} {day}{why}",
            f"accepted by {review.reviewer} on {day}{why}",
        )
    else:
        words = (
            f"ส่งคืนโดย {review.reviewer} {day}{why}",
            f"returned by {review.reviewer} on {day}{why}",
        )
    return say(*words)
