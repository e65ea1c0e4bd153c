"""The server in a process of its own: where it listens, what it refuses, that it ends at a signal."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from domain.language.errors import KamnotError
from flows.house.accounts import hand_over_code
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.servers.pages import (
    certificate,
    free_port,
    is_ready,
    nginx,
    pages_served,
    wait_until_ready,
    web_recipe,
)
from web.front.serving import check_address, page_of

HERE = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(peopled_home: Path, tmp_path: Path) -> Path:
    """A home to serve, in which a member may sign in."""
    return Path(shutil.copytree(peopled_home, tmp_path / "home"))


@pytest.fixture
def server(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m web` over a copy of the home, with its address."""
    address = f"127.0.0.1:{free_port()}"
    with pages_served(home, address) as process:
        yield process, f"http://{address}"


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


@pytest.mark.parametrize("page", ["http://kamnot.example", "http://10.0.0.5:8067"])
def test_an_open_line_is_wanted_on_purpose(page: str, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_PAGE_URL"):
        check_address(Settings(home=tmp_path, page_url=page))
    check_address(Settings(home=tmp_path, page_url=page, web_plain=True))
    check_address(Settings(home=tmp_path, page_url=page.replace("http:", "https:")))


def test_a_certificate_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    foreign, sealed = certificate(other)[1], tmp_path / "sealed.pem"
    subprocess.run(
        ["openssl", "rsa", "-aes128", "-passout", "pass:x", "-in", str(key), "-out", str(sealed)],
        check=True, capture_output=True,
    )  # fmt: skip
    check_address(Settings(home=tmp_path, web_cert=cert, web_key=key))
    wrong = ((cert, None), (None, key), (cert, foreign), (key, cert), (cert, sealed), (tmp_path, key),
             (HERE / "README.md", key), (tmp_path / "none.pem", key))  # fmt: skip
    for given in wrong:
        with pytest.raises(KamnotError, match="KAMNOT_WEB_CERT"):
            check_address(Settings(home=tmp_path, web_cert=given[0], web_key=given[1]))


def test_a_port_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="99999"):
        check_address(Settings(home=tmp_path, web_address="127.0.0.1:99999"))


def signed_in(client: httpx.Client, home: Path) -> httpx.Response:
    """Sign the member in with a code that was handed over; the last answer."""
    code = hand_over_code(Workspace(Settings(home=home)), "member", by="head")
    client.post("/enter", data={"address": "member@bureau.example"})
    return client.post("/enter/code", data={"code": code, "next": "/a/7"})


def asked_until_refused(client: httpx.Client, name: str) -> int:
    """How many codes a source gets that says each time that it is another."""
    for n in range(30):
        forged = {
            "x-forwarded-for": f"198.51.100.{n}",
            "x-real-ip": f"198.51.100.{n}",
            "forwarded": f"for=198.51.100.{n}",
        }
        answer = client.post("/enter", data={"address": f"{name}{n}@b.example"}, headers=forged)
        if answer.status_code == 429:
            return n
        assert answer.status_code == 303
    return 30


OWN = {"sec-fetch-site": "same-origin"}


