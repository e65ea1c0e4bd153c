"""Sends mail by Apprise's URLs, with our own bytes and a verdict that says who failed and why.

Stock `mailto://` loses long Thai subjects, makes its own Message-ID and answers only yes or no
(docs/decisions/delivery.md).
"""

from __future__ import annotations

import logging
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar
from urllib.parse import quote

from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.common import SecureMailMode

from domain.language.errors import KamnotError
from domain.reminders.verdict import BeforeData, Verdict, VerdictState
from notifications.message import check_address
from notifications.safe_text import safe_detail

SCHEMAS = {"mailto": "kmail", "mailtos": "kmails", "kmail": "kmail", "kmails": "kmails"}
"""The mail URLs that this plugin takes and the schema each becomes. An ordinary Apprise mail URL works too."""

_AUTH_CODES = frozenset((530, 534, 535, 538))
"""In any phase these codes mean that the relay wants another login, not another recipient."""
_NOWHERE = re.compile(r"[^.]*|[\d.]+|.*\.(invalid|localhost)", re.IGNORECASE)
"""Domains at which nobody has an address."""
MAILS_A_LINE = 100
"""Many relays end a line after some hundred mails; we end it first."""
_QUIT_SECONDS = 2.0
_SENDER_NAME = "กำหนด (Kamnot)"


def mute_apprise() -> None:
    """Let Apprise log nothing: it prints whole URLs with their passwords if it cannot read one."""
    logging.getLogger("apprise").addFilter(_nothing)


def _nothing(_record: logging.LogRecord) -> bool:
    return False


class _RefusedError(Exception):
    """The relay answered with a code that ends the talk."""

    def __init__(self, code: int, reply: bytes) -> None:
        super().__init__(code)
        self.code = code
        self.reply = reply


class _Talk:
    """One talk with a relay; `phase` says how far it came."""

    phase = "connect"


