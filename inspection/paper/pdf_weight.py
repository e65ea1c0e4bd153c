"""Refuses a PDF that swells when it is opened, before a library unpacks it.

The packed streams are found by their keywords in the raw bytes and unpacked piece by piece, only to count. What is
locked cannot be counted here; the memory limit of the reading process is left for it.
"""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from binascii import Error as NoHexError
from binascii import unhexlify
from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.facts import Problem
from inspection.opening import MAX_UNPACKED
from inspection.verdicts import RefusedError, Source

MAX_PICTURE = 500 * 2**20
"""Bytes of one picture: a poster scanned in colour has about 400 MB."""
_STREAM = re.compile(rb"stream\r?\n")
"""Also the end of a stream; a pattern that begins with letters is found twenty times faster."""
_INLINE = re.compile(rb"BI[\s\0]*/")
_NOT_UNPACKED = (b"/Encrypt", b"/Crypt", b"/LZW", b"/RunLength", b"/RL")
_FILTERS = re.compile(rb"/(FlateDecode|Fl|ASCII85Decode|A85|ASCIIHexDecode|AHx)(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DICTIONARY = 2000
"""Bytes before a stream in which its dictionary is looked for."""
_PIECE = 2**20
_DENSEST = 1032
"""Flate packs no better than this."""


def refuse_swelling(source: Source) -> bool:
    """Refuse more than `MAX_UNPACKED` bytes of packed objects, and one picture over `MAX_PICTURE`.

    Returns whether a page may draw a picture inline, which cannot be told of what is not unpacked here.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    total = 0
    inline = any(name in data for name in _NOT_UNPACKED) or _INLINE.search(data) is not None
    for found in _STREAM.finditer(data):
        if data.endswith(b"end", 0, found.start()):
            continue
        about = _about(data, found.start())
        filters = [name.decode() for name in _FILTERS.findall(about)]
        if not filters:
            continue
        packed = memoryview(data)[found.end() : _end(data, found.end())]
        if b"/Image" not in about or len(filters) > 1:
            size, draws = _weigh(packed, filters, MAX_UNPACKED - total)
            total, inline = total + size, inline or draws
        elif len(packed) * _DENSEST > MAX_PICTURE:
            _weigh(packed, filters, MAX_PICTURE)
    return inline


def _about(data: bytes, end: int) -> bytes:
    """The dictionary before a stream, its names as they are meant."""
    before = data[max(0, end - _DICTIONARY) : end]
    own = before[before.rfind(b"obj") + 3 :]
    return _ESCAPED.sub(lambda found: unhexlify(found[1]), own) if b"#" in own else own


def _end(data: bytes, begin: int) -> int:
    end = data.find(b"endstream", begin)
    return end if end >= 0 else len(data)


def _weigh(packed: memoryview, filters: list[str], limit: int) -> tuple[int, bool]:
    """The unpacked size, and whether a picture may be drawn in it; a word may be cut where a piece ends."""
    pieces: Iterable[bytes] = (
        bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE)
    )
    for name in filters:
        pieces = _unpacked(name, pieces)
    size, draws = 0, False
    for piece in pieces:
        draws = draws or size > 0 or _INLINE.search(piece) is not None
        size += len(piece)
        if size > limit:
            raise RefusedError(Problem.UNSAFE, f"more than {limit} bytes when unpacked")
    return size, draws


def _unpacked(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Undo one filter. A torn stream ends where it is torn."""
    try:
        if name in ("FlateDecode", "Fl"):
            yield from _inflated(pieces)
        elif name in ("ASCII85Decode", "A85"):
            yield a85decode(b"".join(pieces).strip().removesuffix(b"~>"))
        else:
            yield unhexlify(re.sub(rb"\s|>.*", b"", b"".join(pieces), flags=re.DOTALL))
    except (zlib.error, ValueError, NoHexError):
        return


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not inflater.eof:
            yield inflater.decompress(rest, _PIECE)
            rest = inflater.unconsumed_tail
