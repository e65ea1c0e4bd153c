"""The calendar's entries as they are kept: what counted up stays, what stood still is not touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.engine import Engine

from domain.reminders.calendar_entries import Event, merge_events
from storage.db.database import reading, writing
from storage.records.calendar_events import keep_events, known_events
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
EVENT = Event("1@x", date(2024, 3, 20), "กำหนดส่ง", "รายละเอียด", ("planning", "campaign"))


def keep(engine: Engine, *events: Event, now: datetime = NOW) -> dict[str, Event]:
    with writing(engine) as session:
        merged = merge_events(known_events(session, [UNIT], 2567)[UNIT], events, now)
        keep_events(session, UNIT, 2567, merged, now=now)
    with reading(engine) as session:
        return known_events(session, [UNIT], 2567)[UNIT]


def test_entries_come_back_as_they_were_kept(bureau: Engine) -> None:
    assert keep(bureau, EVENT) == {"1@x": replace(EVENT, changed_at=NOW)}
    assert keep(bureau, EVENT, now=NOW + timedelta(days=1))["1@x"].changed_at == NOW


def test_a_change_is_kept_with_its_sequence_and_what_is_gone_is_cancelled(bureau: Engine) -> None:
    keep(bureau, EVENT)
    moved = keep(bureau, replace(EVENT, day=date(2024, 4, 5)), now=NOW + timedelta(days=1))
    assert (moved["1@x"].sequence, moved["1@x"].day) == (1, date(2024, 4, 5))
    gone = keep(bureau, now=NOW + timedelta(days=2))
    assert (gone["1@x"].sequence, gone["1@x"].cancelled) == (2, True)


def test_an_older_view_never_takes_a_newer_entry_back(bureau: Engine) -> None:
    keep(bureau, EVENT)
    keep(bureau, replace(EVENT, day=date(2024, 4, 5)))
    with writing(bureau) as session:
        keep_events(session, UNIT, 2567, [replace(EVENT, changed_at=NOW)], now=NOW)
    with reading(bureau) as session:
        assert known_events(session, [UNIT], 2567)[UNIT]["1@x"].day == date(2024, 4, 5)
