"""Step 1: only the last extension that a person reads says what a file claims to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Problem
from inspection.names import check_name, claimed_format, extension

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


MEANT = {
    "a.PDF": "pdf", "IMG_1.JPG": "jpg", "a.jpeg": "jpeg", "a.jfif": "jpg", "a.JPE": "jpg", "a.pjpeg": "jpg",
    "a.jpg_large": "jpg", "DSC1.HIF": "heic", "a.heif": "heic", "a.heics": "heic", "a.JPG.jpg": "jpg",
    "a.doc": "docx", "a.xls": "xlsx", "a.ppt": "pptx", "a.rar": "rar", "รายงาน": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), MEANT.items())
def test_a_name_says_as_which_format_a_file_would_count(name: str, expected: str) -> None:
    assert claimed_format(name) == expected


def test_what_office_puts_beside_an_open_document_is_told() -> None:
    assert check_name("~$รายงาน.docx") == (Problem.UNREADABLE, "owner")
    assert check_name("ราย~$งาน.docx") is None


@given(st.text())
def test_no_name_breaks_it(name: str) -> None:
    assert not {"/", "\\", "."} & set(extension(name))
