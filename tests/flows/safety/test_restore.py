"""Restoring: everything comes back on either database, letters wait for a person, and nothing is overwritten."""

from __future__ import annotations

import errno
import os
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.language.errors import KamnotError, OvertakenError, SurroundingsError
from flows.check.check import CheckRequest, check
from flows.check.held import look_at_held
from flows.evidence.browse import all_evidence
from flows.evidence.maintain import check_store
from flows.evidence.take_in import Incoming, file_in
from flows.house.set_up import set_up
from flows.letters.deliver import deliver
from flows.letters.outbox import count_unsent, held_letters, list_letters, release_letters
from flows.run.audit import note_head, prove
from flows.run.workspace import Workspace
from flows.safety.backup import back_up
from flows.safety.restore import Restored, restore
from storage.db.anchors import ANCHORS, anchor_file
from storage.db.audit import head_of, verify
from storage.db.database import reading, writing
from storage.event_log import log_file
from storage.outbox.enqueue import NewMail, enqueue
from storage.records.people import all_contacts, set_contact
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.evidence import photo, picture

DAY = date(2024, 3, 1)


def mail(kind: str = "digest", rung: str = "2567:march:T-30") -> NewMail:
    return NewMail(
        unit=UNIT, kind=kind, rung=rung, recipient="planning@bureau.example", group_id="planning", channel="mail",
        subject="ยังขาด ๓ รายการ", raw="Subject: x\r\n\r\nยังขาด".encode(), content_fp=rung,
        message_id=f"<{rung[-4:]}@bureau.example>",
    )  # fmt: skip


def write_down(ws: Workspace, *mails: NewMail) -> None:
    with writing(ws.engine) as session:
        enqueue(session, mails, run_id=None, now=ws.now())


def filled(settings: Settings, folder: Path) -> Workspace:
    """A bureau with a contact, a photo and a letter that waits."""
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    add_contact(ws, "planning@bureau.example")
    path = folder / "ภาพ.jpg"
    path.write_bytes(picture("JPEG", photo()))
    [_] = file_in(ws, UNIT, [Incoming("7.photos", path, DAY)], by="test")
    write_down(ws, mail())
    return ws


def add_contact(ws: Workspace, email: str) -> None:
    with writing(ws.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
            email=email, by="test", now=ws.now(),
        )  # fmt: skip


def letters_in(ws: Workspace) -> int:
    return len(list((ws.settings.home / "mailbox").rglob("*.eml")))


@pytest.fixture
def source(workspace: Workspace, tmp_path: Path) -> Workspace:
    """The bureau on SQLite, with a photo and a letter that waits."""
    return filled(workspace.settings, tmp_path)


@pytest.mark.parametrize("name", ["backup", "backup.zip"])
def test_a_home_moves_whole_between_both_databases_and_holds_its_letters(
    database_settings: Settings, empty_settings: Settings, tmp_path: Path, name: str
) -> None:
    old = filled(database_settings, tmp_path)
    made = back_up(old.settings, tmp_path / name)

    found = restore(empty_settings, tmp_path / name, by="officer")

    new = Workspace(empty_settings)
    assert (found.held, found.manifest) == (1, made.manifest)
    assert all_evidence(new, UNIT) == all_evidence(old, UNIT)
    with reading(new.engine) as there, reading(old.engine) as here:
        assert all_contacts(there, UNIT) == all_contacts(here, UNIT)
        assert verify(there).fault is None
    assert not check_store(new).missing
    add_contact(new, "next@bureau.example")  # numbers go on after the restored ones
    deliver(new)
    assert (letters_in(new), count_unsent(new).all_held) == (0, True)
    assert " INFO home.restored " in log_file(new.settings).read_text("utf-8")
    old.engine.dispose()
    new.engine.dispose()


def test_letters_of_a_restored_home_wait_until_a_person_lets_them_go_but_codes_do_not(
    source: Workspace, tmp_path: Path
) -> None:
    back_up(source.settings, tmp_path / "backup")
    new = restored(tmp_path)

    write_down(new, mail(rung="2567:march:T-14"), mail(kind="code", rung="code"))
    deliver(new)
    assert [x.state for x in list_letters(new)].count("held") == 2
    assert letters_in(new) == 1

    with pytest.raises(KamnotError, match="ต้องมีผู้ดู"):
        release_letters(new, (), by="officer")
    look_at_held(new, by="officer")
    release_letters(new, (), by="officer")
    write_down(new, mail(rung="2567:march:T-7"))
    deliver(new)

    assert (held_letters(new), count_unsent(new).all_held) == ([], False)
    assert {x.state for x in list_letters(new)} <= {"sent", "superseded"}


