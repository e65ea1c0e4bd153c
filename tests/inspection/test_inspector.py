"""Files go through the steps in a fixed order, and nothing in them hurts the caller or the next file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from domain.facts import Problem, SectionOutcome
from inspection import Inspector
from tests.support.evidence import (
    KNOWLEDGE,
    OLE,
    REPORT,
    TEXT,
    a_paragraph,
    archive,
    bare_png,
    bomb,
    drawn_pdf,
    entities,
    film,
    forged_size,
    jpeg,
    large_unpacked,
    locked_archive,
    locked_pdf,
    many_entries,
    open_document,
    packed,
    pdf,
    picture,
    raw_pdf,
    torn_deflate,
    word,
    word_parts,
    written,
)  # fmt: skip
from tests.support.looking import FileToInspect, inspect_file, inspect_files

# --- Problems ------------------------------------------------------------------------------------


def script_pdf() -> bytes:
    return drawn_pdf(
        "/Names<</JavaScript<</Names[(a) 5 0 R]>>>>",
        "<</S/JavaScript/JS(app.alert\\(1\\))>>",
    )


PROBLEMS: dict[str, tuple[str, Callable[[], bytes], Problem]] = {
    "an empty file": ("a.pdf", lambda: b"", Problem.EMPTY),
    "an old Word file": ("a.doc", lambda: OLE, Problem.UNREADABLE),
    "a program": ("a.exe", lambda: b"MZ", Problem.UNREADABLE),
    "no extension": ("รายงาน", lambda: b"x", Problem.UNREADABLE),
    "text named pdf": ("a.pdf", lambda: b"hello", Problem.WRONG_CONTENT),
    "a PNG named pdf": ("a.pdf", lambda: bare_png(8, 8), Problem.WRONG_CONTENT),
    "a Word file named pdf": ("a.pdf", word, Problem.WRONG_CONTENT),
    "an archive named docx": ("a.docx", lambda: archive(a="x"), Problem.WRONG_CONTENT),
    "a Word file named odt": ("a.odt", word, Problem.WRONG_CONTENT),
    "an old Word file named docx": ("a.docx", lambda: OLE + bytes(600), Problem.WRONG_CONTENT),
    "a film named heic": ("a.heic", film, Problem.WRONG_CONTENT),
    "a web page named jpg": ("a.jpg", lambda: b"<html><script>", Problem.WRONG_CONTENT),
    "a web page before a PDF": ("a.pdf", lambda: b"<html>" + drawn_pdf(), Problem.WRONG_CONTENT),
    "a program before a PDF": ("a.pdf", lambda: b"MZ\0" + drawn_pdf(), Problem.WRONG_CONTENT),
    "a web page behind a photo": ("a.jpg", lambda: jpeg() + b"<?php x()?>", Problem.WRONG_CONTENT),
    "an archive behind a PDF": (
        "a.pdf",
        lambda: drawn_pdf() + archive(a="x"),
        Problem.EMBEDDED_FILES,
    ),
    "an archive behind a photo": ("a.jpg", lambda: jpeg() + archive(a="x"), Problem.EMBEDDED_FILES),
    "an archive behind a clip": ("a.mp4", lambda: film() + archive(a="x"), Problem.EMBEDDED_FILES),
    "two archives in a row": ("a.docx", lambda: archive(a="x") + word(), Problem.EMBEDDED_FILES),
    "half a PDF": ("a.pdf", lambda: b"%PDF-1.7 torn", Problem.UNREADABLE),
    "half a Word file": ("a.docx", lambda: word()[:3000], Problem.UNREADABLE),
    "half a photo": ("a.jpg", lambda: jpeg()[:900], Problem.UNREADABLE),
    "half an iPhone's photo": ("a.heic", lambda: picture("HEIF")[:400], Problem.UNREADABLE),
    "half a clip": ("a.mp4", lambda: film()[: len(film()) // 2], Problem.UNREADABLE),
    "the first bytes of a clip": (
        "a.mov",
        lambda: b"\0\0\0\x14ftypqt  \0\0\0\0",
        Problem.UNREADABLE,
    ),
    "broken XML": ("a.docx", lambda: word_parts("<w:p>"), Problem.UNREADABLE),
    "torn packing": ("a.docx", torn_deflate, Problem.UNREADABLE),
    "a forged size": ("a.docx", forged_size, Problem.UNREADABLE),
    "a PDF with a password": ("a.pdf", locked_pdf, Problem.ENCRYPTED),
    "a Word file with a password": (
        "a.docx",
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        Problem.ENCRYPTED,
    ),
    "an OpenDocument with a password": (
        "a.odt",
        lambda: open_document("ก", "<m:encryption-data/>"),
        Problem.ENCRYPTED,
    ),
    "an archive with a password": ("a.zip", locked_archive, Problem.ENCRYPTED),
    "a script in a PDF": ("a.pdf", lambda: packed(script_pdf()), Problem.SCRIPTS),
    "macros": (
        "a.docx",
        lambda: word_parts(a_paragraph(TEXT), **{"word/vbaProject.bin": b"x"}),
        Problem.MACROS,
    ),
    "entities": ("a.docx", entities, Problem.UNSAFE),
    "too many entries": ("a.docx", many_entries, Problem.UNSAFE),
    "a zip bomb": ("a.docx", bomb, Problem.UNSAFE),
    "a bomb by its directory": ("a.zip", large_unpacked, Problem.UNSAFE),
    "a picture of 64 megapixels": ("a.png", lambda: bare_png(8000, 8000), Problem.TOO_LARGE),
    "a picture of 900 megapixels": ("a.png", lambda: bare_png(30_000, 30_000), Problem.TOO_LARGE),
    "a blank PDF": ("a.pdf", raw_pdf, Problem.BLANK),
    "a blank Word file": ("a.docx", lambda: word_parts("<w:p/>"), Problem.BLANK),
    "an archive of nothing": ("a.zip", archive, Problem.BLANK),
}


def test_each_broken_file_gets_its_problem_and_the_whole_batch_is_done(tmp_path: Path) -> None:
    made = [(name, make()) for name, make, _ in PROBLEMS.values()]
    paths = written(tmp_path, made)
    files = [FileToInspect(path, name, REPORT) for path, (name, _) in zip(paths, made, strict=True)]

    seen = inspect_files(files)

    expected = {case: problem for case, (_, _, problem) in PROBLEMS.items()}
    assert dict(zip(PROBLEMS, (i.problem for i in seen), strict=True)) == expected
    assert all(i.detail and not i.sections for i in seen)


def test_a_file_that_is_not_there_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect_file(tmp_path / "no.pdf", "no.pdf", REPORT)


def test_the_first_step_that_objects_names_the_problem(tmp_path: Path) -> None:
    files = [("a.exe", b"MZ"), ("a.pdf", b""), ("a.docx", OLE), ("a.pdf", b"%PDF-1.7 torn")]
    paths = written(tmp_path, files)

    seen = [inspect_file(p, name, REPORT) for p, (name, _) in zip(paths, files, strict=True)]

    assert [look.problem for look in seen] == [
        Problem.UNREADABLE, Problem.EMPTY, Problem.WRONG_CONTENT, Problem.UNREADABLE,
    ]  # fmt: skip
    assert [look.format for look in seen] == ["program", "pdf", "ole", "pdf"]


# --- Nothing hurts the caller --------------------------------------------------------------------


def test_long_runs_of_blanks_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    ballast = Random(1).randbytes(100_000)  # else the ratio alone would refuse it
    blanks = a_paragraph(f"{TEXT}{' ' * 1_500_000}ก")
    path.write_bytes(word_parts(blanks, **{"word/media/image1.bin": ballast}))

    [seen] = inspect_files([FileToInspect(path, "a.docx", REPORT)], seconds=15)

    assert (seen.problem, seen.has_text) == (None, True)


def test_an_inspector_looks_at_one_file_after_the_other_with_one_child(tmp_path: Path) -> None:
    files = [("a.docx", word()), ("ภาพ.jpg", jpeg()), ("a.pdf", pdf(f"= {KNOWLEDGE}\n{TEXT}"))]
    paths = written(tmp_path, files)

    with Inspector() as inspector:
        seen = [inspector.look(p, name, REPORT) for p, (name, _) in zip(paths, files, strict=True)]
        child = inspector._child._process

    assert [(look.format, look.problem, look.images) for look in seen] == [
        ("docx", None, 1), ("jpg", None, 1), ("pdf", None, 0),
    ]  # fmt: skip
    assert child is not None
    assert child.returncode is not None


def test_the_same_file_is_seen_the_same_in_a_batch_and_alone(tmp_path: Path) -> None:
    [path] = written(tmp_path, [("a.docx", word())])

    assert inspect_files([FileToInspect(path, "a.docx", REPORT)]) == [
        inspect_file(path, "a.docx", REPORT)
    ]


ODD_NAMES = {
    "a path": "../../etc/รายงาน.docx",
    "a Windows path": "C:\\Windows\\System32\\รายงาน.docx",
    "a device": "CON.docx",
    "a device and its dots": "NUL.docx. .",
    "marks of direction": "รายงาน\u202efdp.docx",
    "control marks": "ราย\0งาน\r\n.docx",
    "300 bytes of Thai": "ก" * 100 + ".docx",
    "half a character": "รายงาน\udce0.docx",
}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_an_odd_name_is_data_and_its_file_counts(word_file: Path, name: str) -> None:
    seen = inspect_file(word_file, name, REPORT)

    assert (seen.format, seen.problem, seen.has_text) == ("docx", None, True)


@pytest.fixture(scope="module")
def word_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("word"), [("a.docx", word())])[0]


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory: pytest.TempPathFactory, word_file: Path) -> Path:
    """The Word file as LibreOffice writes it out, in a folder: `0.pdf` and `0.odt`."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no soffice here: install Debian's libreoffice-writer-nogui")
    folder = tmp_path_factory.mktemp("libreoffice")
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in ("pdf", "odt"):
        order = [program, own, "--headless", "--convert-to", kind, "--outdir", str(folder)]
        subprocess.run([*order, str(word_file)], check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.parametrize(("name", "page"), [("0.pdf", 1), ("0.odt", None)], ids=["PDF", "ODT"])
def test_what_libreoffice_writes_counts(libreoffice: Path, name: str, page: int | None) -> None:
    seen = inspect_file(libreoffice / name, name, REPORT)

    assert (seen.problem, seen.has_text, seen.pages, seen.images) == (None, True, 1, 1)
    assert seen.sections[0].outcome is SectionOutcome.FOUND
    assert seen.sections[0].page == page
