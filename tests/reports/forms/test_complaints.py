"""The monthly report on complaints: a skeleton with the plan's own headings and no data."""

from __future__ import annotations

from dataclasses import replace

from domain.language.periods import parse_period
from reports.forms import FORMS
from reports.forms.complaints import ACTIVITY, report_of_complaints
from reports.paper.document import Table
from tests.support.dossiers import (
    dossier,
    form,
    lines,
    plan_2567,
    table,
)


def test_the_complaints_skeleton_has_the_sections_of_the_plan_and_no_data() -> None:
    doc = form("complaints-month", "full")

    assert "๒. สำนักมีกรณีถูกร้องเรียนหรือไม่ จำนวนเท่าใด" in lines(doc)
    assert lines(doc)[1] == "ประจำเดือนตุลาคม ๒๕๖๖"
    assert all(cells[1].strip(".") == "" for cells in table(doc)[1:])


def test_the_month_is_that_of_the_period_or_of_the_day() -> None:
    known = dossier("empty", "complaints-month")
    march = replace(known, period=parse_period("2024-03-01..2024-03-31", 2567))
    today = replace(known, period=None)

    assert lines(FORMS["complaints-month"].build(march))[1] == "ประจำเดือนมีนาคม ๒๕๖๗"
    assert lines(FORMS["complaints-month"].build(today))[1] == "ประจำเดือนมิถุนายน ๒๕๖๗"


def test_a_plan_without_that_activity_leaves_the_signatures_alone() -> None:
    plan = plan_2567()
    others = tuple(a for a in plan.activities if ACTIVITY not in a.title)
    known = replace(dossier("empty", "complaints-month"), plan=plan.changed(activities=others))

    doc = FORMS["complaints-month"].build(known)

    assert report_of_complaints(plan.changed(activities=others)) is None
    assert [block for block in doc.blocks() if isinstance(block, Table)] == []
    assert "ผู้อำนวยการสำนัก" in lines(doc)
