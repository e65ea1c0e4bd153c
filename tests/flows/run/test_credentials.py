"""Channel URLs that name a Prefect block: Prefect is asked for those alone, and only when one is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from domain.language.errors import CouldNotFinishError
from flows.run import credentials
from flows.run.credentials import Environment, resolve
from flows.run.workspace import Workspace
from storage.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "url", ["mailto://relay.example", "json://host/prefect://x", "", "prefect", " mailtos://a "]
)
def test_any_other_url_is_itself(url: str, tmp_path: Path) -> None:
    assert resolve(url, tmp_path) == url
    assert list(tmp_path.iterdir()) == []


def test_without_a_named_block_prefect_is_not_even_loaded(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from flows.run.credentials import resolve;"
        "print(resolve('mailto://relay.example', Path(sys.argv[1])), 'prefect' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, check=True
    )

    assert told.stdout.decode().split() == ["mailto://relay.example", "False"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs that were resolved, each as `block of …`."""
    urls: list[str] = []

    def note(url: str, _home: Path) -> str:
        urls.append(url)
        return f"block of {url}"

    monkeypatch.setattr(credentials, "resolve", note)
    return urls


def test_a_value_is_resolved_when_it_is_read_and_not_before(
    asked: list[str], tmp_path: Path
) -> None:
    environment = Environment({"CHAT": "prefect://chat", "OTHER": "prefect://other"}, tmp_path)

    assert list(environment) == ["CHAT", "OTHER"]
    assert len(environment) == 2
    assert asked == []
    assert environment["CHAT"] == environment.get("CHAT") == "block of prefect://chat"
    assert asked == ["prefect://chat"] * 2


def test_a_name_that_is_not_there_asks_nobody(asked: list[str], tmp_path: Path) -> None:
    assert Environment({}, tmp_path).get("CHAT", "") == ""
    assert asked == []


def test_a_prefect_server_that_is_away_is_one_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", "prefect://office-mail")
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_CLIENT_MAX_RETRIES,
        temporary_settings,
    )

    with (
        temporary_settings(
            {PREFECT_API_URL: "http://127.0.0.1:1/api", PREFECT_CLIENT_MAX_RETRIES: 0}
        ),
        pytest.raises(CouldNotFinishError, match="ติดต่อ Prefect ไม่ได้"),
    ):
        _ = Workspace(Settings()).courier
