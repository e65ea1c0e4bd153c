"""Rounds: any number of processes share one check of many units, and the result is as one alone would give it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import Process
from typing import Any

import pytest
from sqlmodel import select

from domain.language.errors import BusyError, CouldNotFinishError, KamnotError
from flows.check import check_many, rounds
from flows.check.check import CheckRequest
from flows.check.check_many import UnitSummary, summarise_units
from flows.run import call
from flows.run.call import direct
from flows.run.workspace import Workspace, today
from storage.db import database
from storage.db.database import reading, writing
from storage.db.run_tables import CheckRunRow, RunClaimRow
from storage.outbox.care import list_outbox
from storage.records import run_claims
from storage.records.people import set_unit
from storage.records.run_claims import claims, count_chunks, renew, take_chunk
from tests.support.cast import UNIT
from tests.support.processes.busy_database import busy_database

REQUEST = CheckRequest("*", ("march",), date(2024, 3, 13))
UNITS = (UNIT, *(f"unit-{n:02d}" for n in range(9)))
SOON = 20.0


def nobody(_done: int, _of: int) -> None: ...


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two units, and leases that end at once for who asks."""
    monkeypatch.setattr(check_many, "CHUNK", 2)
    monkeypatch.setattr(rounds, "_LOOK_SECONDS", 0.05)


@pytest.fixture
def ten(workspace: Workspace) -> Workspace:
    """Ten bureaus; the first has contacts, and gets letters."""
    with writing(workspace.engine) as session:
        for unit in UNITS[1:]:
            name = f"สำนัก {unit}"
            set_unit(session, unit, name=name, department="-", by="test", now=workspace.now())
    return workspace


def alone(ws: Workspace) -> tuple[UnitSummary, ...]:
    return summarise_units(ws, UNITS, replace(REQUEST, dry_run=True))


def judged(ws: Workspace) -> list[str]:
    with reading(ws.engine) as session:
        return sorted(session.exec(select(CheckRunRow.unit)))


def without_letters(found: tuple[UnitSummary, ...]) -> list[UnitSummary]:
    return [replace(summary, letters=0) for summary in found]


@pytest.mark.parametrize("processes", [1, 2, 9])
def test_processes_together_give_what_one_gives_alone(ten: Workspace, processes: int) -> None:
    told: list[tuple[int, int]] = []
    expected = alone(ten)
    found = rounds.check_together(
        ten, UNITS, REQUEST, processes=processes, told=lambda *parts: told.append(parts)
    )
    assert without_letters(found) == list(expected)
    assert sum(summary.letters for summary in found) == 3
    assert judged(ten) == sorted(UNITS)
    assert told[-1] == (5, 5)
    with reading(ten.engine) as session:
        assert len(list_outbox(session)) == 3


def test_a_round_that_was_left_goes_on_with_the_units_that_are_left(ten: Workspace) -> None:
    round_id = rounds.begin(ten, UNITS, REQUEST)
    with pytest.raises(KeyboardInterrupt):
        rounds.help_along(ten, round_id, REQUEST, _Killed(after=2))
    assert len(judged(ten)) == 4
    assert rounds.begin(ten, UNITS, REQUEST) == round_id
    found = rounds.finish_round(ten, round_id, REQUEST)
    assert [summary.unit for summary in found] == list(UNITS)
    assert judged(ten) == sorted(UNITS)


