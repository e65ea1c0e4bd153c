"""A real SMTP relay for tests: it counts what it takes, and can be told to misbehave."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from ssl import SSLContext
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Drop = Literal["", "at-data", "before-accepting", "after-accepting"]


@dataclass
class Relay:
    """What the relay answers, and what it took. Change a field and the next command follows it."""

    port: int = 0
    mail: str = "250 OK"
    rcpt: dict[str, str] = field(default_factory=dict)
    """The answer for one address; all others are taken."""
    data: str = "250 OK queued"
    quit: str = "221 Bye"
    drop: Drop = ""
    """Hang up: at the DATA command, or at the end of the text before or after having taken the mail."""
    mails_a_line: int = 1_000_000
    """So many mails one line takes; then 421, as careful relays do."""
    lines: int = 0
    """How often somebody connected."""
    longest_wait: float = 0.0
    """Wait up to this long (seconds) between taking a mail and saying so: a wide window for a crash."""
    shortest_wait: float = 0.0
    """Wait at least this long where `longest_wait` allows it."""
    accepted: list[tuple[str, str]] = field(default_factory=list)
    """(recipient, Message-ID) of every mail taken, in order."""
    raw: list[bytes] = field(default_factory=list)
    _taken: dict[int, int] = field(default_factory=dict)
    password: str = ""
    """When set, `officer` must log in with it."""

    @property
    def host(self) -> str:
        return "127.0.0.1"

    def url(self, schema: str = "mailto", login: str = "", more: str = "") -> str:
        return f"{schema}://{login}{self.host}:{self.port}?from=kamnot@example.go.th{more}"

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How often each (recipient, Message-ID) was taken."""
        return Counter(self.accepted)

    # What aiosmtpd calls, with the server, the session and the envelope first.
    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self._full(_session):
            return "421 4.7.0 too many mails on this line"
        if self.mail.startswith("250"):
            envelope.mail_from = address
        return self.mail

    def _full(self, session: Session) -> bool:
        """Whether the line has had its share; counts the mail."""
        taken = self._taken.get(id(session), 0)
        self._taken[id(session)] = taken + 1
        return taken >= self.mails_a_line

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.drop == "before-accepting":
            _hang_up(server)
        elif self.data.startswith("250"):
            self._take(envelope)
            if self.drop == "after-accepting":
                _hang_up(server)
            shortest = min(self.shortest_wait, self.longest_wait)
            await asyncio.sleep(random.uniform(shortest, self.longest_wait))
        return self.data

    async def handle_QUIT(self, *_: object) -> str:  # noqa: N802
        return self.quit

    def _take(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        message_id = str(message_from_bytes(content)["Message-ID"])
        self.raw.append(content)
        self.accepted += [(recipient, message_id) for recipient in envelope.rcpt_tos]

    def login(self, *talk: Any) -> AuthResult:
        given = talk[-1]
        assert isinstance(given, LoginPassword)
        welcome = given == LoginPassword(b"officer", self.password.encode())
        return AuthResult(success=welcome, handled=False)


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class _Talk(SMTP):
    """aiosmtpd that counts its lines, with a way to hang up at the DATA command."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.lines += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.drop == "at-data":
            _hang_up(self)
            return
        await super().smtp_DATA(arg)


@contextmanager
def relay(*, tls: SSLContext | None = None, password: str = "", **knobs: Any) -> Iterator[Relay]:
    """A relay on a free port of this machine (or on `port`), in a thread of its own."""
    handler = Relay(password=password, **knobs)
    options: dict[str, Any] = {"hostname": "relay.test", "tls_context": tls}
    if password:
        options |= {
            "authenticator": handler.login,
            "auth_require_tls": False,
        }
    with _server(lambda: _Talk(handler, **options), handler.port) as port:
        handler.port = port
        yield handler


class _Script(asyncio.Protocol):
    """Says the bytes of a script, with a pause before each piece, and then nothing."""

    def __init__(self, pieces: list[bytes], pause: float) -> None:
        self._pieces = pieces
        self._pause = pause
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        loop = asyncio.get_running_loop()
        for number, piece in enumerate(self._pieces):
            loop.call_later(number * self._pause, _say, transport, piece)


def _say(transport: asyncio.Transport, piece: bytes) -> None:
    if not transport.is_closing():
        transport.write(piece)


@contextmanager
def rude_relay(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that sends its pieces whatever it receives; yields its mail URL (timeout 1 s)."""
    with _server(lambda: _Script(list(pieces), pause)) as port:
        yield f"mailto://127.0.0.1:{port}?from=kamnot@example.go.th&cto=1"


@contextmanager
def _server(protocol: Callable[[], _Script | _Talk], port: int = 0) -> Iterator[int]:
    talks: list[_Script | _Talk] = []

    def answer() -> _Script | _Talk:
        talks.append(protocol())
        return talks[-1]

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(answer, "127.0.0.1", port))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_close(server, talks), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(server: asyncio.Server, talks: Sequence[_Script | _Talk]) -> None:
    """Send everybody away, also who was let in this moment and who hung up unnoticed.

    A line left open warns when it is collected, and so fails whichever test is running by then.
    """
    while entering := [task for task in asyncio.all_tasks() if _lets_in(task)]:
        await asyncio.wait(entering)
    server.close()  # only now: a line half let in would be dropped without being closed
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for talk in talks:
        if talk.transport is not None:
            talk.transport.close()
    await asyncio.sleep(0)


def _lets_in(task: asyncio.Task[Any]) -> bool:
    return getattr(task.get_coro(), "__name__", "") == "_accept_connection2"
