"""Every form in every state: Word and PDF say what the form says, and the unknown is never a zero."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from domain.facts import ReliefFact, ReliefKind, ReviewFact
from domain.language.ids import RequirementId
from domain.language.periods import parse_period
from reports.forms import FORMS
from reports.paper.document import Doc, Para, Table
from reports.paper.fonts import sarabun
from reports.paper.pdf import to_pdf
from reports.paper.word import to_docx
from tests.support.cast import number
from tests.support.dossiers import (
    AS_OF,
    MANY,
    STATES,
    dossier,
    dossier_with,
    facts_in,
    plan_2567,
)
from tests.support.paper import (
    drawn_texts,
    folded,
    is_on,
    model_texts,
    pdf_pages,
    word_texts,
)

OFFICIAL = ("dos-donts", "level-3-report", "assessment-report", "integrated-plan-report")


def form(name: str, state: str) -> Doc:
    return FORMS[name].build(dossier(state, name))


@cache
def printed(name: str, state: str) -> bytes:
    """The PDF of a form, set once."""
    return to_pdf(form(name, state), sarabun())


def table(doc: Doc, number: int = 0) -> list[list[str]]:
    """The cells of a table as texts."""
    found = [block for block in doc.blocks() if isinstance(block, Table)][number]
    return [[cell.text for cell in line.cells] for line in found.rows]


def lines(doc: Doc) -> list[str]:
    return [block.text for block in doc.blocks() if isinstance(block, Para)]


# --- The list ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_listed_under_the_name_that_its_module_gives(name: str) -> None:
    assert name == import_module(f"reports.forms.{FORMS[name].module}").ID


def test_listing_the_forms_imports_none_of_them() -> None:
    code = "import sys, reports.forms; print(*[m for m in sys.modules if m.startswith('reports.')])"
    run = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True)

    assert run.stdout.split() == [b"reports.forms"]


# --- Both formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", FORMS)
def test_the_word_file_says_what_the_form_says(name: str, state: str) -> None:
    doc = form(name, state)

    assert word_texts(to_docx(doc, sarabun())) == model_texts(doc)


@pytest.mark.parametrize("state", ["half", "longest"])
@pytest.mark.parametrize("name", FORMS)
def test_pdf_and_word_say_the_same_in_every_cell(name: str, state: str) -> None:
    doc = form(name, state)
    pages = pdf_pages(printed(name, state))

    paragraphs = [folded(t) for t in _paragraphs(doc) if folded(t)]
    missing = [text for text in paragraphs if not is_on(pages, text)]

    assert missing == []
    assert word_texts(to_docx(doc, sarabun())) == model_texts(doc)


@pytest.mark.parametrize("name", FORMS)
def test_the_pdf_says_nothing_that_the_form_does_not(name: str) -> None:
    doc = form(name, "half")

    letters = sorted(_without_heads("".join(pdf_pages(printed(name, "half"))), doc))
    expected = sorted(_without_heads("".join((*model_texts(doc), *drawn_texts(doc))), doc))

    assert letters == expected


def _paragraphs(doc: Doc) -> list[str]:
    found: list[str] = []
    for block in doc.blocks():
        if isinstance(block, Para):
            found.append(block.text)
        elif isinstance(block, Table):
            parts = [p for line in block.rows for c in line.cells for p in c.content]
            found += [p.text for p in parts if isinstance(p, Para)]
    return found


def _without_heads(text: str, doc: Doc) -> str:
    """Table heads stand once in the form and on every page of the PDF."""
    for block in doc.blocks():
        if isinstance(block, Table):
            for line in block.rows[: block.header]:
                text = text.replace(folded("".join(cell.text for cell in line.cells)), "")
    return text


@pytest.mark.parametrize("name", FORMS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    one, other = form(name, "half"), form(name, "half")

    assert to_docx(one, sarabun()) == to_docx(other, sarabun())
    assert to_pdf(one, sarabun()) == printed(name, "half")


# --- What is unknown -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_empty_year_prints_dots_and_no_zero(name: str) -> None:
    said = "\n".join(_paragraphs(form(name, "empty")))

    assert re.search(r"\.{5,}", said)
    assert not re.search(r"(?<![๐-๙])๐(?![๐-๙])", said)
    assert "☑" not in said


@pytest.mark.parametrize("name", FORMS)
def test_a_form_has_a_title_and_says_whose_it_is(name: str) -> None:
    doc = form(name, "half")

    assert doc.title
    assert plan_2567().unit.name in "\n".join(_paragraphs(doc))
    assert doc.key["form"] == name


# --- DO's and Don'ts -------------------------------------------------------------------------------


def test_the_dos_and_donts_list_every_activity_once_in_three_parts() -> None:
    rows = table(form("dos-donts", "full"))
    parts = [n for n, cells in enumerate(rows) if len(cells) == 1]
    counts = [b - a - 1 for a, b in zip(parts, [*parts[1:], len(rows)], strict=True)]

    assert counts == [3, 8, 27]
    assert rows[2] == ["๑", "ประกาศเจตนารมณ์", "๔ พฤศจิกายน ๒๕๖๖"]


def test_the_counts_are_those_of_the_table() -> None:
    said = lines(form("dos-donts", "full"))

    assert "๑. โครงการ/กิจกรรมรวมทั้งหมด ๓๘ โครงการ/กิจกรรม" in said
    assert said[5].endswith("จำนวน ๘ โครงการ/กิจกรรม")


def test_what_does_not_concern_the_unit_is_not_listed() -> None:
    relief = ReliefFact(
        1, ReliefKind.NOT_APPLICABLE, "24", "ผู้อำนวยการ", "ไม่เกี่ยวข้อง", date(2023, 11, 1)
    )
    facts = replace(facts_in("full"), reliefs=(relief,))

    rows = table(FORMS["dos-donts"].build(dossier_with(facts, "dos-donts")))

    assert not [cells for cells in rows if plan_2567().by_number[24].title in cells]


# --- Level 3 ---------------------------------------------------------------------------------------


def test_figures_stand_in_the_printed_sentences() -> None:
    rows = table(form("level-3-report", "full"))

    assert rows[1][1].endswith("จำนวน ๑๑๖ คน คิดเป็นร้อยละ ๙๖.๖๖")
    assert "จำนวน ๑๒ เรื่อง" in rows[2][1]
    assert rows[2][1].endswith("(๑๒) " + "." * 60)
    assert rows[4][1].endswith("มีผลสำเร็จร้อยละ ๑๐๐")


def test_a_figure_known_only_as_a_range_is_left_to_be_written() -> None:
    rows = table(form("level-3-report", "half"))

    assert rows[4][1].endswith("มีผลสำเร็จร้อยละ ............")


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

    assert [s.strip(".") for s in scores] == ["๓", "๓", "๓", "๓", "", "๓", "๓", "", ""]


def test_a_name_and_an_address_have_room_to_be_written() -> None:
    said = lines(form("level-3-report", "empty"))
    dots = [[len(found) for found in re.findall(r"\.{3,}", line)] for line in said[3:7]]

    assert [len(found) for found in dots] == [2, 2, 2, 1]
    assert min(min(found) for found in dots) > 45
    assert dots[3][0] > 120


# --- Assessment ------------------------------------------------------------------------------------


def test_the_assessment_has_criterion_best_band_result_evidence_and_total() -> None:
    rows = table(form("assessment-report", "full"), 3)
    rubric = plan_2567().rubric

    assert [cells[1] for cells in rows[1:10]] == [c.title for c in rubric.criteria]
    assert [cells[2] for cells in rows[1:10]] == [c.bands[0].text.strip() for c in rubric.criteria]
    assert "๙๖.๖๖%" in rows[1][3]
    assert "กิจกรรมลำดับที่ ๑\n๑. กิจกรรมที่ 1" in rows[1][4]
    assert rows[10] == ["รวมคะแนนทั้ง ๙ ข้อ", "๒๗"]


def test_sixty_files_of_one_row_are_all_listed() -> None:
    rows = table(form("assessment-report", "many"), 3)

    assert len(re.findall(r"^[๐-๙]+\. ", rows[1][4], re.MULTILINE)) == MANY * 6
    assert "๖๐. " in rows[1][4]


@pytest.mark.parametrize("state", ["empty", "full", "longest"])
def test_the_summary_is_at_most_three_pages(state: str, photo: Path) -> None:
    known = dossier(state, "assessment-report")
    pictures = dict.fromkeys(FORMS["assessment-report"].pictures(known), photo)
    doc = FORMS["assessment-report"].build(replace(known, pictures=pictures))

    summary = replace(doc, sections=doc.sections[:1])

    assert len(pdf_pages(to_pdf(summary, sarabun()))) == 3
    assert len(list(summary.images())) == len(pictures)


def test_a_file_of_a_format_that_the_plan_does_not_take_stands_in_no_form() -> None:
    facts = facts_in("full")
    slides = replace(
        facts.evidence[0],
        item=9999,
        format="pptx",
        file_name="เสนอ.pptx",
        requirement=RequirementId(7, "report"),
    )
    review = ReviewFact(9999, 1, True, "-", slides.received_on)
    with_slides = replace(
        facts, evidence=(*facts.evidence, slides), reviews=(*facts.reviews, review)
    )

    listed = dossier_with(with_slides, "dos-donts").evidence

    assert "เสนอ.pptx" not in [f.file_name for files in listed.values() for f in files]


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


# --- Integrated plan -------------------------------------------------------------------------------


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
    assert "ผลการดำเนินการ ร้อยละ ๔๒.๘๕ (ครบ ๓ จาก ๗ รายการ)" in first[2]
    assert "☐ เป็นไปตามผลผลิตที่กำหนด" in first[3]
    assert "ยังไม่มีไฟล์" in first[6]


def test_the_last_row_counts_what_is_done_and_what_is_going_on() -> None:
    last = table(form("integrated-plan-report", "full"))[-1]

    assert "ดำเนินการแล้วเสร็จ ๑๗ แนวทาง" in last[1]
    assert "อยู่ระหว่างการดำเนินการ.........." in last[1]


@pytest.mark.parametrize("name", ["integrated-plan-report", "batch-status", "cover-memo"])
def test_a_form_of_a_batch_or_period_needs_one(name: str) -> None:
    known = replace(dossier("half", name), batch=None, period=None)

    with pytest.raises(ValueError, match="needs a"):
        FORMS[name].build(known)


# --- The bureau's own ------------------------------------------------------------------------------


def test_the_plan_is_a_table_for_each_due_date_with_its_own_columns() -> None:
    doc = form("plan-table", "empty")
    tables = [table(doc, n) for n in range(5)]

    assert [len(t) - 1 - (n < 4) for n, t in enumerate(tables)] == [17, 13, 2, 5, 1]
    assert [t[0][6] for t in tables] == [
        "คะแนนสำนักดีเด่น", "คะแนนสำนักดีเด่น", "คะแนน", "คะแนน", "ผู้รับผิดชอบ",
    ]  # fmt: skip
    assert tables[0][-1][1] == "๑๒๕ คะแนน"
    assert tables[0][1][1].startswith("๑. การประกาศเจตนารมณ์")
    assert "▶ " in tables[0][2][1]
    assert tables[3][1][6] == "กิจกรรมละ ๑๐ คะแนน\nรวม ๒๐ คะแนน"


def test_a_due_date_stands_on_the_page_of_its_first_activity() -> None:
    plan = plan_2567()
    firsts = [(b.title, plan.by_batch[b.id][0].documents.splitlines()[0]) for b in plan.batches]

    pages = pdf_pages(printed("plan-table", "half"))

    assert [
        title
        for title, first in firsts
        if not any(folded(title) in p and folded(first) in p for p in pages)
    ] == []


def test_the_status_puts_what_is_missing_first_by_points_at_risk() -> None:
    doc = form("batch-status", "half")
    rows = table(doc)[1:]

    assert [cells[0] for cells in rows[:3]] == ["๒", "๑๑", "๗"]
    assert rows[-1][3].startswith("ครบ")
    assert "ครบ ๒ จาก ๑๗ กิจกรรม ได้ ๗ จาก ๑๒๕ คะแนน ยังเสี่ยง ๑๑๘ คะแนน" in "\n".join(lines(doc))
    assert "kamnot" not in "\n".join(_paragraphs(doc))


def test_the_memo_is_addressed_and_lists_the_batch() -> None:
    doc = form("cover-memo", "full")
    said = lines(doc)

    assert said[0] == "บันทึกข้อความ"
    assert said[4].startswith("เรียน  ประธานกรรมการ (คณะกรรมการส่งเสริม")
    assert "ครบถ้วนทั้ง ๑๗ กิจกรรม" in "\n".join(said)
    assert len(table(doc)) == 1 + 17


def test_the_complaints_skeleton_has_the_sections_of_the_plan_and_no_data() -> None:
    doc = form("complaints-month", "full")

    assert "๒. สำนักมีกรณีถูกร้องเรียนหรือไม่ จำนวนเท่าใด" in lines(doc)
    assert lines(doc)[1] == "ประจำเดือนตุลาคม ๒๕๖๖"
    assert all(cells[1].strip(".") == "" for cells in table(doc)[1:])
