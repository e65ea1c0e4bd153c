"""The questionnaire and the tally go out, are filled in, and come back; results go out without a person."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.language.errors import KamnotError, NotThereError
from flows.run.workspace import Workspace
from flows.surveys.papers import export_answers, write_form, write_template
from flows.surveys.rounds import AnswersOf, import_answers
from tests.support.cast import UNIT

DAY = date(2024, 8, 30)


def tallied(ws: Workspace, path: Path, count: int) -> None:
    """A tally in which so many papers all say the same."""
    write_template(ws, "satisfaction", path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B2"] = count
    for row in sheet.iter_rows(min_row=5):
        name = row[0].value or ""
        question = ws.plan.survey_by_id["satisfaction"].question_by_id.get(str(name))
        if question is not None and question.scale:
            row[2].value = count
        elif "/" in str(name):
            row[2].value = 1
    book.save(path)


def taken(ws: Workspace, path: Path) -> int:
    of = AnswersOf("satisfaction", asked=60)
    done = import_answers(ws, UNIT, path, of, on=DAY, by="clerk")
    assert done.read.doubts == ()
    return done.read.answers.answered


def test_the_tally_that_is_written_is_read_again_filled_in(bare: Workspace, tmp_path: Path) -> None:
    tallied(bare, tmp_path / "นับ.xlsx", 30)

    assert taken(bare, tmp_path / "นับ.xlsx") == 30


def test_results_and_answers_are_exported_without_what_few_said(
    bare: Workspace, tmp_path: Path
) -> None:
    tallied(bare, tmp_path / "t.xlsx", 30)
    taken(bare, tmp_path / "t.xlsx")

    assert export_answers(bare, UNIT, "satisfaction", tmp_path / "ผล.xlsx") == 30
    assert export_answers(bare, UNIT, "satisfaction", tmp_path / "ผล.csv") == 30

    book = load_workbook(tmp_path / "ผล.xlsx")
    assert book.sheetnames == ["รายข้อ", "รายหัวข้อ", "คำตอบ"]
    lines = [[cell.value for cell in row] for row in book["รายข้อ"].iter_rows()]
    assert ["เจ้าหน้าที่สุภาพและเต็มใจให้บริการ", "พึงพอใจมากที่สุด", 30, 1, 30] in [line[:5] for line in lines]
    rows = list(csv.reader(io.StringIO((tmp_path / "ผล.csv").read_text("utf-8-sig"))))
    assert (len(rows), "service-idea" in rows[0]) == (31, False)


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
