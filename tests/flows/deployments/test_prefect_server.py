"""Prefect's server as a child: its port, its password, and that it ends with its parent."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.deployments import prefect_server
from flows.deployments.prefect_server import PORT, Server, choose_port
from storage.db.access import hide
from storage.event_log import log_file
from storage.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def _server(home: Path, port: int = 1) -> Server:
    return Server(Settings(home=home), port)


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PORT, raising=False)
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING", raising=False)


@pytest.mark.parametrize("port", ["none", "99999", "-1"])
def test_a_port_that_is_none_is_refused_with_a_sentence(
    port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_PORT", port)
    with pytest.raises(KamnotError, match=port):
        choose_port()


def test_where_none_is_named_a_free_port_is_taken() -> None:
    port = choose_port()

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
    assert port > 1023


def test_the_named_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    port = choose_port()
    monkeypatch.setenv(PORT, str(port))

    assert choose_port() == port


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_the_password_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    hide(Settings(home=tmp_path))
    first, second = _server(tmp_path), _server(tmp_path, 2)
    file = first.password_file

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.client_environment["PREFECT_API_AUTH_STRING"] == file.read_text("utf-8").strip()
    assert (
        second.client_environment["PREFECT_API_AUTH_STRING"]
        == first.client_environment["PREFECT_API_AUTH_STRING"]
    )


def test_two_data_folders_have_two_passwords(tmp_path: Path) -> None:
    passwords = set()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        server = _server(tmp_path / name)
        passwords.add(server.client_environment["PREFECT_API_AUTH_STRING"])

    assert len(passwords) == 2
    assert all(len(password) > 30 for password in passwords)


def test_a_password_of_the_environment_is_used_and_never_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "kamnot:ours")

    environment = _server(tmp_path, 4200).client_environment

    assert environment == {
        "PREFECT_API_URL": "http://127.0.0.1:4200/api",
        "PREFECT_API_AUTH_STRING": "kamnot:ours",
    }
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_was_never_started_is_not_alive_and_can_be_stopped(tmp_path: Path) -> None:
    server = _server(tmp_path)

    server.stop()

    assert not server.alive


def test_a_server_that_does_not_answer_in_time_is_one_sentence_and_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_server, "SERVER_START_SECONDS", 0)
    server = _server(tmp_path, choose_port())

    with pytest.raises(CouldNotFinishError, match=r"kamnot\.log"):
        server.start()

    assert not server.alive
    assert server.password_file.exists()


@contextmanager
def child(program: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that has said that it is ready; none is left behind."""
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


def test_a_child_that_does_not_end_when_asked_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_server, "_STOP_SECONDS", 0.1)
    server = _server(tmp_path)
    with child(STUBBORN) as process:
        server._child = process

        server.stop()

        assert process.returncode == -signal.SIGKILL


FAITHFUL = """
import time
from flows.deployments.prefect_server import end_with_parent
end_with_parent()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_child_ends_in_good_order_when_its_parent_is_gone() -> None:
    with child(FAITHFUL) as process:
        assert process.stdin is not None
        process.stdin.close()

        assert process.wait(10) == -signal.SIGTERM


def test_a_child_whose_parent_lives_lives_on() -> None:
    with child(FAITHFUL) as process, pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)


def test_prefect_tells_nobody_of_us() -> None:
    assert prefect_server._SERVER["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert prefect_server._SERVER["DO_NOT_TRACK"] == "1"


FAILING = b"""\
10:00:00 | ERROR | uvicorn.error - Exception in ASGI application
Traceback (most recent call last):
  File "app.py", line 1, in run
sqlalchemy.exc.OperationalError: database is locked
"""


def test_what_the_server_says_is_in_the_log_without_the_places_of_its_traceback(
    tmp_path: Path,
) -> None:
    server = _server(tmp_path)

    server._hear(BytesIO(FAILING))
    server._stopping = True
    server._hear(BytesIO(b"Task cancelled\n"))

    lines = log_file(Settings(home=tmp_path)).read_text("utf-8").splitlines()
    assert [line.partition("said=")[2] for line in lines] == [
        '"10:00:00 | ERROR | uvicorn.error - Exception in ASGI application"',
        '"sqlalchemy.exc.OperationalError: database is locked"',
    ]
