"""The report of level 3: figures and ticks where they are proved, room to write where not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from domain.facts import SectionFact, SectionOutcome
from domain.rubric.derived import with_derived
from reports.forms import FORMS
from tests.support.cast import number
from tests.support.dossiers import (
    GOALS,
    dossier_with,
    facts_by_rows,
    facts_in,
    form,
    form_by_rows,
    lines,
    plan_2567,
    table,
)


def test_figures_stand_in_the_printed_sentences() -> None:
    rows = table(form("level-3-report", "full"))

    assert rows[1][1].endswith("จำนวน ๑๑๖ คน คิดเป็นร้อยละ ๙๖.๖๗")
    assert "จำนวน ๑๒ เรื่อง" in rows[2][1]
    assert rows[2][1].endswith("(๑๒) " + "." * 60)
    assert rows[4][1].endswith("มีผลสำเร็จร้อยละ ๑๐๐")


def test_a_figure_known_only_as_a_range_is_left_to_be_written() -> None:
    rows = table(form("level-3-report", "half"))

    assert rows[4][1].endswith("มีผลสำเร็จร้อยละ ............")


def test_a_score_stands_beside_the_share_that_is_proved() -> None:
    full = facts_in("full")
    unsaid = replace(full, measures=tuple(m for m in full.measures if m.measure != "16.held"))

    found = [
        table(FORMS["level-3-report"].build(dossier_with(facts, "level-3-report")))[4]
        for facts in (full, unsaid)
    ]

    assert [cells[3] for cells in found] == ["ครบ ๓๘ จาก ๓๘ กิจกรรม", "ครบ ๓๗ จาก ๓๘ กิจกรรม"]
    assert [cells[2] for cells in found] == ["๓*", "๓*"]
    assert found[1][1].endswith("มีผลสำเร็จร้อยละ ๙๗.๓๗")


def test_a_yes_is_ticked_by_proof_and_a_no_only_by_somebody_s_word() -> None:
    rows = table(form("level-3-report", "full"))
    half = table(form("level-3-report", "empty"))
    said_no = number("rubric.plan-made", False, date(2024, 2, 1))
    facts = replace(facts_in("empty"), measures=(said_no,))
    no = table(FORMS["level-3-report"].build(dossier_with(facts, "level-3-report")))

    assert "๓.๑ แผนดำเนินการ มี ☑ ไม่มี ☐" in rows[3][1]
    assert "๓.๑ แผนดำเนินการ มี ☐ ไม่มี ☐" in half[3][1]
    assert "๓.๑ แผนดำเนินการ มี ☐ ไม่มี ☑" in no[3][1]


def test_scores_are_copied_only_where_the_criterion_is_the_same() -> None:
    scores = [cells[2] for cells in table(form("level-3-report", "full"))[1:]]

    assert [s.strip(".") for s in scores] == ["๓*", "๓*", "๓*", "๓*", "", "๓*", "๓*", "๓*", "๓*"]


def test_a_score_of_boxes_waits_for_what_nobody_knows() -> None:
    facts = facts_in("full")
    scanned = [
        replace(
            f, sections=tuple(SectionFact(s.id, SectionOutcome.CANNOT_TELL) for s in f.sections)
        )
        if f.requirement == "9.report"
        else f
        for f in facts.evidence
    ]
    lacking = [f for f in facts.evidence if f.requirement != "9.report"]

    scores = [
        table(
            FORMS["level-3-report"].build(
                dossier_with(replace(facts, evidence=tuple(files)), "level-3-report")
            )
        )[8][2]
        for files in (scanned, lacking)
    ]

    assert scores == ["........", "๒*"]


def test_a_name_and_an_address_have_room_to_be_written() -> None:
    said = lines(form("level-3-report", "empty"))
    dots = [[len(found) for found in re.findall(r"\.{3,}", line)] for line in said[3:7]]

    assert [len(found) for found in dots] == [2, 2, 2, 1]
    assert min(min(found) for found in dots) > 45
    assert dots[3][0] > 120


def test_goals_their_number_and_the_head_count_come_from_rows() -> None:
    doc = form_by_rows("level-3-report")
    rows = table(doc)

    assert any("ในองค์กรทั้งหมด ๑๒๐ คน" in line for line in lines(doc))
    assert rows[1][1].endswith("จำนวน ๑๑๖ คน คิดเป็นร้อยละ ๙๖.๖๗")
    assert "จำนวน ๑๑๐ คน คิดเป็นร้อยละ ๙๑.๖๗" in rows[2][1]
    assert all(goal in rows[2][1] for goal in GOALS)
    assert "...." not in rows[2][1]
    assert "วิถีวัฒนธรรมไทย ๒ เรื่อง" in rows[8][3]
    assert "☑ ทุกกิจกรรม" in rows[9][1]


def test_a_persons_words_count_before_the_goals_of_rows() -> None:
    own = replace(dossier_with(facts_by_rows(), "level-3-report"), edits={"2": "เป้าหมายตามมติ"})
    rows = table(FORMS["level-3-report"].build(own))

    assert "(๑) เป้าหมายตามมติ" in rows[2][1]
    assert GOALS[0] not in rows[2][1]


def test_papers_of_some_activities_tick_some() -> None:
    facts = facts_by_rows()
    some = tuple(
        replace(r, cells={**r.cells, "about": (1, 2)}) if r.id.register == "knowledge" else r
        for r in facts.rows
    )
    again = with_derived(plan_2567(), replace(facts, rows=some))
    row = table(FORMS["level-3-report"].build(dossier_with(again, "level-3-report")))[9]

    assert ("☐ ทุกกิจกรรม" in row[1], "☑ บางกิจกรรม" in row[1]) == (True, True)
    assert row[2] == "." * 8
