"""Contents on their way in: nothing is left of what failed, and no thread outlives its batch."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.errors import CouldNotFinishError, SurroundingsError
from storage.evidence_store.temporary_files import (
    _IN_FLIGHT,
    CHUNK,
    IncomingFolder,
    PartFile,
    explained,
    running_batch,
)


@pytest.fixture
def incoming(tmp_path: Path) -> IncomingFolder:
    folder = IncomingFolder(tmp_path / "incoming")
    folder.prepare()
    return folder


def parts(incoming: IncomingFolder) -> list[Path]:
    return sorted(incoming.folder.iterdir())


@given(content=st.binary(max_size=300) | st.integers(0, 3).map(lambda n: b"x" * (n * CHUNK + n)))
def test_a_part_has_the_hash_and_the_size_of_all_its_bytes(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    part = PartFile(folder)

    part.fill(io.BytesIO(content))

    assert part.path.read_bytes() == content
    assert (part.sha256, part.size) == (hashlib.sha256(content).hexdigest(), len(content))
    part.discard()
    assert not part.path.exists()


def test_a_part_that_has_another_name_by_now_is_discarded_without_a_word(
    incoming: IncomingFolder, tmp_path: Path
) -> None:
    part = PartFile(incoming.folder)
    part.fill(io.BytesIO(b"report"))
    part.path.rename(tmp_path / "kept")

    part.discard()

    assert (tmp_path / "kept").read_bytes() == b"report"


def test_a_disk_that_takes_less_than_it_is_given_gets_the_rest_again(
    incoming: IncomingFolder,
) -> None:
    part = PartFile(incoming.folder)

    class Slow:
        def __init__(self, disk: BinaryIO) -> None:
            self.disk = disk

        def write(self, piece: memoryview) -> int:
            return self.disk.write(piece[:7])

    with part.out as disk:
        part.out = Slow(disk)  # type: ignore[assignment]  # a disk that takes seven bytes at a time
        part.fill(io.BytesIO(b"a report of more than seven bytes"))

    assert part.path.read_bytes() == b"a report of more than seven bytes"


@pytest.mark.parametrize(
    ("seconds", "swept"),
    [
        pytest.param(3500, 0, id="not yet an hour"),
        pytest.param(3700, 1, id="more than an hour"),
    ],
)
def test_only_what_nobody_wrote_to_for_an_hour_is_swept(
    incoming: IncomingFolder, seconds: int, swept: int
) -> None:
    for name in ("a.part", "b.txt"):
        (incoming.folder / name).write_bytes(b"half")
        os.utime(incoming.folder / name, (time.time() - seconds,) * 2)

    assert len(list(incoming.unfinished())) == swept
    assert incoming.sweep() == swept
    assert len(parts(incoming)) == 2 - swept


def test_a_folder_is_made_and_swept_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "store" / "incoming"
    IncomingFolder(folder).prepare()
    (folder / "dead.part").write_bytes(b"half")
    os.utime(folder / "dead.part", (0, 0))

    IncomingFolder(folder).prepare()

    assert list(folder.iterdir()) == []


def never(_part: PartFile) -> bool:
    return False


class Kept:
    """What a store was asked to keep, by which thread."""

    def __init__(self, do: Callable[[PartFile], None] = lambda _part: None) -> None:
        self.contents: list[bytes] = []
        self.threads: set[threading.Thread] = set()
        self._do = do

    def __call__(self, part: PartFile) -> None:
        self.threads.add(threading.current_thread())
        self._do(part)
        self.contents.append(part.path.read_bytes())


def test_everything_is_kept_once_the_batch_has_ended(incoming: IncomingFolder) -> None:
    kept = Kept()
    sent = [b"%d" % n for n in range(20)]

    with running_batch(incoming, never, kept, threads=2) as batch:
        told = [batch.put(io.BytesIO(content)) for content in (*sent, *sent)]

    assert sorted(kept.contents) == sorted(sent)
    assert [stored.already_there for stored in told] == [False] * 20 + [True] * 20
    assert parts(incoming) == []


def test_what_the_store_has_already_is_not_kept_again(incoming: IncomingFolder) -> None:
    kept = Kept()

    with running_batch(incoming, lambda _part: True, kept, threads=2) as batch:
        assert batch.put(io.BytesIO(b"report")).already_there

    assert kept.contents == []
    assert parts(incoming) == []


def test_no_thread_and_no_file_outlives_a_batch_that_failed(incoming: IncomingFolder) -> None:
    kept = Kept(lambda _part: time.sleep(0.02))

    def send() -> None:
        with running_batch(incoming, never, kept, threads=2) as batch:
            for n in range(4):
                batch.put(io.BytesIO(b"%d" % n))
            raise KeyError

    with pytest.raises(KeyError):
        send()

    assert not any(thread.is_alive() for thread in kept.threads)
    assert parts(incoming) == []


def test_an_error_while_keeping_reaches_whoever_sent_and_leaves_nothing(
    incoming: IncomingFolder,
) -> None:
    def refuse(part: PartFile) -> None:
        raise CouldNotFinishError("ไม่", f"no {part.size}")

    def send() -> None:
        with running_batch(incoming, never, refuse, threads=2) as batch:
            for n in range(40):
                batch.put(io.BytesIO(b"%d" % n))

    with pytest.raises(CouldNotFinishError, match="ไม่"):
        send()

    assert parts(incoming) == []


def test_only_a_few_finished_copies_wait_to_be_kept(incoming: IncomingFolder) -> None:
    go, copied = threading.Event(), 0

    def wait(_part: PartFile) -> None:
        go.wait(10)

    kept = Kept(wait)

    def send() -> None:
        nonlocal copied
        with running_batch(incoming, never, kept, threads=1) as batch:
            for n in range(_IN_FLIGHT + 4):
                batch.put(io.BytesIO(b"%d" % n))
                copied += 1

    sender = threading.Thread(target=send)
    sender.start()
    until = time.monotonic() + 10
    while len(parts(incoming)) <= _IN_FLIGHT and time.monotonic() < until:
        time.sleep(0.01)
    sender.join(0.1)
    most = len(parts(incoming))
    go.set()
    sender.join(10)

    assert most == _IN_FLIGHT + 1
    assert copied == _IN_FLIGHT + 4
    assert len(kept.contents) == _IN_FLIGHT + 4


class Breaks(io.RawIOBase):
    """A stream whose sender goes away half-way."""

    def __init__(self) -> None:
        self._pieces = [b"half"]

    def read(self, _size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()
        raise ConnectionResetError


def test_a_stream_that_breaks_does_not_end_what_came_before_it(incoming: IncomingFolder) -> None:
    kept = Kept()

    with running_batch(incoming, never, kept, threads=2) as batch:
        batch.put(io.BytesIO(b"whole"))
        with pytest.raises(ConnectionResetError):
            batch.put(Breaks())  # type: ignore[arg-type]  # no more than `read` is asked of it

    assert kept.contents == [b"whole"]
    assert parts(incoming) == []


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, SurroundingsError, "is full"),
        (errno.EDQUOT, SurroundingsError, "is full"),
        (errno.EFBIG, SurroundingsError, "is full"),
        (errno.EACCES, SurroundingsError, "cannot be written"),
        (errno.EROFS, SurroundingsError, "cannot be written"),
        (errno.ENOTDIR, SurroundingsError, "cannot be written"),
        (errno.EIO, CouldNotFinishError, "Input/output error"),
    ],
    ids=lambda value: errno.errorcode.get(value, "") if isinstance(value, int) else "",
)
def test_what_the_disk_says_is_one_sentence(
    number: int, kind: type[CouldNotFinishError], words: str, tmp_path: Path
) -> None:
    with pytest.raises(CouldNotFinishError) as caught, explained(tmp_path):
        raise OSError(number, os.strerror(number))

    assert type(caught.value) is kind
    assert words in caught.value.english
    assert str(tmp_path) in caught.value.thai
    assert "not kept" in caught.value.english
