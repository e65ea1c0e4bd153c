"""Sending processes of their own, to be killed: what is due goes out by the real delivery.

`python -m tests.support.processes.sender OWNER NOW MAIL_URL MAILBOX` sends once; the database comes from
KAMNOT_DATABASE_URL. The clock starts at NOW and runs on from there, so that tests need not wait for leases.

`python -m tests.support.processes.sender nest MAIL_URL MAILBOX` waits for lines `OWNER NOW` and forks a sender for
each, which takes no time to start; it answers with the sender's process id, and to `wait -` with the number of
senders that were killed, once all have ended.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from domain.language.errors import CouldNotFinishError
from flows.letters.deliver import deliver
from notifications.channels import Courier
from storage.db.database import open_database
from storage.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from flows.run.workspace import Workspace


class Office:
    """As much of a workspace as deliveries need, with a clock of its own that begins at `start`."""

    def __init__(self, engine: Engine, courier: Courier, start: datetime) -> None:
        self.engine, self.courier, self.settings = engine, courier, Settings()
        self._start, self._began = start, time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)


def send(start: str, mail_url: str, mailbox: str, *, ready: bool = True) -> None:
    """Send what is due; says `ready` on standard output just before the first claim."""
    courier = Courier([mail_url] if mail_url else [], Path(mailbox))
    office = Office(open_database(Settings()), courier, datetime.fromisoformat(start))
    if ready:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    deliver(cast("Workspace", office))


def nest(mail_url: str, mailbox: str) -> None:
    """Fork a sender for each line of standard input."""
    import notifications.email_plugin  # noqa: F401  # loaded once, for all that are forked

    for line in sys.stdin:
        owner, start = line.split()
        if owner == "wait":
            answer = str(_wait_for_all())
        else:
            child = os.fork()
            if not child:
                with suppress(CouldNotFinishError):
                    send(start, mail_url, mailbox, ready=False)
                os._exit(0)
            answer = str(child)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _wait_for_all() -> int:
    """Wait until every forked sender has ended; how many of them were killed."""
    killed = 0
    while True:
        try:
            _, status = os.wait()
        except ChildProcessError:
            return killed
        killed += os.WIFSIGNALED(status)


if __name__ == "__main__":
    if sys.argv[1] == "nest":
        nest(*sys.argv[2:])
    else:
        send(*sys.argv[2:])
