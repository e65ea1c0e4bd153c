"""kill -9 of the pages' server at random moments while people send files: what was lost, doubled or left behind.

Each turn starts the server in a process of its own, lets four people send (whole bodies, a form without JavaScript,
pieces that go on after a break) and kills it with its children. Whoever got no answer sends again, as a person would.
After the last kill the server runs once more in peace. A row without bytes, bytes without a row, a file that was
answered and is not there, or one that stands twice ends this with an error.

    .venv/bin/python -m benchmarks.kills_web [KILLS] [servers]

With `servers` the rows are in PostgreSQL and the bytes in an S3 store, else in SQLite and a folder.
"""

from __future__ import annotations

import base64
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import httpx

from domain.access import Scope
from flows.evidence.browse import all_evidence
from flows.evidence.maintain import check_store
from flows.house.accounts import hand_over_code, invite
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from storage.settings import Settings
from tests.support.evidence import jpeg
from tests.support.servers import postgres, s3
from tests.support.stores import KeptInBucket

KILLS = 200
LONGEST_LIFE, LONGEST_BESIDE_SERVERS = 2.5, 8.0
"""Seconds after the first request is answered: several files long, so that kills fall everywhere."""
DAY = date(2024, 3, 13)
UNIT = "bureau"
PIECE = 100_000
PEOPLE = ("reviewer-1", "reviewer-2", "reviewer-3", "reviewer-4")
ROOT = Path(__file__).resolve().parent.parent
TUS = {"tus-resumable": "1.0.0"}
JPEG = jpeg()


@dataclass
class Line:
    """The address of the server, and whether it is up."""

    page: str
    up: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@dataclass
class Sender(threading.Thread):
    """One person: sends a file until it is answered, then the next, until the end."""

    line: Line
    cookie: str
    slots: tuple[str, ...]
    number: int
    answered: dict[str, str] = field(default_factory=dict)
    """How each content was sent, by its SHA-256."""
    again: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        chance = random.Random(self.number)
        for count in range(10**6):
            ways = ("body", "form", "pieces")
            way, slot = ways[count % 3], chance.choice(self.slots)
            content = JPEG + chance.randbytes(chance.choice((300, 30_000, 6 * PIECE)))
            name = f"{self.number}-{count}.jpg"
            while not getattr(self, f"_{way}")(slot, name, content):
                self.again += 1
                self.line.up.wait(0.2)
                if self.line.over.is_set():
                    return
            self.answered[sha256(content).hexdigest()] = way
            if self.line.over.is_set():
                return

    def _ask(self, method: str, path: str, **more: object) -> httpx.Response | None:
        headers = {"sec-fetch-site": "same-origin", "cookie": f"kamnot={self.cookie}"}
        headers |= more.pop("headers", {})  # type: ignore[arg-type]
        try:
            return httpx.request(
                method,
                self.line.page + path,
                headers=headers,
                timeout=60,
                **more,  # type: ignore[arg-type]
            )
        except httpx.HTTPError:
            return None

    def _body(self, slot: str, name: str, content: bytes) -> bool:
        at = f"/a/{slot.replace('.', '/bring/')}"
        headers = {"x-part": "card", "x-name": quote(name)}
        answer = self._ask("POST", at, content=content, headers=headers)
        return answer is not None and answer.status_code == 200

    def _form(self, slot: str, name: str, content: bytes) -> bool:
        at = f"/a/{slot.replace('.', '/bring/')}"
        answer = self._ask("POST", at, files={"file": (name, content, "image/jpeg")})
        return answer is not None and answer.status_code == 303

    def _pieces(self, slot: str, name: str, content: bytes) -> bool:
        said = "filename " + base64.b64encode(name.encode()).decode()
        headers = TUS | {"upload-length": str(len(content)), "upload-metadata": said}
        begun = self._ask("POST", f"/a/{slot.replace('.', '/in/')}", headers=headers)
        if begun is None or begun.status_code != 201:
            return False
        at, offset = begun.headers["location"], 0
        while not self.line.over.is_set():
            piece = content[offset : offset + PIECE]
            headers = TUS | {
                "upload-offset": str(offset),
                "content-type": "application/offset+octet-stream",
            }
            answer = self._ask("PATCH", at, content=piece, headers=headers)
            if (
                answer is not None
                and answer.status_code == 204
                and offset + len(piece) == len(content)
            ):
                return True
            self.again += answer is None
            there = self._ask("HEAD", at, headers=TUS)
            if there is not None and there.status_code == 404:
                return False
            if there is not None and there.status_code == 200:
                offset = int(there.headers["upload-offset"])
            else:
                self.line.up.wait(0.2)
        return False