@pytest.mark.clock
def test_with_a_certificate_the_line_is_encrypted_and_everything_says_so(
    home: Path, tmp_path: Path
) -> None:
    cert, key = certificate(tmp_path)
    port = free_port()
    page, trust = f"https://localhost:{port}", ssl.create_default_context(cafile=str(cert))
    settings = {"web_cert": cert, "web_key": key, "page_url": page}
    with pages_served(home, f"127.0.0.1:{port}", **settings) as process:
        wait_until_ready(page, verify=trust)
        with httpx.Client(base_url=page, verify=trust, headers=OWN) as client:
            answer = signed_in(client, home)
            assert answer.headers["location"] == "/a/7"
            said = answer.headers["set-cookie"]
            assert said.startswith("__Host-kamnot=")
            assert "; Secure" in said
            shown = client.get("/a/7")
            assert shown.status_code == 200
            assert "includeSubDomains" in shown.headers["strict-transport-security"]
            assert shown.headers["cache-control"] == "no-store"
            assert asked_until_refused(client, "direct") == 19
        with socket.create_connection(("127.0.0.1", port)) as plain:
            plain.sendall(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200" not in plain.recv(100)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("AES128-SHA:AES256-SHA256:AES128-GCM-SHA256")
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with (
            socket.create_connection(("127.0.0.1", port)) as line,
            pytest.raises(ssl.SSLError),
        ):
            old.wrap_socket(line)
        (home / "kamnot.db").rename(home / "away.db")
        assert not is_ready(page, verify=trust)
        (home / "away.db").rename(home / "kamnot.db")
        assert process.poll() is None


@pytest.mark.clock
def test_a_real_proxy_speaks_for_the_pages_and_nobody_speaks_for_the_proxy(
    home: Path, tmp_path: Path
) -> None:
    certificate(tmp_path)
    inner, outer, plain = free_port(), free_port(), free_port()
    page = f"https://localhost:{outer}"
    server = web_recipe(tmp_path, inner, outer, plain)
    settings = {"page_url": page, "web_proxy": "127.0.0.1"}
    with pages_served(home, f"127.0.0.1:{inner}", **settings), nginx(tmp_path, server, outer):
        trust = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        wait_until_ready(page, verify=trust)

        def person(address: str) -> httpx.Client:
            way = httpx.HTTPTransport(local_address=address, verify=trust)
            return httpx.Client(base_url=page, transport=way, headers=OWN)

        with person("127.0.0.2") as client, person("127.0.0.3") as other:
            answer = signed_in(client, home)
            assert answer.headers["location"] == "/a/7"
            assert answer.headers["set-cookie"].startswith("__Host-kamnot=")
            assert (
                client.get("/a/7", headers={"x-forwarded-host": "evil.example"}).status_code == 200
            )
            assert client.get("/ready", headers={"host": "evil.example"}).status_code == 400
            assert asked_until_refused(client, "proxied") == 19
            free = other.post("/enter", data={"address": "x@b.example"})
            assert free.status_code == 303
            cross = other.post("/enter", data={}, headers={"sec-fetch-site": "cross-site"})
            assert cross.status_code == 403
        led = httpx.get(f"http://localhost:{plain}/a/7")
        assert (led.status_code, led.headers["location"]) == (301, "https://localhost/a/7")


@pytest.mark.clock
def test_without_encryption_every_page_says_so_and_raw_requests_get_nowhere(home: Path) -> None:
    port = free_port()
    address = f"127.0.0.2:{port}"
    with pages_served(home, address, web_plain="yes") as process:
        wait_until_ready(f"http://{address}")
        with httpx.Client(base_url=f"http://{address}", headers=OWN) as client:
            assert "ไม่เข้ารหัส" in client.get("/enter").text
            answer = signed_in(client, home)
            assert answer.headers["set-cookie"].startswith("kamnot=")
            assert "Secure" not in answer.headers["set-cookie"]
            shown = client.get("/a/7")
            assert "ไม่เข้ารหัส" in shown.text
            assert "strict-transport-security" not in shown.headers
        for request, statuses in RAW.items():
            said = raw(("127.0.0.2", port), request.format(host=address).encode("latin-1"))
            assert b"evil" not in said
            assert said.count(b"HTTP/1.1 ") <= 1, request
            assert not said or int(said.split()[1]) in statuses, request
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, -signal.SIGINT, 130)


def raw(address: tuple[str, int], request: bytes) -> bytes:
    """All that is answered to these bytes."""
    said = b""
    with (
        socket.create_connection(address, timeout=10) as line,
        contextlib.suppress(ConnectionError),
    ):
        line.sendall(request)
        with contextlib.suppress(OSError):  # it has hung up on us already
            line.shutdown(socket.SHUT_WR)
        while piece := line.recv(65536):
            said += piece
    return said


RAW = {
    "GET http://evil.example/a/7 HTTP/1.1\r\nHost: evil.example\r\n\r\n": (400,),
    "GET http://evil.example/a/7 HTTP/1.1\r\nHost: {host}\r\n\r\n": (303, 400, 404),
    "GET //evil.example/a/7 HTTP/1.1\r\nHost: {host}\r\n\r\n": (404,),
    "GET /a/7 HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n": (400,),
    "GET /a/7 HTTP/1.1\r\n\r\n": (400,),
    "TRACE /a/7 HTTP/1.1\r\nHost: {host}\r\nX-Told: evil\r\n\r\n": (403, 404),
    "CONNECT evil.example:80 HTTP/1.1\r\nHost: {host}\r\n\r\n": (400, 403, 404),
    "OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n": (400, 404),
    "POST /enter HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 5000\r\n"
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n": (303, 400),
    "POST /enter HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 3\r\n"
    "Content-Length: 5\r\n\r\nevil=": (400,),
    "POST /enter HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nTransfer-Encoding: xchunked\r\n\r\n": (
        400,
        501,
    ),
    "GET /a/7 HTTP/1.1\r\nHost: {host}\r\nX-Long: " + "a" * 200_000 + "\r\n\r\n": (400, 431),
}
"""Requests that no browser sends, and the answers that may follow."""


@pytest.mark.clock
def test_the_demo_lets_a_newcomer_in_with_the_code_that_it_prints(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "demo", str(tmp_path / "demo"), "--web"],
        env={**os.environ, "KAMNOT_WEB_ADDRESS": address, "PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path,
    )  # fmt: skip
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if f"http://{address}" in line:
            break
    codes = re.findall(r"\((\S+@\S+)\): (\d{4} \d{4})", "".join(said))
    try:
        assert len(codes) == 3, said
        wait_until_ready(f"http://{address}")
        for mail, code in codes:
            with httpx.Client(base_url=f"http://{address}", headers=OWN) as client:
                client.post("/enter", data={"address": mail})
                client.post("/enter/code", data={"code": code})
                page = client.get("/", follow_redirects=True)
                assert page.status_code == 200
                assert page.url.path in ("/my", "/me")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in (0, 130, -signal.SIGINT)
        assert not is_ready(f"http://{address}")
    finally:
        process.kill()
        process.communicate()
