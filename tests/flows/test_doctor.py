"""Looking over an installation whose evidence store has something wrong with it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.errors import SurroundingsError
from flows.check import load_facts
from flows.doctor import Diagnosis, examine
from flows.evidence import Incoming, take_in
from flows.workspace import Workspace
from storage.settings import Settings
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)


@pytest.fixture
def with_files(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Two reports taken in."""
    for name in ("ฉบับ-1.pdf", "ฉบับ-2.pdf"):
        (tmp_path / name).write_bytes(name.encode())
        take_in(workspace, UNIT, [Incoming("7.report", tmp_path / name, DAY)], by="test")
    return workspace


def evidence(settings: Settings) -> Diagnosis:
    return next(d for d in examine(settings) if d.name == "evidence")


def test_a_store_with_everything_in_it_is_in_order(with_files: Workspace) -> None:
    found = evidence(with_files.settings)
    assert found.ok
    assert "2" in found.thai


def test_lost_files_are_counted(with_files: Workspace) -> None:
    first = next(iter(with_files.store.contents()))
    with with_files.store.local(first.sha256) as path:
        path.unlink()
    found = evidence(with_files.settings)
    assert not found.ok
    assert "1 lost" in found.english


def test_a_drive_that_is_not_connected_is_named_and_nothing_is_called_lost(
    with_files: Workspace,
) -> None:
    shutil.rmtree(with_files.settings.home / "evidence")
    found = evidence(with_files.settings)
    assert not found.ok
    assert "ต่อไดรฟ์" in found.thai
    with pytest.raises(SurroundingsError, match="ต่อไดรฟ์"):
        load_facts(with_files, UNIT, DAY)
