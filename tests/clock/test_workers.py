"""The manual's block for a Prefect server and workers, pasted into a terminal as it stands, and what then runs.

One server, one PostgreSQL for both databases and one moved clock serve all of these tests, in their order.
"""

from __future__ import annotations

import os
import random
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest

from flows.deployments.timetable import read_deployments
from tests.support.processes.clock import MovedClock, NoClockError, moved_clock
from tests.support.processes.terminal import Terminal, environment_of, open_terminal
from tests.support.servers.postgres import (
    ENVIRONMENT,
    NoServerError,
    Server,
    programs,
    running_server,
)
from tests.support.servers.smtp import Relay, relay

ROOT = Path(__file__).resolve().parents[2]
BANGKOK = ZoneInfo("Asia/Bangkok")
FLOWS = {
    "check_batch": "check-batch",
    "remind": "remind",
    "deliver_outbox": "deliver",
    "watch": "watch",
    "back_up": "backup",
}
DEPLOYMENTS = [
    f"{FLOWS[entry['entrypoint'].rpartition('.')[2]]}/{entry['name']}"
    for entry in read_deployments()
]
START = datetime(2024, 7, 31, 7, 16, tzinfo=BANGKOK)
"""The morning after 30 July, on which the fourth batch was due; nothing has been handed in."""
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

RUN = """
import sys
from prefect.deployments import run_deployment
for name in sys.argv[1:]:
    print(run_deployment(name, timeout=0, as_subflow=False).id)
"""


def block_of(manual: str, heading: str) -> str:
    """The first indented block after a heading, as it is pasted."""
    text = (ROOT / manual).read_text("utf-8").partition(heading)[2]
    [block, *_] = re.findall(r"(?:^    .*\n)+", text, flags=re.MULTILINE)
    return "".join(line[4:] for line in block.splitlines(keepends=True))


def pasted(block: str) -> str:
    """The block as this clock can move it: the launcher drops PYTHONPATH, by which the clock gets into a process."""
    return block.replace("./kamnot prefect", ".venv/bin/python -P -m prefect")


BLOCK = pasted(block_of("docs/operate.md", "## Several machines"))
BY_HAND, *WITHOUT_LETTERS = pasted(block_of("docs/operate.md", "### Runs by hand")).splitlines()


