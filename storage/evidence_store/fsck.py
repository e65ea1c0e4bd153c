"""Compares the evidence store with the rows: missing, altered, orphaned and unfinished contents.

It only reads and reports; it repairs and removes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from storage.evidence_store.contract import Content, EvidenceStore, LostError, UnreadableError

_CHUNK = 1024 * 1024

Progress = Callable[[int, int], None]
"""Receives the bytes read so far and the bytes in all; called often."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What one row says: the content's SHA-256, its size in bytes, and the file's name for people."""

    sha256: str
    size: int
    name: str


class ByteFault(StrEnum):
    """What is wrong with a content's bytes."""

    SIZE = "size"
    """Another number of bytes than a row says."""
    CONTENT = "content"
    """Not the bytes that the SHA-256 was made of."""
    UNREADABLE = "unreadable"
    """The bytes cannot be read."""


@dataclass(frozen=True, slots=True)
class MissingContent:
    """Rows whose bytes are not in the store: the content and the names of its files."""

    sha256: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Altered:
    """A content that is not what its name says; `size` in bytes as found, `names` empty for an orphan."""

    sha256: str
    names: tuple[str, ...]
    fault: ByteFault
    size: int


@dataclass(frozen=True, slots=True)
class FsckReport:
    """The result, each list in the order of the SHA-256; `bytes_read` tells how much was hashed.

    An orphan harms nobody: a crash leaves one, so does what was received and never filed in, and a file on its way.
    """

    contents: int
    bytes_read: int
    missing: tuple[MissingContent, ...] = ()
    altered: tuple[Altered, ...] = ()
    orphans: tuple[Content, ...] = ()
    unfinished: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Every row has its bytes, and no bytes have changed."""
        return not (self.missing or self.altered)


@dataclass(slots=True)
class _Known:
    """One content in the rows."""

    names: list[str] = field(default_factory=list)
    sizes: set[int] = field(default_factory=set)


def fsck(
    store: EvidenceStore,
    rows: Iterable[KeptRow],
    *,
    quick: bool = False,
    progress: Progress | None = None,
) -> FsckReport:
    """Compare the store with the rows; `quick` compares sizes and reads no content.

    `rows` are read after the store was listed, so that a lazy query sees what came in meanwhile. Raises the store's
    errors if it cannot be reached.
    """
    contents = {content.sha256: content for content in store.contents()}
    known = _by_content(rows)
    gone = set(store.missing(known.keys() - contents.keys())) if contents else set(known)
    altered = []
    watch = _Watch(progress, sum(c.size for c in contents.values()))
    for sha256, content in sorted(contents.items()):
        row = known.get(sha256, _Known())
        try:
            fault = _fault(store, content, row, None if quick else watch)
        except LostError:
            gone |= {sha256} & known.keys()
            continue
        if fault:
            altered.append(Altered(sha256, tuple(row.names), fault, content.size))
    return FsckReport(
        contents=len(contents),
        bytes_read=watch.done,
        missing=tuple(
            MissingContent(sha256, tuple(known[sha256].names)) for sha256 in sorted(gone)
        ),
        altered=tuple(altered),
        orphans=tuple(contents[sha256] for sha256 in sorted(contents.keys() - known.keys())),
        unfinished=store.unfinished(),
    )


def _by_content(rows: Iterable[KeptRow]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for row in rows:
        entry = known.setdefault(row.sha256, _Known())
        entry.names.append(row.name)
        entry.sizes.add(row.size)
    return known


class _Watch:
    """Counts the hashed bytes and reports progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.done = 0
        self._progress = progress
        self._total = total

    def add(self, count: int) -> None:
        self.done += count
        if self._progress:
            self._progress(self.done, self._total)


def _fault(
    store: EvidenceStore, content: Content, row: _Known, watch: _Watch | None
) -> ByteFault | None:
    if row.sizes - {content.size}:
        return ByteFault.SIZE
    if watch is None:
        return None
    try:
        found = _digest(store, content.sha256, watch)
    except (OSError, UnreadableError):
        return ByteFault.UNREADABLE
    return None if found == content.sha256 else ByteFault.CONTENT


def _digest(store: EvidenceStore, sha256: str, watch: _Watch) -> str:
    digest = hashlib.sha256()
    with store.open(sha256) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            watch.add(len(chunk))
    return digest.hexdigest()
