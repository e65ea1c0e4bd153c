"""Step 2: the first bytes must be those of the format that the name claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.facts import Problem
from inspection.formats import FILMS, PICTURES, SIGNATURES, ZIPPED, check_type
from inspection.reading import READERS
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


@pytest.mark.parametrize("file_format", REAL)
def test_a_real_file_is_what_it_claims_and_nothing_else(file_format: str) -> None:
    data = REAL[file_format]()
    family = next((f for f in (ZIPPED, FILMS - {"webm"}, {"jpg", "jpeg"}) if file_format in f), ())

    taken = {name for name in SIGNATURES if check_type(data, name) is None}

    assert taken == set(family) | {file_format}


def test_every_known_format_has_its_bytes_a_reader_and_one_family() -> None:
    assert set(REAL) == set(SIGNATURES) == set(READERS) == FILMS | PICTURES | ZIPPED | {"pdf"}


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
    found = check_type(before + drawn_pdf(), "pdf")

    assert (found is None) is passes
    assert found is None or found[0] is Problem.WRONG_CONTENT


def test_an_empty_file_is_left_to_the_step_that_calls_it_empty() -> None:
    assert check_type(b"", "pdf") is None


def test_an_old_office_file_is_no_new_one_but_a_locked_one_is_named_so() -> None:
    old, locked = OLE + bytes(600), OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    assert [found[0] for data in (old, locked) if (found := check_type(data, "docx"))] == [
        Problem.WRONG_CONTENT,
        Problem.ENCRYPTED,
    ]
