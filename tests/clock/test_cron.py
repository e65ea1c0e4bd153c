"""The manual's lines for cron, run as they stand on the day that they speak of."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes.clock import MovedClock

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "operate.md").read_text("utf-8")
LINES = re.findall(r"^    \S+ \S+ \* \* \* +/opt/kamnot/kamnot ([^>\n]+)", MANUAL, re.MULTILINE)


def test_the_manual_has_two_lines() -> None:
    assert [line.split() for line in LINES] == [["check", "--all"], ["remind"]]


@pytest.mark.parametrize("again", [1, 3], ids=["once", "three times"])
def test_the_lines_for_cron_check_and_remind_once_however_often_they_run(
    clock: MovedClock, tmp_path: Path, again: int
) -> None:
    def kamnot(*words: str) -> subprocess.CompletedProcess[str]:
        moved = clock.environment
        path = f"{moved['PYTHONPATH'].rstrip(os.pathsep)}{os.pathsep}{ROOT}"
        environment = (
            os.environ | moved | {"PYTHONPATH": path, "KAMNOT_HOME": str(tmp_path / "home")}
        )
        return subprocess.run(
            [sys.executable, "-P", "-m", "cli", *words], env=environment, capture_output=True,
            text=True, cwd=ROOT, check=False,
        )  # fmt: skip

    assert kamnot("init").returncode == 0
    for group in ("planning", "selection", "campaign"):
        assert kamnot("contacts", "set", group, f"{group}@bureau.example").returncode == 0
    check, remind = (line.split() for line in LINES)
    assert kamnot(*check).returncode == 1  # something is missing
    for _ in range(again):
        assert kamnot(*remind).returncode == 0
    assert len(list((tmp_path / "home" / "mailbox").glob("*.eml"))) == 3
    assert kamnot("watch").returncode == 0