@dataclass
class Office:
    """A bureau with a Prefect server and a worker, its clock, its mail relay and the terminal of its officer."""

    clock: MovedClock
    relay: Relay
    terminal: Terminal
    postgres: Server
    pasted: datetime
    environment: dict[str, str] = field(default_factory=dict)
    """What the pasted lines exported, on top of the rest."""

    @property
    def api(self) -> httpx.Client:
        user, _, password = self.environment["PREFECT_API_AUTH_STRING"].partition(":")
        return httpx.Client(base_url=self.environment["PREFECT_API_URL"], auth=(user, password))

    def add_contact(self, group: str, role: str = "member") -> None:
        self.do("./kamnot", "contacts", "set", group, f"{group}@example.go.th", "--role", role)

    def do(self, *command: str) -> str:
        """Do a command in the checkout, in a shell like the officer's; returns what it says."""
        ended = subprocess.run(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def run(self, *deployments: str) -> list[str]:
        """Ask for a run of each; returns their ids."""
        return self.do(sys.executable, "-P", "-c", RUN, *deployments).split()

    def runs(self) -> list[dict[str, Any]]:
        with self.api as api:
            answer = api.post("flow_runs/filter", json={"limit": 200}).raise_for_status()
        return list(answer.json())

    def ended(self, ids: Sequence[str], seconds: float = 90) -> list[dict[str, Any]]:
        """The runs, once all of them have ended."""

        def look() -> list[dict[str, Any]]:
            return [r for r in self.runs() if r["id"] in ids and r["state_type"] in ENDED]

        return list(self.wait(look, lambda found: len(found) == len(ids), seconds))

    def wait(self, look: Callable[[], Any], good: Callable[[Any], bool], seconds: float) -> Any:
        deadline = time.monotonic() + seconds
        while not good(found := look()):
            assert time.monotonic() < deadline, f"{found}\n{self.terminal.shown[-3000:]}"
            time.sleep(0.3)
        return found

    def due_at(
        self, moment: datetime, deployment: str, states: Collection[str] = ENDED
    ) -> dict[str, Any]:
        """The run that the clock starts at that moment, once it is in one of the states: by default, has ended."""
        with self.api as api:
            known = api.get(f"deployments/name/{deployment}").raise_for_status().json()["id"]

        def look() -> list[dict[str, Any]]:
            runs = [r for r in self.runs() if r["deployment_id"] == known and r["auto_scheduled"]]
            return [r for r in runs if datetime.fromisoformat(r["expected_start_time"]) == moment]

        [run] = self.wait(look, lambda found: bool(found) and found[0]["state_type"] in states, 90)
        return dict(run)

    def reached(self) -> set[str]:
        """Who has got letters, each of them once."""
        assert set(self.relay.counts.values()) <= {1}
        return {recipient.partition("@")[0] for recipient, _ in self.relay.accepted}

    def ask(self, question: str, *values: object) -> list[Any]:
        """What Kamnot's database answers, or does."""
        with psycopg.connect(self.postgres.url("kamnot"), autocommit=True) as connection:
            answer = connection.execute(question, values)
            return answer.fetchall() if answer.description else []

    def start_worker(self) -> None:
        shown = len(self.terminal.shown)
        self.terminal.paste(BLOCK.splitlines(keepends=True)[-1])
        self.terminal.wait_for("Worker '.*' started", 60, after=shown)


@contextmanager
def _own_postgres() -> Iterator[Server]:
    """A server to throw away, even where another is named: the block makes databases by their plain names."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.delenv(ENVIRONMENT, raising=False)
        try:
            server = stack.enter_context(running_server())
        except NoServerError as reason:
            pytest.skip(str(reason))
        yield server


@contextmanager
def _clock(folder: Path) -> Iterator[MovedClock]:
    with ExitStack() as stack:
        try:
            clock = stack.enter_context(moved_clock(folder, START))
        except NoClockError as reason:
            pytest.skip(str(reason))
        yield clock


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


def _stop_server(pid_file: Path) -> None:
    """End what `prefect server start --background` started, as `prefect server stop` does, and wait for it."""
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text("ascii"))
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 10
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            while time.monotonic() < deadline:
                os.kill(pid, 0)
                time.sleep(0.1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The officer has pasted the block, and has seen the worker start."""
    folder = tmp_path_factory.mktemp("office")
    with _own_postgres() as postgres, _clock(folder / "clock") as clock, relay() as mail:
        foreign = ("KAMNOT_", "PREFECT_", "PG")
        base = {
            **{name: value for name, value in os.environ.items() if not name.startswith(foreign)},
            **clock.environment,
            "PATH": f"{os.environ['PATH']}:{programs()}",
            "HOME": str(folder),
            "PGHOST": str(postgres.admin.query["host"]),
            "PGUSER": str(postgres.admin.username),
            "PREFECT_SERVER_API_PORT": str(_free_port()),
            "PREFECT_WORKER_QUERY_SECONDS": "2",  # not ten: only to be done sooner
            "KAMNOT_HOME": str(folder / "kamnot home ไทย"),
            "KAMNOT_NOTIFY_URLS": mail.url(),
        }
        with open_terminal(ROOT, base) as terminal:
            office = Office(clock, mail, terminal, postgres, clock.now())
            try:
                terminal.paste(BLOCK)
                terminal.wait_for("Worker '.*' started", 180)
                office.environment = environment_of(terminal.under_way()[0])
                yield office
            finally:
                _stop_server(folder / ".prefect" / "server.pid")


def test_the_pasted_block_shows_a_run_by_the_clock_within_two_minutes(office: Office) -> None:
    office.clock.set(office.clock.now() + timedelta(seconds=20))  # the half minute need not be real

    office.terminal.wait_for("✓ 07:1. ส่งจดหมายที่ค้าง", 60)

    assert office.clock.now() - office.pasted < timedelta(minutes=2)
    [first, *_] = [run for run in office.runs() if run["state_type"] == "COMPLETED"]
    assert first["auto_scheduled"]
    assert "rror" not in office.terminal.shown


def test_deploying_again_takes_the_first_look_back(office: Office) -> None:
    office.do(".venv/bin/prefect", "deploy", "--name", "quarter-hourly")

    with office.api as api:
        found = api.get("deployments/name/deliver/quarter-hourly").raise_for_status().json()
    assert [line["schedule"]["cron"] for line in found["schedules"]] == ["*/15 * * * *"]


def test_a_schedule_on_the_workers_server_is_refused_with_a_sentence(office: Office) -> None:
    ended = subprocess.run(
        ("./kamnot", "schedule"), cwd=ROOT, env=office.environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (ended.returncode, "โปรดใช้อย่างใดอย่างหนึ่ง" in ended.stderr) == (2, True), ended.stderr


def test_each_deployment_runs_to_its_end_and_every_letter_arrives_once(office: Office) -> None:
    office.add_contact("planning")
    office.add_contact("director", "director")
    office.do("./kamnot", "outbox", "release")
    others = [name for name in DEPLOYMENTS if name not in ("remind/daily", "watch/watch")]

    asked = office.run(*others)
    office.do(*shlex.split(BY_HAND))
    runs = office.ended(asked + office.run("watch/watch"))  # it wants a good daily run

    assert len(runs) == len(DEPLOYMENTS) - 1  # the day was asked for by hand
    assert {r["name"]: r["state"]["message"] for r in runs if r["state_type"] != "COMPLETED"} == {}
    assert office.reached() == {"planning", "director"}


def test_runs_for_a_past_day_and_quiet_ones_send_nothing(office: Office) -> None:
    office.add_contact("campaign")
    before = {run["id"] for run in office.runs()}

    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda line: office.do(*shlex.split(line)), WITHOUT_LETTERS))
    new = [run for run in office.runs() if run["id"] not in before and not run["auto_scheduled"]]
    runs = office.ended([run["id"] for run in new])

    assert [run["state_type"] for run in runs] == ["COMPLETED"] * 3
    assert office.reached() == {"planning", "director"}


