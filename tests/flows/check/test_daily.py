"""The heartbeat of the daily run, who watches it, and the outside monitor that is pinged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlmodel import col, select

from domain.language.thai import fiscal_year_of
from flows.check.check import CheckRequest
from flows.check.daily import beat, ping, remind_unit, tidy, watch
from flows.letters.deliver import Delivered
from flows.run.workspace import Workspace, today
from storage.db.database import reading, writing
from storage.db.run_tables import CheckRunRow, HeartbeatRow
from storage.records.heartbeats import (
    DAILY,
    HAND,
    SCHEDULE,
    Heartbeat,
    last_heartbeat,
    record_heartbeat,
)
from storage.records.runs import NewRun, record_runs
from storage.settings import Settings
from tests.support.cast import UNIT

SUMMER = datetime(2024, 7, 1, 3, 0, tzinfo=UTC)


class Then(Workspace):
    """The workspace at a moment of the plan's own year."""

    def now(self) -> datetime:
        return SUMMER


def heartbeat(ws: Workspace, age: timedelta, *, good: bool = True, detail: str = "") -> None:
    moment = SUMMER - age
    with writing(ws.engine) as session:
        record_heartbeat(
            session,
            Heartbeat(DAILY, SCHEDULE, moment.date(), moment, moment, good=good, detail=detail),
        )


@pytest.fixture
def then(bare: Workspace) -> Workspace:
    """The bureau in July 2567."""
    return Then(bare.settings)


@pytest.mark.parametrize(
    ("age", "ok"),
    [
        pytest.param(timedelta(hours=25), True, id="yesterday morning"),
        pytest.param(timedelta(hours=26), True, id="the very limit"),
        pytest.param(timedelta(hours=26, seconds=1), False, id="a second past it"),
        pytest.param(timedelta(days=9), False, id="asleep for nine days"),
    ],
)
def test_the_last_good_run_may_be_so_old_and_no_older(
    then: Workspace, age: timedelta, ok: bool
) -> None:
    heartbeat(then, age)
    assert watch(then).ok is ok


def test_no_run_at_all_is_an_alarm(then: Workspace) -> None:
    found = watch(then)
    assert (found.ok, found.last_good) == (False, None)


def test_a_bad_run_does_not_count_and_its_reason_is_said(then: Workspace) -> None:
    heartbeat(then, timedelta(hours=40))
    heartbeat(then, timedelta(hours=1), good=False, detail="connection refused")
    found = watch(then)
    assert not found.ok
    assert "connection refused" in found.thai


def test_the_limit_can_be_set(then: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat(then, timedelta(hours=40))
    assert watch(then, hours=48).ok
    monkeypatch.setenv("KAMNOT_WATCH_HOURS", "48")
    assert watch(Then(Settings())).ok


def test_after_the_plans_year_nothing_is_owed(bare: Workspace) -> None:
    assert watch(bare).ok


def test_a_run_of_today_leaves_a_heartbeat_and_a_past_day_or_a_dry_run_none(
    workspace: Workspace,
) -> None:
    def request(day: date, *, dry_run: bool = False) -> CheckRequest:
        return CheckRequest(UNIT, ("march",), day, dry_run, record=False)

    remind_unit(workspace, request(date(2024, 3, 13)))
    remind_unit(workspace, request(today(), dry_run=True))
    with reading(workspace.engine) as session:
        assert last_heartbeat(session) is None
    remind_unit(workspace, request(today()))
    with reading(workspace.engine) as session:
        found = last_heartbeat(session, good=True)
    assert found is not None
    assert (found.origin, found.as_of) == (HAND, today())


def test_the_daily_run_drops_the_results_that_the_settings_no_longer_keep(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_two_results(year: int) -> None:
        for points in (1, 2):
            with writing(workspace.engine) as session:
                record_runs(session, [NewRun(
                    unit=UNIT, fiscal_year=year, batch="march", as_of=today(), plan_hash="", complete=False,
                    result={"points": points}, started_at=SUMMER, finished_at=SUMMER,
                )])  # fmt: skip

    this_year = fiscal_year_of(today())
    keep_two_results(this_year)
    keep_two_results(this_year - 1)
    monkeypatch.setenv("KAMNOT_KEEP_YEARS", "1")
    ws = Workspace(Settings())

    remind_unit(ws, CheckRequest(UNIT, ("march",), date(2024, 3, 13), record=False))
    assert results(ws) == [True, True, True, True]
    remind_unit(ws, CheckRequest(UNIT, ("march",), today(), record=False))
    assert results(ws) == [True, True, False, True]
    assert tidy(ws) == 0


def results(ws: Workspace) -> list[bool]:
    with reading(ws.engine) as session:
        rows = session.exec(select(CheckRunRow).order_by(col(CheckRunRow.id))).all()
    return [row.result is not None for row in rows]


def test_old_heartbeats_go_and_the_last_good_one_stays(then: Workspace) -> None:
    for days, good in ((200, True), (150, True), (120, False), (1, False)):
        heartbeat(then, timedelta(days=days), good=good)
    tidy(then)
    with reading(then.engine) as session:
        kept = [(SUMMER - row.finished_at).days for row in session.exec(select(HeartbeatRow))]
    assert kept == [150, 1]


def test_a_relay_that_refuses_us_makes_it_no_good_run(workspace: Workspace) -> None:
    request = CheckRequest(UNIT, ("march",), today(), record=False)
    beat(workspace, request, SCHEDULE, Delivered(refused="535 no", phase="auth"))
    with reading(workspace.engine) as session:
        assert last_heartbeat(session, good=True) is None
        bad = last_heartbeat(session)
    assert bad is not None
    assert bad.detail == "535 no"


@contextmanager
def monitor(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A real HTTP server that writes down who asked for what."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping/secret", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pinging(monkeypatch: pytest.MonkeyPatch, url: str) -> Workspace:
    monkeypatch.setenv("KAMNOT_PING_URL", url)
    return Workspace(Settings())


def test_the_monitor_is_pinged_after_a_good_run_and_not_after_a_bad_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = CheckRequest(UNIT, ("march",), today(), record=False)
    with monitor() as (url, asked):
        ws = pinging(monkeypatch, url)
        beat(ws, request, SCHEDULE, Delivered(refused="535 no"))
        assert asked == []
        beat(ws, request, SCHEDULE, Delivered())
        assert asked == ["/ping/secret"]


@pytest.mark.parametrize("status", [404, 500])
def test_a_monitor_that_answers_badly_is_no_failure_of_ours(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    with monitor(status) as (url, _):
        assert ping(pinging(monkeypatch, url)) is False


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "file:///etc/passwd", "nonsense"])
def test_a_monitor_that_is_not_there_is_no_failure_of_ours(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert ping(pinging(monkeypatch, url)) is False


def test_with_nothing_configured_nobody_is_asked(workspace: Workspace) -> None:
    assert ping(workspace) is None
