"""Step 6 for Word, OpenDocument, PowerPoint and Excel: what people read, and nothing twice."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial

import pytest
from PIL import Image

from domain.documents.lines import CELL, PICTURE, ROW, TABLE_END
from domain.facts import Problem
from inspection.office.office import unseen_words
from inspection.office.package import Package, plain
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    KNOWLEDGE,
    TEXT,
    a_paragraph,
    archive,
    cut_out,
    forged_size,
    open_document,
    photo,
    picture,
    qr_code,
    related,
    signature,
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
    assert seen.page_texts[0].split("\n") == ["", KNOWLEDGE, TEXT + PICTURE]


def test_the_text_tells_where_pictures_and_cells_stand() -> None:
    cell = "<w:tc>{}</w:tc>".format
    row = "<w:tr>" + cell(a_paragraph("หัวข้อ")) + cell(a_paragraph("")) + "</w:tr>"

    [text] = read(word_parts(f"<w:tbl>{row}</w:tbl>{a_paragraph('ท้าย')}"), "docx").page_texts

    assert text == f"{ROW}{CELL}\nหัวข้อ{CELL}\n{TABLE_END}\nท้าย"
    assert read(word(pictures=2), "docx").page_texts[0].count(PICTURE) == 2


@pytest.mark.parametrize(
    ("wide", "high", "count"),
    [
        (540_000, 540_000, 0),
        (1_080_000, 1_188_000, 0),
        (1_440_000, 1_080_000, 1),
        (359_999, 5_000_000, 0),
        (360_000, 5_000_000, 1),
    ],
    ids=["an emblem of 1.5 cm", "a letter's Garuda", "4 cm", "a ruled line", "a high one"],
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
    [("1.5cm", 0), ("37.9mm", 0), ("1.4in", 0), ("108pt", 1), ("x", 1), ("1.2.3cm", 1)],
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
    cells = f'<s xmlns="{sheet}"><row><c t="inlineStr"><is><t>{KNOWLEDGE}</t></is></c></row></s>'
    slides = {f"ppt/slides/slide{n}.xml": slide for n in (1, 2, 10)}

    shown = read(archive(**{"ppt/presentation.xml": "<p/>"}, **slides), "pptx")
    table = read(archive(**{"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": cells}), "xlsx")

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
    "no word": ("docx", word_parts("<w:p/>"), Problem.BLANK),
}


@pytest.mark.parametrize(("file_format", "data", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_document_that_cannot_be_read_names_its_problem(
    file_format: str, data: bytes, problem: Problem
) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, file_format)

    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("file_format", "part", "data"),
    [
        ("docx", "docProps/core.xml", partial(word_parts, a_paragraph(TEXT))),
        ("odt", "meta.xml", partial(open_document, KNOWLEDGE)),
    ],
)
def test_a_damaged_description_hides_no_document(
    file_format: str, part: str, data: Callable[..., bytes]
) -> None:
    whole = data(**{part: "<keywords>kamnot</keywords>" * 50})
    at = whole.index(part.encode()) + len(part)
    torn = whole[:at] + b"\xff" * 30 + whole[at + 30 :]

    seen = read(torn, file_format)

    assert (TEXT in seen.page_texts[0], seen.keywords) == (True, "")


# --- As with all changes accepted ----------------------------------------------------------------

HIDDEN_STYLE = (
    "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    "<w:style w:styleId='Ghost'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:styleId='Ground'><w:pPr><w:shd w:val='clear' w:fill='1F4E79'/></w:pPr></w:style>"
    "<w:style w:styleId='Band'><w:basedOn w:val='Ground'/></w:style>"
    "<w:style w:styleId='Child'><w:basedOn w:val='Ghost'/></w:style>"
    "<w:style w:styleId='Seen'><w:basedOn w:val='Ghost'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>"
    "</w:styles>"
)
NAMES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
RUN = f"<w:r><w:t>{KNOWLEDGE}</w:t></w:r>"


def run(properties: str) -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{KNOWLEDGE}</w:t></w:r></w:p>"


def row(properties: str, cell: str = "") -> str:
    return (
        f"<w:tbl><w:tr><w:trPr>{properties}</w:trPr>"
        f"<w:tc><w:tcPr>{cell}</w:tcPr><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>"
    )


GONE = {
    "deleted": f"<w:p><w:del w:id='1'>{RUN}</w:del></w:p>",
    "moved away": f"<w:p><w:moveFrom w:id='1'>{RUN}</w:moveFrom></w:p>",
    "a deleted paragraph in a content control": (
        f"<w:sdt><w:sdtContent><w:p><w:del>{RUN}</w:del></w:p></w:sdtContent></w:sdt>"
    ),
    "hidden": run("<w:vanish/>"),
    "hidden after other properties": run("<w:b/><w:sz w:val='32'/><w:vanish w:val='true'/>"),
    "struck through": run("<w:strike/>"),
    "struck through twice": run("<w:dstrike w:val='1'/>"),
    "too small to be read": run("<w:sz w:val='2'/><w:szCs w:val='2'/>"),
    "white on white": run("<w:color w:val='FFFFFF'/>"),
    "nearly white": run("<w:color w:val='F2F2F2'/>"),
    "white on a white ground": run("<w:color w:val='ffffff'/><w:shd w:val='clear' w:fill='auto'/>"),
    "hidden by its style": run("<w:rStyle w:val='Ghost'/>"),
    "hidden by the style of its paragraph": (
        f"<w:p><w:pPr><w:pStyle w:val='Child'/></w:pPr>{RUN}</w:p>"
    ),
    "a deleted row": row("<w:del w:id='2'/>"),
    "a hidden row": row("<w:hidden/>"),
    "a deleted cell": row("", "<w:cellDel w:id='3'/>"),
    "a placeholder": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>"
    ),
}
STILL_THERE = {
    "inserted": f"<w:p><w:ins w:id='1'>{RUN}</w:ins></w:p>",
    "moved here": f"<w:p><w:moveTo w:id='1'>{RUN}</w:moveTo></w:p>",
    "not hidden": run("<w:vanish w:val='0'/>"),
    "not struck through": run("<w:vanish w:val='0'/><w:strike w:val='0'/>"),
    "of a size for Latin letters": run("<w:sz w:val='2'/><w:szCs w:val='32'/>"),
    "white before a tracked change": run(
        "<w:color w:val='000000'/><w:rPrChange><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:rPrChange>"
    ),
    "hidden before a tracked change": run("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"),
    "of a hidden style before a tracked change": (
        "<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val='Ghost'/></w:pPr></w:pPrChange></w:pPr>"
        f"{RUN}</w:p>"
    ),
    "pale yellow": run("<w:color w:val='FFFF00'/>"),
    "white over a picture that is laid under the text": (
        f"<w:p {NAMES}><w:r><w:drawing><wp:anchor behindDoc='1'/></w:drawing></w:r></w:p>"
        + run("<w:color w:val='FFFFFF'/>")
    ),
    "white on its own colour": run(
        "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F4E79'/>"
    ),
    "white under a marker": run("<w:color w:val='FFFFFF'/><w:highlight w:val='darkBlue'/>"),
    "white in a coloured paragraph": (
        "<w:p><w:pPr><w:shd w:val='clear' w:fill='1F4E79'/></w:pPr>"
        + RUN.replace("<w:r>", "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr>")
        + "</w:p>"
    ),
    "white in a coloured style": run("<w:rStyle w:val='Band'/><w:color w:val='FFFFFF'/>"),
    "white in a table, whose style may colour it": row("").replace(
        "<w:r>", "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr>"
    ),
    "hidden only on the web": run("<w:webHidden/>"),
    "shown against its paragraph": (
        "<w:p><w:pPr><w:pStyle w:val='Ghost'/></w:pPr><w:r><w:rPr><w:vanish w:val='false'/></w:rPr>"
        f"<w:t>{KNOWLEDGE}</w:t></w:r></w:p>"
    ),
    "a style that shows again": run("<w:rStyle w:val='Seen'/>"),
    "a paragraph whose end is deleted": f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{RUN}</w:p>",
    "a paragraph whose end is hidden": f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{RUN}</w:p>",
    "after a hidden run": f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>{RUN}</w:p>",
    "a row after a deleted one": row("<w:del/>").replace(KNOWLEDGE, "x") + row(""),
    "a filled content control": f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>",
}


def headings_of(body: str) -> bool:
    seen = read(word_parts(a_paragraph(TEXT) + body, **{"word/styles.xml": HIDDEN_STYLE}), "docx")
    return KNOWLEDGE in "".join(seen.page_texts)


@pytest.mark.parametrize("body", GONE.values(), ids=GONE)
def test_what_nobody_sees_in_word_does_not_count(body: str) -> None:
    assert not headings_of(body)


REMOVED = (
    "deleted",
    "moved away",
    "a deleted paragraph in a content control",
    "a deleted row",
    "a deleted cell",
)


def unseen(body: str) -> str:
    data = word_parts(a_paragraph(TEXT) + body, **{"word/styles.xml": HIDDEN_STYLE})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return unseen_words(Package(plain(archive)))


@pytest.mark.parametrize("name", GONE)
def test_what_nobody_sees_in_word_is_told_and_what_was_removed_is_not(name: str) -> None:
    assert (KNOWLEDGE in unseen(GONE[name] + a_paragraph("ต่อ"))) == (name not in REMOVED)


@pytest.mark.parametrize("body", STILL_THERE.values(), ids=STILL_THERE)
def test_what_is_seen_is_not_told_as_unseen(body: str) -> None:
    assert KNOWLEDGE not in unseen(body)


def test_what_nobody_sees_is_told_paragraph_by_paragraph_and_no_more_of_it() -> None:
    ghost = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>"
    body = f"<w:p>{ghost.format('ลับ')}{ghost.format('มาก')}</w:p><w:p>{ghost.format('อีก')}</w:p>"
    assert unseen(body) == "ลับมาก อีก"
    assert TEXT not in unseen(body)


GROUNDS = {
    "the page has a colour": ("<w:background w:color='1F4E79'/>", ""),
    "the style of all paragraphs has a colour": (
        "",
        "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:pPr><w:shd w:fill='1F4E79'/></w:pPr></w:style>",
    ),
    "the document's defaults have a colour": (
        "", "<w:docDefaults><w:pPr><w:shd w:val='clear' w:fill='1F4E79'/></w:pPr></w:docDefaults>"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "style"), GROUNDS.values(), ids=GROUNDS)
def test_white_letters_are_seen_where(before: str, style: str) -> None:
    styles = re.sub(r"(<w:styles [^>]*>)", rf"\1{style}", HIDDEN_STYLE)
    body = a_paragraph(TEXT) + before + run("<w:color w:val='FFFFFF'/>")
    seen = read(word_parts(body, **{"word/styles.xml": styles}), "docx")
    assert KNOWLEDGE in "".join(seen.page_texts)


@pytest.mark.parametrize("body", STILL_THERE.values(), ids=STILL_THERE)
def test_what_people_see_in_word_counts(body: str) -> None:
    assert headings_of(body)


def drawn(
    wide: float = 12,
    high: float = 8,
    *,
    anchor: str = "",
    blip: str = "",
    docpr: str = "",
    inside: str = "",
) -> str:
    frame = "anchor" if anchor else "inline"
    return (
        f"<w:p {NAMES}><w:r><w:drawing><wp:{frame} {anchor}>"
        f'<wp:extent cx="{int(wide * 360_000)}" cy="{int(high * 360_000)}"/><wp:docPr id="1" {docpr}/>'
        f'<a:blip r:embed="r1" {blip}>{inside}</a:blip></wp:{frame}></w:drawing></w:r></w:p>'
    )


def old_picture(
    style: str = "width:340pt;height:230pt", shape: str = "", data: str = 'r:id="r1"'
) -> str:
    return (
        f'<w:p {NAMES}><w:r><w:pict><v:shape style="{style}" {shape}><v:imagedata {data}/></v:shape>'
        "</w:pict></w:r></w:p>"
    )


SEEN = 'behindDoc="0"'
DECORATION = {
    "a ruled line": drawn(16, 0.3),
    "an emblem": drawn(3, 3.3),
    "a background": drawn(21, 29.7, anchor='behindDoc="1"'),
    "a background across": drawn(29.7, 21, anchor='behindDoc="1"'),
    "a washed picture": drawn(
        anchor='behindDoc="1"', inside='<a:lum bright="70000" contrast="-70000"/>'
    ),
    "a washed picture in percent": drawn(inside='<a:lum bright="70%" contrast="-70%"/>'),
    "a transparent picture": drawn(inside='<a:alphaModFix amt="30000"/>'),
    "a hidden picture": drawn(docpr='hidden="1"'),
    "a deleted picture": f"<w:p><w:del>{drawn()}</w:del></w:p>",
    "a picture in a hidden run": drawn().replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"),
    "an old emblem": old_picture("width:85pt;height:94pt"),
    "an old line": old_picture("width:450pt;height:4.5pt", 'o:hr="t"'),
    "an old watermark": old_picture(shape='id="PowerPlusWaterMarkObject1"'),
    "an old washed picture": old_picture(data='r:id="r1" gain="19661f" blacklevel="22938f"'),
    "an old background": old_picture("width:595pt;height:842pt;z-index:-251658240"),
    "the page's background": f'<w:background {NAMES}><v:imagedata r:id="r1"/></w:background>',
    "a picture that lies elsewhere": drawn().replace("r:embed", "r:link"),
}
ILLUSTRATIONS = {
    "in the line": drawn(),
    "before the text": drawn(anchor=SEEN),
    "a small one behind the text": drawn(anchor='behindDoc="1"'),
    "brightened a little": drawn(inside='<a:lum bright="20000"/>'),
    "an old one": old_picture(),
    "an old one without a size": old_picture(""),
    "a whole page before the text": drawn(21, 29.7, anchor=SEEN),
    "a high narrow one": drawn(2, 9),
}


def pictures_in(body: str) -> int:
    return read(word_parts(a_paragraph(TEXT) + body), "docx").images


@pytest.mark.parametrize("body", DECORATION.values(), ids=DECORATION)
def test_decoration_in_word_is_no_illustration(body: str) -> None:
    assert pictures_in(body) == 0
    assert pictures_in(body + drawn()) == 1


@pytest.mark.parametrize("body", ILLUSTRATIONS.values(), ids=ILLUSTRATIONS)
def test_a_picture_in_word_is_an_illustration(body: str) -> None:
    assert pictures_in(body) == 1


MARKS = {
    "a code": (qr_code(), 5, 5, 0),
    "a large code": (qr_code(), 10, 10, 0),
    "a signature": (signature(), 6, 2.5, 0),
    "a signature cut out": (cut_out(signature()), 6, 2.5, 0),
    "a large drawing in ink": (signature(), 14, 6, 1),
    "a small photo": (photo(), 6, 4, 1),
}


@pytest.mark.parametrize(("image", "wide", "high", "count"), MARKS.values(), ids=MARKS)
def test_a_code_and_a_signature_are_no_illustrations(
    image: Image.Image, wide: float, high: float, count: int
) -> None:
    data, names = picture("PNG", image), "urn:oasis:names:tc:opendocument:xmlns:"
    in_word: dict[str, bytes | str] = {
        "word/media/image1.png": data,
        "word/_rels/document.xml.rels": related("image", "media/image1.png"),
    }
    frame = (
        f'<draw:frame xmlns:svg="{names}svg-compatible:1.0" svg:width="{wide}cm" svg:height="{high}cm">'
        '<draw:image xmlns:x="http://www.w3.org/1999/xlink" x:href="media/image1.png"/></draw:frame>'
    )

    assert (
        read(word_parts(a_paragraph(TEXT) + drawn(wide, high), **in_word), "docx").images == count
    )
    opened = open_document(KNOWLEDGE + frame, "<m/>", **{"media/image1.png": data})
    assert read(opened, "odt").images == 1 + count


def test_a_picture_that_was_taken_out_of_the_file_is_none() -> None:
    body = a_paragraph(TEXT) + drawn()
    relations = related("image", "media/image1.jpg")

    assert read(word_parts(body, **{"word/_rels/document.xml.rels": relations}), "docx").images == 0


@pytest.mark.parametrize("order", [" DDEAUTO c:\\\\x.exe ", "DDE excel a b"])
def test_a_field_that_asks_another_program_is_refused(order: str) -> None:
    parts = (f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (order[:4], order[4:]))
    body = f"<w:p>{''.join(parts)}</w:p>"

    for written in (body, f'<w:p><w:fldSimple w:instr="{order}"/></w:p>'):
        with pytest.raises(RefusedError) as refused:
            read(word_parts(a_paragraph(TEXT) + written), "docx")
        assert refused.value.problem is Problem.LINKED


@pytest.mark.parametrize("hiding", ["section", "span", "row"])
def test_what_a_style_hides_in_an_open_document_does_not_count(hiding: str) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    style = (
        f'<s:style xmlns:s="{names}style:1.0" s:name="T1"><s:text-properties text:display="none"/></s:style>'
        "<text:h>ก</text:h>"
    )
    body = {
        "section": f'<text:section text:display="none"><text:p>{KNOWLEDGE}</text:p></text:section>',
        "span": f'{style}<text:p>ข<text:span text:style-name="T1">{KNOWLEDGE}</text:span>ค</text:p>',
        "row": f'{style}<text:p text:style-name="T1">{KNOWLEDGE}</text:p>',
    }[hiding]

    text = "".join(read(open_document("ก</text:h>" + body + "<text:h>ง"), "odt").page_texts)

    assert KNOWLEDGE not in text
    assert "ง" in text


@pytest.mark.parametrize(
    "style",
    [
        pytest.param('s:name="P1"><s:paragraph-properties fo:break-before="page"/>', id="a break"),
        pytest.param('s:name="P1" s:master-page-name="Standard">', id="another kind of page"),
        pytest.param(
            's:name="Own"><s:paragraph-properties fo:break-before="page"/></s:style>'
            '<s:style s:name="P1" s:parent-style-name="Own">',
            id="a style that is based on one with a break",
        ),
    ],
)
def test_an_open_document_begins_a_page_where_a_style_says_so(style: str) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f'xmlns:s="{names}style:1.0" xmlns:fo="{names}xsl-fo-compatible:1.0"'
    body = f'<text:p text:style-name="P1">{KNOWLEDGE}</text:p><text:p>{TEXT}</text:p>'

    seen = read(
        open_document(f"ปก</text:h><a {spaces}><s:style {style}</s:style></a>{body}<text:h>"), "odt"
    )

    assert [text.split("\n")[0].strip() or text for text in seen.page_texts][1:] == [KNOWLEDGE]


P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def slide(text: str, shape: str = "", more: str = "") -> str:
    return (
        f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}" {more}><p:sp><p:nvSpPr><p:cNvPr id="1" {shape}/>'
        f"</p:nvSpPr><a:p><a:t>{text}</a:t></a:p></p:sp>"
        f'<p:bg><a:blip r:embed="r1"/></p:bg><p:pic><a:blip r:embed="r1"/><a:ext cx="1080000" cy="1080000"/></p:pic>'
        f'<p:pic><a:blip r:embed="r1"/><a:ext cx="4080000" cy="3080000"/></p:pic></p:sld>'
    )


def test_hidden_slides_and_shapes_do_not_count_and_slides_come_in_their_order() -> None:
    ids = "".join(f'<p:sldId r:id="r{n}"/>' for n in (3, 1, 2, 4))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{R}/slide" Target="slides/s{n}.xml"/>' for n in (1, 2, 3, 4)
    )
    shown = {
        "ppt/slides/s1.xml": slide("หนึ่ง"),
        "ppt/slides/s2.xml": slide("ซ่อน", more='show="0"'),
        "ppt/slides/s3.xml": slide("สาม"),
        "ppt/slides/s4.xml": slide("บัง", shape='hidden="1"'),
    }
    presentation = f'<p:presentation xmlns:p="{P}" xmlns:r="{R}">{ids}</p:presentation>'

    seen = read(
        archive(
            **{
                "ppt/presentation.xml": presentation,
                "ppt/_rels/presentation.xml.rels": f"<R>{relations}</R>",
            },
            **shown,
        ),
        "pptx",
    )

    assert [text.strip(f"\n{PICTURE}") for text in seen.page_texts] == ["สาม", "หนึ่ง", ""]
    assert (seen.pages, seen.images) == (3, 3)
