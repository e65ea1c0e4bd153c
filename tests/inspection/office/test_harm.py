"""Macros, hidden files and templates from servers are refused in whatever the document is called."""

from __future__ import annotations

import pytest

from domain.facts import Problem
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    KNOWLEDGE,
    OLE,
    TEXT,
    a_paragraph,
    archive,
    open_document,
    related,
    word,
    word_parts,
)  # fmt: skip

RELATIONS = "word/_rels/document.xml.rels"
SETTINGS = "word/_rels/settings.xml.rels"
BODY = a_paragraph(TEXT)


def typed(content_type: str) -> str:
    return f'<Types><Override PartName="/word/x.bin" ContentType="{content_type}"/></Types>'


def chart(package: str) -> dict[str, bytes | str]:
    return {
        "word/charts/_rels/chart1.xml.rels": related("package", f"../embeddings/{package}"),
        f"word/embeddings/{package}": archive(a="x"),
    }


BOOK: dict[str, bytes | str] = {
    RELATIONS: related("package", "embeddings/Book1.xlsx"),
    "word/embeddings/Book1.xlsx": archive(a="x"),
}
SLIDES: dict[str, bytes | str] = {"ppt/presentation.xml": "<p/>", "a.zip": archive(a="x")}


def template(target: str) -> bytes:
    return word_parts(BODY, **{SETTINGS: related("attachedTemplate", target, external=True)})


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
EVENT = (
    '<script:event-listener xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'script:event-name="dom:load"/>'
)
MACROS: dict[str, tuple[str, bytes]] = {
    "a docm renamed docx": ("docx", word_parts(BODY, **{"word/vbaProject.bin": b"x"})),
    "its type": ("docx", word_parts(BODY, **{"[Content_Types].xml": typed(MACRO_TYPE)})),
    "its type in UTF-16": (
        "docx", word_parts(BODY, **{"[Content_Types].xml": typed(MACRO_TYPE).encode("utf-16")}),
    ),
    "a project under another name": (
        "docx",
        word_parts(BODY, **{"[Content_Types].xml": typed("application/vnd.ms-office.vbaProject")}),
    ),
    "ActiveX": ("docx", word_parts(BODY, **{"word/activeX/activeX1.xml": "<x/>"})),
    "an old Excel macro": (
        "xlsx", archive(**{"xl/workbook.xml": "<w/>", "xl/macrosheets/sheet1.xml": "<x/>"}),
    ),
    "ODF Basic": ("odt", open_document("ก", **{"Basic/Standard/Module1.xml": "<x/>"})),
    "an ODF script": ("odt", open_document("ก", **{"Scripts/python/x.py": "x"})),
    "an ODF event": ("odt", open_document(EVENT)),
}  # fmt: skip
LINKED: dict[str, tuple[str, bytes]] = {
    "a template on a site": ("docx", template("https://example.org/x.dotm")),
    "a template on a server": ("docx", template(r"\\server\share\x.dotm")),
    "a template on a server by URL": ("docx", template("file://///server/share/x.dotm")),
    "a template on a host by URL": ("docx", template("file://server/x.dotm")),
    "a template with its scheme hidden": ("docx", template("%68ttps://example.org/x.dotm")),
    "an object on a site": (
        "docx",
        word_parts(BODY, **{RELATIONS: related("oleObject", "mhtml:http://x!y", external=True)}),
    ),
}  # fmt: skip
FILES: dict[str, tuple[str, bytes]] = {
    "an OLE object": ("docx", word_parts(BODY, **{"word/embeddings/oleObject1.bin": OLE})),
    "an OLE object elsewhere": (
        "docx", word_parts(BODY, **{RELATIONS: related("oleObject", "media/image9.png")}),
    ),
    "a workbook in the text": (
        "docx",
        word_parts(BODY, **BOOK),
    ),
    "a workbook with macros behind a chart": ("docx", word_parts(BODY, **chart("Book1.xlsm"))),
    "a web page taken in": ("docx", word_parts(BODY, **{RELATIONS: related("aFChunk", "x.html")})),
    "a program": ("docx", word_parts(BODY, **{"word/media/image1.exe": b"MZ"})),
    "an archive": ("pptx", archive(**SLIDES)),
    "an OLE object in an OpenDocument": (
        "odt",
        open_document(
            "ก", '<m><f t="application/vnd.sun.star.oleobject"/></m>', **{"Object 1": OLE}
        ),
    ),
}  # fmt: skip
HARM = {
    f"{problem}: {name}": (*made, problem)
    for problem, cases in (
        (Problem.MACROS, MACROS),
        (Problem.EMBEDDED_FILES, FILES),
        (Problem.LINKED, LINKED),
    )
    for name, made in cases.items()
}


@pytest.mark.parametrize(("file_format", "data", "problem"), HARM.values(), ids=HARM)
def test_harm_is_told_by_the_parts_and_not_by_the_name(
    file_format: str, data: bytes, problem: Problem
) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, file_format)

    assert refused.value.problem is problem


HARMLESS = {
    "a Word file by Word's library": word(),
    "a chart with its workbook": word_parts(BODY, **chart("Microsoft_Excel_Sheet1.xlsx")),
    "a template of the same computer": template(r"file:///C:\Users\a\Templates\x.dotx"),
    "a template of a Mac": template("file:////System/Volumes/Data/Users/a/x.dotx"),
    "a template by its name": template("Normal.dotm"),
    "a template on a drive": template(r"D:\แบบ\x.dotx"),
    "a link": word_parts(
        BODY, **{RELATIONS: related("hyperlink", "https://example.org", external=True)}
    ),
    "a picture from a site": word_parts(
        BODY, **{RELATIONS: related("image", "https://example.org/x.png", external=True)}
    ),
    "settings of a printer": word_parts(
        BODY, **{"word/printerSettings/printerSettings1.bin": b"x"}
    ),
    "words about macros": word_parts(a_paragraph(f"{KNOWLEDGE} vbaProject.bin macroEnabled")),
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_offices_use_every_day_is_no_harm(data: bytes) -> None:
    assert read(data, "docx").has_text is True
