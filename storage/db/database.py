"""Opens and upgrades the database and gives its transactions, alike on SQLite and PostgreSQL.

Only `init_database` creates a database. A missing one is an error, because an empty outbox would write to
everybody again.
"""

from __future__ import annotations

import atexit
import json
import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, orm, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    NoSuchColumnError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlmodel import Session, SQLModel

from domain.language.errors import (
    BusyError,
    CouldNotFinishError,
    KamnotError,
    NotThereError,
    OutdatedError,
    SurroundingsError,
)
from domain.language.how import How, Verb
from storage.db import access, audit
from storage.db.turns import Turns
from storage.settings import Settings

HEAD = "0021"
"""The version of the schema that this program writes; a test compares it with the newest migration."""

_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
_BUSY_MILLISECONDS = 5000
_PATIENCE_MILLISECONDS = 600_000
_LOCK_SECONDS = 60
"""How long an upgrade waits on PostgreSQL until no one else writes."""
_MIGRATION_LOCK = 7_526_735
"""The number of PostgreSQL's lock for migrations, the same in every Kamnot: one process migrates at a time."""
_READ_ONLY = {"kamnot_read_only": True}
_UNFLUSHED = {"kamnot_unflushed": True}
_FILE = "kamnot_file"
"""The file that a connection has open."""


def open_database(settings: Settings) -> Engine:
    """Open the database that `init_database` made.

    Raises KamnotError if there is none or it is from a newer Kamnot, OutdatedError if it is from an older one,
    CouldNotFinishError if it cannot be reached, read or written.
    """
    engine, version = open_as_it_is(settings)
    if version != HEAD:
        engine.dispose()
        raise _outdated(settings, version)
    return engine


def init_database(settings: Settings) -> Engine:
    """Create the database if there is none, and open it. Safe to repeat. Raises as `open_database`."""
    url = _place(settings)
    _make_folder(url)
    maker = _engine(url, create=True)
    with _closed_on_failure(maker), explained():
        if _version(maker) is None:
            with upgrading(maker) as connection:
                # Another process may have made it while this one waited.
                if _version_on(connection) is None:
                    migrate(connection, HEAD)
    maker.dispose()
    return open_database(settings)


def upgrade_database(
    settings: Settings, *, first: Callable[[], None], last: Callable[[Session, str], None]
) -> str:
    """Run the missing migrations in one transaction. Of several processes one does, the others wait for it.

    `first` is called while nobody can write, `last` after the migrations, with a session of the same transaction and
    the version that was found. Nothing is done where the schema is the program's. Returns the version that was found.
    Raises CouldNotFinishError if a migration fails: the database is as it was. Else as `open_database`.
    """
    engine, found = open_as_it_is(settings)
    try:
        with explained(), upgrading(engine) as connection:
            found = _version_on(connection) or found
            if found != HEAD:
                _keep_writers_out(connection)
                with _as_it_was(found):
                    first()
                    migrate(connection, HEAD)
                    _require_whole(connection)
                with audited(connection) as session:
                    last(session, found)
    finally:
        engine.dispose()
    return found


def _require_whole(connection: Connection) -> None:
    """Raise SQLAlchemyError for what the migrations did not make: a program in the making numbered them otherwise."""
    there = inspect(connection)
    for table in SQLModel.metadata.tables.values():
        made = {column["name"] for column in there.get_columns(table.name)}
        if lacking := {column.name for column in table.columns} - made:
            raise NoSuchColumnError(f"{table.name}: {', '.join(sorted(lacking))}")


