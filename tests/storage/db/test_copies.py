"""A database copied while others write, and loaded into an empty one: from and to SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from domain.language.errors import KamnotError, OvertakenError
from storage.db.audit import verify
from storage.db.copies import is_empty, load_snapshot, read_snapshot, take_snapshot
from storage.db.database import HEAD, open_database, reading, writing
from storage.db.run_tables import OutboxRow
from storage.outbox.enqueue import NewMail
from storage.settings import Settings
from tests.support.outbox import MAIL, rows, write

WRITE_PAIRS = """
import sys
from dataclasses import replace
from pathlib import Path
from storage.db.audit import record
from storage.db.database import open_database, writing
from storage.outbox.enqueue import enqueue
from storage.settings import Settings
from tests.support.outbox import MAIL, NOW

engine = open_database(Settings(home=Path(sys.argv[1]), database_url=sys.argv[2] or None))
number = 0
while True:
    with writing(engine) as session:
        enqueue(session, [replace(MAIL, recipient=f"p{number}@example.go.th")], run_id=None, now=NOW)
        record(session, "planning", "pair", f"bureau/{number}", {}, NOW)
    number += 1
    print(number, flush=True)
"""


def mails(count: int) -> list[NewMail]:
    return [replace(MAIL, recipient=f"p{n}@example.go.th") for n in range(count)]


def nothing_more(_: Connection) -> None:
    """Nothing is done after the rows."""


@pytest.fixture
def snapshot(bureau: Engine, database_settings: Settings, tmp_path: Path) -> Path:
    """The copy of a bureau with three letters."""
    write(bureau, *mails(3))
    file = tmp_path / "copy.sqlite"
    take_snapshot(database_settings, file)
    return file


def test_a_copy_is_of_one_moment_while_another_process_writes(
    bureau: Engine, database_settings: Settings, tmp_path: Path
) -> None:
    before = take_snapshot(database_settings, tmp_path / "before.sqlite").rows
    url = database_settings.database_url
    where = [str(database_settings.home), url.get_secret_value() if url else ""]
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_PAIRS, *where],
        stdout=subprocess.PIPE, text=True, env=dict(os.environ),
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        try:
            assert writer.stdout.readline() == "1\n"
            found = take_snapshot(database_settings, tmp_path / "copy.sqlite")
            seen = [writer.stdout.readline() for _ in range(found.rows["outbox"] + 3)]
        finally:
            writer.kill()
    assert found.rows["outbox"] >= 1
    assert found.rows["audit"] - before["audit"] == found.rows["outbox"]
    assert found.audit.partition(":")[0] == str(found.rows["audit"])
    assert seen[-1]  # it wrote on after the copy


def test_a_copy_says_its_version_and_counts_its_rows(snapshot: Path) -> None:
    found = read_snapshot(snapshot)
    assert (found.version, found.rows["unit"], found.rows["outbox"]) == (HEAD, 1, 3)


def test_a_loaded_database_holds_every_letter_and_a_whole_audit(
    bureau: Engine, snapshot: Path, empty_settings: Settings
) -> None:
    load_snapshot(empty_settings, snapshot, last=nothing_more)
    loaded = open_database(empty_settings)
    try:
        assert [row.model_dump() for row in rows(loaded)] == [
            row.model_dump() for row in rows(bureau)
        ]
        with reading(loaded) as session:
            assert verify(session).fault is None
    finally:
        loaded.dispose()


def test_a_row_written_after_the_move_draws_the_next_number(
    snapshot: Path, empty_settings: Settings
) -> None:
    load_snapshot(empty_settings, snapshot, last=nothing_more)
    loaded = open_database(empty_settings)
    try:
        with writing(loaded) as session:
            # A plain insert: enqueueing tries again, and would draw its way past the numbers that are taken.
            first = rows(loaded)[0].model_dump(exclude={"id"})
            session.add(
                OutboxRow(**first | {"dedup_key": "new", "seq": 1, "message_id": "<new@x>"})
            )
        assert [row.id for row in rows(loaded)] == [1, 2, 3, 4]
    finally:
        loaded.dispose()


def test_a_copy_of_a_loaded_database_says_the_same(
    snapshot: Path, empty_settings: Settings, tmp_path: Path
) -> None:
    load_snapshot(empty_settings, snapshot, last=nothing_more)
    assert take_snapshot(empty_settings, tmp_path / "again.sqlite") == read_snapshot(snapshot)


def test_nothing_is_loaded_over_a_database_in_use(
    bureau: Engine, database_settings: Settings, snapshot: Path
) -> None:
    write(bureau, replace(MAIL, recipient="later@example.go.th"))
    with pytest.raises(OvertakenError):
        load_snapshot(database_settings, snapshot, last=nothing_more)
    assert len(rows(bureau)) == 4


def test_a_load_that_fails_at_its_end_leaves_the_place_empty(
    snapshot: Path, empty_settings: Settings
) -> None:
    def fail(_: Connection) -> None:
        raise KeyError("the last step")

    with pytest.raises(KeyError):
        load_snapshot(empty_settings, snapshot, last=fail)
    assert is_empty(empty_settings)
    load_snapshot(empty_settings, snapshot, last=nothing_more)
    assert not is_empty(empty_settings)


def test_a_copy_from_a_newer_program_is_refused(snapshot: Path, empty_settings: Settings) -> None:
    with closing(sqlite3.connect(snapshot)) as copy, copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(KamnotError, match="ใหม่กว่า"):
        load_snapshot(empty_settings, snapshot, last=nothing_more)
    assert is_empty(empty_settings)


@pytest.mark.parametrize("left", [0, 0.5, 0.9])
def test_half_a_copy_is_called_damaged(sqlite_copy: Path, left: float) -> None:
    os.truncate(sqlite_copy, int(sqlite_copy.stat().st_size * left))
    with pytest.raises(KamnotError, match="เสียหาย"):
        read_snapshot(sqlite_copy)


def test_a_row_that_names_none_is_called_damaged(snapshot: Path) -> None:
    with closing(sqlite3.connect(snapshot)) as copy, copy:
        copy.execute("UPDATE outbox SET unit = 'nobody'")
    with pytest.raises(KamnotError, match="เสียหาย"):
        read_snapshot(snapshot)


@pytest.fixture
def sqlite_copy(sqlite_template: Path, tmp_path: Path) -> Path:
    """The copy of an empty SQLite database."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "kamnot.db").write_bytes(sqlite_template.read_bytes())
    take_snapshot(Settings(home=home), tmp_path / "copy.sqlite")
    return tmp_path / "copy.sqlite"
