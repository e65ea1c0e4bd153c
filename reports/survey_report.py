"""The report of a survey: what the plan asks of it, under the very headings that the plan names.

A heading is a part of the document that the activity asks for. The part `method` tells how it was done, `survey-form`
what was asked, `comparison` the year against the one before, and a part with a topic's id that topic. Any other part
holds all topics; the last part with results also holds the topics that have no part of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Self

from domain.facts import MeasureFact
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import (
    Activity,
    Figure,
    MeasureRequirement,
    Survey,
    SurveyAsked,
    SurveyScale,
    show_percent,
)
from domain.surveys.comparison import YearComparison
from domain.surveys.intervals import Spread, rounded
from domain.surveys.summary import QuestionSummary, SurveySummary, TopicSummary
from reports.paper.charts import means_by_question
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
    Row,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)
from reports.paper.drawing import Drawing
from reports.survey_paper import question_blocks

_FEW = "น้อยเกินกว่าจะแสดง"
_OTHER_SCALE = "ถามด้วยมาตรวัดอื่น"
_ASIDE = re.compile(r" ?\(โปรด[^)]*\)$")
"""What a question asks of those who answer, which is no part of a report's heading."""
_MOST_WORDS = 30
"""Open answers that are printed; the others are counted."""
_ASKED = {
    SurveyAsked.HEADCOUNT: "บุคลากร",
    SurveyAsked.SERVED: "ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
}


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """A number of the plan that the survey proves: its title and its value in words."""

    title: str
    value: str

    @classmethod
    def of(
        cls, asked: MeasureRequirement | Figure, proved: MeasureFact, edges: Iterable[Fraction]
    ) -> Self:
        """A share with the people whom it counts, and whether it reaches what the plan asks for."""
        share = Fraction(proved.numerator or 0, proved.denominator or 1)
        said = f"{proved.numerator:,} คน จาก {proved.denominator:,} คน ร้อยละ {show_percent(share, edges)}"
        least = asked.at_least if isinstance(asked, MeasureRequirement) else None
        if isinstance(least, Fraction):
            said += f" {'ถึง' if share >= least else 'ยังไม่ถึง'}เกณฑ์ร้อยละ {show_percent(least)}"
        return cls(asked.title, thai_digits(said))


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What the report of one unit's survey is made of.

    `parts` are the ids and titles of its headings; `numbered` the places of the questions in the questionnaire.
    """

    summary: SurveySummary
    comparisons: Mapping[str, YearComparison]
    """This year against the one before, by topic."""
    activity: Activity | None
    parts: Sequence[tuple[str, str]]
    figures: Sequence[SurveyFigure]
    accepted_on: date | None
    unit_name: str
    day: date

    @property
    def survey(self) -> Survey:
        """The survey that it tells of."""
        return self.summary.survey

    @property
    def numbered(self) -> Mapping[str, int]:
        """The number of each question in the questionnaire."""
        scaled = self.survey.scaled()
        return {question.id: number for number, question in enumerate(scaled, 1)}


def report_parts(survey: Survey, activity: Activity | None) -> tuple[tuple[str, str], ...]:
    """The headings: the parts of the first document of the activity that has any, else those that reports have."""
    asked = activity.requirements if activity else ()
    found = next((one.sections for one in asked if one.sections), ())
    if found:
        return tuple((part.id, part.title) for part in found)
    usual = (("method", "วิธีการสำรวจ"), ("survey-form", "แบบสำรวจ"), ("results", "ผลการสำรวจ"))
    compared = (("comparison", "ผลการเปรียบเทียบกับปีก่อน"),)
    return usual + compared if survey.topics else usual


def survey_report(of: SurveyReport) -> Doc:
    """The report as a document, in Thai as every paper of the plan."""
    survey, year = of.survey, thai_digits(of.summary.answers.year)
    name = f"รายงานผล{survey.title.replace('แบบสำรวจ', 'การสำรวจ', 1)}"
    title = [
        heading(name, size=18, align=Align.CENTRE),
        para(f"{of.unit_name} ปีงบประมาณ พ.ศ. {year}", bold=True, align=Align.CENTRE, keep=True),
    ]
    if of.activity is not None:
        what = f"กิจกรรมลำดับที่ {thai_digits(of.activity.number)} {of.activity.title}"
        title.append(para(what, align=Align.CENTRE))
    if of.accepted_on is None:
        title.append(
            para("ฉบับร่าง: คำตอบชุดนี้ยังไม่มีผู้ตรวจรับ จึงยังไม่ใช้เป็นตัวเลขของแผน", align=Align.CENTRE)
        )
    title.append(para(f"ข้อมูล ณ วันที่ {thai_date(of.day)}", align=Align.CENTRE, size=14))
    key = {"survey-report": survey.id, "year": str(of.summary.answers.year)}
    return Doc(name, of.unit_name, of.day, (Pages((*title, *_parts(of))),), key)


def _parts(of: SurveyReport) -> Iterator[Block]:
    named = {part for part, _ in of.parts}
    topics = {topic.id: topic for topic in of.summary.topics}
    results = [part for part, _ in of.parts if part not in ("method", "survey-form", "comparison")]
    left = [topic for topic in topics.values() if topic.id not in named]
    for number, (part, title) in enumerate(of.parts, 1):
        yield heading(f"{thai_digits(number)}. {title}", 2)
        if part == "method":
            yield from _method(of)
        elif part == "survey-form":
            yield from question_blocks(of.survey, 3)
        elif part == "comparison":
            yield from _comparison(of)
        else:
            own = [topics[part]] if part in topics else []
            rest = left if part == results[-1] else []
            yield from _results(of, [*own, *rest], alone=len(results) == 1)
            if "comparison" not in named:
                yield from _changes(of, [*own, *rest])
            if part == results[-1]:
                yield from _beside(of)
                yield from _figures(of)


# --- How it was done ----------------------------------------------------------------------------------


def _method(of: SurveyReport) -> Iterator[Block]:
    answers, survey = of.summary.answers, of.survey
    who, asked = _ASKED[survey.asked], f"{answers.asked:,}"
    said = (
        f"สำรวจความเห็นของ{who} จำนวน {asked} คน ด้วย{survey.title} จำนวน {len(survey.questions)} ข้อ"
    )
    if answers.first_day and answers.last_day:
        said += f" {_days(answers.first_day, answers.last_day)}"
    said += " โดยไม่ถามชื่อ และไม่เก็บว่าใครตอบหรือตอบเมื่อใด"
    yield para(thai_digits(said), first=1.5)
    yield para(thai_digits(_answered(of.summary)), first=1.5)
    yield para(thai_digits(_reckoned(of)), first=1.5)
    for scale in survey.scales:
        if scale.bands:
            yield _bands(scale)


def _days(first: date, last: date) -> str:
    if first == last:
        return f"เมื่อวันที่ {thai_date(first)}"
    return f"ระหว่างวันที่ {thai_date(first)} ถึงวันที่ {thai_date(last)}"


def _answered(summary: SurveySummary) -> str:
    answers = summary.answers
    said = f"มีผู้ตอบ {answers.answered:,} คน คิดเป็นร้อยละ {show_percent(summary.response)} ของผู้ที่ขอให้ตอบ"
    staff = summary.response_of_staff
    if staff is not None and summary.headcount != answers.asked:
        said += f" และร้อยละ {show_percent(staff)} ของบุคลากรทั้งหมด {summary.headcount:,} คน"
    if answers.partial:
        said += f" ไม่นับคำตอบที่ตอบไม่จบ {answers.partial} ฉบับ"
    return said


def _reckoned(of: SurveyReport) -> str:
    survey = of.survey
    said = (
        "ค่าเฉลี่ยและส่วนเบี่ยงเบนมาตรฐาน (S.D. หารด้วย n-1) คิดจากผู้ตอบแต่ละข้อ ปัดเป็นทศนิยมสองตำแหน่งแล้วจึงแปลผล"
        " ค่าเฉลี่ยของหัวข้อคิดจากค่าเฉลี่ยของผู้ตอบแต่ละคน"
    )
    turned = [of.numbered[q.id] for q in survey.questions if q.reversed]
    if turned:
        said += f" ข้อ {' และ '.join(map(str, turned))} เป็นคำถามกลับด้าน จึงกลับคะแนนก่อนคิด"
    if any(found.span is not None for found in of.comparisons.values()):
        said += (
            " การเปรียบเทียบกับปีก่อนใช้ค่าเฉลี่ยของผู้ตอบแต่ละคนกับช่วงความเชื่อมั่นร้อยละ 95 ของเวลช์ (Welch)"
            " ถ้าช่วงของความต่างคร่อมศูนย์ ถือว่ายังบอกไม่ได้ว่าดีขึ้น"
        )
    return said + f" ข้อที่มีผู้ตอบน้อยกว่า {survey.fewest} คนไม่แสดงผล เพราะอาจรู้ได้ว่าใครตอบ"


def _bands(scale: SurveyScale) -> Table:
    """What a mean is called, by the lower end of its band."""
    tops = [Fraction(scale.ends[1]), *(Fraction(b.least) - Fraction(1, 100) for b in scale.bands)]
    lines = (
        row(cell(_spanned(Fraction(band.least), top), align=Align.CENTRE), band.title)
        for band, top in zip(scale.bands, tops, strict=False)
    )
    return Table((2.0, 3.0), (header_row("ค่าเฉลี่ย", "แปลผล"), *lines))


def _spanned(low: Fraction, high: Fraction) -> str:
    return f"{_two(low)}–{_two(high)}"


# --- What the answers say -----------------------------------------------------------------------------


def _results(of: SurveyReport, topics: Sequence[TopicSummary], *, alone: bool) -> Iterator[Block]:
    if alone and of.summary.overall is not None:
        yield para(_said_of(of.summary.overall, "ภาพรวมทุกหัวข้อ"), first=1.5)
    for topic in topics:
        yield para(_said_of(topic, topic.title), first=1.5, keep=True)
    for scale in of.survey.scales:
        own = [(topic, _scaled(of, topic, scale)) for topic in topics]
        asked = [(topic, questions) for topic, questions in own if questions]
        if asked:
            yield _table(of, scale, asked)
            yield from _chart(of, scale, [one for _, questions in asked for one in questions])


def _scaled(of: SurveyReport, topic: TopicSummary, scale: SurveyScale) -> list[QuestionSummary]:
    """The questions of a topic that are asked on a scale."""
    asked = (one for one in of.summary.questions if one.question.topic == topic.id)
    return [one for one in asked if one.question.scale == scale.id]


def _chart(
    of: SurveyReport, scale: SurveyScale, questions: Sequence[QuestionSummary]
) -> Iterator[Drawing]:
    means = [(of.numbered[q.question.id], q.spread.mean) for q in questions if q.spread is not None]
    lines = [(f"ข้อ {thai_digits(number)}", mean, _two(mean)) for number, mean in means]
    if lines:
        yield means_by_question("ค่าเฉลี่ยรายข้อ", lines, scale.ends[1])


def _said_of(topic: TopicSummary, title: str) -> str:
    if topic.spread is None:
        return f"{title}: {_FEW}"
    band = f" อยู่ในระดับ{topic.band}" if topic.band else ""
    said = f"มีค่าเฉลี่ย {_two(topic.spread.mean)} (S.D. {_deviation(topic.spread)})"
    return f"{title}{band} {said} จากผู้ตอบ {thai_digits(f'{topic.spread.count:,}')} คน"


def _table(
    of: SurveyReport,
    scale: SurveyScale,
    asked: Sequence[tuple[TopicSummary, Sequence[QuestionSummary]]],
) -> Table:
    """Each question with people and percent at each level, mean, deviation, band and rank; a line for each topic."""
    levels = [f"{level.title} ({thai_digits(level.level)})" for level in scale.levels]
    lines = [header_row("ข้อ", "คำถาม", *levels, "x̄", "S.D.", "แปลผล", "ลำดับ")]
    for topic, questions in asked:
        if len(asked) > 1:
            lines.append(_topic_row(topic, len(levels)))
        lines += [_line(of, one, len(levels)) for one in questions]
    widths = (0.9, 5.2, *(1.6 for _ in levels), 1.1, 1.1, 1.7, 1.0)
    return Table(widths, tuple(lines), size=12.0)


def _topic_row(topic: TopicSummary, levels: int) -> Row:
    """The topic over its questions, with its own mean; it stays with the first of them."""
    spread = topic.spread
    told = ("", "", "") if spread is None else (_two(spread.mean), _deviation(spread), topic.band)
    cells = (cell(text, align=Align.CENTRE, bold=True, shaded=True) for text in (*told, ""))
    return Row((cell(topic.title, span=levels + 2, bold=True, shaded=True), *cells), keep=True)


def _line(of: SurveyReport, one: QuestionSummary, levels: int) -> Row:
    number = cell(thai_digits(of.numbered[one.question.id]), align=Align.CENTRE)
    title = one.question.title + (" (กลับด้าน)" if one.question.reversed else "")
    if one.spread is None:
        return row(
            number,
            title,
            cell(_FEW if one.few else _OTHER_SCALE, span=levels + 4, align=Align.CENTRE),
        )
    counts = (
        cell(thai_digits(f"{c.count}"), f"({thai_digits(show_percent(c.share))})", align=Align.CENTRE)
        for c in one.counts
    )  # fmt: skip
    told = (_two(one.spread.mean), _deviation(one.spread), one.band, thai_digits(one.rank or ""))
    return row(number, title, *counts, *(cell(text, align=Align.CENTRE) for text in told))


def _beside(of: SurveyReport) -> Iterator[Block]:
    """What was ticked and what was written, beside the scales."""
    for one in of.summary.questions:
        if one.question.scale:
            continue
        yield heading(_ASIDE.sub("", one.question.title), 3)
        if one.few:
            yield para(_FEW, first=1.5)
        elif one.question.choices:
            lines = (
                row(c.title, *(cell(t, align=Align.CENTRE) for t in (
                    thai_digits(f"{c.count:,}"), thai_digits(show_percent(c.share))
                )))
                for c in one.counts
            )  # fmt: skip
            yield Table((6.0, 1.5, 1.5), (header_row("คำตอบ", "คน", "ร้อยละ"), *lines))
            yield para(
                thai_digits(f"ร้อยละของผู้ตอบข้อนี้ {one.answered:,} คน ตอบได้มากกว่าหนึ่งข้อ"), size=14
            )
        else:
            yield from (para(f"- {words}", left=1.0) for words in one.words[:_MOST_WORDS])
            more = len(one.words) - _MOST_WORDS
            if more > 0:
                yield para(thai_digits(f"และอีก {more} ข้อความ"), left=1.0)


def _figures(of: SurveyReport) -> Iterator[Block]:
    """The numbers of the plan that the answers prove."""
    if of.figures:
        yield heading("ตัวเลขของแผนที่ได้จากการสำรวจ", 3)
        lines = (row(figure.title, figure.value) for figure in of.figures)
        yield Table((5.0, 4.0), (header_row("ตัวเลข", "ผล"), *lines))


# --- The year before ----------------------------------------------------------------------------------


def _changes(of: SurveyReport, topics: Sequence[TopicSummary]) -> Iterator[Block]:
    """A sentence for each topic that was compared with the year before."""
    for topic in topics:
        found = of.comparisons.get(topic.id)
        if found is not None:
            said = f"เทียบกับปีงบประมาณ พ.ศ. {thai_digits(of.summary.answers.year - 1)} {topic.title}{found.said().thai}"
            yield para(said, first=1.5)


def _comparison(of: SurveyReport) -> Iterator[Block]:
    year = of.summary.answers.year
    compared = [
        (topic.title or "ทุกหัวข้อ", of.comparisons[topic.id])
        for topic in (*of.summary.topics, *filter(None, (of.summary.overall,)))
        if topic.id in of.comparisons
    ]
    if not compared:
        yield para("ยังไม่มีผลของปีก่อนที่เทียบกันได้", first=1.5)
        return
    head = header_row(
        "หัวข้อ", *(thai_digits(f"ปี {y} x̄ (คน)") for y in (year, year - 1)), "ต่างกัน", "ผลการเปรียบเทียบ"
    )
    lines = (
        row(
            title,
            cell(_mean_of(found.now), align=Align.CENTRE),
            cell(_mean_of(found.before), align=Align.CENTRE),
            cell(_difference(found), align=Align.CENTRE),
            found.said().thai,
        )
        for title, found in compared
    )
    yield Table((3.4, 1.9, 1.9, 1.3, 5.5), (head, *lines))
    responses = next((found.responses for _, found in compared if found.before is not None), None)
    if responses is not None:
        this, last = map(show_percent, responses)
        said = f"อัตราตอบกลับปีนี้ร้อยละ {this} ปีก่อนร้อยละ {last}"
        yield para(thai_digits(said), size=14)
    left_out = {name for _, found in compared for name in found.left_out}
    if left_out:
        numbers = sorted(of.numbered[name] for name in left_out)
        told = f"เทียบเฉพาะข้อที่ถามเหมือนกันทั้งสองปี ไม่รวมข้อ {', '.join(map(str, numbers))}"
        yield para(thai_digits(told), size=14)


def _mean_of(spread: Spread | None) -> str:
    return "–" if spread is None else f"{_two(spread.mean)} ({thai_digits(f'{spread.count:,}')})"


def _difference(found: YearComparison) -> str:
    difference = found.shown_difference
    if difference is None:
        return "–"
    sign = "-" if difference < 0 else "+" if difference > 0 else ""
    return f"{sign}{_two(abs(difference))}"


def _two(value: Fraction) -> str:
    """A mean with two places, rounded half up, in Thai numerals."""
    whole, rest = divmod(int(rounded(value) * 100), 100)
    return thai_digits(f"{whole}.{rest:02d}")


def _deviation(spread: Spread) -> str:
    return _two(spread.printed_deviation)