def _keep_writers_out(connection: Connection) -> None:
    """Let others read only: what they wrote between the backup and the upgrade would be lost to who goes back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
        names = ", ".join(sorted(inspect(connection).get_table_names()))
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


@contextmanager
def _as_it_was(version: str) -> Iterator[None]:
    """Turn the failure of a migration into one sentence, unless the disk or the server has its own."""
    try:
        with explained():
            yield
    except SQLAlchemyError as error:
        what = str(error).splitlines()[0]
        raise CouldNotFinishError(
            f"ปรับรุ่นฐานข้อมูลไม่สำเร็จ ฐานข้อมูลยังเป็นรุ่น {version} เหมือนเดิมและใช้กับโปรแกรมรุ่นเดิมได้ โปรดแจ้งผู้ดูแล ({what})",
            f"The database could not be upgraded. It still has version {version}, as it was, and the earlier program"
            f" works with it; tell its administrator ({what}).",
        ) from error


def open_as_it_is(settings: Settings) -> tuple[Engine, str]:
    """Open the database without upgrading it. Returns its schema's version too. Raises as `open_database`."""
    url = _place(settings)
    _require_file(url)
    engine = _engine(url)
    with _closed_on_failure(engine), explained():
        version = _version(engine)
        if version is None:
            raise _not_made(url)
        refuse_newer(version)
    return engine, version


@contextmanager
def open_empty(settings: Settings, part: Path | None) -> Iterator[Engine]:
    """The database that is to be filled, without its tables; on SQLite in the file `part`, if one is named."""
    url = _place(settings)
    if part is not None:
        url = url.set(database=str(part))
    _make_folder(url)
    engine = _engine(url, create=True)
    try:
        yield engine
    finally:
        engine.dispose()


def database_file(settings: Settings) -> Path | None:
    """The file of the database; None on a server."""
    return _file(_url(settings))


def database_bytes(session: Session) -> int:
    """How many bytes the database takes on the disk of its machine."""
    sql = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    return int(session.connection().scalar(text(sql[session.get_bind().dialect.name])))


def _outdated(settings: Settings, version: str) -> OutdatedError:
    return OutdatedError(
        f"ฐานข้อมูลเป็นรุ่น {version} เก่ากว่าโปรแกรมนี้ (รุ่น {HEAD}) งานรออยู่จนกว่าผู้ดูแลจะปรับรุ่นฐานข้อมูล",
        f"The database has version {version}, older than this program (version {HEAD});"
        " work waits until its administrator has upgraded it.",
        How(Verb.UPGRADE),
        alone=database_file(settings) is not None,
    )


@contextmanager
def audited(connection: Connection) -> Iterator[Session]:
    """A session in a transaction that is under way; its audit lines are chained at the end of the block."""
    with Session(connection, expire_on_commit=False) as session:
        audit.begin(session)
        yield session
        audit.seal(session)
        session.flush()


@contextmanager
def _closed_on_failure(engine: Engine) -> Iterator[None]:
    with ExitStack() as failed:
        failed.callback(engine.dispose)
        yield
        failed.pop_all()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment of the database and cannot write.

    Raises CouldNotFinishError if the database cannot be reached or read.
    """
    with explained(), _session(engine.execution_options(**_READ_ONLY)) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, durable: bool = True) -> Iterator[Session]:
    """A session that commits all changes with their audit lines at the end, or none if anything is raised.

    A transaction that is not `durable` spares a flush of the disk: a power cut may undo it until the next durable one
    has ended, the end of this process never does.
    Raises CouldNotFinishError if the database is locked, full, read-only or gone.
    """
    bound = engine if durable else engine.execution_options(**_UNFLUSHED)
    with _turn(engine), explained(), _session(bound) as session, session.begin():
        audit.begin(session)
        yield session
        audit.seal(session)


def flush(engine: Engine) -> bool:
    """Put on the disk what transactions that were not durable left; a database server does so within a second.

    Returns whether it could: a full disk takes nothing.
    """
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error:
            return False
        finally:
            connection.close()
    return True


def _turn(engine: Engine) -> AbstractContextManager[None]:
    """The turn of a writer of this process. SQLite wakes writers in no order, and one of many would wait too long."""
    if engine.dialect.name != "sqlite":
        return nullcontext()
    file = engine.url.database or ""
    return _TURNS.setdefault(file, Turns()).taken(_BUSY_MILLISECONDS / 1000, _too_long)


_TURNS: dict[str, Turns] = {}


def _too_long() -> BusyError:
    return BusyError(*_with_comfort(_SQLITE["SQLITE_BUSY"]))


def check_sound(session: Session) -> None:
    """Look through a whole SQLite file for damage. Raises SurroundingsError if there is any."""
    if session.get_bind().dialect.name == "sqlite":
        found = session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise SurroundingsError(*_SQLITE["SQLITE_CORRUPT"])


def is_damage(error: KamnotError) -> bool:
    """Whether the sentence says that the file is damaged or no database: no later try can help."""
    return (error.thai, error.english) in (_SQLITE["SQLITE_CORRUPT"], _SQLITE["SQLITE_NOTADB"])


@contextmanager
def naming_damage() -> Iterator[None]:
    """Raise SurroundingsError where SQLite itself says that the file is damaged; other errors are raised unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        sentence = _sqlite_trouble(error)
        if sentence in (_SQLITE["SQLITE_CORRUPT"], _SQLITE["SQLITE_NOTADB"]):
            raise SurroundingsError(*sentence) from error
        raise


