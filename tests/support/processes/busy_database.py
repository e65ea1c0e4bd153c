"""A SQLite database in trouble: another process keeps it most of the time, or noise lies in it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

from flows.run.workspace import Workspace
from storage.db import database

_WAIT_MILLISECONDS = 10
_WRITER = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)
while True:
    other.execute("BEGIN IMMEDIATE")
    print(flush=True)
    time.sleep(0.15)
    other.execute("ROLLBACK")
    time.sleep(0.03)
"""


@contextmanager
def busy_database(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Gives the refusals of the block as they come."""
    refusals: list[object] = []

    def refused(context: ExceptionContext) -> None:
        refusals.append(context.original_exception)

    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", _WAIT_MILLISECONDS)
    ws.engine.dispose()  # the next connection waits no longer than that
    event.listen(ws.engine, "handle_error", refused)
    words = [sys.executable, "-c", _WRITER, str(ws.settings.home / "kamnot.db")]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            yield refusals
        finally:
            writer.kill()
    event.remove(ws.engine, "handle_error", refused)


def spoil(file: Path, table: str) -> None:
    """Write noise over the first page of a table, as a failing disk does. Nobody may have the file open."""
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode = DELETE")  # the log would heal the page
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name=?", (table,)).fetchone()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(os.urandom(4096))
