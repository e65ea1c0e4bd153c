"""Step 6 for PDFs: text and pictures page by page, and scans told from photos."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from domain.documents.lines import PICTURE
from domain.facts import Problem
from inspection.opening import open_pdf
from inspection.paper.pdfs import read_pdf
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    FULL_PAGE,
    KNOWLEDGE,
    SMALL_PHOTO,
    TEXT,
    a_stream,
    cut_out,
    packed,
    pdf,
    photo,
    picture,
    qr_code,
    raw_pdf,
    signature,
)  # fmt: skip


def test_a_pdf_is_read_page_by_page() -> None:
    seen = read(pdf(f"{TEXT}\n#pagebreak()\n= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"), "pdf")

    assert (seen.has_text, seen.pages, seen.images, seen.unread) == (True, 3, 1, False)
    assert [KNOWLEDGE in text for text in seen.page_texts] == [False, True, False]


def test_the_text_tells_between_which_lines_a_picture_is_printed() -> None:
    here = '#image("/photo.jpg", width: 60%)'

    [page] = read(pdf(f"= {KNOWLEDGE}\n{here}\n{TEXT}"), "pdf").page_texts

    above, below = page.split(PICTURE)
    assert (KNOWLEDGE in above, TEXT[:20] in below) == (True, True)


@pytest.mark.parametrize(
    ("written", "read_as"), [("(kamnot form=a)", "kamnot form=a"), ("<FEFFD8000041>", "")]
)
def test_a_broken_description_hides_no_document(written: str, read_as: str) -> None:
    line = a_stream("0 0 m 99 99 l S")

    info = f"<</Keywords {written}>>"
    said = raw_pdf("", line, info, trailer="/Info 5 0 R", page="/Contents 4 0 R")

    assert read(said, "pdf").keywords == read_as


def test_a_page_of_drawn_letters_is_not_all_read() -> None:
    lines = "\n".join(f"{n} 0 m {n} 99 l S" for n in range(40))
    blank = raw_pdf("", a_stream(lines), page="/Contents 4 0 R")

    assert read(blank, "pdf").unread
    assert not read(raw_pdf("", a_stream("0 0 m 9 9 l S"), page="/Contents 4 0 R"), "pdf").unread


def test_a_scan_has_no_text_and_is_not_all_read() -> None:
    seen = read(pdf(FULL_PAGE * 2), "pdf")

    assert (seen.has_text, seen.pages, seen.images, seen.unread) == (False, 2, 2, True)


def test_a_scanned_page_among_others_leaves_some_text_unread() -> None:
    seen = read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{FULL_PAGE}"), "pdf")

    assert (seen.has_text, seen.unread) == (True, True)


def test_a_page_of_photos_does_not_pass_for_a_scan() -> None:
    assert not read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"), "pdf").unread


def test_a_picture_drawn_inline_or_inside_a_drawing_counts() -> None:
    inline = "q 120 0 0 50 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
    form = a_stream(inline, "/Type/XObject/Subtype/Form/BBox[0 0 99 99]")
    page = "/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>"

    assert read(raw_pdf("", a_stream(inline), page="/Contents 4 0 R"), "pdf").images == 1
    assert read(raw_pdf("", a_stream("/X Do"), form, page=page), "pdf").images == 1


def test_an_emblem_is_no_illustration() -> None:
    emblem = "q 42 0 0 42 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"

    assert read(raw_pdf("", a_stream(emblem), page="/Contents 4 0 R"), "pdf").images == 0


CODE, SIGNED = qr_code(), signature()
MARKS = {
    "a code": (CODE, "JPEG", "5cm", 0),
    "a code without loss": (CODE, "PNG", "5cm", 0),
    "a signature": (SIGNED, "JPEG", "6cm", 0),
    "a signature cut out": (cut_out(SIGNED), "PNG", "6cm", 0),
    "a large drawing in ink": (SIGNED, "PNG", "14cm", 1),
    "a photo": (photo(), "JPEG", "6cm", 1),
    "a photo without loss": (photo(), "PNG", "6cm", 1),
}


@pytest.mark.parametrize(("image", "kind", "wide", "count"), MARKS.values(), ids=MARKS)
def test_a_code_and_a_signature_are_no_illustrations(
    image: Image.Image, kind: str, wide: str, count: int
) -> None:
    named = f'#image("/photo.jpg", width: {wide}, format: "{kind.lower().replace("jpeg", "jpg")}")'
    data = pdf(f"= {KNOWLEDGE}\n{TEXT}\n{named}", picture(kind, image))

    assert read(data, "pdf").images == count


def test_a_signature_whose_shape_is_in_its_mask_is_no_illustration() -> None:
    """As LibreOffice writes one that was cut out: a JPEG of one colour, and a mask."""
    wide, high = SIGNED.size
    one = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/BitsPerComponent 8/ColorSpace"
    grey, colour = (
        pikepdf.Object.parse(f"<<{one}/Device{name}>>".encode()) for name in ("Gray", "RGB")
    )
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(f"= {KNOWLEDGE}\n{TEXT}"))) as document:
        mask = document.make_stream(cut_out(SIGNED).getchannel("A").tobytes(), grey)
        ink = picture("JPEG", Image.new("RGB", SIGNED.size, (0, 0, 90)))
        colour.Filter, colour.SMask = pikepdf.Name.DCTDecode, mask
        image = document.make_stream(ink, colour)
        name = document.pages[0].add_resource(image, pikepdf.Name.XObject)
        document.pages[0].contents_add(f"q 170 0 0 70 60 300 cm {name} Do Q".encode())
        document.save(out)

    assert read(out.getvalue(), "pdf").images == 0


def test_a_scanned_page_among_pages_of_text_is_no_illustration() -> None:
    assert read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}{FULL_PAGE}"), "pdf").images == 1


def test_pictures_are_counted_alike_whether_or_not_pages_were_sorted_out_before() -> None:
    data = pdf(f"= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}{FULL_PAGE}{TEXT}")

    with open_pdf(data) as document:
        everywhere = replace(read_pdf(document, ()), format="pdf")

    assert read(data, "pdf") == read(packed(data), "pdf") == everywhere


def test_blank_pages_are_empty() -> None:
    with pytest.raises(RefusedError) as refused:
        read(raw_pdf(), "pdf")

    assert refused.value.problem is Problem.BLANK


# --- Annotations, fields and stamps --------------------------------------------------------------

FONT = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
WORDS = "Minutes of the meeting of the group"
SHOWS_WORDS = a_stream(
    f"BT /F1 9 Tf 1 1 Td ({WORDS}) Tj ET", f"/Type/XObject/Subtype/Form/BBox[0 0 180 20]{FONT}"
)
SHOWS_PICTURE = a_stream(
    "q 150 0 0 120 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
    "/Type/XObject/Subtype/Form/BBox[0 0 150 120]",
)


def annotated(annotation: str, appearance: str = SHOWS_WORDS, catalog: str = "") -> bytes:
    note = f"<</Type/Annot/Rect[10 10 190 130]/F 4{annotation}>>"
    return raw_pdf(catalog, appearance, note, page="/Annots[5 0 R]")


SHOWN = {
    "a text box": annotated(f"/Subtype/FreeText/Contents({WORDS})/AP<</N 4 0 R>>"),
    "a text box that a viewer draws itself": annotated(f"/Subtype/FreeText/Contents({WORDS})/DA(/F1 9 Tf)"),
    "a stamp": annotated("/Subtype/Stamp/AP<</N 4 0 R>>"),
    "a filled field": annotated(f"/Subtype/Widget/FT/Tx/T(a)/V({WORDS})/AP<</N 4 0 R>>"),
    "a filled field that a viewer draws itself": annotated(
        f"/Subtype/Widget/FT/Tx/T(a)/V({WORDS})/DA(/F1 9 Tf)",
        catalog="/AcroForm<</Fields[5 0 R]/NeedAppearances true>>",
    ),
    "a field filled in its parent": annotated(f"/Subtype/Widget/Parent<</FT/Tx/T(a)/V({WORDS})>>"),
}  # fmt: skip


@pytest.mark.parametrize("data", SHOWN.values(), ids=SHOWN)
def test_what_annotations_and_fields_show_is_read_once(data: bytes) -> None:
    seen = read(data, "pdf")

    assert seen.has_text
    assert "".join(seen.page_texts).count(WORDS) == 1


HIDDEN = {
    "a reader's remark": annotated(f"/Subtype/Text/Contents({WORDS})"),
    "a hidden text box": annotated(f"/Subtype/FreeText/Contents({WORDS})/AP<</N 4 0 R>>").replace(
        b"/F 4", b"/F 2"
    ),
    "an empty field": annotated("/Subtype/Widget/FT/Tx/T(a)"),
}


@pytest.mark.parametrize("data", HIDDEN.values(), ids=HIDDEN)
def test_what_annotations_do_not_show_is_not_there(data: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, "pdf")

    assert refused.value.problem is Problem.BLANK


def test_a_picture_in_a_stamp_counts() -> None:
    assert read(annotated("/Subtype/Stamp/AP<</N 4 0 R>>", SHOWS_PICTURE), "pdf").images == 1


def test_a_picture_under_the_text_and_a_scan_in_strips_are_no_illustrations() -> None:
    image = 'image("/photo.jpg", width: 80%, height: 60%, fit: "stretch")'
    watermark = pdf(f"#place(center + horizon, {image})\n= {KNOWLEDGE}\n{TEXT * 40}")
    strip = 'image("/photo.jpg", width: 100%, height: 10%, fit: "stretch")'
    scan = f"#page(margin: 0pt, stack(..range(10).map(n => {strip})))\n"

    assert read(watermark, "pdf").images == 0
    assert read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{scan}"), "pdf").images == 0
    assert read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{scan}"), "pdf").unread
    assert read(pdf(scan * 2), "pdf").has_text is False
