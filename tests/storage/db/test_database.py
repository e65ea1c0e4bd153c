"""The database: made once, upgraded with its rows, refused when newer, shared without loss."""

from __future__ import annotations

import gc
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    column,
    event,
    table,
    text,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from domain.language.errors import BusyError, CouldNotFinishError, KamnotError
from domain.language.how import How, Verb
from storage.db import database as db
from storage.db.audit import audit_lines, record, verify
from storage.db.database import (
    alembic_config,
    init_database,
    open_database,
    reading,
    upgrade_database,
    writing,
)
from storage.db.run_tables import CheckRunRow, OutboxRow, ReminderRungRow, SkippedRow
from storage.db.tables import (
    EvidenceItemRow,
    EvidenceVersionRow,
    MeasureRow,
    PersonRow,
    UtcDateTime,
)
from storage.records.people import set_unit, unit_name
from storage.settings import Settings
from tests.support.processes.unprivileged import as_nobody

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    engine = open_database(settings)
    yield engine
    engine.dispose()


def nothing_more(*_: object) -> None:
    """Nothing is done before the migrations, or after them."""


@contextmanager
def upgraded(settings: Settings) -> Iterator[Engine]:
    upgrade_database(settings, first=nothing_more, last=nothing_more)
    with opened(settings) as engine:
        yield engine


def add_bureau(engine: Engine) -> None:
    with writing(engine) as session:
        set_unit(
            session, "bureau", name="สำนักทดสอบ", department="ส่วนราชการทดสอบ", by="test", now=NOW
        )


def add_line(session: Session, action: str = "x", *, at: datetime = NOW, text: str = "") -> None:
    session.connection()  # takes the writer's place in the queue
    record(session, "test", action, "x", {"text": text}, at)


def write_line(engine: Engine, action: str = "x", *, at: datetime = NOW, text: str = "") -> None:
    with writing(engine) as session:
        add_line(session, action, at=at, text=text)


def actions(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [line.action for line in audit_lines(session)]


def migrate(engine: Engine, version: str) -> None:
    from alembic import command

    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


# Making, opening, upgrading


def test_init_makes_a_database_that_opens(empty_settings: Settings) -> None:
    init_database(empty_settings).dispose()
    with opened(empty_settings) as engine, reading(engine) as session:
        version = session.connection().scalar(text("SELECT version_num FROM alembic_version"))
    assert version == db.HEAD


def test_init_again_keeps_what_is_there(database_settings: Settings) -> None:
    with opened(database_settings) as engine:
        add_bureau(engine)
    init_database(database_settings).dispose()
    with opened(database_settings) as engine, reading(engine) as session:
        assert unit_name(session, "bureau") == "สำนักทดสอบ"


def test_a_database_that_was_never_made_is_an_error_and_stays_unmade(
    empty_settings: Settings,
) -> None:
    with pytest.raises(KamnotError, match="ยังไม่มีฐานข้อมูล") as caught:
        open_database(empty_settings)
    assert (caught.value.exit_code, caught.value.how) == (2, How(Verb.INIT))
    assert not (empty_settings.home / "kamnot.db").exists()


def test_a_database_file_that_goes_away_does_not_come_back_empty(tmp_path: Path) -> None:
    engine = init_database(Settings(home=tmp_path))
    (tmp_path / "kamnot.db").unlink()
    with pytest.raises(CouldNotFinishError), reading(engine) as session:
        unit_name(session, "bureau")
    assert not (tmp_path / "kamnot.db").exists()


_OLD_AUDIT = table(
    "audit",
    column("id", Integer()),
    column("at", UtcDateTime()),
    column("actor", String()),
    column("action", String()),
    column("subject", String()),
    column("details", JSON()),
)


def test_an_older_database_is_upgraded_with_its_rows_intact(empty_settings: Settings) -> None:
    empty_settings.home.mkdir()
    engine = db._engine(db._url(empty_settings), create=True)
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO unit VALUES ('bureau', 'สำนักทดสอบ', 'ส่วนราชการทดสอบ')")
        )
        line = {"id": 7, "at": NOW, "actor": "test", "action": "unit.set", "subject": "bureau"}
        connection.execute(_OLD_AUDIT.insert().values(**line, details={"name": "สำนักทดสอบ"}))
    measure = MeasureRow(
        unit="bureau",
        fiscal_year=2567,
        measure="1.signed",
        numerator=180,
        denominator=200,
        entered_on=NOW.date(),
        entered_at=NOW,
        entered_by="test",
    )
    old = MeasureRow.__table__.c  # type: ignore[attr-defined]  # SQLModel gives it, untyped
    kept = [c for c in old if c.name not in ("event_date", "evidence", "taken_back")]
    with engine.begin() as connection:
        values = {c.name: getattr(measure, c.name) for c in kept if c.name != "id"}
        connection.execute(
            table("measure", *(column(c.name, c.type) for c in kept)).insert().values(**values)
        )
    measure.id = 1
    engine.dispose()

    with upgraded(empty_settings) as engine, reading(engine) as session:
        assert session.exec(select(MeasureRow)).one() == measure
        assert unit_name(session, "bureau") == "สำนักทดสอบ"
        assert [(line.id, line.actor, line.details) for line in audit_lines(session)] == [
            (1, "test", {"name": "สำนักทดสอบ"})
        ]
        assert verify(session).fault is None
        assert session.exec(select(OutboxRow)).all() == []


