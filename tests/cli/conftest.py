"""The command line in a data folder of its own, at three stages: bare, set up, with people to write to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli.main import main
from tests.support.commands import Run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command line in a data folder of its own: exit code, output, errors."""
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def ready(run: Run, sqlite_template: Path) -> Run:
    """The same after `kamnot init`."""
    home = Path(os.environ["KAMNOT_HOME"])
    home.mkdir(parents=True)
    shutil.copy(sqlite_template, home / "kamnot.db")  # migrating anew takes half a second
    assert run("init")[0] == 0
    return run


@pytest.fixture
def reachable(ready: Run) -> Run:
    """The same with a contact in each working group."""
    for group in ("steering", "planning", "selection", "campaign"):
        assert ready("contacts", "set", group, f"{group}@bureau.example")[0] == 0
    return ready
