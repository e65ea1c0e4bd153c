"""The restore drill: a bureau with 61 files moves whole between both databases and both stores, its letters held."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.check.held import look_at_held
from flows.evidence.browse import all_evidence
from flows.evidence.maintain import check_store
from flows.evidence.take_in import Incoming, file_in
from flows.house.set_up import set_up
from flows.letters.deliver import deliver
from flows.letters.outbox import count_unsent, release_letters
from flows.run.audit import note_head, prove
from flows.run.workspace import Workspace
from flows.safety.backup import back_up
from flows.safety.restore import restore
from storage.db.database import reading, writing
from storage.outbox.enqueue import NewMail, enqueue
from storage.records.people import all_contacts, set_contact
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.servers import s3
from tests.support.stores import KeptInBucket

FILES = 61
ROOT = Path(__file__).resolve().parents[3]
DAY = date(2024, 3, 1)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3.s3_server() as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def _pass(monkeypatch: pytest.MonkeyPatch) -> None:
    s3.enter(monkeypatch)


def in_bucket(settings: Settings, endpoint: str, folder: Path) -> Settings:
    """The settings with a new bucket as the store."""
    place = KeptInBucket(endpoint, folder / "scratch").bucket
    url = f"s3://{place.name}/{place.prefix}?endpoint={endpoint}"
    return settings.model_copy(update={"store_url": url})


def furnish(settings: Settings, folder: Path) -> Workspace:
    """A bureau with people, 61 files and a letter that waits."""
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    files = [folder / f"ภาพ {number}.jpg" for number in range(FILES)]
    for number, file in enumerate(files):
        file.write_bytes(b"\xff\xd8\xff\xe0" + f"หลักฐาน {number}".encode() * 50)
    filed = list(file_in(ws, UNIT, [Incoming("7.photos", file, DAY) for file in files], by="test"))
    assert len(filed) == FILES
    add_contact(ws, "planning@bureau.example")
    mail = NewMail(
        unit=UNIT, kind="digest", rung="2567:march:T-30", recipient="planning@bureau.example",
        group_id="planning", channel="mail", subject="ยังขาด ๓ รายการ", content_fp="facts",
        raw="Subject: x\r\n\r\nยังขาด".encode(), message_id="<1@bureau.example>",
    )  # fmt: skip
    with writing(ws.engine) as session:
        enqueue(session, [mail], run_id=None, now=ws.now())
    note_head(ws)
    return ws


def add_contact(ws: Workspace, email: str) -> None:
    with writing(ws.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
            email=email, by="test", now=ws.now(),
        )  # fmt: skip


@pytest.mark.clock
@pytest.mark.parametrize("stores", ["folder to folder", "folder to bucket", "bucket to folder"])
def test_everything_arrives_and_nothing_is_sent_until_a_person_has_looked(
    database_settings: Settings,
    empty_settings: Settings,
    endpoint: str,
    tmp_path: Path,
    stores: str,
) -> None:
    source, target = database_settings, empty_settings
    if stores.startswith("bucket"):
        source = in_bucket(source, endpoint, tmp_path)
    if stores.endswith("bucket"):
        target = in_bucket(target, endpoint, tmp_path)
    old = furnish(source, tmp_path)
    made = back_up(source, tmp_path / "backup")

    restore(target, tmp_path / "backup", by="officer")

    new = Workspace(target)
    assert len(made.manifest.evidence) == FILES
    assert all_evidence(new, UNIT) == all_evidence(old, UNIT)
    assert check_store(new).sound
    assert prove(new).fault is None
    with reading(old.engine) as here, reading(new.engine) as there:
        before = all_contacts(here, UNIT)
        assert all_contacts(there, UNIT) == before
    add_contact(new, "next@bureau.example")
    with reading(new.engine) as there:
        assert len({contact.id for contact in all_contacts(there, UNIT)}) == len(before) + 1

    deliver(new)
    assert (count_unsent(new).held, list(target.mailbox.glob("*.eml"))) == (1, [])
    assert len(look_at_held(new, by="officer").letters) == 1
    release_letters(new, (), by="officer")
    deliver(new)
    assert len(list(target.mailbox.glob("*.eml"))) == 1
    old.engine.dispose()
    new.engine.dispose()


WRITER = """
import sys, threading
from datetime import date
from pathlib import Path
from flows.evidence.take_in import Incoming, file_in
from flows.run.workspace import Workspace
from storage.settings import Settings

stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
ws, folder, written = Workspace(Settings()), Path(sys.argv[1]), 0
while written < 200 or not stop.is_set():
    file = folder / f"new-{written}.jpg"
    file.write_bytes(bytes.fromhex("ffd8ffe0") + str(written).encode() * 999)
    assert len(list(file_in(ws, "bureau", [Incoming("7.photos", file, date(2024, 3, 1))], by="writer"))) == 1
    written += 1
    if written == 1:
        print("begun", flush=True)
print(written, flush=True)
"""


@pytest.mark.clock
def test_thirty_backups_while_another_process_writes_two_hundred_times_restore_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    set_up(settings, unit=UNIT)
    (tmp_path / "new").mkdir()
    monkeypatch.setenv("KAMNOT_HOME", str(settings.home))
    counts = []
    with subprocess.Popen(
        [sys.executable, "-P", "-c", WRITER, str(tmp_path / "new")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        assert writer.stdin is not None
        writer.stdout.readline()
        for number in range(30):
            name = f"b{number}.zip" if number % 3 == 0 else "b"
            made = back_up(settings, tmp_path / name)
            assert writer.poll() is None
            target = Settings(home=tmp_path / f"back{number}")
            restore(target, made.place, by="officer")
            new = Workspace(target)
            assert prove(new).fault is None
            assert check_store(new).sound
            counts.append(len(all_evidence(new, UNIT)))
            assert counts[-1] == len(made.manifest.evidence)
            new.engine.dispose()
        writer.stdin.close()
        written = int(writer.stdout.readline())

    assert written >= 200
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
