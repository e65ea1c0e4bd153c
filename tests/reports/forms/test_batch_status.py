"""The status for a meeting: what is missing first, by the points at risk."""

from __future__ import annotations

from dataclasses import replace

from domain.facts import ReviewFact
from reports.forms import FORMS
from reports.paper.drawing import Drawing
from tests.support.cast import number
from tests.support.dossiers import (
    AS_OF,
    dossier,
    dossier_with,
    facts_in,
    form,
    lines,
    paragraphs,
    plan_2567,
    table,
)


def test_the_status_puts_what_is_missing_first_by_points_at_risk() -> None:
    doc = form("batch-status", "half")
    rows = table(doc)[1:]

    assert [cells[0] for cells in rows[:3]] == ["๒", "๑๑", "๗"]
    assert rows[-1][3].startswith("ครบ")
    assert "ครบ ๒ จาก ๑๗ กิจกรรม ได้ ๗* จาก ๑๒๕ คะแนน ยังได้อีก ๑๑๘* คะแนน" in "\n".join(lines(doc))
    assert "kamnot" not in "\n".join(paragraphs(doc))


def test_a_batch_due_on_a_closed_day_names_its_last_working_day() -> None:
    june = replace(dossier("half", "batch-status"), batch="june-30")

    said = "\n".join(lines(FORMS["batch-status"].build(june)))

    assert "วันทำการสุดท้ายคือ วันศุกร์ที่ ๒๘ มิถุนายน ๒๕๖๗" in said
    assert "วันทำการสุดท้าย" not in "\n".join(lines(form("batch-status", "half")))


def test_a_batch_without_points_counts_activities_alone() -> None:
    september = replace(dossier("empty", "batch-status"), batch=plan_2567().batches[-1].id)

    said = "\n".join(lines(FORMS["batch-status"].build(september)))

    assert "ครบ ๐ จาก ๑ กิจกรรม" in said
    assert "คะแนน ยังได้อีก" not in said


def test_every_chart_is_said_in_words_too() -> None:
    charts = [
        block for block in form("batch-status", "half").blocks() if isinstance(block, Drawing)
    ]

    assert len(charts) == 4
    assert all(chart.words() for chart in charts)


def test_the_status_shows_what_the_plan_s_notes_ask_for_and_who_must_confirm_it() -> None:
    facts = facts_in("half")
    seen = replace(facts, measures=(*facts.measures, number("note-3.together", True, AS_OF)))

    said = [
        [line for line in lines(FORMS["batch-status"].build(known)) if line.startswith("หมายเหตุ")]
        for known in (dossier("half", "batch-status"), dossier_with(seen, "batch-status"))
    ]

    assert len(said[0]) == len(said[1]) == 3
    assert said[0][2].endswith("ยังบอกไม่ได้ · ยังไม่มีผู้ยืนยัน ต้องมีผู้ยืนยันว่ามี*")
    assert said[1][2].endswith("ครบ · มี ต้องมีผู้ยืนยันว่ามี*")


def test_it_says_that_all_was_accepted_rather_than_that_none_waits() -> None:
    facts = facts_in("full")
    seen = tuple(ReviewFact(e.item, e.version, True, "", e.received_on) for e in facts.evidence)
    doc = FORMS["batch-status"].build(dossier_with(replace(facts, reviews=seen), "batch-status"))

    [summary] = [line for line in lines(doc) if line.startswith("ครบ ")]

    assert "มีผู้ตรวจรับแล้วทุกไฟล์" in summary
    assert "ยังไม่มีผู้ตรวจรับ" not in summary
