"""The Word file of a book: contents that are filled, captions that count, places to write, other paper."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from reports.paper.document import UNKNOWN_PAGE, ContentsList, Doc, Pages, contents_title, heading
from reports.paper.fonts import sarabun
from reports.paper.word import to_docx
from tests.support.paper import model_texts, word_texts, words


@pytest.fixture(scope="module")
def made(book: Doc) -> bytes:
    return to_docx(book, sarabun())


@pytest.fixture(scope="module")
def body(made: bytes) -> etree._Element:
    return etree.fromstring(_part(made, "word/document.xml"))


@pytest.fixture(scope="module")
def saved(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file as LibreOffice saves it again."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice Writer")
    folder = tmp_path_factory.mktemp("book")
    (folder / "เล่ม.docx").write_bytes(made)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "saved"), str(folder / "เล่ม.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "saved" / "เล่ม.docx").read_bytes()


def test_the_file_says_what_the_book_says(book: Doc, made: bytes) -> None:
    assert word_texts(made) == model_texts(book)


def test_contents_name_every_heading_with_its_page_and_lead_there(
    book: Doc, body: etree._Element
) -> None:
    links = [(link.get(qn("w:anchor")), words(link)) for link in body.iter(qn("w:hyperlink"))]
    places = {
        mark.get(qn("w:name")): words(mark.getparent()) for mark in body.iter(qn("w:bookmarkStart"))
    }

    assert [text for _, text in links] == [
        "หลักการและเหตุผล.....๓",
        "วันและเวลา.....๔",
        "สรุป.....๕",
        f"มุมจริยธรรม.....{UNKNOWN_PAGE}",
    ]
    assert [places[anchor] for anchor, _ in links] == [found.text for found in book.headings()]
    assert {"see", "summary"} <= places.keys()


def test_word_knows_the_list_of_contents_as_its_own(body: etree._Element) -> None:
    [gallery] = body.iter(qn("w:docPartGallery"))

    assert gallery.get(qn("w:val")) == "Table of Contents"


def test_a_list_of_contents_names_no_deeper_heading_than_it_is_asked(book: Doc) -> None:
    shallow = Doc("ก", "ข", book.day, (Pages((ContentsList(1), heading("ก"), heading("ข", 2))),))
    bare = Doc("ก", "ข", book.day, (Pages((contents_title(), ContentsList())),))

    assert word_texts(to_docx(shallow, sarabun())) == ["ก.....–", "ก", "ข"]
    assert word_texts(to_docx(bare, sarabun())) == ["สารบัญ"]


def test_word_asks_nothing_when_it_opens(made: bytes) -> None:
    everything = _part(made, "word/document.xml") + _part(made, "word/settings.xml")

    assert b"updateFields" not in everything
    assert b"dirty" not in everything


def test_fields_open_and_close_in_turn(body: etree._Element) -> None:
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    codes = [(code.text or "").strip() for code in body.iter(qn("w:instrText"))]

    assert kinds == ["begin", "separate", "end"] * 3
    assert codes == ['TOC \\o "1-2" \\h \\z \\u', *(["SEQ ภาพที่ \\* THAIARABIC"] * 2)]


def test_pictures_stay_with_their_captions(body: etree._Element) -> None:
    pictures = [p for p in body.iter(qn("w:p")) if p.find(f".//{qn('w:drawing')}") is not None]

    assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in pictures)
    assert [words(p.getnext()) for p in pictures] == [
        "ภาพที่ ๑ ผู้เข้าร่วมกิจกรรม",
        "ภาพที่ ๒ วิทยากรบรรยาย",
    ]


def test_a_hint_has_a_control_and_leaves_no_style_to_its_paragraph(body: etree._Element) -> None:
    control = next(c for c in body.iter(qn("w:sdt")) if words(c).startswith("[คำแนะนำ"))

    # LibreOffice would keep the mark of a placeholder over what a person types.
    assert [etree.QName(e).localname for e in control[0]] == ["alias", "id", "temporary"]
    assert control.getparent().find(qn("w:pPr")) is None


def test_a_board_is_on_a3_across(body: etree._Element) -> None:
    *_, size = body.iter(qn("w:pgSz"))

    assert [round(int(size.get(qn(f"w:{side}"))) / 567, 1) for side in "wh"] == [42.0, 29.7]


def test_python_docx_reads_headings_captions_and_key(made: bytes) -> None:
    opened = Document(io.BytesIO(made))
    styles = {p.style.name for p in opened.paragraphs if p.style is not None}

    assert {"Heading 1", "Heading 2", "Caption", "TOC Heading"} <= styles
    assert opened.core_properties.keywords == "kamnot starter=7.report plan=2567 unit=bureau"


def test_libreoffice_keeps_words_fields_places_and_key(book: Doc, saved: bytes) -> None:
    again = etree.fromstring(_part(saved, "word/document.xml"))
    codes = " ".join(code.text or "" for code in again.iter(qn("w:instrText")))
    styles = [s.get(qn("w:val")) for s in again.iter(qn("w:pStyle"))]

    # LibreOffice counts the captions itself, in the digits that it knows.
    assert [re.sub("(?<=ภาพที่)[12]", _thai, t) for t in word_texts(saved)] == model_texts(book)
    assert re.search(r"TOC .*SEQ ภาพที่.*SEQ ภาพที่", codes)
    assert {"Heading1", "Heading2"} <= set(styles)
    assert "starter=7.report plan=2567" in (Document(io.BytesIO(saved)).core_properties.keywords)


def _thai(found: re.Match[str]) -> str:
    return "๐๑๒"[int(found[0])]


def _part(docx: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read(name)
