"""Files that come in are looked into in a fixed order, and nothing in them hurts the caller."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from domain.facts import Problem, SectionOutcome
from domain.plan import EvidenceRequirement
from storage.inspection import (
    MAX_DOCUMENT_BYTES,
    SIGNATURES,
    FileToInspect,
    inspect_file,
    inspect_files,
)

FOUND, NOT_FOUND = SectionOutcome.FOUND, SectionOutcome.NOT_FOUND
CANNOT_TELL = SectionOutcome.CANNOT_TELL

REPORT = EvidenceRequirement.model_validate(
    {
        "id": "report",
        "title": "รายงานสรุป",
        "kind": "report",
        "formats": ["pdf", "docx", "odt"],
        "source": "ส่วนที่ ๒ แถว ๗",
        "sections": [
            {"id": "knowledge", "title": "องค์ความรู้ที่ได้จากการแลกเปลี่ยน"},
            {"id": "use", "title": "นำมาใช้ในสำนัก/กลุ่มอย่างไร"},
            {"id": "images", "title": "ภาพประกอบ", "kind": "images"},
        ],
    }
)
KNOWLEDGE = "๑. องค์ความรู้ที่ได้จากการแลกเปลี่ยน"
TEXT = "บุคลากรช่วยกันเล่าบทเรียนจากงานของตน และจดไว้เพื่อส่งต่อให้ผู้ที่มาใหม่"


# --- Makers of files -----------------------------------------------------------------------------


def jpeg(size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def bare_png(wide: int, high: int) -> bytes:
    """A one-bit PNG of any claimed size in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((wide // 8 + 2) * high), 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


WORD_XML = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)


def word_parts(body: str, **more: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {"word/document.xml": WORD_XML.format(body)}
    return archive(**{"[Content_Types].xml": "<Types/>"}, **parts, **more)


def a_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word(*, pictures: int = 1) -> bytes:
    """A Word file by Word's own library: a heading, a table cell, pictures."""
    from docx import Document

    document = Document()
    document.add_heading(KNOWLEDGE)
    document.add_paragraph(TEXT)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "๒. นำมาใช้ในสำนักอย่างไร"
    for _ in range(pictures):
        document.add_picture(io.BytesIO(jpeg()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def open_document(text: str, manifest: str = "<m/>") -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:text="{office}text:1.0" xmlns:draw="{office}drawing:1.0">'
        f"<text:h>{text}</text:h><text:p>{TEXT}<draw:image/></text:p></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return archive(**parts, **{"META-INF/manifest.xml": manifest})


def pdf(source: str) -> bytes:
    """A PDF by Typst; `/photo.jpg` is at hand."""
    import tempfile

    import fontpkg  # type: ignore[import-untyped]  # it ships no types
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "photo.jpg").write_bytes(jpeg())
        fonts = [str(Path(fontpkg.path("sarabun", 400)).parent)]
        head = '#set text(lang: "th", font: "Sarabun")\n'
        compiler = typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)
        made = compiler.compile(input=(head + source).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def raw_pdf(*objects: str, trailer: str = "") -> bytes:
    """A one-page PDF with given further objects, from number 4 on."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
    catalog = f"<</Type/Catalog/Pages 2 0 R {objects[0] if objects else ''}>>"
    bodies = [catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *objects[1:]]
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(bodies) + 1
    end = f"trailer\n<</Size {count}/Root 1 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode()


def locked_pdf() -> bytes:
    key = "<" + "41" * 32 + ">"
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O {key}/U {key}/P -4>>"
    return raw_pdf(trailer=f"{lock}/ID[<41><41>]")


def script_pdf() -> bytes:
    return raw_pdf(
        "/Names<</JavaScript<</Names[(a) 4 0 R]>>>>",
        "<</S/JavaScript/JS(app.alert\\(1\\))>>",
    )


FULL_PAGE = '#page(margin: 0pt, image("/photo.jpg", width: 100%, height: 100%, fit: "cover"))\n'
SMALL_PHOTO = '#page(image("/photo.jpg", width: 60%))\n'


def many_entries() -> bytes:
    return archive(**{f"word/{n}": b"" for n in range(2001)})


def bomb() -> bytes:
    return archive(**{"word/document.xml": bytes(120 * 2**20)})


def large_unpacked() -> bytes:
    """Declares 300 MiB in its central directory; nothing of it is there."""
    data = bytearray(archive(**{"word/document.xml": b"x" * 4000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 300 * 2**20)
    return bytes(data)


def forged_size() -> bytes:
    data = bytearray(word_parts(a_paragraph(TEXT)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def entities() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = WORD_XML.format(a_paragraph("&b;"))
    return archive(**{"word/document.xml": doctype + body})


def torn_lzma() -> bytes:
    """No office program packs with LZMA, so nobody expects its errors: the reader dies of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("word/document.xml", WORD_XML.format(a_paragraph(TEXT) * 50))
    data = bytearray(out.getvalue())
    data[60:90] = bytes(30)
    return bytes(data)


def torn_deflate() -> bytes:
    data = bytearray(word_parts(a_paragraph(TEXT) * 50))
    at = data.index(b"word/document.xml") + 30
    data[at : at + 30] = b"\xff" * 30
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# --- Problems ------------------------------------------------------------------------------------

PROBLEMS: dict[str, tuple[str, Callable[[], bytes], Problem]] = {
    "an empty file": ("a.pdf", lambda: b"", Problem.EMPTY),
    "an old Word file": ("a.doc", lambda: OLE, Problem.UNREADABLE),
    "a program": ("a.exe", lambda: b"MZ", Problem.UNREADABLE),
    "no extension": ("รายงาน", lambda: b"x", Problem.UNREADABLE),
    "text named pdf": ("a.pdf", lambda: b"hello", Problem.WRONG_CONTENT),
    "a PNG named jpg": ("a.jpg", lambda: bare_png(8, 8), Problem.WRONG_CONTENT),
    "a Word file named pdf": ("a.pdf", word, Problem.WRONG_CONTENT),
    "an archive named docx": ("a.docx", lambda: archive(a="x"), Problem.WRONG_CONTENT),
    "a Word file named odt": ("a.odt", word, Problem.WRONG_CONTENT),
    "an old Word file named docx": ("a.docx", lambda: OLE + bytes(600), Problem.WRONG_CONTENT),
    "a film named heic": ("a.heic", lambda: b"\0\0\0\x18ftypisom", Problem.WRONG_CONTENT),
    "half a PDF": ("a.pdf", lambda: b"%PDF-1.7 torn", Problem.UNREADABLE),
    "half a Word file": ("a.docx", lambda: word()[:3000], Problem.UNREADABLE),
    "half a photo": ("a.jpg", lambda: jpeg()[:900], Problem.UNREADABLE),
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
    "a script in a PDF": ("a.pdf", script_pdf, Problem.UNSAFE),
    "macros": (
        "a.docx",
        lambda: word_parts(a_paragraph(TEXT), **{"word/vbaProject.bin": b"x"}),
        Problem.UNSAFE,
    ),
    "entities": ("a.docx", entities, Problem.UNSAFE),
    "too many entries": ("a.docx", many_entries, Problem.UNSAFE),
    "a zip bomb": ("a.docx", bomb, Problem.UNSAFE),
    "a bomb by its directory": ("a.zip", large_unpacked, Problem.UNSAFE),
    "a picture of 64 megapixels": ("a.png", lambda: bare_png(8000, 8000), Problem.TOO_LARGE),
    "a picture of 900 megapixels": ("a.png", lambda: bare_png(30_000, 30_000), Problem.TOO_LARGE),
    "a blank PDF": ("a.pdf", raw_pdf, Problem.EMPTY),
    "a blank Word file": ("a.docx", lambda: word_parts("<w:p/>"), Problem.EMPTY),
    "an archive of nothing": ("a.zip", archive, Problem.EMPTY),
}


def test_each_broken_file_gets_its_problem_and_the_whole_batch_is_done(tmp_path: Path) -> None:
    files = []
    for number, (name, make, _) in enumerate(PROBLEMS.values()):
        path = tmp_path / str(number)
        path.write_bytes(make())
        files.append(FileToInspect(path, name, REPORT))

    seen = inspect_files(files)

    expected = {case: problem for case, (_, _, problem) in PROBLEMS.items()}
    assert dict(zip(PROBLEMS, (i.problem for i in seen), strict=True)) == expected
    assert all(i.detail and not i.sections for i in seen)


def test_a_file_over_the_limit_is_too_large_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(MAX_DOCUMENT_BYTES + 1)

    assert inspect_file(path, "a.pdf", REPORT).problem is Problem.TOO_LARGE


def test_a_file_that_is_not_there_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect_file(tmp_path / "no.pdf", "no.pdf", REPORT)


# --- Contents ------------------------------------------------------------------------------------


def look(tmp_path: Path, name: str, data: bytes) -> dict[str, SectionOutcome]:
    path = tmp_path / "stored"
    path.write_bytes(data)
    seen = inspect_file(path, name, REPORT)
    assert seen.problem is None, seen.detail
    return {fact.id: fact.outcome for fact in seen.sections}


def test_a_word_file_is_read_in_paragraphs_table_cells_and_pictures(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(word(pictures=3))

    seen = inspect_file(path, "รายงาน.DOCX", REPORT)

    assert (seen.format, seen.problem, seen.has_text) == ("docx", None, True)
    assert (seen.pages, seen.images) == (1, 3)
    assert [fact.outcome for fact in seen.sections] == [FOUND, FOUND, FOUND]
    assert [fact.page for fact in seen.sections] == [None] * 3


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(pdf(f"{TEXT}\n#pagebreak()\n= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"))

    seen = inspect_file(path, "a.pdf", REPORT)

    assert (seen.has_text, seen.pages, seen.images) == (True, 3, 1)
    knowledge, use, images = seen.sections
    assert (knowledge.outcome, knowledge.page, knowledge.words) == (FOUND, 2, KNOWLEDGE)
    assert (use.outcome, images.outcome) == (NOT_FOUND, FOUND)


def test_a_scan_is_no_problem_but_nothing_can_be_told_of_it(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(pdf(FULL_PAGE * 2))

    seen = inspect_file(path, "a.pdf", REPORT)

    assert (seen.problem, seen.has_text, seen.pages, seen.images) == (None, False, 2, 2)
    assert {fact.outcome for fact in seen.sections} == {CANNOT_TELL}


def test_a_scanned_page_among_others_leaves_what_is_missing_open(tmp_path: Path) -> None:
    seen = look(tmp_path, "a.pdf", pdf(f"= {KNOWLEDGE}\n{TEXT}\n{FULL_PAGE}"))

    assert seen == {"knowledge": FOUND, "use": CANNOT_TELL, "images": FOUND}


def test_a_page_of_photos_does_not_pass_for_a_scan(tmp_path: Path) -> None:
    seen = look(tmp_path, "a.pdf", pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"))

    assert seen == {"knowledge": FOUND, "use": NOT_FOUND, "images": FOUND}


def test_an_open_document_is_read(tmp_path: Path) -> None:
    seen = look(tmp_path, "a.odt", open_document(KNOWLEDGE))

    assert seen == {"knowledge": FOUND, "use": NOT_FOUND, "images": FOUND}


def test_deleted_text_and_the_copy_of_a_text_box_do_not_count(tmp_path: Path) -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f"{a_paragraph(TEXT)}<w:p><w:r><w:delText>{KNOWLEDGE}</w:delText></w:r>"
        f'<mc:Fallback xmlns:mc="{compatible}">{a_paragraph(KNOWLEDGE)}</mc:Fallback></w:p>'
    )

    assert look(tmp_path, "a.docx", word_parts(body))["knowledge"] is NOT_FOUND


def test_slides_and_sheets_are_read(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    slide = f'<s xmlns:a="{drawing}"><a:p><a:t>{KNOWLEDGE}</a:t></a:p><a:blip/></s>'
    cells = f'<sst xmlns="{sheet}"><si><t>{KNOWLEDGE}</t></si></sst>'
    slides = archive(**{"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": slide})
    sheets = archive(**{"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": cells})

    assert look(tmp_path, "a.pptx", slides)["knowledge"] is FOUND
    assert look(tmp_path, "a.xlsx", sheets)["knowledge"] is FOUND


@pytest.mark.parametrize(
    ("name", "head", "images"),
    [
        ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", 1),
        ("clip.mp4", b"\0\0\0\x18ftypisom\0\0\0\0", 0),
        ("clip.mov", b"\0\0\0\x14ftypqt  \0\0\0\0", 0),
        ("clip.m4v", b"\0\0\0\x1cftypM4V \0\0\0\0", 0),
        ("clip.webm", b"\x1a\x45\xdf\xa3\0\0\0\0", 0),
    ],
)
def test_films_and_phone_photos_are_known_by_their_first_bytes(
    tmp_path: Path, name: str, head: bytes, images: int
) -> None:
    path = tmp_path / "stored"
    path.write_bytes(head)

    seen = inspect_file(path, name, REPORT)

    assert (seen.problem, seen.has_text, seen.images) == (None, None, images)
    assert seen.sections[0].outcome is CANNOT_TELL


def test_every_known_format_has_a_reader_or_is_never_opened() -> None:
    from storage.contents import READERS
    from storage.inspection import NEVER_OPENED

    assert set(READERS) | NEVER_OPENED == set(SIGNATURES)
    assert not set(READERS) & NEVER_OPENED


# --- Nothing hurts the caller --------------------------------------------------------------------


def test_a_file_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    good = tmp_path / "good"
    good.write_bytes(word())

    slow = inspect_files([FileToInspect(good, "a.docx", REPORT)] * 2, seconds=0.001)

    assert [i.problem for i in slow] == [Problem.UNREADABLE] * 2
    assert "took over" in slow[0].detail
    assert inspect_file(good, "a.docx", REPORT).problem is None


def test_a_file_that_needs_too_much_memory_costs_only_itself(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="this platform cannot limit a process's memory")
    huge, good = tmp_path / "huge", tmp_path / "good"
    Image.new("RGB", (7000, 7000)).save(huge, "PNG")
    good.write_bytes(word())
    files = [FileToInspect(huge, "a.png", REPORT), FileToInspect(good, "a.docx", REPORT)]

    seen = inspect_files(files, memory=120 * 2**20)

    assert [i.problem for i in seen] == [Problem.UNREADABLE, None]


def test_a_reader_that_dies_costs_only_its_file(tmp_path: Path) -> None:
    deadly, good = tmp_path / "deadly", tmp_path / "good"
    deadly.write_bytes(torn_lzma())
    good.write_bytes(word())
    files = [FileToInspect(path, "a.docx", REPORT) for path in (good, deadly, good)]

    seen = inspect_files(files)

    assert [i.problem for i in seen] == [None, Problem.UNREADABLE, None]
    assert "crashed" in seen[1].detail


def test_long_runs_of_blanks_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    ballast = Random(1).randbytes(100_000)  # else the ratio alone would refuse it
    blanks = a_paragraph(f"{TEXT}{' ' * 1_500_000}ก")
    path.write_bytes(word_parts(blanks, **{"word/media/image1.bin": ballast}))

    [seen] = inspect_files([FileToInspect(path, "a.docx", REPORT)], seconds=15)

    assert (seen.problem, seen.has_text) == (None, True)
