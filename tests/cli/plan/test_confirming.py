"""`kamnot plan confirm`: what waits, most important first; confirmed by subject, by activity, all only when asked."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, read_json

OFFICE = ("--by", "เลขานุการคณะทำงานด้านแผนงาน", "--year", "2570")


@pytest.fixture
def drafted(run: Run, sqlite_template: Path, tmp_path: Path) -> Run:
    """A home with a draft of 2570."""
    run("plan", "new", "2570", "--from", "2567")
    shutil.copy(sqlite_template, tmp_path / "home" / "kamnot.db")
    return run


def waiting(run: Run) -> list[Any]:
    found: list[Any] = read_json(run, "plan", "sources", "--unconfirmed", "--year", "2570")[
        "values"
    ]
    return found


def test_confirming_counts_down(drafted: Run) -> None:
    before = len(waiting(drafted))

    done = read_json(drafted, "plan", "confirm", "7", *OFFICE)

    assert done["schema"] == "kamnot/plan-confirmed/1"
    assert "activities[7]" in done["paths"]
    now = waiting(drafted)
    assert done["unconfirmed"] == len(now) < before
    assert {v["origin"] for v in now} == {"carried", "doubtful"}


def test_without_a_name_the_first_subject_is_written_out_and_the_next_follows(drafted: Run) -> None:
    code, out, _ = drafted("plan", "confirm", "--year", "2570")
    assert code == 0
    assert out.index("(dates)") < out.index("(points)") < out.index("(texts)")
    assert "รอบ ๒๐ มีนาคม ๒๕๗๐ (วันเสาร์) วันทำการสุดท้าย ๑๙ มีนาคม ๒๕๗๐" in out
    assert "ปฏิทินวันหยุดราชการปี พ.ศ. ๒๕๗๐ ยังไม่ยืนยัน" in out
    assert "kamnot plan confirm dates --by ตำแหน่ง --year 2570" in out

    assert drafted("plan", "confirm", "dates", *OFFICE)[0] == 0

    out = drafted("plan", "confirm", "--year", "2570")[1]
    assert "(dates)" not in out
    assert "kamnot plan confirm points --by ตำแหน่ง --year 2570" in out


def test_who_vouches_is_asked_for_after_what_it_is_about_was_shown(drafted: Run) -> None:
    code, out, err = drafted("plan", "confirm", "points", "--year", "2570")
    assert (code, "ทั้งปี ๓๗๕ คะแนน" in out, "--by ตำแหน่ง" in err) == (2, True, True)


@pytest.mark.parametrize(("answer", "code"), [("", 2), ("ไม่\n", 2), ("ใช่\n", 0)])
def test_all_says_what_it_would_vouch_for_and_asks(
    drafted: Run, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    before = len(waiting(drafted))
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))

    found, out, err = drafted("plan", "confirm", "all", *OFFICE)

    assert (found, "(documents): " in out, "ยืนยันทั้งหมดนี้หรือไม่" in err) == (code, True, True)
    assert (len(waiting(drafted)) == before) == (code == 2)


def test_thousands_of_values_are_no_list_and_a_check_says_that_they_wait(drafted: Run) -> None:
    out = drafted("plan", "sources", "--unconfirmed", "--year", "2570")[1]
    assert "kamnot plan confirm" in out
    assert out.count("\n") < 1000

    drafted("init", "--year", "2570")
    code, _, err = drafted("check", "march", "--dry-run", "--year", "2570")
    assert (code, "ยกมาจากแผนปี ๒๕๖๗ สำนักยังยืนยันไม่ครบ: kamnot plan confirm" in err) == (1, True)
    drafted("plan", "confirm", "all", "--yes", *OFFICE)
    assert "ยืนยันไม่ครบ" not in drafted("check", "march", "--dry-run", "--year", "2570")[2]