def test_a_check_by_the_clock_comes_at_its_minute_and_its_letters_arrive(office: Office) -> None:
    due = START.replace(hour=7, minute=36)
    office.clock.set(due - timedelta(seconds=10))

    run = office.due_at(due, "check-batch/july")

    assert run["state_type"] == "COMPLETED"
    assert office.reached() == {"planning", "director", "campaign"}


def test_after_a_kill_the_daily_run_is_made_up_for_and_its_letters_arrive_once(
    office: Office,
) -> None:
    office.add_contact("selection")
    due = START.replace(hour=8, minute=0)
    office.clock.set(due - timedelta(seconds=5))
    office.due_at(due, "remind/daily", {"PENDING", "RUNNING", *ENDED})
    time.sleep(random.uniform(0, 6))
    office.terminal.kill()

    office.start_worker()
    # The delivery of this minute asks for what is ten minutes late.
    office.clock.set(due + timedelta(minutes=14, seconds=55))

    sql = "SELECT finished_at FROM run_claim WHERE job = 'daily' AND good AND finished_at >= %s"
    office.wait(lambda: office.ask(sql, due), bool, 90)
    assert office.reached() == {"planning", "director", "campaign", "selection"}


def test_a_worker_newer_than_the_database_waits_until_it_is_upgraded(office: Office) -> None:
    [(version,)] = office.ask("SELECT version_num FROM alembic_version")
    office.ask("UPDATE alembic_version SET version_num = '0017'")
    try:
        ids = office.run("deliver/quarter-hourly")
        waiting = {"flow_runs": {"id": {"any_": ids}}}

        def tasks() -> list[str]:
            with office.api as api:
                return [t["state_name"] for t in api.post("task_runs/filter", json=waiting).json()]

        office.wait(tasks, lambda names: names == ["AwaitingRetry"], 60)
    finally:
        office.ask("UPDATE alembic_version SET version_num = %s", version)

    [run] = office.ended(ids, 120)
    assert run["state_type"] == "COMPLETED", run["state"]["message"]


def test_a_worker_older_than_the_database_fails_its_run_at_once_with_a_sentence(
    office: Office,
) -> None:
    [(version,)] = office.ask("SELECT version_num FROM alembic_version")
    office.ask("UPDATE alembic_version SET version_num = '9999'")
    try:
        [run] = office.ended(office.run("remind/daily"), 40)
    finally:
        office.ask("UPDATE alembic_version SET version_num = %s", version)

    assert (run["state_type"], run["run_count"]) == ("FAILED", 1)
    assert run["state"]["message"].startswith("ฐานข้อมูลเป็นรุ่น 9999 ซึ่งใหม่กว่าโปรแกรมนี้")
    with office.api as api:
        tasks = api.post(
            "task_runs/filter", json={"flow_runs": {"id": {"any_": [run["id"]]}}}
        ).json()
    assert [task["run_count"] for task in tasks] == [1]