def insert_into(session: orm.Session, table: Any) -> Any:
    """An insert in the words of this session's database, which knows ON CONFLICT."""
    # Each dialect is imported only where it is spoken: PostgreSQL's brings all of its drivers' modules.
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as on_sqlite

        return on_sqlite(table)
    from sqlalchemy.dialects.postgresql import insert as on_postgresql

    return on_postgresql(table)


def _session(engine: Engine) -> Session:
    # Rows outlive their session: a flow reads, closes, and decides afterwards.
    return Session(engine, expire_on_commit=False)


def _url(settings: Settings) -> URL:
    try:
        url = make_url(settings.database)
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise _bad_url() from None
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    if url.get_backend_name() != "postgresql":
        raise _bad_url()
    return url.set(drivername="postgresql+psycopg")


def _place(settings: Settings) -> URL:
    """The database's URL, for work of this account in the home. Raises NotAllowedError if the home is another's."""
    url = _url(settings)
    access.hide(settings)
    access.refuse_stranger(settings, _file(url))
    return url


def _bad_url() -> KamnotError:
    return KamnotError(
        "ค่า KAMNOT_DATABASE_URL ใช้ไม่ได้ ต้องเป็น sqlite:///ที่อยู่ไฟล์ หรือ postgresql://ผู้ใช้@เครื่อง/ฐานข้อมูล",
        "KAMNOT_DATABASE_URL cannot be used; expected sqlite:///path or postgresql://user@host/name.",
    )


def _file(url: URL) -> Path | None:
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _require_file(url: URL) -> None:
    path = _file(url)
    if path is None:
        return
    try:
        present = path.is_file()
    except OSError as error:
        raise _unreadable(path) from error
    if not present:
        raise _not_made(url)
    if not os.access(path, os.R_OK):
        raise _unreadable(path)
    # SQLite writes its log even to read, and an account that may not write would leave one that locks others out.
    logs = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))
    if not all(access.is_writable(p) for p in (path, path.parent, *logs) if p.exists()):
        raise SurroundingsError(*_with_comfort(_SQLITE["SQLITE_READONLY"]))


def _make_folder(url: URL) -> None:
    path = _file(url)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SurroundingsError(
            f"สร้างโฟลเดอร์ข้อมูล “{path.parent}” ไม่ได้ โปรดตรวจสิทธิ์เขียนหรือตั้ง KAMNOT_HOME เป็นที่อื่น",
            f"Cannot make the data folder {path.parent}; check that it may be written,"
            " or set KAMNOT_HOME to another one.",
        ) from error


def _unreadable(path: Path) -> SurroundingsError:
    return SurroundingsError(
        f"อ่านไฟล์ฐานข้อมูล “{path}” ไม่ได้ โปรดตรวจสิทธิ์ของไฟล์และโฟลเดอร์",
        f"Cannot read the database file {path}; check the permissions of the file and its folder.",
    )


