"""Faults of backups, restores, files and the trail; case 25."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.faults.office import DAY, Office, Seen, demand, ended
from tests.support.evidence import jpeg
from tests.support.servers.smtp import relay

Make = Callable[[], Office]
BACKUPS = 15


def _flip(file: Path) -> None:
    """Turn one bit of the file's middle, as a failing disk does."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)


def _evidence(office: Office) -> list[Path]:
    return sorted(
        p for p in (office.home / "evidence").rglob("*") if p.is_file() and len(p.name) > 60
    )


def backups(make: Make) -> Seen:
    """Fifteen backups while files come in; each proves its bytes; the newest is restored, and holds its letters."""
    office = make()
    target = office.home.with_suffix(".backups")
    target.mkdir()
    takings = []
    for number in range(BACKUPS):
        picture = office.home.with_suffix(f".{number}.jpg")
        picture.write_bytes(jpeg((640 + number, 480)))
        takings.append(office.start("evidence", "add", "1/photos", str(picture)))
        into = target / f"{number}"
        told = office.run("backup", str(into))
        demand(told.code == 0, told.text)
    demand(all(ended(one, 0).code == 0 for one in takings), "a file was held up")
    for number in range(BACKUPS):
        told = office.run("backup", "verify", str(target / f"{number}"))
        demand(told.code == 0, told.text)
    last = target / "last"
    demand(office.run("backup", str(last)).code == 0, "the last backup")
    with relay() as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        office.remind(**url)
        before = len(server.accepted)
        again = Office(office.home.with_suffix(".again"))
        demand(again.run("restore", str(last)).code == 0, "restore")
        whole = f"{BACKUPS} file(s) in the store: 0 missing, 0 damaged"
        demand(whole in again.run("evidence", "fsck").text, "not every file is there and whole")
        demand(again.run("audit", "verify").code == 0, "the trail does not hold")
        again.remind(**url)
        demand(len(server.accepted) == before, "a restored home mailed everybody again")
        said = again.run("outbox", "held")
    return Seen(said.sentence, 0, 0, before)


def flipped(make: Make) -> Seen:
    """A bit of a file, and of a backup's file, turns."""
    office = make()
    picture = office.home.with_suffix(".jpg")
    picture.write_bytes(jpeg((640, 480)))
    office.run("evidence", "add", "1/photos", str(picture))
    target = office.home.with_suffix(".backups")
    demand(office.run("backup", str(target)).code == 0, "backup")
    [file] = _evidence(office)
    for kept in (
        p for p in target.rglob("*") if p.is_file() and p.stat().st_size == file.stat().st_size
    ):
        _flip(kept)
    told = office.run("backup", "verify", str(target))
    demand(told.code != 0, "a changed backup was called whole")
    other = Office(office.home.with_suffix(".other"))
    refused = other.run("restore", str(target))
    demand(refused.code != 0 and not other.database.exists(), "a damaged backup was restored")
    _flip(file)
    said = office.run("evidence", "fsck")
    demand(said.code != 0 and "1 damaged" in said.text, said.text)
    demand(office.run("doctor").code != 0, "the doctor says nothing")
    return Seen(f"{told.sentence} / {said.sentence}")


def _rewritten(office: Office, *statements: str) -> None:
    """Change the database behind its triggers, as somebody who may write the file can."""
    with closing(sqlite3.connect(office.database)) as db, db:
        names = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in names:
            db.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            db.execute(statement)
        for _, sql in names:
            db.execute(sql)


def forged(make: Make) -> Seen:
    """Lines of the trail are changed, taken out of its midst, cut from its end, and given another account."""
    said = ""
    wrongs = {
        "changed": "UPDATE audit SET actor = 'somebody' WHERE id = 2",
        "another moment": "UPDATE audit SET at = '2024-01-01 00:00:00.000000' WHERE id = 2",
        "taken out": "DELETE FROM audit WHERE id = 2",
        "cut": "DELETE FROM audit WHERE id > (SELECT max(id) - 1 FROM audit)",
        "all gone": "DELETE FROM audit",
    }
    for what, statement in wrongs.items():
        office = make()
        head = json.loads(office.run("audit", "verify", "--json").text)["head"]
        _rewritten(office, statement)
        told = office.run("audit", "verify")
        if (
            told.code == 0
        ):  # the end alone is known by a head that was noted: in the home or from a letter
            told = office.run("audit", "verify", "--anchor", head)
        demand(told.code != 0, f"{what}: {told.text}")
        said = said or told.sentence
    return Seen(said)


def yesterdays(make: Make) -> Seen:
    """Yesterday's database file is put back by hand, beside today's letters; then the right way, by a backup."""
    office = make()
    yesterday = office.home.with_suffix(".yesterday")
    target = office.home.with_suffix(".backup")
    demand(office.run("backup", str(target)).code == 0, "backup")
    shutil.copy(office.database, yesterday)
    with relay() as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        office.remind(**url)
        office.run("contacts", "set", "planning", "another@bureau.example")
        before = len(server.accepted)
        for left in office.home.glob("kamnot.db*"):
            left.unlink()
        shutil.copy(yesterday, office.database)
        said = office.remind(**url)
        demand(said.code == 2, f"yesterday's database was taken: {said.text}")
        demand(office.run("check", "march", "--as-of", DAY, "--notify", **url).code == 2, "check")
        demand(len(server.accepted) == before, "yesterday's database mailed everybody again")
        for left in office.home.glob("kamnot.db*"):
            left.unlink()
        demand(office.run("restore", str(target)).code == 0, "restore")
        office.remind(**url)
        demand(len(server.accepted) == before, "a restored home mailed everybody again")
        demand(office.run("outbox", "held").code == 0, "held")
    return Seen(said.sentence, 0, 0, before)
