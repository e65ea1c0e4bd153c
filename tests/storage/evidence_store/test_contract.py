"""What every evidence store promises, asked of both kinds."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.errors import CouldNotFinishError, KamnotError
from storage.evidence_store.contract import (
    Content,
    LostError,
    UnreadableError,
    nothing_there,
    place,
    sha256_at,
)
from tests.support.stores import Kept, KeptInBucket

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(kept: Kept, content: bytes) -> str:
    return kept.store.put(io.BytesIO(content)).sha256


@pytest.mark.parametrize(
    "content",
    [b"", b"report", os.urandom(MEGABYTE + 1), b"film" * (4 * MEGABYTE + 1)],
    ids=["nothing", "a-few-bytes", "more-than-a-piece", "more-than-a-part"],
)
def test_what_comes_out_is_what_went_in(kept: Kept, content: bytes) -> None:
    stored = kept.store.put(io.BytesIO(content))
    assert (stored.sha256, stored.size) == (sha(content), len(content))
    assert list(kept.again().contents()) == [Content(sha(content), len(content))]
    with kept.again().open(stored.sha256) as stream:
        assert stream.read() == content
    with kept.again().local(stored.sha256) as path:
        assert path.read_bytes() == content


def test_only_the_rest_of_a_stream_is_kept(kept: Kept) -> None:
    stream = io.BytesIO(b"read already, the rest")
    stream.read(14)
    assert kept.store.put(stream).sha256 == sha(b"the rest")


def test_the_same_content_twice_is_kept_once_and_said_so(kept: Kept) -> None:
    told = [kept.store.put(io.BytesIO(b"report")).already_there for _ in range(2)]
    told.append(kept.again().put(io.BytesIO(b"report")).already_there)
    assert told == [False, True, True]
    assert [c.sha256 for c in kept.store.contents()] == [sha(b"report")]


def test_a_batch_keeps_everything_and_the_same_content_once(kept: Kept) -> None:
    contents = [f"report {n % 30}".encode() for n in range(40)]
    with kept.store.batch() as batch:
        told = [batch.put(io.BytesIO(content)) for content in contents]
    assert [stored.already_there for stored in told] == [False] * 30 + [True] * 10
    assert {c.sha256 for c in kept.again().contents()} == {sha(content) for content in contents}
    assert not kept.store.missing(stored.sha256 for stored in told)


@pytest.mark.parametrize("damage", [b"reporT", b"rep"], ids=["other-bytes", "cut-short"])
def test_sending_a_damaged_content_again_mends_it(kept: Kept, damage: bytes) -> None:
    kept.overwrite(put(kept, b"report"), damage)
    assert not kept.store.put(io.BytesIO(b"report")).already_there
    with kept.store.open(sha(b"report")) as stream:
        assert stream.read() == b"report"


def test_what_is_missing_is_named_and_nothing_else(kept: Kept) -> None:
    there, gone = put(kept, b"there"), put(kept, b"gone")
    kept.remove(gone)
    assert kept.store.missing([there, gone, gone, "0" * 64]) == {gone, "0" * 64}
    assert kept.store.missing([there]) == kept.store.missing([]) == frozenset()


def test_an_empty_store_is_a_wrong_address_and_not_lost_evidence(kept: Kept) -> None:
    assert kept.store.missing([]) == frozenset()
    with pytest.raises(CouldNotFinishError, match="ว่างเปล่า") as caught:
        kept.store.missing([sha(b"report")])
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "รายงาน", "a" * 65])
def test_only_a_sha256_names_a_content(kept: Kept, name: str) -> None:
    for ask in (kept.store.open, lambda s: kept.store.missing([s])):
        with pytest.raises(KamnotError, match="SHA-256"):
            ask(name)


def test_a_content_that_is_gone_is_one_sentence(kept: Kept) -> None:
    put(kept, b"another")
    with pytest.raises(LostError, match="สำเนาสำรอง"):
        kept.store.open("0" * 64)
    with pytest.raises(LostError, match="สำเนาสำรอง"), kept.store.local("0" * 64):
        pass


def test_what_kamnot_did_not_put_there_is_no_content(kept: Kept) -> None:
    put(kept, b"report")
    for name in ("ab/Thumbs.db", "ab/" + "C" * 62, "readme.txt", f"old/ab/{'c' * 62}"):
        kept.add_stranger(name)
    assert [c.sha256 for c in kept.store.contents()] == [sha(b"report")]


def test_only_what_dead_processes_left_is_swept(kept: Kept) -> None:
    put(kept, b"report")
    assert (kept.store.unfinished(), kept.store.sweep()) == ((), 0)
    kept.leave_unfinished()
    assert len(kept.store.unfinished()) == 1
    assert kept.store.sweep() == 1
    assert kept.store.unfinished() == ()
    assert [c.sha256 for c in kept.store.contents()] == [sha(b"report")]


class Breaks(io.RawIOBase):
    """A stream whose sender goes away half-way."""

    def __init__(self) -> None:
        self._pieces = [b"half"]

    def read(self, _size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()
        raise ConnectionResetError


def test_a_stream_that_breaks_leaves_nothing(kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        kept.store.put(Breaks())  # type: ignore[arg-type]  # no more than `read` is asked of it
    assert list(kept.store.contents()) == []
    assert list(tmp_path.rglob("*.part")) == []


STREAMER = """
import hashlib, io, resource, sys
from pathlib import Path
from storage.settings import Settings
from storage.evidence_store.choose import open_store

