"""`kamnot unit`: what a unit tells once is shown wherever it is asked for."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.support.commands import RECEIVED, Run, actions, picture


def test_what_was_told_is_shown_and_kept(ready: Run) -> None:
    told = ("--place", "ห้อง ๓๐๒", "--since", "๑ เมษายน ๒๕๖๗")

    assert ready("unit", "profile", *told)[0] == 0
    _, shown, _ = ready("unit", "profile")
    _, document, _ = ready("unit", "profile", "--json")

    assert "ส่งเอกสารที่ไหน: ห้อง ๓๐๒" in shown
    assert "เริ่มใช้ระบบตั้งแต่วันที่: ๑ เมษายน ๒๕๖๗" in shown
    found = json.loads(document)
    assert (found["place"], found["since"], found["telephone"]) == ("ห้อง ๓๐๒", "2024-04-01", "")


@pytest.fixture
def two(ready: Run) -> Run:
    """A second unit, called by a wrong id."""
    assert ready("init", "--unit", "buraeu", "--name", "สำนักการต่างประเทศ")[0] == 0
    return ready


def _units(run: Run) -> dict[str, str]:
    return {u["id"]: u["name"] for u in json.loads(run("unit", "list", "--json")[1])["units"]}


def test_units_are_listed_and_renamed(two: Run) -> None:
    assert two("unit", "rename", "สำนักการต่างประเทศ", " กลุ่ม  ตรวจสอบภายใน ")[0] == 0

    assert _units(two)["buraeu"] == "กลุ่ม ตรวจสอบภายใน"
    assert "กลุ่ม ตรวจสอบภายใน" in two("unit", "list")[1]
    assert actions()[0] == "unit.set"


@pytest.mark.parametrize("name", ["", "  ", "bureau", "สำนักการคลังและงบประมาณ"])
def test_a_name_that_is_empty_or_anothers_is_refused(two: Run, name: str) -> None:
    assert two("unit", "rename", "buraeu", name)[0] == 2
    assert _units(two)["buraeu"] == "สำนักการต่างประเทศ"


def test_a_unit_without_records_goes_with_its_contacts(two: Run) -> None:
    assert two("contacts", "set", "planning", "a@bureau.example", "--unit", "buraeu")[0] == 0
    assert two("check", "march", "--unit", "buraeu", "--as-of", "2024-03-01")[0] == 1

    assert two("unit", "remove", "buraeu", "--yes")[0] == 0

    assert list(_units(two)) == ["bureau"]
    assert two("audit", "verify")[0] == 0


def test_without_an_answer_nothing_is_removed(two: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, said = two("unit", "remove", "buraeu")

    assert (code, "ไม่ได้เปลี่ยนอะไร" in said) == (2, True)
    assert "buraeu" in _units(two)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("measure", "set", "2.goals", "5"), "ตัวเลข"),
        (("evidence", "add", "8.photos", "{}", *RECEIVED), "หลักฐาน"),
        (("relief", "not-applicable", "9", "--authoriser", "ผู้อำนวยการ", "--why", "มติ"), "ข้อผ่อนผัน"),
    ],
)
def test_a_unit_with_records_stays(
    two: Run, tmp_path: Path, words: tuple[str, ...], kept: str
) -> None:
    file = str(picture(tmp_path))
    assert two(*(word.replace("{}", file) for word in words), "--unit", "buraeu")[0] == 0

    code, _, said = two("unit", "remove", "buraeu", "--yes")
    assert (code, kept in said) == (2, True), said
    assert "buraeu" in _units(two)


def test_the_only_unit_stays(ready: Run) -> None:
    assert "มีสำนักเดียว" in ready("unit", "remove", "bureau", "--yes")[2]
