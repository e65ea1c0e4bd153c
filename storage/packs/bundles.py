"""Backups as they lie on a disk: a folder that keeps several and shares their contents, or one archive.

    folder/KAMNOT-BACKUP.txt           says what the folder is
    folder/contents/ab/cd…             the evidence of all its backups, by SHA-256
    folder/2027-01-31T030000Z/         one backup: manifest.json, database.sqlite, home/…

An archive (.zip, .tar, .tar.gz) holds one backup with its contents, the manifest first.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from pydantic import TypeAdapter, ValidationError

from domain.language.errors import KamnotError, NotThereError
from storage.evidence_store.contract import place

MANIFEST, DATABASE, HOME, CONTENTS = "manifest.json", "database.sqlite", "home/", "contents/"
MARK = "KAMNOT-BACKUP.txt"
"""The file that makes a folder a place for backups."""
STAMP = "%Y-%m-%dT%H%M%SZ"
PIECE = 2**20
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SCHEMA = "kamnot/backup-manifest/1"
_STAMPED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z")
_HOME_PATH = re.compile(
    r"home/(?:plans/.+|audit-anchors\.txt|garuda|closed-days(?:\.[A-Za-z0-9]{1,8})?)"
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\\:*?"<>|]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_BIGGEST_MANIFEST = 2**28


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file of a backup: its path in it, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, all of it; `lost` is the evidence that the store could not give.

    Before an upgrade a home keeps a backup of its `database_only`: the evidence stays in its store, which only grows.
    `version` is the database schema's, `audit` the head of the audit, `rows` are counted by table.
    """

    made_at: datetime
    version: str
    audit: str
    rows: dict[str, int]
    database: BackupFile
    files: tuple[BackupFile, ...]
    evidence: tuple[BackupFile, ...]
    lost: tuple[str, ...] = ()
    database_only: bool = False

    @property
    def parts(self) -> tuple[BackupFile, ...]:
        """Every file, the database first."""
        return (self.database, *self.files, *self.evidence)

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(part.size for part in self.parts)

    def to_bytes(self) -> bytes:
        """The manifest as JSON, sealed by a hash of its own."""
        inner = _MANIFEST.dump_json(self).decode()
        return f'{{"schema":"{_SCHEMA}","seal":"{_digest(inner)}","manifest":{inner}}}\n'.encode()


_MANIFEST = TypeAdapter(Manifest)
_OUTER = re.compile(
    r'\{"schema":"(?P<schema>[^"]+)","seal":"(?P<seal>[0-9a-f]{64})","manifest":(?P<inner>.*)\}\n',
    re.DOTALL,
)


def evidence_part(sha256: str, size: int) -> BackupFile:
    """A content of evidence as a file of a backup."""
    return BackupFile(CONTENTS + place(sha256), size, sha256)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(raw: bytes, source: Path) -> Manifest:
    """Read a manifest. Raises KamnotError if it is damaged, hostile or from a newer program."""
    found = _OUTER.fullmatch(raw.decode("utf-8", "replace"))
    if found is None:
        raise damaged(source)
    if found["schema"] != _SCHEMA:
        raise KamnotError(
            f"สำเนาสำรอง “{source}” ทำด้วยโปรแกรมรุ่นใหม่กว่านี้ โปรดติดตั้ง Kamnot รุ่นใหม่กว่าก่อนกู้คืน",
            f"The backup {source} was made by a newer program; install a newer Kamnot before restoring it.",
        )
    if found["seal"] != _digest(found["inner"]):
        raise damaged(source)
    try:
        manifest = _MANIFEST.validate_json(found["inner"])
    except ValidationError as error:
        raise damaged(source) from error
    paths = [part.path for part in manifest.parts]
    if len(set(map(str.casefold, paths))) < len(paths) or not all(
        map(_is_expected, manifest.parts)
    ):
        raise hostile(source)
    return manifest


def _is_expected(part: BackupFile) -> bool:
    """Whether a file lies where Kamnot puts one: never above the backup, never under a device's name."""
    if part.path == DATABASE:
        return True
    if part.path.startswith(CONTENTS):
        return part.path == CONTENTS + place(part.sha256)
    return is_restorable(part.path)


