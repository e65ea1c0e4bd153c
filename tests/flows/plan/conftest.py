"""A data folder, and one with the draft of 2570 in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.plan.changes import Draft, draft_year
from storage.settings import Settings


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Settings:
    """A data folder with a database and nothing else."""
    shutil.copy(sqlite_template, tmp_path / "kamnot.db")
    return Settings(home=tmp_path)


@pytest.fixture(scope="module")
def drafted_once(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """The draft of 2570, to copy from."""
    return draft_year(Settings(home=tmp_path_factory.mktemp("draft")), 2570, 2567)


@pytest.fixture
def drafted(home: Settings, drafted_once: Draft) -> Settings:
    """The data folder with the draft of 2570 in it."""
    shutil.copytree(drafted_once.folder, home.own_plans / "2570")
    return home
