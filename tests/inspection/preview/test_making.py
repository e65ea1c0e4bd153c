"""A preview by a real child: the content decides, and what is damaged, locked, huge or hostile ends in a value."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.facts import Problem
from inspection import Inspectors
from inspection.preview.shown import Shown, ShownKind
from tests.support.evidence import (
    OLE,
    bare_png,
    bomb,
    entities,
    film,
    jpeg,
    locked_archive,
    locked_pdf,
    open_document,
    pdf,
    picture,
    torn_lzma,
    word,
    word_parts,
)


@pytest.fixture(scope="module")
def child() -> Iterator[Inspectors]:
    with Inspectors(children=1) as inspectors:
        yield inspectors


def seen(child: Inspectors, folder: Path, data: bytes) -> Shown:
    path = folder / "0"
    path.write_bytes(data)
    return child.show(path, [1, 2, 3], 834)


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["ลำดับ", "ชื่อ"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


KINDS: dict[str, tuple[Callable[[], bytes], ShownKind, str]] = {
    "pdf": (lambda: pdf("ก"), ShownKind.PAGES, "pdf"),
    "photo": (jpeg, ShownKind.PICTURE, "jpg"),
    "word": (word, ShownKind.TEXT, "docx"),
    "excel": (workbook, ShownKind.SHEETS, "xlsx"),
    "film": (film, ShownKind.FILM, "mp4"),
    "odt": (lambda: open_document("<t>ก</t>"), ShownKind.NOTHING, "odt"),
    "old word": (lambda: OLE + "WordDocument".encode("utf-16-le"), ShownKind.NOTHING, "doc"),
    "text": ("ข้อความ".encode, ShownKind.NOTHING, "txt"),
}


@pytest.mark.parametrize(("data", "kind", "file_format"), KINDS.values(), ids=KINDS)
def test_the_content_decides_how_it_is_shown(
    child: Inspectors, tmp_path: Path, data: Callable[[], bytes], kind: ShownKind, file_format: str
) -> None:
    shown = seen(child, tmp_path, data())

    assert (shown.kind, shown.format, shown.problem) == (kind, file_format, None)


BAD: dict[str, tuple[Callable[[], bytes], Problem]] = {
    "a cut PDF": (lambda: pdf("ก")[:300], Problem.UNREADABLE),
    "a locked PDF": (locked_pdf, Problem.ENCRYPTED),
    "a bomb": (bomb, Problem.UNSAFE),
    "entities": (entities, Problem.UNSAFE),
    "a locked archive": (locked_archive, Problem.ENCRYPTED),
    "a picture of 400 million points": (lambda: bare_png(20_000, 20_000), Problem.TOO_LARGE),
    "macros": (
        lambda: word_parts("<w:p/>", **{"word/vbaProject.bin": b"x"}),
        Problem.MACROS,
    ),
    "what kills the reader": (torn_lzma, Problem.UNREADABLE),
    "a cut photo's head": (lambda: jpeg()[:30], Problem.UNREADABLE),
    "a cut web picture": (lambda: picture("WEBP")[:50], Problem.UNREADABLE),
    "a document without end": (
        lambda: word_parts("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000),
        Problem.UNREADABLE,
    ),
}


@pytest.mark.parametrize(("data", "problem"), BAD.values(), ids=BAD)
def test_a_bad_file_shows_nothing_and_the_next_one_is_shown(
    child: Inspectors, tmp_path: Path, data: Callable[[], bytes], problem: Problem
) -> None:
    shown = seen(child, tmp_path, data())

    assert (shown.kind, shown.problem) == (ShownKind.NOTHING, problem)
    assert seen(child, tmp_path, jpeg()).kind is ShownKind.PICTURE
