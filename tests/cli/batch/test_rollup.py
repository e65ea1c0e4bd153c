"""`kamnot rollup` on the sample department: screen, JSON, Excel and chart."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from cli.front.main import main
from storage.db.database import open_database, writing
from storage.records.people import set_unit
from storage.settings import Settings
from tests.support.commands import Run

YEAR_END = ("--as-of", "2024-09-30")
EVIL = '=HYPERLINK("http://example.org","คลิก")'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("department") / "ทดลอง"
    kept = {n: v for n, v in os.environ.items() if n.startswith("KAMNOT_")}
    try:
        assert main(["demo", str(folder), "--department"]) == 0
    finally:
        os.environ.update(kept)
    return folder


@pytest.fixture
def department(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("KAMNOT_HOME", str(home))
    return run


def test_the_level_its_reasons_and_the_ties_are_told(department: Run) -> None:
    code, out, _ = department("rollup", *YEAR_END)
    text = " ".join(out.split())
    assert code == 1
    assert "ระดับของส่วนราชการที่พิสูจน์ได้ ๒ องค์กรพัฒนาคุณธรรม" in text
    assert "ระดับ ๓: ๑๓/๒๐ สำนัก ต้องมี ๗๐% คือ ๑๔" in text
    assert "ขาดอีก ๑ สำนักจึงถึงระดับ ๓" in text
    assert "แผนไม่ได้พิมพ์วิธีตัดสินเมื่อเท่ากัน" in text


@pytest.mark.parametrize("columns", ["60", "76", "120"])
def test_no_unit_is_lost_on_a_narrow_screen(
    department: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = department("--lang", "en", "rollup", *YEAR_END)[1]
    assert out.count("/375") == 20


def test_the_json_has_the_designs_keys(department: Run) -> None:
    result = json.loads(department("rollup", "--json", *YEAR_END)[1])
    assert {"units", "shares", "level"} <= set(result)
    assert set(result["shares"]) == {"1", "2", "3"}
    assert (result["level"], result["next"]["missing"], len(result["units"])) == (2, 1, 20)
    assert [u["level"] for u in result["units"]].count(3) == 13


def test_the_book_holds_nothing_but_text_whatever_a_unit_is_called(
    ready: Run, tmp_path: Path
) -> None:
    settings = Settings()
    with writing(open_database(settings)) as session:
        from datetime import UTC, datetime

        now = datetime(2024, 3, 1, tzinfo=UTC)
        set_unit(session, "evil", name=EVIL, department="@ส่วนราชการ", by="test", now=now)

    ready("rollup", "--xlsx", str(tmp_path / "ภาพรวม.xlsx"), *YEAR_END)

    cells = [c for s in load_workbook(tmp_path / "ภาพรวม.xlsx") for row in s for c in row]
    filled = [c for c in cells if c.value is not None]
    assert EVIL in [c.value for c in filled]
    assert {c.data_type for c in filled} == {"s"}
    assert all(c.quotePrefix for c in filled)


def test_the_chart_is_sound_svg_in_thai_with_a_bar_for_each_unit(
    department: Run, tmp_path: Path
) -> None:
    department("rollup", "--chart", str(tmp_path / "a.svg"), *YEAR_END)
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))  # our own
    texts = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]
    fills = {r.get("fill") for r in root.iter("{http://www.w3.org/2000/svg}rect")}
    assert sum("สำนักตัวอย่าง" in text for text in texts) == 20
    assert all(len(set(f[1::2])) <= 2 and f[1:3] == f[3:5] == f[5:7] for f in fills if f)


def test_a_file_that_cannot_be_written_is_one_sentence(department: Run, tmp_path: Path) -> None:
    code, _, err = department("rollup", "--xlsx", str(tmp_path / "none" / "a.xlsx"), *YEAR_END)
    assert code == 3
    assert "none" in err
    assert err.count("\n") == 1
