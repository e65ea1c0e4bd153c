"""The plan on the terminal: by due date, one activity whole, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cli.front.common import use_language
from cli.front.main import main

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A wide terminal without colour, in Thai."""
    for name in ("KAMNOT_LANGUAGE", "KAMNOT_FISCAL_YEAR", "KAMNOT_CLOSED_DAYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    yield
    use_language(None)


def test_the_plan_is_shown_by_due_date_with_all_its_activities(capsys: Output) -> None:
    assert main(["plan", "show"]) == 0

    out = capsys.readouterr().out
    lines = out.splitlines()
    rows = [line.split("│")[1].strip() for line in lines if line.startswith("│")]
    assert [row for row in rows if row][:3] == ["๑", "๒", "๓"]
    assert len([row for row in rows if row]) == 38
    assert "march · กำหนดส่ง ๒๐ มีนาคม ๒๕๖๗ · ๑๗ กิจกรรม ๑๒๕ คะแนน" in out
    assert lines[-1] == "รวม ๓๘ กิจกรรม ๓๗๕ คะแนน"


def test_a_due_date_on_a_sunday_shows_the_last_working_day(capsys: Output) -> None:
    assert main(["plan", "show"]) == 0

    out = capsys.readouterr().out
    assert "๓๐ มิถุนายน ๒๕๖๗ (วันทำการสุดท้าย ๒๘ มิถุนายน ๒๕๖๗)" in out
    assert out.count("วันทำการสุดท้าย") == 1


@pytest.mark.parametrize("number", ["33", "๓๓"])
def test_one_activity_is_shown_whole(capsys: Output, number: str) -> None:
    assert main(["plan", "show", number]) == 0

    out = capsys.readouterr().out
    for text in ("33.report", "33.slogan", "๒๐ (", "ส่วนที่ ๒ แถว ๓๓", "๓๐ กรกฎาคม ๒๕๖๗"):
        assert text in out


def test_one_activity_shows_measures_sections_and_readings(capsys: Output) -> None:
    assert main(["plan", "show", "7"]) == 0

    out = capsys.readouterr().out
    for text in ("7.held", "• ภาพประกอบ", "องค์กรความรู้ที่ได้จากการแลกเปลี่ยน"):
        assert text in out


def test_nothing_is_cut_off_in_a_narrow_terminal(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")

    assert main(["plan", "show"]) == 0

    assert "…" not in capsys.readouterr().out


def test_english_is_there_for_those_who_ask(capsys: Output) -> None:
    assert main(["plan", "show", "--lang", "en"]) == 0

    out = capsys.readouterr().out
    assert "due 30 Jun 2024 (last working day 28 Jun 2024)" in out
    assert out.splitlines()[-1] == "38 activities, 375 points in all"


def test_sources_end_with_full_coverage(capsys: Output) -> None:
    assert main(["plan", "sources", "--unconfirmed"]) == 0

    out = capsys.readouterr().out
    assert out.splitlines()[-1].endswith("(coverage) 100 %")
    assert "activities[4].owner" in out
