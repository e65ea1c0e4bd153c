"""An older database: backed up and upgraded whole, by one process, or left as it was. And the way back."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from domain.language.errors import (
    CouldNotFinishError,
    KamnotError,
    OutdatedError,
    OvertakenError,
    SurroundingsError,
)
from domain.language.how import How, Verb
from flows.check.check import CheckRequest
from flows.check.daily import remind_unit
from flows.deployments.one_schedule import alone
from flows.house.upgrade import upgrade
from flows.run.workspace import Workspace, in_bangkok
from flows.safety.restore import restore
from storage.db.audit import audit_lines, verify
from storage.db.copies import read_snapshot, take_snapshot
from storage.db.database import HEAD, open_as_it_is, open_database, reading
from storage.packs.bundles import MARK, snapshots
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.servers.old_databases import LAST_MOMENT, VERSIONS, left_by
from tests.support.servers.smtp import relay

UPGRADE = (
    "from storage.settings import Settings; from flows.house.upgrade import upgrade;"
    "print(upgrade(Settings(), by='officer').backup)"
)


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """The schema of a program before this one."""
    return str(request.param)


def run(settings: Settings, statement: str) -> None:
    engine, _ = open_as_it_is(settings)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def start(settings: Settings) -> subprocess.Popen[str]:
    """A process of its own that upgrades."""
    url = settings.database_url
    environment = {**os.environ, "KAMNOT_HOME": str(settings.home)} | (
        {"KAMNOT_DATABASE_URL": url.get_secret_value()} if url else {}
    )
    return subprocess.Popen(
        [sys.executable, "-P", "-c", UPGRADE], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def upgrades(settings: Settings) -> list[dict[str, object] | None]:
    """The details of the audit's lines about upgrades."""
    engine = open_database(settings)
    with reading(engine) as session:
        assert verify(session).fault is None
        found = [x.details for x in audit_lines(session) if x.action == "database.upgrade"]
    engine.dispose()
    return found


def rows(settings: Settings, folder: Path) -> dict[str, int]:
    file = folder / "now.sqlite"
    file.unlink(missing_ok=True)
    return dict(take_snapshot(settings, file).rows)


def test_a_year_of_data_is_all_there_and_the_audit_says_what_was_done(
    version: str, empty_settings: Settings, tmp_path: Path
) -> None:
    before = read_snapshot(left_by(version, empty_settings)).rows

    done = upgrade(empty_settings, by="officer")

    assert done.backup is not None
    assert (done.found, done.made, done.backup.is_dir()) == (version, HEAD, True)
    now = rows(empty_settings, tmp_path)
    grown = {"audit": 1, "person": 1}
    assert {name: now[name] for name in before} == {
        name: count + grown.get(name, 0) for name, count in before.items()
    }
    assert upgrades(empty_settings) == [{"from": version, "to": HEAD, "backup": done.backup.name}]


def test_the_backup_of_an_upgrade_gives_the_earlier_program_its_database_back(
    empty_settings: Settings, tmp_path: Path
) -> None:
    before = read_snapshot(left_by("0017", empty_settings))
    upgrade(empty_settings, by="officer")
    back = Settings(
        home=empty_settings.home, database_url=SecretStr(f"sqlite:///{tmp_path}/back.db")
    )

    restore(back, empty_settings.home / "backups", by="officer", upgrade=False)

    found = take_snapshot(back, tmp_path / "found.sqlite")
    assert (found.version, found.named) == ("0017", before.named)
    held = {"audit": 1, "person": 1, "setting": 1}
    assert found.rows == {name: count + held.get(name, 0) for name, count in before.rows.items()}


def test_a_backup_of_the_database_alone_is_not_restored_where_its_evidence_is_missing(
    empty_settings: Settings, tmp_path: Path
) -> None:
    left_by("0017", empty_settings)
    upgrade(empty_settings, by="officer")
    (tmp_path / "elsewhere" / "evidence" / "ab").mkdir(parents=True)
    (tmp_path / "elsewhere" / "evidence" / "ab" / ("c" * 62)).touch()

    with pytest.raises(KamnotError, match=r"มีแต่ฐานข้อมูล.*55"):
        restore(Settings(home=tmp_path / "elsewhere"), empty_settings.home / "backups", by="x")

    assert not (tmp_path / "elsewhere" / "kamnot.db").exists()


def test_evidence_that_cannot_be_reached_stops_no_upgrade(empty_settings: Settings) -> None:
    left_by("0017", empty_settings)
    (empty_settings.home / "evidence").rename(empty_settings.home / "unplugged")

    assert upgrade(empty_settings, by="officer").made == HEAD


class Then(Workspace):
    """A workspace on the last day of the year."""

    def now(self) -> datetime:
        return LAST_MOMENT


def test_an_upgrade_sends_nothing_again_and_what_waited_once(
    version: str, empty_settings: Settings
) -> None:
    left_by(version, empty_settings)
    last = "(SELECT max(id) FROM outbox WHERE state = 'sent')"
    run(empty_settings, f"UPDATE outbox SET state = 'pending', expires_at = NULL WHERE id = {last}")
    upgrade(empty_settings, by="officer")
    with relay() as post:
        settings = empty_settings.model_copy(update={"notify_urls": SecretStr(post.url())})
        for _ in range(2):
            ws = Then(settings)
            remind_unit(ws, CheckRequest(UNIT, ws.batches(None), in_bangkok(LAST_MOMENT).date()))
            ws.engine.dispose()

        assert [recipient for recipient, _ in post.accepted] == ["procurement@bureau.example"]


