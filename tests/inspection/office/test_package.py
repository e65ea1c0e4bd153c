"""Parts are found as Office finds them: by relations, without regard to case, in ordinary and strict namespaces."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from domain.facts import Problem
from inspection.office.package import Package, library_input
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import KNOWLEDGE, archive, open_document, word

Change = Callable[[str, bytes], tuple[str, bytes]]


def changed(data: bytes, change: Change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(*change(name, source.read(name)))
    return out.getvalue()


def moved(old: str, new: str) -> Change:
    """Rename a part and what names it."""

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        leaf, other = old.rpartition("/")[2], new.rpartition("/")[2]
        name = name.replace(old, new).replace(f"_rels/{leaf}.rels", f"_rels/{other}.rels")
        if name.endswith((".rels", "Types].xml")):
            data = data.replace(old.encode(), new.encode())
        return name, data

    return change


def strict(name: str, data: bytes) -> tuple[str, bytes]:
    return name, re.sub(
        rb"http://schemas\.openxmlformats\.org/(wordprocessingml|drawingml|officeDocument|spreadsheetml)/2006/(\w+)",
        rb"http://purl.oclc.org/ooxml/\1/\2",
        data,
    )


def rooted(name: str, data: bytes) -> tuple[str, bytes]:
    """Targets from the package's root, as SharePoint writes them."""
    return name, data.replace(
        b'Target="word/', b'Target="/word/'
    ) if name == "_rels/.rels" else data


def with_backslashes(name: str, data: bytes) -> tuple[str, bytes]:
    return name.replace("/", "\\"), data


WRITTEN: Mapping[str, Change] = {
    "Word Online's name": moved("word/document.xml", "word/document2.xml"),
    "a name of another program": moved("word/document.xml", "word/Inhalt-1.xml"),
    "capitals in the part": lambda name, data: (name.replace("word/document.xml", "Word/Document.XML"), data),
    "capitals everywhere": lambda name, data: (name.upper(), data),
    "targets from the root": rooted,
    "backslashes": with_backslashes,
    "Strict Open XML": strict,
    "Strict under another name": lambda name, data: moved("word/document.xml", "word/d2.xml")(*strict(name, data)),
}  # fmt: skip


@pytest.mark.parametrize("change", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("extension", ["docx", "doc"])
def test_a_word_file_is_read_however_its_parts_are_called(change: Change, extension: str) -> None:
    seen = read(changed(word(), change), extension)

    assert (seen.format, seen.has_text, seen.images) == ("docx", True, 1)
    assert KNOWLEDGE in seen.page_texts[0]


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"] = KNOWLEDGE
    book.save(out)
    return out.getvalue()


def test_a_strict_workbook_opens_in_the_library_after_it_was_made_plain(tmp_path: Path) -> None:
    path = tmp_path / "strict.xlsx"
    path.write_bytes(changed(workbook(), strict))

    assert KNOWLEDGE in read(path, "xlsx").page_texts[0]
    book = openpyxl.load_workbook(library_input(path))
    assert book.active is not None
    assert book.active["B2"].value == KNOWLEDGE


def test_an_ordinary_file_is_given_to_the_library_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook())

    assert library_input(path) == path


KINDS = {
    "Word": (word(), "docx"),
    "Excel": (workbook(), "xlsx"),
    "OpenDocument": (open_document("ก"), "odt"),
    "an OpenDocument table": (
        archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "ods",
    ),
    "Pages": (archive(**{"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "iwork"),
    "Numbers": (archive(**{"Index.zip": b"x"}), "iwork"),
    "a binary workbook": (archive(**{"xl/workbook.bin": b"x"}), "xlsb"),
    "a book": (archive(mimetype="application/epub+zip"), "epub"),
    "files": (archive(**{"a.jpg": b"x"}), "zip"),
}


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS)
def test_its_parts_tell_what_a_zipped_file_is(data: bytes, kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert Package(opened).kind == kind


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS)
def test_a_zipped_file_under_another_name_is_named_as_what_it_is(data: bytes, kind: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, "pptx")

    assert (refused.value.problem, refused.value.kind) == (Problem.WRONG_CONTENT, kind)
