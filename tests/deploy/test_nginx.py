"""TLS in front of Prefect's API: the file of the recipe, taken by a real nginx, which then speaks for the server."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

FILE = Path(__file__).resolve().parents[2] / "deploy" / "nginx-prefect.conf"
FOLDER = "/etc/ssl/kamnot"
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


class Backend(BaseHTTPRequestHandler):
    """What stands for Prefect's server: it says how it was asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        asked = (self.headers["Authorization"], self.headers["X-Forwarded-Proto"], self.path)
        self.wfile.write(" ".join(map(str, asked)).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of an nginx with the recipe's file, and the certificate that it shows."""
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not here")
    subject = ["-subj", "/CN=prefect", "-addext", "subjectAltName=DNS:localhost"]
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject,
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    backend, port = HTTPServer(("127.0.0.1", 0), Backend), _free_port()
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    server = (
        FILE.read_text("utf-8")
        .replace(FOLDER, str(tmp_path))
        .replace("listen 443", f"listen 127.0.0.1:{port}")
        .replace("127.0.0.1:4200", f"127.0.0.1:{backend.server_port}")
    )
    settings = tmp_path / "nginx.conf"
    settings.write_text(_AROUND.format(folder=tmp_path, server=server), "utf-8")
    process = subprocess.Popen(
        [nginx, "-c", str(settings), "-p", str(tmp_path)], stderr=subprocess.PIPE
    )
    try:
        _wait(port)
        yield port, certificate
    finally:
        process.terminate()
        process.communicate()
        backend.shutdown()
        backend.server_close()


def test_the_server_is_reached_by_tls_with_its_password(proxy: tuple[int, Path]) -> None:
    port, certificate = proxy
    trusted = ssl.create_default_context(cafile=certificate)
    asked = Request(f"https://localhost:{port}/api/health", headers={"Authorization": "Basic x"})

    with urlopen(asked, context=trusted, timeout=10) as answer:
        assert answer.read() == b"Basic x https /api/health"


def test_it_speaks_tls_of_today_to_the_office_alone(proxy: tuple[int, Path]) -> None:
    port, certificate = proxy
    old = ssl.create_default_context(cafile=certificate)
    old.minimum_version = ssl.TLSVersion.TLSv1_3
    with (
        socket.create_connection(("127.0.0.1", port)) as raw,
        old.wrap_socket(raw, server_hostname="localhost") as new,
    ):
        assert new.version() == "TLSv1.3"
    text = FILE.read_text("utf-8")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "deny all;" in text