def is_restorable(path: str) -> bool:
    """Whether a file of the home lies where a backup may put it, under a name that every system takes."""
    return bool(_HOME_PATH.fullmatch(path)) and not any(
        name in ("", ".", "..")
        or _FORBIDDEN.search(name)
        or name.endswith((".", " "))
        or _DEVICE.fullmatch(name)
        for name in path.split("/")
    )


# --- What is wrong with a source, in one sentence ---------------------------------------------------


def damaged(source: Path, what: str = "") -> KamnotError:
    """The error of a backup that is cut short or altered."""
    where = f" ({what})" if what else ""
    return KamnotError(
        f"สำเนาสำรอง “{source}” เสียหายหรือไม่ครบ{where} จึงใช้ไม่ได้ โปรดใช้สำเนาอื่น",
        f"The backup {source} is damaged or not whole{where} and cannot be used; take another one.",
    )


def hostile(source: Path, name: str = "") -> KamnotError:
    """The error of a backup with a file that Kamnot did not put there."""
    from storage.packs.pack_files import shown

    what = f" “{shown(name)}”" if name else ""
    return KamnotError(
        f"ในสำเนาสำรอง “{source}” มีไฟล์{what} ที่ Kamnot ไม่ได้ใส่ไว้ จึงไม่ได้ใช้ โปรดใช้สำเนาที่ได้มาจากระบบโดยตรง",
        f"The backup {source} has a file{what} that Kamnot did not put there, and was not used;"
        " take one as Kamnot made it.",
    )


def no_backup(source: Path) -> NotThereError:
    """The error of something that is no backup."""
    return NotThereError(
        f"“{source}” ไม่ใช่สำเนาสำรองของ Kamnot โปรดระบุโฟลเดอร์หรือไฟล์ที่ได้จากการสำรองข้อมูล",
        f"{source} is no backup of Kamnot; name a folder or file that a backup made.",
    )


# --- Writing an archive ----------------------------------------------------------------------------

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")


def is_archive(target: Path) -> bool:
    """Whether a backup by this name is an archive."""
    return target.name.casefold().endswith(ARCHIVES)


Add = Callable[[str, BinaryIO, int], None]
"""Copies a stream of exactly so many bytes into an archive, under a name."""


@contextmanager
def new_archive(part: Path, name: str) -> Iterator[Add]:
    """Write the archive `part` in the kind that `name` ends with."""
    if name.casefold().endswith(".zip"):
        with zipfile.ZipFile(part, "w") as archive:
            yield lambda path, stream, size: _zip_one(archive, path, stream, size)
        return
    plain = name.casefold().endswith(".tar")
    with tarfile.open(part, "w") if plain else tarfile.open(part, "w:gz", compresslevel=1) as tar:
        yield lambda path, stream, size: tar.addfile(_tar_entry(path, size), stream)


def _zip_one(archive: zipfile.ZipFile, path: str, stream: BinaryIO, size: int) -> None:
    entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr, entry.file_size = 0o100600 << 16, size
    with archive.open(entry, "w") as out:
        while piece := stream.read(PIECE):
            out.write(piece)


