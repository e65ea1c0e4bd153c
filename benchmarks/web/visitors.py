"""Visitors of a server: the same for both sides, as light as Python's own streams allow."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from benchmarks.idle import family, used

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status, head and body, and the seconds until its last byte."""

    status: int
    head: Headers
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Visits:
    """What many answers took: seconds each, seconds in all, and the server's processor time for all."""

    each: Sequence[float]
    seconds: float
    processor: float

    @property
    def p50(self) -> float:
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        return percentile(self.each, 0.95)

    @property
    def rate(self) -> float:
        """Pages a second."""
        return len(self.each) / self.seconds

    @property
    def processor_each(self) -> float:
        return self.processor / len(self.each)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so many are not above."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class Visitor:
    """One connection of a browser that is signed in."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._port, self.cookie = port, cookie
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, path: str, body: bytes | None = None, more: Headers | None = None
    ) -> Answer:
        """Ask for a page, or send a body. What comes without a length is a file, and is left unread.

        As in a browser, a page is asked for again where a line that was kept turns out to be closed.
        """
        try:
            return await self._ask(path, body, more)
        except (ConnectionError, asyncio.IncompleteReadError):
            if body is not None:
                raise
            self._streams = None
            return await self._ask(path, body, more)

    async def _ask(self, path: str, body: bytes | None, more: Headers | None) -> Answer:
        started = time.perf_counter()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
        reader, writer = self._streams
        writer.write(self._request(path, body, more or {}))
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        head = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:] if line)}
        content = await reader.readexactly(int(head.get("content-length", "0")))
        if head.get("connection", "").lower() == "close" or "content-length" not in head:
            writer.close()
            self._streams = None
        return Answer(int(lines[0].split()[1]), head, content, time.perf_counter() - started)

    def _request(self, path: str, body: bytes | None, more: Headers) -> bytes:
        head = {"Host": f"127.0.0.1:{self._port}", "Cookie": self.cookie, **more}
        if body is not None:
            head |= {"Content-Length": str(len(body)), "Sec-Fetch-Site": "same-origin"}
        lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")

    async def bring(self, path: str, name: str, content: bytes) -> Answer:
        """Send a file as the page's script does."""
        return await self.ask(path, content, {"X-Part": "1", "X-Name": quote(name)})


async def read(visitor: Visitor, path: str, until: Callable[[], bool]) -> list[float]:
    """One page again and again without a pause."""
    taken = []
    while not until():
        answer = await visitor.ask(path)
        assert answer.status == 200, (path, answer.status)
        taken.append(answer.seconds)
    return taken


async def measured(pid: int, *works: Callable[[], Awaitable[list[float]]]) -> Visits:
    """What some visitors took together, and the server with its children."""
    before, started = used(family([pid])).seconds, time.perf_counter()
    found = await asyncio.gather(*(work() for work in works))
    seconds = time.perf_counter() - started
    processor = used(family([pid])).seconds - before
    return Visits([one for each in found for one in each], seconds, processor)


def for_seconds(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


async def pages(
    pid: int, port: int, cookie: str, path: str, readers: int, seconds: float
) -> Visits:
    """So many visitors read one page for so long."""
    until = for_seconds(seconds)
    visitors = [Visitor(port, cookie) for _ in range(readers)]
    return await measured(pid, *(lambda v=v: read(v, path, until) for v in visitors))
