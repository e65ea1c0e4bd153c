"""Step 6 for archives: each file inside is looked at, one level deep, and the first bad one is named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from domain.facts import Problem
from inspection.archives import MAX_MEMBERS
from inspection.paper.find_sections import find_sections
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    FULL_PAGE,
    KNOWLEDGE,
    REPORT,
    TEXT,
    a_paragraph,
    archive,
    bare_png,
    bomb,
    drawn_pdf,
    film,
    jpeg,
    locked_pdf,
    pdf,
    picture,
    word,
    word_parts,
)  # fmt: skip


def test_an_archive_is_the_sum_of_its_files() -> None:
    data = archive(
        **{
            "ส่ง/รายงาน.docx": word(pictures=2),
            "ส่ง/ภาพ/๑.jpg": jpeg(),
            "ส่ง/ภาพ/๒.heic": picture("HEIF"),
            "ส่ง/คลิป.mp4": film(),
            "ส่ง/แนบ.pdf": pdf(f"ใบลงทะเบียนของ{TEXT}\n#pagebreak()\nกำหนดการที่{TEXT}"),
        }
    )

    seen = read(data, "zip")

    assert (seen.pages, seen.images, seen.has_text, seen.unread) == (3, 4, True, False)
    assert [fact.outcome.value for fact in find_sections(REPORT.sections, seen)] == ["found"] * 3
    assert {fact.page for fact in find_sections(REPORT.sections, seen)} == {None}


def test_an_archive_of_photos_has_no_text_to_look_for() -> None:
    seen = read(archive(**{f"{n}.jpg": jpeg() for n in range(5)}), "zip")

    assert (seen.images, seen.has_text) == (5, None)


def test_a_scan_beside_a_report_leaves_open_what_was_not_found() -> None:
    seen = read(
        archive(**{"ก.pdf": pdf(FULL_PAGE * 2), "ข.docx": word_parts(a_paragraph(TEXT))}), "zip"
    )

    assert (seen.has_text, seen.unread) == (True, True)


def test_what_systems_leave_behind_is_passed_over() -> None:
    left = {"__MACOSX/._a.jpg": b"x", ".DS_Store": b"x", "ภาพ/Thumbs.db": b"x", "desktop.ini": b"x"}

    assert read(archive(**left, **{"a.jpg": jpeg()}), "zip").images == 1


BAD: dict[str, tuple[str, Callable[[], bytes], Problem]] = {
    "a program": ("ส่ง/เปิด.exe", lambda: b"MZ", Problem.UNREADABLE),
    "no extension": ("รายงาน", lambda: b"x", Problem.UNREADABLE),
    "an empty file": ("รายงาน.pdf", lambda: b"", Problem.EMPTY),
    "another content": ("รายงาน.pdf", jpeg, Problem.WRONG_CONTENT),
    "half a photo": ("๑.jpg", lambda: jpeg()[:900], Problem.UNREADABLE),
    "a locked PDF": ("รายงาน.pdf", locked_pdf, Problem.ENCRYPTED),
    "a script": (
        "รายงาน.pdf", lambda: drawn_pdf("/OpenAction<</S/JavaScript/JS(x)>>"), Problem.SCRIPTS,
    ),
    "macros": (
        "รายงาน.docx",
        lambda: word_parts(a_paragraph(TEXT), **{"word/vbaProject.bin": b"x"}),
        Problem.MACROS,
    ),
    "an archive": ("ใน.zip", lambda: archive(**{"a.jpg": jpeg()}), Problem.EMBEDDED_FILES),
    "a bomb": ("รายงาน.docx", bomb, Problem.UNSAFE),
    "a huge picture": ("๑.png", lambda: bare_png(30_000, 30_000), Problem.TOO_LARGE),
    "a way out of the folder": ("../../etc/รายงาน.docx", word, Problem.UNSAFE),
    "a way out for Windows": ("..\\รายงาน.docx", word, Problem.UNSAFE),
    "a place on the disk": ("/etc/รายงาน.docx", word, Problem.UNSAFE),
    "a place on a drive": ("C:/รายงาน.docx", word, Problem.UNSAFE),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "problem"), BAD.values(), ids=BAD)
def test_the_first_bad_file_names_the_problem_and_itself(
    name: str, make: Callable[[], bytes], problem: Problem
) -> None:
    data = archive(**{"ดี.jpg": jpeg(), name: make(), "เลว.exe": b"MZ"})

    with pytest.raises(RefusedError) as refused:
        read(data, "zip")

    assert refused.value.problem is problem
    assert repr(name) in refused.value.detail


def test_a_file_called_like_a_device_is_read_as_any_other() -> None:
    seen = read(
        archive(**{"CON.jpg": jpeg(), "NUL.docx": word(), "ก" * 90 + ".jpg": jpeg()}), "zip"
    )

    assert seen.images == 3


def test_a_thai_name_in_the_code_page_of_windows_is_shown_in_thai() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        entry = zipfile.ZipInfo("xxxxxx.exe")
        target.writestr(entry, b"MZ")
    data = out.getvalue().replace(b"xxxxxx", "รายงาน".encode("cp874"))

    with pytest.raises(RefusedError, match="รายงาน"):
        read(data, "zip")


def test_more_files_than_anybody_sends_are_unsafe() -> None:
    with pytest.raises(RefusedError) as refused:
        read(archive(**{f"{n}.jpg": b"" for n in range(MAX_MEMBERS + 1)}), "zip")

    assert refused.value.problem is Problem.UNSAFE


@pytest.mark.parametrize("parts", [{}, {"__MACOSX/._a.jpg": b"x"}], ids=["nothing", "leavings"])
def test_an_archive_without_files_is_empty(parts: dict[str, bytes]) -> None:
    with pytest.raises(RefusedError) as refused:
        read(archive(**parts), "zip")

    assert refused.value.problem is Problem.BLANK


def test_a_title_that_stands_in_any_of_the_files_is_found() -> None:
    other, report = a_paragraph("กำหนดการ"), a_paragraph(KNOWLEDGE) + a_paragraph(TEXT)
    texts = {f"{n}.docx": word_parts(body) for n, body in enumerate((other, report))}

    facts = find_sections(REPORT.sections, read(archive(**texts), "zip"))

    assert [fact.outcome.value for fact in facts] == ["found", "not-found", "not-found"]
