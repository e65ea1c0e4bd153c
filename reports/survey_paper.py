"""The questionnaire of a survey on paper: questions over boxes to tick, and no place for a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.language.thai import thai_digits
from domain.plan.model import Survey, SurveyQuestion, SurveyScale
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
    Table,
    box,
    cell,
    dots,
    header_row,
    heading,
    para,
    part_row,
    row,
)
from reports.survey_sheets import ANONYMOUS

_WIDEST = 9.0
_LINE, _LINES_FOR_WORDS = 150, 3


def questionnaire(survey: Survey, unit_name: str, fiscal_year: int, day: date) -> Doc:
    """The questionnaire of one unit, in Thai as every paper of the plan."""
    year = f"ปีงบประมาณ พ.ศ. {thai_digits(fiscal_year)}"
    blocks = (
        heading(survey.title, size=18, align=Align.CENTRE),
        para(f"{unit_name} {year}", bold=True, align=Align.CENTRE, keep=True),
        para(ANONYMOUS[0].format(fewest=thai_digits(survey.fewest)), first=1.5),
        *question_blocks(survey, 2),
        para("ขอขอบคุณที่ให้ความร่วมมือ", align=Align.CENTRE),
    )
    key = {"survey": survey.id, "year": str(fiscal_year)}
    return Doc(survey.title, unit_name, day, (Pages(tuple(blocks)),), key)


def question_blocks(survey: Survey, level: int) -> Iterator[Block]:
    """The questions under headings of a level: those on one scale together, as long as no other kind stands between."""
    part, number = 1, 1
    for group in _groups(survey):
        first = group[0]
        if first.scale:
            yield heading(
                f"ส่วนที่ {thai_digits(part)} โปรดทำเครื่องหมาย ✓ ในช่องที่ตรงกับความเห็นของท่าน", level
            )
            yield _grid(survey, survey.scale_by_id[first.scale], group, number)
        else:
            yield heading(f"ส่วนที่ {thai_digits(part)} {first.title}", level)
            if first.choices:
                yield from (para(f"{box(ticked=False)} {c.title}", left=1.0) for c in first.choices)
            else:
                yield from (para(dots(_LINE), stretched=True) for _ in range(_LINES_FOR_WORDS))
        part, number = part + 1, number + len(group) * bool(first.scale)


def _groups(survey: Survey) -> list[list[SurveyQuestion]]:
    groups: list[list[SurveyQuestion]] = []
    for question in survey.questions:
        if groups and question.scale and groups[-1][0].scale == question.scale:
            groups[-1].append(question)
        else:
            groups.append([question])
    return groups


def _grid(
    survey: Survey, scale: SurveyScale, asked: Sequence[SurveyQuestion], number: int
) -> Table:
    levels = [f"{level.title} ({thai_digits(level.level)})" for level in scale.levels]
    lines = [header_row("ข้อ", "คำถาม", *levels)]
    topic = ""
    for place, question in enumerate(asked, number):
        if question.topic and question.topic != topic:
            topic = question.topic
            lines.append(part_row(survey.topic_by_id[topic].title, len(levels) + 2))
        boxes = (cell(box(ticked=False), align=Align.CENTRE) for _ in levels)
        lines.append(row(cell(thai_digits(place), align=Align.CENTRE), question.title, *boxes))
    return Table((1.3, _WIDEST, *(1.7 for _ in levels)), tuple(lines))