class KamnotMail(NotifyEmail):  # type: ignore[no-untyped-call]  # Apprise is typed in part
    """A mail relay given by URL: `kmails://user:password@relay.example.go.th?from=kamnot@example.go.th`.

    Recipients in the URL (`to`, `cc`, `bcc`) are not used: one mail goes to one recipient.
    """

    protocol = "kmail"
    secure_protocol = "kmails"
    deadline_seconds: ClassVar[float] = 45.0
    """The longest talk with the relay, however slowly it answers. Leases must be longer."""

    @classmethod
    def from_url(cls, url: str, sender: str | None = None) -> KamnotMail:
        """Read a mail URL; `sender` is the office's address, for a URL that names none.

        Raises KamnotError if it cannot be read or lacks its sender. The sentence omits the URL and its password.
        """
        mute_apprise()
        schema, _, rest = url.strip().partition("://")
        try:
            fields = cls.parse_url(  # type: ignore[no-untyped-call]  # as above
                f"{SCHEMAS[schema.lower()]}://{rest}"
            )
        except KeyError:
            fields = None
        found = _made(cls, fields) or _made(cls, fields, sender)
        if found is not None and not _NOWHERE.fullmatch(
            found.sender.rstrip(">").rpartition("@")[2]
        ):
            return found
        if found is not None or _made(cls, fields, "kamnot@kamnot.invalid") is not None:
            raise KamnotError(
                "ที่อยู่เซิร์ฟเวอร์อีเมลใน KAMNOT_NOTIFY_URLS ไม่บอกผู้ส่งที่มีอยู่จริง โปรดเติม ?from=kamnot@example.go.th"
                " หรือตั้ง KAMNOT_MAIL_FROM",
                "The mail URL in KAMNOT_NOTIFY_URLS lacks a sender that exists; add ?from=kamnot@example.go.th"
                " or set KAMNOT_MAIL_FROM.",
            )
        raise KamnotError(
            "อ่านที่อยู่เซิร์ฟเวอร์อีเมลใน KAMNOT_NOTIFY_URLS ไม่ได้ โปรดเขียนเช่น"
            " mailtos://user:password@mail.example.go.th?from=kamnot@example.go.th",
            "Cannot read the mail URL in KAMNOT_NOTIFY_URLS; write it as"
            " mailtos://user:password@mail.example.go.th?from=kamnot@example.go.th.",
        )

    @property
    def sender(self) -> str:
        """The sender as `ชื่อ <address>`."""
        name = self.from_addr[0]
        shown = _SENDER_NAME if name in (False, self.app_id) else name
        return f"{shown} <{self._address}>"

    @property
    def _address(self) -> str:
        return str(self.from_addr[1])

    def deliver(self, recipient: str, raw: bytes, before_data: BeforeData) -> Verdict:
        """Hand `raw` to the relay for one recipient. Never raises for what the relay or the network does.

        An error of `before_data` is raised; then nothing was sent.
        """
        with self.keep_open() as line:
            return line.deliver(recipient, raw, before_data)

    @contextmanager
    def keep_open(self) -> Iterator[KeptLine]:
        """A connection to the relay for many mails, one after another; the first mail opens it."""
        line = KeptLine(self)
        try:
            yield line
        finally:
            line.close()

    def hand_over(
        self, smtp: smtplib.SMTP, talk: _Talk, recipient: str, raw: bytes, before_data: BeforeData
    ) -> Verdict:
        """Send one mail over a greeted connection; `judged` turns errors into verdicts."""
        self._envelope(smtp, talk, recipient)
        talk.phase = "before-data"
        before_data()
        return self._data(smtp, talk, raw)

    def judged(self, talk: _Talk, work: Callable[[], Verdict]) -> Verdict:
        """The result of `work`, or the verdict on its error."""
        try:
            return work()
        except _RefusedError as refused:
            return self._judge(talk.phase, refused.code, refused.reply)
        except smtplib.SMTPResponseException as error:
            return self._judge(talk.phase, error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            if talk.phase == "before-data":
                raise  # the caller's trouble (a full disk), not the relay's
            return self._silence(talk.phase, error)

    def _envelope(self, smtp: smtplib.SMTP, talk: _Talk, recipient: str) -> None:
        talk.phase = "mail"
        _expect(smtp.mail(self._address))
        talk.phase = "rcpt"
        try:
            checked = check_address(recipient)
        except KamnotError as error:
            raise _RefusedError(553, error.english.encode()) from error
        _expect(smtp.rcpt(checked))

    def _data(self, smtp: smtplib.SMTP, talk: _Talk, raw: bytes) -> Verdict:
        talk.phase = "data"
        code, reply = smtp.docmd("DATA")
        if code != 354:
            raise _RefusedError(code, reply)
        talk.phase = "text"  # from here on a lost answer leaves us not knowing
        smtp.send(_on_the_wire(raw))
        code, reply = smtp.getreply()
        if 200 <= code < 300:
            return self._verdict("sent", "data", code, reply)
        return self._judge("data" if 400 <= code < 600 else "text", code, reply)

    def _judge(self, phase: str, code: int, reply: bytes | str) -> Verdict:
        """The verdict by phase and code: 4xx later; 5xx dead, but before the recipient our own fault."""
        if phase == "text":
            state: VerdictState = "unknown"
        elif code in _AUTH_CODES or (code >= 500 and phase not in ("rcpt", "data")):
            state = "config"
        else:
            state = "dead" if code >= 500 else "retry"
        return self._verdict(state, phase, code, reply)

    def _silence(self, phase: str, error: Exception) -> Verdict:
        """The verdict without an answer: not sent before the text, unknown after it."""
        state: VerdictState = "unknown" if phase == "text" else "retry"
        if phase != "text" and _is_ours(phase, error):
            state = "config"
        return self._verdict(state, phase, None, str(error))

    def _verdict(
        self, state: VerdictState, phase: str, code: int | None, text: str | bytes
    ) -> Verdict:
        password = self.password or ""
        return Verdict(state, phase, code, safe_detail(text, password, quote(password)))

    def client(self) -> _Client:
        """An unconnected client. It names itself by the sender's domain, because getfqdn() may take seconds."""
        options: dict[str, Any] = {
            "local_hostname": self._address.rpartition("@")[2],
            "timeout": self.socket_connect_timeout,
        }
        if self.secure_mode == SecureMailMode.SSL:
            return _SecureClient(context=self._tls(), **options)
        return _Client(**options)

    def greet(self, smtp: smtplib.SMTP, talk: _Talk) -> None:
        """Connect, secure and log in; `talk` says how far it came. Raises smtplib's and the socket's errors."""
        talk.phase = "connect"
        # connect() forgets the name that TLS must check (bpo-36094).
        smtp._host = self.smtp_host  # type: ignore[attr-defined]  # noqa: SLF001
        code, reply = smtp.connect(self.smtp_host, self.port or 0)
        if code != 220:
            raise _RefusedError(code, reply)
        smtp.ehlo_or_helo_if_needed()
        if self.secure_mode == SecureMailMode.STARTTLS:
            smtp.starttls(context=self._tls())
            smtp.ehlo()
        if self.user and self.password:
            talk.phase = "auth"
            smtp.login(self.user, self.password)

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class _Client(smtplib.SMTP):
    """A client with a second handle on its connection, by which it can be hung up during a TLS handshake too."""

    handle: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # not in typeshed
        self.handle = found.dup()
        return found

    def close(self) -> None:
        super().close()
        if self.handle is not None:
            self.handle.close()
            self.handle = None


class _SecureClient(smtplib.SMTP_SSL, _Client):
    """The same over TLS from the first byte."""


class _Watch:
    """Hangs up if one mail takes longer than the deadline; one thread serves all mails of a connection.

    It sleeps for at most the deadline and then checks again, so that a new mail need not wake it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._closed = threading.Event()
        self._current: tuple[_Client, float] | None = None
        threading.Thread(target=self._look, name="watch", daemon=True).start()

    def begin(self, smtp: _Client) -> None:
        self._current = smtp, time.monotonic() + self._seconds

    def end(self) -> None:
        self._current = None

    def close(self) -> None:
        """Nothing is to be watched any more."""
        self._current = None
        self._closed.set()

    def _look(self) -> None:
        wait = self._seconds
        while not self._closed.wait(wait):
            current = self._current
            wait = current[1] - time.monotonic() if current else self._seconds
            if current and wait <= 0:
                _hang_up(current[0])
                self._current, wait = None, self._seconds


def _made(
    kind: type[KamnotMail], fields: dict[str, Any] | None, sender: str | None = None
) -> KamnotMail | None:
    """The relay that Apprise makes from a URL's fields; None if it cannot, for example without a sender."""
    if not fields:
        return None
    named = fields | {"from_addr": sender} if sender and not fields["from_addr"] else fields
    try:
        return kind(**named)
    except TypeError:  # Apprise says "Invalid ~From~ email" and the like
        return None


class KeptLine:
    """One connection to a relay, kept open between mails: greeting and login cost more than a mail.

    A relay that has hung up in the meantime, or wants no more mails on one connection, is called again, because
    nothing has been sent yet. After any other trouble the connection is closed.
    """

    def __init__(self, relay: KamnotMail) -> None:
        self._relay = relay
        self._smtp: _Client | None = None
        self._watch: _Watch | None = None
        self._mails = 0

    @property
    def ready(self) -> bool:
        """Whether the next mail needs no new connection."""
        return self._smtp is not None and self._mails < MAILS_A_LINE

    def deliver(self, recipient: str, raw: bytes, before_data: BeforeData) -> Verdict:
        """As `KamnotMail.deliver`."""
        if self._smtp is not None and self.ready:
            talk = _Talk()
            verdict = self._deliver(self._smtp, talk, recipient, raw, before_data)
            if not _was_hung_up(verdict):
                return verdict
        self.close()
        self._smtp, self._mails = self._relay.client(), 0
        return self._deliver(self._smtp, _Talk(), recipient, raw, before_data)

    def _deliver(
        self,
        smtp: _Client,
        talk: _Talk,
        recipient: str,
        raw: bytes,
        before_data: BeforeData,
    ) -> Verdict:
        """Send one mail, after the greeting on a new connection; all ends by the deadline."""

        def work() -> Verdict:
            if not self._mails:
                self._relay.greet(smtp, talk)
            return self._relay.hand_over(smtp, talk, recipient, raw, before_data)

        self._watch = self._watch or _Watch(self._relay.deadline_seconds)
        self._watch.begin(smtp)
        sound = False
        try:
            verdict = self._relay.judged(talk, work)
            self._mails += 1
            sound = verdict.state == "sent" or (_answered(verdict) and _reset(smtp))
            return verdict
        finally:
            if not sound:
                self.close()
            elif self._watch is not None:
                self._watch.end()

    def close(self) -> None:
        """Say goodbye, if the connection is still open."""
        if self._smtp is not None:
            _leave(self._smtp)
            self._smtp = None
        if self._watch is not None:
            self._watch.close()
            self._watch = None


def _was_hung_up(verdict: Verdict) -> bool:
    """Whether a used connection turned out dead or full at the first command of a new mail."""
    return verdict.phase == "mail" and (verdict.code is None or verdict.code == 421)


def _answered(verdict: Verdict) -> bool:
    """Whether the relay refused one mail in good order, so that the connection can serve the next."""
    return verdict.code not in (None, 421) and verdict.phase in ("rcpt", "data")


def _reset(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _is_ours(phase: str, error: Exception) -> bool:
    """Whether no later try can help: a wrong certificate or login, TLS on a plain port."""
    if isinstance(
        error, smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError | UnicodeError
    ):
        return True
    if isinstance(error, ssl.SSLError):
        return error.reason == "WRONG_VERSION_NUMBER"
    lost = isinstance(error, smtplib.SMTPServerDisconnected | OSError)
    # smtplib's bare SMTPException at login: both sides know no common way to log in.
    return phase == "auth" and type(error) is smtplib.SMTPException and not lost


def _expect(reply: tuple[int, bytes]) -> None:
    if not 200 <= reply[0] < 300:
        raise _RefusedError(*reply)


def _on_the_wire(raw: bytes) -> bytes:
    """The text with CRLF line ends, doubled leading dots and the closing dot (RFC 5321 4.5.2)."""
    lines = raw
    # Our own bytes are right already, and counting is three times as fast as looking at each line.
    if not raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r"):
        lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    closed = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    if closed.startswith(b".") or b"\n." in closed:
        closed = re.sub(rb"(?m)^\.", b"..", closed)
    return closed + b".\r\n"


def _leave(smtp: smtplib.SMTP) -> None:
    """Say QUIT without waiting long: earlier answers count, even if this one is 421."""
    with suppress(smtplib.SMTPException, OSError):
        if smtp.sock is not None:
            smtp.sock.settimeout(_QUIT_SECONDS)
        smtp.quit()
    smtp.close()


def _hang_up(smtp: _Client) -> None:
    """End a talk from outside: a thread that waits for a byte wakes up at once."""
    handle = smtp.handle
    if handle is not None:
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)
