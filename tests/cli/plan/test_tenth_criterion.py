"""A tenth criterion is one entry in rubric.yaml and its rows in forms.yaml: every command and form then has it."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cli.front.main import main
from storage.plan_files.folders import PLANS
from tests.support.commands import Run
from tests.support.paper import pdf_pages, word_tables, words

MARCH = ("--as-of", "2024-03-13")
TITLE = "องค์กรมีเครือข่ายคุณธรรมร่วมกับหน่วยงานอื่น"

FIGURE = """\
    - id: partners
      title: จำนวนหน่วยงานเครือข่าย (หน่วยงาน)
      kind: count
      unit: หน่วยงาน
      fed_by: [7]
      source: เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑๐
"""
CRITERION = f"""\
    - number: 10
      title: {TITLE}
      source: เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑๐
      bands:
        - score: 3
          text: มีเครือข่าย ไม่น้อยกว่า ๓ หน่วยงาน
          conditions: [{{figure: partners, at_least: 3}}]
          source: เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑๐ ช่อง ๓
        - score: 2
          text: มีเครือข่าย ไม่น้อยกว่า ๒ หน่วยงาน
          conditions: [{{figure: partners, at_least: 2, below: 3}}]
          source: เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑๐ ช่อง ๒
        - score: 1
          text: มีเครือข่าย ๑ หน่วยงาน
          conditions: [{{figure: partners, at_least: 1, below: 2}}]
          source: เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑๐ ช่อง ๑
        - score: 0
          text: ไม่มีเครือข่าย
          source: เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑๐ ช่อง ๐
"""
LEVEL_3 = (
    "criteria: 9\n      each: 2\n      total: 21",
    "criteria: 10\n      each: 2\n      total: 24",
)
LEVEL_3_ROW = """\
      - id: "10"
        title: การสร้างเครือข่ายคุณธรรม จำนวน ..... หน่วยงาน
        blanks: ["rubric.partners#count"]
        activities: [7]
        criterion: 10
        source: แบบรายงานระดับที่ ๓ ลำดับ ๑๐
"""
ASSESSMENT_ROW = """\
      - id: "10"
        activities: [7]
        criterion: 10
        source: แบบรายงานผลการประเมิน ข้อ ๑๐