class Film(io.RawIOBase):
    left = int(sys.argv[1])
    def read(self, size=-1):
        size = min(size, self.left)
        self.left -= size
        return b"f" * size

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

store = open_store(Settings())
small = store.put(io.BytesIO(b"warm" * (1 << 20)))
with store.local(small.sha256) as path:
    before = peak()
film = store.put(Film())
with store.local(film.sha256) as path, path.open("rb") as stream:
    same = hashlib.file_digest(stream, "sha256").hexdigest() == film.sha256
with store.open(film.sha256) as stream:
    same = same and hashlib.file_digest(stream, "sha256").hexdigest() == film.sha256
print(same, film.size, peak() - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="optional: no peak of memory to read there")
@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_a_film_never_sits_in_memory(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    size = 100 * MEGABYTE
    environment = dict(os.environ) | {"KAMNOT_HOME": str(tmp_path / "home")}
    if kind == "bucket":
        bucket: KeptInBucket = request.getfixturevalue("bucket")
        environment = dict(os.environ) | {
            "KAMNOT_HOME": str(tmp_path / "home"),
            "KAMNOT_STORE_URL": f"{bucket.bucket}?endpoint={bucket.bucket.endpoint}",
        }
    said = subprocess.run(
        [sys.executable, "-c", STREAMER, str(size)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    same, kept, grown = said.stdout.split()
    assert (same, int(kept)) == ("True", size)
    assert int(grown) < size // 2


@given(st.binary(max_size=8).map(lambda content: hashlib.sha256(content).hexdigest()))
def test_a_content_is_known_by_the_place_where_it_lies(sha256: str) -> None:
    assert sha256_at(place(sha256)) == sha256


@given(
    st.text(max_size=70)
    | st.sampled_from(("ab/" + "c" * 62 + "\n", "ab/../" + "c" * 59, "AB/" + "c" * 62))
)
def test_no_other_name_is_a_place_of_ours(name: str) -> None:
    assert sha256_at(name) is None


@given(
    st.text(max_size=70)
    | st.sampled_from(("a" * 64 + "\n", "a" * 62 + "/b", "๑" * 64, "../" + "a" * 61))
)
def test_no_other_name_becomes_a_path(name: str) -> None:
    with pytest.raises(KamnotError, match="SHA-256"):
        place(name)


def test_an_error_names_the_content_by_its_beginning_alone() -> None:
    sha256 = "0123456789abcdef" * 4
    for error in (LostError(sha256), UnreadableError(sha256, "I/O error")):
        assert "0123456789ab…" in error.english
        assert sha256 not in error.english
    assert (LostError(sha256).exit_code, UnreadableError(sha256, "-").exit_code) == (2, 3)


def test_an_empty_store_is_put_right_first_and_names_where_it_was_looked_for() -> None:
    assert nothing_there("s3://evidence").exit_code == 2
    assert "s3://evidence" in nothing_there("s3://evidence").thai
