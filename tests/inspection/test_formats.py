"""Step 2: the content says what a file is, whatever it is called."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from domain.facts import Problem
from inspection.formats import FILMS, FORMATS, PICTURES, ZIPPED, opened_as, recognise
from inspection.reading import OFFICE, READERS
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    OLE,
    archive,
    drawn_pdf,
    film,
    jpeg,
    open_document,
    photo,
    picture,
    word,
)  # fmt: skip

REAL: dict[str, Callable[[], bytes]] = {
    "pdf": drawn_pdf,
    "docx": word,
    "odt": lambda: open_document("ก"),
    "xlsx": lambda: archive(a="x"),
    "pptx": lambda: archive(a="x"),
    "zip": archive,
    "jpg": jpeg,
    "jpeg": jpeg,
    "png": lambda: picture("PNG"),
    "webp": lambda: picture("WEBP"),
    "heic": lambda: picture("HEIF", photo((64, 48))),
    "mp4": film,
    "m4v": film,
    "mov": lambda: film("mov"),
    "webm": lambda: film("webm", "libvpx"),
}


def taken(data: bytes, extension: str) -> bool:
    try:
        opened_as(data, extension)
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize("file_format", REAL)
def test_a_real_file_is_what_it_claims_or_another_of_its_family(file_format: str) -> None:
    data = REAL[file_format]()
    family = next((f for f in (ZIPPED, FILMS, PICTURES) if file_format in f), {file_format})

    # What is zipped is told apart by its parts later.
    wanted = FORMATS if family is ZIPPED else family
    assert {name for name in FORMATS if taken(data, name)} == wanted


def test_every_known_format_has_its_bytes_a_reader_and_one_family() -> None:
    assert set(REAL) == FORMATS == FILMS | PICTURES | ZIPPED | {"pdf"}
    assert set(READERS) | set(OFFICE) | {"zip"} == FORMATS


def saved(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


KINDS: dict[str, tuple[bytes, str]] = {
    "GIF": (saved("GIF"), "gif"),
    "BMP": (saved("BMP"), "bmp"),
    "TIFF": (saved("TIFF"), "tiff"),
    "AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0", "avif"),
    "an iPhone's voice memo": (b"\0\0\0\x1cftypM4A \0\0\0\0", "sound"),
    "an old Word file": (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "doc"),
    "an old workbook": (OLE + bytes(2**20) + "Workbook".encode("utf-16-le"), "xls"),
    "old slides": (OLE + bytes(600) + "PowerPoint Document".encode("utf-16-le"), "ppt"),
    "a letter of Outlook": (OLE + "__properties_version1.0".encode("utf-16-le"), "msg"),
    "rich text": (rb"{\rtf1\ansi ", "rtf"),
    "a web page saved as .doc": (b"\xef\xbb\xbf<html xmlns:o='x'><head>", "html"),
    "a web page with a remark before": (b"<!-- x -->\r\n<HTML lang='th'>", "html"),
    "a web page in UTF-16": ("<html>ก</html>".encode("utf-16"), "html"),
    "a page saved in one file": (b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related", "mht"),
    "a letter": (b"Received: from x\r\nSubject: y\r\n", "eml"),
    "a letter that begins with its day": (b"Date: x\r\nX-Y: z\r\nFrom: a@b\r\n", "eml"),
    "Word's old XML": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "wordml"),
    "RAR": (b"Rar!\x1a\x07\x01\0", "rar"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c", "7z"),
    "a shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(30), "lnk"),
    "a web shortcut": (b"[InternetShortcut]\r\nURL=https://x", "url"),
    "a shortcut of Google": (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "google"),
    "plain text": ("รายงานผล\nวันที่ ๑".encode(), "txt"),
    "plain text of Windows": ("รายงานผล\nวันที่ ๑".encode("cp874"), "txt"),
    "a failed copy": (bytes(5000), "zeros"),
    "a Mac's side file": (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "mac"),
    "a program": (b"MZ\x90\0", "program"),
    "nothing known": (b"\x07\x01\x02\x03\0\xff", ""),
    "nothing": (b"", ""),
}  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS)
def test_what_cannot_be_looked_into_has_a_name(data: bytes, kind: str) -> None:
    assert recognise(data) == kind


@pytest.mark.parametrize(
    "name", ["jfif", "jpe", "jpg_large", "heic", "", "jpg~2", "download", "PNG"]
)
def test_a_photo_is_taken_under_every_name_that_claims_no_other_kind(name: str) -> None:
    assert opened_as(jpeg(), name) == "jpg"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_a_picture_of_another_format_is_told_under_its_own_name_too(kind: str) -> None:
    with pytest.raises(RefusedError) as refused:
        opened_as(saved(kind), kind.lower())

    assert (refused.value.problem, refused.value.kind) == (Problem.UNREADABLE, kind.lower())


@pytest.mark.parametrize("name", ["pdf", "docx", "exe", "mp4", "zip", "gif"])
def test_a_photo_that_claims_to_be_something_else_is_told(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        opened_as(jpeg(), name)

    assert (refused.value.problem, refused.value.kind) == (Problem.WRONG_CONTENT, "jpg")


PREAMBLES = {
    "a mark of order": (b"\xef\xbb\xbf", True),
    "a printer's words": (b"\x1b%-12345X@PJL JOB\r\n", True),
    "empty lines": (b"\r\n\r\n", True),
    "a web page": (b"<!DOCTYPE html>", False),
    "a script for a server": (b"<?php x() ?>\n", False),
    "a program": (b"MZ\x90\0", False),
    "an archive": (b"PK\x03\x04", False),
    "a photo": (b"\xff\xd8\xff\xe0", False),
    "too much": (b" " * 1024, False),
}


@pytest.mark.parametrize(("before", "passes"), PREAMBLES.values(), ids=PREAMBLES)
def test_only_harmless_bytes_may_stand_before_a_pdf(before: bytes, passes: bool) -> None:
    assert (recognise(before + drawn_pdf()) == "pdf") is passes


def test_an_old_office_file_is_no_new_one_but_a_locked_one_is_named_so() -> None:
    problems = []
    for name in ("WordDocument", "EncryptedPackage", "_VBA_PROJECT"):
        with pytest.raises(RefusedError) as refused:
            opened_as(OLE + bytes(600) + name.encode("utf-16-le"), "docx")
        problems.append((refused.value.problem, refused.value.kind))

    assert problems == [
        (Problem.WRONG_CONTENT, "doc"),
        (Problem.ENCRYPTED, "docx"),
        (Problem.MACROS, "docx"),
    ]