def main(kills: int = KILLS, *, servers: bool = False) -> None:
    """Print what became of the files."""
    os.environ.setdefault("KAMNOT_FISCAL_YEAR", "2567")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        home = Path(folder) / "home"
        home.mkdir()
        if servers:
            _run_servers(running, Path(folder))
        settings = Settings(home=home)
        ws = _prepared(settings)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            line = Line(f"http://127.0.0.1:{found.getsockname()[1]}")
        longest = LONGEST_BESIDE_SERVERS if servers else LONGEST_LIFE
        senders = _play(ws, line, kills, longest)
        _report(ws, senders, kills)


def _run_servers(running: ExitStack, folder: Path) -> None:
    """Keep rows and bytes in servers of their own; the environment names them to this and to the pages' server."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    database = running.enter_context(postgres.running_server())
    endpoint = running.enter_context(s3.s3_server())
    os.environ.update(s3.PASS)
    bucket = KeptInBucket(endpoint, folder).bucket.name
    os.environ["KAMNOT_DATABASE_URL"] = database.url(database.create())
    os.environ["KAMNOT_STORE_URL"] = f"s3://{bucket}?endpoint={endpoint}"


def _prepared(settings: Settings) -> Workspace:
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    for name in PEOPLE:
        invite(
            ws,
            name,
            f"{name}@bureau.example",
            by="bench",
            unit=UNIT,
            group="planning",
            scope=Scope.NONE,
        )
    return ws


@contextmanager
def _server(ws: Workspace, line: Line) -> Iterator[subprocess.Popen[bytes]]:
    """The server in a process group of its own, killed at the end of the block."""
    environment = os.environ | {
        "KAMNOT_HOME": str(ws.settings.home), "KAMNOT_WEB_ADDRESS": line.page.removeprefix("http://"),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "web", DAY.isoformat()],
        env=environment, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while not _ready(line):
            assert process.poll() is None, "the server ended"
            time.sleep(0.05)
        line.up.set()
        yield process
    finally:
        line.up.clear()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _ready(line: Line) -> bool:
    try:
        return httpx.get(f"{line.page}/ready").status_code == 200
    except httpx.TransportError:
        return False


def _play(ws: Workspace, line: Line, kills: int, longest: float) -> list[Sender]:
    asked = ws.plan.requirement_by_id.items()
    slots = tuple(name for name, one in asked if "jpg" in one.formats and one.takes_several)[:8]
    senders: list[Sender] = []
    for kill in range(kills):
        with _server(ws, line):
            if not senders:
                senders = [
                    Sender(line, _signed_in(ws, line, name), slots, n)
                    for n, name in enumerate(PEOPLE)
                ]
                for sender in senders:
                    sender.start()
            time.sleep(random.uniform(0, longest))
        if kill % 20 == 19:
            print(
                f"{kill + 1} kills, {sum(len(s.answered) for s in senders)} files answered",
                flush=True,
            )
    with _server(ws, line):
        time.sleep(1)
        line.over.set()
        for sender in senders:
            sender.join(120)
        ends = time.monotonic() + 120
        while _waiting(ws) and time.monotonic() < ends:
            time.sleep(0.2)
    return senders


def _waiting(ws: Workspace) -> int:
    """Files of which all has come and that stand in no row yet."""
    files = ws.store.arriving
    return sum(not one.item and bool(one.sha256) for one, _ in files.everything())


def _signed_in(ws: Workspace, line: Line, name: str) -> str:
    own = {"sec-fetch-site": "same-origin"}
    with httpx.Client(base_url=line.page, headers=own) as client:
        client.post("/enter", data={"address": f"{name}@bureau.example"})
        client.post("/enter/code", data={"code": hand_over_code(ws, name, by="bench")})
        return client.cookies["kamnot"]


def _report(ws: Workspace, senders: list[Sender], kills: int) -> None:
    answered = {sha: way for sender in senders for sha, way in sender.answered.items()}
    rows = Counter(one.fact.sha256 for one in all_evidence(ws, UNIT))
    store = check_store(ws)
    halves = list(ws.settings.home.rglob("*.half"))
    figures: dict[str, object] = {
        "kills": kills,
        "rows and bytes in": f"{ws.engine.dialect.name}, {type(ws.store).__name__}",
        "files answered": f"{len(answered)} {dict(Counter(answered.values()))}",
        "sent again": sum(sender.again for sender in senders),
        "rows": sum(rows.values()),
        "rows without bytes, or with other bytes": len(store.missing) + len(store.altered),
        "bytes without a row": len(store.orphans),
        "answered and not there": len(answered.keys() - rows.keys()),
        "standing twice": sum(times - 1 for times in rows.values()),
        "halves that wait for the day's sweep": len(halves),
    }
    for what, number in figures.items():
        print(f"{what:40} {number}")
    assert store.sound
    assert not store.orphans
    assert answered.keys() <= rows.keys()
    assert max(rows.values(), default=1) == 1


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(*numbers[:1], servers="servers" in sys.argv)
