"""Backing a home up: what is in a backup and what never is, where one may go, how several share their contents."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.language.errors import BusyError, KamnotError, SurroundingsError
from flows.evidence.take_in import Incoming, file_in
from flows.run.workspace import Workspace
from flows.safety.backup import Backup, back_up, back_up_nightly, newest_backup, prove_backup
from storage.db.database import writing
from storage.event_log import log_file
from storage.records.people import set_contact
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import photo, picture

DAY = date(2024, 3, 1)


def take_in(ws: Workspace, folder: Path, *names: str) -> None:
    for name in names:
        path = folder / f"{name}.jpg"
        path.write_bytes(picture("JPEG", photo(shade=sum(name.encode()) % 150)))
        [_] = file_in(ws, UNIT, [Incoming("7.photos", path, DAY)], by="test")


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A bureau with two files, a mailbox and a home of its own."""
    take_in(workspace, tmp_path, "หนึ่ง", "two")
    home = workspace.settings.home
    (home / "mailbox").mkdir(exist_ok=True)
    (home / "mailbox" / "letter.eml").write_text("To: head@bureau.example")
    (home / "plans" / "2567").mkdir(parents=True)
    (home / "plans" / "2567" / "note.yaml").write_text("own: true")
    (home / "audit-anchors.txt").write_text("1:abc\n")
    return workspace


def stored(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}


def contents(target: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in (target / "contents").glob("*/*")}


def evidence_file(ws: Workspace) -> Path:
    return max((ws.settings.home / "evidence").glob("??/*"))


def test_a_backup_has_the_database_the_evidence_and_the_homes_files_never_the_mailbox(
    filled: Workspace, tmp_path: Path
) -> None:
    made = back_up(filled.settings, tmp_path / "backup")

    assert stored(made.place) == {
        "manifest.json", "database.sqlite", "home/plans/2567/note.yaml", "home/audit-anchors.txt",
    }  # fmt: skip
    assert len(contents(tmp_path / "backup")) == len(made.manifest.evidence) == 2
    assert made.manifest.lost == ()
    assert made.manifest.rows["contact"] == 4
    assert prove_backup(tmp_path / "backup").manifest == made.manifest
    assert " INFO backup.made " in log_file(filled.settings).read_text("utf-8")


def test_the_offices_closed_days_lie_beside_the_plans(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "วันหยุด.csv").write_text("2024-12-30\n")
    monkeypatch.setenv("KAMNOT_CLOSED_DAYS", str(tmp_path / "วันหยุด.csv"))

    made = back_up(Settings(), tmp_path / "backup")

    assert (made.place / "home" / "closed-days.csv").read_text() == "2024-12-30\n"


