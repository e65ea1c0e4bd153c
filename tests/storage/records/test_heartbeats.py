"""Heartbeats: the run that ended last, of the good ones where asked, and how long they are remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from storage.db.database import reading, writing
from storage.records.heartbeats import (
    DAILY,
    HAND,
    SCHEDULE,
    Heartbeat,
    first_heartbeat,
    forget_heartbeats,
    last_heartbeat,
    record_heartbeat,
)

NOW = datetime(2024, 3, 20, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def beat(
    days: float, *, good: bool = True, origin: str = SCHEDULE, name: str = DAILY, detail: str = ""
) -> Heartbeat:
    """A run that ended so many days before now, after a minute."""
    ended = NOW - days * DAY
    started = ended - timedelta(minutes=1)
    return Heartbeat(name, origin, ended.date(), started, ended, good, detail)


def keep(engine: Engine, *beats: Heartbeat) -> None:
    with writing(engine) as session:
        for one in beats:
            record_heartbeat(session, one)


def forget(engine: Engine, days: float, name: str = DAILY) -> None:
    with writing(engine) as session:
        forget_heartbeats(session, NOW - days * DAY, name=name)


def kept(engine: Engine, *days: float, good: bool = True) -> list[bool]:
    """Whether the last heartbeat, once all younger ones are taken away, is that of each day."""
    with reading(engine) as session:
        last = last_heartbeat(session, good=good)
    return [last is not None and last.finished_at == NOW - day * DAY for day in days]


def test_a_heartbeat_comes_back_as_it_was_kept(database: Engine) -> None:
    one = beat(0.5, good=False, origin=HAND, detail="ส่งจดหมายไม่ได้")
    keep(database, one)

    with reading(database) as session:
        assert last_heartbeat(session) == one


def test_before_the_first_run_there_is_none(database: Engine) -> None:
    with reading(database) as session:
        assert last_heartbeat(session) is None
        assert first_heartbeat(session, name=DAILY) is None


def test_the_run_that_ended_last_counts_and_not_the_one_that_was_written_last(
    database: Engine,
) -> None:
    keep(database, beat(1), beat(3))

    with reading(database) as session:
        last = last_heartbeat(session)
    assert last == beat(1)


@pytest.mark.parametrize(
    ("good", "origin", "days"),
    [
        pytest.param(None, None, 1, id="any"),
        pytest.param(True, None, 2, id="the last good one"),
        pytest.param(False, None, 1, id="the last bad one"),
        pytest.param(None, HAND, 3, id="the last by hand"),
        pytest.param(True, SCHEDULE, 2, id="the last good one by the schedule"),
        pytest.param(False, HAND, None, id="none is of that kind"),
    ],
)
def test_the_last_of_a_kind_is_asked_for(
    database: Engine, good: bool | None, origin: str | None, days: float | None
) -> None:
    keep(database, beat(3, origin=HAND), beat(2), beat(1, good=False), beat(0, name="other"))

    with reading(database) as session:
        found = last_heartbeat(session, good=good, origin=origin)
    assert (found and found.finished_at) == (None if days is None else NOW - days * DAY)


def test_of_two_that_ended_at_once_the_later_word_counts(database: Engine) -> None:
    keep(database, beat(1, good=False, detail="first"), beat(1, detail="second"))

    with reading(database) as session:
        last = last_heartbeat(session)
    assert last is not None
    assert last.detail == "second"


def test_the_first_of_a_name_is_the_first_that_was_noted(database: Engine) -> None:
    keep(database, beat(2, name="clock", detail="first"), beat(3, name="clock"), beat(9))

    with reading(database) as session:
        first = first_heartbeat(session, name="clock")
    assert first is not None
    assert first.detail == "first"


def test_what_is_older_is_forgotten_to_the_second(database: Engine) -> None:
    second = 1 / 86_400
    keep(database, beat(7 + second, good=False), beat(7, good=False), beat(0))

    forget(database, 7)

    with reading(database) as session:
        left = last_heartbeat(session, good=False)
        oldest = first_heartbeat(session, name=DAILY)
    assert left == oldest == beat(7, good=False)


def test_the_newest_good_one_stays_however_old_it_is(database: Engine) -> None:
    keep(database, beat(40), beat(30), beat(20, good=False), beat(1, good=False))

    forget(database, 7)

    assert kept(database, 30) == [True]
    with reading(database) as session:
        assert first_heartbeat(session, name=DAILY) == beat(30)
        assert last_heartbeat(session) == beat(1, good=False)


def test_heartbeats_of_another_name_are_left_alone(database: Engine) -> None:
    keep(database, beat(40, name="clock"), beat(0))

    forget(database, 7)

    with reading(database) as session:
        assert first_heartbeat(session, name="clock") == beat(40, name="clock")
