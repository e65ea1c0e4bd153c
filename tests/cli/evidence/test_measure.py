"""`kamnot measure` as an official types it: with event and evidence, from a table, and taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.commands import Run

DAY = ("--on", "2024-03-01")


def test_a_number_is_listed_with_both_counts_its_event_and_who_entered_it(ready: Run) -> None:
    words = ("measure", "set", "1.signed", "๑๘๐/๒๐๐", "--event", "๑๗ พ.ย. ๒๕๖๖", *DAY)
    assert ready(*words)[0] == 0
    out = ready("measure", "list")[1]
    assert "๑๘๐/๒๐๐ (๙๐%)" in out
    [row] = json.loads(ready("measure", "list", "--json")[1])["measures"]
    assert (row["numerator"], row["denominator"], row["event_date"]) == (180, 200, "2023-11-17")
    assert row["by"]


def test_a_table_with_a_row_that_cannot_be_is_refused_whole_and_says_which(
    ready: Run, tmp_path: Path
) -> None:
    path = tmp_path / "ตัวเลข.csv"
    path.write_bytes("ตัวเลข,ค่า\n1.signed,180/200\n2.goals,ห้า\n".encode("tis-620"))
    code, out, _ = ready("measure", "import", str(path), *DAY)
    assert code == 2
    assert "แถว ๓: “ห้า”" in out
    assert "ไม่ได้บันทึกสักแถว" in out
    assert json.loads(ready("measure", "list", "--json")[1])["measures"] == []


def test_a_dry_run_of_a_table_says_what_would_be_kept(ready: Run, tmp_path: Path) -> None:
    path = tmp_path / "ตัวเลข.csv"
    path.write_text("ตัวเลข,จำนวน,จำนวนทั้งหมด\n1.signed,180,200\n", encoding="utf-8-sig")
    result = json.loads(ready("measure", "import", str(path), "--dry-run", "--json", *DAY)[1])
    assert (result["kept"], result["doubts"]) == (False, [])
    assert result["entered"] == [
        {"row": 2, "id": "1.signed", "value": "180/200", "on": "2024-03-01"}
    ]


def test_an_entry_is_taken_back_with_a_reason_only(ready: Run) -> None:
    ready("measure", "set", "2.goals", "5", *DAY)
    assert ready("measure", "take-back", "2.goals", *DAY)[0] == 2
    code, out, _ = ready("measure", "take-back", "2.goals", "--why", "นับผิด", *DAY)
    assert (code, "2.goals = ๕ เรื่อง" in out) == (0, True)
    assert "ยังไม่มีตัวเลข" in ready("measure", "list")[1]


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


@pytest.mark.parametrize(
    ("measure", "value", "kept"),
    [
        ("1.signed", "๑๘๐/๒๐๐", {"numerator": 180, "denominator": 200}),
        ("2.goals", "5", {"count": 5}),
        ("rubric.climate", "มี", {"yes_no": True}),
    ],
)
def test_numbers_are_kept_as_typed(
    ready: Run, measure: str, value: str, kept: dict[str, Any]
) -> None:
    assert ready("measure", "set", measure, value, "--on", "2024-03-01")[0] == 0
    [row] = as_json(ready("measure", "list", "--json"))["measures"]
    assert kept.items() <= row.items()
    assert row["id"] == measure
    assert ready("measure", "list")[0] == 0


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_template_has_the_numbers_that_are_wanted_and_is_imported_filled_in(
    ready: Run, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "ตัวเลข.xlsx"
    assert ready("measure", "set", "2.goals", "5", *DAY)[0] == 0

    code, said, _ = ready("--lang", language, "measure", "template", str(path))
    book = load_workbook(path)
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=2)}
    assert (code, len(rows), ("6" if language == "en" else "๖") in said) == (0, 6, True)
    assert {"rubric.signed", "rubric.success", "1.signed", "19.channels"}.isdisjoint(rows)
    assert {"12.aware", "26.understanding", "rubric.climate"}.isdisjoint(rows)
    assert rows["2.goals"][6].value == 5

    rows["rubric.evaluated"][6].value, rows["rubric.evaluated"][9].value = "มี", "มติที่ประชุม"
    book.save(path)
    done = as_json(ready("measure", "import", str(path), "--json"))
    kept = {m["id"] for m in as_json(ready("measure", "list", "--json"))["measures"]}
    assert done["doubts"] == []
    assert kept == {"2.goals", "rubric.evaluated"}


@pytest.mark.parametrize(
    ("name", "said"), [("ตัวเลข.docx", ".xlsx"), ("มี.xlsx", "อยู่แล้ว"), ("ไม่มี/ก.xlsx", "ไม่ได้")]
)
def test_a_table_that_cannot_be_written_is_one_sentence(
    ready: Run, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "มี.xlsx").write_bytes(b"filled in")

    code, _, error = ready("measure", "template", str(tmp_path / name))

    assert (code, error.count("\n"), said in error) == (2, 1, True)
    assert (tmp_path / "มี.xlsx").read_bytes() == b"filled in"
