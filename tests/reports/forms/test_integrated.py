"""The integrated plan's report: the activities of a period, what was done and why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.language.periods import parse_period
from reports.forms import FORMS
from tests.support.dossiers import (
    dossier,
    dossier_with,
    facts_in,
    form,
    table,
)


@pytest.mark.parametrize(
    ("period", "count"), [("1", 17), ("q3", 15), ("q4", 6), ("2024-06-25..2024-07-30", 7)]
)
def test_the_period_says_which_activities_are_reported(period: str, count: int) -> None:
    known = replace(dossier("full", "integrated-plan-report"), period=parse_period(period, 2567))

    rows = table(FORMS["integrated-plan-report"].build(known))

    assert len(rows) == 1 + 1 + count + 1
    assert "กิจกรรมในช่วงนี้" in rows[-1][-1]


def test_a_row_says_what_was_done_and_what_is_missing_and_why() -> None:
    rows = table(form("integrated-plan-report", "half"))
    first = rows[2]

    assert first[0] == "๑.๑.๑"
    assert "ผลการดำเนินการ ร้อยละ ๔๒.๘๖ (ครบ ๓ จาก ๗ รายการ)" in first[2]
    assert "☐ เป็นไปตามผลผลิตที่กำหนด" in first[3]
    assert "ยังไม่มีไฟล์" in first[6]


def test_the_last_row_counts_what_is_done_and_what_is_going_on() -> None:
    last = table(form("integrated-plan-report", "full"))[-1]

    assert "ดำเนินการแล้วเสร็จ ๑๗ แนวทาง" in last[1]
    assert "อยู่ระหว่างการดำเนินการ.........." in last[1]


@pytest.mark.parametrize("name", ["integrated-plan-report", "level-3-report", "batch-status"])
def test_the_remark_names_what_was_entered_after_its_day(name: str) -> None:
    facts = facts_in("full")
    late = [
        replace(f, backdated_why="รับเป็นกระดาษ") if f.requirement == "7.report" else f
        for f in facts.evidence
    ]
    known = dossier_with(replace(facts, evidence=tuple(late)), name)

    marked = [r[-1] for r in table(FORMS[name].build(known)) if "รับเป็นกระดาษ" in r[-1]]

    assert marked
    assert all("บันทึกรับย้อนหลัง" in remark for remark in marked)