def fill(connection: Connection, name: str, /, **values: Any) -> None:
    """A row as that version of the schema has it."""
    there = Table(name, MetaData(), autoload_with=connection)
    connection.execute(there.insert().values(**values))


def test_results_and_letters_of_0008_are_all_there_after_the_upgrade(
    empty_settings: Settings,
) -> None:
    empty_settings.home.mkdir()
    engine = db._engine(db._url(empty_settings), create=True)
    migrate(engine, "0008")
    day, unit, run = NOW.date(), {"unit": "bureau"}, {"run_id": 1}
    result = {"schema": "kamnot/check/1", "as_of": "2024-03-13", "title": "น้ำใจ", "points": None}
    raw = "Subject: กำหนด\r\n\r\n".encode() * 99 + bytes(range(256))
    with engine.begin() as connection:
        fill(connection, "unit", id="bureau", name="สำนักทดสอบ", department="-")
        fill(
            connection, "check_run", id=1, **unit, fiscal_year=2567, batch="march", as_of=day, plan_hash="hash",
            started_at=NOW, finished_at=NOW, complete=False, exit_state="missing", result=result,
        )  # fmt: skip
        for number in (1, 2):
            fill(
                connection, "outbox", id=number, dedup_key=f"{number}", **unit, kind="digest", slot="s", recipient="r",
                seq=0, content_fp="f", message_id="m", channel="mail", group_id="planning", subject="s",
                raw=raw if number == 1 else b"", state="pending", attempts=0, fence=0, not_before=NOW,
                created_at=NOW, **run,
            )  # fmt: skip
        fill(
            connection, "reminder_slot", id=1, **unit, slot="s", group_id="planning", audience="head", created_at=NOW,
            **run,
        )  # fmt: skip
        fill(connection, "skipped", id=1, slot="s", recipient="r", reason="-", at=NOW, **run)
    engine.dispose()

    with upgraded(empty_settings) as engine:
        with reading(engine) as session:
            run_row = session.exec(select(CheckRunRow)).one()
            letters = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
            rung = session.exec(select(ReminderRungRow)).one()
            skipped = session.exec(select(SkippedRow)).one()
        assert (run_row.id, run_row.result, run_row.same_as) == (1, result, None)
        assert [(letter.raw, letter.run_id) for letter in letters] == [(raw, 1), (b"", 1)]
        assert (rung.run_id, skipped.run_id) == (1, 1)
        with pytest.raises(IntegrityError), writing(engine) as session:
            session.execute(text("DELETE FROM check_run"))


