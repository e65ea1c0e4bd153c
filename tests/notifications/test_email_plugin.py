"""What became of a mail, by where the relay said what: tried against real SMTP servers."""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.language.errors import KamnotError
from domain.reminders.verdict import Verdict
from notifications.email_plugin import KamnotMail
from notifications.message import build_mail, message_id
from tests.support.servers.smtp import Relay, relay, rude_relay

TO = "planning@example.go.th"
PASSWORD = "p%40ss-w0rd"  # as written in a URL: p@ss-w0rd


def mail(recipient: str = TO, seed: str = "one") -> bytes:
    return build_mail(
        sender="กำหนด <kamnot@example.go.th>",
        recipient=recipient,
        subject="[กำหนด] ๑๒ กิจกรรมยังไม่ครบ",
        text="เรียน\n.จุด\n",
        html="<p>เรียน</p>",
        message_id=message_id(seed, "example.go.th"),
        date=datetime(2024, 3, 13, 2, tzinfo=UTC),
    )


def nothing() -> None:
    """No record to keep before the text."""


def send(url: str, raw: bytes | None = None, to: str = TO) -> Verdict:
    return KamnotMail.from_url(url).deliver(to, raw or mail(to), nothing)


def test_the_relay_gets_our_very_bytes() -> None:
    with relay() as server:
        verdict = send(server.url())
    assert verdict.state == "sent"
    assert (verdict.phase, verdict.code) == ("data", 250)
    assert server.raw == [mail()]
    assert server.accepted == [(TO, message_id("one", "example.go.th"))]


@pytest.mark.parametrize(
    "body", [b"A: b\r\n\r\n.leading dot\r\n..two", b"A: b\n\n.\n.", b"A: b\r\n\r\nx"]
)
def test_leading_dots_and_missing_line_ends_survive(body: bytes) -> None:
    with relay() as server:
        assert send(server.url(), body).state == "sent"
    assert server.raw[0].splitlines() == body.splitlines()


@pytest.mark.parametrize("schema", ["mailto", "kmail"])
def test_an_ordinary_apprise_mail_url_is_taken(schema: str) -> None:
    with relay() as server:
        assert send(server.url(schema)).state == "sent"


VERDICTS: list[Any] = [
    pytest.param({"rcpt": {TO: "550 5.1.1 no such user"}}, ("dead", "rcpt", 550), id="address dead"),
    pytest.param({"rcpt": {TO: "450 4.2.1 busy"}}, ("retry", "rcpt", 450), id="address busy"),
    pytest.param({"rcpt": {TO: "530 5.7.0 log in"}}, ("config", "rcpt", 530), id="login wanted at rcpt"),
    pytest.param({"data": "554 5.6.0 spam"}, ("dead", "data", 554), id="text dead"),
    pytest.param({"data": "451 4.3.0 later"}, ("retry", "data", 451), id="text later"),
    pytest.param({"mail": "550 5.7.1 not you"}, ("config", "mail", 550), id="sender refused"),
    pytest.param({"mail": "451 4.7.1 greylisted"}, ("retry", "mail", 451), id="sender later"),
    pytest.param({"drop": "at-data"}, ("retry", "data", None), id="hung up before the text"),
    pytest.param({"drop": "before-accepting"}, ("unknown", "text", None), id="hung up, not taken"),
    pytest.param({"drop": "after-accepting"}, ("unknown", "text", None), id="hung up, taken"),
    pytest.param({"quit": "421 4.3.0 closing"}, ("sent", "data", 250), id="421 at QUIT after 250"),
]  # fmt: skip


@pytest.mark.parametrize(("knobs", "expected"), VERDICTS)
def test_the_verdict_follows_from_phase_and_code(
    knobs: dict[str, Any], expected: tuple[str, str, int | None]
) -> None:
    with relay(**knobs) as server:
        verdict = send(server.url())
    assert (verdict.state, verdict.phase, verdict.code) == expected