class _Killed:
    """Calls so many steps, and is then interrupted."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, step: Callable[..., Any], /, *args: Any, **more: Any) -> Any:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return direct(step, *args, **more)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(REQUEST, as_of=date(2024, 3, 14)), id="day"),
        pytest.param(replace(REQUEST, batches=("july",)), id="batch"),
        pytest.param(replace(REQUEST, notify=False), id="quiet"),
        pytest.param(replace(REQUEST, record=False), id="reminders"),
    ],
)
def test_another_request_is_another_round(ten: Workspace, other: CheckRequest) -> None:
    assert rounds.begin(ten, UNITS, other) != rounds.begin(ten, UNITS, REQUEST)


def test_other_units_or_another_plan_make_another_round(
    ten: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rounds.begin(ten, UNITS, REQUEST)
    assert rounds.begin(ten, UNITS[1:], REQUEST) != first
    monkeypatch.setattr(ten, "plan_hash", "0" * 64)
    assert rounds.begin(ten, UNITS, REQUEST) != first
    assert rounds.help_along(ten, first, REQUEST) == 0


def test_a_finished_round_is_followed_by_a_new_one(ten: Workspace) -> None:
    first = rounds.begin(ten, UNITS, REQUEST)
    rounds.finish_round(ten, first, REQUEST)
    assert rounds.begin(ten, UNITS, REQUEST) != first


def test_a_chunk_whose_process_died_is_taken_over_when_its_lease_ends(ten: Workspace) -> None:
    round_id = rounds.begin(ten, UNITS, REQUEST)
    with writing(ten.engine) as session:
        dead = take_chunk(session, round_id, "dead", ten.now())
    assert dead is not None
    assert rounds.help_along(ten, round_id, REQUEST) == 4
    with writing(ten.engine) as session:
        long_ago = ten.now() - run_claims.CHUNK_LEASE
        renew(session, dead.work, "dead", long_ago, run_claims.CHUNK_LEASE)
    found = rounds.finish_round(ten, round_id, REQUEST)
    assert [summary.unit for summary in found] == list(UNITS)


def test_a_process_that_is_killed_half_way_loses_nothing(
    ten: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = alone(ten)
    monkeypatch.setattr(rounds, "CHUNK_LEASE", timedelta(seconds=1))
    monkeypatch.setattr(run_claims, "CHUNK_LEASE", timedelta(seconds=1))
    round_id = rounds.begin(ten, UNITS, REQUEST)
    ten.engine.dispose()
    victim = Process(target=_slowly, args=(ten.settings, round_id))
    victim.start()
    _wait_until(lambda: _done(ten, round_id) > 0)
    os.kill(victim.pid or 0, signal.SIGKILL)
    victim.join()
    assert _done(ten, round_id) < 5
    found = rounds.finish_round(ten, round_id, REQUEST)
    assert without_letters(found) == list(expected)
    assert set(judged(ten)) == set(UNITS)
    with reading(ten.engine) as session:
        assert len(list_outbox(session)) == 3


def _slowly(settings: Any, round_id: str) -> None:
    """Help with the round, half a second for each chunk."""

    def slow(step: Callable[..., Any], /, *args: Any, **more: Any) -> Any:
        found = direct(step, *args, **more)
        time.sleep(0.5)
        return found

    rounds.help_along(Workspace(settings), round_id, REQUEST, slow)


def _done(ws: Workspace, round_id: str) -> int:
    with reading(ws.engine) as session:
        return count_chunks(session, round_id)[1]


def _wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_two_that_finish_the_same_round_both_get_the_whole(ten: Workspace) -> None:
    def whole(_: int) -> tuple[UnitSummary, ...]:
        return rounds.finish_round(ten, rounds.begin(ten, UNITS, REQUEST), REQUEST)

    rounds.begin(ten, UNITS, REQUEST)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(whole, range(2))
    assert without_letters(first) == without_letters(second) == list(alone(ten))


def test_a_round_waits_for_a_database_that_others_keep_busy(
    ten: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with busy_database(ten, monkeypatch) as refusals:
        found = rounds.check_every_unit(ten, REQUEST, nobody)
    assert refusals
    assert (len(found.summaries), found.delivered.sent, found.waiting) == (10, 3, 0)


def test_a_round_gives_up_when_the_database_stays_busy(
    ten: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 10)
    monkeypatch.setattr(call, "PATIENCE", 0.2)
    ten.engine.dispose()
    with writing(ten.engine) as other:
        other.connection()
        with pytest.raises(BusyError):
            rounds.begin(ten, UNITS, REQUEST)


def test_a_dry_run_writes_nothing(ten: Workspace) -> None:
    dry = replace(REQUEST, dry_run=True)
    found = rounds.check_together(ten, UNITS, dry, processes=2, told=nobody)
    assert len(found) == 10
    with reading(ten.engine) as session:
        assert session.exec(select(RunClaimRow)).all() == []
    assert judged(ten) == []


def test_a_chunk_of_a_process_that_fails_is_free_at_once(ten: Workspace) -> None:
    round_id = rounds.begin(ten, UNITS, REQUEST)

    def away(*_: Any, **__: Any) -> Any:
        raise CouldNotFinishError("ไม่ว่าง", "busy")

    with pytest.raises(CouldNotFinishError):
        rounds.help_along(ten, round_id, REQUEST, away)
    assert rounds.help_along(ten, round_id, REQUEST) == 5


def test_a_day_to_come_is_refused_before_a_round_begins(ten: Workspace) -> None:
    with pytest.raises(KamnotError, match="ยังมาไม่ถึง"):
        rounds.begin(ten, UNITS, replace(REQUEST, as_of=today() + timedelta(days=1)))
    with reading(ten.engine) as session:
        assert session.exec(select(RunClaimRow)).all() == []


def test_rounds_are_no_runs_of_the_clock(ten: Workspace) -> None:
    rounds.begin(ten, UNITS, REQUEST)
    with reading(ten.engine) as session:
        assert claims(session) == ()


def test_every_unit_is_checked_and_what_is_due_is_sent(ten: Workspace) -> None:
    found = rounds.check_every_unit(ten, REQUEST, nobody)
    assert (len(found.summaries), found.delivered.sent, found.waiting) == (10, 3, 0)
    assert found.names[UNITS[1]] == "สำนัก unit-00"
    assert not found.complete
