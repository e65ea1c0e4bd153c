"""Two machines on one PostgreSQL that goes away: what a sender of the other machine does; cases 18d and 18e."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import Engine

from benchmarks import kills
from benchmarks.faults.damage import NoDiskError
from benchmarks.faults.office import Office, Seen, until
from storage.outbox.claim import LEASE, SILENCE
from storage.settings import Settings
from tests.support.processes.nest import Nest, nest_of
from tests.support.servers.postgres import Server, running_server
from tests.support.servers.smtp import Relay, relay

Make = Callable[[], Office]
_LETTERS = 5
_LEASE_OVER = LEASE + timedelta(minutes=1)


class _Two:
    """Two machines: each its name, its home and its senders; one PostgreSQL and one relay for both."""

    def __init__(
        self, engine: Engine, database: Server, mails: Relay, one: Nest, two: Nest
    ) -> None:
        self.engine, self.database, self.mails = engine, database, mails
        self.one, self.two = one, two
        self.kills = 0

    def send(self, nest: Nest, turn: int, after: timedelta) -> int:
        """A sender whose clock is so much after the turn's beginning; its process id."""
        return nest.fork("-", (kills.START + turn * 2 * kills.ROUND + after).isoformat())

    def in_its_text(self, turn: int) -> int:
        """A sender of the first machine, one of whose letters the relay has taken and not answered yet."""
        kills.write(self.engine, 2 * turn, _LETTERS)
        taken = len(self.mails.accepted) + random.randrange(_LETTERS)
        sender = self.send(self.one, turn, timedelta())
        until(lambda: len(self.mails.accepted) > taken, "the relay takes a letter")
        return sender

    def end(self, turns: int) -> kills.Played:
        """Let both machines work for two more rounds, and count."""
        for nest in (self.one, self.two) * 2:
            turns += 1
            self.send(nest, turns, timedelta())
            self.kills += nest.wait()
        return kills.counted(self.engine, self.mails, self.kills)


def _machine(name: str) -> tuple[str, ...]:
    """Words before a command that runs on a machine of this name. NoDiskError where there can be none."""
    words = ("unshare", "--uts", "sh", "-c", f'hostname {name} && exec "$0" "$@"')
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], check=False).returncode:
        raise NoDiskError("only root can give a process another machine's name")
    return words


@contextmanager
def _two_machines() -> Iterator[_Two]:
    with running_server() as server, tempfile.TemporaryDirectory() as name, relay() as mails:
        home = Path(name)
        engine = kills.prepared(Settings(home=home, database_url=server.url(server.create())))
        mails.longest_wait = 0.4
        with (
            nest_of(engine, mails.url(), home / "one" / "mailbox", _machine("one")) as one,
            nest_of(engine, mails.url(), home / "two" / "mailbox", _machine("two")) as two,
        ):
            yield _Two(engine, server, mails, one, two)


def away_from_both(_make: Make, turns: int = 9) -> Seen:
    """PostgreSQL is away from a sender with its relay's answer; another machine is first, after the lease."""
    with _two_machines() as both:
        for turn in range(turns):
            sender = both.in_its_text(turn)
            hangs = turn % 3 == 0
            with both.database.away():
                time.sleep(random.uniform(0.5, 1.5))
                if hangs:
                    os.kill(sender, signal.SIGSTOP)
            both.send(both.two, turn, _LEASE_OVER)
            both.two.wait()
            if hangs:
                os.kill(sender, signal.SIGCONT)
            both.kills += both.one.wait()
        found = both.end(turns)
    said = f"{turns} outages; a living sender's letter waits for it"
    return Seen(said, found.lost, found.doubled, found.letters)


def killed_elsewhere(_make: Make, turns: int = 6) -> Seen:
    """A sender is killed in its text, before or after it kept the answer; another machine finds the letter."""
    with _two_machines() as both:
        for turn in range(turns):
            sender = both.in_its_text(turn)
            if turn % 2:
                os.kill(sender, signal.SIGKILL)
            else:
                with both.database.away():
                    time.sleep(2)
                    os.kill(sender, signal.SIGKILL)
                # Its own machine's next sender records what the dead one kept.
                both.send(both.one, turn, _LEASE_OVER)
            both.kills += both.one.wait()
            for after in (_LEASE_OVER, _LEASE_OVER + SILENCE + _LEASE_OVER):
                both.send(both.two, turn, after)
                both.two.wait()
        found = both.end(turns)
    said = f"{found.kills} kills; the other machine sends after an hour of silence"
    return Seen(said, found.lost, found.doubled, found.letters, may_double=turns // 2)
