"""One line to the relay for many mails: whatever the relay does between them, each has its own verdict."""

from __future__ import annotations

import socket

import pytest

from domain.reminders.verdict import Verdict
from notifications.email_plugin import KamnotMail, KeptLine
from tests.support.servers.smtp import Relay, relay, rude_relay

RAW = b"Subject: x\r\nMessage-ID: <%d@example.go.th>\r\n\r\nbody\r\n"


def send(line: KeptLine, number: int) -> Verdict:
    return line.deliver(f"person-{number}@example.go.th", RAW % number, lambda: None)


def deliver(server: Relay, count: int) -> list[Verdict]:
    with KamnotMail.from_url(server.url()).keep_open() as line:
        return [send(line, number) for number in range(count)]


def states(verdicts: list[Verdict]) -> list[tuple[str, str]]:
    return [(verdict.state, verdict.phase) for verdict in verdicts]


def test_many_mails_go_over_one_line() -> None:
    with relay() as server:
        assert states(deliver(server, 5)) == [("sent", "data")] * 5
        assert (server.lines, len(server.counts)) == (1, 5)


def test_a_relay_that_takes_a_few_mails_a_line_is_called_again_and_doubles_nothing() -> None:
    with relay(mails_a_line=2) as server:
        assert states(deliver(server, 5)) == [("sent", "data")] * 5
        assert server.lines == 3
        assert set(server.counts.values()) == {1}


def test_a_line_that_went_dead_between_two_mails_is_opened_anew() -> None:
    with relay() as server, KamnotMail.from_url(server.url()).keep_open() as line:
        assert send(line, 1).state == "sent"
        assert line._smtp is not None
        assert line._smtp.sock is not None
        line._smtp.sock.shutdown(socket.SHUT_RDWR)
        assert send(line, 2).state == "sent"
        assert (server.lines, len(server.accepted)) == (2, 2)


def test_an_address_that_is_refused_leaves_the_line_to_the_next_mail() -> None:
    with relay(rcpt={"person-1@example.go.th": "550 5.1.1 unknown"}) as server:
        verdicts = deliver(server, 3)
        assert states(verdicts) == [("sent", "data"), ("dead", "rcpt"), ("sent", "data")]
        assert server.lines == 1


def test_a_text_that_is_put_off_leaves_the_line_to_the_next_mail() -> None:
    with relay(data="451 4.3.0 later") as server:
        assert states(deliver(server, 2)) == [("retry", "data")] * 2
        assert server.lines == 1


@pytest.mark.parametrize(("drop", "taken"), [("before-accepting", 0), ("after-accepting", 2)])
def test_a_lost_answer_is_unknown_and_not_tried_again_by_the_line(drop: str, taken: int) -> None:
    with relay(drop=drop) as server:
        assert states(deliver(server, 2)) == [("unknown", "text")] * 2
        assert (server.lines, len(server.accepted)) == (2, taken)


def test_a_relay_that_refuses_us_is_asked_once_a_mail() -> None:
    with relay(mail="550 5.7.30 not you") as server:
        assert states(deliver(server, 1)) == [("config", "mail")]
        assert server.lines == 1


def test_a_relay_that_hangs_after_its_greeting_ends_by_its_timeout() -> None:
    with (
        rude_relay(b"220 hello\r\n250 hello\r\n") as url,
        KamnotMail.from_url(url).keep_open() as line,
    ):
        verdict = send(line, 1)
        assert (verdict.state, verdict.phase, verdict.code) == ("retry", "mail", None)


def test_what_the_caller_raises_before_the_text_sends_nothing_and_closes_the_line() -> None:
    def full_disk() -> None:
        raise OSError("disk full")

    with relay() as server, KamnotMail.from_url(server.url()).keep_open() as line:
        assert send(line, 1).state == "sent"
        with pytest.raises(OSError, match="disk full"):
            line.deliver("person-2@example.go.th", RAW % 2, full_disk)
        assert send(line, 3).state == "sent"
        assert (server.lines, len(server.accepted)) == (2, 2)


def test_a_line_is_ended_by_us_before_relays_tire_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.email_plugin.MAILS_A_LINE", 2)
    with relay() as server:
        deliver(server, 5)
        assert (server.lines, len(server.accepted)) == (3, 5)
