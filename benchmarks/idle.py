"""`kamnot schedule` with nothing to do, against Prefect's own server and `serve()` with as many deployments.

Both run side by side on folders of their own: processor time and bytes written of all their processes, minute by
minute, and their memory at the end. Deliveries are a day apart, so that nothing runs unless it is due by chance.
Bytes are those of all `write` calls, SQLite's above all; what the system makes of them on the disk depends on its mood.
Both databases begin with an empty write-ahead log, else the first checkpoint would fall to one of them. Linux only.

    .venv/bin/python -m benchmarks.idle [MINUTES] [FOLDER ON THE DISK TO USE]
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
MINUTES = 5
MOST, MOST_MB = 1.1, 450
"""At most so many times the bare one's, and so much memory."""
SETTLE = 75.0
"""Seconds until neither is busy with its start: each of Prefect's loops has come round once."""
TICK = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 120
_SERVE = """
from prefect import flow, serve
from prefect.schedules import Cron

@flow
def nothing(): pass

if __name__ == "__main__":
    serve(*(nothing.to_deployment(name, schedule=Cron(cron, timezone="Asia/Bangkok")) for name, cron in {jobs!r}))
"""


@dataclass(frozen=True, slots=True)
class Used:
    """What some processes have used since they began: seconds of processor time and bytes."""

    seconds: float
    written: int
    on_disk: int

    def since(self, before: Used) -> Used:
        return Used(
            self.seconds - before.seconds,
            self.written - before.written,
            self.on_disk - before.on_disk,
        )


def family(roots: Sequence[int]) -> list[int]:
    """The processes and all that descend from them."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found = list(roots)
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def used(pids: Sequence[int]) -> Used:
    """Together, with what their ended children used."""
    seconds, written, on_disk = 0.0, 0, 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += sum(map(int, fields[11:15])) / TICK
        io = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
        written += int(io["wchar"])
        on_disk += int(io["write_bytes"])
    return Used(seconds, written, on_disk)


def memory(pids: Sequence[int], kind: str) -> float:
    """Their `Pss` (what they share is counted once) or `Rss` in MB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{kind}:"):
                total += int(line.split()[1])
    return total * 1024 / 1e6


def bare_environment(home: Path, **more: str) -> dict[str, str]:
    """This environment without what is ours or Prefect's, apart from the year, a home and no telemetry."""
    kept = {
        n: v
        for n, v in os.environ.items()
        if n == "KAMNOT_FISCAL_YEAR" or not n.startswith(("KAMNOT_", "PREFECT_"))
    }
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    return {**kept, **quiet, "PREFECT_HOME": str(home), **more}


