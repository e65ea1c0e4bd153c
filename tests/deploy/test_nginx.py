"""TLS in front of Prefect's API: the file of the recipe, taken by a real nginx, which then speaks for the server."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.support.servers.pages import certificate, free_port, nginx

FILE = Path(__file__).resolve().parents[2] / "deploy" / "nginx-prefect.conf"
FOLDER = "/etc/ssl/kamnot"


class Backend(BaseHTTPRequestHandler):
    """What stands for Prefect's server: it says how it was asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        asked = (self.headers["Authorization"], self.headers["X-Forwarded-Proto"], self.path)
        self.wfile.write(" ".join(map(str, asked)).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of an nginx with the recipe's file, and the certificate that it shows."""
    cert, _ = certificate(tmp_path)
    backend, port = HTTPServer(("127.0.0.1", 0), Backend), free_port()
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    server = (
        FILE.read_text("utf-8")
        .replace(FOLDER, str(tmp_path))
        .replace("listen 443", f"listen 127.0.0.1:{port}")
        .replace("127.0.0.1:4200", f"127.0.0.1:{backend.server_port}")
    )
    try:
        with nginx(tmp_path, server, port):
            yield port, cert
    finally:
        backend.shutdown()
        backend.server_close()


def test_the_server_is_reached_by_tls_with_its_password(proxy: tuple[int, Path]) -> None:
    port, cert = proxy
    trusted = ssl.create_default_context(cafile=cert)
    asked = Request(f"https://localhost:{port}/api/health", headers={"Authorization": "Basic x"})

    with urlopen(asked, context=trusted, timeout=10) as answer:
        assert answer.read() == b"Basic x https /api/health"


def test_it_speaks_tls_of_today_to_the_office_alone(proxy: tuple[int, Path]) -> None:
    port, cert = proxy
    old = ssl.create_default_context(cafile=cert)
    old.minimum_version = ssl.TLSVersion.TLSv1_3
    with (
        socket.create_connection(("127.0.0.1", port)) as raw,
        old.wrap_socket(raw, server_hostname="localhost") as new,
    ):
        assert new.version() == "TLSv1.3"
    text = FILE.read_text("utf-8")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert "deny all;" in text
