"""The report of a survey has the plan's own headings, and under each what belongs there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from domain.facts import MeasureFact, SurveyAnswers
from domain.language.ids import MeasureId
from domain.plan.model import MeasureRequirement, Survey
from domain.surveys.comparison import compare
from domain.surveys.summary import summarise
from reports.paper.document import Block, Doc, Para, Table
from reports.survey_report import SurveyFigure, SurveyReport, report_parts, survey_report
from tests.support.dossiers import plan_2567
from tests.support.surveys.made_up import answers, levels, survey

DAY = date(2024, 8, 30)
PLAN = plan_2567()


def made(asked: Survey, now: SurveyAnswers, last: SurveyAnswers | None = None) -> SurveyReport:
    topics = asked.topic_by_id
    activity = next((PLAN.by_number[n] for n in asked.activities), None)
    return SurveyReport(
        summary=summarise(asked, now, 120),
        comparisons={t: compare(asked, t, now, last) for t in topics} if last else {},
        activity=activity,
        parts=report_parts(asked, activity),
        figures=(),
        accepted_on=DAY,
        unit_name="สำนักตัวอย่าง",
        day=DAY,
    )


def all_alike(asked: Survey, level: int, people: int = 30) -> SurveyAnswers:
    row = {q.id: level for q in asked.scaled()}
    return SurveyAnswers(asked.id, 2567, people, tuple(row for _ in range(people)))


def headings(doc: Doc, level: int = 2) -> list[str]:
    return [one.text for one in doc.headings() if one.level == level]


def under(doc: Doc, title: str) -> list[Block]:
    """The blocks between a heading and the next one of its level."""
    blocks = list(doc.blocks())
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Para) and title in b.text)
    rest = blocks[start + 1 :]
    end = next((n for n, b in enumerate(rest) if isinstance(b, Para) and b.level == 2), len(rest))
    return rest[:end]


def lines(blocks: Sequence[Block]) -> list[str]:
    """Each line of text and each row of a table, its cells joined."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Para):
            found.append(block.text)
        elif isinstance(block, Table):
            found += ["|".join(c.text.replace("\n", " ") for c in row.cells) for row in block.rows]
    return found


@pytest.mark.parametrize("asked", PLAN.surveys, ids=lambda one: one.id)
def test_the_headings_are_the_parts_that_the_plan_asks_for_in_its_order(asked: Survey) -> None:
    [report, *_] = PLAN.by_number[asked.activities[0]].requirements
    doc = survey_report(made(asked, all_alike(asked, 4)))
    told = [title for title in headings(doc) if not title.startswith("ส่วนที่")]
    assert [title.partition(". ")[2] for title in told] == [part.title for part in report.sections]


@pytest.mark.parametrize("asked", PLAN.surveys, ids=lambda one: one.id)
def test_every_question_is_asked_once_and_told_once(asked: Survey) -> None:
    doc = survey_report(made(asked, all_alike(asked, 4)))
    text = lines(list(doc.blocks()))
    for question in asked.scaled():
        assert sum(question.title in line for line in text) == 2, question.id


def test_a_question_has_people_and_percent_at_each_level_then_mean_deviation_and_band() -> None:
    asked = survey(activities=[])
    given = answers([*levels(5, 5, 5, 4, 4, 3), *levels(1, 2, 2, 3, 3, question="c")], asked=20)
    text = lines(list(survey_report(made(asked, given)).blocks()))
    assert "๑|ก|๓ (๕๐)|๒ (๓๓.๓๓)|๑ (๑๖.๖๗)|๐ (๐)|๐ (๐)|๔.๓๓|๐.๘๒|มาก|๑" in text
    assert "๓|ค (กลับด้าน)|๐ (๐)|๐ (๐)|๒ (๔๐)|๒ (๔๐)|๑ (๒๐)|๓.๘๐|๐.๘๔|มาก|๒" in text
    assert "๒|ข|น้อยเกินกว่าจะแสดง" in text


def test_the_method_says_who_was_asked_who_answered_and_what_was_turned() -> None:
    asked = survey(activities=[])
    given = answers(
        levels(*[4] * 30),
        asked=40,
        first_day=date(2024, 8, 1),
        last_day=date(2024, 8, 12),
        partial=2,
    )
    text = " ".join(lines(under(survey_report(made(asked, given)), "วิธีการสำรวจ")))
    for said in (
        "บุคลากร จำนวน ๔๐ คน", "ระหว่างวันที่ ๑ สิงหาคม ๒๕๖๗ ถึงวันที่ ๑๒ สิงหาคม ๒๕๖๗",
        "มีผู้ตอบ ๓๐ คน คิดเป็นร้อยละ ๗๕ ของผู้ที่ขอให้ตอบ และร้อยละ ๒๕ ของบุคลากรทั้งหมด ๑๒๐ คน",
        "ไม่นับคำตอบที่ตอบไม่จบ ๒ ฉบับ", "ข้อ ๓ เป็นคำถามกลับด้าน", "น้อยกว่า ๕ คนไม่แสดงผล", "๓.๕๑–๔.๕๐|มาก",
    ):  # fmt: skip
        assert said in text


