"""A run's turn: equal runs at once are one, a dead one's work is taken over, and every end is written down."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.deployments import claims as turns
from flows.deployments.claims import Wanted, turn_at
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.run_claims import LEASE, RunClaim, claim, claims

WORK = "check-batch march *"
SOON = 10.0


def wanted(run: str, asked_at: datetime | None = None, work: str = WORK) -> Wanted:
    return Wanted(work, "march", run, by_clock=True, asked_at=asked_at or datetime.now(UTC))


def kept(ws: Workspace, work: str = WORK) -> RunClaim:
    with reading(ws.engine) as session:
        return next(found for found in claims(session) if found.work == work)


def take(ws: Workspace, run: str, at: datetime, work: str = WORK) -> RunClaim:
    """Claim the work as a run of another process did at that moment."""
    with writing(ws.engine) as session:
        return claim(
            session, work=work, job="march", flow_run_id=run, by_clock=True, asked_at=at, now=at
        )  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_LOOK_SECONDS", 0.01)


def test_a_run_s_good_end_is_written_down(workspace: Workspace) -> None:
    with turn_at(workspace, wanted("one")) as turn:
        assert turn.done is None
        under_way = kept(workspace)
        turn.detail = "ครบ"
    assert (under_way.flow_run_id, under_way.alive(workspace.now())) == ("one", True)
    ended = kept(workspace)
    assert (ended.job, ended.by_clock, ended.good, ended.detail) == ("march", True, True, "ครบ")
    assert ended.finished_at is not None
    assert not ended.alive(workspace.now())


def test_a_turn_may_end_badly_without_an_error(workspace: Workspace) -> None:
    with turn_at(workspace, wanted("one")) as turn:
        turn.good, turn.detail = False, "ส่งไม่ได้"
    assert (kept(workspace).good, kept(workspace).detail) == (False, "ส่งไม่ได้")


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        pytest.param(KamnotError("ไม่มีรอบ", "no batch"), "ไม่มีรอบ", id="a sentence"),
        pytest.param(RuntimeError("x"), "RuntimeError", id="a mistake of the program"),
    ],
)
def test_what_is_raised_inside_goes_through_and_is_written_down_as_not_good(
    workspace: Workspace, error: BaseException, detail: str
) -> None:
    with pytest.raises(type(error)), turn_at(workspace, wanted("one")):
        raise error
    ended = kept(workspace)
    assert (ended.good, ended.detail) == (False, detail)
    assert ended.finished_at is not None


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(KeyboardInterrupt(), id="an interruption"),
        pytest.param(SystemExit(1), id="a signal that ends the process"),
        pytest.param(CouldNotFinishError("ไม่ว่าง", "busy"), id="a busy database"),
    ],
)
def test_what_only_stopped_the_work_leaves_it_owed_and_free(
    workspace: Workspace, error: BaseException
) -> None:
    with pytest.raises(type(error)), turn_at(workspace, wanted("one")):
        raise error
    left = kept(workspace)
    assert (left.finished_at, left.good, left.alive(workspace.now())) == (None, None, False)
    with turn_at(workspace, wanted("two")) as turn:
        assert turn.done is None


def test_an_end_that_cannot_be_written_down_hides_no_error(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = mock.Mock(side_effect=CouldNotFinishError("ฐานข้อมูลไม่ว่าง", "busy"))
    monkeypatch.setattr(turns, "finish", away)
    with pytest.raises(KamnotError, match="ไม่มีรอบ"), turn_at(workspace, wanted("one")):
        raise KamnotError("ไม่มีรอบ", "no batch")
    assert away.called
    assert kept(workspace).finished_at is None  # its lease ends


def test_an_equal_run_at_once_waits_and_finds_the_work_done(workspace: Workspace) -> None:
    looked = threading.Event()
    take_turn = turns._take

    def looks(ws: Workspace, asked: Wanted) -> RunClaim:
        found = take_turn(ws, asked)
        if asked.flow_run_id == "two":
            looked.set()
        return found

    def second() -> RunClaim | None:
        with turn_at(workspace, wanted("two")) as turn:
            return turn.done

    with mock.patch.object(turns, "_take", looks), ThreadPoolExecutor(1) as pool:
        with turn_at(workspace, wanted("one")):
            waits = pool.submit(second)
            assert looked.wait(SOON)
            assert not waits.done()
        done = waits.result(SOON)
    assert done is not None
    assert (done.flow_run_id, done.good) == ("one", True)


def test_the_clock_s_runs_do_not_gather_behind_a_long_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_CLOCK_WAITS", timedelta(seconds=0.1))
    with turn_at(workspace, wanted("long")), turn_at(workspace, wanted("next")) as turn:
        assert turn.done is not None
        assert turn.done.finished_at is None


def test_a_run_that_is_asked_for_afterwards_does_the_work_anew(workspace: Workspace) -> None:
    with turn_at(workspace, wanted("one")):
        pass
    with turn_at(workspace, wanted("two")) as turn:
        assert turn.done is None
    assert kept(workspace).flow_run_id == "two"


def test_a_late_run_finds_the_work_done_and_leaves_the_record_alone(workspace: Workspace) -> None:
    with turn_at(workspace, wanted("one")):
        pass
    with turn_at(workspace, wanted("two", workspace.now() - timedelta(days=1))) as turn:
        assert turn.done == kept(workspace)
    assert kept(workspace).flow_run_id == "one"


def test_work_that_ended_badly_is_done_again_by_a_late_run(workspace: Workspace) -> None:
    with turn_at(workspace, wanted("one")) as turn:
        turn.good = False
    with turn_at(workspace, wanted("two", workspace.now() - timedelta(days=1))) as turn:
        assert turn.done is None


def test_other_work_is_not_waited_for(workspace: Workspace) -> None:
    with (
        turn_at(workspace, wanted("one")),
        turn_at(workspace, wanted("two", work="check-batch march * 2024-03-12")) as turn,
    ):
        assert turn.done is None


def test_a_dead_run_s_work_is_taken_over_once_its_lease_has_ended(workspace: Workspace) -> None:
    asked_at = workspace.now() - timedelta(minutes=5)
    take(workspace, "dead", workspace.now() - LEASE + timedelta(seconds=0.4))
    begun = workspace.now()
    with turn_at(workspace, wanted("two", asked_at)) as turn:
        waited = workspace.now() - begun
        assert turn.done is None
        assert kept(workspace).flow_run_id == "two"
    assert timedelta(seconds=0.2) < waited < timedelta(seconds=SOON)
    assert kept(workspace).good


def test_a_run_that_is_started_again_takes_its_own_turn_at_once(workspace: Workspace) -> None:
    take(workspace, "one", workspace.now())
    with turn_at(workspace, wanted("one")) as turn:
        assert turn.done is None


def test_a_run_that_was_taken_over_does_not_write_over_the_other_s_end(
    workspace: Workspace,
) -> None:
    with turn_at(workspace, wanted("one")):
        take(workspace, "two", workspace.now() + LEASE + timedelta(seconds=1))
    found = kept(workspace)
    assert (found.flow_run_id, found.finished_at) == ("two", None)
