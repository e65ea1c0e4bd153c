"""Faults of the disk and the database: locked, full, gone, read-only, damaged, restored; cases 18 to 20 and 25."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.faults.office import DAY, Office, Seen, demand, ended, until
from tests.support.evidence import jpeg
from tests.support.processes.accounts import Account, programs_for_all
from tests.support.processes.busy_database import spoil
from tests.support.servers.smtp import relay

if TYPE_CHECKING:
    from grp import struct_group

Make = Callable[[], Office]
COMFORT = "Nothing already kept is lost"


class NoDiskError(Exception):
    """Why there is no small disk here."""


def _under_way(office: Office, server: object, url: str) -> subprocess.Popen[str]:
    """A sender whose first letter the relay has taken, and not answered yet."""
    sender = office.start("remind", "--as-of", DAY, KAMNOT_NOTIFY_URLS=url)
    until(lambda: server.accepted, "the relay takes a letter")  # type: ignore[attr-defined]  # a Relay
    return sender


def locked(make: Make, seconds: int) -> Seen:
    """The database is locked for {seconds} s in the midst of sending, and of taking a file in."""
    office = make()
    picture = office.home.with_suffix(".jpg")
    picture.write_bytes(jpeg((640, 480)))
    with relay(longest_wait=1.0) as server:
        began = time.monotonic()
        sender = _under_way(office, server, server.url())
        with closing(sqlite3.connect(office.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            taking = office.start("evidence", "add", "1/photos", str(picture))
            time.sleep(seconds)
            other.execute("ROLLBACK")
        demand(ended(sender, began).code == 0, "the sender did not end well")
        took = ended(taking, began)
        demand(took.code == 0 or "busy" in took.text, took.text)
        demand(office.states() == ["sent"] * 3, str(office.states()))
        again = office.run("evidence", "add", "1/photos", str(picture))
        demand(again.code == 0, again.text)
        return office.seen(server, took.sentence)


@contextmanager
def _small_disk(office: Office, megabytes: int) -> Iterator[Office]:
    """The office on a disk of its own; NoDiskError if none can be mounted."""
    place = office.home.with_suffix(".disk")
    place.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(size, check=False, capture_output=True).returncode:
        raise NoDiskError("only root can mount a small disk")
    try:
        shutil.copytree(office.home, place / "home")
        yield Office(place / "home")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _fill(folder: Path) -> Path:
    """Fill the disk to its last byte."""
    ballast = folder.parent / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as out:
        while True:
            out.write(b"\0" * 4096)
    return ballast


def full_disk(make: Make) -> Seen:
    """The disk is full before a run, and from the moment the relay has taken a letter."""
    with _small_disk(make(), 2) as office, relay(longest_wait=1.0) as server:
        ballast = _fill(office.home)
        said = office.remind(KAMNOT_NOTIFY_URLS=server.url())
        demand(said.code != 0, "a full disk was not told of")
        demand(server.accepted == [], "a letter went out that could not be recorded")
        picture = office.home.parent.with_suffix(".jpg")
        picture.write_bytes(jpeg((640, 480)) + os.urandom(9_000_000))
        told = office.run("evidence", "add", "1/photos", str(picture))
        demand(told.code != 0, "a file was taken in on a full disk")
        ballast.unlink()
        began = time.monotonic()
        sender = _under_way(office, server, server.url())
        ballast = _fill(office.home)
        time.sleep(8)
        ballast.unlink()
        end = ended(sender, began)  # what fits into the log that is there was recorded at once
        demand(end.code == 0, f"the sender did not end well: {end.text}")
        demand(office.states() == ["sent"] * 3, str(office.states()))
        with closing(sqlite3.connect(office.database)) as db:
            demand(db.execute("PRAGMA integrity_check").fetchone() == ("ok",), "damaged")
        return office.seen(server, said.sentence)


def small_limit(make: Make) -> Seen:
    """No file may grow (RLIMIT_FSIZE)."""
    import resource

    office = make()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64_000, 64_000))

    with relay() as server:
        url = {"KAMNOT_NOTIFY_URLS": server.url()}
        said = office.run("remind", "--as-of", DAY, limit=limited, **url)
        demand(said.code != 0, "nothing told of it")
        office.hours_pass()
        office.remind(**url)
        demand(office.states() == ["sent"] * 3, str(office.states()))
        return office.seen(server, said.sentence)


def gone(make: Make) -> Seen:
    """The database is deleted beside its evidence and letters."""
    office = make()
    office.remind()
    for path in office.home.glob("kamnot.db*"):
        path.unlink()
    with relay() as server:
        said = office.remind(KAMNOT_NOTIFY_URLS=server.url())
        again = office.run("init")
        demand((said.code, again.code) == (2, 2), f"{said.code} {again.code}")
        demand(not office.database.exists(), "an empty database was made")
        demand("restore" in again.text, again.text)
        demand(server.accepted == [], "mailed from nothing")
    return Seen(again.sentence, 0, 0, 3)


def read_only(make: Make) -> Seen:
    """The disk becomes read-only."""
    with _small_disk(make(), 8) as office, relay() as server:
        place = str(office.home.parent)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        said = office.remind(KAMNOT_NOTIFY_URLS=server.url())
        demand(said.code == 2, said.text)
        demand(server.accepted == [], "a letter went out that could not be recorded")
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        office.remind(KAMNOT_NOTIFY_URLS=server.url())
        return office.seen(server, said.sentence)


def noise(make: Make) -> Seen:
    """4 kB of noise in a page of a table, of five tables in turn."""
    said = ""
    for table in ("heartbeat", "outbox", "contact", "audit", "evidence_version"):
        office = make()
        spoil(office.database, table)
        with relay() as server:
            ended_with = office.remind(KAMNOT_NOTIFY_URLS=server.url())
            doctor = office.run("doctor")
            for one in (ended_with, doctor):
                demand(one.code == 2, f"{table}: {one.code} {one.text[-200:]}")
                demand("damaged" in one.text, f"{table}: {one.text[-200:]}")
                demand(COMFORT not in one.text, f"{table}: comforted")
            demand(server.accepted == [], f"{table}: a letter went out")
        said = ended_with.sentence
    return Seen(said, 0, 0, 15)


def two_accounts(_make: Make) -> Seen:
    """Two accounts of one group share a home, with umask 022, 027 and 077; a third belongs to none."""
    if os.geteuid() != 0:
        raise NoDiskError("only root can act as two accounts")
    import grp

    group = next(found for found in grp.getgrall() if found.gr_gid > 0)
    with tempfile.TemporaryDirectory() as name, programs_for_all():
        place = Path(name)
        place.chmod(0o1777)
        for umasks in product((0o022, 0o027, 0o077), repeat=2):
            home = place / "{:03o}-{:03o}".format(*umasks)
            _shared_by(home, group, *umasks)
            stranger = Account(12_003).run(home, "contacts list")
            demand(stranger.codes == [2], f"a stranger read {home.name}: {stranger.text}")
    return Seen(stranger.text)


def _shared_by(home: Path, group: struct_group, first: int, second: int) -> None:
    """Let two accounts write in turn, and each read what the other made."""
    one, two = (
        Account(number, umask, (group.gr_gid,))
        for number, umask in ((12_001, first), (12_002, second))
    )
    demand(one.run(home, "init", KAMNOT_SHARED_GROUP=group.gr_name).codes == [0], "init")
    for number, account in enumerate((two, one, two)):
        picture = home.parent / f"{number}.jpg"
        picture.write_bytes(jpeg((640 + number, 480)))
        picture.chmod(0o644)
        said = account.run(
            home,
            f"contacts set planning member-{number}@bureau.example",
            f"evidence add 1/photos {picture}",
            f"remind --as-of 2024-03-{13 + number}",
            "evidence fsck",
            "doctor",
        )
        whole = f"{number + 1} file(s) in the store: 0 missing, 0 damaged"
        demand(whole in said.text and said.codes[:2] == [0, 0], f"{home.name}: {said}")
    found = [path.stat() for path in (home, *home.rglob("*"))]
    demand(all(not one.st_mode & 0o007 for one in found), f"{home.name}: others may read")
    demand({one.st_gid for one in found} == {group.gr_gid}, f"{home.name}: not all is the group's")
