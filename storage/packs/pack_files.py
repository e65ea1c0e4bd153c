"""Packs as ZIP files: written in pieces, complete or absent; read back without trust.

Entries are stored uncompressed: documents, pictures and films are packed already, the same files give the same ZIP, and
a reader meets no bomb.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import struct
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from domain.language.errors import KamnotError, SurroundingsError
from domain.language.how import How, Verb
from domain.packs.contents import NAME, Contents
from storage.evidence_store.contract import UnreadableError

_PIECE = 2**20
_END = struct.Struct("<4s4H2LH")
"""The record that ends a ZIP: signature, disks, entries, size and place of the directory, comment."""
_END64_AT, _END64 = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_BIGGEST_DIRECTORY = 32 * 2**20
_BIGGEST_CONTENTS = 32 * 2**20
_LOCKED, _UTF8 = 0x1, 0x800
"""Flags of an entry."""


@dataclass(frozen=True, slots=True)
class Written:
    """A written file: its size in bytes and its SHA-256."""

    size: int
    sha256: str


class NewPack:
    """A pack that is being written; it gets its name by `keep`."""

    def __init__(self, target: Path, out: BinaryIO, part: Path) -> None:
        self.target = target
        self._out, self._part = out, part
        self._zip = zipfile.ZipFile(out, "w", strict_timestamps=True)

    def add(self, path: str, content: bytes) -> Written:
        """Write a file that was made for the pack."""
        return self.copy(path, io.BytesIO(content), len(content))

    def copy(self, path: str, stream: BinaryIO, size: int, sha256: str | None = None) -> Written:
        """Copy a stream of about `size` bytes, in pieces. It must have the `sha256`, if one is given.

        Raises UnreadableError if the stream cannot be read or has another content.
        """
        entry = _entry(path)
        entry.file_size = size  # decides whether the entry needs the long form
        digest, count = hashlib.sha256(), 0
        with _explained(self.target), self._zip.open(entry, "w") as out:
            while piece := _read(stream, sha256 or ""):
                digest.update(piece)
                count += len(piece)
                out.write(piece)
        if sha256 is not None and digest.hexdigest() != sha256:
            raise UnreadableError(sha256, "its content was altered")
        return Written(count, digest.hexdigest())

    def finish(self) -> Written:
        """End the ZIP and flush it to the disk. Returns its size and SHA-256."""
        with _explained(self.target):
            self._zip.close()
            self._out.flush()
            os.fsync(self._out.fileno())
            with self._part.open("rb") as whole:
                digest = hashlib.file_digest(whole, "sha256").hexdigest()
            return Written(self._part.stat().st_size, digest)

    def keep(self) -> None:
        """Give the finished ZIP its name, replacing an older one."""
        with _explained(self.target):
            if sys.platform == "win32":
                self._out.close()  # It renames no open file; elsewhere it is held until it has its name.
            self._part.replace(self.target)

    def drop(self) -> None:
        """Remove all traces; safe after `keep`."""
        with suppress(OSError):  # a full disk takes no directory either, and nobody reads this one
            self._zip.close()
        self._out.close()
        self._part.unlink(missing_ok=True)


@contextmanager
def new_pack(target: Path) -> Iterator[NewPack]:
    """Write a pack beside its later place. Without `keep` it is removed at the end of the block.

    Raises SurroundingsError if the folder cannot be written or the disk is full.
    """
    with _explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        pack = NewPack(target, *_new_part(target.parent))
    try:
        yield pack
    finally:
        pack.drop()


_PARTS = "kamnot-pack-*.part"


def _new_part(folder: Path) -> tuple[BinaryIO, Path]:
    """A file to write a pack into, locked until it is closed or its process dies."""
    while True:
        part = folder / _PARTS.replace("*", secrets.token_hex(8))
        out = part.open("xb")
        _hold(out, wait=True)
        if part.exists():
            return out, part
        out.close()  # Another process swept it before it was held.


def _sweep(folder: Path) -> None:
    """Remove the packs of killed processes; a pack that is being written is locked."""
    for part in folder.glob(_PARTS):
        with suppress(OSError):
            if sys.platform == "win32":
                part.unlink()  # Refused for a file that is open.
                continue
            with part.open("rb+") as left:
                if _hold(left, wait=False):
                    part.unlink()


def _hold(file: BinaryIO, *, wait: bool) -> bool:
    """Lock an open file until it is closed, so that no process sweeps it. Returns False if it cannot be locked."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # Some drives know no locks: what lies there is left alone.
        return False
    return True


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    # unzip reads the name of an entry made on DOS in DOS's letters, in spite of its UTF-8 mark.
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _read(stream: BinaryIO, sha256: str) -> bytes:
    try:
        return stream.read(_PIECE)
    except OSError as error:
        raise UnreadableError(sha256, str(error.strerror)) from error


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SurroundingsError(
            f"เขียนชุดเอกสาร “{target}” ไม่ได้ ({error.strerror}) โปรดตรวจพื้นที่ว่างและสิทธิ์ หรือเลือกโฟลเดอร์อื่น",
            f"Cannot write the pack {str(target)!r} ({error.strerror}); check room and permissions,"
            " or name another folder.",
            How(Verb.GIVE_FOLDER),
        ) from error


