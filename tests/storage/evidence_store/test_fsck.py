"""Comparing the store with the rows: each fault is found under its own name, and nothing else."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.evidence_store.contract import Content
from storage.evidence_store.fsck import (
    Altered,
    ByteFault,
    FsckReport,
    KeptRow,
    MissingContent,
    fsck,
)
from tests.support.processes.unprivileged import as_nobody
from tests.support.stores import Kept, KeptInFolder

FILES = {"แผน.pdf": b"plan", "รายงาน.pdf": b"report", "ภาพ.jpg": b"picture" * 300_000}


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def rows(**sizes: int) -> list[KeptRow]:
    return [KeptRow(sha(c), sizes.get(sha(c), len(c)), name) for name, c in FILES.items()]


@pytest.fixture
def full(kept: Kept) -> Kept:
    """A store with a few files, all as their rows say."""
    with kept.store.batch() as batch:
        for content in FILES.values():
            batch.put(io.BytesIO(content))
    return kept


def test_a_store_in_order_is_sound_and_was_read_to_the_last_byte(full: Kept) -> None:
    report = fsck(full.store, rows())
    assert report == FsckReport(contents=3, bytes_read=sum(map(len, FILES.values())))
    assert report.sound


@pytest.mark.parametrize("quick", [False, True])
def test_a_row_without_bytes_is_missing_by_all_its_names(full: Kept, quick: bool) -> None:
    full.remove(sha(b"plan"))
    linked = [*rows(), KeptRow(sha(b"plan"), 4, "แผนเดียวกัน.pdf")]
    report = fsck(full.store, linked, quick=quick)
    assert report.missing == (MissingContent(sha(b"plan"), ("แผน.pdf", "แผนเดียวกัน.pdf")),)
    assert (report.sound, report.altered, report.orphans) == (False, (), ())


def test_when_all_bytes_are_gone_all_rows_are_missing(kept: Kept) -> None:
    report = fsck(kept.store, rows())
    assert {m.sha256 for m in report.missing} == {sha(c) for c in FILES.values()}
    assert report.contents == 0


def test_changed_bytes_of_the_same_size_are_found_by_reading_only(full: Kept) -> None:
    full.overwrite(sha(b"plan"), b"plaN")
    found = Altered(sha(b"plan"), ("แผน.pdf",), ByteFault.CONTENT, 4)
    assert fsck(full.store, rows()).altered == (found,)
    assert fsck(full.store, rows(), quick=True).altered == ()


@pytest.mark.parametrize("quick", [False, True])
def test_a_content_of_another_size_is_found_without_reading(full: Kept, quick: bool) -> None:
    full.overwrite(sha(b"plan"), b"pl")
    report = fsck(full.store, rows(), quick=quick)
    assert report.altered == (Altered(sha(b"plan"), ("แผน.pdf",), ByteFault.SIZE, 2),)
    assert not report.sound


def test_bytes_without_a_row_are_orphans_and_no_harm(full: Kept) -> None:
    report = fsck(full.store, rows()[1:])
    assert report.orphans == (Content(sha(b"plan"), 4),)
    assert report.sound


def test_an_altered_orphan_is_named_too(full: Kept) -> None:
    full.overwrite(sha(b"plan"), b"plaN")
    report = fsck(full.store, rows()[1:])
    assert report.altered == (Altered(sha(b"plan"), (), ByteFault.CONTENT, 4),)


def test_leftovers_are_listed_and_left_alone(full: Kept) -> None:
    full.leave_unfinished()
    for _ in range(2):
        report = fsck(full.store, rows(), quick=True)
        assert len(report.unfinished) == 1
        assert report.sound


def test_progress_runs_to_the_end_in_small_steps(full: Kept) -> None:
    told: list[tuple[int, int]] = []
    fsck(full.store, rows(), progress=lambda done, total: told.append((done, total)))
    total = sum(map(len, FILES.values()))
    assert told == sorted(told)
    assert told[-1] == (total, total)
    assert len(told) > len(FILES)


def test_rows_written_while_the_store_is_listed_are_seen(full: Kept) -> None:
    def late() -> Iterator[KeptRow]:
        full.store.put(io.BytesIO(b"late"))
        yield from rows()
        yield KeptRow(sha(b"late"), 4, "มาทีหลัง.pdf")

    report = fsck(full.store, late(), quick=True)
    assert (report.missing, report.orphans) == ((), ())


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_file_that_cannot_be_read_does_not_end_the_check(tmp_path: Path) -> None:
    kept = KeptInFolder(tmp_path / "store")
    for content in FILES.values():
        kept.store.put(io.BytesIO(content))
    for path in kept.root.glob("??/*"):
        path.chmod(0o444)
    kept.store.path(sha(b"plan")).chmod(0)

    said = as_nobody(tmp_path, lambda: _faults(kept))

    assert said == f"3: {sha(b'plan')[:8]} unreadable"


def _faults(kept: Kept) -> str:
    report = fsck(kept.store, rows())
    faults = ", ".join(f"{a.sha256[:8]} {a.fault}" for a in report.altered)
    return f"{report.contents}: {faults}"