def test_what_the_plan_wants_compared_is_compared_and_says_what_can_be_told() -> None:
    asked = PLAN.survey_by_id["virtues"]
    last = replace(all_alike(asked, 3), year=2566)
    text = lines(under(survey_report(made(asked, all_alike(asked, 5), last)), "ผลการเปรียบเทียบ"))
    assert any(line.startswith("สุจริต|๕.๐๐ (๓๐)|๓.๐๐ (๓๐)|+๒.๐๐|ดีขึ้น") for line in text)
    without = lines(under(survey_report(made(asked, all_alike(asked, 5))), "ผลการเปรียบเทียบ"))
    assert without == ["ยังไม่มีผลของปีก่อนที่เทียบกันได้"]


def test_without_a_year_before_no_response_of_it_is_told() -> None:
    asked = PLAN.survey_by_id["virtues"]
    now = all_alike(asked, 5)
    unknown = {t: compare(asked, t, now, None) for t in asked.topic_by_id}
    report = replace(made(asked, now), comparisons=unknown)
    text = lines(under(survey_report(report), "ผลการเปรียบเทียบ"))
    assert any("ยังไม่มีผลสำรวจของปีก่อน" in line for line in text)
    assert not any("อัตราตอบกลับ" in line for line in text)


def test_the_difference_of_a_row_is_that_of_the_means_beside_it() -> None:
    """Exactly it is 0.0067, which alone would round to 0.01."""
    asked = PLAN.survey_by_id["virtues"]
    names = [q.id for q in asked.scaled()]

    def rows(*means: int) -> SurveyAnswers:
        given = tuple(dict.fromkeys(names, level) for level in means)
        return SurveyAnswers(asked.id, 2567, len(given), given)

    now, last = rows(*[5] * 50, *[4] * 100), replace(rows(*[5] * 49, *[4] * 101), year=2566)
    text = lines(under(survey_report(made(asked, now, last)), "ผลการเปรียบเทียบ"))
    assert any(line.startswith("สุจริต|๔.๓๓ (๑๕๐)|๔.๓๓ (๑๕๐)|๐.๐๐|") for line in text)
    assert any("(ต่างกัน ๐.๐๐ " in line for line in text)


def test_a_question_that_was_asked_on_another_scale_is_not_called_too_few() -> None:
    asked = survey(activities=[])
    given = answers([*levels(5, 5, 5, 4, 4, 3)], asked=20, scales={"a": (1, 4)})
    text = lines(list(survey_report(made(asked, given)).blocks()))
    assert "๑|ก|ถามด้วยมาตรวัดอื่น" in text
    assert "๒|ข|น้อยเกินกว่าจะแสดง" in text


def test_where_no_part_compares_the_change_stands_under_its_topic() -> None:
    asked = PLAN.survey_by_id["climate"]
    last = replace(all_alike(asked, 4), year=2566)
    doc = survey_report(made(asked, all_alike(asked, 4), last))
    [said] = [one for one in lines(under(doc, "บรรยากาศ/สภาพแวดล้อม")) if one.startswith("เทียบกับ")]
    assert said.startswith(
        "เทียบกับปีงบประมาณ พ.ศ. ๒๕๖๖ บรรยากาศและสภาพแวดล้อมที่เอื้อต่อการส่งเสริมคุณธรรมยังบอกไม่ได้"
    )


def test_answers_that_nobody_accepted_make_a_draft_that_says_so() -> None:
    asked = PLAN.survey_by_id["climate"]
    report = made(asked, all_alike(asked, 4))
    assert not any("ฉบับร่าง" in line for line in lines(list(survey_report(report).blocks())))
    draft = survey_report(replace(report, accepted_on=None))
    assert any("ฉบับร่าง" in line for line in lines(list(draft.blocks())))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (96, "๙๖ คน จาก ๑๒๐ คน ร้อยละ ๘๐ ถึงเกณฑ์ร้อยละ ๘๐"),
        (95, "๙๕ คน จาก ๑๒๐ คน ร้อยละ ๗๙.๑๗ ยังไม่ถึงเกณฑ์ร้อยละ ๘๐"),
    ],
)
def test_a_number_of_the_plan_says_whom_it_counts_and_whether_it_is_enough(
    part: int, said: str
) -> None:
    name = MeasureId(26, "understanding")
    asked = PLAN.measure_by_id[name]
    assert isinstance(asked, MeasureRequirement)
    proved = MeasureFact(name, Fraction(part, 120), DAY, part, 120)
    assert SurveyFigure.of(asked, proved, PLAN.edges).value == said
