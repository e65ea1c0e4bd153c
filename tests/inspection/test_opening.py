"""Step 4: a file opens by the library of its format, and a bomb is weighed before it bursts."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from domain.facts import Problem
from inspection.opening import open_archive, open_film, open_pdf, open_picture
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    archive,
    bare_png,
    bomb,
    drawn_pdf,
    film,
    jpeg,
    large_unpacked,
    many_entries,
    picture,
    word,
)  # fmt: skip


def film_of(data: bytes, file_format: str) -> Callable[[], Any]:
    return lambda: open_film(data, file_format)


PLAY_LIST = b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n"

BAD: dict[str, tuple[Callable[[], Any], Problem]] = {
    "a torn PDF": (lambda: open_pdf(b"%PDF-1.7 torn"), Problem.UNREADABLE),
    "a torn archive": (lambda: open_archive(word()[:3000]), Problem.UNREADABLE),
    "two entries of one name": (lambda: open_archive(twins()), Problem.UNREADABLE),
    "too many entries": (lambda: open_archive(many_entries()), Problem.UNSAFE),
    "a bomb": (lambda: open_archive(bomb()), Problem.UNSAFE),
    "a bomb by its directory": (lambda: open_archive(large_unpacked()), Problem.UNSAFE),
    "an archive before an archive": (
        lambda: open_archive(archive(a="x") + archive(a="y")), Problem.EMBEDDED_FILES,
    ),
    "no picture": (lambda: open_picture(b"hello"), Problem.UNREADABLE),
    "64 megapixels": (lambda: open_picture(bare_png(8000, 8000)), Problem.TOO_LARGE),
    "900 megapixels": (lambda: open_picture(bare_png(30_000, 30_000)), Problem.TOO_LARGE),
    "half a clip": (film_of(film()[:5000], "mp4"), Problem.UNREADABLE),
    "a play list named mp4": (film_of(PLAY_LIST, "mp4"), Problem.UNREADABLE),
    "a play list named webm": (film_of(PLAY_LIST, "webm"), Problem.UNREADABLE),
    "an MP4 named webm": (film_of(film(), "webm"), Problem.UNREADABLE),
}  # fmt: skip


def twins() -> bytes:
    """Two entries, the second renamed to the first's name in the directory."""
    return archive(aa="x", ab="y").replace(b"ab", b"aa")


@pytest.mark.parametrize(("opens", "problem"), BAD.values(), ids=BAD)
def test_what_does_not_open_is_refused(opens: Callable[[], Any], problem: Problem) -> None:
    with pytest.raises(RefusedError) as refused:
        opens()

    assert refused.value.problem is problem
    assert refused.value.detail


def test_a_bomb_is_weighed_without_being_unpacked() -> None:
    data = bomb()
    gc.collect()
    tracemalloc.start()
    try:
        with pytest.raises(RefusedError):
            open_archive(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 2**20


def test_what_opens_can_be_read_on() -> None:
    with open_pdf(drawn_pdf()) as document, open_archive(word()) as parts:
        assert (len(document), "word/document.xml" in parts.namelist()) == (1, True)
    with open_picture(jpeg()) as photo, open_picture(picture("HEIF")) as from_a_phone:
        assert (photo.size, from_a_phone.size) == ((300, 200), (300, 200))
    with open_film(film(), "mp4") as clip, open_film(film("webm", "libvpx"), "webm") as web:
        assert (len(clip.streams.video), len(web.streams.video)) == (1, 1)