def test_a_table_that_others_point_at_is_upgraded_with_its_rows(empty_settings: Settings) -> None:
    empty_settings.home.mkdir()
    engine = db._engine(db._url(empty_settings), create=True)
    migrate(engine, "0002")
    with engine.begin() as connection:
        fill(connection, "unit", id="bureau", name="-", department="-")
        fill(
            connection, "evidence_item", id=1, unit="bureau", fiscal_year=2567, requirement="7.report",
            file_name="รายงาน.pdf",
        )  # fmt: skip
        fill(
            connection, "evidence_version", item=1, version=1, sha256="0", size=1, file_name="รายงาน.pdf", format="pdf",
            received_on=NOW.date(), added_at=NOW, added_by="test", note="", pages=1, images=0, sections=[],
            plan_hash="",
        )  # fmt: skip
    engine.dispose()

    with upgraded(empty_settings) as engine, reading(engine) as session:
        assert session.exec(select(EvidenceItemRow)).one().file_name == "รายงาน.pdf"
        assert session.exec(select(EvidenceVersionRow)).one().item == 1


def test_an_upgrade_that_would_leave_a_row_pointing_at_nothing_changes_nothing(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path)
    engine = db._engine(db._url(settings), create=True)
    migrate(engine, "0008")
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "kamnot.db")) as connection:
        connection.execute("INSERT INTO working_group (unit, id, name) VALUES ('none', 'x', 'x')")
        connection.commit()

    with pytest.raises(CouldNotFinishError, match="เสียหาย"), upgraded(settings):
        pass
    with closing(sqlite3.connect(tmp_path / "kamnot.db")) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version == ("0008",)


def test_the_programs_schema_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == db.HEAD


def test_each_migration_has_a_line_in_the_manual_s_table_and_the_newest_is_the_last() -> None:
    from alembic.script import ScriptDirectory

    manual = (ROOT / "docs" / "versions.md").read_text("utf-8")
    lines = re.findall(r"^\| (\d{4}) \| .*\S.* \|$", manual, re.MULTILINE)
    revisions = ScriptDirectory.from_config(alembic_config()).walk_revisions()

    assert lines == [step.revision for step in revisions][::-1]


def test_nobody_can_write_between_the_backup_and_the_migrations(empty_settings: Settings) -> None:
    empty_settings.home.mkdir()
    engine = db._engine(db._url(empty_settings), create=True)
    migrate(engine, "0017")
    on_sqlite = engine.dialect.name == "sqlite"
    impatient = "PRAGMA busy_timeout = 50" if on_sqlite else "SET lock_timeout = '50ms'"
    refused: list[OperationalError] = []

    def write() -> None:
        with engine.connect() as other:
            other.connection.cursor().execute(impatient)
            with pytest.raises(OperationalError) as caught:
                other.execute(text("INSERT INTO unit VALUES ('late', '-', '-')"))
            refused.append(caught.value)

    upgrade_database(empty_settings, first=write, last=nothing_more)
    engine.dispose()

    assert len(refused) == 1


def test_a_database_from_a_newer_version_is_refused_naming_both(
    database_settings: Settings,
) -> None:
    with opened(database_settings) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    for opens in (open_database, init_database):
        with pytest.raises(KamnotError, match=rf"0999.*{db.HEAD}") as caught:
            opens(database_settings)
        assert caught.value.exit_code == 2


def test_a_database_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    init_database(Settings(home=tmp_path)).dispose()
    program = (
        "import sys; from storage.settings import Settings; from storage.db.database import open_database;"
        "open_database(Settings()); print(sorted({'alembic', 'psycopg', 'prefect'} & set(sys.modules)))"
    )
    assert run_python(program, tmp_path) == "[]\n"


