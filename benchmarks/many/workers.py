"""A check of all units by one and by two real Prefect workers, also when one of the two is killed half-way.

A Prefect server, PostgreSQL for both databases and the workers run as docs/operate.md says. A department of the given
size is checked by one worker, by two, and by two of which one is killed (`kill -9`, with its run) when half of the
chunks are done. Seconds are those from the first chunk to the last, beside those of the whole run, in which Prefect
starts processes and looks for work; the results have to be equal.

    .venv/bin/python -m benchmarks.many.workers [UNITS] [FOLDER ON THE DISK TO USE]
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks import idle
from benchmarks.rollup import write_department
from flows.run.workspace import Workspace
from sample.units import store_sample
from storage.db.database import init_database, reading, writing
from storage.settings import Settings
from tests.support.servers.postgres import running_server

UNITS = 2_000
PROMISED = 1.6
HALF = 0.5
AS_OF = "2024-03-25"
_RUN_SECONDS = 900.0
_LOOK_SECONDS = 0.2
_PREFECT = [sys.executable, "-P", "-m", "prefect"]
_ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True, slots=True)
class Round:
    """One check of all units: seconds of the chunks and of the whole run, and the fingerprint of the results."""

    chunks: float
    whole: float
    results: str
    message: str


class Office:
    """A department with a Prefect server; its workers come and go."""

    def __init__(
        self, ws: Workspace, api: httpx.Client, environment: dict[str, str], logs: Path
    ) -> None:
        self.ws = ws
        self._environment = environment
        self._logs = logs
        self._api = api
        found = self._api.get("/deployments/name/check-batch/march").raise_for_status().json()
        self._deployment = found["id"]

    def ask(self) -> str:
        """Ask for a check of all units; the run's id."""
        asked = {"parameters": {"batch": "march", "as_of": AS_OF}}
        path = f"/deployments/{self._deployment}/create_flow_run"
        return str(self._api.post(path, json=asked).raise_for_status().json()["id"])

    def wait(self, run: str) -> dict[str, Any]:
        """The run once it has ended."""
        deadline = time.monotonic() + _RUN_SECONDS
        while time.monotonic() < deadline:
            found: dict[str, Any] = self._api.get(f"/flow_runs/{run}").raise_for_status().json()
            if found["state_type"] in _ENDED:
                return found
            time.sleep(_LOOK_SECONDS)
        raise TimeoutError(run)

    def helpers(self) -> list[str]:
        """The runs under way that help another."""
        asked = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
        runs = self._api.post("/flow_runs/filter", json=asked).raise_for_status().json()
        return [run["id"] for run in runs if run["parameters"].get("share")]

    def done(self) -> float:
        """The share of the newest round's chunks that are done."""
        with reading(self.ws.engine) as session:
            of, done = session.execute(text(f"SELECT count(*), count(finished_at) {_NEWEST}")).one()
        return done / of if of else 0.0

    def forget(self) -> None:
        """Delete what checks have recorded."""
        with writing(self.ws.engine) as session:
            for table in ("check_run", "run_claim"):
                session.execute(text(f"DELETE FROM {table}"))  # two names of our own

    def read(self, run: dict[str, Any]) -> Round:
        """What came of a run."""
        with reading(self.ws.engine) as session:
            begun, ended = session.execute(
                text(f"SELECT min(started_at), max(finished_at) {_NEWEST}")
            ).one()
            rows = session.execute(text(_RESULTS)).all()
        print_of = sha256(json.dumps([list(map(str, row)) for row in rows]).encode()).hexdigest()
        whole = datetime.fromisoformat(run["end_time"]) - datetime.fromisoformat(run["created"])
        seconds = (ended - begun).total_seconds()
        return Round(seconds, whole.total_seconds(), print_of[:16], run["state"]["message"] or "")

    @contextmanager
    def workers(self, count: int) -> Iterator[list[int]]:
        """So many workers, one run at a time each, once all of them are online; their process ids."""
        with ExitStack() as alive:
            found = [
                alive.enter_context(
                    idle.program(
                        [
                            *_PREFECT,
                            "worker",
                            "start",
                            "--pool",
                            "kamnot",
                            "--limit",
                            "1",
                            "--name",
                            f"w{n}",
                        ],
                        self._environment,
                        self._logs / f"worker-{n}.log",
                    )
                )
                for n in range(count)
            ]
            self._wait_for_workers(count)
            yield found
            self._forget_workers()

    def _wait_for_workers(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = self._api.post("/work_pools/kamnot/workers/filter", json={}).json()
            if sum(worker["status"] == "ONLINE" for worker in found) >= count:
                return
            time.sleep(_LOOK_SECONDS)
        raise TimeoutError("workers")

    def _forget_workers(self) -> None:
        """A worker counts as online for a while after its end."""
        for worker in self._api.post("/work_pools/kamnot/workers/filter", json={}).json():
            self._api.delete(f"/work_pools/kamnot/workers/{worker['name']}")


_NEWEST = (
    "FROM run_claim WHERE job = (SELECT 'round ' || flow_run_id FROM run_claim"
    " WHERE work LIKE 'round %' ORDER BY started_at DESC LIMIT 1)"
)
_RESULTS = (
    "SELECT DISTINCT r.unit, r.batch, r.complete, CAST(coalesce(c.result, r.result) AS text)"
    " FROM check_run r LEFT JOIN check_run c ON c.id = r.same_as ORDER BY 1, 2, 4"
)


@contextmanager
def office(units: int, folder: Path) -> Iterator[Office]:
    """A department of so many units on PostgreSQL, a Prefect server on PostgreSQL, and the deployment."""
    with running_server() as postgres, ExitStack() as alive:
        own, port = postgres.url(postgres.create()), idle.free_port()
        settings = Settings(home=folder / "home", database_url=SecretStr(own))
        init_database(settings).dispose()
        ws = Workspace(settings)
        store_sample(ws.store, ws.plan)
        write_department(ws, units)
        environment = idle.bare_environment(
            folder / "prefect",
            KAMNOT_HOME=str(folder / "home"),
            KAMNOT_DATABASE_URL=own,
            KAMNOT_LANGUAGE="en",
            PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
            PREFECT_API_DATABASE_CONNECTION_URL=postgres.url(postgres.create()).replace(
                "postgresql:", "postgresql+asyncpg:"
            ),
            PREFECT_CLI_PROMPT="false",
            PREFECT_WORKER_QUERY_SECONDS="2",
            PYTHONPATH=str(idle.ROOT),
        )
        server = [*_PREFECT, "server", "start", "--port", str(port)]
        alive.enter_context(idle.program(server, environment, folder / "server.log"))
        idle.wait_for(f"{environment['PREFECT_API_URL']}/health")
        for words in (
            ["work-pool", "create", "kamnot", "--type", "process"],
            ["deploy", "--name", "march"],
        ):
            subprocess.run(
                [*_PREFECT, *words], cwd=idle.ROOT, env=environment, check=True, capture_output=True
            )
        with httpx.Client(base_url=environment["PREFECT_API_URL"], timeout=30) as api:
            yield Office(ws, api, environment, folder)
        ws.engine.dispose()


def check(of: Office, workers: int) -> Round:
    """One check by so many workers."""
    with of.workers(workers):
        return of.read(of.wait(of.ask()))


def check_with_a_kill(of: Office) -> Round:
    """One check by two workers, of which the helping one is killed when half of the chunks are done."""
    with of.workers(2) as pids:
        run = of.ask()
        while of.done() < HALF or not of.helpers():
            if of.done() == 1.0:
                raise TimeoutError("no helper came before the end: take more units")
            time.sleep(_LOOK_SECONDS / 4)
        kill(pids, of.helpers()[0])
        return of.read(of.wait(run))


def kill(workers: list[int], run: str) -> None:
    """Kill the worker that has the run, and the run."""
    mark = f"PREFECT__FLOW_RUN_ID={run}".encode()
    for worker in workers:
        family = idle.family([worker])
        if any(mark in _environment(pid) for pid in family):
            for pid in family:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def main() -> None:
    """Print the seconds of each way, the ratios, and whether the results are equal."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else UNITS
    disk = sys.argv[2] if len(sys.argv) > 2 else None
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    with tempfile.TemporaryDirectory(dir=disk) as folder, office(units, Path(folder)) as of:
        ways: dict[str, Callable[[], Round]] = {
            "one worker": lambda: check(of, 1),
            "two workers": lambda: check(of, 2),
            "two, one killed half-way": lambda: check_with_a_kill(of),
        }
        rounds = {}
        for name, way in ways.items():
            of.forget()
            first = way()
            rounds[name] = first
            print(
                f"{name:26} {first.chunks:6.1f} s from the first chunk to the last, {first.whole:6.1f} s the whole run:"
                f" {first.results} {first.message[:60]}",
                flush=True,
            )
    one, two, killed = rounds.values()
    chunks, whole = one.chunks / two.chunks, one.whole / two.whole
    print(f"two workers: {chunks:.2f} x one (promised: {PROMISED}), the whole run {whole:.2f} x")
    print(f"equal results: {one.results == two.results == killed.results}")


if __name__ == "__main__":
    main()
