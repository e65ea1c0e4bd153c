"""The demo's reports as Word files, by the writer of the official forms. The same bytes on every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from domain.language.thai import thai_digits
from reports.paper.document import (
    Align,
    Block,
    Break,
    Doc,
    Image,
    Pages,
    Table,
    dots,
    header_row,
    heading,
    para,
    row,
)
from reports.paper.fonts import sarabun
from reports.paper.word import to_docx
from sample import documents
from sample.documents import DOCUMENTS, SampleReport

_TITLE, _COVER = 18, 24
_CENTRE = Align.CENTRE

Find = Callable[[str], Path]
"""Where the file of a picture, or of a role's signature, is."""


def word_file(report: SampleReport, picture: Find, sign: Find) -> bytes:
    """A report as a Word file."""
    section = Pages(tuple(_pages(report, picture, sign)))
    return to_docx(Doc(report.title, DOCUMENTS.bureau, report.received_on, (section,)), sarabun())


def _pages(report: SampleReport, picture: Find, sign: Find) -> Iterator[Block]:
    if not isinstance(report.blocks[0], documents.Cover):
        yield para(report.title, bold=True, size=_TITLE, align=_CENTRE)
        yield para(DOCUMENTS.bureau, align=_CENTRE)
    for block in report.blocks:
        yield from _block(block, report, picture, sign)


def _block(
    block: documents.Block, report: SampleReport, picture: Find, sign: Find
) -> Iterator[Block]:
    match block:
        case documents.Heading(text):
            yield heading(text, size=_TITLE)
        case documents.Paragraph(text):
            yield para(text, first=1.5)
        case documents.Bullets(items):
            for number, item in enumerate(items, 1):
                yield para(f"{thai_digits(number)}. {item}")
        case documents.TextTable(widths, header, rows):
            yield Table(widths, (header_row(*header), *(row(*line) for line in rows)), size=16)
        case documents.Photos(items):
            for name, caption in items:
                yield Image(picture(name), caption)
                yield para(caption, align=_CENTRE)
        case documents.Signatures(roles):
            for role in roles:
                yield Image(sign(role), "ลายมือชื่อ", width=4)
                yield para(f"({role})", align=_CENTRE)
        case documents.Cover(lines):
            yield from (para("") for _ in range(6))
            yield from (para(line, bold=True, size=_COVER, align=_CENTRE) for line in lines)
            yield Break()
        case documents.ContentsPage():
            yield from _contents(report)
        case documents.PageBreak():
            yield Break()


def _contents(report: SampleReport) -> Iterator[Block]:
    yield heading("สารบัญ", size=_TITLE)
    headings = [block.text for block in report.blocks if isinstance(block, documents.Heading)]
    for page, text in enumerate(headings, 2):
        yield para(f"{text} {dots(40)} {thai_digits(page // 2)}")
    yield Break()
