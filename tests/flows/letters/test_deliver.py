"""Delivery: a real relay, one that refuses, and chats; nothing lost, nothing twice, no secret told."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.language.errors import SurroundingsError
from flows.check.check import CheckOutcome, CheckRequest, check, check_without_sending
from flows.house.set_up import keep_profile
from flows.letters import contacts
from flows.letters.deliver import Delivered, deliver
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.outbox.care import list_outbox
from storage.records.absences import add_absence
from storage.records.people import set_contact, set_group_chat
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.processes.busy_database import busy_database, spoil
from tests.support.processes.served import ROOT, until
from tests.support.servers.smtp import Relay, relay, rude_relay

AS_OF = date(2024, 3, 13)


def run(monkeypatch: pytest.MonkeyPatch, urls: str) -> CheckOutcome:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", urls)
    return check(Workspace(Settings()), CheckRequest(UNIT, ("march",), AS_OF))


def states(ws: Workspace) -> list[tuple[str, str]]:
    with reading(ws.engine) as session:
        return [(m.channel, m.state) for m in list_outbox(session)]


def test_letters_reach_a_real_relay_from_its_own_sender(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        assert run(monkeypatch, server.url()).delivered.sent == 3
    mails = [email.message_from_bytes(raw, policy=email.policy.default) for raw in server.raw]
    assert {m["From"].addresses[0].addr_spec for m in mails} == {"kamnot@example.go.th"}
    assert {m["Date"].datetime.utcoffset() for m in mails} == {timedelta(hours=7)}
    assert len({m["Message-ID"] for m in mails}) == 3


def test_answers_go_to_whom_the_unit_told_else_to_the_group_that_follows_up(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        run(monkeypatch, server.url())
        keep_profile(workspace, UNIT, {"reply_to": "secretary@senate.example"}, by="test")
        check(Workspace(Settings()), CheckRequest(UNIT, ("march",), AS_OF + timedelta(days=2)))
    mails = [email.message_from_bytes(raw, policy=email.policy.default) for raw in server.raw]
    answered = [m["Reply-To"].addresses[0].addr_spec for m in mails]
    assert answered == ["planning@bureau.example"] * 3 + ["secretary@senate.example"] * 3


def test_a_letter_on_an_open_line_takes_one_transaction(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        ws = Workspace(Settings())
        begun: list[object] = []
        check_without_sending(ws, CheckRequest(UNIT, ("march",), AS_OF))
        event.listen(ws.engine, "begin", begun.append)
        assert deliver(ws).sent == 3
    # A look for damage, the claim and the mark of the first, on a line that is not open yet, the end of each, and
    # what is noted of them beside the database.
    assert len(begun) == 3 + 3 + 1


def test_a_busy_database_doubles_no_letter_that_the_relay_has_taken(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        ws = Workspace(Settings())
        check_without_sending(ws, CheckRequest(UNIT, ("march",), AS_OF))
        with busy_database(ws, monkeypatch) as refusals:
            delivered = deliver(ws)
    assert (delivered.sent, states(ws)) == (3, [("mail", "sent")] * 3)
    assert list(server.counts.values()) == [1, 1, 1]
    assert refusals


def _keep_writing(database: Path) -> sqlite3.Connection:
    """Another program's transaction, which goes on until it is rolled back."""
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def _send_and_lock(
    ws: Workspace, server: Relay
) -> tuple[subprocess.Popen[bytes], sqlite3.Connection]:
    """A sender of its own whose database is locked as soon as the relay has taken its first letter."""
    server.shortest_wait, server.longest_wait = 0.8, 1.0
    environment = os.environ | {"KAMNOT_HOME": str(ws.settings.home)}
    words = [sys.executable, "-m", "tests.support.processes.sender", "one", ws.now().isoformat()]
    words += [server.url(), str(ws.settings.mailbox)]
    sender = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    until(lambda: server.accepted, 60, "the relay takes a letter")
    return sender, _keep_writing(ws.settings.home / "kamnot.db")