"""
SIGNATURES = (
    "      - id: signature\n        lines:\n          - ลงชื่อ",
    "      - id: signature\n        lines:\n          - ผู้รายงาน",
)


def _edit(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def _before(place: str, added: str) -> tuple[str, str]:
    return place, added + place


@pytest.fixture(scope="module")
def home_of_ten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau whose plan of the year has ten criteria."""
    home = tmp_path_factory.mktemp("ten") / "home"
    folder = home / "plans" / "2567"
    shutil.copytree(PLANS / "2567", folder)
    _edit(
        folder / "rubric.yaml",
        _before("  # เกณฑ์ ๙ ข้อ แต่ละข้อมี ๔ ช่อง", FIGURE),
        _before("  # ระดับของสำนัก:", CRITERION),
        LEVEL_3,
    )
    _edit(
        folder / "forms.yaml",
        _before(SIGNATURES[0], LEVEL_3_ROW),
        _before(SIGNATURES[1], ASSESSMENT_ROW),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAMNOT_HOME", str(home))
        assert main(["plan", "validate", str(folder)]) == 0
        assert main(["init"]) == 0
        assert main(["measure", "set", "rubric.partners", "2", "--on", "2024-03-01"]) == 0
    return home


@pytest.fixture
def ten(run: Run, home_of_ten: Path) -> Run:
    """Commands in a copy of its data folder."""
    shutil.copytree(home_of_ten, os.environ["KAMNOT_HOME"])
    return run


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_the_scores_and_sums_are_of_ten(ten: Run) -> None:
    rubric = as_json(ten("rubric", "--json", *MARCH))
    check = as_json(ten("check", "march", "--json", *MARCH))["year"]["rubric"]

    assert [c["number"] for c in rubric["criteria"]] == list(range(1, 11))
    assert rubric["sums"] == check["sums"] == {"1-3": 0, "1-6": 0, "1-10": 2}
    assert list(rubric["sums_if_unknowns_hold"]) == ["1-3", "1-6", "1-10"]
    assert check["criteria"][9]["score"] == 2


@pytest.mark.parametrize(("language", "sums"), [("th", "๑–๑๐ = ๒/๓๐"), ("en", "1-10 = 2/30")])
def test_the_table_sums_over_ten(ten: Run, language: str, sums: str) -> None:
    out = ten("--lang", language, "rubric", "--full", *MARCH)[1]

    assert sums in out
    assert TITLE in out


def test_the_tenth_is_explained_and_an_eleventh_refused(ten: Run) -> None:
    tenth = as_json(ten("explain", "10", "--json", *MARCH))
    code, _, said = ten("explain", "11")

    assert (tenth["title"], tenth["score"]) == (TITLE, 2)
    assert TITLE in ten("explain", "๑๐", *MARCH)[1]
    assert (code, "ข้อ ๑ ถึง ๑๐" in said) == (2, True)


def test_the_gap_to_the_highest_level_asks_for_no_more_of_the_tenth_than_it_has(ten: Run) -> None:
    without = as_json(ten("gap", "--to", "3", "--json", "--if=rubric.partners=0", *MARCH))
    having = as_json(ten("gap", "--to", "3", "--json", *MARCH))

    def subjects(gap: Any) -> set[str]:
        return {step["subject"] for step in gap["steps"]}

    assert without["reachable"]
    assert subjects(without) - subjects(having) == {"rubric.partners"}
    assert having["then"]["level"] == 3
    assert having["then"]["sums"]["1-10"] >= 24


def test_the_roll_up_has_a_column_for_it(
    ten: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    book = tmp_path / "ภาพรวม.xlsx"
    out = ten("rollup", "--xlsx", str(book), *MARCH)[1]
    unit = as_json(ten("rollup", "--json", *MARCH))["units"][0]

    head, row = list(load_workbook(book).worksheets[0].values)[:2]
    assert dict(zip(head, row, strict=True))["ข้อ ๑๐"] == 2
    assert (len(unit["scores"]), unit["sums"]["1-10"]) == (10, 2)
    assert "คะแนนข้อ ๑–๑๐" in out


def _report(ten: Run, form: str, folder: Path, suffix: str) -> bytes:
    made = as_json(ten("report", form, *MARCH, "--format", suffix, "--out", str(folder), "--json"))
    return Path(made["files"][0]).read_bytes()


def _rows(table: Any) -> list[list[str]]:
    return [[words(cell._tc) for cell in row.cells] for row in table.rows]


def test_the_assessment_has_its_row_and_counts_ten(ten: Run, tmp_path: Path) -> None:
    *_, table = word_tables(_report(ten, "assessment-report", tmp_path, "docx"))
    rows = _rows(table)

    assert rows[10][:2] == ["๑๐", TITLE]
    assert rows[10][3] == "หน่วยงานเครือข่าย ๒ หน่วยงาน (ยังไม่ถึงเกณฑ์ ๓ หน่วยงาน)"
    assert rows[10][5] == "๒"
    assert rows[11][0] == "รวมคะแนนทั้ง ๑๐ ข้อ"


def test_its_step_of_the_summary_stays_on_three_pages(ten: Run, tmp_path: Path) -> None:
    pages = pdf_pages(_report(ten, "assessment-report", tmp_path, "pdf"))
    summary = [page for page in pages if "ขั้นตอน" in page]

    assert len(summary) == 3
    steps = [re.findall(r"[๐-๙]+(?=\.กิจกรรม)", page) for page in summary]
    assert steps == [["๑", "๒", "๓", "๔"], ["๕", "๖", "๗", "๘"], ["๙", "๑๐"]]


def test_the_level_3_report_has_its_row_filled(ten: Run, tmp_path: Path) -> None:
    [table] = word_tables(_report(ten, "level-3-report", tmp_path, "docx"))

    last = _rows(table)[10]
    assert last[:3] == ["๑๐.", "การสร้างเครือข่ายคุณธรรม จำนวน ๒ หน่วยงาน", "๒"]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    "command",
    [
        ("--help",), ("rubric", "--help"), ("explain", "--help"), ("rubric", *MARCH), ("explain", "10", *MARCH),
        ("gap", *MARCH), ("check", "march", *MARCH), ("rollup", *MARCH),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_still_says_nine(ten: Run, language: str, command: tuple[str, ...]) -> None:
    out = " ".join(ten("--lang", language, *command)[1].split())

    assert not re.search(r"\b[Nn]ine\b|1[-–]9\b|๑[-–]๙(?![๐-๙])|เก้าข้อ|๙ ข้อ", out)
