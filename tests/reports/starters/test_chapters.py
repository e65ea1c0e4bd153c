"""Reports: every part that the plan's row lists has its heading and a hint, and rows stand where they belong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.documents.starters import hint_line, own_heading
from domain.language.ids import RequirementId
from domain.language.thai import thai_digits
from domain.plan.model import StarterLayout
from reports.forms.sentences import of_activity
from reports.paper.document import Para, ParaRole, Table
from reports.starters import begin
from tests.support.dossiers import dossier, facts_in, plan_2567, row_of

PLAN = plan_2567()
REPORTS = [
    asked
    for asked, starter in PLAN.starter_of.items()
    if starter.layout in (StarterLayout.REPORT, StarterLayout.REGISTER)
]


@pytest.mark.parametrize("asked", REPORTS, ids=str)
def test_every_part_has_its_heading_and_its_hint(asked: RequirementId) -> None:
    doc = begin(dossier("empty", "dos-donts"), asked)
    headings = [found.text.partition(". ")[2] or found.text for found in doc.headings()]
    hints = [b.text for b in doc.blocks() if isinstance(b, Para) and b.role is ParaRole.HINT]
    sections = PLAN.requirement_by_id[asked].sections
    starter = PLAN.starter_of[asked]

    listed = [own_heading(s) for s in sections if s.id not in ("cover", "contents")]
    assert [title for title in headings if title in listed] == listed
    assert {hint_line(starter.hints[s.id]) for s in sections} <= set(hints)
    assert len(hints) == len(set(hints))


@pytest.mark.parametrize("asked", REPORTS, ids=str)
def test_no_sentence_of_kamnot_stands_under_a_part_that_a_person_tells(
    asked: RequirementId,
) -> None:
    known = dossier("full", "dos-donts")
    blocks = [b for b in begin(known, asked).blocks() if isinstance(b, Para)]
    first = next(n for n, b in enumerate(blocks) if b.text.startswith(f"{thai_digits(1)}. "))

    told = of_activity(known, known.evaluation.by_number[asked.activity])

    assert set(told) <= {b.text for b in blocks[:first]}


def test_risks_stand_in_the_chapters_of_their_dimension() -> None:
    risk = row_of(
        "risks",
        1,
        dimension="people",
        risk="เลื่อนคนโดยไม่มีเกณฑ์",
        chance=3,
        effect=4,
        response="ตรวจซ้ำสองคน",
        keeper="กลุ่มงานพัสดุ",
    )
    facts = replace(facts_in("empty"), rows=(risk,))
    known = replace(dossier("empty", "dos-donts"), facts=facts)

    blocks = list(begin(known, RequirementId(13, "plan")).blocks())

    tables = {
        head.text: block
        for head, block in zip(blocks, blocks[2:], strict=False)
        if isinstance(block, Table) and isinstance(head, Para) and head.level
    }
    assert list(tables) == [
        f"{thai_digits(1)}. การวิเคราะห์ความเสี่ยงของสำนัก",
        f"{thai_digits(2)}. มิติการบริหารบุคคล",
    ]
    assert "ตรวจซ้ำสองคน" in [
        c.text for c in tables[f"{thai_digits(2)}. มิติการบริหารบุคคล"].rows[1].cells
    ]


def test_goals_stand_under_the_problem_or_the_good_deed_that_they_are() -> None:
    rows = (
        row_of("goals", 1, sort="problem", goal="มาทำงานสาย", why="เห็นบ่อย"),
        row_of("goals", 2, sort="good", goal="แบ่งปันความรู้", why="เห็นบ่อย"),
    )
    known = replace(dossier("empty", "dos-donts"), facts=replace(facts_in("empty"), rows=rows))

    blocks = [
        getattr(b, "text", "") for b in begin(known, RequirementId(2, "knowledge-paper")).blocks()
    ]

    problem, good = blocks.index("– มาทำงานสาย"), blocks.index("– แบ่งปันความรู้")
    assert blocks[problem - 2].endswith("ปัญหาใด เพราะเหตุใด")
    assert blocks[good - 2].endswith("ความดีใด เพราะเหตุใด")
