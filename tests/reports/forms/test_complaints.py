"""The monthly report on complaints: the plan's own headings, and what the registers say of the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.facts import Cell, RegisterRow, RowId
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


def kept(register: str, at: int, day: date, **cells: Cell) -> RegisterRow:
    said = {name.replace("_", "-"): cell for name, cell in cells.items()}
    return RegisterRow(RowId(register, at), 1, {"day": day} | said, day)


MARCH = date(2024, 3, 31)
NONE = kept("complaint-months", 1, MARCH, received=False, said_by="หัวหน้ากลุ่มงาน")
SOME = (
    kept(
        "complaints", 1, date(2024, 3, 9), number=2, channel="letter", handled="สอบแล้ว", told=True
    ),
    kept("complaints", 2, date(2024, 3, 2), number=1, channel="box"),
    kept("complaints", 3, date(2024, 4, 2), number=7, channel="box"),
)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param((), "☐ ไม่มี ☐ มี จำนวน", id="nobody wrote anything down"),
        pytest.param((NONE,), "☑ ไม่มี ☐ มี จำนวน", id="a person said that there is none"),
        pytest.param(SOME, "☐ ไม่มี ☑ มี จำนวน ๓ เรื่อง", id="three in the month"),
        pytest.param((NONE, *SOME), "☐ ไม่มี ☑ มี จำนวน ๓ เรื่อง", id="rows count before what was said"),
    ],
)
def test_the_month_is_filled_from_the_registers(rows: tuple[RegisterRow, ...], said: str) -> None:
    known = dossier("empty", "complaints-month")
    month = replace(
        known,
        facts=replace(known.facts, rows=rows),
        period=parse_period("2024-03-01..2024-03-31", 2567),
    )
    doc = FORMS["complaints-month"].build(month)

    [line] = [text for text in lines(doc) if "ไม่มี" in text]
    assert line.startswith(said)
    if rows == SOME:
        assert table(doc)[1][1:4] == ["๒ มี.ค. ๖๗", "๑", "กล่องรับเรื่อง"]
        assert table(doc)[2][1:] == ["๙ มี.ค. ๖๗", "๒", "หนังสือ", "สอบแล้ว", "มี"]
    assert ("ตำแหน่ง หัวหน้ากลุ่มงาน" in lines(doc)) is (NONE in rows)
