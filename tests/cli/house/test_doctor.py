"""`kamnot doctor`: what is missing is named, and silence of the schedule is an alarm."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import Run


def test_the_doctor_names_what_is_missing(ready: Run) -> None:
    code, out, _ = ready("doctor")
    assert (code, "ยังไม่มีผู้รับของคณะอำนวยการ" in out) == (2, True)


def test_the_doctor_is_content_when_everything_is_there(reachable: Run) -> None:
    code, out, _ = reachable("doctor", "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True


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
