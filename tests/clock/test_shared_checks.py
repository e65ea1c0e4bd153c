"""A check of all units that real workers share on a Prefect server, or a command on its own, killed half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from benchmarks.many.workers import Office, check, check_with_a_kill, office
from benchmarks.rollup import department
from flows.run.workspace import Workspace
from sample.units import store_sample
from storage.db.database import reading
from storage.db.run_tables import CheckRunRow, RunClaimRow
from tests.support.processes.served import until
from tests.support.servers.postgres import NoServerError

OWN_UNITS = 600
UNITS = 3_000
"""So many that a second worker has time to come and help."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    try:
        with office(UNITS, tmp_path_factory.mktemp("office")) as of:
            yield of
    except NoServerError as reason:
        pytest.skip(str(reason))


def test_two_workers_give_what_one_gives_also_when_one_is_killed_half_way(shared: Office) -> None:
    alone = check(shared, 1)
    shared.forget()
    together = check(shared, 2)
    shared.forget()
    killed = check_with_a_kill(shared)
    assert together.results == killed.results == alone.results
    assert together.message == killed.message == alone.message


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_command_that_was_killed_goes_on_with_the_units_that_are_left(tmp_path: Path) -> None:
    ws = department(tmp_path / "home", OWN_UNITS)
    store_sample(ws.store, ws.plan)
    killed = _check(ws, start_new_session=True)
    until(lambda: _chunks(ws) > 1, 60, "two chunks")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    before = _results(ws)

    found = json.loads(_check(ws, stdout=subprocess.PIPE).communicate()[0])

    assert 0 < len(before) < OWN_UNITS
    assert len(found["units"]) == OWN_UNITS
    # The results from before the kill are the same rows, and nobody was judged twice.
    assert _results(ws)[: len(before)] == before
    assert len(_results(ws)) == OWN_UNITS


def _check(ws: Workspace, **how: Any) -> subprocess.Popen[bytes]:
    words = ("check", "march", "--all-units", "--as-of", "2024-03-13", "--json")
    environment = os.environ | {"KAMNOT_HOME": str(ws.settings.home), "KAMNOT_FISCAL_YEAR": "2567"}
    return subprocess.Popen([sys.executable, "-P", "-m", "cli", *words], env=environment, **how)


def _chunks(ws: Workspace) -> int:
    with reading(ws.engine) as session:
        shared = col(RunClaimRow.job).startswith("round ") & (RunClaimRow.detail != "")
        return session.exec(select(func.count(col(RunClaimRow.finished_at))).where(shared)).one()


def _results(ws: Workspace) -> list[tuple[int | None, str]]:
    asked = select(CheckRunRow.id, CheckRunRow.unit).order_by(col(CheckRunRow.id))
    with reading(ws.engine) as session:
        return list(session.exec(asked))
