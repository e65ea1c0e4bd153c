"""Faults of those who come to the pages, and of their words in tables; cases 18f, 22b and 24."""

from __future__ import annotations

import os
import random
import re
import select
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.faults.office import DAY, Office, Seen, demand, until
from tests.support.evidence import jpeg
from tests.web.conftest import CAST, OTHER, OWN
from tests.web.front.test_who import LOOKERS, TABLE, address_of
from web.front.who import OPEN

Make = Callable[[], Office]
_EVIL = '=HYPERLINK("http://evil.example","x")'


class _Pages:
    """A server of the pages in a process of its own, and the browsers of its people."""

    def __init__(self, office: Office) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self.office = office
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        process = self.office.start(
            "web", "serve", "--as-of", DAY, KAMNOT_LANGUAGE="th", KAMNOT_WEB_ADDRESS=self.address
        )

        def answers() -> bool:
            with suppress(httpx.HTTPError):
                return httpx.get(f"http://{self.address}/ready").status_code == 200
            demand(process.poll() is None, "the pages have ended")
            return False

        until(answers, "the pages answer")
        return process

    def kill(self) -> None:
        """Kill the server and start it again."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        self.process = self._start()

    def stranger(self, **headers: str) -> httpx.Client:
        """A browser that nobody is signed in by."""
        return httpx.Client(base_url=f"http://{self.address}", headers=OWN | headers, timeout=60)

    def invite(self, name: str) -> None:
        """An account, as the table of the tests has it."""
        unit, group, role, scope = CAST[name]
        words = ["web", "invite", name, "--email", f"{name}@bureau.example", "--unit", unit]
        words += ["--group", group, "--role", role] if group else []
        told = self.office.run(*words, *(("--scope", scope.value) if scope.value else ()))
        demand(told.code == 0, told.text)

    def code(self, name: str) -> str:
        """A code to be handed over."""
        return _code_in(self.office.run("web", "code", name).text)

    def browser(self, name: str) -> httpx.Client:
        """A browser in which this account is signed in."""
        client = self.stranger()
        client.post("/enter", data={"address": f"{name}@bureau.example"})
        answer = client.post("/enter/code", data={"code": self.code(name)})
        demand(answer.status_code == 303, f"{name} cannot sign in: {answer.status_code}")
        return client


def _code_in(text: str) -> str:
    found = re.search(r"\b(\d{4}) ?-?(\d{4})\b", text)
    demand(found, f"no code: {text}")
    assert found is not None
    return found[1] + found[2]


@contextmanager
def _pages(office: Office) -> Iterator[_Pages]:
    pages = _Pages(office)
    try:
        yield pages
    finally:
        pages.process.kill()
        pages.process.communicate()


def matrix(make: Make) -> Seen:
    """Every route by every role, by nobody and by a disabled account; a form of another site."""
    office = make()
    demand(office.run("init", "--unit", OTHER, "--name", "สำนักที่สอง").code == 0, "a second unit")
    with _pages(office) as pages:
        for name in CAST:
            pages.invite(name)
        browsers = {name: pages.browser(name) for name in CAST}
        gone = pages.browser("stranger-member")
        office.run("web", "accounts", "--disable", "stranger-member")
        del browsers["stranger-member"]
        asked = 0
        for (method, path), who in TABLE.items():
            for name, client in ({"nobody": pages.stranger(), "disabled": gone} | browsers).items():
                if who == OPEN or (method == "POST" and name in who) or path == "/leave":
                    continue
                status = client.request(method, address_of(path)).status_code
                demand(
                    status in _expected(name, who, method, path),
                    f"{name}: {method} {path}: {status}",
                )
                asked += 1
        for site in ("cross-site", "same-site", "none"):
            forged = browsers["member"].post("/a/7/snooze", headers={"sec-fetch-site": site})
            demand(forged.status_code == 403, f"a form from {site}: {forged.status_code}")
        trail = office.run("audit", "list", "--json").text
        demand("sign-in" in trail and "account.active" in trail, "the trail does not say who came")
    return Seen(f"{asked} requests answered as the table says")


def _expected(name: str, who: object, method: str, path: str) -> tuple[int, ...]:
    assert isinstance(who, set | frozenset)
    if name in ("nobody", "disabled"):
        return (303, 401)  # a person is sent to sign in, a script is told
    if name in who:
        return (200, 204, 303)
    told = name in LOOKERS and method != "GET" and path.startswith("/a/")
    return (403,) if told else (404,)


def codes(make: Make) -> Seen:
    """A code too late, used twice, in another browser, by a link alone, guessed; twenty-one sign-ins begun."""
    office = make()
    with _pages(office) as pages:
        pages.invite("member")
        old = pages.code("member")
        with closing(sqlite3.connect(office.database)) as db, db:
            db.execute("UPDATE login_code SET ends_at = datetime('now', '-1 minutes')")
        late = pages.stranger()
        late.post("/enter", data={"address": "member@bureau.example"})
        demand(late.post("/enter/code", data={"code": old}).status_code != 303, "a code too late")
        code = pages.code("member")
        client = pages.stranger()
        client.get(f"/enter/code?code={code}")
        demand(client.get("/my").status_code == 303, "a link alone signs in")
        client.post("/enter", data={"address": "member@bureau.example"})
        demand(client.post("/enter/code", data={"code": code}).status_code == 303, "a good code")
        again = pages.stranger()
        again.post("/enter", data={"address": "member@bureau.example"})
        twice = again.post("/enter/code", data={"code": code})
        demand(twice.status_code != 303, "a code twice")
        for _ in range(12):
            wrong = again.post("/enter/code", data={"code": "00000000"})
            demand(wrong.status_code != 303, "a guessed code")
        fresh = pages.code("member")
        asked = [
            pages.stranger().post("/enter", data={"address": f"{n}@bureau.example"}).status_code
            for n in range(21)
        ]
        demand(asked[-1] == 429, f"the twenty-first sign-in: {asked[-1]}")
        demand("sign-in.refused" in office.run("audit", "list", "--json").text, "not in the trail")
        demand(fresh.isdigit(), fresh)
    return Seen(f"refused: {twice.status_code}, {wrong.status_code}; the twenty-first hears 429")


def uploads(make: Make, times: int) -> Seen:
    """Too much in pieces, somebody who goes at 90 %, and the pages killed {times} times while files come in."""
    office = make()
    with _pages(office) as pages:
        pages.invite("reviewer")
        client = pages.browser("reviewer")
        part = {"x-part": "card", "content-type": "application/octet-stream"}
        much = _far_too_much(pages, client)
        _gone_at_nine_tenths(pages, client)
        slow = _byte_by_byte(pages, client)
        files = {f"{n}.jpg": jpeg((640 + n, 480)) for n in range(times)}
        for name, content in files.items():
            _kill_while(pages, client, part, name, content)
        for name, content in files.items():
            answer = _bring(client, part, name, content)
            demand(answer.status_code == 200, f"{name}: {answer.status_code}")
    said = office.run("evidence", "fsck")
    demand(said.code == 0 and f"{times} file(s)" in said.text, said.text)
    demand("0 missing, 0 damaged" in said.text, said.text)
    return Seen(f"{much}; {slow}; {said.sentence}")


def locked(make: Make) -> Seen:
    """The database is locked while a file comes in by the page; the same file is sent again."""
    office = make()
    with _pages(office) as pages:
        pages.invite("reviewer")
        client = pages.browser("reviewer")
        part = {"x-part": "card", "content-type": "application/octet-stream"}
        content = jpeg((640, 480))
        with closing(sqlite3.connect(office.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            busy = _bring(client, part, "a.jpg", content)
            other.execute("ROLLBACK")
        demand(busy.status_code == 503 and "Traceback" not in busy.text, str(busy.status_code))
        demand(re.search("[ก-๙]", busy.text), "not a word of Thai")
        again = _bring(client, part, "a.jpg", content)
        demand(again.status_code == 200, f"again: {again.status_code}")
    said = office.run("evidence", "fsck")
    demand("1 file(s)" in said.text and said.code == 0, said.text)
    return Seen(f"503, then 200; {said.sentence}")


def _bring(
    client: httpx.Client, part: dict[str, str], name: str, content: bytes | Iterator[bytes]
) -> httpx.Response:
    headers = part | {"x-name": quote(name)}
    return client.post("/a/7/bring/photos", content=content, headers=headers)


def _line(pages: _Pages, client: httpx.Client, name: str, body: str) -> socket.socket:
    """A connection on which an upload has begun; `body` is the header that says what will come."""
    cookies = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
    head = [
        "POST /a/7/bring/photos HTTP/1.1", f"host: {pages.address}", f"cookie: {cookies}", "x-part: card",
        "sec-fetch-site: same-origin", f"x-name: {name}", body, "content-type: application/octet-stream", "", "",
    ]  # fmt: skip
    host, _, port = pages.address.partition(":")
    line = socket.create_connection((host, int(port)), timeout=60)
    line.sendall("\r\n".join(head).encode())
    return line


def _far_too_much(pages: _Pages, client: httpx.Client) -> str:
    """Send six gigabytes in pieces without saying so; the refusal comes early, and how early."""
    piece, sent = os.urandom(2**20), 0
    with closing(_line(pages, client, "much.jpg", "transfer-encoding: chunked")) as line:
        while sent < 6 * 2**30 and not select.select([line], [], [], 0)[0]:
            with suppress(ConnectionError):
                line.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            sent += len(piece)
        with suppress(ConnectionError):
            status = line.recv(100).partition(b" ")[2][:3].decode()
    demand(status in ("413", "422") and sent < 2**30, f"{status!r} after {sent >> 20} MB")
    return f"six GB: {status} after {sent >> 20} MB"


def _gone_at_nine_tenths(pages: _Pages, client: httpx.Client) -> None:
    """Send nine tenths of a file and hang up; the next one is taken."""
    content = jpeg((1600, 1200))
    for _ in range(12):
        with closing(_line(pages, client, "gone.jpg", f"content-length: {len(content)}")) as line:
            line.sendall(content[: len(content) * 9 // 10])
    demand(client.get("/my").status_code == 200, "the pages do not answer after it")


def _byte_by_byte(pages: _Pages, client: httpx.Client) -> str:
    """Send a byte a second; the pages give the place to others, and when."""
    began = time.monotonic()
    with closing(_line(pages, client, "slow.jpg", "content-length: 100000")) as line:
        while not select.select([line], [], [], 1)[0]:
            demand(time.monotonic() - began < 150, "a byte a second holds its place for ever")
            with suppress(ConnectionError):
                line.sendall(b"x")
    demand(client.get("/my").status_code == 200, "the pages do not answer after it")
    return f"a byte a second: cut after {time.monotonic() - began:.0f} s"


def _kill_while(
    pages: _Pages, client: httpx.Client, part: dict[str, str], name: str, content: bytes
) -> None:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 1024):
            if start == cut:
                pages.process.send_signal(signal.SIGKILL)
            yield content[start : start + 1024]
            time.sleep(0.002)

    cut = random.randrange(len(content) // 1024 + 2) * 1024
    with suppress(httpx.HTTPError):
        _bring(client, part, name, pieces())
    pages.kill()


def formulas(make: Make) -> Seen:
    """A unit, a row and a contact called =HYPERLINK(…), in every table that goes out."""
    from openpyxl import load_workbook

    office = Office(make().home.with_suffix(".new"))
    office.run("init", "--name", _EVIL)
    row = ("activity=19", "channel=office", "medium=clip", f"what={_EVIL}", "day=13/3/67")
    told = office.run("register", "add", "publications", *row)
    demand(told.code == 0, told.text)
    books = {
        "rollup.xlsx": ("rollup", "--xlsx"),
        "rows.xlsx": ("register", "export", "publications"),
        "rows.csv": ("register", "export", "publications"),
    }
    for name, words in books.items():
        book = office.home.with_suffix(f".{name}")
        said = office.run(*words, str(book))
        demand(book.exists(), said.text)
        if book.suffix == ".csv":
            _no_formula_in(book)
            continue
        cells = [c for sheet in load_workbook(book) for line in sheet.iter_rows() for c in line]
        demand(any("HYPERLINK" in str(cell.value) for cell in cells), f"{name}: not in the book")
        demand(all(cell.data_type != "f" for cell in cells), f"{name}: a live formula")
    return Seen("plain text in each book and table")


def _no_formula_in(table: Path) -> None:
    import csv

    with table.open(encoding="utf-8-sig", newline="") as text:
        cells = [cell for line in csv.reader(text) for cell in line]
    demand(any("HYPERLINK" in cell for cell in cells), "the words are not in the table")
    demand(not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells), "a live formula")
