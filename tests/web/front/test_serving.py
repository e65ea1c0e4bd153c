"""The server in a process of its own: where it listens, what it refuses, that it ends at a signal."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from domain.language.errors import KamnotError
from storage.settings import Settings
from web.front.serving import check_address, page_of

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def server(peopled_home: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m web` over a copy of the home, with its address."""
    shutil.copytree(peopled_home, tmp_path / "home")
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "web", "2024-03-13"],
        env={**os.environ, "KAMNOT_HOME": str(tmp_path / "home"), "KAMNOT_WEB_ADDRESS": address,
             "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    yield process, f"http://{address}"
    process.kill()
    process.communicate()


def wait_until_ready(page: str) -> None:
    ends = time.monotonic() + 180  # a busy machine
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{page}/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server never was ready")


def test_it_serves_and_ends_at_a_signal(server: tuple[subprocess.Popen[str], str]) -> None:
    process, page = server
    wait_until_ready(page)
    assert httpx.get(f"{page}/enter").status_code == 200

    process.send_signal(signal.SIGTERM)

    assert process.wait(20) in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ({}, "http://127.0.0.1:8067"),
        ({"page_url": "https://k.example"}, "https://k.example"),
        ({"web_address": "127.0.0.1:80"}, "http://127.0.0.1:80"),
    ],
)
def test_the_address_that_people_type(given: dict[str, str], page: str, tmp_path: Path) -> None:
    assert page_of(Settings(home=tmp_path, **given)) == page


@pytest.mark.parametrize(
    "address", ["0.0.0.0:8067", "10.0.0.5:80", "[::]:8067", "kamnot.example:80"]
)
def test_the_network_needs_a_certificate(address: str, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_WEB_CERT"):
        check_address(Settings(home=tmp_path, web_address=address))
    check_address(Settings(home=tmp_path, web_address=address, web_plain=True))


@pytest.mark.parametrize("address", ["127.0.0.1:8067", "localhost:1", "[::1]:8067"])
def test_this_computer_alone_needs_none(address: str, tmp_path: Path) -> None:
    check_address(Settings(home=tmp_path, web_address=address))
