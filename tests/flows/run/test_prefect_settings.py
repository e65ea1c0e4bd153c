"""Prefect's settings before Prefect is imported, and runs that end with the schedule that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from flows.run.prefect_settings import SCHEDULE_PROCESS, prepare_prefect

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without a word of Prefect, given back afterwards."""
    for name in [*os.environ]:
        if name.startswith("PREFECT_") or name == "DO_NOT_TRACK":
            monkeypatch.delenv(name)
    before = dict(os.environ)
    monkeypatch.setattr(os, "environ", dict(before))
    return monkeypatch


def test_prefect_keeps_its_files_in_the_data_folder(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepare_prefect(tmp_path)

    assert os.environ["PREFECT_HOME"] == str(tmp_path)


@pytest.mark.parametrize("wanted", ["true", "1", ""])
def test_telemetry_stays_off_whatever_a_profile_says(
    environment: pytest.MonkeyPatch, tmp_path: Path, wanted: str
) -> None:
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = wanted
    os.environ["DO_NOT_TRACK"] = "0"

    prepare_prefect(tmp_path)

    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize(
    "name", ["PREFECT_HOME", "PREFECT_LOGGING_LEVEL", "PREFECT_RUNNER_POLL_FREQUENCY"]
)
def test_what_the_user_has_set_stays(
    environment: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    os.environ[name] = "theirs"

    prepare_prefect(tmp_path)

    assert os.environ[name] == "theirs"


RUN = """
import time
from flows.run import prefect_settings
prefect_settings._LOOK_SECONDS = 0.05
prefect_settings.end_with_schedule()
print("ready", flush=True)
time.sleep(20)
"""
SCHEDULE = f"""
import os, subprocess, sys
named = {{"other": "1", "own": str(os.getpid())}}[sys.argv[1]]
run = subprocess.Popen([sys.executable, "-c", {RUN!r}], env=os.environ | {{"{SCHEDULE_PROCESS}": named}})
print(run.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="optional: looks for processes in /proc"
)
@pytest.mark.parametrize(("schedule", "ends"), [("own", True), ("other", False)])
def test_a_run_ends_with_the_schedule_that_started_it_and_with_no_other(
    schedule: str, *, ends: bool
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCHEDULE, schedule],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    told = {process.stdout.readline(), process.stdout.readline()}
    [run] = [int(line) for line in told if line != b"ready\n"]
    try:
        process.kill()
        process.wait()

        assert ended(run, within=10 if ends else 0.5) is ends
    finally:
        with suppress(ProcessLookupError):
            os.kill(run, signal.SIGKILL)
        process.communicate()


def ended(pid: int, within: float) -> bool:
    """Whether a process is gone within so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False
