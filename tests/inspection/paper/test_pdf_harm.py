"""A PDF that acts or hides files is refused however it is packed; one that merely links is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.facts import Problem
from inspection.paper.pdf_harm import survey_pdf
from inspection.paper.pdf_weight import refuse_swelling
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    FULL_PAGE,
    SMALL_PHOTO,
    TEXT,
    a_stream,
    attached,
    drawn_pdf,
    locked_attachment,
    packed,
    pdf,
    raw_pdf,
)  # fmt: skip

JS = "<</S/JavaScript/JS(app.alert\\(1\\))>>"
LAUNCH = "<</S/Launch/F(cmd.exe)>>"
FILE = a_stream("MZ", "/Type/EmbeddedFile")


SCRIPTS: dict[str, bytes] = {
    "when it is opened": drawn_pdf(f"/OpenAction{JS}"),
    "by reference": drawn_pdf("/OpenAction 5 0 R", JS),
    "in the tree of names": drawn_pdf("/Names<</JavaScript<</Names[(a) 5 0 R]>>>>", JS),
    "when it is closed": drawn_pdf(f"/AA<</WC{JS}>>"),
    "when a page is turned": drawn_pdf(page=f"/AA<</O{JS}>>"),
    "in a note": drawn_pdf(page=f"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A{JS}>>]"),
    "in a form's field": drawn_pdf(f"/AcroForm<</Fields[<</FT/Tx/T(a)/AA<</K{JS}>>>>]>>"),
    "after another action": drawn_pdf(f"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[{JS}]>>"),
    "in a name written in hex": drawn_pdf("/OpenAction<</S/J#61vaScript/JS(x)>>"),
    "in a name by itself": drawn_pdf("/OpenAction<</S 5 0 R/JS(x)>>", "/JavaScript"),
    "in a stream": drawn_pdf("/OpenAction<</S/JavaScript/JS 5 0 R>>", a_stream("app.alert(1)")),
    "in a film": drawn_pdf("/OpenAction<</S/Rendition/JS(x)>>"),
    "in a form of XML": drawn_pdf("/AcroForm<</XFA 5 0 R>>", a_stream("<xdp><script>x</script></xdp>")),
    "in a piece of a form": drawn_pdf(
        "/AcroForm<</XFA[(template) 5 0 R]>>", a_stream("<t><script contentType='x'/></t>")
    ),
    "a program": drawn_pdf(f"/OpenAction{LAUNCH}"),
    "a program in a link": drawn_pdf(page=f"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A{LAUNCH}>>]"),
}  # fmt: skip
FILES: dict[str, bytes] = {
    "attached": attached(),
    "in the tree of names": drawn_pdf(
        "/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>", "<</F(a.exe)/EF<</F 6 0 R>>>>", FILE
    ),
    "in a note": drawn_pdf(
        "", "<</F(a.exe)/EF<</F 6 0 R>>>>", FILE,
        page="/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS 5 0 R>>]",
    ),
    "beside the document": drawn_pdf("/AF[5 0 R]", "<</UF(a.xml)/EF<</UF 6 0 R>>>>", FILE),
}  # fmt: skip
HARM = {f"a script {name}": (data, Problem.SCRIPTS) for name, data in SCRIPTS.items()} | {
    f"a file {name}": (data, Problem.EMBEDDED_FILES) for name, data in FILES.items()
}


@pytest.mark.parametrize("repack", [lambda data: data, packed], ids=["plain", "packed"])
@pytest.mark.parametrize(("data", "problem"), HARM.values(), ids=HARM)
def test_harm_is_found_in_every_object(
    data: bytes, problem: Problem, repack: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(RefusedError) as refused:
        survey_pdf(repack(data))

    assert refused.value.problem is problem


def test_a_file_that_nothing_points_to_is_one_too() -> None:
    with pytest.raises(RefusedError) as refused:
        survey_pdf(drawn_pdf("", FILE))

    assert refused.value.problem is Problem.EMBEDDED_FILES


def test_the_packed_ones_show_no_name_of_what_they_do() -> None:
    assert b"JavaScript" not in packed(SCRIPTS["when it is opened"])


def test_the_name_of_a_hidden_file_is_in_the_detail() -> None:
    with pytest.raises(RefusedError, match=r"บัญชี\.xlsx"):
        survey_pdf(attached())


HARMLESS = {
    "a first view": drawn_pdf("/OpenAction[3 0 R/FitH 200]"),
    "a first view as an action": drawn_pdf("/OpenAction<</S/GoTo/D[3 0 R/XYZ 0 0 1]>>"),
    "a link to a site": drawn_pdf(
        page="/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org)>>>>]"
    ),
    "a link to a page": drawn_pdf(page="/Annots[<</Subtype/Link/Rect[0 0 9 9]/Dest[3 0 R/Fit]>>]"),
    "a form": drawn_pdf("/AcroForm<</Fields[<</FT/Tx/T(ชื่อ)/V(ก)>>]>>"),
    "a form of XML": drawn_pdf("/AcroForm<</XFA 5 0 R>>", a_stream("<xdp><field/></xdp>")),
    "numbers of pages": drawn_pdf("/PageLabels<</Nums[0<</S/r>>]>>"),
    "an empty list of files": drawn_pdf("/Names<</EmbeddedFiles<</Names[]>>>>"),
    "an empty list of scripts": drawn_pdf("/Names<</JavaScript<</Names[]>>>>"),
    "words about JavaScript": drawn_pdf("/Lang(/JavaScript /JS /Launch)"),
    "a font called EF": drawn_pdf(page="/Resources<</Font<</EF<</Type/Font>>/JS<</Type/Font>>>>>>"),
    "a note": drawn_pdf(page="/Annots[<</Subtype/Text/Rect[0 0 9 9]/Contents(/S /JavaScript)>>]"),
    "plain values by themselves": drawn_pdf(
        "/X[5 0 R 6 0 R 7 0 R 8 0 R]", "42", "true", "null", "4.2"
    ),
    "words by themselves": drawn_pdf("/X[5 0 R 6 0 R]", "(/JavaScript)", "/JS"),
    "a report by Typst": pdf(f'= ก\n{TEXT}\n#outline()\n#link("https://example.org")[ลิงก์]'),
}


@pytest.mark.parametrize("repack", [lambda data: data, packed], ids=["plain", "packed"])
@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_readers_do_for_people_is_no_harm(
    data: bytes, repack: Callable[[bytes], bytes]
) -> None:
    assert len(survey_pdf(repack(data))) >= 1


def test_pages_that_can_show_no_picture_are_told() -> None:
    report = pdf(f"= ก\n{TEXT}\n{SMALL_PHOTO}{FULL_PAGE}")
    inline = raw_pdf("", a_stream("q BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"), page="/Contents 4 0 R")

    def may_show(data: bytes) -> list[bool]:
        pages = survey_pdf(data, inline=refuse_swelling(data))
        return [page.may_show_pictures for page in pages]

    assert may_show(report) == [False, True, True]
    assert may_show(packed(inline)) == [True]
    assert may_show(inline) == [True]
    assert may_show(raw_pdf()) == [False]


def test_a_pdf_whose_objects_nobody_can_list_is_unreadable() -> None:
    with pytest.raises(RefusedError) as refused:
        survey_pdf(b"%PDF-1.7 torn")

    assert refused.value.problem is Problem.UNREADABLE


def link(action: str) -> bytes:
    return drawn_pdf(page=f"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A{action}>>]")


def address(text: str) -> bytes:
    return link(f"<</S/URI/URI({text})>>")


REACHING: dict[str, tuple[bytes, Problem]] = {
    "a script as an address": (address("javascript:alert(1)"), Problem.SCRIPTS),
    "with capitals and blanks": (address(" Java\\tScript :x"), Problem.SCRIPTS),
    "written in percent": (address("%6aavascript:x"), Problem.SCRIPTS),
    "in UTF-16": (
        address("\\376\\377\\000j\\000a\\000v\\000a\\000s\\000c\\000r\\000i\\000p\\000t\\000:"), Problem.SCRIPTS
    ),
    "a script of Windows": (address("vbscript:x"), Problem.SCRIPTS),
    "a page inside the address": (address("data:text/html,x"), Problem.SCRIPTS),
    "a file": (address("file:///C:/a.exe"), Problem.LINKED),
    "a file on a server": (address("\\\\\\\\server\\\\x"), Problem.LINKED),
    "another PDF": (link("<</S/GoToR/F(other.pdf)/D[0/Fit]>>"), Problem.LINKED),
    "a PDF inside": (link("<</S/GoToE/D[0/Fit]>>"), Problem.LINKED),
    "a form that is sent": (link("<</S/SubmitForm/F(https://x.example)>>"), Problem.LINKED),
    "data taken in": (drawn_pdf("/OpenAction<</S/ImportData/F(x.fdf)>>"), Problem.LINKED),
    "after a view": (drawn_pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/GoToR/F(x)>>>>"), Problem.LINKED),
}  # fmt: skip


@pytest.mark.parametrize("repack", [lambda data: data, packed], ids=["plain", "packed"])
@pytest.mark.parametrize(("data", "problem"), REACHING.values(), ids=REACHING)
def test_a_pdf_that_reaches_other_files_is_refused(
    data: bytes, problem: Problem, repack: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(RefusedError) as refused:
        survey_pdf(repack(data))

    assert refused.value.problem is problem


@pytest.mark.parametrize(
    "to",
    [
        "http://a.example",
        "https://a.example/a b",
        "mailto:a@b.example",
        "tel:021234567",
        "#page=2",
        "www.a.example",
    ],
)
def test_an_ordinary_address_is_no_harm(to: str) -> None:
    assert len(survey_pdf(address(to))) == 1


def test_a_pdf_of_which_only_the_files_inside_are_locked_is_told() -> None:
    with pytest.raises(RefusedError) as refused:
        survey_pdf(locked_attachment())

    assert refused.value.problem is Problem.ENCRYPTED
