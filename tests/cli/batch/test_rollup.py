"""`kamnot rollup` on the sample department: screen, JSON, Excel and chart."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook

from storage.db.database import open_database, writing
from storage.records.people import set_unit
from storage.settings import Settings
from tests.support.commands import Run

YEAR_END = ("--as-of", "2024-09-30")
EVIL = '=HYPERLINK("http://example.org","คลิก")'


def test_the_json_has_the_designs_keys(department: Run) -> None:
    result = json.loads(department("rollup", "--json", *YEAR_END)[1])
    assert {"units", "shares", "level"} <= set(result)
    assert set(result["shares"]) == {"1", "2", "3"}
    assert (result["level"], result["next"]["missing"], len(result["units"])) == (2, 1, 20)
    assert [u["level"] for u in result["units"]].count(3) == 13


def test_the_book_holds_numbers_and_plain_text_whatever_a_unit_is_called(
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
    assert {c.data_type for c in filled} == {"s", "n"}
    assert all(c.quotePrefix == (c.data_type == "s") for c in filled)
    assert {c.number_format for c in filled if isinstance(c.value, float)} == {"0.00%"}


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
