"""The command line in a data folder of its own, at three stages: bare, set up, with people to write to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli.front.main import main
from tests.support.commands import Run

GROUPS = ("steering", "planning", "selection", "campaign")


def _data_folder(home: Path, patch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("KAMNOT_")]:
        patch.delenv(name)
    patch.setenv("KAMNOT_HOME", str(home))
    patch.setenv("KAMNOT_FISCAL_YEAR", "2567")
    patch.setenv("KAMNOT_MAKE_PDF", "false")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command line in a data folder of its own: exit code, output, errors."""
    _data_folder(tmp_path / "home", monkeypatch)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """Data folders to copy from, made by the commands themselves: `ready` and `reachable`."""
    made = tmp_path_factory.mktemp("homes")
    (made / "ready").mkdir()
    shutil.copy(sqlite_template, made / "ready" / "kamnot.db")
    with pytest.MonkeyPatch.context() as patch:
        _data_folder(made / "ready", patch)
        assert main(["init"]) == 0
        shutil.copytree(made / "ready", made / "reachable")
        _data_folder(made / "reachable", patch)
        for group in GROUPS:
            assert main(["contacts", "set", group, f"{group}@bureau.example"]) == 0
    return made


@pytest.fixture
def ready(run: Run, homes: Path) -> Run:
    """The same after `kamnot init`."""
    shutil.copytree(homes / "ready", os.environ["KAMNOT_HOME"])
    return run


@pytest.fixture
def reachable(run: Run, homes: Path) -> Run:
    """The same with a contact in each working group."""
    shutil.copytree(homes / "reachable", os.environ["KAMNOT_HOME"])
    return run


@pytest.fixture(scope="session")
def department_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample department, made by the demo itself."""
    folder = tmp_path_factory.mktemp("department") / "ทดลอง"
    kept = {n: v for n, v in os.environ.items() if n.startswith("KAMNOT_")}
    try:
        assert main(["demo", str(folder), "--department"]) == 0
    finally:
        os.environ.update(kept)
    return folder


@pytest.fixture
def department(run: Run, department_home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands about the sample department's twenty units."""
    monkeypatch.setenv("KAMNOT_HOME", str(department_home))
    return run
