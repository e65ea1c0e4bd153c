"""The roll-up on the terminal: the level, its reasons, the ties, and every unit at any width."""

from __future__ import annotations

import pytest

from tests.support.commands import Run

YEAR_END = ("--as-of", "2024-09-30")


def test_the_level_its_reasons_and_the_ties_are_told(department: Run) -> None:
    code, out, _ = department("rollup", *YEAR_END)
    text = " ".join(out.split())
    assert code == 1
    assert "ระดับของส่วนราชการที่พิสูจน์ได้ ๒ องค์กรพัฒนาคุณธรรม" in text
    assert "ระดับ ๓: ๑๓*/๒๐ สำนัก ต้องมี ๗๐% คือ ๑๔" in text
    assert "ขาดอีก ๑ สำนักจึงถึงระดับ ๓" in text
    assert "แผนไม่ได้พิมพ์วิธีตัดสินเมื่อเท่ากัน" in text


@pytest.mark.parametrize("columns", ["60", "76", "120"])
def test_no_unit_is_lost_on_a_narrow_screen(
    department: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = department("--lang", "en", "rollup", *YEAR_END)[1]
    assert out.count("/375") == 20
