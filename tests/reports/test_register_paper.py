"""A register as a document: the risk plan has a chapter for each dimension."""

from __future__ import annotations

from datetime import date

from domain.facts import Cell, RegisterRow, RowId
from reports.paper.document import Doc, Para, Table
from reports.register_paper import register_paper
from tests.support.dossiers import plan_2567

PLAN = plan_2567()
DAY = date(2024, 3, 13)


def paper(register: str, *cells: dict[str, Cell]) -> Doc:
    rows = [
        RegisterRow(RowId(register, n), 1, {"day": DAY} | said, DAY)
        for n, said in enumerate(cells, 1)
    ]
    return register_paper(PLAN.register_by_id[register], rows, "สำนักตัวอย่าง", 2567, DAY)


def shown(doc: Doc) -> list[str]:
    """The lines, and of a table its rows as text."""
    found = []
    for block in doc.blocks():
        if isinstance(block, Para):
            found.append(block.text)
        elif isinstance(block, Table):
            found += ["|".join(c.text for c in line.cells) for line in block.rows]
    return found


def risk(dimension: str, name: str) -> dict[str, Cell]:
    return {
        "dimension": dimension,
        "risk": name,
        "chance": 3,
        "effect": 5,
        "response": "สอบทาน",
        "keeper": "ฝ่ายคลัง",
    }


def test_the_risk_plan_has_its_analysis_and_a_chapter_for_each_dimension() -> None:
    lines = shown(paper("risks", risk("people", "เรียกรับ"), risk("procurement", "ล็อกสเปก")))

    assert lines[:2] == [
        "แผนบริหารความเสี่ยงด้านความโปร่งใสและป้องกันการทุจริต",
        "สำนักตัวอย่าง ปีงบประมาณ พ.ศ. ๒๕๖๗",
    ]
    heads = [line for line in lines if "มิติ" in line[:4] or "วิเคราะห์" in line]
    assert heads == ["การวิเคราะห์ความเสี่ยงของสำนัก", "มิติการบริหารบุคคล", "มิติการจัดซื้อจัดจ้าง"]
    assert "๑|มิติการบริหารบุคคล|เรียกรับ|๓|๕" in lines
    assert "๑|เรียกรับ|๓|๕|สอบทาน|ฝ่ายคลัง" in lines


def test_any_register_is_a_table() -> None:
    lines = shown(paper("circulars", {"number": "สผ ๑", "what": "อบรม", "sent": 2}))

    assert lines[0] == "กิจกรรมตามแจ้งเวียน"
    assert "๑|สผ ๑|๑๓ มี.ค. ๖๗|อบรม||๒" in lines