def test_many_processes_may_make_the_same_database_at_once(empty_settings: Settings) -> None:
    program = (
        "from storage.settings import Settings; from storage.db.database import init_database;"
        "init_database(Settings())"
    )
    processes = [start_python(program, empty_settings) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    open_database(empty_settings).dispose()


# Trouble


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://host/name",
        "postgresql://",
        "sqlite://",
        "sqlite:///:memory:",
        "oracel://x/y",
    ],
)
def test_a_database_url_that_cannot_be_used_is_one_sentence(url: str, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_DATABASE_URL"):
        open_database(Settings(home=tmp_path, database_url=url))


def test_a_server_that_cannot_be_reached_is_one_sentence_without_the_password(
    tmp_path: Path,
) -> None:
    url = "postgresql://kamnot:s3cret@127.0.0.1:9/kamnot"
    with pytest.raises(CouldNotFinishError, match="KAMNOT_DATABASE_URL") as caught:
        open_database(Settings(home=tmp_path, database_url=url))
    assert caught.value.exit_code == 3
    assert "s3cret" not in caught.value.thai + caught.value.english


def test_a_file_that_is_no_database_is_one_sentence_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kamnot.db"
    path.write_bytes(b"minutes of the meeting\n" * 100)
    for opens in (open_database, init_database):
        with pytest.raises(CouldNotFinishError, match="ไม่ใช่ฐานข้อมูล"):
            opens(Settings(home=tmp_path))
    assert path.read_bytes() == b"minutes of the meeting\n" * 100


def _make(home: Path) -> str:
    return _said(lambda: init_database(Settings(home=home)))


def _write(home: Path) -> str:
    return _said(lambda: add_bureau(open_database(Settings(home=home))))


def _said(work: Callable[[], object]) -> str:
    try:
        work()
    except CouldNotFinishError as error:
        return error.english
    return "done"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_data_folder_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    assert "may be written" in as_nobody(tmp_path, lambda: _make(home))
    assert "Cannot make the data folder" in as_nobody(tmp_path, lambda: _make(home / "deeper"))
    assert list(home.iterdir()) == []


def test_only_a_write_that_a_power_cut_may_undo_spares_the_flush(database: Engine) -> None:
    on_sqlite = database.dialect.name == "sqlite"
    asks = "PRAGMA synchronous" if on_sqlite else "SHOW synchronous_commit"
    found = []
    for durable in (True, False, True):
        with writing(database, durable=durable) as session:
            found.append(session.connection().exec_driver_sql(asks).scalar_one())

    assert found == ([2, 1, 2] if on_sqlite else ["on", "off", "on"])


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be taken away there")
def test_a_file_that_was_restored_while_it_was_open_is_the_one_that_is_used(tmp_path: Path) -> None:
    engine, other = (init_database(Settings(home=tmp_path / name)) for name in ("used", "backup"))
    write_line(engine, "lost")
    write_line(other, "kept")
    other.dispose()
    for journal in (tmp_path / "used").glob("kamnot.db-*"):
        journal.unlink()
    (tmp_path / "backup/kamnot.db").replace(tmp_path / "used/kamnot.db")

    write_line(engine, "new")

    assert actions(engine) == ["new", "kept"]


def test_the_journal_stays_between_transactions_and_is_gone_with_the_engine(tmp_path: Path) -> None:
    engine = init_database(Settings(home=tmp_path))
    journal = tmp_path / "kamnot.db-wal"
    write_line(engine)
    size = journal.stat().st_size
    write_line(engine)
    assert journal.stat().st_size > size > 0

    del engine
    gc.collect()

    assert not journal.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_database_that_became_read_only_is_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    init_database(Settings(home=home)).dispose()
    (home / "kamnot.db").chmod(0o444)
    home.chmod(0o555)
    assert "permissions" in as_nobody(tmp_path, lambda: _write(home))


def test_a_full_disk_is_one_sentence_and_keeps_what_was_there(tmp_path: Path) -> None:
    engine = init_database(Settings(home=tmp_path))
    add_bureau(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def hold(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()
    event.listen(engine, "connect", hold)
    with pytest.raises(CouldNotFinishError, match="ดิสก์เต็ม"):
        write_line(engine, text="ก" * 10_000_000)
    assert actions(engine) == ["unit.set"]


def test_a_writer_that_waits_too_long_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_BUSY_MILLISECONDS", 50)
    engine = init_database(Settings(home=tmp_path))
    with writing(engine) as first:
        add_line(first, "first")
        with pytest.raises(BusyError, match="ถูกใช้งานอยู่"):
            write_line(engine, "second")
    assert actions(engine) == ["first"]


# Transactions


def _fail_half_way(engine: Engine) -> None:
    with writing(engine) as session:
        add_line(session)
        raise ZeroDivisionError


def test_a_failure_inside_keeps_nothing(database: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_half_way(database)
    assert actions(database) == []


def _write_while_reading(engine: Engine) -> None:
    with reading(engine) as session:
        session.add(PersonRow(token="x", name="x"))
        session.flush()


def test_a_reader_cannot_write(database: Engine) -> None:
    with pytest.raises(CouldNotFinishError, match="อ่านได้อย่างเดียว"):
        _write_while_reading(database)
    assert actions(database) == []


def test_a_writer_may_follow_a_reader(database: Engine) -> None:
    assert actions(database) == []
    write_line(database)
    assert actions(database) == ["x"]


def test_a_reader_sees_one_moment_while_others_write(database: Engine) -> None:
    with reading(database) as session:
        assert audit_lines(session) == ()
        write_line(database)
        assert audit_lines(session) == ()


def test_json_keeps_thai_and_the_order_of_keys(database: Engine) -> None:
    details = {"ข": 1, "ก": ["น้ำใจ", None, True], "a": {"z": 1, "b": 2}}
    with writing(database) as session:
        record(session, "test", "x", "x", details, NOW)
    with reading(database) as session:
        kept = audit_lines(session)[0].details
        raw = session.connection().scalar(text("SELECT CAST(details AS TEXT) FROM audit"))
    assert repr(kept) == repr(details)
    assert raw is not None
    assert "น้ำใจ" in raw


def test_half_a_surrogate_pair_from_a_broken_pdf_is_kept_as_a_question_mark(
    database: Engine,
) -> None:
    write_line(database, text="ก\ud800ข")
    with reading(database) as session:
        assert audit_lines(session)[0].details == {"text": "ก?ข"}


def test_two_processes_writing_at_once_lose_nothing(database_settings: Settings) -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from storage.db.audit import record, audit_lines;"
        "from storage.settings import Settings; from storage.db.database import open_database, writing\n"
        "engine = open_database(Settings())\n"
        "for number in range(200):\n"
        "    with writing(engine) as session:\n"
        "        audit_lines(session, 1)\n"  # read, then write: what a deferred transaction cannot do
        "        record(session, sys.argv[1], 'x', str(number), {}, datetime.now(UTC))\n"
    )
    processes = [start_python(program, database_settings, name) for name in ("one", "two")]
    assert [process.wait(120) for process in processes] == [0, 0]
    with opened(database_settings) as engine, reading(engine) as session:
        rows = audit_lines(session, 1000)
        assert verify(session).fault is None
    assert {(row.actor, row.subject) for row in rows} == {
        (name, str(number)) for name in ("one", "two") for number in range(200)
    }


def test_threads_may_share_the_engine(database: Engine) -> None:
    def write(name: str) -> None:
        for number in range(20):
            with writing(database) as session:
                record(session, name, "x", str(number), {}, NOW)

    threads = [threading.Thread(target=write, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(database) as session:
        assert len(audit_lines(session)) == 80


def environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "KAMNOT_HOME": str(settings.home),
        "KAMNOT_DATABASE_URL": settings.database,
    }


def start_python(program: str, settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, env=environment(settings)
    )


def run_python(program: str, home: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(Settings(home=home)),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
