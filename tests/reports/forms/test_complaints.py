"""The monthly report on complaints: the plan's own headings, and what the registers say of the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.facts import Cell, RegisterRow, RowId
from domain.language.periods import parse_period
from reports.forms import FORMS
from reports.forms.complaints import ACTIVITY, report_of_complaints
from reports.paper.document import Doc, Para, Table
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

    [line] = [text for text in lines(doc) if "ไม่มี ☐" in text or "ไม่มี ☑" in text]
    assert line.startswith(said)
    if rows == SOME:
        assert table(doc)[1][1:4] == ["๒ มี.ค. ๖๗", "๑", "กล่องรับเรื่อง"]
        assert table(doc)[2][1:] == ["๙ มี.ค. ๖๗", "๒", "หนังสือ", "สอบแล้ว", "แจ้งแล้ว"]
        assert len(table(doc)) == 1 + 2
    assert ("ตำแหน่ง หัวหน้ากลุ่มงาน" in lines(doc)) is (NONE in rows)


def month_of(*rows: RegisterRow) -> Doc:
    """The report of March 2567 by these rows."""
    known = dossier("empty", "complaints-month")
    period = parse_period("2024-03-01..2024-03-31", 2567)
    facts = replace(known.facts, rows=rows)
    return FORMS["complaints-month"].build(replace(known, facts=facts, period=period))


def said_under(doc: Doc, title: str) -> str:
    said = lines(doc)
    return said[next(n for n, line in enumerate(said) if title in line) + 1].strip(".")


@pytest.mark.parametrize(
    ("rows", "up", "told"),
    [
        pytest.param((), "", "", id="nobody wrote anything down"),
        pytest.param((NONE,), "", "ไม่มีเรื่องร้องเรียนในเดือนนี้", id="none"),
        pytest.param(SOME, "", "", id="of one it is not known"),
        pytest.param(SOME[:1], "", "แจ้งผลให้ผู้ร้องเรียนทราบแล้ว ๒ จาก ๒ เรื่อง", id="all were told"),
        pytest.param(
            (kept("complaint-months", 2, MARCH, received=True, said_by="ก", sent=True),),
            "เสนอผู้อำนวยการสำนักแล้ว", "", id="the director has it",
        ),
        pytest.param(
            (kept("complaint-months", 2, MARCH, received=True, said_by="ก", sent=False),),
            "ยังไม่ได้เสนอผู้อำนวยการสำนัก", "", id="the director has it not",
        ),
    ],
)  # fmt: skip
def test_the_other_parts_say_what_the_registers_know(
    rows: tuple[RegisterRow, ...], up: str, told: str
) -> None:
    doc = month_of(*rows)

    assert said_under(doc, "มีรายงานเสนอผู้บังคับบัญชา") == up
    assert said_under(doc, "แจ้งให้ผู้ร้องเรียนทราบ") == told


def test_a_month_without_complaints_has_no_table_to_fill() -> None:
    assert [block for block in month_of(NONE).blocks() if isinstance(block, Table)] == []


def test_both_places_to_sign_stay_with_the_last_part() -> None:
    paras = [block for block in month_of().blocks() if isinstance(block, Para)]
    last = next(n for n, p in enumerate(paras) if "แจ้งให้ผู้ร้องเรียนทราบ" in p.text)

    assert [p.keep for p in paras[last:]] == [True] * (len(paras) - last - 1) + [False]
