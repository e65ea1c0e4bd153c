"""The questionnaire on paper: every question over its boxes, numbered, and no place for a name."""

from __future__ import annotations

from datetime import date

from reports.paper.document import Para, Table
from reports.survey_paper import questionnaire
from tests.support.dossiers import plan_2567
from tests.support.surveys.answers import SURVEY

DAY = date(2024, 8, 1)


def test_questions_of_one_scale_stand_in_one_table_under_their_topics() -> None:
    climate = plan_2567().survey_by_id["climate"]

    doc = questionnaire(climate, "สำนักตัวอย่าง", 2567, DAY)

    [table] = [block for block in doc.blocks() if isinstance(block, Table)]
    rows = ["|".join(cell.text for cell in row.cells) for row in table.rows]
    assert rows[0].startswith("ข้อ|คำถาม|เห็นด้วยมากที่สุด (๕)")
    assert rows[1] == "บรรยากาศและสภาพแวดล้อมที่เอื้อต่อการส่งเสริมคุณธรรม"
    assert rows[2].startswith("๑|หน่วยงานปฏิบัติต่อบุคลากรทุกคนอย่างเป็นธรรม|☐|☐|☐|☐|☐")


def test_choices_have_boxes_words_have_lines_and_nobody_is_asked_for_a_name() -> None:
    doc = questionnaire(SURVEY, "สำนักตัวอย่าง", 2567, DAY)

    texts = [block.text for block in doc.blocks() if isinstance(block, Para)]
    assert "☐ สื่อสังคม (เฟซบุ๊ก, ไลน์)" in texts
    assert sum(text.startswith("....") for text in texts) == 3
    assert any(text.startswith("ไม่ต้องระบุชื่อ") for text in texts)