def test_one_refused_recipient_of_three_leaves_the_others_alone() -> None:
    people = ["a@example.go.th", "b@example.go.th", "c@example.go.th"]
    with relay(rcpt={"b@example.go.th": "550 gone"}) as server:
        states = [send(server.url(), to=person).state for person in people]
    assert states == ["sent", "dead", "sent"]
    assert [to for to, _ in server.accepted] == ["a@example.go.th", "c@example.go.th"]


@pytest.mark.parametrize(
    ("banner", "state"), [(b"554 5.7.1 go away\r\n", "config"), (b"421 busy\r\n", "retry")]
)
def test_a_relay_that_refuses_at_once(banner: bytes, state: str) -> None:
    with rude_relay(banner) as url:
        verdict = send(url)
    assert (verdict.state, verdict.phase) == (state, "connect")


def test_a_relay_that_says_nothing_is_tried_again_later() -> None:
    with rude_relay() as url:
        verdict = send(url)
    assert (verdict.state, verdict.phase) == ("retry", "connect")


def test_a_relay_that_trickles_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KamnotMail, "deadline_seconds", 1.0)
    started = time.monotonic()
    with rude_relay(*[b"2"] * 100, pause=0.2) as url:
        verdict = send(url)
    assert verdict.state == "retry"
    assert time.monotonic() - started < 5


def test_a_port_where_nobody_listens_is_tried_again_later() -> None:
    with socket.socket() as held:  # bound, so that nobody takes the port, but not listening
        held.bind(("127.0.0.1", 0))
        verdict = send(f"mailto://127.0.0.1:{held.getsockname()[1]}?from=kamnot@example.go.th")
    assert (verdict.state, verdict.phase) == ("retry", "connect")


def login(server: Relay, password: str = PASSWORD) -> str:
    return server.url(login=f"officer:{password}@")


def test_a_login_is_made_when_the_url_has_one() -> None:
    with relay(password="p@ss-w0rd") as server:
        assert send(login(server)).state == "sent"


def test_a_wrong_password_is_our_own_fault_and_never_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with relay(password="another") as server:
        verdict = send(login(server))
    assert (verdict.state, verdict.phase, verdict.code) == ("config", "auth", 535)
    assert "ss-w0rd" not in verdict.detail + caplog.text


def test_a_relay_without_any_login_is_our_own_fault() -> None:
    with relay() as server:
        verdict = send(login(server))
    assert (verdict.state, verdict.phase) == ("config", "auth")


def test_a_password_that_the_relay_repeats_is_struck_out() -> None:
    with relay(password="p@ss-w0rd", mail="550 you said p@ss-w0rd and p%40ss-w0rd") as server:
        verdict = send(login(server))
    assert verdict.state == "config"
    assert "ss-w0rd" not in verdict.detail


def test_tls_spoken_to_a_plain_port_is_our_own_fault() -> None:
    with relay() as server:
        assert send(server.url("mailtos", more="&mode=ssl")).state == "config"


def test_a_relay_without_tls_is_our_own_fault() -> None:
    with relay() as server:
        verdict = send(server.url("mailtos"))
    assert (verdict.state, verdict.phase) == ("config", "connect")


