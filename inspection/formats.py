"""Step 2, type by content: the first bytes must be those of the format that the name claims."""

from __future__ import annotations

import re
from collections.abc import Callable

from domain.facts import Problem
from inspection.locks import is_locked_office
from inspection.verdicts import Found, Source, head

FILMS = frozenset({"mp4", "m4v", "mov", "webm"})
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "heic"})
ZIPPED = frozenset({"docx", "odt", "xlsx", "pptx", "zip"})

_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_QUICKTIME = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1024
_BEFORE_PDF = re.compile(
    rb"<[!?/A-Za-z]|^MZ|PK\x03\x04|GIF8|\xff\xd8\xff|\x89PNG|ftyp|\x1aE\xdf\xa3|RIFF"
)
"""Formats that may lie in the bytes before a PDF's header: another program would open the file as one of them."""


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda start: start.startswith(magic)


def _is_pdf(start: bytes) -> bool:
    """Readers allow some bytes before the header, and old scanners and printers write them."""
    before, header, _ = start.partition(b"%PDF-")
    return bool(header) and not _BEFORE_PDF.search(before)


def _is_zip(start: bytes) -> bool:
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_webp(start: bytes) -> bool:
    return start[:4] == b"RIFF" and start[8:12] == b"WEBP"


def _is_heic(start: bytes) -> bool:
    return start[4:8] == b"ftyp" and start[8:12] in _HEIC


def _is_film(start: bytes) -> bool:
    return start[4:8] in _QUICKTIME and not _is_heic(start)


SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    "pdf": _is_pdf,
    "docx": _is_zip,
    "odt": _is_zip,
    "xlsx": _is_zip,
    "pptx": _is_zip,
    "zip": _is_zip,
    "jpg": _starts(b"\xff\xd8\xff"),
    "jpeg": _starts(b"\xff\xd8\xff"),
    "png": _starts(b"\x89PNG\r\n\x1a\n"),
    "webp": _is_webp,
    "heic": _is_heic,
    "mp4": _is_film,
    "m4v": _is_film,
    "mov": _is_film,
    "webm": _starts(b"\x1a\x45\xdf\xa3"),
}
"""The formats that can be looked at, each with the test of its first bytes."""


def check_type(source: Source, file_format: str) -> Found:
    """Compare the first bytes with the claim. An empty file has none; the step for sizes refuses it."""
    start = head(source, _HEAD)
    if not start or SIGNATURES[file_format](start):
        return None
    if start.startswith(_OLE) and is_locked_office(source):
        return Problem.ENCRYPTED, "an Office document with a password"
    return Problem.WRONG_CONTENT, f"first bytes {start[:8].hex()} are no {file_format}"
