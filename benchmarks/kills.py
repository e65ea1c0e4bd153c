"""kill -9 at random moments on concurrent senders: what was lost, what came twice, and where.

Each turn writes letters down, starts two senders side by side and kills both at a random letter; the relay
waits up to 10 ms before it says that it has taken a mail, so that the window is far wider than in life. At the
end two quiet runs follow what the kills left. Runs on SQLite, and on PostgreSQL where it is installed.

    .venv/bin/python -m benchmarks.kills [KILLS]
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlmodel import select

from notifications.message import build_mail, message_id
from storage.db.database import init_database, reading, writing
from storage.db.run_tables import OutboxAttemptRow
from storage.outbox.care import list_outbox
from storage.outbox.enqueue import NewMail, enqueue
from storage.records.people import set_unit
from storage.settings import Settings
from tests.support.processes.nest import nest_of
from tests.support.servers.postgres import NoServerError, Server, running_server
from tests.support.servers.smtp import Relay, relay

KILLS = 200
LETTERS_A_TURN = 20
LONGEST_LIFE = 5.0
"""Seconds in which two senders send a turn's letters on a busy machine."""
START = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
ROUND = timedelta(hours=2)
"""Longer than any lease and any wait, so that each turn finds all that is left."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of the letters of senders that were killed, or whose database was."""

    kills: int
    letters: int
    states: Mapping[str, int]
    unknown: int
    in_hand: int
    """How many attempts ended by the death of their sender."""
    lost: int
    doubled: int
    alike: bool

    @property
    def sound(self) -> bool:
        """None is lost or still under way, each double stands behind an `unknown` attempt, with the same bytes."""
        ended = self.alike and not self.lost and "sending" not in self.states
        return ended and self.doubled <= min(self.kills, self.unknown)


def main(kills: int = KILLS) -> None:
    """Print a row for each database."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _report("SQLite", Settings(home=home / "sqlite"), kills)
        try:
            with running_server() as server:
                url = server.url(server.create())
                _report("PostgreSQL", Settings(home=home / "pg", database_url=url), kills)
        except NoServerError as reason:
            print(f"PostgreSQL: {reason}")


def _report(name: str, settings: Settings, kills: int) -> None:
    found = play(settings, kills)
    print(
        f"{name}: {found.kills} kills ({found.in_hand} with a letter in hand), {found.letters} letters,"
        f" {dict(found.states)}; lost {found.lost}, doubled"
        f" {found.doubled} ({found.doubled / found.letters:.2%} of the letters,"
        f" {found.doubled / max(1, found.kills):.2f} a kill), each double behind an unknown attempt:"
        f" {found.doubled <= found.unknown}, with the same Message-ID and bytes: {found.alike}",
        flush=True,
    )
    assert found.sound


def play(settings: Settings, kills: int) -> Played:
    """Kill so many senders at random moments, let two quiet runs end the work, and count."""
    engine = prepared(settings)
    with relay(longest_wait=0.01) as server:
        killed = _play(engine, settings, server, kills)
    return counted(engine, server, killed)


def restarts(settings: Settings, database: Server, server: Relay, times: int) -> Played:
    """Restart the database so often at random moments while one sender delivers, and count."""
    engine = prepared(settings)
    for turn in range(3):
        write(engine, turn)
    engine.dispose()
    with nest_of(engine, server.url(), settings.home / "mailbox") as nest:
        nest.fork("one", (START + 2 * ROUND).isoformat())
        for _ in range(times):
            time.sleep(random.uniform(0.2, 1.0))
            database.restart()
        killed = nest.wait()
        # One that had no letter under way ends when the database is away, as a command does.
        for last in (3, 4):
            nest.fork("last", (START + last * ROUND).isoformat())
            nest.wait()
    return counted(engine, server, killed)


def prepared(settings: Settings) -> Engine:
    """A new database with a unit to write to."""
    engine = init_database(settings)
    with writing(engine) as session:
        set_unit(session, "bureau", name="สำนักทดสอบ", department="-", by="test", now=START)
    return engine


def counted(engine: Engine, server: Relay, killed: int) -> Played:
    """What the relay took against what the outbox holds; closes the database."""
    with reading(engine) as session:
        entries = list_outbox(session)
        outcomes = Counter(session.exec(select(OutboxAttemptRow.outcome)))
    engine.dispose()
    accepted = {to for to, _ in server.accepted}
    left = {entry.recipient for entry in entries if entry.state == "unknown"}
    return Played(
        killed,
        len(entries),
        Counter(entry.state for entry in entries),
        outcomes["unknown"],
        outcomes["unknown"] + outcomes["lost"],
        lost=len({entry.recipient for entry in entries} - accepted - left),
        doubled=sum(times - 1 for times in server.counts.values()),
        alike=len(server.counts) == len(accepted) == len(set(server.raw)),
    )


def _play(engine: Engine, settings: Settings, server: Relay, kills: int) -> int:
    """Kill as often as asked, then let two quiet runs end the work; how many senders were killed."""
    killed = 0
    with nest_of(engine, server.url(), settings.home / "mailbox") as nest:
        turn = -1
        while killed < kills:
            turn += 1
            write(engine, turn)
            now = (START + turn * ROUND).isoformat()
            before = len(server.accepted)
            senders = [nest.fork(f"turn-{turn}-{n}", now) for n in range(2)]
            _wait_for(server, before + random.randrange(LETTERS_A_TURN))
            for sender in senders:
                with suppress(ProcessLookupError):
                    os.kill(sender, signal.SIGKILL)
            killed += nest.wait()
        for last in (turn + 1, turn + 2):
            nest.fork("last", (START + last * ROUND).isoformat())
            nest.wait()
    return killed


def _wait_for(server: Relay, letters: int) -> None:
    """Until the relay has taken so many letters and a moment more, so that kills fall everywhere in a delivery."""
    gives_up = time.monotonic() + LONGEST_LIFE
    while len(server.accepted) < letters and time.monotonic() < gives_up:
        time.sleep(0.001)
    time.sleep(random.uniform(0, 0.02))


def write(engine: Engine, turn: int, letters: int = LETTERS_A_TURN) -> None:
    """Write so many letters, each to a person of their own, that are due in this turn."""
    mails = [a_mail(f"person-{turn}-{n}@example.go.th") for n in range(letters)]
    with writing(engine) as session:
        enqueue(session, mails, run_id=None, now=START + turn * ROUND)


def a_mail(person: str, facts: str = "A") -> NewMail:
    """A letter of one rung to one person."""
    identity = message_id(person, "example.go.th")
    raw = build_mail(
        sender="kamnot@example.go.th",
        recipient=person,
        subject="[กำหนด] ๑๒ กิจกรรมยังไม่ครบ",
        text="เรียน",
        html="<p>เรียน</p>",
        message_id=identity,
        date=START,
    )
    return NewMail(
        "bureau", "digest", "2567:march:T-7", person, "planning", "mail", "-", raw, facts, identity
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS)
