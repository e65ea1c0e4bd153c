"""From the outbox over a real relay, with senders that are killed, refused and doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.letters.deliver import Delivered, deliver
from notifications.channels import MAIL, Courier
from notifications.message import build_mail, message_id
from storage.db.database import reading, writing
from storage.db.run_tables import OutboxAttemptRow
from storage.outbox.care import OutboxEntry, list_outbox
from storage.outbox.enqueue import NewMail, enqueue
from storage.records.people import set_unit
from tests.support.processes.nest import nest_of
from tests.support.processes.sender import Office
from tests.support.servers.smtp import Relay, relay

if TYPE_CHECKING:
    from flows.run.workspace import Workspace

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
ROUND = timedelta(hours=2)
"""Longer than any lease and any wait, so that each round finds all that is left."""
KILLS = 8  # on each database


@pytest.fixture
def database(database: Engine) -> Engine:
    """The throw-away database, with the unit that the mails belong to."""
    with writing(database) as session:
        set_unit(session, "bureau", name="สำนักทดสอบ", department="-", by="test", now=NOW)
    return database


def write(engine: Engine, count: int) -> list[str]:
    """Mails to `count` people; their addresses."""
    people = [f"person-{n}@example.go.th" for n in range(count)]
    with writing(engine) as session:
        enqueue(session, [_mail(person) for person in people], run_id=None, now=NOW)
    return people


def _mail(person: str) -> NewMail:
    identity = message_id(person, "example.go.th")
    raw = build_mail(
        sender="kamnot@example.go.th",
        recipient=person,
        subject="[กำหนด] ๑๒ กิจกรรมยังไม่ครบ",
        text="เรียน",
        html="<p>เรียน</p>",
        message_id=identity,
        date=NOW,
    )
    return NewMail(
        unit="bureau",
        kind="digest",
        rung="2567:march:T-7",
        recipient=person,
        group_id="planning",
        channel=MAIL,
        subject="-",
        raw=raw,
        content_fp="A",
        message_id=identity,
    )


def moment(turn: int) -> str:
    return (NOW + turn * ROUND).isoformat()


def start(engine: Engine, owner: str, turn: int, url: str, mailbox: Path) -> subprocess.Popen[str]:
    """A sending process, returned as soon as it is about to claim its first mail."""
    command = [sys.executable, "-m", "tests.support.processes.sender", owner]
    process = subprocess.Popen(
        [*command, (NOW + turn * ROUND).isoformat(), url, str(mailbox)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"KAMNOT_DATABASE_URL": engine.url.render_as_string(hide_password=False)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(processes: Sequence[subprocess.Popen[str]]) -> None:
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0


def entries(engine: Engine) -> list[OutboxEntry]:
    with reading(engine) as session:
        return list_outbox(session)


def outcomes(engine: Engine) -> Counter[str | None]:
    with reading(engine) as session:
        return Counter(session.exec(select(OutboxAttemptRow.outcome)))


def in_process(engine: Engine, courier: Courier, now: datetime = NOW) -> Delivered:
    """Deliver all that is due here and now."""
    return deliver(cast("Workspace", Office(engine, courier, now)))


def test_senders_killed_anywhere_lose_nothing(database: Engine, tmp_path: Path) -> None:
    people = write(database, 60)
    with (
        relay(longest_wait=0.01) as server,
        nest_of(database, server.url(), tmp_path / "mailbox") as nest,
    ):
        for turn in range(KILLS):
            senders = [nest.fork(f"turn-{turn}-{n}", moment(turn)) for n in range(2)]
            time.sleep(random.uniform(0, 0.3))
            for sender in senders:
                with suppress(ProcessLookupError):
                    os.kill(sender, signal.SIGKILL)
            nest.wait()
        for turn in (KILLS, KILLS + 1):  # the second run follows what the last kill left unknown
            nest.fork("last", moment(turn))
            assert nest.wait() == 0
    check_nothing_lost(database, server, people)


def check_nothing_lost(database: Engine, server: Relay, people: Sequence[str]) -> None:
    ended = {entry.recipient: entry.state for entry in entries(database)}
    assert set(ended.values()) <= {"sent", "unknown"}
    for_a_person = {to for to, state in ended.items() if state == "unknown"}
    assert {to for to, _ in server.accepted} >= set(people) - for_a_person
    doubled = sum(times - 1 for times in server.counts.values())
    ended_by_kills = outcomes(database)
    assert doubled <= ended_by_kills["unknown"]
    # Two senders a turn, and each had one letter in its hands.
    assert ended_by_kills["unknown"] + ended_by_kills["lost"] <= KILLS * 2
    # A double is the same mail: one Message-ID a person, and the same bytes.
    assert len(server.counts) == len({to for to, _ in server.accepted})
    assert len(set(server.raw)) == len(server.counts)


def test_two_senders_at_once_double_nothing(database: Engine, tmp_path: Path) -> None:
    people = write(database, 40)
    with relay(longest_wait=0.01) as server:
        finish([start(database, owner, 0, server.url(), tmp_path) for owner in ("one", "two")])
    assert sorted(to for to, _ in server.accepted) == sorted(people)
    assert outcomes(database) == {"sent": 40}


def test_a_second_run_sends_nothing(database: Engine, tmp_path: Path) -> None:
    write(database, 3)
    with relay() as server:
        courier = Courier([server.url()], tmp_path)
        assert in_process(database, courier) == Delivered(sent=3)
        assert in_process(database, courier, NOW + ROUND) == Delivered()
    assert len(server.accepted) == 3


def test_without_a_relay_the_mails_lie_in_the_mailbox(database: Engine, tmp_path: Path) -> None:
    write(database, 3)
    finish([start(database, "one", 0, "", tmp_path / "mailbox")])
    assert len(list((tmp_path / "mailbox").iterdir())) == 3
    assert {entry.last_phase for entry in entries(database)} == {"mailbox"}


def test_a_dead_address_is_shown_and_the_others_get_theirs(
    database: Engine, tmp_path: Path
) -> None:
    people = write(database, 3)
    with relay(rcpt={people[1]: "550 5.1.1 no such user"}) as server:
        in_process(database, Courier([server.url()], tmp_path))
    dead = [entry for entry in entries(database) if entry.state == "dead"]
    assert [(e.recipient, e.last_phase, e.last_code) for e in dead] == [(people[1], "rcpt", 550)]
    assert "no such user" in str(dead[0].last_error)
    assert len(server.accepted) == 2


def test_a_relay_that_refuses_us_stops_the_batch_and_kills_no_mail(
    database: Engine, tmp_path: Path
) -> None:
    write(database, 3)
    with relay(mail="550 5.7.30 not you") as server:
        courier = Courier([server.url()], tmp_path)
        assert in_process(database, courier).phase == "mail"
        assert [entry.attempts for entry in entries(database)] == [0, 0, 0]
        server.mail = "250 OK"
        assert in_process(database, courier, NOW + ROUND) == Delivered(sent=3)


def test_an_outage_is_survived(database: Engine, tmp_path: Path) -> None:
    write(database, 2)
    with relay(data="451 4.3.0 later") as server:
        courier = Courier([server.url()], tmp_path)
        assert in_process(database, courier) == Delivered(retry=2)
        server.data = "250 OK"
        assert in_process(database, courier, NOW + ROUND) == Delivered(sent=2)
    assert outcomes(database) == {"retry": 2, "sent": 2}


@pytest.mark.parametrize("quit_answer", ["421 4.3.0 closing", "250 odd"])
def test_trouble_at_quit_sends_nothing_again(
    database: Engine, tmp_path: Path, quit_answer: str
) -> None:
    write(database, 2)
    with relay(quit=quit_answer) as server:
        courier = Courier([server.url()], tmp_path)
        assert in_process(database, courier) == Delivered(sent=2)
        assert in_process(database, courier, NOW + ROUND) == Delivered()
    assert len(server.accepted) == 2


def test_a_lost_answer_is_followed_once_with_the_same_bytes(
    database: Engine, tmp_path: Path
) -> None:
    write(database, 1)
    with relay(drop="after-accepting") as server:
        courier = Courier([server.url()], tmp_path)
        rounds = [in_process(database, courier, NOW + turn * ROUND) for turn in range(3)]
    assert rounds == [Delivered(unknown=1), Delivered(unknown=1), Delivered()]
    assert [entry.state for entry in entries(database)] == ["unknown"]
    assert len(server.raw) == 2
    assert len(set(server.raw)) == 1
