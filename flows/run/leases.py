"""Keeps the lease of a piece of work alive while it is done: a process that dies soon blocks nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from domain.language.errors import CouldNotFinishError
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.run_claims import LEASE, renew

LONGEST = timedelta(hours=1)
"""A process that takes longer has hung: it stops renewing its lease, and another one may take the work."""


@contextmanager
def kept_alive(ws: Workspace, work: str, owner: str, lease: timedelta = LEASE) -> Iterator[None]:
    """Renew the lease from a separate thread until the block ends."""
    ended = threading.Event()

    def renew_until_ended() -> None:
        hung_at = time.monotonic() + LONGEST.total_seconds()
        while not ended.wait(lease.total_seconds() / 3) and time.monotonic() < hung_at:
            # A busy database may let one renewal fail; the next comes before the lease ends.
            with suppress(CouldNotFinishError), writing(ws.engine) as session:
                renew(session, work, owner, ws.now(), lease)

    keeper = threading.Thread(target=renew_until_ended, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
