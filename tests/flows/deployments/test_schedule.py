"""What cannot be served is refused with a sentence before anything starts."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from domain.language.errors import KamnotError
from flows.deployments.schedule import serve_all
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.processes.served import ROOT


@pytest.fixture(autouse=True)
def process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A schedule has a process to itself, with its folder and environment; here several share one."""
    monkeypatch.chdir(Path.cwd())
    with patch.dict(os.environ):
        yield


def silent(_thai: str, _english: str) -> None:
    """Nobody watches."""


def test_without_a_database_it_ends_at_once_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="ยังไม่มีฐานข้อมูล"):
        serve_all(Settings(home=tmp_path / "nothing"), silent)


def test_without_a_plan_it_ends_at_once_with_a_sentence(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2599")
    with pytest.raises(KamnotError, match="๒๕๙๙"):
        serve_all(Settings(), silent)


def test_a_run_finds_what_was_named_from_where_the_schedule_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = {
        "HOME": "home", "CLOSED_DAYS": "days.txt", "STORE_URL": "store", "DATABASE_URL": "sqlite:///a/b.db",
    }  # fmt: skip
    for name, place in named.items():
        monkeypatch.setenv(f"KAMNOT_{name}", place)
    with pytest.raises(KamnotError, match="ยังไม่มีฐานข้อมูล"):
        serve_all(Settings(), silent)
    assert Path.cwd() == ROOT
    again = Settings()
    assert (again.home, again.closed_days) == (tmp_path / "home", tmp_path / "days.txt")
    assert (again.store_place, again.database) == (
        tmp_path / "store",
        f"sqlite:///{tmp_path}/a/b.db",
    )


def test_a_mail_url_without_its_sender_is_refused_before_anything_starts(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", "mailto://mail.example.go.th")
    with pytest.raises(KamnotError, match="ไม่บอกผู้ส่ง"):
        serve_all(Settings(), silent)
    assert not bare.settings.prefect_home.exists()


def test_a_port_in_use_is_refused_with_a_sentence(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PREFECT_SERVER_API_PORT", str(other.getsockname()[1]))
        with pytest.raises(KamnotError, match="PREFECT_SERVER_API_PORT"):
            serve_all(Settings(), silent)