# --- Reading back ----------------------------------------------------------------------------------


class FaultKind(StrEnum):
    """What is wrong with a file of a pack."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that differs from the contents; `path` is safe to show."""

    path: str
    kind: FaultKind


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A pack that was read: its contents, its hashes, and where they differ."""

    contents: Contents
    contents_sha256: str
    pack: Written
    faults: tuple[Fault, ...]


def read_pack(file: Path) -> ReadPack:
    """Compare every file of a pack with its contents, in pieces. Nothing is extracted.

    Raises KamnotError if Kamnot did not pack it: another ZIP, one that was packed again, a harmful one.
    """
    try:
        with file.open("rb") as stream:
            size = _refuse_strange_end(stream)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            with zipfile.ZipFile(stream) as archive:
                entries = _entries(archive, size)
                raw = _contents_bytes(archive, entries)
                contents = Contents.model_validate_json(raw)
                faults = tuple(_faults(archive, entries, contents))
    except OSError as error:
        raise KamnotError(
            f"อ่านไฟล์ “{file}” ไม่ได้ ({error.strerror})",
            f"Cannot read {str(file)!r} ({error.strerror}).",
        ) from error
    except (zipfile.BadZipFile, NotImplementedError, ValidationError, UnicodeError) as error:
        raise _no_pack() from error
    return ReadPack(contents, hashlib.sha256(raw).hexdigest(), Written(size, digest), faults)


def _refuse_strange_end(stream: BinaryIO) -> int:
    """Check the size of the directory before zipfile reads it. Returns the file's size."""
    size = stream.seek(0, os.SEEK_END)
    if size < _END.size:
        raise _no_pack()
    stream.seek(size - _END.size)
    mark, *_, directory, _, comment = _END.unpack(stream.read(_END.size))
    if mark != b"PK\5\6" or comment:
        raise _no_pack()
    if directory == 0xFFFFFFFF:
        directory = _long_directory(stream, size)
    if directory > min(_BIGGEST_DIRECTORY, size):
        raise _no_pack()
    return size


def _long_directory(stream: BinaryIO, size: int) -> int:
    at = size - _END.size - _END64_AT.size - _END64.size
    if at < 0:
        raise _no_pack()
    stream.seek(at)
    mark, *_, directory, _ = _END64.unpack(stream.read(_END64.size))
    if mark != b"PK\6\6":
        raise _no_pack()
    return int(directory)


def _entries(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The entries by name. Raises KamnotError unless they are plain, disjoint and begin with the file."""
    infos = archive.infolist()
    plain = all(_is_plain(i) for i in infos)
    entries = {i.filename: i for i in infos}
    starts = min((i.header_offset for i in infos), default=1)
    if not plain or len(entries) < len(infos) or starts or sum(i.file_size for i in infos) > size:
        raise _no_pack()
    return entries


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Whether an entry is uncompressed, unlocked, no folder, and named in UTF-8."""
    stored = info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size
    named = bool(info.flag_bits & _UTF8) or info.filename.isascii()
    return stored and named and not (info.flag_bits & _LOCKED or info.is_dir())


def _contents_bytes(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> bytes:
    entry = entries.pop(NAME, None)
    if entry is None or entry.file_size > _BIGGEST_CONTENTS:
        raise _no_pack()
    with archive.open(entry) as stream:
        return stream.read(_BIGGEST_CONTENTS)


def _faults(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], contents: Contents
) -> Iterator[Fault]:
    rest = dict(entries)
    twice = [p for p, n in Counter(f.path for f in contents.files).items() if n > 1]
    yield from (Fault(shown(path), FaultKind.ALTERED) for path in twice)
    for file in contents.files:
        entry = rest.pop(file.path, None)
        if entry is None:
            if file.path not in twice:
                yield Fault(shown(file.path), FaultKind.MISSING)
        elif entry.file_size != file.size or _sha256(archive, entry) != file.sha256:
            yield Fault(shown(file.path), FaultKind.ALTERED)
    yield from (Fault(shown(path), FaultKind.ADDED) for path in rest)


def _sha256(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str | None:
    """The SHA-256 of an entry; None if the entry is damaged."""
    digest = hashlib.sha256()
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except (zipfile.BadZipFile, EOFError):
        return None
    return digest.hexdigest()


def shown(text: str) -> str:
    """Make a text from a possibly hostile pack fit for a screen: no control marks, no endless line."""
    plain = "".join("?" if unicodedata.category(c)[0] == "C" else c for c in text[:300])
    return plain if len(text) <= 300 else f"{plain}…"


def _no_pack() -> KamnotError:
    return KamnotError(
        "ไฟล์นี้ไม่ใช่ชุดเอกสารตามที่ระบบกำหนด (Kamnot) ทำไว้ (อาจถูกแตกแล้วบีบใหม่ ต่อเติม หรือเสียหาย) โปรดใช้ไฟล์ ZIP ต้นฉบับ",
        "This is no pack as Kamnot made it (packed anew, added to, or damaged); give the original ZIP.",
    )
