"""Files on their way in by pieces: half of one outlives a break and a restart, and is no evidence.

One is two files in the store's folder for what comes in: `<id>.half` has its bytes so far, `<id>.about` says whose it
is. Both are swept a day after the last piece, as the remains of dead processes are after an hour.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from domain.language.errors import OvertakenError
from storage.evidence_store.temporary_files import CHUNK, IncomingFolder, explained

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ID = re.compile(r"[0-9a-f]{32}")
_TURN = Lock()
"""Two connections may send the same piece: the bytes of one are written at a time."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """What is known of a file on its way in; `size` is the announced one, None if nothing was said.

    `sha256` stands once all has come, before the store takes the bytes over; `item` once the rows stand, and `known` if
    the very content was there already. `said` is what its sender told of it, word for word.
    """

    unit: str
    fiscal_year: int
    requirement: str
    name: str
    by: str
    size: int | None
    said: str = ""
    id: str = ""
    sha256: str = ""
    received_on: date | None = None
    item: int = 0
    known: bool = False


class ArrivingFiles:
    """The files on their way into one store."""

    def __init__(self, incoming: IncomingFolder) -> None:
        self._incoming = incoming
        self._folder = incoming.folder

    def folder(self) -> Path:
        """The folder where they are, made if it was not there."""
        self._incoming.prepare()
        return self._folder

    def begin(self, about: Arriving) -> Arriving:
        """Make room for a file without any bytes yet, under a new id that nobody can guess."""
        self._incoming.prepare()
        id_ = token_hex(16)
        with explained(self._folder):
            self.path(id_).touch(mode=0o600, exist_ok=False)
        return self.note(replace(about, id=id_))

    def note(self, about: Arriving) -> Arriving:
        """Keep what is known of a file, whole or not at all."""
        path = self._about(about.id)
        fresh = path.with_suffix(".new")
        with explained(self._folder):
            fresh.write_bytes(_as_json().dump_json(about))
            fresh.replace(path)
        return about

    def find(self, id_: str) -> Arriving | None:
        """What is known of a file; None if there is none of that id, or it has expired."""
        if not _ID.fullmatch(id_):
            return None
        try:
            return _as_json().validate_json(self._about(id_).read_bytes())
        except (OSError, ValueError):
            return None

    def everything(self) -> Iterator[tuple[Arriving, float]]:
        """All files, each with the seconds since its last piece."""
        for path in self._folder.glob("*.about"):
            found = self.find(path.stem)
            with suppress(FileNotFoundError):
                if found is not None:
                    yield found, time.time() - path.stat().st_mtime

    def arrived(self, about: Arriving) -> int:
        """How many bytes have come; all of them once the store has taken them over."""
        try:
            return self.path(about.id).stat().st_size
        except FileNotFoundError:
            return (about.size or 0) if about.sha256 else 0

    def append(self, about: Arriving, at: int, stream: BinaryIO) -> int:
        """Add the rest of the stream from that byte on; on return it is on the disk. Returns how many are there now.

        Raises OvertakenError if another number of bytes has come, also when somebody else goes on meanwhile. What came
        before the stream's own error stays.
        """
        if about.sha256:
            _check_end(about.size, at)
            return at
        with explained(self._folder):
            out = self.path(about.id).open("ab", buffering=0)
        with out:
            try:
                _check_end(os.fstat(out.fileno()).st_size, at)
                while chunk := stream.read(CHUNK):
                    at = self._write(out, at, chunk)
            finally:
                with explained(self._folder):
                    os.fsync(out.fileno())
                    os.utime(self._about(about.id))
        return at

    def _write(self, out: BinaryIO, at: int, chunk: bytes) -> int:
        rest = memoryview(chunk)
        with _TURN:
            _check_end(os.fstat(out.fileno()).st_size, at)
            with explained(self._folder):
                while rest:
                    rest = rest[out.write(rest) :]
        return at + len(chunk)

    def digest(self, about: Arriving) -> str:
        """The SHA-256 of the bytes that have come."""
        with explained(self._folder), self.path(about.id).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def path(self, id_: str) -> Path:
        """Where its bytes are."""
        return self._folder / f"{id_}.half"

    def drop(self, about: Arriving, *, note: bool = True) -> None:
        """Remove its bytes, and what is known of it unless `note` is False."""
        self.path(about.id).unlink(missing_ok=True)
        if note:
            self._about(about.id).unlink(missing_ok=True)

    def _about(self, id_: str) -> Path:
        return self._folder / f"{id_}.about"


def _check_end(there: int | None, at: int) -> None:
    if there != at:
        raise OvertakenError(
            "ส่วนของไฟล์ที่ส่งมาไม่ต่อกับส่วนที่ได้รับแล้ว โปรดส่งต่อจากจุดที่ค้างไว้",
            "This piece does not follow what has arrived; go on from where it stopped.",
        )


@cache
def _as_json() -> TypeAdapter[Arriving]:
    from pydantic import TypeAdapter

    return TypeAdapter(Arriving)