def _not_made(url: URL) -> NotThereError:
    where = url.database or url.host or ""
    return NotThereError(
        f"ยังไม่มีฐานข้อมูลที่ “{where}” โปรดสร้างฐานข้อมูลก่อน (ถ้าเคยมี โปรดกู้จากสำเนาสำรอง)",
        f"There is no Kamnot database at {where}; create it first"
        " (if there was one, restore it from a backup).",
        How(Verb.INIT),
    )


def _engine(url: URL, *, create: bool = False) -> Engine:
    path = _file(url)
    return _postgresql_engine(url) if path is None else _sqlite_engine(url, path, create=create)


def _sqlite_engine(url: URL, path: Path, *, create: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        if create:
            with suppress(OSError):  # SQLite says why
                path.touch()  # by SQLite itself no group could write it
        # isolation_level None leaves transactions to us: the driver's BEGIN is deferred, and a
        # deferred transaction that later writes fails at once when another is writing.
        # mode=rw: a file that disappears while Kamnot runs must not be created again, empty.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            isolation_level=None,
            timeout=_BUSY_MILLISECONDS / 1000,
            check_same_thread=False,
            factory=_SelfClosing,
        )

    # One connection stays open: the last one to close moves the whole journal into the file, which takes five
    # flushes of the disk where a commit takes one. Parameters hold letters and addresses: no error may print them.
    engine = create_engine(
        url,
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=-1,
        json_serializer=_json,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "connect", partial(_remember_file, path))
    event.listen(engine, "checkout", partial(_refuse_another_file, path))
    event.listen(engine, "begin", _begin_sqlite)
    _OPEN.add(engine)
    return engine


class _SelfClosing(sqlite3.Connection):
    """A connection that is closed with its engine: from Python 3.13 on one left open warns."""

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # one that could not be opened
            self.close()


def _close_all() -> None:
    for engine in list(_OPEN):
        engine.dispose()


_OPEN: weakref.WeakSet[Engine] = weakref.WeakSet()
atexit.register(_close_all)
"""A program that ends leaves the whole database in its one file."""


def _remember_file(path: Path, _connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_FILE] = _identity(path)


def _refuse_another_file(
    path: Path, _connection: Any, record: ConnectionPoolEntry, _proxy: Any
) -> None:
    """Open the database anew where its file was taken away or restored: the old file takes writes in vain."""
    if record.info[_FILE] != _identity(path):
        raise DisconnectionError


def _identity(path: Path) -> tuple[int, int] | None:
    """What stays the same of a file while it is the same file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args=_NOTICE_SILENCE,
        json_serializer=_json,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


_NOTICE_SILENCE = {
    "connect_timeout": 10, "tcp_user_timeout": 30_000,
    "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
}  # fmt: skip
"""A server whose machine or network is gone is noticed within a minute, not within the quarter-hour of the system."""


def _json(value: Any) -> str:
    # Broken PDFs yield half surrogate pairs, which no database takes: they become question marks.
    return _ENCODER.encode(value).encode("utf-8", "replace").decode("utf-8")


_ENCODER = json.JSONEncoder(ensure_ascii=False)
"""Made once: `json.dumps` makes one for each value."""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # The timeout first: turning WAL on needs a lock too.
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _is(option: Mapping[str, bool], connection: Connection) -> bool:
    return option.items() <= connection.get_execution_options().items()


def _begin_sqlite(connection: Connection) -> None:
    # A writer queues at once; a reader's snapshot needs no lock.
    reads_only = _is(_READ_ONLY, connection)
    _set_pragma(connection, "query_only", "ON" if reads_only else "OFF")
    _set_pragma(connection, "synchronous", "NORMAL" if _is(_UNFLUSHED, connection) else "FULL")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _set_pragma(connection: Connection, name: str, value: str) -> None:
    """Set what lasts as long as the connection, if it is not set already."""
    if connection.info.get(name) != value:
        connection.exec_driver_sql(f"PRAGMA {name} = {value}")
        connection.info[name] = value


def _begin_postgresql(connection: Connection) -> None:
    if _is(_UNFLUSHED, connection):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
    if _is(_READ_ONLY, connection):
        # All queries of a reader see one moment, as on SQLite.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _version(engine: Engine) -> str | None:
    """The schema's version; None in a database without Kamnot's tables."""
    with engine.execution_options(**_READ_ONLY).connect() as connection:
        return _version_on(connection)


def _version_on(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def refuse_newer(version: str) -> None:
    """Raise KamnotError for a schema that a newer program wrote."""
    if version not in _known_versions():
        raise KamnotError(
            f"ฐานข้อมูลเป็นรุ่น {version} ซึ่งใหม่กว่าโปรแกรมนี้ (รุ่น {HEAD}) โปรดติดตั้ง Kamnot รุ่นใหม่กว่า",
            f"The database has version {version}, newer than this program (version {HEAD});"
            " install a newer Kamnot.",
        )


def migrate(connection: Connection, version: str) -> None:
    """Run the migrations up to this version on a connection, in its transaction."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be changed that others refer to."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            with connection.begin():
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _MIGRATION_LOCK})
                yield connection
            return
        # SQLite changes a column by copying the table and dropping the old one, which rows that point at it
        # would forbid; inside a transaction the pragma does nothing. No other work gets this connection.
        connection.detach()
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        # Whoever comes second waits for the first, which backs up before it migrates.
        connection.connection.cursor().execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
        with connection.begin():
            yield connection
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise SurroundingsError(*_SQLITE["SQLITE_CORRUPT"])


