"""The integrated plan's report: the activities of a period, what was done and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.facts import SectionOutcome
from domain.language.periods import parse_period
from reports.forms import FORMS
from reports.forms.dossier import Dossier
from tests.support.cast import file, number
from tests.support.dossiers import (
    dossier,
    dossier_with,
    facts_by_rows,
    facts_in,
    form,
    form_by_rows,
    plan_2567,
    table,
)


def reported(known: Dossier, period: str) -> list[list[str]]:
    """The rows of a period's activities."""
    named = replace(known, period=parse_period(period, 2567))
    return table(FORMS["integrated-plan-report"].build(named))[2:-1]


@pytest.mark.parametrize(
    ("period", "count"), [("1", 17), ("q3", 15), ("q4", 6), ("2024-06-25..2024-07-30", 7)]
)
def test_the_period_says_which_activities_are_due_and_reported(period: str, count: int) -> None:
    assert len(reported(dossier("empty", "integrated-plan-report"), period)) == count


def test_what_was_held_in_a_period_or_completed_in_it_late_is_reported_with_it() -> None:
    held = number("25.stories", 12, date(2024, 3, 1))
    joined = replace(number("7.held", 1, date(2024, 5, 3)), event_date=date(2024, 5, 2))
    late = tuple(f for f in facts_in("full").evidence if f.requirement.activity == 4)
    facts = replace(
        facts_in("empty"),
        measures=(replace(held, event_date=date(2024, 2, 1)), joined),
        evidence=tuple(replace(f, received_on=date(2024, 4, 2), event_date=None) for f in late),
        reviews=tuple(r for r in facts_in("full").reviews if r.item in {f.item for f in late}),
    )
    known = dossier_with(facts, "integrated-plan-report")

    first, third = (
        [cells[1].removeprefix("โครงการ ") for cells in reported(known, p)] for p in ("1", "q3")
    )

    titles = plan_2567().by_number
    assert (len(first), first[-1]) == (18, titles[25].title)
    assert len(third) == 17
    assert third[:2] == [titles[4].title, titles[7].title]


def test_a_day_that_a_program_read_moves_no_activity_into_a_period() -> None:
    read = file("34.manual", date(2024, 2, 1), 1, told_on=date(2024, 1, 10))
    known = dossier_with(replace(facts_in("empty"), evidence=(read,)), "integrated-plan-report")

    assert known.held_on(34).days == (date(2024, 1, 10),)
    assert len(reported(known, "1")) == 17


def test_a_period_tells_nothing_of_later_days() -> None:
    known = dossier_with(facts_by_rows(), "integrated-plan-report")
    early, late = (replace(known, period=parse_period(p, 2567)) for p in ("q1", "1"))

    assert (early.told_of(9), len(late.told_of(9))) == ([], 1)


def test_a_book_about_the_whole_year_is_told_once() -> None:
    doc = form_by_rows("integrated-plan-report")

    assert sum("รวมองค์ความรู้" in cells[2] for cells in table(doc)[2:-1]) == 1


def test_measures_and_guidelines_stand_as_the_plan_s_data_has_them() -> None:
    known = dossier("full", "integrated-plan-report")
    form = known.plan.form_by_id["integrated-plan-report"]
    rest = form.block("measure")
    first = rest.model_copy(
        update={"id": "measure-1-1", "lines": ("๑.๑ ปลูกฝัง",), "blanks": (), "activities": (1, 2)}
    )
    other = first.model_copy(
        update={
            "id": "measure-2-1",
            "title": "มาตรการที่ ๒",
            "lines": ("๒.๑ ป้องกัน",),
            "activities": (),
        }
    )
    blocks = tuple(n for b in form.blocks for n in ((first, other) if b is rest else (b,)))
    forms = tuple(
        f.model_copy(update={"blocks": blocks}) if f is form else f for f in known.plan.forms
    )
    named = replace(known, plan=known.plan.changed(forms=forms))

    rows = table(FORMS["integrated-plan-report"].build(named))
    heads = [cells[0] for cells in rows if len(cells) == 1]

    assert heads == ["๑.๑ ปลูกฝัง", "มาตรการที่ ๒", "๒.๑ ป้องกัน"]
    assert [cells[0] for cells in rows[2:7] if len(cells) > 1] == ["๑.๑.๑", "๑.๑.๒", "๒.๑.๑"]
    assert "ดำเนินการแล้วเสร็จ ๒* แนวทาง" in rows[-1][1]


