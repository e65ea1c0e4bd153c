"""Gives the bytes of a file, whole or the part that is asked for (RFC 9110), wherever the store keeps them.

What they are is said by our list and never by their sender; what is not on it is bytes and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from flows.evidence.browse import KeptBytes, read_bytes, refuse_lost
from web.front.guard import HEAD_ALONE
from web.front.who import Visit

_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
}
_PIECE = 256 * 2**10


def given(visit: Visit, kept: KeptBytes, *, name: str = "") -> Response:
    """The answer with the bytes; with a name for those who read no Thai they are to be kept, else shown."""
    tag = f'"{kept.sha256}"'
    headers = {"Accept-Ranges": "bytes", "ETag": tag, "Content-Security-Policy": "sandbox"}
    if name:
        headers["Content-Disposition"] = _to_keep(kept, name)
    kind = TYPES.get(kept.format, "application/octet-stream")
    if visit.request.scope.get(HEAD_ALONE):  # parts are for GET alone (RFC 9110, 14.2)
        refuse_lost(visit.ws, kept)
        return Response(b"", 200, headers | {"Content-Length": str(kept.size)}, kind)
    asked = visit.request.headers
    part = _part(asked.get("range", ""), kept.size) if asked.get("if-range", tag) == tag else None
    first, after = part or (0, kept.size)
    if part is not None:
        if first >= after:
            return Response("", 416, headers | {"Content-Range": f"bytes */{kept.size}"})
        headers["Content-Range"] = f"bytes {first}-{after - 1}/{kept.size}"
    headers["Content-Length"] = str(after - first)
    pieces = _pieces(read_bytes(visit.ws, kept, first), after - first)
    return StreamingResponse(pieces, 206 if part else 200, headers, kind)


def given_new(data: bytes, file_name: str, plain: str) -> Response:
    """The answer with bytes that were just made, to be kept under a Thai name; `plain` is for those who read none."""
    extension = file_name.rpartition(".")[2]
    headers = {
        "Content-Disposition": _attachment(f"{plain}.{extension}", file_name),
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "no-store",
    }
    return Response(data, 200, headers, TYPES.get(extension, "application/octet-stream"))


def _part(text: str, size: int) -> tuple[int, int] | None:
    """Which bytes a header asks for, from the first to the one after the last; empty if there are none of them.

    None for everything else that may stand there, also for several parts at once: then all are given.
    """
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", text.strip(), re.ASCII | re.IGNORECASE)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(size - int(found[2]), 0), size
    first, last = int(found[1]), int(found[2] or size)
    return (first, min(last + 1, size)) if last >= first else None


def _to_keep(kept: KeptBytes, name: str) -> str:
    """The header by which a browser keeps a file under its own name, Thai as it is (RFC 6266)."""
    plain = f"evidence-{name}.{kept.format}" if kept.format in TYPES else f"evidence-{name}"
    return _attachment(plain, kept.file_name)


def _attachment(plain: str, file_name: str) -> str:
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    with stream:
        while size and (piece := stream.read(min(_PIECE, size))):
            size -= len(piece)
            yield piece
