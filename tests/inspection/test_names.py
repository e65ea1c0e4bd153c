"""Step 1: only the last extension that a person reads says what a file claims to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Problem
from inspection.formats import SIGNATURES
from inspection.names import check_name, extension

EXTENSIONS = {
    "plain": ("รายงาน.pdf", "pdf"),
    "capitals": ("IMG_0001.HEIC", "heic"),
    "two": ("รายงาน.pdf.exe", "exe"),
    "a path": ("../../etc/x.docx", "docx"),
    "a folder with a dot": ("v1.pdf/รายงาน", ""),
    "a Windows path": (r"C:\งาน.pdf\x.odt", "odt"),
    "a device": ("NUL.jpg", "jpg"),
    "dots and blanks at the end": ("รายงาน.pdf. . ", "pdf"),
    "a mark of direction": ("รายงาน\u202efdp.exe", "exe"),
    "a mark inside": ("รายงาน.p\u200bdf", "pdf"),
    "a null": ("รายงาน.pdf\0", "pdf"),
    "none": ("รายงาน", ""),
    "a hidden file": (".pdf", ""),
    "nothing": ("", ""),
    "300 bytes of Thai": ("ก" * 100 + ".webm", "webm"),
    "a stream of a Windows file": ("a.exe:b.pdf:x", "pdf:x"),
}


@pytest.mark.parametrize(("name", "expected"), EXTENSIONS.values(), ids=EXTENSIONS)
def test_the_extension_is_what_a_person_reads(name: str, expected: str) -> None:
    assert extension(name) == expected


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.exe", "a.pdf.lnk", "รายงาน", "a.docm"])
def test_what_cannot_be_looked_at_is_unreadable(name: str) -> None:
    found = check_name(name)

    assert found is not None
    assert found[0] is Problem.UNREADABLE


@pytest.mark.parametrize("file_format", SIGNATURES)
def test_a_known_extension_passes(file_format: str) -> None:
    assert check_name(f"รายงาน ๒๕๖๗.{file_format.upper()}") is None


@given(st.text())
def test_no_name_breaks_it(name: str) -> None:
    assert not {"/", "\\", "."} & set(extension(name))
