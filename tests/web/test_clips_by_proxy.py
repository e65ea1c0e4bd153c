"""A clip through the proxy of the recipe: cut, its server killed, read slowly, it is whole and lies in no file."""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from flows.evidence.browse import all_evidence
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import film
from tests.support.servers.pages import (
    certificate,
    free_port,
    nginx,
    pages_served,
    wait_until_ready,
    web_recipe,
)
from tests.web.conftest import OWN
from tests.web.front.test_serving import signed_in

pytestmark = pytest.mark.clock

PIECE = 4 * 2**20
SIZE = 60 * 2**20
TUS = {"tus-resumable": "1.0.0"}
_SAMPLES_SECONDS = 0.01


def clip() -> bytes:
    """A film that is large because of a box that says nothing."""
    whole = film()
    filler = bytes(range(251)) * (SIZE // 251 + 1)
    head = struct.pack(">I", SIZE - len(whole)) + b"free"
    return whole + head + filler[: SIZE - len(whole) - 8]


class Kept:
    """The most bytes that the proxy had in files of its own at one moment; it unlinks them as soon as they are open."""

    def __init__(self, folder: Path) -> None:
        self.most = 0
        self._folder, self._over = folder, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    @contextmanager
    def watched(self) -> Iterator[Kept]:
        self._thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self._thread.join()

    def _look(self) -> None:
        master = (self._folder / "nginx.pid").read_text().strip()
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        while not self._over.wait(_SAMPLES_SECONDS):
            self.most = max(self.most, sum(map(self._bytes_of, workers)))

    def _bytes_of(self, worker: str) -> int:
        found = 0
        for one in Path(f"/proc/{worker}/fd").iterdir():
            with suppress(OSError):
                name = str(one.readlink())
                if name.startswith((f"{self._folder}/body", f"{self._folder}/proxy")):
                    found += one.stat().st_size
        return found


class Sender:
    """Somebody behind the proxy who sends a clip by pieces and asks after each break how much has come."""

    def __init__(self, client: httpx.Client, content: bytes) -> None:
        self.client, self.content = client, content
        said = "filename " + base64.b64encode("คลิป.mp4".encode()).decode()
        headers = TUS | {"upload-length": str(len(content)), "upload-metadata": said}
        begun = client.post("/a/19/in/clip", headers=headers)
        assert begun.status_code == 201, begun.text
        self.at = begun.headers["location"]

    def offset(self) -> int:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            with suppress(httpx.TransportError):
                answer = self.client.head(self.at, headers=TUS)
                if answer.status_code == 200:
                    return int(answer.headers["upload-offset"])
            time.sleep(0.2)
        raise AssertionError("nobody says how much has come")

    def send(self, until: int) -> None:
        offset = self.offset()
        while offset < until:
            piece = self.content[offset : offset + PIECE]
            headers = self._said(offset)
            answer = self.client.patch(self.at, content=piece, headers=headers, timeout=60)
            assert answer.status_code == 204, answer.text
            offset = int(answer.headers["upload-offset"])

    def break_off(self, port: int, trust: ssl.SSLContext) -> None:
        """Send a third of a piece, then drop the line."""
        offset = self.offset()
        cookie = "; ".join(f"{k}={v}" for k, v in self.client.cookies.items())
        said = self._said(offset) | OWN | {"host": f"localhost:{port}", "cookie": cookie}
        lines = [f"PATCH {self.at} HTTP/1.1", *(f"{k}: {v}" for k, v in said.items())]
        head = "\r\n".join([*lines, f"content-length: {PIECE}", "", ""]).encode()
        with (
            socket.create_connection(("127.0.0.1", port)) as raw,
            trust.wrap_socket(raw, server_hostname="localhost") as line,
        ):
            line.sendall(head + self.content[offset : offset + PIECE // 3])
            time.sleep(0.5)

    @staticmethod
    def _said(offset: int) -> dict[str, str]:
        kind = "application/offset+octet-stream"
        return TUS | {"upload-offset": str(offset), "content-type": kind}


def test_a_clip_comes_whole_through_the_proxy_and_lies_in_none_of_its_files(
    peopled_home: Path, tmp_path: Path
) -> None:
    home, content = tmp_path / "home", clip()
    shutil.copytree(peopled_home, home)
    certificate(tmp_path)
    inner, outer = free_port(), free_port()
    page = f"https://localhost:{outer}"
    settings = {"page_url": page, "web_proxy": "127.0.0.1"}
    trust = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
    ws = Workspace(Settings(home=home))
    with (
        nginx(tmp_path, web_recipe(tmp_path, inner, outer), outer),
        Kept(tmp_path).watched() as kept,
        httpx.Client(base_url=page, headers=OWN, verify=trust, timeout=60) as client,
    ):
        with pages_served(home, f"127.0.0.1:{inner}", **settings) as process:
            wait_until_ready(page, verify=trust)
            signed_in(client, home)
            sender = Sender(client, content)
            sender.send(3 * PIECE)
            sender.break_off(outer, trust)
            assert 3 * PIECE <= sender.offset() < 4 * PIECE
            sender.send(SIZE // 2)
            process.kill()
            process.wait()
        with pages_served(home, f"127.0.0.1:{inner}", **settings):
            wait_until_ready(page, verify=trust)
            assert SIZE // 2 <= sender.offset() < SIZE
            sender.send(SIZE)
            [one] = all_evidence(ws, UNIT)
            assert one.fact.sha256 == sha256(content).hexdigest()
            assert kept.most == 0

            address = f"/e/{one.fact.item}/film"
            with client.stream("GET", address) as answer:
                pieces = answer.iter_bytes()
                came = [next(pieces)]
                time.sleep(2)  # whoever reads slowly makes a proxy keep what it was given
                came += pieces
            assert b"".join(came) == content
    assert kept.most == 0