@contextmanager
def program(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[int]:
    """A program of ours while it is wanted; its process id."""
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        yield child.pid
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def free_port() -> int:
    """One that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    """Until a server answers there."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(url, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise TimeoutError(url)


def wait_for_text(log: Path, text: str) -> None:
    """Until a program has said so."""
    deadline = time.monotonic() + _START_SECONDS
    while text not in log.read_text(encoding="utf-8", errors="replace"):
        if time.monotonic() > deadline:
            raise TimeoutError(log.read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.3)


@contextmanager
def bare(home: Path, jobs: Sequence[tuple[str, str]]) -> Iterator[list[int]]:
    """`prefect server start` as it comes, and `serve()` with a deployment for each (name, cron line)."""
    port = free_port()
    script = home / "bare.py"
    script.write_text(_SERVE.format(jobs=list(jobs)), encoding="utf-8")
    server = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    api = f"http://127.0.0.1:{port}/api"
    with ExitStack() as stack:
        pids = [stack.enter_context(program(server, bare_environment(home), home / "server.log"))]
        wait_for(f"{api}/health")
        environment = bare_environment(home, PREFECT_API_URL=api, COLUMNS="200")
        command = [sys.executable, str(script)]
        pids.append(stack.enter_context(program(command, environment, home / "serve.log")))
        wait_for_text(home / "serve.log", "being served")
        yield pids


@contextmanager
def ours(home: Path) -> Iterator[list[int]]:
    """`kamnot schedule` on a new bureau."""
    environment = bare_environment(
        home / "prefect", KAMNOT_HOME=str(home), KAMNOT_DELIVER_EVERY="1440", KAMNOT_LANGUAGE="en"
    )
    command = [sys.executable, "-P", "-m", "cli", "schedule"]
    environment["PYTHONPATH"] = str(ROOT)
    log = home / "schedule.log"
    with program(command, environment, log) as pid:
        wait_for_text(log, "Serving the schedules")
        yield [pid]


def prepare(home: Path) -> list[tuple[str, str]]:
    """A new bureau; the name and cron line of each of its deployments."""
    from flows.deployments.timetable import read_jobs
    from flows.house.set_up import set_up
    from flows.run.workspace import Workspace
    from storage.settings import Settings

    settings = Settings(home=home)
    set_up(settings, unit="bureau")
    jobs = read_jobs(settings, Workspace(settings).plan)
    soon = datetime.now(UTC) + timedelta(minutes=15)
    for job in jobs:
        if job.every is None and job.next_due(datetime.now(UTC)) < soon:
            print(f"{job.name} is due within minutes: its run will be in the figures of both")
    return [(job.name, job.cron or "0 0 * * *") for job in jobs]


def watch(groups: Sequence[Sequence[int]], minutes: int) -> list[list[Used]]:
    """What each group used in each minute, the groups side by side."""
    rounds = []
    before = [used(family(roots)) for roots in groups]
    for _ in range(minutes):
        time.sleep(60)
        now = [used(family(roots)) for roots in groups]
        rounds.append([a.since(b) for a, b in zip(now, before, strict=True)])
        before = now
    return rounds


def main() -> None:
    """Print what each used in an hour, the ratios and the memory."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        del os.environ[name]
    os.environ["KAMNOT_FISCAL_YEAR"] = "2567"
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    disk = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=disk, ignore_cleanup_errors=True) as folder:
        mine, theirs = Path(folder) / "kamnot", Path(folder) / "bare"
        for made in (mine, theirs):
            made.mkdir()
        jobs = prepare(mine)
        with bare(theirs, jobs) as bare_pids, ours(mine) as our_pids:
            groups = (our_pids, bare_pids)
            time.sleep(SETTLE)
            for database in (mine / "prefect" / "prefect.db", theirs / "prefect.db"):
                with closing(sqlite3.connect(database, timeout=30)) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            rounds = watch(groups, minutes)
            tell(rounds, [family(roots) for roots in groups], len(jobs))


def tell(rounds: Sequence[Sequence[Used]], pids: Sequence[Sequence[int]], count: int) -> None:
    """Print the figures of both."""
    print(f"idle with {count} deployments, {len(rounds)} minutes side by side")
    totals = []
    for name, column, group in zip(
        ("kamnot schedule", "bare Prefect"), zip(*rounds, strict=True), pids, strict=True
    ):
        hours = len(rounds) / 60
        seconds = sum(u.seconds for u in column) / hours
        written = sum(u.written for u in column) / hours
        on_disk = sum(u.on_disk for u in column) / hours
        totals.append((seconds, written))
        print(
            f"{name:16} {seconds:6.1f} s of processor time an hour, {written / 1e6:6.2f} MB written an hour"
            f" ({on_disk / 1e6:.2f} by the system's count), {memory(group, 'Pss'):.0f} MB in {len(group)} processes"
            f" (RSS {memory(group, 'Rss'):.0f} MB)"
        )
    (our_time, our_bytes), (their_time, their_bytes) = totals
    each = [a.seconds / b.seconds for a, b in rounds]
    print(
        f"ratio of processor time {our_time / their_time:.2f} ({min(each):.2f} to {max(each):.2f} in single minutes,"
        f" median {statistics.median(each):.2f}; promised: at most {MOST})"
    )
    print(
        f"ratio of bytes written {our_bytes / max(1, their_bytes):.2f} (promised: at most {MOST})"
    )
    print(f"memory {memory(pids[0], 'Pss'):.0f} MB (promised: at most {MOST_MB})")


if __name__ == "__main__":
    main()
