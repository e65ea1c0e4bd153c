"""The store that is a folder: whole files or none, on the disk before anybody may say so, whatever dies."""

from __future__ import annotations

import hashlib
import io
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.errors import CouldNotFinishError, SurroundingsError
from storage.evidence_store.contract import UnreadableError
from storage.evidence_store.folder import FileStore
from storage.evidence_store.fsck import fsck
from tests.support.processes.unprivileged import as_nobody

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def left_over(store: FileStore) -> list[Path]:
    return list((store.root / "incoming").glob("*"))


def contents(store: FileStore) -> list[str]:
    return [content.sha256 for content in store.contents()]


@given(content=st.binary(max_size=5000))
def test_what_comes_out_is_what_went_in(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = FileStore(tmp_path_factory.getbasetemp() / "any-bytes")
    stored = store.put(io.BytesIO(content))
    assert (stored.sha256, stored.size) == (sha(content), len(content))
    with store.open(stored.sha256) as stream:
        assert stream.read() == content


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_kept_file_cannot_be_written_over_by_accident(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    path = store.path(store.put(io.BytesIO(b"report")).sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    import resource

    store = FileStore(tmp_path)
    store.put(io.BytesIO(b"before"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, hard))
    try:
        with pytest.raises(CouldNotFinishError, match="เต็ม") as caught:
            store.put(io.BytesIO(b"x" * (3 * MEGABYTE)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.exit_code == 2
    assert left_over(store) == []
    assert contents(store) == [sha(b"before")]


def _put(root: Path) -> str:
    try:
        FileStore(root).put(io.BytesIO(b"report"))
    except CouldNotFinishError as error:
        return error.english
    return "kept"


@pytest.mark.skipif(sys.platform != "linux", reason="optional: /proc tells which file was flushed")
def test_bytes_are_on_the_disk_before_their_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path / "new" / "store")
    done: list[tuple[str, str]] = []
    fsync, replace = os.fsync, Path.replace

    def watched_fsync(handle: int) -> None:
        fsync(handle)
        done.append(("flush", str(Path(f"/proc/self/fd/{handle}").readlink())))

    def watched_replace(self: Path, target: Path) -> Path:
        done.append(("rename", f"{self} {target}"))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    with store.batch() as batch:
        shas = [batch.put(io.BytesIO(content)).sha256 for content in (b"one", b"two")]

    for path in map(store.path, shas):
        renamed = next(n for n, (what, where) in enumerate(done) if where.endswith(f" {path}"))
        assert ("flush", done[renamed][1].split()[0]) in done[:renamed]
        assert ("flush", str(path.parent)) in done[renamed:]
    made = [("flush", str(folder)) for folder in (tmp_path, tmp_path / "new", store.root)]
    assert [step for step in done if step in made] == made


def test_a_content_that_was_there_is_flushed_too_before_a_row_may_point_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = FileStore(tmp_path).put(io.BytesIO(b"report")).sha256
    flushed: list[Path] = []
    monkeypatch.setattr("storage.evidence_store.folder._sync_folder", flushed.append)
    assert FileStore(tmp_path).put(io.BytesIO(b"report")).already_there
    assert flushed == [tmp_path, FileStore(tmp_path).path(sha256).parent]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_file_that_may_not_be_read_is_one_sentence_and_not_lost(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    path = store.path(store.put(io.BytesIO(b"report")).sha256)
    path.chmod(0)
    assert "cannot be read" in as_nobody(tmp_path, lambda: _open(store, path))
    path.parent.chmod(0)
    assert "cannot be read" in as_nobody(tmp_path, lambda: _ask(store, path))
    store.root.chmod(0)
    assert "cannot be read" in as_nobody(tmp_path, lambda: _listed(store))


def _open(store: FileStore, path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        store.open(path.parent.name + path.name)
    return caught.value.english


def _listed(store: FileStore) -> str:
    with pytest.raises(SurroundingsError) as caught:
        list(store.contents())
    return caught.value.english


def _ask(store: FileStore, path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        store.missing([path.parent.name + path.name])
    return caught.value.english


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_store_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    root = tmp_path / "store"
    root.mkdir(mode=0o555)
    assert "cannot be written" in as_nobody(tmp_path, lambda: _put(root))
    assert list(root.iterdir()) == []


def test_a_store_whose_place_is_taken_by_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    assert "cannot be written" in _put(tmp_path / "store")


KILLS = int(os.environ.get("KAMNOT_TEST_KILLS", "20"))
KEEPER = """
import io, os, sys
from pathlib import Path
from storage.evidence_store.folder import FileStore
store = FileStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    with store.batch() as batch:
        for _ in range(5):
            batch.put(io.BytesIO(os.urandom(200_000)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_process_killed_while_storing_leaves_whole_files_only(tmp_path: Path) -> None:
    chance = random.Random(2567)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        process.wait()
        process.stdout.close()
    store = FileStore(tmp_path)
    report = fsck(store, [])
    assert report.altered == ()
    assert report.contents == len(report.orphans) > 0
    for path in left_over(store):
        os.utime(path, (0, 0))
    store.sweep()
    assert left_over(store) == []
