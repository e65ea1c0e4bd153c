"""The evidence files: each content once, under its SHA-256, in a folder.

A file is whole or not there at all, whenever the process dies; it is stored before any row points at it,
so that a crash leaves a file too many and never a row without its file. Names from uploads are data for
the tables and never become paths.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.errors import KamnotError, SurroundingsError

_CHUNK = 1024 * 1024
_ORPHAN_SECONDS = 3600
"""A temporary file older than this belongs to a process that died."""
_READ_ONLY = 0o440
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Stored:
    """A content in the store; `size` in bytes; `already_there` when it had come in before."""

    sha256: str
    size: int
    already_there: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """A stored file whose content no longer is what its name says; `found` is its SHA-256 now."""

    sha256: str
    found: str


class FileStore:
    """A content-addressed folder: `<root>/ab/cd…` by SHA-256 in lower-case hex; made when first used."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._temporary = root / "incoming"

    def put(self, stream: BinaryIO) -> Stored:
        """Copy the stream's rest into the store.

        Raises CouldNotFinishError when the folder cannot be written or the disk is full; nothing is left
        behind then.
        """
        with _explained(self.root):
            self._prepare()
            with self._incoming() as (temporary, out):
                sha256, size = _copy(stream, out)
                return Stored(sha256, size, self._keep(temporary, sha256))

    def path(self, sha256: str) -> Path:
        """Where that content lies or would lie; KamnotError when `sha256` is not 64 hex digits."""
        if not _SHA256.fullmatch(sha256):
            raise KamnotError(
                f"รหัสไฟล์ “{sha256}” ไม่ใช่ SHA-256 (เลขฐานสิบหก 64 ตัว)",
                f"{sha256!r} is no SHA-256 (64 lower-case hex digits).",
            )
        return self.root / sha256[:2] / sha256[2:]

    def open(self, sha256: str) -> BinaryIO:
        """Open the content for reading; KamnotError when it is not in the store."""
        path = self.path(sha256)
        try:
            return path.open("rb")
        except FileNotFoundError as error:
            raise KamnotError(
                f"ไม่พบไฟล์หลักฐาน {sha256[:12]}… ในที่เก็บ โปรดกู้จากสำเนาสำรอง",
                f"The evidence file {sha256[:12]}… is not in the store; restore it from a backup.",
            ) from error

    def contents(self) -> Iterator[str]:
        """The SHA-256 of everything in the store, in no particular order."""
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            yield from (folder.name + path.name for path in folder.iterdir())

    def verify(self) -> tuple[Damage, ...]:
        """Read every file again and name those that have changed; reads the whole store."""
        found = ((sha256, self._digest(sha256)) for sha256 in self.contents())
        return tuple(Damage(sha256, now) for sha256, now in found if now != sha256)

    def sweep(self) -> int:
        """Remove what crashed processes left unfinished more than an hour ago; returns how many."""
        swept = 0
        before = time.time() - _ORPHAN_SECONDS
        for path in self._temporary.glob("*.part"):
            # Another process may sweep at the same moment.
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    swept += 1
        return swept

    def _prepare(self) -> None:
        self._temporary.mkdir(parents=True, exist_ok=True)
        self.sweep()

    @contextmanager
    def _incoming(self) -> Iterator[tuple[Path, BinaryIO]]:
        """A temporary file on the store's own volume, gone afterwards whatever happens."""
        handle, name = tempfile.mkstemp(dir=self._temporary, suffix=".part")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                yield temporary, out
        finally:
            temporary.unlink(missing_ok=True)

    def _keep(self, temporary: Path, sha256: str) -> bool:
        """Give the finished file its name; True when that content was there before."""
        path = self.path(sha256)
        there = path.exists()
        if not there:
            path.parent.mkdir(exist_ok=True)
            temporary.chmod(_READ_ONLY)
            temporary.replace(path)
        # The names must be on the disk too before a row may point at the file; whoever stored the same
        # content a moment ago may have died before this.
        _sync_folder(path.parent)
        _sync_folder(self.root)
        return there

    def _digest(self, sha256: str) -> str:
        with self.path(sha256).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(stream: BinaryIO, out: BinaryIO) -> tuple[str, int]:
    """Copy and hash, and see to it that the bytes are on the disk; returns SHA-256 and size in bytes."""
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        out.write(chunk)
        size += len(chunk)
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; its file system journals the name.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise SurroundingsError(
                f"พื้นที่ดิสก์ของที่เก็บหลักฐาน “{root}” เต็ม ยังไม่ได้เก็บไฟล์นี้ โปรดเพิ่มพื้นที่ว่างแล้วส่งใหม่",
                f"The disk of the evidence store {root} is full; this file was not kept."
                " Make room and send it again.",
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise SurroundingsError(
                f"เขียนที่เก็บหลักฐาน “{root}” ไม่ได้ ยังไม่ได้เก็บไฟล์นี้ โปรดตรวจสิทธิ์เขียนของโฟลเดอร์",
                f"The evidence store {root} cannot be written; this file was not kept."
                " Check the folder's permissions.",
            ) from error
        raise
