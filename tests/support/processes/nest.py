"""Sending processes forked on demand from one that has everything loaded (`tests.support.processes.sender nest`)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Engine


class Nest:
    """Forks senders and waits for them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def fork(self, owner: str, now: str) -> int:
        """A new sender whose clock begins at `now`; its process id."""
        return int(self._ask(f"{owner} {now}"))

    def wait(self) -> int:
        """Until every sender has ended; how many died of a kill."""
        return int(self._ask("wait -"))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def nest_of(engine: Engine, url: str, mailbox: Path, machine: Sequence[str] = ()) -> Iterator[Nest]:
    """A nest whose senders deliver the database's outbox over the mail URL; `machine` are words before its command."""
    database = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [
            *machine,
            sys.executable,
            "-m",
            "tests.support.processes.sender",
            "nest",
            url,
            str(mailbox),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"KAMNOT_HOME": str(mailbox.parent), "KAMNOT_DATABASE_URL": database},
    )
    try:
        yield Nest(process)
    finally:
        process.communicate()
