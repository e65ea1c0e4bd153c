"""The evidence files: whole or not there, once each, never named by a stranger."""

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

from domain.errors import CouldNotFinishError, KamnotError
from storage.files import Damage, FileStore
from tests.support.unprivileged import as_nobody

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def left_over(store: FileStore) -> list[Path]:
    return list((store.root / "incoming").glob("*"))


@given(content=st.binary(max_size=5000))
def test_what_comes_out_is_what_went_in(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = FileStore(tmp_path_factory.getbasetemp() / "any-bytes")
    stored = store.put(io.BytesIO(content))
    assert (stored.sha256, stored.size) == (sha(content), len(content))
    with store.open(stored.sha256) as stream:
        assert stream.read() == content


def test_a_file_larger_than_memory_wants_goes_through_in_pieces(tmp_path: Path) -> None:
    content = os.urandom(MEGABYTE) * 5 + b"end"
    stored = FileStore(tmp_path).put(io.BytesIO(content))
    assert FileStore(tmp_path).path(stored.sha256).read_bytes() == content


def test_the_same_content_twice_is_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "new" / "store")
    first, second = store.put(io.BytesIO(b"report")), store.put(io.BytesIO(b"report"))
    assert (first.already_there, second.already_there) == (False, True)
    assert list(store.contents()) == [sha(b"report")]
    assert left_over(store) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_kept_file_cannot_be_written_over_by_accident(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    path = store.path(store.put(io.BytesIO(b"report")).sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "รายงาน.pdf", "a" * 64 + "/"]
)
def test_only_a_sha256_names_a_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="SHA-256"):
        FileStore(tmp_path).path(name)


def test_a_file_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KamnotError, match="สำเนาสำรอง"):
        FileStore(tmp_path).open("0" * 64)


def test_verify_names_the_files_that_have_changed(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    good, bad = (store.put(io.BytesIO(c)).sha256 for c in (b"good", b"bad"))
    assert store.verify() == ()
    store.path(bad).chmod(0o600)
    store.path(bad).write_bytes(b"changed")
    assert store.verify() == (Damage(bad, sha(b"changed")),)
    assert set(store.contents()) == {good, bad}


def test_only_old_unfinished_files_are_swept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put(io.BytesIO(b"report"))
    old, young = tmp_path / "incoming" / "old.part", tmp_path / "incoming" / "young.part"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (time.time() - 3700,) * 2)
    os.utime(young, (time.time() - 3500,) * 2)
    assert store.sweep() == 1
    assert left_over(store) == [young]
    assert store.verify() == ()


class Breaks(io.RawIOBase):
    """A stream whose sender goes away half-way."""

    def __init__(self) -> None:
        self._pieces = [b"half"]

    def read(self, _size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()
        raise ConnectionResetError


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(ConnectionResetError):
        store.put(Breaks())  # type: ignore[arg-type]  # no more than `read` is asked of it
    assert left_over(store) == []
    assert list(store.contents()) == []


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
    assert list(store.contents()) == [sha(b"before")]


def _put(root: Path) -> str:
    try:
        FileStore(root).put(io.BytesIO(b"report"))
    except CouldNotFinishError as error:
        return error.english
    return "kept"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_store_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    root = tmp_path / "store"
    root.mkdir(mode=0o555)
    assert "cannot be written" in as_nobody(tmp_path, lambda: _put(root))
    assert list(root.iterdir()) == []


def test_a_store_whose_place_is_taken_by_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    assert "cannot be written" in _put(tmp_path / "store")


KEEPER = """
import io, os, sys
from pathlib import Path
from storage.files import FileStore
store = FileStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    store.put(io.BytesIO(os.urandom(200_000)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_process_killed_while_storing_leaves_whole_files_only(tmp_path: Path) -> None:
    chance = random.Random(2567)
    for _ in range(20):
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
    assert store.verify() == ()
    assert list(store.contents())
    for path in left_over(store):
        os.utime(path, (0, 0))
    store.sweep()
    assert left_over(store) == []