def restored(folder: Path, name: str = "backup") -> Workspace:
    settings = Settings(home=folder / "restored")
    restore(settings, folder / name, by="officer")
    return Workspace(settings)


def test_what_was_sent_after_the_backup_has_the_same_message_id_after_the_restore(
    source: Workspace, tmp_path: Path
) -> None:
    back_up(source.settings, tmp_path / "backup")
    check(source, CheckRequest(UNIT, ("march",), date(2024, 3, 13)))
    sent = {x.message_id for x in list_letters(source, ["sent"]) if x.rung != mail().rung}

    new = restored(tmp_path)
    check(new, CheckRequest(UNIT, ("march",), date(2024, 3, 13)))

    again = {x.entry.message_id for x in held_letters(new)}
    assert sent
    assert sent <= again
    assert letters_in(new) == 0


def _filled_home(settings: Settings, folder: Path) -> None:
    set_up(settings, unit=UNIT)


def _other_plan(settings: Settings, folder: Path) -> None:
    (settings.home / "plans" / "2567").mkdir(parents=True)
    (settings.home / "plans" / "2567" / "note.yaml").write_text("other: true")


@pytest.mark.parametrize("there", [_filled_home, _other_plan])
def test_nothing_is_restored_over_something(
    source: Workspace, tmp_path: Path, there: Callable[[Settings, Path], None]
) -> None:
    (source.settings.home / "plans" / "2567").mkdir(parents=True)
    (source.settings.home / "plans" / "2567" / "note.yaml").write_text("own: true")
    back_up(source.settings, tmp_path / "backup")
    settings = Settings(home=tmp_path / "restored")
    there(settings, tmp_path)
    before = contents(settings.home)

    with pytest.raises(OvertakenError, match="ไม่ได้กู้คืนทับ"):
        restore(settings, tmp_path / "backup", by="officer")

    assert contents(settings.home) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, without what SQLite keeps beside a database while it is open."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_home_whose_newer_database_was_lost_takes_yesterdays_backup_and_says_what_it_lacks(
    source: Workspace, tmp_path: Path
) -> None:
    note_head(source)
    back_up(source.settings, tmp_path / "backup")
    add_contact(source, "later@bureau.example")
    note_head(source)
    noted = anchor_file(source.settings).read_text("utf-8")
    source.engine.dispose()
    for file in source.settings.home.glob("kamnot.db*"):
        file.unlink()
    with pytest.raises(OvertakenError, match="หายไป"):
        Workspace(source.settings)

    found = restore(source.settings, tmp_path / "backup", by="officer")

    with reading(Workspace(source.settings).engine) as session:
        assert found.newest_lost == head_of(session).line
    again = Workspace(source.settings)
    assert prove(again).fault is None
    first, last = anchor_file(source.settings).read_text("utf-8").splitlines()
    assert first.replace(" sent#", " sent:") in noted
    assert last.replace("#", ":") in noted


def test_heads_that_were_noted_while_the_database_was_copied_do_not_stop_the_restored_home(
    source: Workspace, tmp_path: Path
) -> None:
    made = back_up(source.settings, tmp_path / "backup")
    anchors = source.settings.home / ANCHORS
    anchors.write_text(f"2027-01-31 {made.manifest.audit}\n2027-01-31 999:{'ab' * 32}\n")
    back_up(source.settings, tmp_path / "backup")

    new = restored(tmp_path)

    assert anchor_file(new.settings).read_text().splitlines() == [
        f"2027-01-31 {made.manifest.audit}", f"2027-01-31 999#{'ab' * 32}",
    ]  # fmt: skip


def _cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])


def _bent(place: Path) -> None:
    raw = bytearray(place.read_bytes())
    raw[len(raw) // 2] ^= 1
    place.write_bytes(raw)


def _gone(place: Path) -> None:
    place.unlink()


@pytest.mark.parametrize("harm", [_cut, _bent, _gone])
@pytest.mark.parametrize("part", ["database.sqlite", "manifest.json", "contents/??/*"])
def test_a_damaged_folder_is_refused_and_nothing_is_made(
    source: Workspace, tmp_path: Path, harm: Callable[[Path], None], part: str
) -> None:
    made = back_up(source.settings, tmp_path / "backup")
    root = tmp_path / "backup" if part.startswith("contents") else made.place
    harm(next(root.glob(part)))

    refused(tmp_path, "backup")


@pytest.mark.parametrize("harm", [_cut, _bent, _gone])
@pytest.mark.parametrize("name", ["backup.zip", "backup.tar", "backup.tar.gz"])
def test_a_damaged_archive_is_refused_and_nothing_is_made(
    source: Workspace, tmp_path: Path, harm: Callable[[Path], None], name: str
) -> None:
    back_up(source.settings, tmp_path / name)
    harm(tmp_path / name)

    refused(tmp_path, name)


def refused(folder: Path, name: str) -> None:
    settings = Settings(home=folder / "restored")
    with pytest.raises(KamnotError):
        restore(settings, folder / name, by="officer")
    assert not any(contents(settings.home))


def test_a_home_that_cannot_be_made_is_one_sentence(source: Workspace, tmp_path: Path) -> None:
    back_up(source.settings, tmp_path / "backup")
    (tmp_path / "file").touch()

    with pytest.raises(SurroundingsError, match="จึงไม่ได้กู้คืน"):
        restore(Settings(home=tmp_path / "file" / "home"), tmp_path / "backup", by="officer")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="a limit of file sizes is POSIX's")
