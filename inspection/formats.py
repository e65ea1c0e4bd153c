"""Step 2, type by content: what the first bytes say that a file is, whatever it is called.

What is zipped is told by its parts in `inspection.office.package`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO

from domain.facts import Problem
from inspection.verdicts import RefusedError, Source, head

FILMS = frozenset({"mp4", "m4v", "mov", "webm"})
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "heic"})
ZIPPED = frozenset({"docx", "odt", "xlsx", "pptx", "zip"})
FORMATS = FILMS | PICTURES | ZIPPED | {"pdf"}
"""What can be looked into."""

SAME: Mapping[str, str] = {
    **dict.fromkeys(("jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "jpg_large", "jpg-large"), "jpg"),
    **dict.fromkeys(("heif", "hif", "heics", "heifs"), "heic"),
    **dict.fromkeys(("qt", "mqv"), "mov"),
}
"""Other extensions that phones, cameras and browsers give, by the format that they mean."""
OLDER: Mapping[str, str] = {
    "doc": "docx", "rtf": "docx", "wordml": "docx", "html": "docx",
    "xls": "xlsx", "excelml": "xlsx", "ppt": "pptx",
}  # fmt: skip
"""What Word, Excel and PowerPoint wrote before 2007, or save under their old extension, and its successor."""
OFFICE_NAMES: Mapping[str, str] = {
    "doc": "docx", "rtf": "docx", "dot": "docx",
    "xls": "xlsx", "xlt": "xlsx", "ppt": "pptx", "pps": "pptx",
}  # fmt: skip
"""Old extensions of Office, under which its programs open a new file too."""
_CLAIMS = FORMATS | OLDER.keys() | OFFICE_NAMES.keys() | {
    "docm", "dotx", "xlsm", "xlsb", "pptm", "ppsx", "ods", "odp", "csv", "txt", "htm", "xml", "rar", "7z", "exe",
    "lnk", "url", "eml", "msg", "mp3", "wav", "gif", "bmp", "tif", "tiff",
}  # fmt: skip
"""Extensions that say what a file is. Any other one, as browsers append, says nothing."""

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_PARTS = {
    "EncryptedPackage": "locked", "_VBA_PROJECT": "macros", "WordDocument": "doc",
    "PowerPoint Document": "ppt", "Workbook": "xls", "Book": "xls", "__properties_version1.0": "msg",
}  # fmt: skip
"""Streams of an OLE file, in the order in which they are looked for."""
_CHUNK = 2**20
_BEFORE_PDF = re.compile(
    rb"<[!?/A-Za-z]|^MZ|PK\x03\x04|GIF8|\xff\xd8\xff|\x89PNG|ftyp|\x1aE\xdf\xa3|RIFF"
)
"""Formats that may lie in the bytes before a PDF's header: another program would open the file as one of them."""
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"avif", b"avis"), "avif"),
    **dict.fromkeys((b"M4A ", b"M4B "), "sound"),
}
_QUICKTIME = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_RIFF = {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "sound"}
_STARTS = (
    (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\x1a\x45\xdf\xa3", "webm"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (_OLE, "ole"), (b"{\\rtf", "rtf"),
    (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"8BPS", "psd"),
    (b"\0\0\0\x0cJXL ", "jxl"), (b"\xff\x0a", "jxl"), (b"\0\0\0\x0cjP  ", "jp2"),
    (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "packed"), (b"BZh", "packed"),
    (b"\xfd7zXZ\0", "packed"), (b"MSCF", "packed"), (b"L\0\0\0\x01\x14\x02\0", "lnk"),
    (b"[InternetShortcut]", "url"), (b"MZ", "program"), (b"\x7fELF", "program"), (b"#!", "program"),
    (b"\0\x05\x16\x07", "mac"), (b"%!PS", "ps"), (b"ID3", "sound"), (b"OggS", "sound"), (b"fLaC", "sound"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"), (b"FLV\x01", "flv"), (b"\0\0\x01\xba", "mpeg"),
)  # fmt: skip
_LETTER = (
    rb"\A(?:[a-z-]+: .*\r?\n)*(?:received|return-path|delivered-to|from|subject|mime-version): "
)
_WORDS = (
    (re.compile(rb"mso-application[^>]*Word\.Document"), "wordml"),
    (re.compile(rb"mso-application[^>]*Excel\.Sheet"), "excelml"),
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "svg"),
    (re.compile(rb"^(?:From: |MIME-Version: )[\s\S]*multipart/related", re.IGNORECASE | re.MULTILINE), "mht"),
    (re.compile(rb"^\s*(?:<!doctype html|<html|<head|<meta |<table|<body|<script)", re.IGNORECASE), "html"),
    (re.compile(rb"<html[\s>]", re.IGNORECASE), "html"),
    (re.compile(_LETTER, re.IGNORECASE), "eml"),
    (re.compile(rb'^\s*\{[\s\S]*(?:"doc_id"|docs\.google\.com)'), "google"),
)  # fmt: skip


def recognise(source: Source) -> str:
    """What the content is: a format that can be looked into, or a kind that only has a name (`domain.words`).

    `zip` for everything zipped; empty if nothing is known of it.
    """
    start = head(source, _HEAD)
    if _is_pdf(start):
        return "pdf"
    for magic, kind in _STARTS:
        if start.startswith(magic):
            return _ole(source) if kind == "ole" else kind
    return _boxed(start) or _worded(start) or ("zeros" if start and not start.strip(b"\0") else "")


def _boxed(start: bytes) -> str:
    """Kinds whose mark stands a few bytes after the beginning."""
    if start[:4] == b"RIFF":
        return _RIFF.get(start[8:12], "")
    if start[257:262] == b"ustar":
        return "packed"
    if start[4:8] not in _QUICKTIME:
        return ""
    return _BRANDS.get(start[8:12], "mp4") if start[4:8] == b"ftyp" else "mp4"


def _worded(start: bytes) -> str:
    """Kinds that are text."""
    codes = ("utf-16",) if start.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "cp874")
    for code in codes:
        # The last letter may be cut in two.
        text = start.decode(code, errors="ignore")
        plain = text.removeprefix("\ufeff").encode(errors="ignore")
        if "\0" in text or len(text.encode(code, errors="ignore")) < len(start) - 3:
            continue
        found = (kind for words, kind in _WORDS if words.search(plain))
        return next(found, "txt" if plain.strip() else "")
    return ""


def _is_pdf(start: bytes) -> bool:
    """Readers allow some bytes before the header, and old scanners and printers write them."""
    before, header, _ = start[:1024].partition(b"%PDF-")
    return bool(header) and not _BEFORE_PDF.search(before)


def _ole(source: Source) -> str:
    """Which old Office file, by the names of its streams; `locked` is the envelope of a document with a password."""
    if isinstance(source, bytes):
        return _ole_kind(BytesIO(source))
    with source.open("rb") as file:
        return _ole_kind(file)


def _ole_kind(file: BinaryIO) -> str:
    waiting = {name: name.encode("utf-16-le") for name in _OLE_PARTS}
    found, kept = set(), b""
    while chunk := file.read(_CHUNK):
        piece = kept + chunk
        found |= {name for name, mark in waiting.items() if mark in piece}
        kept = chunk[-64:]
    return next((kind for name, kind in _OLE_PARTS.items() if name in found), "ole")


def meant(extension: str) -> str:
    """The format as which a file with that extension would count: `jpg` for `jfif`, `docx` for `doc`."""
    return SAME.get(extension) or OFFICE_NAMES.get(extension, extension)


def opened_as(source: Source, extension: str) -> str:
    """The format as which a file is opened, of a zipped one what its name claims of it.

    A picture or film counts under every name that does not claim another kind of file: a viewer shows it. Raises
    RefusedError with what the file is if it is not what its name says.
    """
    found, claim = recognise(source), meant(extension)
    if found == "zip":
        return claim if claim in ZIPPED else found
    if found == "locked":
        raise RefusedError(Problem.ENCRYPTED, "an Office document with a password", claim)
    if found == "macros":
        raise RefusedError(Problem.MACROS, "an old Office document with macros", claim)
    if (found == claim and claim in FORMATS) or (found == "jpg" and claim == "jpeg"):
        return claim
    for family in (PICTURES, FILMS):
        if found in family and (claim in family or extension not in _CLAIMS):
            return found
    claims_one = SAME.get(extension, extension) in FORMATS
    raise RefusedError(
        Problem.WRONG_CONTENT if found in FORMATS or claims_one else Problem.UNREADABLE,
        f"{found or 'unknown'} content named {extension[:20]!r}",
        found or ("" if claims_one else extension[:20]),
    )