def certificate(folder: Path) -> ssl.SSLContext:
    """A relay's TLS with a certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "relay.pem"
    plain = serialization.NoEncryption()
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, kind, plain) + made.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(("verify", "state"), [("yes", "config"), ("no", "sent")])
def test_a_certificate_is_checked_unless_the_url_says_no(
    tmp_path: Path, verify: str, state: str
) -> None:
    with relay(tls=certificate(tmp_path)) as server:
        verdict = send(server.url("mailtos", more=f"&verify={verify}"))
    assert verdict.state == state


@pytest.mark.parametrize("to", ["เจ้าหน้าที่@example.go.th", "a@b\r\nRCPT TO:<spy@example.com>", ""])
def test_an_address_that_cannot_be_used_is_dead_and_goes_nowhere(to: str) -> None:
    with relay() as server:
        verdict = send(server.url(), mail(), to)
    assert (verdict.state, verdict.phase) == ("dead", "rcpt")
    assert server.accepted == []


@pytest.mark.parametrize(
    "error", [OSError("no space left"), KamnotError("ไม่", "no"), RuntimeError()]
)
def test_nothing_is_sent_when_the_record_before_the_text_fails(error: Exception) -> None:
    def fail() -> None:
        raise error

    with relay() as server, pytest.raises(type(error)):
        KamnotMail.from_url(server.url()).deliver(TO, mail(), fail)
    assert server.accepted == []


def test_the_record_is_kept_after_the_recipient_and_before_the_text() -> None:
    seen: list[int] = []
    with relay(rcpt={"gone@example.go.th": "550 gone"}) as server:
        plugin = KamnotMail.from_url(server.url())
        record: Callable[[], None] = lambda: seen.append(len(server.accepted))  # noqa: E731
        plugin.deliver("gone@example.go.th", mail(), record)
        assert seen == []
        plugin.deliver(TO, mail(), record)
    assert seen == [0]


def test_recipients_inside_the_url_get_nothing() -> None:
    with relay() as server:
        send(server.url(more="&to=x@example.go.th&cc=y@example.go.th&bcc=z@example.go.th"))
    assert [to for to, _ in server.accepted] == [TO]


def test_one_relay_object_serves_many_threads() -> None:
    people = [f"p{n}@example.go.th" for n in range(24)]
    with relay() as server, ThreadPoolExecutor(6) as pool:
        plugin = KamnotMail.from_url(server.url())
        states = set(pool.map(lambda p: plugin.deliver(p, mail(p), nothing).state, people))
    assert states == {"sent"}
    assert sorted(to for to, _ in server.accepted) == sorted(people)


@pytest.mark.parametrize(
    "url",
    ["mailto://", "mailto://:geheim@/", "mailtos://officer:geheim@", "mailto://host?from=kein", "kmail://u:geheim@h?mode=geheim"],
)  # fmt: skip
def test_a_url_that_cannot_be_read_is_refused_without_showing_it(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(KamnotError, match="KAMNOT_NOTIFY_URLS") as caught:
        KamnotMail.from_url(url)
    assert "geheim" not in f"{caught.value}{caught.value.english}{caplog.text}"
    assert caught.value.__context__ is None or "geheim" not in str(caught.value.__context__)


@pytest.mark.parametrize(
    ("more", "sender"),
    [
        ("", "กำหนด (Kamnot) <kamnot@example.go.th>"),
        ("&name=Bureau", "Bureau <kamnot@example.go.th>"),
    ],
)
def test_the_sender_comes_from_the_url(more: str, sender: str) -> None:
    url = f"mailto://h.example?from=kamnot@example.go.th{more}"
    assert KamnotMail.from_url(url).sender == sender


def test_a_url_without_its_sender_says_so_and_takes_the_office_s() -> None:
    url = "mailto://h.example"
    with pytest.raises(KamnotError, match=r"ไม่บอกผู้ส่ง.*KAMNOT_MAIL_FROM"):
        KamnotMail.from_url(url)
    found = KamnotMail.from_url(url, "office@example.go.th")
    assert found.sender == "กำหนด (Kamnot) <office@example.go.th>"


@pytest.mark.parametrize("sender", ["kamnot@kamnot.invalid", "kamnot@localhost", "a@192.168.1.1"])
def test_a_sender_whom_nobody_can_answer_is_refused(sender: str) -> None:
    with pytest.raises(KamnotError, match="ไม่บอกผู้ส่งที่มีอยู่จริง"):
        KamnotMail.from_url(f"mailto://127.0.0.1:25?from={sender}")


def test_the_sender_in_the_url_stands_before_the_office_s() -> None:
    url = "mailto://h.example?from=kamnot@example.go.th"
    assert "kamnot@example.go.th" in KamnotMail.from_url(url, "office@example.go.th").sender
