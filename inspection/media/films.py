"""Step 6, films: a clip must play at its start, in its middle and to its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from domain.facts import Problem
from inspection.opening import MAX_PIXELS
from inspection.verdicts import FileContents, RefusedError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_FRAMES = 3
"""Frames decoded at each place. The first may need every frame since the key frame before it."""
_PACKETS = 100_000
"""Most packets read: the tail after the last key frame, or a whole clip that does not give its length."""
_MICROSECONDS = 1_000_000
_MISSING_SECONDS, _MISSING_SHARE = 1.0, 0.02
"""How much before the claimed length a clip may end: sound runs longer than pictures."""


def read_film(film: InputContainer) -> FileContents:
    """Play parts of an opened clip; `milliseconds` is the length that it claims, or else the length played."""
    import av

    with film:
        try:
            stream = _picture_stream(film)
            claimed = (film.duration or 0) / _MICROSECONDS
            seen = _play(film, stream, claimed)
        except av.FFmpegError as error:
            raise RefusedError(Problem.UNREADABLE, f"does not play: {error.strerror}") from error
        if seen < claimed - max(_MISSING_SECONDS, claimed * _MISSING_SHARE):
            what = f"ends after {seen:.1f} s of {claimed:.1f}"
            raise RefusedError(Problem.UNREADABLE, what)
        return FileContents(
            width=stream.codec_context.width,
            height=stream.codec_context.height,
            milliseconds=round((claimed or seen) * 1000),
            codec=stream.codec_context.codec.canonical_name,
        )


def _picture_stream(film: InputContainer) -> VideoStream:
    """The first stream of moving pictures; a music file's cover does not count."""
    import av

    cover = av.stream.Disposition.attached_pic
    streams = [s for s in film.streams.video if not s.disposition & cover]
    if not streams:
        raise RefusedError(Problem.WRONG_CONTENT, "sound without pictures")
    stream = streams[0]
    if stream.codec_context is None:
        raise RefusedError(Problem.UNREADABLE, "pictures of an unknown codec")
    if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
        raise RefusedError(Problem.TOO_LARGE, f"{stream.codec_context.width} pixels wide")
    # One thread: many would each take memory, and a few frames are soon decoded.
    stream.codec_context.thread_count = 1
    return stream


def _play(film: InputContainer, stream: VideoStream, length: float) -> float:
    """Decode at three places and read to the end. Returns the second at which the clip ends."""
    for share in (0.0, 0.5) if length else (0.0,):
        _seek(film, share * length)
        _decode(film, stream)
    if length:
        _seek(film, length)
        _decode(film, stream)
        _seek(film, length)
    else:
        _seek(film, 0)
    return _last_second(islice(film.demux(), _PACKETS))


def _seek(film: InputContainer, second: float) -> None:
    film.seek(round(second * _MICROSECONDS) + (film.start_time or 0))


def _decode(film: InputContainer, stream: VideoStream) -> None:
    """Decode some frames; refuse a clip that gives none."""
    if not list(islice(_frames(film, stream), _FRAMES)):
        raise RefusedError(Problem.UNREADABLE, "a place without pictures")


def _frames(film: InputContainer, stream: VideoStream) -> Iterator[Any]:
    for packet in film.demux(stream):
        yield from packet.decode()


def _last_second(packets: Iterator[Packet[Any]]) -> float:
    """The second at which the last packet ends. A torn packet means that the rest is missing."""
    last = 0.0
    for packet in packets:
        if packet.is_corrupt:
            raise RefusedError(Problem.UNREADABLE, "torn off")
        if packet.pts is not None:
            last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return last
