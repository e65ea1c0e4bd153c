"""Step 6 for Word, OpenDocument, PowerPoint and Excel: what people read, and nothing twice."""

from __future__ import annotations

import pytest

from domain.facts import Problem
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    KNOWLEDGE,
    TEXT,
    a_paragraph,
    archive,
    forged_size,
    open_document,
    torn_deflate,
    word,
    word_parts,
)  # fmt: skip


def test_a_word_file_is_read_in_paragraphs_table_cells_and_pictures() -> None:
    seen = read(word(pictures=3), "docx")

    [text] = seen.page_texts
    assert (seen.has_text, seen.pages, seen.images, seen.numbered) == (True, 1, 3, False)
    assert [words in text for words in (KNOWLEDGE, TEXT, "๒. นำมาใช้ในสำนักอย่างไร")] == [True] * 3


def test_an_open_document_is_read() -> None:
    seen = read(open_document(KNOWLEDGE), "odt")

    assert (seen.has_text, seen.images) == (True, 1)
    assert seen.page_texts[0].split("\n") == ["", KNOWLEDGE, TEXT]


@pytest.mark.parametrize(
    ("wide", "high", "count"),
    [(540_000, 540_000, 0), (899_999, 899_999, 0), (900_000, 300_000, 1), (300_000, 5_000_000, 1)],
    ids=["an emblem of 1.5 cm", "just under 2.5 cm", "2.5 cm wide", "a high one"],
)
def test_an_emblem_in_a_word_file_is_no_illustration(wide: int, high: int, count: int) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/"
    body = (
        f'{a_paragraph(TEXT)}<wp:inline xmlns:wp="{drawing}wordprocessingDrawing">'
        f'<wp:extent cx="{wide}" cy="{high}"/><a:blip xmlns:a="{drawing}main"/></wp:inline>'
    )

    assert read(word_parts(body), "docx").images == count


@pytest.mark.parametrize(
    ("wide", "count"),
    [("1.5cm", 0), ("24.9mm", 0), ("0.9in", 0), ("71pt", 1), ("x", 1), ("1.2.3cm", 1)],
)
def test_an_emblem_in_an_open_document_is_no_illustration(wide: str, count: int) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    frame = (
        f'<d:frame xmlns:d="{names}drawing:1.0" xmlns:s="{names}svg-compatible:1.0"'
        f' s:width="{wide}" s:height="1cm"><d:image/></d:frame>'
    )

    assert read(open_document(KNOWLEDGE + frame), "odt").images == 1 + count


def test_deleted_text_and_the_copy_of_a_text_box_do_not_count() -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f"{a_paragraph(TEXT)}<w:p><w:r><w:delText>{KNOWLEDGE}</w:delText></w:r>"
        f'<mc:Fallback xmlns:mc="{compatible}">{a_paragraph(KNOWLEDGE)}</mc:Fallback></w:p>'
    )

    assert KNOWLEDGE not in "".join(read(word_parts(body), "docx").page_texts)


def test_slides_and_sheets_are_read() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    slide = f'<s xmlns:a="{drawing}"><a:p><a:t>{KNOWLEDGE}</a:t></a:p><a:blip/></s>'
    cells = f'<sst xmlns="{sheet}"><si><t>{KNOWLEDGE}</t></si></sst>'
    slides = {f"ppt/slides/slide{n}.xml": slide for n in (1, 2, 10)}

    shown = read(archive(**{"ppt/presentation.xml": "<p/>"}, **slides), "pptx")
    table = read(archive(**{"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": cells}), "xlsx")

    assert (shown.pages, shown.images, len(shown.page_texts)) == (3, 3, 3)
    assert KNOWLEDGE in shown.page_texts[2]
    assert KNOWLEDGE in table.page_texts[0]


def test_scans_pasted_into_a_document_are_no_text() -> None:
    picture = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'

    assert read(word_parts(f"<w:p>{picture}</w:p>"), "docx").has_text is False


BROKEN = {
    "another document": ("docx", archive(a="x"), Problem.WRONG_CONTENT),
    "a Word file named odt": ("odt", word(), Problem.WRONG_CONTENT),
    "another OpenDocument": (
        "odt",
        archive(
            mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<x/>"}
        ),
        Problem.WRONG_CONTENT,
    ),
    "torn packing": ("docx", torn_deflate(), Problem.UNREADABLE),
    "a forged size": ("docx", forged_size(), Problem.UNREADABLE),
    "no word": ("docx", word_parts("<w:p/>"), Problem.EMPTY),
}


@pytest.mark.parametrize(("file_format", "data", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_document_that_cannot_be_read_names_its_problem(
    file_format: str, data: bytes, problem: Problem
) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, file_format)

    assert refused.value.problem is problem
