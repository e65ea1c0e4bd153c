"""Backups on a disk: each kind reads as it was written; what is hostile, damaged or too new is refused."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.language.errors import KamnotError, NotThereError
from storage.packs.bundles import (
    DATABASE,
    MANIFEST,
    MARK,
    BackupFile,
    Manifest,
    evidence_part,
    new_archive,
    open_bundle,
    read_manifest,
    snapshots,
)

KINDS = ["backups", "b.zip", "b.tar", "b.tar.gz", "b.tgz"]
ARCHIVES = KINDS[1:]
STAMP = "2027-01-31T030000Z"


def zipped() -> bytes:
    """A small file that is a ZIP itself, as every Word file is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def filed(path: str, data: bytes) -> BackupFile:
    return BackupFile(path, len(data), hashlib.sha256(data).hexdigest())


PLAN = "home/plans/แผน 2567.toml"
EVIDENCE = evidence_part(hashlib.sha256(zipped()).hexdigest(), len(zipped()))
DATA = {DATABASE: b"rows" * 5000, PLAN: b"[plan]", EVIDENCE.path: zipped()}
WHOLE = Manifest(
    made_at=datetime(2027, 1, 31, 3, 0, tzinfo=UTC),
    version="0001",
    audit="7:abc",
    rows={"person": 2},
    database=filed(DATABASE, DATA[DATABASE]),
    files=(filed(PLAN, DATA[PLAN]),),
    evidence=(EVIDENCE,),
)
FILES = {MANIFEST: WHOLE.to_bytes(), **DATA}


def written(target: Path, files: dict[str, bytes] = FILES) -> Path:
    """A backup of these files: a folder or an archive by its name."""
    if target.suffix:
        with new_archive(target, target.name) as add:
            for path, data in files.items():
                add(path, io.BytesIO(data), len(data))
        return target
    for path, data in files.items():
        place = target / path if path.startswith("contents/") else target / STAMP / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (target / MARK).write_text("backups")
    return target


def content(source: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    open_bundle(source).read(lambda part, stream: found.update({part.path: stream.read()}))
    return found


def with_file(path: str) -> dict[str, bytes]:
    """A backup whose manifest names one more file at this path."""
    more = replace(WHOLE, files=(*WHOLE.files, filed(path, b"x")))
    return {**FILES, MANIFEST: more.to_bytes(), path: b"x"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_back_what_was_put_in(tmp_path: Path, kind: str) -> None:
    source = written(tmp_path / kind)
    assert (open_bundle(source).manifest, content(source)) == (WHOLE, DATA)


def test_one_backup_of_a_folder_is_read_by_its_name(tmp_path: Path) -> None:
    assert content(written(tmp_path / "backups") / STAMP) == DATA


def test_the_newest_of_a_folder_is_the_tenth_of_its_second(tmp_path: Path) -> None:
    for name in (f"{STAMP}-10", f"{STAMP}-9", STAMP, ".part", "2026-12-31T030000Z"):
        (tmp_path / name).mkdir()
    assert [path.name[18:] for path in snapshots(tmp_path)] == ["", "", "-9", "-10"]


@pytest.mark.parametrize(
    "path",
    [
        "../evil", "/etc/passwd", "home/../evil", "home/plans/../../evil", "home/plans//x", "home/plans/./x",
        "home/plans/a\\b", "home/plans/C:x", "home/plans/x.", "home/plans/x ", "home/plans/a\nb", "home/kamnot.toml",
        "home/PLANS/แผน.toml", "contents/ab/cd", "home/plans/แผน 2567.TOML", "DATABASE.sqlite", "home/plans/",
    ],
)  # fmt: skip
def test_a_manifest_that_names_a_file_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(KamnotError, match="ไม่ได้ใส่ไว้"):
        read_manifest(with_file(path)[MANIFEST], Path("b.zip"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("path", ["../evil", "/evil", "home/plans/more.toml", PLAN])
def test_a_file_that_the_manifest_does_not_name_is_refused(
    tmp_path: Path, kind: str, path: str
) -> None:
    source = tmp_path / kind
    with new_archive(source, kind) as add:
        for name, data in [*FILES.items(), (path, b"x")]:
            add(name, io.BytesIO(data), len(data))
    with pytest.raises(KamnotError, match="ไม่ได้ใส่ไว้"):
        content(source)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_or_pipe_in_an_archive_is_refused(tmp_path: Path, kind: bytes) -> None:
    source = written(tmp_path / "b.tar")
    entry = tarfile.TarInfo("home/plans/link")
    entry.type, entry.linkname = kind, "/etc/passwd"
    with tarfile.open(source, "a") as tar:
        tar.addfile(entry)
    with pytest.raises(KamnotError, match="ไม่ได้ใส่ไว้"):
        content(source)


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "b.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, bytes(10**6))
    with pytest.raises(KamnotError, match="ไม่ใช่สำเนาสำรอง"):
        open_bundle(source)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", list(DATA), ids=["database", "plan", "evidence"])
def test_a_backup_without_one_of_its_files_is_not_whole(
    tmp_path: Path, kind: str, path: str
) -> None:
    source = written(tmp_path / kind, {name: FILES[name] for name in FILES if name != path})
    with pytest.raises(KamnotError, match="เสียหายหรือไม่ครบ"):
        content(source)


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("share", [0, 1, 10, 50, 70], ids="{}%".format)
def test_half_an_archive_is_refused(tmp_path: Path, kind: str, share: int) -> None:
    source = written(tmp_path / kind)
    os.truncate(source, source.stat().st_size * share // 100)
    with pytest.raises(KamnotError, match="เสียหายหรือไม่ครบ"):
        content(source)


@pytest.mark.parametrize("where", range(0, len(FILES[MANIFEST]), 29))
def test_a_manifest_with_one_other_byte_is_refused(where: int) -> None:
    raw = bytearray(FILES[MANIFEST])
    raw[where] ^= 1
    with pytest.raises(KamnotError):
        read_manifest(bytes(raw), Path("b.zip"))


def test_a_backup_of_a_newer_program_asks_for_a_newer_program() -> None:
    raw = FILES[MANIFEST].replace(b"backup-manifest/1", b"backup-manifest/2")
    with pytest.raises(KamnotError, match="รุ่นใหม่กว่านี้"):
        read_manifest(raw, Path("b.zip"))


@pytest.mark.parametrize("name", ["nothing", "folder", "empty backups", "letter.txt"])
def test_what_is_no_backup_is_called_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty backups").mkdir()
    (tmp_path / "empty backups" / MARK).touch()
    (tmp_path / "letter.txt").write_text("เรียน")
    with pytest.raises(NotThereError, match=r"ไม่ใช่สำเนาสำรอง|ไม่มี"):
        open_bundle(tmp_path / name)


WRITE_WITH_LITTLE_ROOM = """
import io, resource, sys
from pathlib import Path
from storage.packs.bundles import new_archive
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
part = Path(sys.argv[1])
try:
    with new_archive(part, part.name) as add:
        data = __import__("os").urandom(200_000)
        add("database.sqlite", io.BytesIO(data), len(data))
except OSError as error:
    print(error.strerror)
"""


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_full_disk_is_told_and_leaves_nothing_that_reads(tmp_path: Path, kind: str) -> None:
    part = tmp_path / kind
    ran = subprocess.run(
        [sys.executable, "-c", WRITE_WITH_LITTLE_ROOM, str(part)],
        capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    assert (ran.stdout.strip(), ran.stderr) == ("File too large", "")
    with pytest.raises(KamnotError):
        content(part)
