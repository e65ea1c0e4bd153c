"""The evidence store in a folder: each content once, at `<root>/ab/cd…`, by its SHA-256.

A content is written to a temporary file on the same volume, flushed to the disk and renamed. The folder's names are
flushed before a row may refer to it, so a crash may leave a file without a row and never a row without its file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from domain.language.errors import SurroundingsError
from storage.evidence_store.arriving import ArrivingFiles
from storage.evidence_store.contract import (
    Content,
    EvidenceStore,
    LostError,
    UnreadableError,
    nothing_there,
    place,
    sha256_at,
)
from storage.evidence_store.temporary_files import (
    IncomingFolder,
    PartFile,
    RunningBatch,
    explained,
    running_batch,
)

_READABLE = 0o440
_FOLDERS = tuple(f"{n:02x}" for n in range(256))


class FileStore(EvidenceStore):
    """A content-addressed folder, made at its first use. A plain copy of it is a backup."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = IncomingFolder(root / "incoming")
        self.arriving = ArrivingFiles(self._incoming)
        self._made = False

    @contextmanager
    def batch(self) -> Iterator[RunningBatch]:
        self._prepare()
        with running_batch(self._incoming, self._is_there, self._keep, threads=1) as batch:
            yield batch
        # The names must be on the disk too before a row may point at the files. What was there already
        # counts as well: the process that stored it a moment ago may have died before this.
        with explained(self.root):
            for folder in {self.path(sha256).parent for sha256 in batch.put_here}:
                _sync_folder(folder)

    def path(self, sha256: str) -> Path:
        """The path of a content, stored or not. Raises KamnotError if `sha256` is not 64 hex digits."""
        return self.root / place(sha256)

    def open(self, sha256: str, first: int = 0) -> BinaryIO:
        path = self.path(sha256)
        try:
            stream = path.open("rb")
            stream.seek(first)
            return stream
        except FileNotFoundError as error:
            raise LostError(sha256) from error
        except OSError as error:
            raise UnreadableError(sha256, str(error.strerror)) from error

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        self.open(sha256).close()
        yield self.path(sha256)

    def missing(self, sha256s: Iterable[str]) -> frozenset[str]:
        gone = frozenset(sha256 for sha256 in sha256s if not self._exists(sha256))
        if gone and not any(self.root.glob("[0-9a-f][0-9a-f]")):
            raise nothing_there(str(self.root))
        return gone

    def contents(self) -> Iterator[Content]:
        self._require_readable()
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if sha256 := sha256_at(f"{path.parent.name}/{path.name}"):
                yield Content(sha256, path.stat().st_size)

    def unfinished(self) -> tuple[str, ...]:
        return tuple(str(path) for path in self._incoming.unfinished())

    def sweep(self) -> int:
        return self._incoming.sweep()

    def _require_readable(self) -> None:
        """Raise SurroundingsError for a folder that may not be read: nothing in it is lost."""
        if self.root.is_dir() and not os.access(self.root, os.R_OK | os.X_OK):
            raise SurroundingsError(
                f"อ่านที่เก็บหลักฐาน “{self.root}” ไม่ได้ โปรดตรวจสิทธิ์ของโฟลเดอร์",
                f"The evidence store {self.root} cannot be read; check the folder's permissions.",
            )

    def _prepare(self) -> None:
        with explained(self.root):
            if not self._made:
                self._make()
        self._incoming.prepare()

    def _make(self) -> None:
        """Make all folders at once, so that storing a file need not flush the root's names again."""
        _make_folder(self.root)
        for name in _FOLDERS:
            (self.root / name).mkdir(exist_ok=True)
        _sync_folder(self.root)
        self._made = True

    def _exists(self, sha256: str) -> bool:
        try:
            self.path(sha256).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise UnreadableError(sha256, str(error.strerror)) from error
        return True

    def _is_there(self, part: PartFile) -> bool:
        """Whether the content is stored undamaged. Sending a damaged one again repairs it."""
        try:
            with self.path(part.sha256).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == part.sha256
        except OSError:
            return False

    def _keep(self, part: PartFile) -> None:
        """Flush the finished file's bytes to the disk, then give it its name."""
        path = self.path(part.sha256)
        with explained(self.root):
            os.fsync(part.out.fileno())
            part.out.close()  # Windows renames no open file.
            if os.name != "nt":  # There, a read-only file could neither be replaced nor removed.
                # For the group only where it may enter the folder.
                part.path.chmod(_READABLE & path.parent.stat().st_mode)
            part.path.replace(path)


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents so that their names survive a power cut."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; its file system journals the name.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
