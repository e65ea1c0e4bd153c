"""The assessment: a row for each criterion, and a summary of three pages with pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from domain.facts import ReviewFact
from reports.forms import FORMS
from reports.paper.fonts import sarabun
from reports.paper.pdf import to_pdf
from tests.support.dossiers import (
    AS_OF,
    GOALS,
    LINK,
    MANY,
    dossier,
    dossier_with,
    facts_in,
    form,
    form_by_rows,
    plan_2567,
    table,
)
from tests.support.paper import (
    pdf_pages,
)


def test_the_assessment_has_criterion_best_band_result_evidence_and_total() -> None:
    rows = table(form("assessment-report", "full"), 3)
    rubric = plan_2567().rubric

    assert [cells[1] for cells in rows[1:10]] == [c.title for c in rubric.criteria]
    assert [cells[2] for cells in rows[1:10]] == [c.bands[0].text.strip() for c in rubric.criteria]
    assert "คิดเป็นร้อยละ ๙๖.๖๗" in rows[1][3]
    assert "กิจกรรมลำดับที่ ๑\n๑. กิจกรรมที่ 1" in rows[1][4]
    assert rows[10] == ["รวมคะแนนทั้ง ๙ ข้อ", "๒๗*"]


def test_sixty_pictures_of_one_row_are_all_listed_and_of_each_document_one() -> None:
    rows = table(form("assessment-report", "many"), 3)

    assert len(re.findall(r"^[๐-๙]+\. ", rows[1][4], re.MULTILINE)) == MANY + 5
    assert "๖๐. " in rows[1][4]


@pytest.mark.parametrize("state", ["empty", "full", "longest"])
def test_the_summary_is_at_most_three_pages(state: str, photo: Path) -> None:
    known = dossier(state, "assessment-report")
    pictures = dict.fromkeys(FORMS["assessment-report"].pictures(known), photo)
    doc = FORMS["assessment-report"].build(replace(known, pictures=pictures))

    summary = replace(doc, sections=doc.sections[:1])

    assert len(pdf_pages(to_pdf(summary, sarabun()))) == 3
    assert len(list(summary.images())) == len(pictures)


def test_an_accepted_picture_is_shown_before_others() -> None:
    facts = facts_in("many")
    photos = [f for f in facts.evidence if f.requirement == "1.photos"]
    review = ReviewFact(photos[40].item, 1, True, "", AS_OF)

    known = dossier_with(replace(facts, reviews=(review,)), "assessment-report")

    assert FORMS["assessment-report"].pictures(known)[0] == photos[40].item


def test_a_step_without_a_picture_leaves_the_place_for_one() -> None:
    doc = form("assessment-report", "empty")

    assert "รูปประกอบ (แนบไฟล์ภาพมาด้วย) ..." in table(doc)[0][0]
    assert list(doc.images()) == []


def test_a_criterion_is_told_by_its_rows_and_their_links() -> None:
    rows = table(form_by_rows("assessment-report"), -1)

    assert all(f"{goal} (ปัญหาที่อยากแก้) เพราะเห็นบ่อย" in rows[2][3] for goal in GOALS)
    assert "ประกาศยกย่องบุคลากร เรื่องบริการดี เมื่อวันที่ ๑ มีนาคม ๒๕๖๗" in rows[6][3]
    assert "เผยแพร่คลิปเป็นคลิปวิดีโอทางช่องทางสำนักงาน" in rows[9][3]
    assert rows[9][4].count(LINK) == 1


def test_no_two_steps_of_the_summary_are_the_same_activity() -> None:
    titles = [cells[n].splitlines()[0] for cells in summary_rows() for n in range(3)]

    named = [title.partition(" ")[2] for title in titles if ".." not in title]
    assert len(named) == len(set(named)) == 8


def summary_rows() -> list[list[str]]:
    doc = form("assessment-report", "full")
    return [table(doc, n)[0] for n in range(3)]


def test_a_person_s_long_words_are_cut_in_the_summary_and_whole_in_the_report(photo: Path) -> None:
    words = "\n".join(f"{n} ดำเนินการจัดประชุมเชิงปฏิบัติการของบุคลากรทุกระดับ" * 3 for n in range(3))
    known = replace(dossier("full", "assessment-report"), edits={"1": words})
    pictures = dict.fromkeys(FORMS["assessment-report"].pictures(known), photo)

    doc = FORMS["assessment-report"].build(replace(known, pictures=pictures))

    assert "…" in table(doc)[0][0]
    assert table(doc, 3)[1][3] == words
