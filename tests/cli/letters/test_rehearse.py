"""`kamnot rehearse`, `calendar` and `watch`: what comes out, where it lies, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import icalendar
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
    assert len(letters) == len(found["letters"]) > 100
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
    assert "รอบ june-30 วันครบกำหนด: ๓๐ มิ.ย. ๖๗" in out
    assert "รอบ march เตือนก่อน ๓ วัน: ๑๗ มี.ค. ๖๗" in out
    assert "ไม่มีผู้รับในตำแหน่งผู้อำนวยการ" in out


def test_a_year_without_a_plan_is_one_sentence(reachable: Run) -> None:
    code, _, said = reachable("rehearse", "--year", "2599")
    assert (code, said.count("\n")) == (2, 1)


def test_a_folder_that_cannot_be_written_is_one_sentence(reachable: Run, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    code, _, said = reachable("rehearse", "--out", str(blocked))
    assert (code, said.count("\n")) == (2, 1)


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
    assert (code, said.count("\n"), "ไม่มีคณะทำงาน" in said) == (2, 1, True)


def test_the_watch_ends_with_2_when_nothing_ever_ran_and_says_so(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready("watch")[0] == 0  # the plan's year is over: nothing is owed
    monkeypatch.setattr("flows.check.daily.fiscal_year_of", lambda _day: 2567)
    code, out, said = ready("watch")
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert "ยังไม่เคยทำงาน" in said
    assert json.loads(ready("watch", "--json")[1])["ok"] is False
    assert ready("remind")[0] == 0
    assert ready("watch")[0] == 0


def test_the_doctor_alarms_once_a_schedule_has_begun_and_fell_silent(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, date, datetime

    from storage.db.database import open_database, writing
    from storage.records.heartbeats import DAILY, SCHEDULE, Heartbeat, record_heartbeat
    from storage.settings import Settings

    monkeypatch.setattr("flows.check.daily.fiscal_year_of", lambda _day: 2567)
    assert reachable("doctor")[0] == 0
    long_ago = datetime(2024, 3, 13, 1, 0, tzinfo=UTC)
    with writing(open_database(Settings())) as session:
        beat = Heartbeat(
            DAILY, SCHEDULE, date(2024, 3, 13), long_ago, long_ago, good=True, detail=""
        )
        record_heartbeat(session, beat)
    code, out, _ = reachable("doctor")
    assert code == 2
    assert "ไม่ได้ทำงานสำเร็จตั้งแต่ ๑๓ มีนาคม ๒๕๖๗" in out
