"""A head that does not come to its end has half a minute; one that comes has all the time of its answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from web.front import connections
from web.front.connections import Impatient


async def answers(_scope: object, receive: object, send: object) -> None:
    """Takes longer than the patience of the test, then says ok."""
    import anyio

    await anyio.sleep(0.5)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "_SECONDS", 0.3)
        config = uvicorn.Config(answers, port=0, http=Impatient, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        thread.join(10)


HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"


def heard(line: socket.socket) -> bytes:
    """What comes until an answer or the end of the line."""
    got = b""
    while not got.endswith(b"ok") and (piece := line.recv(1000)):
        got += piece
    return got


@pytest.mark.parametrize("sent", [[], [b"G", b"ET"], [HEAD, b"X-A: 1\r\n"]])
def test_a_head_without_an_end_is_waited_for_a_moment(port: int, sent: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        for piece in sent:
            line.sendall(piece)
            time.sleep(0.05)
        assert heard(line) == b""


def test_a_whole_one_has_all_its_time_and_the_next_has_not(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        for _ in range(2):
            line.sendall(HEAD + b"\r\n")
            assert heard(line).endswith(b"ok")
        line.sendall(HEAD)
        assert heard(line) == b""
