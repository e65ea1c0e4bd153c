"""Temporary files of contents that come in, and batches that store one while copying the next."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from domain.language.errors import CouldNotFinishError, SurroundingsError
from storage.evidence_store.contract import Stored

CHUNK = 1024 * 1024
_ORPHAN_SECONDS = {"*.part": 3600, "*.half": 24 * 3600, "*.about": 24 * 3600, "*.new": 3600}
"""Ages without a write: of a file whose process must have died, and of one that nobody goes on sending."""
_IN_FLIGHT = 8
"""Most finished copies, each with an open file, that may wait to be stored."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT,
)  # fmt: skip


class PartFile:
    """One temporary file: written once, then stored under its SHA-256 or discarded.

    `whole` is one that has all its bytes already, of that SHA-256.
    """

    def __init__(self, folder: Path, whole: Path | None = None, sha256: str = "") -> None:
        self._folder = folder
        with explained(folder):
            if whole is None:
                handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
            else:
                handle, name = os.open(whole, os.O_RDWR), str(whole)
        self.path = Path(name)
        self.out: BinaryIO = os.fdopen(handle, "wb", buffering=0)
        self.sha256 = sha256
        self.size = os.fstat(handle).st_size

    def fill(self, stream: BinaryIO) -> None:
        """Copy and hash the rest of the stream. Raises the stream's errors unchanged."""
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            with explained(self._folder):
                self._write(chunk)
            self.size += len(chunk)
        self.sha256 = digest.hexdigest()

    def _write(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        while rest:
            rest = rest[self.out.write(rest) :]

    def discard(self) -> None:
        """Close and remove it, unless it has been renamed."""
        self.out.close()
        self.path.unlink(missing_ok=True)


class IncomingFolder:
    """The folder of temporary files; remains of dead processes are swept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the folder and sweep it."""
        with explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.sweep()

    def unfinished(self) -> Iterator[Path]:
        """The temporary files without a write for an hour, the halves without a piece for a day."""
        for kind, seconds in _ORPHAN_SECONDS.items():
            for path in self.folder.glob(kind):
                # Another process may sweep at the same moment.
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < time.time() - seconds:
                        yield path

    def sweep(self) -> int:
        """Remove unfinished files. Returns how many."""
        swept = 0
        for path in self.unfinished():
            with suppress(FileNotFoundError):
                path.unlink()
                swept += 1
        return swept


class RunningBatch:
    """Copies the next content while helper threads store the earlier ones."""

    def __init__(
        self,
        incoming: IncomingFolder,
        pool: ThreadPoolExecutor,
        is_there: Callable[[PartFile], bool],
        keep: Callable[[PartFile], None],
    ) -> None:
        self.put_here: set[str] = set()
        self._incoming = incoming
        self._pool = pool
        self._is_there = is_there
        self._keep = keep
        self._running: deque[Future[None]] = deque()

    def put(self, stream: BinaryIO) -> Stored:
        part = PartFile(self._incoming.folder)
        with ExitStack() as failed:
            failed.callback(part.discard)
            part.fill(stream)
            there = part.sha256 in self.put_here or self._is_there(part)
            failed.pop_all()
        self.put_here.add(part.sha256)
        if there:
            part.discard()
        else:
            self._running.append(self._pool.submit(self._keep_and_discard, part))
            self._wait(_IN_FLIGHT)
        return Stored(part.sha256, part.size, already_there=there)

    def adopt(self, path: Path, sha256: str) -> Stored:
        part = PartFile(self._incoming.folder, path, sha256)
        try:
            there = self._is_there(part)
            self.put_here.add(sha256)
            if not there:
                self._keep(part)
        finally:
            part.out.close()
        return Stored(sha256, part.size, already_there=there)

    def finish(self) -> None:
        """Wait until all are stored. Raises the first error."""
        self._wait(0)

    def _keep_and_discard(self, part: PartFile) -> None:
        try:
            self._keep(part)
        finally:
            part.discard()

    def _wait(self, at_most: int) -> None:
        while len(self._running) > at_most:
            self._running.popleft().result()


@contextmanager
def running_batch(
    incoming: IncomingFolder,
    is_there: Callable[[PartFile], bool],
    keep: Callable[[PartFile], None],
    *,
    threads: int,
) -> Iterator[RunningBatch]:
    """A batch; leaving the block waits until everything is stored.

    `is_there` says whether the store has the part's content, undamaged; `keep` stores it, in a helper thread.
    """
    # The pool's end waits for running work, after an error too: no thread outlives the block.
    with ThreadPoolExecutor(threads, thread_name_prefix="store") as pool:
        batch = RunningBatch(incoming, pool, is_there, keep)
        yield batch
        batch.finish()


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn the disk's errors into one sentence. Only the store's own writing belongs inside."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise SurroundingsError(
                f"พื้นที่ดิสก์ของที่เก็บหลักฐาน “{folder}” เต็ม ยังไม่ได้เก็บไฟล์นี้ โปรดเพิ่มพื้นที่ว่างแล้วส่งใหม่",
                f"The disk of the evidence store {folder} is full; this file was not kept."
                " Make room and send it again.",
            ) from error
        if error.errno in _REFUSED:
            raise SurroundingsError(
                f"เขียนที่เก็บหลักฐาน “{folder}” ไม่ได้ ยังไม่ได้เก็บไฟล์นี้ โปรดตรวจสิทธิ์เขียนของโฟลเดอร์",
                f"The evidence store {folder} cannot be written; this file was not kept."
                " Check the folder's permissions.",
            ) from error
        raise CouldNotFinishError(
            f"ที่เก็บหลักฐาน “{folder}” ขัดข้อง ({error.strerror}) ยังไม่ได้เก็บไฟล์นี้ โปรดตรวจดิสก์แล้วส่งใหม่",
            f"The evidence store {folder} failed ({error.strerror}); this file was not kept."
            " Check the disk and send it again.",
        ) from error