@pytest.mark.parametrize("limit", [1_000, 200_000], ids=["evidence", "database"])
@pytest.mark.parametrize("name", ["backup", "backup.zip"])
def test_a_full_disk_is_one_sentence_and_the_home_is_as_before(
    source: Workspace, tmp_path: Path, name: str, limit: int
) -> None:
    import resource
    import signal

    back_up(source.settings, tmp_path / name)
    settings = Settings(home=tmp_path / "restored")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
    try:
        with pytest.raises(SurroundingsError, match="เต็ม"):
            restore(settings, tmp_path / name, by="officer")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)

    assert contents(settings.home) == {}
    assert restore(settings, tmp_path / name, by="officer").held == 1


def test_a_restore_that_fails_last_takes_its_evidence_back(
    source: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(source.settings, tmp_path / "backup")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("flows.safety.restore.load_snapshot", fail)
    refused(tmp_path, "backup")
    monkeypatch.undo()

    set_up(
        Settings(home=tmp_path / "restored", fiscal_year=2567), unit=UNIT
    )  # nothing is lost there


def _word_file(folder: Path) -> Path:
    return _zipped(folder / "letter.docx", "[Content_Types].xml", "word/document.xml")


def _any_zip(folder: Path) -> Path:
    return _zipped(folder / "photos.zip", "ภาพ/หนึ่ง.jpg")


def _climbing_zip(folder: Path) -> Path:
    return _zipped(folder / "climb.zip", "../../etc/cron.d/x")


def _zip_without_files(folder: Path) -> Path:
    return _zipped(folder / "empty.zip")


def _zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def _any_tar(folder: Path) -> Path:
    (folder / "link").symlink_to("/etc/passwd")
    with tarfile.open(folder / "any.tar.gz", "w:gz") as archive:
        archive.add(folder / "link", "link")
    return folder / "any.tar.gz"


def _pdf(folder: Path) -> Path:
    (folder / "a.pdf").write_bytes(b"%PDF-1.4")
    return folder / "a.pdf"


def _home(folder: Path) -> Path:
    set_up(Settings(home=folder / "other", fiscal_year=2567), unit=UNIT)
    return folder / "other"


def _long_name(folder: Path) -> Path:
    return folder / ("ก" * 300)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_word_file, "ไม่ใช่สำเนาสำรอง"),
        (_any_zip, "ไม่ใช่สำเนาสำรอง"),
        (_climbing_zip, "ไม่ใช่สำเนาสำรอง"),
        (_zip_without_files, "ไม่ใช่สำเนาสำรอง"),
        (_any_tar, "ไม่ใช่สำเนาสำรอง"),
        (_pdf, "ไม่ใช่สำเนาสำรอง"),
        (_home, "ไม่ใช่สำเนาสำรอง"),
        (lambda _: Path(os.devnull), "ไม่ใช่สำเนาสำรอง"),
        (lambda folder: folder / "nowhere", "ไม่มี"),
        (_long_name, "อ่านสำเนา"),
    ],
)
def test_what_is_no_backup_is_called_so_and_nothing_is_made(
    tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    source, settings = make(tmp_path), Settings(home=tmp_path / "restored")

    with pytest.raises(KamnotError, match=said):
        restore(settings, source, by="officer")

    assert contents(settings.home) == {}


def test_a_backup_without_lost_evidence_comes_back_and_says_what_is_missing(
    source: Workspace, tmp_path: Path
) -> None:
    next((source.settings.home / "evidence").glob("??/*")).unlink()
    # A store without a single file is a drive that is not connected: another keeps it known.
    other = tmp_path / "อื่น.jpg"
    other.write_bytes(picture("JPEG", photo(shade=90)))
    [_] = file_in(source, UNIT, [Incoming("7.photos", other, DAY)], by="test")
    back_up(source.settings, tmp_path / "backup")

    found: Restored = restore(Settings(home=tmp_path / "restored"), tmp_path / "backup", by="me")

    assert len(found.manifest.lost) == 1
    assert len(check_store(Workspace(Settings(home=tmp_path / "restored"))).missing) == 1
