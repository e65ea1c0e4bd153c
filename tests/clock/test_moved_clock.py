"""The clock that tests move under real processes: the day is theirs, the length of a second is not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.processes import clock as clocks
from tests.support.processes.clock import MovedClock, NoClockError, moved_clock

BANGKOK = ZoneInfo("Asia/Bangkok")

ASK = """
import datetime, sqlite3, sys, whenever
for what in sys.stdin:
    {
        "python": lambda: print(datetime.datetime.now(datetime.UTC).isoformat()),
        "prefect": lambda: print(whenever.Instant.now().format_iso()),
        "sqlite": lambda: print(sqlite3.connect(":memory:").execute("select datetime() || 'Z'").fetchone()[0]),
    }[what.strip()]()
    sys.stdout.flush()
"""

WAITS = {
    "time.sleep": "time.sleep(2)",
    "Event.wait": "threading.Event().wait(2)",
    "asyncio.sleep": "asyncio.run(asyncio.sleep(2))",
    "a timeout of subprocess": "subprocess.Popen(['sleep', '9'], stdout=-1).communicate(timeout=2)",
    "its wait without pipes": "subprocess.Popen(['sleep', '9']).wait(timeout=2)",
    "a timeout of a socket": "pair = socket.socketpair(); pair[0].settimeout(2); pair[0].recv(1)",
    "a sleeping program": "subprocess.run(['sleep', '2'])",
}

WAIT = """
import asyncio, contextlib, socket, subprocess, sys, threading, time
print("ready", flush=True)
with contextlib.suppress(TimeoutError, subprocess.TimeoutExpired):
    exec(sys.argv[1])
"""

BUSY = """
import resource, threading
done = threading.Event()
def turn():
    while not done.is_set():
        pass
threads = [threading.Thread(target=turn) for _ in range(2)]
for thread in threads:
    thread.start()
done.wait(1)
done.set()
for thread in threads:
    thread.join()
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_stime / (used.ru_utime + used.ru_stime))
"""


@contextmanager
def _python(clock: MovedClock, code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, *arguments],
        env={**os.environ, **clock.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _ask(process: subprocess.Popen[str], what: str = "python") -> datetime:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(what + "\n")
    process.stdin.flush()
    return datetime.fromisoformat(process.stdout.readline().strip())


def _about(left: datetime, right: datetime) -> bool:
    return abs(left - right) < timedelta(seconds=0.5)


@pytest.mark.parametrize("what", ["python", "prefect", "sqlite"])
def test_a_started_process_reads_the_set_moment_and_its_clock_runs(
    clock: MovedClock, what: str
) -> None:
    set_at = datetime(2024, 3, 13, 7, 59, 40, tzinfo=BANGKOK)
    with _python(clock, ASK) as process:
        first = _ask(process, what)
        time.sleep(1.1)
        second = _ask(process, what)

    assert set_at <= first < set_at + timedelta(seconds=10)
    assert timedelta(seconds=1) <= second - first < timedelta(seconds=3)


def test_a_running_process_sees_a_jump_at_once_there_and_back(clock: MovedClock) -> None:
    with _python(clock, ASK) as process:
        assert _about(_ask(process), clock.now())
        for moment in (datetime(2024, 6, 20, 8, tzinfo=BANGKOK), datetime(2023, 10, 1, tzinfo=UTC)):
            clock.set(moment)
            seen = _ask(process)
            assert moment <= seen < moment + timedelta(seconds=2)
            assert _about(seen, clock.now())
            assert clock.now().tzinfo is moment.tzinfo


def test_what_a_process_starts_lives_by_the_same_clock(clock: MovedClock) -> None:
    shown = subprocess.run(
        ["sh", "-c", "sh -c 'date +%F'"],
        env={**os.environ, "TZ": "Asia/Bangkok", **clock.environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert shown.stdout.strip() == "2024-03-13"


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_a_wait_lasts_as_long_as_asked_though_the_clock_jumps(clock: MovedClock, wait: str) -> None:
    with _python(clock, WAIT, wait) as process:
        assert process.stdout is not None
        process.stdout.readline()
        begun = time.monotonic()
        time.sleep(0.5)
        clock.set(clock.now() + timedelta(days=90))
        time.sleep(0.5)
        clock.set(clock.now() - timedelta(days=180))
        assert process.wait(timeout=20) == 0
        lasted = time.monotonic() - begun

    assert 1.9 < lasted < 4


def test_threads_that_take_turns_do_not_spend_their_time_on_the_clock(clock: MovedClock) -> None:
    with _python(clock, BUSY) as process:
        in_the_kernel = float(process.communicate(timeout=30)[0])

    assert in_the_kernel < 0.3


def test_a_killed_process_leaves_no_shared_memory_behind(tmp_path: Path, clock: MovedClock) -> None:
    with moved_clock(tmp_path / "another", clock.now()) as another:
        with _python(another, ASK) as process:
            _ask(process)
        own = f"*faketime_*_{process.pid}"
        assert list(Path("/dev/shm").glob(own))

    assert not list(Path("/dev/shm").glob(own))


def test_where_libfaketime_is_missing_the_clock_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "PLACES", ())

    with pytest.raises(NoClockError, match="libfaketime is not installed"):
        MovedClock(tmp_path, datetime(2024, 3, 13, tzinfo=UTC))
