"""`kamnot rehearse`, `calendar` and `watch`: what comes out, where it lies, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.commands import Run

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def directed(reachable: Run) -> Run:
    """Everybody can be reached."""
    reachable("contacts", "set", "director", "director@bureau.example", "--role", "director")
    return reachable


def test_the_whole_year_is_listed_charted_and_laid_down_as_letters(
    directed: Run, tmp_path: Path
) -> None:
    out = tmp_path / "ซ้อม"
    code, said, _ = directed("rehearse", "--year", "2567", "--json", "--out", str(out))
    found = json.loads(said)
    assert (code, found["schema"], found["unreachable"]) == (0, "kamnot/rehearsal/1", {})
    letters = sorted(path.name for path in (out / "letters").iterdir())
    assert len(letters) == len(found["letters"]) > 90
    assert letters[0].startswith(found["letters"][0]["day"])
    chart = ElementTree.parse(out / "year.svg").getroot()
    words = [text.text or "" for text in chart.iter(f"{SVG}text")]
    assert any("ปีงบประมาณ ๒๕๖๗" in word for word in words)
    assert "ผู้อำนวยการสำนัก" in words
    assert directed("outbox", "list", "--json")[1].count('"id"') == 0


def test_the_year_as_people_read_it_and_what_is_wrong_with_it(reachable: Run) -> None:
    code, out, _ = reachable("rehearse", "--too-many", "1")
    assert code == 1
    assert "วันพุธที่ ๒๗ มีนาคม ๒๕๖๗" in out
    assert "รอบ ๓๐ มิ.ย. ๖๗ วันครบกำหนด: ๓๐ มิ.ย. ๖๗" in out
    assert "รอบ ๒๐ มี.ค. ๖๗ เตือนก่อน ๓ วัน: ๑๗ มี.ค. ๖๗" in out
    assert "ไม่มีผู้รับในตำแหน่งผู้อำนวยการ" in out


def test_a_year_without_a_plan_is_one_sentence(reachable: Run) -> None:
    code, _, said = reachable("rehearse", "--year", "2599")
    assert (code, said.count("\n")) == (2, 1)


def test_a_folder_that_cannot_be_written_is_one_sentence(reachable: Run, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    code, _, said = reachable("rehearse", "--out", str(blocked))
    assert (code, said.count("\n")) == (2, 1)
