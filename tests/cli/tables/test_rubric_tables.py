"""The rubric on the terminal: scores, bands, figures and their sources, at any width."""

from __future__ import annotations

import pytest

from tests.support.commands import Run

MARCH = ("--as-of", "2024-03-13")


def test_the_rubric_shows_scores_bands_figures_and_sources(ready: Run) -> None:
    assert ready("measure", "set", "1.signed", "๑๘๐/๒๐๐", "--on", "2024-03-01")[0] == 0
    code, out, _ = ready("rubric", "--full", *MARCH)
    assert code == 1
    assert "๙๐% (๑๘๐/๒๐๐)" in out
    assert "๘๐% ขึ้นไป ร่วมประกาศเจตนารมณ์" in out
    assert "ที่มา เกณฑ์การประเมินองค์กรคุณธรรม ข้อ ๑ ช่อง ๓" in out
    assert "๐–๓" in out
    assert "ระดับที่พิสูจน์ได้ ๐" in out


def test_the_short_rubric_fits_a_screen(ready: Run) -> None:
    out = ready("rubric", *MARCH)[1]
    assert len(out.splitlines()) <= 24
    assert "ระดับ ๒ องค์กรพัฒนาคุณธรรม" in out


@pytest.mark.parametrize("columns", ["46", "60", "100", "160"])
def test_a_table_keeps_number_score_and_value_at_any_width(
    ready: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = ready("rubric", *MARCH, "--if=1.signed=159/200")[1]
    rows = [line.split() for line in out.splitlines()]
    numbered = {row[0]: row[1] for row in rows if len(row) > 2 and row[0] in set("๑๒๓๔๕๖๗๘๙")}
    assert set(numbered) == set("๑๒๓๔๕๖๗๘๙")
    assert numbered["๑"] == "๒*"
    assert numbered["๒"] == "๐–๓*"
    assert "๗๙.๕๐% (๑๕๙/๒๐๐)" in out
