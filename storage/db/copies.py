"""Copies a whole database as it was at one moment into one SQLite file, and from there into an empty database.

The file has the schema of its version, so that it moves between SQLite and PostgreSQL and back to the program that
wrote it. Rows are copied by what the databases say of their columns: an older schema needs no older classes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, func, select, text
from sqlalchemy.engine import Engine

from domain.language.errors import KamnotError, OvertakenError
from storage.db.database import (
    HEAD,
    database_file,
    explained,
    migrate,
    naming_damage,
    open_as_it_is,
    open_empty,
    refuse_newer,
    upgrading,
)
from storage.settings import Settings

_PIECE = 500
"""Rows that are copied together: results of checks are large."""
_VERSIONS = "alembic_version"
_PART = ".restoring"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a copied database says: its schema's version, rows by table, the audit's head, and the evidence it names.

    `named` has the sizes in bytes by SHA-256.
    """

    version: str
    rows: Mapping[str, int]
    audit: str
    named: Mapping[str, int]


def take_snapshot(settings: Settings, file: Path) -> Snapshot:
    """Copy the database into a new SQLite `file`; others go on writing meanwhile. An older schema stays as it is.

    Raises as `open_database`, and sqlite3.Error if the file cannot be written.
    """
    engine, version = open_as_it_is(settings)
    try:
        if engine.dialect.name == "sqlite":
            with closing(engine.raw_connection()) as held:
                # The pool's connection may have been left reading only; the copy is another file.
                held.cursor().execute("PRAGMA query_only = OFF")
                with naming_damage():
                    held.cursor().execute("VACUUM INTO ?", (str(file),))
        else:
            with explained(), _moment_of(engine) as source, _file_engine(file) as target:
                migrate(target, version)
                _copy(source, target)
    finally:
        engine.dispose()
    return read_snapshot(file)


def read_snapshot(file: Path) -> Snapshot:
    """Prove a copied database and read what it says. Raises KamnotError if it is damaged or no such file."""
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as found:
            faults = found.execute("PRAGMA integrity_check(1)").fetchall()
            broken = found.execute("PRAGMA foreign_key_check").fetchone()
            if faults != [("ok",)] or broken is not None:
                raise _damaged()
            return _said_by(found)
    except sqlite3.Error as error:
        raise _damaged() from error


def read_lines(file: Path, numbers: Collection[int]) -> dict[int, str]:
    """The hashes of these lines of a copied database's audit, by number; what it lacks is left out."""
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as found:
        each = (
            found.execute("SELECT id, hash FROM audit WHERE id = ?", (number,)).fetchone()
            for number in numbers
        )
        return dict(filter(None, each))


def _damaged() -> KamnotError:
    return KamnotError(
        "ฐานข้อมูลในสำเนาสำรองเสียหาย จึงไม่ได้ใช้ โปรดใช้สำเนาอื่น",
        "The database in the backup is damaged and was not used; take another backup.",
    )


