"""The pages as a process of their own, and a real proxy in front of them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[3]
_BUSY_SECONDS = 180
_AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    {server}
}}
"""


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def is_ready(page: str, **how: object) -> bool:
    """Whether the pages there answer that they are ready."""
    try:
        return httpx.get(f"{page}/ready", **how).status_code == 200  # type: ignore[arg-type]
    except httpx.TransportError:
        return False


def wait_until_ready(page: str, **how: object) -> None:
    """Wait for the pages; a busy machine takes its time."""
    ends = time.monotonic() + _BUSY_SECONDS
    while not is_ready(page, **how):
        assert time.monotonic() < ends, "the server never was ready"
        time.sleep(0.1)


@contextmanager
def pages_served(home: Path, address: str, **settings: object) -> Iterator[subprocess.Popen[str]]:
    """`python -m web` over a home, killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "web", "2024-03-13"],
        env={**os.environ, "KAMNOT_HOME": str(home), "KAMNOT_WEB_ADDRESS": address, "PYTHONPATH": str(ROOT),
             **{f"KAMNOT_{name.upper()}": str(value) for name, value in settings.items()}},
        stderr=subprocess.PIPE, text=True, cwd=home.parent,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not here")
    key, cert = folder / "key.pem", folder / "fullchain.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject,
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def web_recipe(folder: Path, inner: int, outer: int, plain: int | None = None) -> str:
    """`deploy/nginx-web.conf` with the certificate in a folder, for pages at `inner` and people at `outer`."""
    return (
        (ROOT / "deploy" / "nginx-web.conf").read_text("utf-8")
        .replace("/etc/ssl/kamnot", str(folder)).replace("listen 443", f"listen {outer}")
        .replace("listen 80;", f"listen {plain or free_port()};")
        .replace("127.0.0.1:8067", f"127.0.0.1:{inner}").replace("kamnot.example.go.th", "localhost")
    )  # fmt: skip


@contextmanager
def nginx(folder: Path, server: str, port: int) -> Iterator[None]:
    """A real nginx with these servers, one of which listens at the port."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        pytest.skip("nginx is not here")
    conf = folder / "nginx.conf"
    conf.write_text(_AROUND.format(folder=folder, server=server), "utf-8")
    process = subprocess.Popen([program, "-e", str(folder / "error.log"), "-c", str(conf)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()