def test_a_row_says_what_was_done_and_what_is_missing_and_why() -> None:
    rows = table(form("integrated-plan-report", "half"))
    first = rows[2]

    assert first[0] == "๑.๑.๑"
    assert "ผลการดำเนินการ ร้อยละ ๔๒.๘๖* (ครบ ๓ จาก ๗ รายการ)" in first[2]
    assert "☐ เป็นไปตามผลผลิตที่กำหนด" in first[3]
    assert "ยังไม่มีไฟล์" in first[6]


def test_a_remark_says_how_things_stand_and_not_what_senders_are_told() -> None:
    files = [f for f in facts_in("full").evidence if f.requirement.activity == 9]
    torn = [
        replace(f, sections=tuple(replace(s, outcome=SectionOutcome.NOT_FOUND) for s in f.sections))
        for f in files
    ]
    known = dossier_with(replace(facts_in("empty"), evidence=tuple(torn)), "integrated-plan-report")

    [remark] = [cells[6] for cells in reported(known, "1") if "หลักศาสนา" in cells[1]]

    assert "อยู่ระหว่างแก้ไข: รายงานสรุปกิจกรรม" in remark
    assert "ยังไม่ได้บันทึกตัวเลข" in remark
    assert ".pdf" not in remark


def test_the_last_row_counts_activities_and_leaves_guidelines_that_nobody_named() -> None:
    last = table(form("integrated-plan-report", "full"))[-1]

    assert "ดำเนินการแล้วเสร็จ.......... แนวทาง".replace(" ", "") in last[1].replace(" ", "")
    assert last[2] == "กิจกรรมในช่วงนี้ ๓๘ กิจกรรม\nแล้วเสร็จ ๓๘* (๑๐๐%)"


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


def test_a_remark_says_once_how_several_things_stand() -> None:
    remarks = [cells[6] for cells in reported(dossier("empty", "integrated-plan-report"), "1")]

    assert any("ยังไม่มีไฟล์" in remark for remark in remarks)
    assert all(remark.count("ยังไม่มีไฟล์") <= 1 for remark in remarks)


def test_what_was_done_outcomes_and_reasons_come_from_rows() -> None:
    rows = {
        c[1].removeprefix("โครงการ ").strip(): c
        for c in table(form_by_rows("integrated-plan-report"))
        if len(c) == 7
    }
    told, waiting, numbered, open_still = (
        rows[plan_2567().by_number[n].title] for n in (9, 10, 12, 3)
    )

    assert "ประชุมเรื่องที่ 9 ณ ห้องประชุม เมื่อวันที่ ๑ มีนาคม ๒๕๖๗ มีผู้เข้าร่วม ๑๑๐ คน" in told[2]
    assert "บุคลากรนำสติมาใช้ก่อนประชุม" in told[4]
    assert ("☑ ปรากฏแล้ว" in told[4], "☐ ยังไม่ปรากฏ" in told[4]) == (True, True)
    assert ("☐ ปรากฏแล้ว" in waiting[4], "☑ ยังไม่ปรากฏ" in waiting[4]) == (True, True)
    assert "ผลลัพธ์ยังไม่ปรากฏ: รอผลการออมครบหกเดือน" in waiting[6]
    assert "☑ ปรากฏแล้ว" in numbered[4]
    assert "☑" not in open_still[4]
