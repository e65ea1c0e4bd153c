"""`kamnot upgrade`, and what other commands say and do with an older database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.deployments.schedule import _opened
from storage.db.database import HEAD
from storage.settings import Settings
from tests.support.commands import Run, actions
from tests.support.servers.old_databases import left_by
from tests.support.servers.postgres import Server


@pytest.fixture
def old(run: Run) -> Run:
    """The commands on the file that an earlier program left."""
    left_by("0017", Settings())
    return run


@pytest.fixture
def old_server(run: Run, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The commands on a server's database that an earlier program left."""
    name = postgres.create()
    monkeypatch.setenv("KAMNOT_DATABASE_URL", postgres.url(name))
    left_by("0012", Settings())
    yield run
    postgres.drop(name)


def test_a_command_upgrades_the_file_that_it_meets_says_so_and_does_its_work(old: Run) -> None:
    code, out, err = old("contacts", "list", "--json")
    again = old("contacts", "list", "--json")

    assert (code, len(json.loads(out)["contacts"])) == (0, 9)
    assert f"จาก 0017 เป็น {HEAD}" in err
    assert str(Path(os.environ["KAMNOT_HOME"], "backups")) in err
    assert again[:2] == (0, out)
    assert actions()[0] == "database.upgrade"


def test_the_upgrade_says_what_it_did_once(old: Run) -> None:
    said = json.loads(old("upgrade", "--json")[1])

    assert (said["from"], said["to"], Path(said["backup"]).is_dir()) == ("0017", HEAD, True)
    assert "ไม่มีอะไรต้องปรับ" in old("upgrade")[1]
    assert "nothing to do" in old("upgrade", "--lang", "en")[1]


def test_the_backup_of_an_upgrade_is_restored_in_its_home(old: Run) -> None:
    old("upgrade")
    old("audit", "verify")
    home = Path(os.environ["KAMNOT_HOME"])
    (home / "kamnot.db").rename(home / "kamnot.db.newer")

    code, out, _ = old("restore", str(home / "backups"), "--as-it-was")

    assert (code, "โปรแกรมรุ่นก่อนไม่พัก" in out, "เฉพาะฐานข้อมูล" in out) == (0, True, True)
    assert "ถึงบรรทัดที่ ๒๐๔" in out
    assert json.loads(old("upgrade", "--json")[1])["from"] == "0017"


def test_a_doctor_only_says_that_a_database_is_old(old: Run) -> None:
    code, out, _ = old("doctor")

    assert (code, "เก่ากว่าโปรแกรมนี้" in out, "kamnot upgrade" in out) == (2, True, True)
    assert json.loads(old("upgrade", "--json")[1])["from"] == "0017"


@pytest.mark.parametrize(
    "words", [("remind",), ("check", "march"), ("outbox", "list"), ("init",), ("plan", "show")]
)
def test_on_a_server_only_upgrade_migrates_and_the_others_wait(
    old_server: Run, words: tuple[str, ...]
) -> None:
    code, out, err = old_server(*words)

    assert (code, out) == (3, "")
    assert "→ kamnot upgrade" in err
    assert json.loads(old_server("upgrade", "--json")[1])["from"] == "0012"


def test_a_schedule_on_a_server_waits_until_somebody_has_upgraded(
    old_server: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def upgrade_meanwhile(_seconds: float) -> None:
        if len(waits) == 2:
            assert old_server("upgrade")[0] == 0
        waits.append(len(said))

    waits: list[int] = []
    monkeypatch.setattr("time.sleep", upgrade_meanwhile)
    _opened(Settings(), lambda thai, _: said.append(thai)).engine.dispose()

    assert waits == [1, 1, 1]
    assert "งานรอ" in said[0]