def _tar_entry(path: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = size, 0o600
    return entry


# --- Reading ---------------------------------------------------------------------------------------

Each = Iterator[tuple[str, IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A backup that can be read, in a folder or an archive."""

    source: Path
    manifest: Manifest
    place: Callable[[BackupFile], Path] | None = None
    """Where each file of a folder lies."""
    each: Callable[[], Each] | None = None
    """The files of an archive one after the other, each to be read before the next."""

    def read(self, take: Callable[[BackupFile, IO[bytes]], None]) -> None:
        """Let `take` read every file; those of a folder in several threads.

        Raises KamnotError if one is missing, or is not one that Kamnot wrote.
        """
        if self.each is not None:
            self._read_in_turn(self.each(), take)
        elif self.place is not None:
            read_one = partial(_read_one, self.place, take)
            with readable(self.source), ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
                for _ in pool.map(read_one, self.manifest.parts):
                    pass

    def _read_in_turn(self, each: Each, take: Callable[[BackupFile, IO[bytes]], None]) -> None:
        wanted: Mapping[str, BackupFile] = {part.path: part for part in self.manifest.parts}
        seen: set[str] = set()
        with readable(self.source):
            for path, stream in each:
                if path == MANIFEST and MANIFEST not in seen:
                    seen.add(path)
                elif path not in wanted or path in seen:
                    raise hostile(self.source, path)
                else:
                    seen.add(path)
                    take(wanted[path], stream)
        for missing in wanted.keys() - seen:
            raise damaged(self.source, missing)


def _read_one(
    place: Callable[[BackupFile], Path],
    take: Callable[[BackupFile, IO[bytes]], None],
    part: BackupFile,
) -> None:
    with place(part).open("rb") as stream:
        take(part, stream)


@contextmanager
def readable(source: Path) -> Iterator[None]:
    """Turn what libraries say of a damaged archive into one sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise damaged(source, Path(str(error.filename or "")).name) from error
    except (
        tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, RuntimeError,
    ) as error:  # fmt: skip
        raise damaged(source) from error
    except OSError as error:
        if error.errno in FULL:
            raise  # it is another disk, to which the backup is copied
        raise KamnotError(
            f"อ่านสำเนาสำรอง “{source}” ไม่ได้ ({error.strerror or error}) โปรดตรวจไฟล์ สิทธิ์ และดิสก์",
            f"Cannot read the backup {source} ({error.strerror or error}); check the file, permissions and disk.",
        ) from error


def open_bundle(source: Path) -> Bundle:
    """The backup in an archive, the newest of a folder, or one in a folder. Raises KamnotError if it is none."""
    with readable(source):
        if not source.exists():
            raise NotThereError(f"ไม่มี “{source}”", f"There is no {source}.")
        if source.is_dir():
            return _in_folder(source)
        # First by its head: a TAR that ends with a Word file has the tail of a ZIP.
        if tarfile.is_tarfile(source):
            each: Callable[[], Each] = lambda: _tar_members(source)  # noqa: E731  # one of two
        elif zipfile.is_zipfile(source):
            each = lambda: _zip_members(source)  # noqa: E731
        elif is_archive(source):
            raise damaged(source)
        else:
            raise no_backup(source)
        return Bundle(source, _first_manifest(source, each()), each=each)


def _first_manifest(source: Path, members: Each) -> Manifest:
    """The manifest, which stands first. Raises NotThereError for an archive of something else."""
    while True:
        try:
            path, stream = next(members)
        except (StopIteration, KamnotError):
            raise no_backup(source) from None
        if path == MANIFEST:
            return read_manifest(stream.read(_BIGGEST_MANIFEST), source)
        if not _is_expected(BackupFile(path, 0, path.removeprefix(CONTENTS).replace("/", ""))):
            raise no_backup(source)


def _zip_members(source: Path) -> Each:
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            if info.is_dir() and ".." not in info.filename:
                continue
            if info.compress_type != zipfile.ZIP_STORED or (info.external_attr >> 28) == 0xA:
                raise hostile(source, info.filename)
            with archive.open(info) as stream:
                yield info.filename, stream


def _tar_members(source: Path) -> Each:
    with tarfile.open(source) as archive:
        for info in archive:
            stream = archive.extractfile(info) if info.isreg() else None
            if stream is None:
                if info.isdir() and ".." not in info.name:
                    continue
                raise hostile(source, info.name)
            yield info.name, stream


def snapshots(folder: Path) -> list[Path]:
    """The finished backups of a folder, oldest first."""
    found = (path for path in folder.iterdir() if path.is_dir() and _STAMPED.match(path.name))
    # Those of one second are numbered: `-10` follows `-9`.
    return sorted(found, key=lambda path: (path.name[:18], len(path.name), path.name))


def _in_folder(source: Path) -> Bundle:
    with readable(source):
        if (source / MARK).is_file():
            own = snapshots(source)
            if not own:
                raise no_backup(source)
            return _snapshot(own[-1], source)
        if (source / MANIFEST).is_file():
            return _snapshot(source, source.parent)
    raise no_backup(source)


def _snapshot(snapshot: Path, root: Path) -> Bundle:
    with readable(snapshot):
        manifest = read_manifest((snapshot / MANIFEST).read_bytes(), snapshot)

    def place(part: BackupFile) -> Path:
        return (root if part.path.startswith(CONTENTS) else snapshot) / part.path

    return Bundle(snapshot, manifest, place)
