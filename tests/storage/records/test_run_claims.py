"""Claims of scheduled work: equal runs at once count as one, a dead one blocks nobody, a later one works again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine

from storage.db.database import reading, writing
from storage.records.run_claims import (
    LEASE,
    RunClaim,
    claim,
    claims,
    finish,
    forget_claims,
    let_go,
    renew,
)

DUE = datetime(2024, 3, 13, 1, 0, tzinfo=UTC)
"""Eight in the morning in Bangkok."""
MINUTE = timedelta(minutes=1)


def take(engine: Engine, run: str, now: datetime = DUE, **more: Any) -> RunClaim:
    wanted: dict[str, Any] = {
        "work": "check-batch march",
        "job": "march",
        "by_clock": True,
        "asked_at": DUE,
    } | more
    with writing(engine) as session:
        return claim(session, flow_run_id=run, now=now, **wanted)


def end(engine: Engine, run: str, now: datetime, *, good: bool = True) -> None:
    with writing(engine) as session:
        finish(session, "check-batch march", run, good=good, detail="", now=now)


def test_the_first_takes_the_work_and_an_equal_one_hears_who_is_at_it(database: Engine) -> None:
    assert take(database, "first").flow_run_id == "first"
    assert take(database, "second", DUE + MINUTE / 2).flow_run_id == "first"


def test_other_work_is_not_held_up(database: Engine) -> None:
    take(database, "first")
    assert take(database, "second", work="check-batch july").flow_run_id == "second"


def test_what_was_done_since_it_was_asked_for_is_not_done_again(database: Engine) -> None:
    take(database, "first")
    end(database, "first", DUE + MINUTE)
    found = take(database, "second", DUE + 2 * MINUTE)
    assert (found.flow_run_id, found.done_since(DUE)) == ("first", True)


def test_what_is_asked_for_afterwards_is_done_anew(database: Engine) -> None:
    take(database, "first")
    end(database, "first", DUE + MINUTE)
    later = DUE + 2 * MINUTE
    assert take(database, "second", later, asked_at=later).flow_run_id == "second"


def test_what_went_wrong_is_done_by_the_next(database: Engine) -> None:
    take(database, "first")
    end(database, "first", DUE + MINUTE, good=False)
    assert take(database, "second", DUE + 2 * MINUTE).flow_run_id == "second"


def test_a_run_that_died_blocks_nobody_for_longer_than_a_minute(database: Engine) -> None:
    take(database, "dead")
    assert timedelta(seconds=60) >= LEASE
    assert take(database, "next", DUE + LEASE).flow_run_id == "next"


def test_a_run_that_shows_that_it_lives_keeps_the_work(database: Engine) -> None:
    take(database, "slow")
    with writing(database) as session:
        renew(session, "check-batch march", "slow", DUE + MINUTE / 2)
    assert take(database, "next", DUE + LEASE).flow_run_id == "slow"


def test_whoever_lost_the_work_neither_renews_nor_finishes_it(database: Engine) -> None:
    take(database, "dead")
    take(database, "next", DUE + LEASE)
    with writing(database) as session:
        renew(session, "check-batch march", "dead", DUE + 10 * LEASE)
    end(database, "dead", DUE + 2 * LEASE)
    with reading(database) as session:
        [found] = claims(session)
    assert (found.flow_run_id, found.finished_at, found.lease_until) == (
        "next",
        None,
        DUE + 2 * LEASE,
    )


def test_a_run_that_goes_on_after_an_interruption_finds_the_work_its_own(database: Engine) -> None:
    take(database, "first")
    assert take(database, "first", DUE + MINUTE / 2).flow_run_id == "first"


def test_of_eight_first_runs_at_once_one_gets_the_work(database: Engine) -> None:
    found: list[str] = []
    runs = [
        threading.Thread(target=lambda n=n: found.append(take(database, f"run-{n}").flow_run_id))
        for n in range(8)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_old_claims_are_forgotten_and_the_newest_come_first(database: Engine) -> None:
    take(database, "old", work="check-batch march 2024-01-01")
    take(database, "new", DUE + MINUTE)
    with writing(database) as session:
        assert [c.flow_run_id for c in claims(session, "march")] == ["new", "old"]
        forget_claims(session, DUE + MINUTE / 2)
    with reading(database) as session:
        assert [c.flow_run_id for c in claims(session)] == ["new"]


def test_work_that_was_given_up_is_the_next_one_s_at_once_and_not_done(database: Engine) -> None:
    take(database, "stopped")
    with writing(database) as session:
        let_go(session, "check-batch march", "stopped", DUE + MINUTE / 4)
    found = take(database, "next", DUE + MINUTE / 2)
    assert (found.flow_run_id, found.finished_at) == ("next", None)
