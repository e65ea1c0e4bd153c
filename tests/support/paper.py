"""Reads Word files and PDFs as others would, to compare them with the document they were made from."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from domain.documents.starters import HINT_TITLE
from domain.language.thai import normalise
from domain.plan.model import Starter
from reports.paper.document import ContentsList, Doc, Para, Row, Table
from reports.paper.drawing import Drawing


def folded(text: str) -> str:
    """Text as people compare it: Thai marks in order, no spaces, dotted lines of one length."""
    return re.sub(r"\.{3,}", ".....", re.sub(r"\s+", "", normalise(text)))


def model_texts(doc: Doc) -> list[str]:
    """Every paragraph and every cell of the document in reading order, the empty ones left out."""
    found: list[str] = []
    for block in doc.blocks():
        if isinstance(block, Para):
            found.append(block.text)
        elif isinstance(block, ContentsList):
            found += [f"{listed.text}.....{page}" for listed, page in doc.listed(block)]
        elif isinstance(block, Table):
            found += [cell.text for line in block.rows for cell in line.cells]
    return [text for text in map(folded, found) if text]


def model_rows(doc: Doc) -> list[tuple[Row, Table]]:
    """Every row of every table."""
    tables = (block for block in doc.blocks() if isinstance(block, Table))
    return [(line, table) for table in tables for line in table.rows]


def drawn_texts(doc: Doc) -> list[str]:
    """The words inside charts, which a PDF shows as text and Word as part of a picture."""
    charts = (block for block in doc.blocks() if isinstance(block, Drawing))
    shapes = (shape for chart in charts for shape in chart.shapes)
    return [folded(shape.text) for shape in shapes if hasattr(shape, "text")]


def word_texts(docx: bytes) -> list[str]:
    """Every paragraph outside tables and every cell, in reading order, the empty ones left out."""
    return [text for text in map(folded, _word_texts(Document(io.BytesIO(docx)))) if text]


def _word_texts(document: WordDocument) -> Iterator[str]:
    for block in _blocks(document.element.body):
        if block.tag == qn("w:p"):
            yield words(block)
        elif block.tag == qn("w:tbl"):
            for cell in block.iter(qn("w:tc")):
                parts = cell.iter(qn("w:p")) if is_signed(cell) else (cell,)
                yield from map(words, parts)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those in a frame such as a table of contents too."""
    for block in parent:
        if block.tag == qn("w:sdt"):
            yield from _blocks(block.find(qn("w:sdtContent")))
        else:
            yield block


def is_signed(cell: Any) -> bool:
    """Whether a cell is the place to sign in a table's last row, which has no lines."""
    return cell.find(f".//{qn('w:tcBorders')}/{qn('w:left')}[@{qn('w:val')}='nil']") is not None


def words(element: Any) -> str:
    """The text below an element of a Word file, that of check boxes too."""
    runs = (run for run in element.iter(qn("w:r")))
    return "".join(
        "....." if found.tag == qn("w:tab") else found.text or ""
        for run in runs
        for found in run.iter(qn("w:t"), qn("w:tab"))
    )


def word_tables(docx: bytes) -> list[WordTable]:
    """The tables of a Word file as python-docx reads them."""
    return list(Document(io.BytesIO(docx)).tables)


def pdf_pages(pdf: bytes) -> list[str]:
    """The text of each page as Chrome's engine reads it, folded; page numbers are no text."""
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    pages = []
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage()
            pages.append(folded(_without_number(text.get_text_bounded())))
            text.close()
            page.close()
    return pages


def pdf_text(pdf: bytes) -> str:
    """The text of all pages, folded."""
    return "".join(pdf_pages(pdf))


def is_on(pages: list[str], text: str) -> bool:
    """Whether a folded text stands on a page, or begins on one and goes on on the next."""
    if any(text in page for page in pages):
        return True
    return any(text[_begun(page, text) :] in after for page, after in pairwise(pages))


def _begun(page: str, text: str) -> int:
    """How much of the text's beginning stands on the page."""
    return bisect_left(range(1, len(text) + 1), True, key=lambda n: text[:n] not in page)


def poppler_text(pdf: bytes) -> str:
    """The text of all pages as poppler reads it, in the order of the content, folded."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    read = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return folded("\n".join(map(_without_number, read.stdout.decode().split("\f"))))


def _without_number(page: str) -> str:
    return re.sub(r"^\s*([๐-๙]{1,3}|[ก-ฮ])\s*\n", "", page)


# --- Starters: written on as a person does in Word ---------------------------------------------------

BODY = (
    "บุคลากรของสำนักเข้าร่วมกิจกรรมจำนวน ๔๒ คน เมื่อวันที่ ๑๒ กุมภาพันธ์ ๒๕๖๗ ณ ห้องประชุมชั้นสอง"
    " โดยเริ่มด้วยการบรรยายแล้วแบ่งกลุ่มย่อย"
)
"""What a person types."""


def typed_over(
    docx: bytes,
    starter: Starter,
    *,
    write: Collection[str],
    keep: Collection[str] = (),
    updated: bool = True,
) -> bytes:
    """The file after a person typed over the help of the parts `write`, and deleted it elsewhere but in `keep`.

    The list of contents is `updated`, as Word does on wish.
    """
    parts = {text: name for name, text in starter.hints.items()}

    def change(body: Any) -> None:
        for control in list(body.iter(qn("w:sdt"))):
            said = "".join(text.text or "" for text in control.iter(qn("w:t")))
            found = re.fullmatch(rf"\[{HINT_TITLE}: (.*)\]", said)
            if found is None or parts[found[1]] in keep:
                continue
            paragraph = control.getparent()
            paragraph.remove(control)
            text = etree.SubElement(etree.SubElement(paragraph, qn("w:r")), qn("w:t"))
            text.text = BODY if parts[found[1]] in write else ""
        for text in body.iter(qn("w:t")):
            text.text = "๓" if updated and text.text == "–" else text.text

    return changed(docx, change)


def changed(docx: bytes, change: Callable[[Any], None]) -> bytes:
    """The file with its body changed, as another program packs it."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    body = etree.fromstring(files["word/document.xml"])
    change(body)
    files["word/document.xml"] = etree.tostring(body)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()
