"""`kamnot calendar`: a feed for each group and for all, where it is wanted."""

from __future__ import annotations

from pathlib import Path

import icalendar

from tests.support.commands import Run


def test_a_calendar_for_each_group_and_for_all(ready: Run, tmp_path: Path) -> None:
    assert ready("calendar", "--out", str(tmp_path))[0] == 0
    counts = {
        path.stem: len(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
        for path in tmp_path.glob("*.ics")
    }
    assert set(counts) == {"all", "steering", "planning", "selection", "campaign"}
    assert counts["all"] == 38 + 11
    assert counts["steering"] < counts["campaign"] < counts["all"]


def test_one_groups_calendar_goes_where_it_is_wanted(ready: Run, tmp_path: Path) -> None:
    ready("calendar", "planning", "--out", str(tmp_path / "แผน.ics"))
    assert (tmp_path / "แผน.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    ready("calendar", "planning", "--out", str(tmp_path))
    assert [p.name for p in tmp_path.glob("planning*")] == ["planning.ics"]


def test_an_unknown_groups_calendar_is_one_sentence(ready: Run) -> None:
    code, _, said = ready("calendar", "cooks")
    assert (code, said.count("\n"), "ไม่รู้จักคณะทำงาน" in said) == (2, 1, True)
