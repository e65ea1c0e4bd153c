"""Step 6 for clips: length, size and codec come out, and a clip that does not play to its end is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.facts import Problem
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import film, sound

CLIPS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "MP4": ("mp4", film, "h264"),
    "MP4 for the web": ("mp4", lambda: film(options="movflags=faststart"), "h264"),
    "MP4 in pieces": ("mp4", lambda: film(options="movflags=frag_keyframe+empty_moov"), "h264"),
    "an iPhone's": ("mov", lambda: film("mov", "libx265"), "hevc"),
    "M4V": ("m4v", lambda: film("mp4", "mpeg4"), "mpeg4"),
    "WebM": ("webm", lambda: film("webm", "libvpx"), "vp8"),
    "newer WebM": ("webm", lambda: film("webm", "libvpx-vp9"), "vp9"),
    "a browser's WebM": ("webm", lambda: film("webm", "libvpx", options="live=1"), "vp8"),
}


@pytest.mark.parametrize(("file_format", "make", "codec"), CLIPS.values(), ids=CLIPS)
def test_a_clip_tells_its_length_size_and_codec(
    tmp_path: Path, file_format: str, make: Callable[[], bytes], codec: str
) -> None:
    path = tmp_path / "stored"
    path.write_bytes(make())

    seen = read(path, file_format)

    assert (seen.width, seen.height, seen.codec) == (160, 120, codec)
    assert seen.milliseconds == pytest.approx(6000, abs=100)
    assert (seen.images, seen.pages, seen.has_text) == (0, 0, None)
    assert read(path.read_bytes(), file_format) == seen


def test_a_clip_of_a_single_picture_plays() -> None:
    assert read(film(seconds=1), "mp4").milliseconds == pytest.approx(1000, abs=100)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
@pytest.mark.parametrize(
    ("file_format", "make"),
    [
        ("mp4", film),
        ("mp4", lambda: film(options="movflags=faststart")),
        ("webm", lambda: film("webm", "libvpx")),
    ],
    ids=["its index at the end", "its index at the front", "WebM"],
)
def test_half_a_copy_is_unreadable(
    file_format: str, make: Callable[[], bytes], share: float
) -> None:
    whole = make()

    with pytest.raises(RefusedError) as refused:
        read(whole[: int(len(whole) * share)], file_format)

    assert refused.value.problem is Problem.UNREADABLE


def test_a_clip_whose_middle_was_lost_is_unreadable() -> None:
    data = bytearray(film(options="movflags=faststart"))
    start = data.index(b"mdat") + 8
    third = (len(data) - start) // 3
    data[start + third : start + 2 * third] = bytes(third)

    with pytest.raises(RefusedError) as refused:
        read(bytes(data), "mp4")

    assert refused.value.problem is Problem.UNREADABLE


def test_sound_without_pictures_is_no_clip() -> None:
    with pytest.raises(RefusedError) as refused:
        read(sound(), "mp4")

    assert refused.value.problem is Problem.WRONG_CONTENT


def test_a_clip_that_claims_huge_pictures_is_too_large() -> None:
    data = film("webm", "libvpx")
    wide = b"\xb0\x81\xa0"  # PixelWidth, one byte: 160
    assert data.count(wide) == 1
    at = data.index(wide)
    assert data[at + 3 : at + 5] == b"\xba\x81"
    huge = data[:at] + b"\xb0\x82\xff\xff\xba\x81\x78" + data[at + 6 :]

    with pytest.raises(RefusedError) as refused:
        read(huge, "webm")

    assert refused.value.problem in {Problem.TOO_LARGE, Problem.UNREADABLE}