def _said_by(found: sqlite3.Connection) -> Snapshot:
    names = [
        str(name)
        for (name,) in found.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        if name != _VERSIONS
    ]
    rows = {name: found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # names of tables, from the database itself
    named: dict[str, int] = {}
    for table in ("derived_file", "evidence_version"):
        if table in rows:
            named |= dict(found.execute(f"SELECT sha256, size FROM {table}").fetchall())  # noqa: S608  # one of two names
    version = found.execute(f"SELECT version_num FROM {_VERSIONS}").fetchone()[0]  # noqa: S608  # our own name
    line, head = found.execute("SELECT line, hash FROM audit_head").fetchone()
    return Snapshot(str(version), rows, f"{line}:{head}", named)


def is_empty(settings: Settings) -> bool:
    """Whether there is no database yet, or one in which nothing was ever done. Raises as `open_database`."""
    file = database_file(settings)
    if file is not None and not file.exists():
        return True
    with open_empty(settings, None) as engine, explained(), engine.connect() as connection:
        return _is_untouched(connection)


def _is_untouched(connection: Connection) -> bool:
    if not connection.dialect.has_table(connection, "audit_head"):
        return True
    return connection.scalar(text("SELECT max(line) FROM audit_head")) in (None, 0)


def load_snapshot(
    settings: Settings,
    file: Path,
    *,
    last: Callable[[Connection], None],
    upgrade: bool = True,
) -> None:
    """Copy a snapshot's rows into the settings' empty database, whole or not at all.

    Without `upgrade` the schema stays the snapshot's, for an older program. `last` is called in the same transaction,
    after the rows. Raises KamnotError if the snapshot is from a newer program, OvertakenError if the database is not
    empty.
    """
    version = read_snapshot(file).version
    refuse_newer(version)
    place = database_file(settings)
    part = place.with_name(place.name + _PART) if place and not place.exists() else None
    try:
        with (
            open_empty(settings, part) as engine,
            explained(),
            _file_engine(file, read_only=True) as source,
            upgrading(engine) as target,
        ):
            _fill(source, target, version)
            if upgrade and version != HEAD:
                migrate(target, HEAD)
            last(target)
        if part is not None and place is not None:
            part.replace(place)
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _fill(source: Connection, target: Connection, version: str) -> None:
    if not _is_untouched(target):
        raise OvertakenError(
            "ฐานข้อมูลนี้มีข้อมูลอยู่แล้ว จึงไม่ได้กู้คืนทับ โปรดกู้คืนลงโฟลเดอร์ข้อมูลหรือฐานข้อมูลที่ว่าง",
            "This database holds data already and nothing was restored over it;"
            " restore into an empty home or database.",
        )
    migrate(target, version)
    _copy(source, target)
    if target.dialect.name == "postgresql":
        _set_sequences(target)


def _copy(source: Connection, target: Connection) -> None:
    """Copy every row of the target's tables from the source."""
    tables = _tables(target)
    with_rows = _tables(source, [table.name for table in tables])
    theirs = {table.name: table for table in with_rows}
    for table in reversed(tables):
        target.execute(table.delete())  # the migrations put the head of the audit there
    for table in tables:
        _copy_table(source, theirs[table.name], target, table)


def _tables(connection: Connection, names: list[str] | None = None) -> list[Table]:
    found = MetaData()
    found.reflect(connection, only=names)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = bool(column.nullable)
    return [table for table in found.sorted_tables if table.name != _VERSIONS]


def _copy_table(source: Connection, theirs: Table, target: Connection, ours: Table) -> None:
    # By key: a row may name another of its table, and always an older one.
    rows = source.execution_options(yield_per=_PIECE).execute(
        select(theirs).order_by(*theirs.primary_key.columns)
    )
    for piece in rows.mappings().partitions():
        target.execute(ours.insert(), [{name: _plain(row[name]) for name in row} for row in piece])


def _plain(value: Any) -> Any:
    """The value as both databases take it: SQLite stores moments without their zone, which is UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return value


def _set_sequences(target: Connection) -> None:
    """Let the next row of each table get a number of its own."""
    for table in _tables(target):
        keys = list(table.primary_key.columns)
        if len(keys) != 1:
            continue
        asked = {"table": f'"{table.name}"', "column": keys[0].name}
        sequence = target.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), asked)
        newest = target.scalar(select(func.max(keys[0]))) if sequence else None
        if newest is not None:
            target.execute(
                text("SELECT setval(:name, :value)"), {"name": sequence, "value": newest}
            )


@contextmanager
def _moment_of(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database and cannot write."""
    with engine.execution_options(kamnot_read_only=True).connect() as connection:
        yield connection


@contextmanager
def _file_engine(file: Path, *, read_only: bool = False) -> Iterator[Connection]:
    """A connection to a copied database, committed at the end of the block. No journal stays beside the file."""
    from sqlalchemy import create_engine

    uri = f"{file.absolute().as_uri()}?mode={'ro&immutable=1' if read_only else 'rwc'}"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