def test_only_new_bytes_are_copied_where_the_target_has_the_others(
    filled: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    first = back_up(filled.settings, target)
    before = contents(target)
    take_in(filled, tmp_path, "three")

    second = back_up(filled.settings, target)

    after = contents(target)
    assert {name: after[name] for name in before} == before  # the very same files
    assert len(after) == 3
    assert second.place != first.place
    own = second.manifest.size - sum(part.size for part in second.manifest.evidence)
    assert second.new_bytes == own + (tmp_path / "three.jpg").stat().st_size


def test_a_content_that_rotted_in_the_target_is_copied_anew(
    filled: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    back_up(filled.settings, target)
    next((target / "contents").glob("*/*")).write_bytes(b"rotten")
    with pytest.raises(KamnotError, match="เสียหาย"):
        prove_backup(target)

    back_up(filled.settings, target)

    assert prove_backup(target).manifest.lost == ()


def test_the_newest_are_kept_and_what_they_need(filled: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    for _ in range(3):
        back_up(filled.settings, target)
    (target / "contents" / "00").mkdir(exist_ok=True)
    (target / "contents" / "00" / "stray").write_bytes(b"named by none")

    made = back_up(filled.settings, target, keep=2)

    assert made.dropped == 2
    assert max(target.glob("2*")) == made.place
    assert len(list(target.glob("2*"))) == 2
    assert len(contents(target)) == 2
    assert prove_backup(target).place == made.place


def test_ten_backups_of_one_second_are_kept_by_their_order(
    filled: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    back_up(filled.settings, target)
    [first] = target.glob("2*")
    for number in range(2, 11):
        shutil.copytree(first, first.with_name(f"{first.name}-{number}"))

    found = prove_backup(target)

    assert found.place.name.endswith("-10")


def test_the_nightly_backup_keeps_so_many_in_the_folder_of_the_settings(
    filled: Workspace, tmp_path: Path
) -> None:
    settings = filled.settings.model_copy(update={"backup": tmp_path / "b", "backup_keep": 2})
    assert back_up_nightly(filled.settings) is None
    assert newest_backup(settings) is None

    made = [back_up_nightly(settings) for _ in range(3)]

    assert [one.dropped for one in made if one] == [0, 0, 1]
    assert newest_backup(settings) == made[-1].manifest.made_at  # type: ignore[union-attr]  # a folder is set
    again = back_up_nightly(settings, unless_within=timedelta(hours=1))
    assert again is not None
    assert (again.earlier, again.place) == (True, made[-1].place)  # type: ignore[union-attr]
    with pytest.raises(KamnotError, match="ต้องเป็นโฟลเดอร์"):
        back_up_nightly(settings.model_copy(update={"backup": tmp_path / "b.zip"}))


def test_a_backup_that_lacks_evidence_removes_no_older_one(
    filled: Workspace, tmp_path: Path
) -> None:
    whole = back_up(filled.settings, tmp_path / "b")
    evidence_file(filled).unlink()

    lacking = back_up(filled.settings, tmp_path / "b", keep=1)

    assert (lacking.dropped, len(lacking.manifest.lost)) == (0, 1)
    assert prove_backup(whole.place).manifest.lost == ()


def test_a_backup_that_a_wrong_clock_dated_in_the_future_never_pushes_out_the_new_one(
    filled: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "b"
    first = back_up(filled.settings, target)
    first.place.rename(target / "2036-01-01T000000Z")

    made = back_up(filled.settings, target, keep=1)

    assert made.place.is_dir()
    assert not (target / "2036-01-01T000000Z").exists()


UNFIT = (
    'ตาราง "ใหม่".docx',
    "plan.yaml:Zone.Identifier",
    "a ",
    "NUL.yaml",
    "NOTE.yaml",
    "link.yaml",
)


@pytest.mark.parametrize("name", ["b", "b.zip"])
def test_files_that_no_other_system_takes_are_left_out_and_named(
    filled: Workspace, tmp_path: Path, name: str
) -> None:
    plans = filled.settings.home / "plans" / "2567"
    for unfit in UNFIT[:-1]:
        (plans / unfit).write_text("x")
    (plans / "link.yaml").symlink_to("/etc/passwd")

    made = back_up(filled.settings, tmp_path / name)

    # Of two names that differ in their case alone the first is taken.
    assert {Path(path).name for path in made.left_out} == {*UNFIT, "note.yaml"} - {"NOTE.yaml"}
    assert prove_backup(tmp_path / name).manifest == made.manifest


def test_damage_in_the_database_is_called_that(filled: Workspace, tmp_path: Path) -> None:
    filled.engine.dispose()
    file = filled.settings.home / "kamnot.db"
    raw = bytearray(file.read_bytes())
    raw[4096 * 3 : 4096 * 9] = os.urandom(4096 * 6)
    file.write_bytes(raw)

    with pytest.raises(SurroundingsError, match="เสียหาย"):
        back_up(filled.settings, tmp_path / "b")

    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("name", ["สำเนา.zip", "copy.tar", "copy.TAR.GZ", "copy.tgz"])
def test_an_archive_holds_all_of_it_for_its_owner_alone(
    filled: Workspace, tmp_path: Path, name: str
) -> None:
    made = back_up(filled.settings, tmp_path / name)

    assert prove_backup(tmp_path / name).manifest == made.manifest
    assert len(made.manifest.evidence) == 2
    assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_the_contents_in_a_folder_that_was_there_are_for_their_owner_alone(
    filled: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "backup").mkdir(mode=0o755)

    made = back_up(filled.settings, tmp_path / "backup")

    assert (tmp_path / "backup" / "contents").stat().st_mode & 0o077 == 0
    assert made.place.stat().st_mode & 0o077 == 0


def _gone(file: Path) -> None:
    file.unlink()


def _altered(file: Path) -> None:
    file.chmod(0o600)
    file.write_bytes(b"altered behind its back")


@pytest.mark.parametrize("harm", [_gone, _altered])
@pytest.mark.parametrize("name", ["backup", "backup.zip", "backup.tar.gz"])
def test_evidence_that_the_store_lost_is_named_and_the_rest_is_backed_up(
    filled: Workspace, tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    file = evidence_file(filled)
    harm(file)

    made = back_up(filled.settings, tmp_path / name)

    assert made.manifest.lost == (file.parent.name + file.name,)
    assert len(prove_backup(tmp_path / name).manifest.evidence) == 1


def _in_home(ws: Workspace, folder: Path) -> Path:
    return ws.settings.home / "backup"


def _home_itself(ws: Workspace, folder: Path) -> Path:
    return ws.settings.home


def _in_store(ws: Workspace, folder: Path) -> Path:
    return ws.settings.home / "evidence" / "backup.zip"


def _by_link(ws: Workspace, folder: Path) -> Path:
    (folder / "link").symlink_to(ws.settings.home)
    return folder / "link" / "backup"


def _verify(ws: Workspace, folder: Path) -> Path:
    return folder / "verify"


def _other_folder(ws: Workspace, folder: Path) -> Path:
    (folder / "other").mkdir()
    (folder / "other" / "a.txt").write_text("a")
    return folder / "other"


def _other_file(ws: Workspace, folder: Path) -> Path:
    (folder / "a.txt").write_text("a")
    return folder / "a.txt"


def _archive_there(ws: Workspace, folder: Path) -> Path:
    (folder / "a.zip").write_text("a")
    return folder / "a.zip"


def _no_drive(ws: Workspace, folder: Path) -> Path:
    return folder / "drive" / "backup"


def _drive_by_link(ws: Workspace, folder: Path) -> Path:
    (folder / "link").symlink_to(folder / "drive")
    return folder / "link"


def _archive_by_link(ws: Workspace, folder: Path) -> Path:
    (folder / "link.zip").symlink_to(folder / "drive" / "b.zip")
    return folder / "link.zip"


def _in_a_circle(ws: Workspace, folder: Path) -> Path:
    (folder / "circle").symlink_to(folder / "circle")
    return folder / "circle"


def _below_a_circle(ws: Workspace, folder: Path) -> Path:
    return _in_a_circle(ws, folder) / "b"


def _too_long(ws: Workspace, folder: Path) -> Path:
    return folder / ("ก" * 300)


def _device(ws: Workspace, folder: Path) -> Path:
    return Path(os.devnull)


def _above_home(ws: Workspace, folder: Path) -> Path:
    return ws.settings.home.parent


def _roundabout(ws: Workspace, folder: Path) -> Path:
    return folder / "x" / ".." / ws.settings.home.name / ".." / ws.settings.home.name / "b"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (_in_home, "อยู่ในโฟลเดอร์ข้อมูล"),
        (_home_itself, "อยู่ในโฟลเดอร์ข้อมูล"),
        (_in_store, "อยู่ในโฟลเดอร์ข้อมูล"),
        (_by_link, "อยู่ในโฟลเดอร์ข้อมูล"),
        (_verify, "เป็นคำสั่งตรวจ"),
        (_other_folder, "มีของอื่น"),
        (_other_file, "มีของอื่น"),
        (_archive_there, "อยู่แล้ว"),
        (_no_drive, "ไม่มีโฟลเดอร์"),
        (_drive_by_link, "ไม่มีโฟลเดอร์"),
        (_archive_by_link, "ไม่มีโฟลเดอร์"),
        (_in_a_circle, "ไม่มีโฟลเดอร์"),
        (_below_a_circle, "ไม่มีโฟลเดอร์"),
        (_too_long, "เขียน"),
        (_device, "มีของอื่น"),
        (_above_home, "มีของอื่น"),
        (_roundabout, "อยู่ในโฟลเดอร์ข้อมูล"),
    ],
)
def test_a_target_that_cannot_take_a_backup_is_refused_untouched(
    filled: Workspace, tmp_path: Path, where: Callable[[Workspace, Path], Path], said: str
) -> None:
    target = where(filled, tmp_path)
    before = stored(tmp_path)

    with pytest.raises(KamnotError, match=said):
        back_up(filled.settings, target)

    assert stored(tmp_path) == before


def test_an_archive_is_one_and_keeps_no_number(filled: Workspace, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="โฟลเดอร์เท่านั้น"):
        back_up(filled.settings, tmp_path / "a.zip", keep=3)


def test_a_second_backup_into_the_same_folder_waits_for_nobody(
    filled: Workspace, tmp_path: Path
) -> None:
    from filelock import FileLock

    back_up(filled.settings, tmp_path / "backup")

    with FileLock(tmp_path / "backup" / ".lock"), pytest.raises(BusyError, match="กำลังเขียน"):
        back_up(filled.settings, tmp_path / "backup")


def test_what_a_killed_backup_left_does_not_stop_the_next(
    filled: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    target.mkdir()
    child = os.fork()
    if child == 0:
        _die_in(filled, target)
    os.waitpid(child, 0)
    assert stored(target)

    made = back_up(filled.settings, target)

    assert prove_backup(target).place == made.place
    assert not list(target.glob(".kamnot-backup-*"))


def _die_in(ws: Workspace, target: Path) -> None:
    """Die, as by a kill, when the first part of the copy lies there."""
    watcher = threading.Thread(target=_die_when, args=(target,), daemon=True)
    watcher.start()
    try:
        while True:
            back_up(ws.settings, target)
    finally:
        os._exit(1)


def _die_when(target: Path) -> None:
    while not list(target.glob(".kamnot-backup-*")):
        pass
    os._exit(9)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="a limit of file sizes is POSIX's")
@pytest.mark.parametrize("name", ["new", "empty", "backup.zip"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_done(
    filled: Workspace, tmp_path: Path, name: str
) -> None:
    import resource
    import signal

    if name == "empty":
        (tmp_path / name).mkdir()
    before = stored(tmp_path)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
    try:
        with pytest.raises(SurroundingsError):
            back_up(filled.settings, tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)

    assert {
        file for file in stored(tmp_path) - before if "KAMNOT" not in file and ".lock" not in file
    } == set()
    assert back_up(filled.settings, tmp_path / name).manifest.lost == ()


def test_a_backup_during_writes_is_one_moment(filled: Workspace, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with writing(filled.engine) as session:
                set_contact(
                    session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
                    email=f"p{number}@bureau.example", by="test", now=filled.now(),
                )  # fmt: skip

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(filled.settings, tmp_path / "backup") for _ in range(5)]
    finally:
        stop.set()
        writer.join()

    assert all(_whole(one) for one in made)
    assert made[0].manifest.audit != made[-1].manifest.audit


def _whole(made: Backup) -> bool:
    """Whether the copied contacts and the copied audit are of the same moment."""
    prove_backup(made.place)
    with closing(sqlite3.connect(made.place / "database.sqlite")) as found:
        lines = found.execute("SELECT count(*) FROM audit").fetchone()
        head = found.execute("SELECT line FROM audit_head").fetchone()
    return bool(lines == head)


def test_a_byte_of_the_manifest_cannot_change(filled: Workspace, tmp_path: Path) -> None:
    made = back_up(filled.settings, tmp_path / "backup")
    manifest = made.place / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    said["manifest"]["lost"] = []
    said["manifest"]["evidence"] = []
    manifest.write_text(json.dumps(said))

    with pytest.raises(KamnotError, match="เสียหาย"):
        prove_backup(tmp_path / "backup")
