"""An office whose batches are packed, handed in and proved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.house.set_up import set_up
from flows.papers.submissions import submit
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.office import (
    HANDING,
    MARCH,
    fill,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The data folder of an office with nine files, one returned and one withdrawn."""
    settings = Settings(home=tmp_path_factory.mktemp("office"))
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    fill(ws, tmp_path_factory.mktemp("files"))
    ws.engine.dispose()
    return settings.home


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Workspace:
    """The same, for a test that changes it."""
    shutil.copytree(home, tmp_path / "home")
    return Workspace(Settings(home=tmp_path / "home"))


@pytest.fixture(scope="module")
def submitted(home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """An office that submitted March, and its pack."""
    folder = tmp_path_factory.mktemp("submitted")
    shutil.copytree(home, folder / "home")
    ws = Workspace(Settings(home=folder / "home"))
    done = submit(ws, MARCH, folder, HANDING, by="secretary")
    assert done.pack is not None
    return ws, done.pack.path
