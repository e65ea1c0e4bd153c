"""A file on its way in is whole pieces on the disk, one sender's at a time, and goes after a day."""

from __future__ import annotations

import io
import os
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.language.errors import OvertakenError
from storage.evidence_store.arriving import Arriving
from tests.support.stores import Kept

ABOUT = Arriving("bureau", 2567, "19.clip", "คลิป.mp4", "member", 10, said="filename eA==")


def test_what_is_known_of_it_is_read_back_by_any_process(kept: Kept) -> None:
    files = kept.store.arriving
    begun = files.begin(ABOUT)
    assert files.append(begun, 0, io.BytesIO(b"half")) == 4

    again = kept.again().arriving
    assert again.find(begun.id) == begun
    assert again.arrived(begun) == 4
    assert again.append(begun, 4, io.BytesIO(b"whole!")) == 10
    assert again.digest(begun) == sha256(b"halfwhole!").hexdigest()
    assert not list(kept.store.contents())


def test_the_store_takes_it_over_whole(kept: Kept) -> None:
    files = kept.store.arriving
    for there in (False, True):
        begun = files.begin(ABOUT)
        files.append(begun, 0, io.BytesIO(b"halfwhole!"))
        stored = kept.store.adopt(files.path(begun.id), files.digest(begun))
        assert (stored.size, stored.already_there) == (10, there)
        files.drop(begun)
    with kept.again().open(stored.sha256, 4) as stream:
        assert stream.read() == b"whole!"
    assert not kept.store.unfinished()
    assert not list(files.folder().iterdir())


def test_only_what_follows_is_added(kept: Kept) -> None:
    files = kept.store.arriving
    begun = files.begin(ABOUT)
    files.append(begun, 0, io.BytesIO(b"half"))
    for at in (0, 3, 5, -1):
        with pytest.raises(OvertakenError):
            files.append(begun, at, io.BytesIO(b"x"))

    class Slow(io.RawIOBase):
        """While its sender is slow, the same sender goes on over another line."""

        def read(self, _size: int = -1) -> bytes:
            files.append(begun, files.arrived(begun), io.BytesIO(b"new"))
            return b"old"

    with pytest.raises(OvertakenError):
        files.append(begun, 4, Slow())  # type: ignore[arg-type]
    assert files.path(begun.id).read_bytes() == b"halfnew"


def test_what_came_before_a_break_stays(kept: Kept) -> None:
    files = kept.store.arriving
    begun = files.begin(ABOUT)

    pieces = [b"half"]

    class Breaks(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            if pieces:
                return pieces.pop()
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.append(begun, 0, Breaks())  # type: ignore[arg-type]
    assert files.arrived(begun) == 4


def test_it_is_swept_a_day_after_the_last_piece(kept: Kept) -> None:
    files, old = kept.store.arriving, time.time() - 25 * 3600
    left, going = files.begin(ABOUT), files.begin(ABOUT)
    for path in files.folder().iterdir():
        os.utime(path, (old, old))
    files.append(going, 0, io.BytesIO(b"x"))
    assert len(kept.store.unfinished()) == 2

    assert kept.store.sweep() == 2

    assert files.find(left.id) is None
    assert [one.id for one, _ in files.everything()] == [going.id]


@pytest.mark.parametrize("id_", ["", "x", "f" * 32, "../about", "f" * 31 + "/"])
def test_an_id_is_no_path(kept: Kept, id_: str) -> None:
    assert kept.store.arriving.find(id_) is None


def test_damage_is_not_there(kept: Kept, tmp_path: Path) -> None:
    files: Any = kept.store.arriving
    begun = files.begin(ABOUT)
    (files.folder() / f"{begun.id}.about").write_bytes(b"{")
    assert files.find(begun.id) is None
    assert not list(files.everything())
