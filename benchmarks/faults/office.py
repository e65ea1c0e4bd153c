"""A home for one fault: commands as processes of their own, a relay that counts, and what the outbox then holds."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from storage.db.database import open_database, reading
from storage.outbox.care import OutboxEntry, list_outbox
from storage.settings import Settings
from tests.support.servers.smtp import Relay

ROOT = Path(__file__).resolve().parents[2]
DAY = "2024-03-13"
"""Seven days before the March batch is due: every group owes, and has a letter."""
GROUPS = ("planning", "selection", "campaign")


class FaultError(Exception):
    """The program did not do what it promises."""


def demand(held: object, what: str) -> None:
    """Raise FaultError unless it holds: these are results, not assertions that an option could switch off."""
    if not held:
        raise FaultError(what)


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the letters (None where there are none), and the sentence that told of the fault."""

    said: str
    lost: int | None = None
    doubled: int | None = None
    letters: int = 0
    may_double: int = 0
    """How many the promise lets come twice: one for each kill or broken line in a letter's text."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    code: int
    text: str
    seconds: float

    @property
    def sentence(self) -> str:
        """The last line that it said."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return lines[-1] if lines else ""


@dataclass
class Office:
    """One home with three working groups to write to, in a folder of its own."""

    home: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.home / "kamnot.db"

    def environment(self, **more: str) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("KAMNOT_")}
        return own | {
            "PYTHONPATH": str(ROOT), "KAMNOT_HOME": str(self.home), "KAMNOT_FISCAL_YEAR": "2567",
            "KAMNOT_LANGUAGE": "en", "KAMNOT_MAKE_PDF": "false", "COLUMNS": "400", **self.more, **more,
        }  # fmt: skip

    def start(
        self, *words: str, limit: Callable[[], None] | None = None, **more: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "cli", *words],
            cwd="/",
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509  # only where no threads run
        )

    def run(self, *words: str, limit: Callable[[], None] | None = None, **more: str) -> Ended:
        began = time.monotonic()
        return ended(self.start(*words, limit=limit, **more), began)

    def remind(self, day: str = DAY, **more: str) -> Ended:
        return self.run("remind", "--as-of", day, **more)

    def letters(self) -> list[OutboxEntry]:
        engine = open_database(Settings(home=self.home, **self._named()))
        try:
            with reading(engine) as session:
                return list_outbox(session)
        finally:
            engine.dispose()

    def _named(self) -> Mapping[str, str]:
        url = self.more.get("KAMNOT_DATABASE_URL")
        return {"database_url": url} if url else {}

    def states(self) -> list[str]:
        return sorted(letter.state for letter in self.letters())

    def hours_pass(self) -> None:
        """What waits is due, and leases have ended: as if two hours had gone by."""
        with closing(sqlite3.connect(self.database)) as db, db:
            db.execute(
                "UPDATE outbox SET not_before = datetime('now', '-2 hours') WHERE state = 'pending'"
            )
            db.execute(
                "UPDATE outbox SET lease_until = datetime('now', '-1 hours') WHERE state = 'sending'"
            )

    def seen(self, relay: Relay, said: str, may_double: int = 0) -> Seen:
        """What the relay took against what the outbox says was written and not replaced."""
        written = [
            letter for letter in self.letters() if letter.state not in ("superseded", "dropped")
        ]
        taken = {identity for _, identity in relay.accepted}
        lost = sum(letter.message_id not in taken for letter in written)
        doubled = sum(times - 1 for times in relay.counts.values())
        demand(len(set(relay.raw)) == len(relay.counts), "the same letter came with other bytes")
        return Seen(said, lost, doubled, len(written), may_double)


def ended(process: subprocess.Popen[str], began: float) -> Ended:
    """Wait for a command that began at this moment. Raises FaultError for a traceback."""
    text, _ = process.communicate(timeout=300)
    demand("Traceback" not in text, f"a traceback: {text[-400:]}")
    return Ended(process.returncode, text, time.monotonic() - began)


def until(found: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until it is so. Raises FaultError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not found():
        demand(time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}")
        time.sleep(0.02)


@contextmanager
def offices(folder: Path) -> Iterator[Callable[[], Office]]:
    """A maker of offices, each a copy of one that the commands have set up."""
    first = Office(folder / "first")
    demand(first.run("init").code == 0, "init")
    for group in GROUPS:
        said = first.run("contacts", "set", group, f"{group}@bureau.example")
        demand(said.code == 0, said.text)
    count = iter(range(10_000))

    def another() -> Office:
        home = folder / f"home-{next(count)}"
        shutil.copytree(first.home, home)
        return Office(home)

    yield another