def _known_versions() -> set[str]:
    return {path.name.split("_")[0] for path in (_MIGRATIONS / "versions").rglob("0*.py")}


def alembic_config() -> Any:
    """Alembic's `Config`; set its `attributes["connection"]` before a command."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    # The first steps lie in a folder of their own, so that the newest are found at a glance.
    config.set_main_option("recursive_version_locations", "true")
    return config


@contextmanager
def explained() -> Iterator[None]:
    """Turn a failure of the database into CouldNotFinishError with one clear sentence.

    Mistakes of the program (broken constraints, bad SQL) are raised unchanged.
    """
    try:
        yield
    except DBAPIError as error:
        raise _explain(error) from error


def _explain(error: DBAPIError) -> Exception:
    sentence = (
        _sqlite_trouble(error.orig)
        if isinstance(error.orig, sqlite3.Error)
        else _postgresql_trouble(error)
    )
    if sentence is None:
        return error
    if sentence == _with_comfort(_SQLITE["SQLITE_BUSY"]):
        return BusyError(*sentence)
    passing = sentence == _with_comfort(_UNREACHABLE)
    return (CouldNotFinishError if passing else SurroundingsError)(*sentence)


_SQLITE = {
    "SQLITE_BUSY": (
        "ฐานข้อมูลถูกใช้งานอยู่นานเกินไป โปรดลองใหม่ในอีกสักครู่",
        "The database has been busy for too long; try again in a moment.",
    ),
    "SQLITE_LOCKED": (
        "ฐานข้อมูลถูกใช้งานอยู่นานเกินไป โปรดลองใหม่ในอีกสักครู่",
        "The database has been busy for too long; try again in a moment.",
    ),
    "SQLITE_READONLY": (
        "เขียนฐานข้อมูลไม่ได้ เพราะไฟล์หรือโฟลเดอร์ข้อมูลอ่านได้อย่างเดียว โปรดตรวจสิทธิ์เขียน",
        "The database cannot be written: its file or folder is read-only; check the permissions.",
    ),
    "SQLITE_CANTOPEN": (
        "เปิดไฟล์ฐานข้อมูลไม่ได้ โปรดตรวจว่าโฟลเดอร์ข้อมูลมีอยู่และเขียนได้",
        "The database file cannot be opened; check that the data folder exists and may be written.",
    ),
    "SQLITE_FULL": (
        "พื้นที่ดิสก์เต็ม โปรดเพิ่มพื้นที่ว่างแล้วลองใหม่",
        "The disk is full; make room and try again.",
    ),
    "SQLITE_IOERR": (
        "ดิสก์อ่านหรือเขียนไม่สำเร็จ (อาจเต็ม) โปรดตรวจดิสก์แล้วลองใหม่",
        "The disk could not be read or written (it may be full); check it and try again.",
    ),
    "SQLITE_CORRUPT": (
        "ไฟล์ฐานข้อมูลเสียหาย โปรดกู้จากสำเนาสำรอง",
        "The database file is damaged; restore it from a backup.",
    ),
    "SQLITE_NOTADB": (
        "ไฟล์นี้ไม่ใช่ฐานข้อมูลของ Kamnot โปรดตรวจ KAMNOT_HOME และ KAMNOT_DATABASE_URL",
        "This file is no Kamnot database; check KAMNOT_HOME and KAMNOT_DATABASE_URL.",
    ),
}


def _sqlite_trouble(error: sqlite3.Error) -> tuple[str, str] | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    # Extended names carry a suffix: SQLITE_IOERR_WRITE, SQLITE_READONLY_DIRECTORY.
    for prefix, sentence in _SQLITE.items():
        if name.startswith(prefix):
            return _with_comfort(sentence)
    return None


_POSTGRESQL = {
    "53100": (
        "พื้นที่ดิสก์ของเครื่องฐานข้อมูลเต็ม โปรดแจ้งผู้ดูแลระบบ",
        "The database server's disk is full; tell its administrator.",
    ),
    "25006": _SQLITE["SQLITE_READONLY"],
    "55P03": _SQLITE["SQLITE_BUSY"],
    "57014": _SQLITE["SQLITE_BUSY"],
    "XX001": _SQLITE["SQLITE_CORRUPT"],
    "XX002": _SQLITE["SQLITE_CORRUPT"],
    "40001": _SQLITE["SQLITE_BUSY"],
    "40P01": _SQLITE["SQLITE_BUSY"],
}
"""Sentences by SQLSTATE: disk full, read-only, lock not available, cancelled, damage, serialisation, deadlock."""


_UNREACHABLE = (
    "ติดต่อเครื่องฐานข้อมูลไม่ได้ โปรดตรวจ KAMNOT_DATABASE_URL และเครือข่าย",
    "The database server cannot be reached; check KAMNOT_DATABASE_URL and the network.",
)


_NO_SUCH_DATABASE = (
    "ติดต่อเครื่องฐานข้อมูลได้ แต่ไม่มีฐานข้อมูลหรือผู้ใช้ตาม KAMNOT_DATABASE_URL โปรดสร้างก่อน (createdb)",
    "The server answers, but has no such database or user (KAMNOT_DATABASE_URL); create it first.",
)


def _postgresql_trouble(error: DBAPIError) -> tuple[str, str] | None:
    """The sentence for a trouble of the server or the way to it: gone, refused, full, locked, read-only."""
    import psycopg

    sentence = _POSTGRESQL.get(getattr(error.orig, "sqlstate", None) or "")
    code = getattr(error.orig, "sqlstate", None) or ""
    # Class 08 and 57P0x: the connection or the server went away; no code: it was never there.
    away = not code or code.startswith(("08", "57P0", "53300", "28", "3D"))
    if sentence is None and away and isinstance(error.orig, psycopg.OperationalError):
        # The driver's text is left out: it may name the host and the user.
        sentence = _UNREACHABLE
    if sentence is _UNREACHABLE and "does not exist" in str(error.orig):
        sentence = _NO_SUCH_DATABASE
    return _with_comfort(sentence) if sentence else None


def _with_comfort(sentence: tuple[str, str]) -> tuple[str, str]:
    # Nobody knows what a damaged file or a failing disk has lost.
    if sentence in map(_SQLITE.get, ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")):
        return sentence
    thai, english = sentence
    return (
        f"{thai} (ไม่มีข้อมูลเดิมเสียหาย งานที่ทำไม่เสร็จไม่ถูกบันทึก)",
        f"{english} Nothing already kept is lost; the unfinished work was not recorded.",
    )
