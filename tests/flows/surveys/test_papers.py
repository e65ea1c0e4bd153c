"""The questionnaire and the tally go out, are filled in, and come back; results go out without a person."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from domain.facts import SectionOutcome
from domain.language.errors import KamnotError, NotThereError
from flows.evidence.registers import add
from flows.run.workspace import Workspace
from flows.surveys.papers import export_answers, write_form, write_report, write_template
from flows.surveys.rounds import AnswersOf, accept, import_answers, show_survey
from inspection.inspector import Inspector
from tests.support.cast import UNIT
from tests.support.paper import word_texts

DAY = date(2024, 8, 30)


def tallied(ws: Workspace, path: Path, count: int, survey: str = "satisfaction") -> None:
    """A tally in which so many papers all say the same."""
    write_template(ws, survey, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B2"] = count
    for row in sheet.iter_rows(min_row=5):
        name = row[0].value or ""
        question = ws.plan.survey_by_id[survey].question_by_id.get(str(name))
        if question is not None and question.scale:
            row[2].value = count
        elif "/" in str(name):
            row[2].value = 1
    book.save(path)


def taken(ws: Workspace, path: Path, survey: str = "satisfaction", year: str | None = None) -> int:
    of = AnswersOf(survey, year, asked=60)
    done = import_answers(ws, UNIT, path, of, on=DAY, by="clerk")
    assert done.read.doubts == ()
    return done.read.answers.answered


def test_the_tally_that_is_written_is_read_again_filled_in(bare: Workspace, tmp_path: Path) -> None:
    tallied(bare, tmp_path / "นับ.xlsx", 30)

    assert taken(bare, tmp_path / "นับ.xlsx") == 30


def test_a_tally_gives_out_its_results_and_no_rows(bare: Workspace, tmp_path: Path) -> None:
    tallied(bare, tmp_path / "t.xlsx", 30)
    taken(bare, tmp_path / "t.xlsx")

    assert export_answers(bare, UNIT, "satisfaction", tmp_path / "ผล.xlsx") == 30
    with pytest.raises(KamnotError, match="นับจากกระดาษ"):
        export_answers(bare, UNIT, "satisfaction", tmp_path / "ผล.csv")

    assert load_workbook(tmp_path / "ผล.xlsx").sheetnames == ["รายข้อ", "รายหัวข้อ"]
    assert not (tmp_path / "ผล.csv").exists()


def test_results_and_answers_are_exported_without_what_few_said(
    bare: Workspace, tmp_path: Path
) -> None:
    questions = bare.plan.survey_by_id["satisfaction"].questions
    said = ["5" if q.scale else q.choices[0].title if q.choices else "" for q in questions]
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[q.title for q in questions], *[said] * 30])
    taken(bare, tmp_path / "t.csv")

    assert export_answers(bare, UNIT, "satisfaction", tmp_path / "ผล.xlsx") == 30
    assert export_answers(bare, UNIT, "satisfaction", tmp_path / "ผล.csv") == 30

    book = load_workbook(tmp_path / "ผล.xlsx")
    assert book.sheetnames == ["รายข้อ", "รายหัวข้อ", "คำตอบ"]
    lines = [[cell.value for cell in row] for row in book["รายข้อ"].iter_rows()]
    assert ["เจ้าหน้าที่สุภาพและเต็มใจให้บริการ", "พึงพอใจมากที่สุด", 30, 1, 30] in [line[:5] for line in lines]
    rows = list(csv.reader(io.StringIO((tmp_path / "ผล.csv").read_text("utf-8-sig"))))
    assert (len(rows), "service-idea" in rows[0]) == (31, False)


def test_people_who_are_served_are_no_share_of_staff(bare: Workspace, tmp_path: Path) -> None:
    add(bare, UNIT, "headcount", {"day": "1/3/67", "staff": "50"}, on=DAY, by="clerk")
    tallied(bare, tmp_path / "t.xlsx", 30)
    taken(bare, tmp_path / "t.xlsx")

    summary = show_survey(bare, UNIT, "satisfaction").summary

    assert summary is not None
    assert summary.response_of_staff is None


def test_too_few_answers_are_not_exported_and_none_is_said(bare: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotThereError):
        export_answers(bare, UNIT, "satisfaction", tmp_path / "a.csv")
    tallied(bare, tmp_path / "t.xlsx", 4)
    taken(bare, tmp_path / "t.xlsx")

    with pytest.raises(KamnotError, match="น้อยกว่า ๕"):
        export_answers(bare, UNIT, "satisfaction", tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("f.docx", b"PK"), ("f.pdf", b"%PDF"), ("f.xlsx", b"PK"), ("f.txt", b"\xef\xbb\xbf")],
)
def test_the_questionnaire_is_written_in_every_kind(
    bare: Workspace, tmp_path: Path, name: str, begins: bytes
) -> None:
    write_form(bare, UNIT, "climate", tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("survey", ["climate", "virtues", "satisfaction", "awareness"])
def test_the_report_has_every_part_that_the_plan_asks_of_it(
    bare: Workspace, tmp_path: Path, survey: str
) -> None:
    """Brought in as evidence it passes the plan's own check, from Word and from PDF."""
    tallied(bare, tmp_path / "t.xlsx", 30, survey)
    taken(bare, tmp_path / "t.xlsx", survey)
    activity = bare.plan.by_number[bare.plan.survey_by_id[survey].activities[0]]

    with Inspector() as inspector:
        for kind in ("docx", "pdf"):
            path = tmp_path / f"รายงาน.{kind}"
            assert not write_report(bare, UNIT, survey, path)  # nobody has accepted the answers
            seen = inspector.look(path, path.name, activity.requirements[0])
            assert seen.problem is None
            assert {fact.outcome for fact in seen.sections} == {SectionOutcome.FOUND}


