"""S3 servers on this machine: a real one that keeps what it is given, and one that says what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PASS = {
    "AWS_ACCESS_KEY_ID": "officer",
    "AWS_SECRET_ACCESS_KEY": "secret-of-the-officer",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}
"""What the environment of a test holds: keys to any server, no second attempts to wait for."""

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def s3_server() -> Iterator[str]:
    """The endpoint of a server without buckets that goes away at the end of the block."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def rude_s3(answer: Callable[[str, str], Answer]) -> Iterator[str]:
    """The endpoint of a server that answers as told: `answer(method, path)` gives status, headers, body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answer(self.command, self.path)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            # One answer a connection, so that a body cut short is seen to be; said aloud, or the client may
            # send its next question into a connection that is just closing.
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _reply  # noqa: N815  # http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusal(status: int, code: str) -> Answer:
    """An S3 server's refusal, as its protocol writes it."""
    return status, {}, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


def enter(patch: pytest.MonkeyPatch) -> None:
    """Give this test keys, and keep the user's AWS files out."""
    for name, value in PASS.items():
        patch.setenv(name, value)
