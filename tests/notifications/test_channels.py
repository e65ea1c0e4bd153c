"""Which channel takes a message, and that no secret of any channel is ever shown."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from domain.reminders.verdict import Verdict
from notifications.channels import Courier, check_urls
from tests.support.servers.smtp import relay

TO = "planning@example.go.th"
RAW = b"Message-ID: <1@example.go.th>\r\n\r\nx\r\n"
TEXT = "[กำหนด] ๑๒ กิจกรรมยังไม่ครบ\nhttps://kamnot.example.go.th"


class Hook(HTTPServer):
    """A chat service's webhook on this machine: keeps what is posted, answers `status`."""

    status = 200
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.posts: list[dict[str, str]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"json://officer:geheim@127.0.0.1:{self.server_port}/token-geheim"


class _Post(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status == 200:
            self.server.posts.append(json.loads(body))
            self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def hook(status: int = 200) -> Iterator[Hook]:
    with Hook() as server:
        server.status = status
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


def deliver(courier: Courier, channel: str = "mail", raw: bytes = RAW) -> Verdict:
    return courier.deliver(recipient=TO, raw=raw, channel=channel, before_data=lambda: None)


def test_with_nothing_configured_mails_become_files(tmp_path: Path) -> None:
    courier = Courier([], tmp_path)
    verdict = deliver(courier)
    assert (verdict.state, verdict.phase, courier.has_relay) == ("sent", "mailbox", False)
    assert (tmp_path / verdict.detail).read_bytes() == RAW


def test_a_mail_url_takes_the_mails(tmp_path: Path) -> None:
    with relay() as server:
        verdict = deliver(Courier([server.url()], tmp_path))
    assert (verdict.state, verdict.phase) == ("sent", "data")
    assert list(tmp_path.iterdir()) == []
    assert len(server.raw) == 1


def test_the_record_before_the_text_can_stop_each_channel(tmp_path: Path) -> None:
    def refuse() -> None:
        raise KamnotError("ไม่", "no")

    with hook() as chat:
        courier = Courier([chat.url], tmp_path)
        for channel in ("mail", *courier.chats):
            with pytest.raises(KamnotError):
                courier.deliver(recipient=TO, raw=RAW, channel=channel, before_data=refuse)
    assert chat.posts == []
    assert list(tmp_path.iterdir()) == []


def test_the_offices_chats_are_channels_beside_the_mail(tmp_path: Path) -> None:
    with relay() as server, hook() as chat:
        courier = Courier([chat.url, server.url()], tmp_path)
        assert courier.chats == ("chat:KAMNOT_NOTIFY_URLS#1",)
        assert deliver(courier, courier.chats[0], TEXT.encode()).state == "sent"
    assert [post["message"] for post in chat.posts] == [TEXT]
    assert server.raw == []


def test_a_contacts_chat_url_comes_from_the_environment(tmp_path: Path) -> None:
    with hook() as chat:
        courier = Courier([], tmp_path, {"PLANNING_LINE": chat.url})
        assert deliver(courier, "chat:PLANNING_LINE", TEXT.encode()).state == "sent"
    assert [post["message"] for post in chat.posts] == [TEXT]


def test_an_address_after_the_variables_name_fills_its_url(tmp_path: Path) -> None:
    with hook() as chat:
        courier = Courier([], tmp_path, {"SMS": f"{chat.url}/to/{{address}}"})
        for address in ("+66812345678", "a.b@c"):
            assert deliver(courier, f"chat:SMS#{address}", TEXT.encode()).state == "sent"
    assert chat.paths == ["/token-geheim/to/+66812345678", "/token-geheim/to/a.b@c"]


@pytest.mark.parametrize(
    ("channel", "end"), [("chat:SMS", "/{address}"), ("chat:SMS#0812345678", "/everybody")]
)
def test_an_address_and_the_place_for_it_need_each_other(
    tmp_path: Path, channel: str, end: str
) -> None:
    with hook() as chat:
        verdict = deliver(Courier([], tmp_path, {"SMS": f"{chat.url}{end}"}), channel)
    assert (verdict.state, chat.posts) == ("config", [])
    assert "geheim" not in verdict.detail


def test_a_chat_that_refuses_is_tried_again(tmp_path: Path) -> None:
    with hook(status=500) as chat:
        verdict = deliver(Courier([chat.url], tmp_path), "chat:KAMNOT_NOTIFY_URLS#1", TEXT.encode())
    assert verdict == Verdict("retry", "chat", None, "json did not take the message")


@pytest.mark.parametrize(
    "url", ["", "nosuch://geheim", "json://officer:geheim@:99999/?geheim", "geheim"]
)
def test_a_chat_without_a_good_url_is_our_own_fault(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    verdict = deliver(Courier([], tmp_path, {"PLANNING_LINE": url}), "chat:PLANNING_LINE")
    assert (verdict.state, verdict.phase) == ("config", "connect")
    assert "geheim" not in verdict.detail + caplog.text


def test_no_secret_is_logged_at_any_level(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(1)
    logging.getLogger("apprise").setLevel(1)
    with relay(password="geheim") as server, hook(status=403) as chat:
        mail = server.url(login="officer:geheim@")
        courier = Courier([mail, chat.url], tmp_path)
        shown = [repr(deliver(courier)), repr(deliver(courier, courier.chats[0])), repr(courier)]
    logging.getLogger("apprise").setLevel(logging.NOTSET)
    out, err = capfd.readouterr()
    kept = [record.getMessage() for record in caplog.records if record.name == "apprise"]
    assert "geheim" not in "".join([*shown, *kept, out, err])


RELAY = "mailtos://officer:geheim@mail.example.go.th?from=kamnot@example.go.th"


@pytest.mark.parametrize(
    ("urls", "chosen", "sender", "domain"),
    [
        ([], None, "กำหนด (Kamnot) <kamnot@kamnot.invalid>", "kamnot.invalid"),
        ([RELAY], None, "กำหนด (Kamnot) <kamnot@example.go.th>", "example.go.th"),
        ([RELAY], "plan@office.go.th", "plan@office.go.th", "office.go.th"),
    ],
    ids=["nothing said", "said by the relay's URL", "said by the office"],
)
def test_who_writes(
    tmp_path: Path, urls: list[str], chosen: str | None, sender: str, domain: str
) -> None:
    courier = Courier(urls, tmp_path, sender=chosen)
    assert (courier.sender, courier.domain) == (sender, domain)


def test_good_urls_pass_the_check() -> None:
    check_urls(["mailtos://officer:geheim@mail.example.go.th", "json://127.0.0.1/x"])


@pytest.mark.parametrize("bad", ["mailto://:geheim@", "nosuch://geheim", "geheim"])
def test_a_bad_url_is_named_by_its_place_and_never_shown(
    bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with pytest.raises(KamnotError, match="KAMNOT_NOTIFY_URLS") as caught:
        check_urls(["json://127.0.0.1/x", bad])
    assert "geheim" not in caught.value.thai + caught.value.english + caplog.text