def test_once_accepted_the_report_says_which_numbers_of_the_plan_it_proves(
    bare: Workspace, tmp_path: Path
) -> None:
    tallied(bare, tmp_path / "t.xlsx", 54, "virtues")
    taken(bare, tmp_path / "t.xlsx", "virtues")
    accept(bare, UNIT, "virtues", on=DAY, by="head")

    assert write_report(bare, UNIT, "virtues", tmp_path / "r.docx")

    tables = Document(str(tmp_path / "r.docx")).tables
    cells = [cell.text.replace("\N{NO-BREAK SPACE}", " ") for one in tables for cell in one._cells]
    assert "๕๔ คน จาก ๖๐ คน ร้อยละ ๙๐ ถึงเกณฑ์ร้อยละ ๙๐" in cells


def test_the_report_compares_with_last_year_only_once_somebody_accepted_it(
    bare: Workspace, tmp_path: Path
) -> None:
    tallied(bare, tmp_path / "t.xlsx", 54, "virtues")
    for year in ("2566", None):
        taken(bare, tmp_path / "t.xlsx", "virtues", year)

    write_report(bare, UNIT, "virtues", tmp_path / "waits.docx")
    accept(bare, UNIT, "virtues", on=DAY, by="head", of="2566")
    write_report(bare, UNIT, "virtues", tmp_path / "accepted.docx")

    waits, accepted = (
        "\n".join(word_texts((tmp_path / f"{name}.docx").read_bytes()))
        for name in ("waits", "accepted")
    )
    assert "ผลสำรวจของปีก่อนยังรอผู้ตรวจรับ" in waits
    assert "ปีก่อนร้อยละ" not in waits
    assert "อัตราตอบกลับปีนี้ร้อยละ๙๐ปีก่อนร้อยละ๙๐" in accepted


def test_another_kind_of_file_and_one_that_is_there_are_refused(
    bare: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(KamnotError, match=r"\.docx"):
        write_form(bare, UNIT, "climate", tmp_path / "a.odt")
    with pytest.raises(KamnotError, match=r"\.xlsx"):
        write_template(bare, "climate", tmp_path / "a.csv")
    (tmp_path / "a.xlsx").write_bytes(b"")
    with pytest.raises(KamnotError, match="อยู่แล้ว"):
        write_template(bare, "climate", tmp_path / "a.xlsx")