NUMBERED = "UPDATE alembic_version SET version_num = '{}'"
"""What a program in the making may have left: nothing would make the tables of the number that is passed over."""


@pytest.mark.parametrize(
    ("harm", "version", "undone"),
    [
        ("ALTER TABLE review ADD COLUMN signed_by VARCHAR", "0012", NUMBERED.format("0012")),
        (NUMBERED.format("0013"), "0013", NUMBERED.format("0012")),
    ],
    ids=["a column that 0014 would add", "tables that nothing makes"],
)
def test_a_migration_that_fails_leaves_the_database_to_the_earlier_program(
    empty_settings: Settings, tmp_path: Path, harm: str, version: str, undone: str
) -> None:
    left_by("0012", empty_settings)
    before = rows(empty_settings, tmp_path)
    run(empty_settings, harm)

    with pytest.raises(CouldNotFinishError, match=version) as caught:
        upgrade(empty_settings, by="officer")

    assert caught.value.exit_code == 3
    run(empty_settings, undone)
    engine, found = open_as_it_is(empty_settings)
    engine.dispose()
    assert (found, rows(empty_settings, tmp_path)) == ("0012", before)
    assert not list(empty_settings.home.glob("backups/2*"))


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of file sizes is POSIX's")
def test_without_room_for_the_backup_nothing_is_upgraded(empty_settings: Settings) -> None:
    left_by("0012", empty_settings)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
    try:
        with pytest.raises(SurroundingsError):
            upgrade(empty_settings, by="officer")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)

    engine, found = open_as_it_is(empty_settings)
    engine.dispose()
    assert found == "0012"


def test_of_three_processes_one_upgrades_and_the_others_wait_for_it(
    empty_settings: Settings,
) -> None:
    left_by("0012", empty_settings)

    said = [p.communicate(timeout=120)[0] for p in [start(empty_settings) for _ in range(3)]]

    assert sum(text != "None\n" for text in said) == 1
    assert "" not in said
    assert len(upgrades(empty_settings)) == len(snapshots(empty_settings.home / "backups")) == 1


@pytest.mark.parametrize("after", ["a backup begun", "a backup made"])
def test_a_killed_upgrade_loses_nothing_and_the_next_one_works(
    empty_settings: Settings, tmp_path: Path, after: str
) -> None:
    left_by("0012", empty_settings)
    before = rows(empty_settings, tmp_path)
    backups = empty_settings.home / "backups"
    process = start(empty_settings)
    wanted = ".kamnot-backup-*" if after == "a backup begun" else "2*"
    give_up = time.monotonic() + 60
    while not list(backups.glob(wanted)) and time.monotonic() < give_up:
        pass
    process.kill()
    process.communicate()

    upgrade(empty_settings, by="officer")

    now = rows(empty_settings, tmp_path)
    assert {name: now[name] for name in before if name not in ("audit", "person")} == {
        name: count for name, count in before.items() if name not in ("audit", "person")
    }
    assert len(upgrades(empty_settings)) == 1
    assert not list(backups.glob(".kamnot-backup-*"))


def test_the_schedule_of_the_earlier_program_is_stopped_first(settings: Settings) -> None:
    left_by("0017", settings)

    with alone(settings), pytest.raises(OvertakenError, match="ตารางงาน"):
        upgrade(settings, by="officer")

    assert not (settings.home / "backups").exists()
    assert upgrade(settings, by="officer").found == "0017"


def test_only_so_many_backups_of_upgrades_stay(settings: Settings) -> None:
    left_by("0017", settings)
    backups = settings.home / "backups"
    for n in range(9):
        (backups / f"2026-01-0{n + 1}T000000Z").mkdir(parents=True)
    (backups / MARK).touch()

    made = upgrade(settings, by="officer").backup

    assert len(snapshots(backups)) == 5
    assert made in snapshots(backups)


def test_what_somebody_put_in_the_place_of_the_backups_is_left_there(settings: Settings) -> None:
    left_by("0017", settings)
    (settings.home / "backups").mkdir()
    (settings.home / "backups" / "ของฉัน.txt").touch()

    with pytest.raises(KamnotError, match="โปรดย้าย"):
        upgrade(settings, by="officer")

    assert [x.name for x in (settings.home / "backups").iterdir()] == ["ของฉัน.txt"]


def test_a_database_of_this_program_is_left_alone(database_settings: Settings) -> None:
    done = upgrade(database_settings, by="officer")

    assert (done.found, done.backup, upgrades(database_settings)) == (HEAD, None, [])
    assert not (database_settings.home / "backups").exists()


def test_whoever_meets_an_older_database_is_told_and_changes_nothing(
    empty_settings: Settings,
) -> None:
    left_by("0017", empty_settings)

    with pytest.raises(OutdatedError, match="0017") as caught:
        Workspace(empty_settings)

    assert (caught.value.exit_code, caught.value.how) == (3, How(Verb.UPGRADE))
    assert caught.value.alone is (empty_settings.database_url is None)
    engine, found = open_as_it_is(empty_settings)
    engine.dispose()
    assert found == "0017"
