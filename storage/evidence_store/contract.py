"""What every evidence store promises, and the plain values that it takes and returns.

A content is stored whole or not at all, whenever the process dies. It is known by its SHA-256 alone; names of uploads
are data for the tables and never become paths or keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from domain.language.errors import CouldNotFinishError, KamnotError, SurroundingsError

if TYPE_CHECKING:
    from storage.evidence_store.arriving import ArrivingFiles

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored content; `size` in bytes; `already_there` if it had come in before."""

    sha256: str
    size: int
    already_there: bool


@dataclass(frozen=True, slots=True)
class Content:
    """A content found in the store; `size` in bytes as found."""

    sha256: str
    size: int


class LostError(KamnotError):
    """The content that was asked for is not in the store."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"ไม่พบไฟล์หลักฐาน {sha256[:12]}… ในที่เก็บ โปรดกู้จากสำเนาสำรอง",
            f"The evidence file {sha256[:12]}… is not in the store; restore it from a backup.",
        )


class UnreadableError(CouldNotFinishError):
    """The content is there, but its bytes cannot be read."""

    def __init__(self, sha256: str, why: str) -> None:
        super().__init__(
            f"อ่านไฟล์หลักฐาน {sha256[:12]}… ในที่เก็บไม่ได้ ({why}) โปรดตรวจสิทธิ์และดิสก์ หรือกู้จากสำเนาสำรอง",
            f"The evidence file {sha256[:12]}… in the store cannot be read ({why});"
            " check its permissions and the disk, or restore it from a backup.",
        )


class ContentBatch(Protocol):
    """Stores several contents together."""

    def put(self, stream: BinaryIO) -> Stored:
        """Copy the rest of the stream. It is certainly stored once the batch has ended."""

    def adopt(self, path: Path, sha256: str) -> Stored:
        """Take over a file that is whole, with that SHA-256, or leave it; on an error it stays where it is."""


class EvidenceStore(Protocol):
    """Contents by SHA-256 (64 lower-case hex digits; anything else is a KamnotError).

    Raises CouldNotFinishError or SurroundingsError with one sentence if the outside world refuses (disk full, no
    permission, server unreachable). `arriving` are the files that come in by pieces.
    """

    arriving: ArrivingFiles

    def put(self, stream: BinaryIO) -> Stored:
        """Copy the rest of the stream into the store, in pieces. On return it is stored, on an error it is not."""
        with self.batch() as batch:
            return batch.put(stream)

    def adopt(self, path: Path, sha256: str) -> Stored:
        """Take over a file of the store's folder for what comes in, that is whole and has this SHA-256."""
        with self.batch() as batch:
            return batch.adopt(path, sha256)

    def batch(self) -> AbstractContextManager[ContentBatch]:
        """Put several contents faster than one by one: `with store.batch() as batch: batch.put(stream)`.

        Rows may refer to them only after the block has ended without an error. After an error some may be stored and
        some not; putting them again is always safe.
        """

    def open(self, sha256: str, first: int = 0) -> BinaryIO:
        """A content from that byte on, to read in pieces. Raises LostError or UnreadableError."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """A file on this machine with that content: read it inside the block, never write to it."""

    def missing(self, sha256s: Iterable[str]) -> frozenset[str]:
        """Those of `sha256s` that are not in the store.

        Raises SurroundingsError if the store is empty: a drive is not connected or the address is wrong, and letters
        must not say that all evidence is lost.
        """

    def contents(self) -> Iterator[Content]:
        """Everything in the store, in no particular order."""

    def unfinished(self) -> tuple[str, ...]:
        """Remains of processes that died while storing, old enough to be sure."""

    def sweep(self) -> int:
        """Remove unfinished remains. Returns how many."""


def place(sha256: str) -> str:
    """The place of a content below the store's root: `ab/cd…`. Raises KamnotError if it is no SHA-256."""
    if not _SHA256.fullmatch(sha256):
        raise KamnotError(
            f"รหัสไฟล์ “{sha256}” ไม่ใช่ SHA-256 (เลขฐานสิบหก 64 ตัว)",
            f"{sha256!r} is no SHA-256 (64 lower-case hex digits).",
        )
    return f"{sha256[:2]}/{sha256[2:]}"


def sha256_at(name: str) -> str | None:
    """The SHA-256 of the content at a place; None for anything that Kamnot did not put there."""
    found = _PLACE.fullmatch(name)
    return found[1] + found[2] if found else None


def nothing_there(where: str) -> SurroundingsError:
    """The error of a store that is empty although rows refer to it."""
    return SurroundingsError(
        f"ที่เก็บหลักฐาน “{where}” ว่างเปล่าทั้งที่มีหลักฐานในฐานข้อมูล โปรดตรวจว่าต่อไดรฟ์แล้วและ KAMNOT_STORE_URL ถูกต้อง",
        f"The evidence store {where} is empty although the database knows of evidence;"
        " check that the drive is connected and that KAMNOT_STORE_URL is right.",
    )
