"""A person's own words for a row of a form: kept, printed, and given back."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from flows.house.set_up import keep_profile
from flows.papers.form_words import LONGEST, keep_words, words_of
from flows.papers.forms import ReportRequest, compare_report, write_report
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.plan_in_force import set_closed
from tests.support.cast import UNIT

DAY = date(2024, 3, 13)


def request(form: str) -> ReportRequest:
    return ReportRequest(form, UNIT, DAY)


def printed(ws: Workspace, form: str, folder: Path) -> str:
    [file] = write_report(ws, request(form), folder, ("docx",))
    assert compare_report(ws, file).differences == ()
    word = Document(io.BytesIO(file.read_bytes()))
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    said = "\n".join([*(p.text for p in word.paragraphs), *cells])
    return said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("form", "row"),
    [
        ("assessment-report", "๔"),
        ("integrated-plan-report", "7"),
        ("dos-donts", "9"),
        ("level-3-report", "2."),
        ("level-3-report", "4"),
    ],
)
def test_words_are_kept_and_printed_until_they_are_given_back(
    bare: Workspace, tmp_path: Path, form: str, row: str
) -> None:
    keep_words(bare, request(form), row, "  ข้อความ\tของสำนัก\n\nบรรทัดที่สอง ", by="test")

    assert words_of(bare, request(form), row).kept == "ข้อความ ของสำนัก\nบรรทัดที่สอง"
    said = printed(bare, form, tmp_path)
    assert "ข้อความ ของสำนัก" in said
    assert "บรรทัดที่สอง" in said

    keep_words(bare, request(form), row, "", by="test")

    assert words_of(bare, request(form), row).kept == ""
    assert "บรรทัดที่สอง" not in printed(bare, form, tmp_path)


def test_goals_are_written_once_and_fill_their_lines(bare: Workspace, tmp_path: Path) -> None:
    goals = [f"เป้าหมายที่ {n}" for n in range(1, 7)]

    keep_words(bare, request("level-3-report"), "2", "\n".join(goals), by="test")

    said = printed(bare, "level-3-report", tmp_path)
    assert [f"({n}) {goal}" in said for n, goal in zip("๑๒๓๔๕๖", goals, strict=True)] == [True] * 6


def test_what_the_unit_tells_once_stands_in_the_forms(bare: Workspace, tmp_path: Path) -> None:
    told = {
        "leader": "ผู้อำนวยการ",
        "telephone": "0 2831 9263",
        "mobile": "081",
        "address": "1111 ดุสิต",
    }
    keep_profile(bare, UNIT, told, by="test")

    said = printed(bare, "level-3-report", tmp_path)
    assert "ตำแหน่ง ผู้อำนวยการ" in said
    assert "โทรศัพท์ ๐ ๒๘๓๑ ๙๒๖๓ โทรศัพท์เคลื่อนที่ ๐๘๑" in said
    assert "ที่ตั้งเลขที่ ๑๑๑๑ ดุสิต" in said
    assert "โทร. ๐ ๒๘๓๑ ๙๒๖๓" in printed(bare, "cover-memo", tmp_path)


@pytest.mark.parametrize(
    ("form", "row"),
    [("cover-memo", "1"), ("ไม่มี", "1"), ("assessment-report", "10"), ("dos-donts", "หนึ่ง")],
)
def test_an_unknown_row_is_refused(bare: Workspace, form: str, row: str) -> None:
    with pytest.raises(NotThereError):
        keep_words(bare, request(form), row, "ก", by="test")


def test_words_too_long_for_a_form_and_of_a_closed_year_are_refused(bare: Workspace) -> None:
    with pytest.raises(KamnotError, match="ยาวเกิน"):
        keep_words(bare, request("dos-donts"), "1", "ก" * (LONGEST + 1), by="test")

    with writing(bare.engine) as session:
        set_closed(session, 2567, closed=True, by="test", now=bare.now(), why="จบปี")

    with pytest.raises(NotAllowedError):
        keep_words(bare, request("dos-donts"), "1", "ก", by="test")


def test_a_passage_of_the_plan_book_is_named_by_its_id_or_its_title(bare: Workspace) -> None:
    keep_words(bare, request("plan-book"), "คำนำ", "คำนำของสำนัก", by="test")

    assert words_of(bare, request("plan-book"), "foreword").kept == "คำนำของสำนัก"
    assert words_of(bare, request("plan-book"), "FOREWORD ").row == "foreword"
    assert words_of(bare, request("plan-book"), "goal").made.startswith("แผนบูรณาการส่งเสริม")
    with pytest.raises(NotThereError, match=r"foreword \(คำนำ\)"):
        words_of(bare, request("plan-book"), "บทที่ ๙")
