"""Explains one criterion on a terminal, from its score down to each file's SHA-256 and its reviewer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cli.front.common import language, numeral, say, short_day
from cli.tables.rubric_tables import (
    entry_text,
    mark,
    origin_text,
    print_unsettled,
    score_text,
    show_supposed,
    show_value,
)
from domain.results import ActivityResult, Finding
from domain.rubric.explanation import BandLink, CriterionExplanation, FigureLink, FileLink, Standing
from domain.words.wording import OUTCOMES, sentence, show_amount

_INDENT = 3


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
    for line in _Explanation(standing, explanation).lines():
        if line.whole:
            out.print(Text(" " * (_INDENT * line.depth)) + line.text, soft_wrap=True)
        else:
            out.print(Padding(line.text, (0, 0, 0, _INDENT * line.depth)))
    unsettled = standing.evaluation.unsettled.criteria.get(number, ())
    if unsettled:
        names = say(f"ข้ออ่านที่ยังไม่ยืนยัน: {', '.join(unsettled)}", f"Unsettled: {', '.join(unsettled)}")
        out.print(Text(names, style="dim"))
    print_unsettled(unsettled, out)


class _Explanation:
    """The lines of one criterion's explanation."""

    def __init__(self, standing: Standing, explanation: CriterionExplanation) -> None:
        self.standing = standing
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
        head = Text("") + mark(link.outcome)
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
        proved, fed = (self._numbers(n) for n in (link.proved_by, link.fed_by))
        if link.proved_by:
            yield _Line(2, Text(say(f"พิสูจน์ด้วยกิจกรรมที่ {proved}", f"proved by activities {proved}")))
        if link.fed_by:
            words = (
                f"อ่านประกอบจากกิจกรรมที่ {fed} (ยังไม่พิสูจน์)",
                f"to be read in activities {fed} (no proof)",
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
            yield from self._activity(self.standing.evaluation.by_number[number])

    def _activity(self, activity: ActivityResult) -> Iterator[_Line]:
        text = Text("") + mark(activity.outcome)
        number = numeral(activity.number)
        text.append(say(f" กิจกรรมที่ {number} ", f" Activity {number} ") + activity.title)
        yield _Line(1, text)
        for finding in activity.findings:
            yield from self._finding(finding)

    def _finding(self, finding: Finding) -> Iterator[_Line]:
        outcome = say(*OUTCOMES[finding.outcome.value])
        text = Text("") + mark(finding.outcome)
        text.append(f" {finding.id} {finding.title}: {outcome} · {finding.found}")
        yield _Line(2, text)
        entry = self.standing.records.entries.get(finding.id)
        if entry is not None:
            yield _Line(3, Text(entry_text(entry)))
        for file in self.standing.records.files.get(finding.id, ()):
            yield from self._file(file)

    def _file(self, file: FileLink) -> Iterator[_Line]:
        day = short_day(file.received_on)
        words = (
            f"หลักฐานเลขที่ {file.item} ฉบับที่ {file.version} {file.file_name} รับ {day}",
            f"item {file.item} version {file.version} {file.file_name} received {day}",
        )
        yield _Line(3, Text(say(*words)))
        yield _Line(4, Text(f"SHA-256 {file.sha256}", style="dim"), whole=True)
        if file.problem is not None:
            problem = sentence(f"problem.{file.problem.value}", language())
            yield _Line(4, Text(problem, style="red"))
        yield _Line(4, Text(self._review(file)))

    def _review(self, file: FileLink) -> str:
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
