"""A database that is older than its home, or new beside an older one's things, is noticed; every other home opens."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from domain.language.errors import OvertakenError
from storage.db.anchors import (
    anchor_file,
    heads_in,
    note_of,
    refuse_lost,
    refuse_older,
    sent_set_aside,
    set_aside,
)
from storage.db.audit import head_of
from storage.db.database import init_database, open_database, reading, writing
from storage.evidence_store.choose import open_store
from storage.records.people import set_unit
from storage.settings import Settings
from tests.support.cast import UNIT

LONG_AGO = time.time() - 86_400


@contextmanager
def database(settings: Settings) -> Iterator[Engine]:
    engine = open_database(settings)
    try:
        yield engine
    finally:
        engine.dispose()


def work(settings: Settings, name: str = "สำนัก") -> None:
    """Change something, which adds a line to the audit."""
    with database(settings) as engine, writing(engine) as session:
        set_unit(session, UNIT, name=name, department="กรม", by="test", now=datetime.now(UTC))


def note(settings: Settings) -> None:
    with database(settings) as engine, reading(engine) as session:
        head = head_of(session)
    with anchor_file(settings).open("a") as file:
        file.write(f"2027-01-31T03:00:00+00:00 {head.line}:{head.hash}\n")


def put_evidence(settings: Settings, *, ago: float = LONG_AGO) -> None:
    source = settings.home / "ภาพ.jpg"
    source.write_bytes(b"evidence")
    with source.open("rb") as stream:
        open_store(settings).put(stream)
    source.unlink()
    for file in (settings.home / "evidence").glob("??/*"):
        os.utime(file, (ago, ago))


def put_letter(settings: Settings, *, ago: float = LONG_AGO) -> None:
    settings.mailbox.mkdir(exist_ok=True)
    letter = settings.mailbox / "2027-01-31-0a.eml"
    letter.write_text("To: planning@bureau.example")
    os.utime(letter, (ago, ago))


def opened(settings: Settings) -> None:
    with database(settings) as engine:
        refuse_older(settings, engine)


def test_the_noted_head_of_a_database_that_goes_on_is_no_reason_to_stop(
    database_settings: Settings,
) -> None:
    work(database_settings)
    note(database_settings)
    opened(database_settings)

    work(database_settings, "ใหม่")

    opened(database_settings)


def test_yesterdays_database_is_noticed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    init_database(settings).dispose()
    work(settings)
    shutil.copyfile(tmp_path / "kamnot.db", tmp_path / "yesterday")
    work(settings, "ใหม่")
    note(settings)
    for file in tmp_path.glob("kamnot.db*"):
        file.unlink()
    shutil.copyfile(tmp_path / "yesterday", tmp_path / "kamnot.db")

    with pytest.raises(OvertakenError, match="เก่ากว่า"):
        opened(settings)
    work(settings, "อีกทาง")
    with pytest.raises(OvertakenError, match="เก่ากว่า"):
        opened(settings)  # the line is there again, as another one


@pytest.mark.parametrize("put", [put_evidence, put_letter])
def test_a_new_database_beside_what_is_older_is_noticed(
    database_settings: Settings, put: Callable[[Settings], None]
) -> None:
    work(database_settings)
    opened(database_settings)

    put(database_settings)

    with pytest.raises(OvertakenError, match="หายไป"):
        opened(database_settings)


@pytest.mark.parametrize("put", [put_evidence, put_letter])
def test_what_a_killed_command_left_beside_a_young_database_stops_nobody(
    database_settings: Settings, put: Callable[..., None]
) -> None:
    work(database_settings)

    put(database_settings, ago=time.time() + 1)

    opened(database_settings)


def _noted(settings: Settings) -> None:
    anchor_file(settings).write_text(f"2027-01-31 7:{'0a' * 32}\n")


@pytest.mark.parametrize("put", [put_evidence, put_letter, _noted])
def test_a_home_without_its_database_is_no_place_for_a_new_one(
    tmp_path: Path, put: Callable[[Settings], None]
) -> None:
    settings = Settings(home=tmp_path)
    refuse_lost(settings)

    put(settings)

    with pytest.raises(OvertakenError, match="กู้คืน"):
        refuse_lost(settings)


@pytest.mark.parametrize("litter", ["", "no heads here\n", "\x00\xff" * 3000, "12:abc\n"])
def test_a_file_without_heads_and_litter_of_the_system_stop_nobody(
    database_settings: Settings, litter: str
) -> None:
    work(database_settings)
    home = database_settings.home
    anchor_file(database_settings).write_text(litter)
    for name in (".DS_Store", "lost+found/x", "incoming/a.part", "../mailbox/notes.txt"):
        file = home / "evidence" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
        os.utime(file, (LONG_AGO, LONG_AGO))

    opened(database_settings)


def test_heads_that_were_set_aside_are_read_by_people_alone() -> None:
    line = f"2027-01-31 7:{'0a' * 32}"

    assert heads_in(line)
    assert heads_in(set_aside(line)) == []
    assert set_aside(line).replace("#", ":") == line


def test_a_database_from_before_the_last_letters_is_noticed(database_settings: Settings) -> None:
    work(database_settings)
    note(database_settings)
    noted = anchor_file(database_settings).read_text().strip()
    with database(database_settings) as engine, reading(engine) as session:
        assert note_of(session, head_of(session)) == noted.split()[1] + " sent:0"
    opened(database_settings)

    anchor_file(database_settings).write_text(f"{noted} sent:3\n")

    with pytest.raises(OvertakenError, match="จดหมายที่ส่งไปแล้ว"):
        opened(database_settings)
    anchor_file(database_settings).write_text(sent_set_aside(f"{noted} sent:3\n"))
    opened(database_settings)