def _answers(ws: Workspace) -> list[bytes]:
    found = (path.read_bytes() for path in ws.settings.home.glob("answers/*.json"))
    return [text for raw in found if (text := raw.rstrip(b"\0"))]


@pytest.fixture
def written(workspace: Workspace) -> Workspace:
    """Three letters that wait, in a SQLite home."""
    if workspace.engine.dialect.name != "sqlite":
        pytest.skip("optional: a lock of SQLite's file")
    check_without_sending(workspace, CheckRequest(UNIT, ("march",), AS_OF))
    workspace.engine.dispose()
    return workspace


def test_a_living_sender_records_the_relays_answer_when_it_can_again(written: Workspace) -> None:
    with relay() as server:
        sender, lock = _send_and_lock(written, server)
        until(lambda: _answers(written), 30, "the answer is in the journal")
        lock.execute("ROLLBACK")
        server.longest_wait = 0.0
        assert sender.wait(60) == 0
    lock.close()
    assert sorted(server.counts.values()) == [1, 1, 1]
    assert [state for _, state in states(written)] == ["sent"] * 3
    assert not list(written.settings.home.glob("answers/*.json"))


def test_an_answer_in_the_journal_of_a_killed_sender_is_recorded_by_the_next(
    written: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        sender, lock = _send_and_lock(written, server)
        until(lambda: _answers(written), 30, "the answer is in the journal")
        sender.kill()
        sender.wait()
        lock.execute("ROLLBACK")
        lock.close()
        server.longest_wait = 0.0
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        assert deliver(Workspace(Settings())).sent == 2
    assert sorted(server.counts.values()) == [1, 1, 1]
    assert [state for _, state in states(written)] == ["sent"] * 3
    assert not list(written.settings.home.glob("answers/*.json"))


def test_a_sender_that_hangs_is_waited_for_by_one_whose_clock_is_ahead(
    written: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay() as server:
        sender, lock = _send_and_lock(written, server)
        sender.send_signal(signal.SIGSTOP)
        lock.close()
        server.longest_wait = 0.0
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        ahead = Workspace(Settings())
        monkeypatch.setattr(ahead, "now", lambda: written.now() + timedelta(minutes=30))
        assert deliver(ahead).sent == 2
        assert sorted(state for _, state in states(written)) == ["sending", "sent", "sent"]
        sender.send_signal(signal.SIGCONT)
        assert sender.wait(60) == 0
    assert sorted(server.counts.values()) == [1, 1, 1]
    assert [state for _, state in states(written)] == ["sent"] * 3


def test_nothing_is_sent_where_the_answer_could_not_be_kept(
    written: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (written.settings.home / "answers").touch()  # no folder can be made here
    with relay() as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        with pytest.raises(SurroundingsError):
            deliver(Workspace(Settings()))
    assert (server.accepted, {state for _, state in states(written)}) == ([], {"pending"})


def test_a_damaged_database_sends_nothing(
    written: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written.settings.home / "kamnot.db"
    with relay() as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        ws = Workspace(Settings())
        ws.engine.dispose()
        spoil(file, "heartbeat")
        with pytest.raises(SurroundingsError) as told:
            deliver(ws)
    assert "เสียหาย" in told.value.thai
    assert "ไม่มีข้อมูลเดิมเสียหาย" not in told.value.thai
    assert server.accepted == []


def test_a_round_without_a_letter_does_not_read_the_whole_file(workspace: Workspace) -> None:
    workspace.engine.dispose()
    spoil(workspace.settings.home / "kamnot.db", "heartbeat")
    assert deliver(workspace) == Delivered()


@pytest.mark.parametrize("pieces", [(), (b"2",) * 400], ids=["silent", "dripping"])
def test_a_relay_that_keeps_us_waiting_ends_the_round_early(
    written: Workspace, monkeypatch: pytest.MonkeyPatch, pieces: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr("notifications.email_plugin.KamnotMail.deadline_seconds", 2.0)
    monkeypatch.setattr("flows.letters.deliver._LONG", 1.0)
    monkeypatch.setattr("flows.letters.deliver._LONGEST_WAIT", 1.5)
    began = time.monotonic()
    with rude_relay(b"220 relay\r\n", *pieces, pause=0.1) as url:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", url)
        delivered = deliver(Workspace(Settings()))
    assert delivered.sent == 0
    assert delivered.refused is not None
    assert time.monotonic() - began < 10
    assert {state for _, state in states(written)} == {"pending"}


def test_a_relay_that_refuses_our_sender_keeps_every_letter_for_the_next_run(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay(mail="550 5.7.1 not allowed") as server:
        refused = run(monkeypatch, server.url())
        assert refused.delivered.refused is not None
        assert states(workspace) == [("mail", "pending")] * 3
        server.mail = "250 OK"
        assert run(monkeypatch, server.url()).delivered.sent == 3
        assert run(monkeypatch, server.url()).delivered.sent == 0
    assert max(server.counts.values()) == 1


def test_one_dead_address_does_not_hold_back_the_others(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay(rcpt={"planning@bureau.example": "550 5.1.1 no such user"}) as server:
        delivered = run(monkeypatch, server.url()).delivered
    assert (delivered.sent, delivered.dead, delivered.refused) == (2, 1, None)


@contextmanager
def chat_server() -> Iterator[tuple[int, list[str]]]:
    """A real web server that takes JSON posts; gives its port and the messages taken."""
    taken: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append(json.loads(body)["message"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_offices_chat_hears_a_short_word_beside_the_mails(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server() as (port, taken), relay() as server:
        outcome = run(monkeypatch, f"{server.url()} json://127.0.0.1:{port}/")
    assert outcome.delivered.sent == 6
    assert len(server.accepted) == len(taken) == 3
    assert all("กิจกรรม" in text and len(text) < 1000 for text in taken)


def test_a_contact_with_a_chat_of_its_own_hears_in_both_and_the_url_stays_in_the_environment(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(workspace.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการคณะทำงาน",
            email="planning@bureau.example", notify_url_env="PLANNING_CHAT", by="test",
            now=workspace.now(),
        )  # fmt: skip
    with chat_server() as (port, taken):
        monkeypatch.setenv("PLANNING_CHAT", f"json://127.0.0.1:{port}/")
        assert run(monkeypatch, "").delivered.sent == 4
    assert len(taken) == 1
    assert ("chat:PLANNING_CHAT", "sent") in states(workspace)


def test_an_address_that_is_no_url_is_kept_with_the_contact_and_reached(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.set_contact(
        workspace, UNIT, "planning", "planning@bureau.example", role="member",
        chat="SMS#0812345678", by="test",
    )  # fmt: skip
    with chat_server() as (port, taken):
        monkeypatch.setenv("SMS", f"json://127.0.0.1:{port}/{{address}}")
        assert run(monkeypatch, "").delivered.sent == 4
    assert len(taken) == 1
    assert ("chat:SMS#0812345678", "sent") in states(workspace)


def test_a_groups_own_chat_hears_each_of_its_letters_once_whoever_reads_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = AS_OF
    with writing(workspace.engine) as session:
        now = workspace.now()
        set_group_chat(
            session, UNIT, "planning", notify_url_env="PLANNING_CHAT", by="test", now=now
        )
        add_absence(
            session, unit=UNIT, email="planning@bureau.example", first=day, last=day,
            deputy="deputy@bureau.example", deputy_office="ผู้แทน", by="test", now=now,
        )  # fmt: skip
    with chat_server() as (port, taken):
        monkeypatch.setenv("PLANNING_CHAT", f"json://127.0.0.1:{port}/")
        assert run(monkeypatch, "").delivered.sent == 4
    [text] = taken
    assert "คณะทำงานด้านแผนฯ" in text


def test_a_missing_chat_url_holds_back_only_its_own_channel(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(workspace.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการคณะทำงาน",
            email="planning@bureau.example", notify_url_env="NOWHERE", by="test", now=workspace.now(),
        )  # fmt: skip
    delivered = run(monkeypatch, "").delivered
    assert (delivered.sent, delivered.refused is not None) == (3, True)
    assert ("chat:NOWHERE", "pending") in states(workspace)
