"""A form edited in Word by hand: what was changed, what was only filled in, and what is no form of ours."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from domain.language.errors import KamnotError
from reports.forms import FORMS
from reports.paper.document import Doc
from reports.paper.fonts import sarabun
from reports.paper.reading import Difference, Kind, WordForm
from reports.paper.word import to_docx
from tests.support.dossiers import dossier

Edit = Callable[[WordDocument], None]


@pytest.fixture(scope="module")
def form() -> Doc:
    return FORMS["level-3-report"].build(dossier("full", "level-3-report"))


@pytest.fixture(scope="module")
def made(form: Doc) -> bytes:
    return to_docx(form, sarabun())


def edited(docx: bytes, edit: Edit) -> WordForm:
    """The form after somebody worked on it in Word."""
    document = Document(io.BytesIO(docx))
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return WordForm(out.getvalue())


def set_cell(row: int, column: int, text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        document.tables[0].cell(row, column).paragraphs[0].runs[0].text = text

    return edit


@pytest.mark.parametrize("name", FORMS)
def test_an_untouched_form_agrees_with_the_record(name: str) -> None:
    doc = FORMS[name].build(dossier("half", name))

    read = WordForm(to_docx(doc, sarabun()))

    assert read.compare(doc) == ()
    assert read.key["form"] == name


def test_a_figure_changed_by_hand_is_told_with_its_place(form: Doc, made: bytes) -> None:
    text = form.sections[0].blocks[8].rows[1].cells[1].text  # type: ignore[union-attr]  # the table
    changed = text.replace("๑๑๖", "๑๒๐")

    found = edited(made, set_cell(1, 1, changed)).compare(form)

    assert found == (
        Difference(Kind.CHANGED, "ตารางที่ ๑ แถวที่ ๒ (๑.) ช่อง “เกณฑ์การประเมิน”", text, changed),
    )


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (set_cell(5, 2, "๓"), Kind.FILLED),
        (set_cell(1, 2, "๒"), Kind.CHANGED),
        (set_cell(1, 2, ""), Kind.CHANGED),
        (set_cell(1, 3, "ดูแฟ้มแนบ"), Kind.CHANGED),
    ],
    ids=["a blank score", "another score", "a score taken away", "a remark"],
)
def test_filling_a_blank_is_told_apart_from_changing_a_value(
    form: Doc, made: bytes, edit: Edit, kind: Kind
) -> None:
    assert [d.kind for d in edited(made, edit).compare(form)] == [kind]


def test_a_line_written_on_by_hand_is_filled_and_not_changed(form: Doc, made: bytes) -> None:
    def edit(document: WordDocument) -> None:
        line = next(p for p in document.paragraphs if p.text.startswith("ผู้บริหารองค์กร "))
        line.runs[0].text = "ผู้บริหารองค์กร (ลงชื่อแล้ว) ตำแหน่ง ผู้อำนวยการสำนัก"

    (found,) = edited(made, edit).compare(form)

    assert (found.kind, found.place) == (Kind.FILLED, "ข้อความนอกตาราง")


@pytest.mark.parametrize(
    ("mark", "instead", "kinds"),
    [("☐", "☑", [Kind.FILLED]), ("☑", "☐", [Kind.CHANGED])],
    ids=["an open box ticked", "a tick taken away"],
)
def test_a_box_ticked_by_hand(
    form: Doc, made: bytes, mark: str, instead: str, kinds: list[Kind]
) -> None:
    def edit(document: WordDocument) -> None:
        body = document.element.body
        box = next(t for t in body.iter() if t.tag.endswith("}t") and t.text == mark)
        box.text = instead

    assert [d.kind for d in edited(made, edit).compare(form)] == kinds


def test_rows_taken_out_and_put_in_are_told(form: Doc, made: bytes) -> None:
    def remove(document: WordDocument) -> None:
        row = document.tables[0].rows[4]._tr
        row.getparent().remove(row)

    def add(document: WordDocument) -> None:
        table = document.tables[0]._tbl
        *_, last, signed = table.tr_lst
        row = deepcopy(last)
        signed.addprevious(row)
        next(t for t in row.iter() if t.tag.endswith("}t")).text = "๑๐."

    assert [d.kind for d in edited(made, remove).compare(form)] == [Kind.REMOVED]
    assert [d.kind for d in edited(made, add).compare(form)] == [Kind.ADDED]


def test_spaces_and_another_writing_of_sara_am_are_no_difference(form: Doc, made: bytes) -> None:
    def edit(document: WordDocument) -> None:
        run = document.tables[0].cell(4, 1).paragraphs[0].runs[0]
        run.text = run.text.replace("ำ", "\u0e4d\u0e32").replace(" ", "  ")

    assert edited(made, edit).compare(form) == ()


def test_places_are_named_in_the_language_that_was_asked_for(form: Doc, made: bytes) -> None:
    (found,) = edited(made, set_cell(1, 2, "๒")).compare(form, "en")

    assert found.place == "table 1 row 2 (๑.) column “คะแนน”"


# What Word itself writes


def _wrap(element: Any, tag: str, **attributes: str) -> Any:
    """Put an element of tracked changes around another."""
    around = OxmlElement(tag, {qn(f"w:{name}"): value for name, value in attributes.items()})
    element.addprevious(around)
    around.append(element)
    return around


def track_a_change(document: WordDocument) -> None:
    """Another figure, with the old one struck out: what Word keeps of it is no `w:t` any more."""
    run = document.tables[0].cell(1, 2).paragraphs[0].runs[0]._r
    new = deepcopy(run)
    run.addnext(new)
    new.find(qn("w:t")).text = "๒"
    run.find(qn("w:t")).tag = qn("w:delText")
    _wrap(run, "w:del", id="1", author="x")
    _wrap(new, "w:ins", id="2", author="x")


def track_a_row_taken_out(document: WordDocument) -> None:
    row = document.tables[0].rows[4]._tr
    row.get_or_add_trPr().append(OxmlElement("w:del", {qn("w:id"): "1", qn("w:author"): "x"}))


def track_a_move(document: WordDocument) -> None:
    run = document.tables[0].cell(1, 2).paragraphs[0].runs[0]._r
    moved = deepcopy(run)
    run.addnext(moved)
    _wrap(run, "w:moveFrom", id="1", author="x")
    _wrap(moved, "w:moveTo", id="2", author="x")


def write_into_the_header(document: WordDocument) -> None:
    document.sections[0].header.paragraphs[0].text = "ด่วนที่สุด"


def cross_a_ticked_box(document: WordDocument) -> None:
    box = next(t for t in document.element.body.iter(qn("w:t")) if t.text == "☑")
    box.text = "☒"


def tick_by_a_symbol(document: WordDocument) -> None:
    box = next(t for t in document.element.body.iter(qn("w:t")) if t.text == "☑")
    symbol = OxmlElement("w:sym", {qn("w:font"): "Wingdings", qn("w:char"): "F0FE"})
    box.getparent().replace(box, symbol)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (track_a_change, [(Kind.CHANGED, "๓*", "๒")]),
        (track_a_row_taken_out, [(Kind.REMOVED, None, "")]),
        (track_a_move, []),
        (write_into_the_header, [(Kind.ADDED, "", "ด่วนที่สุด")]),
        (cross_a_ticked_box, []),
        (tick_by_a_symbol, []),
    ],
)
def test_what_word_writes_is_read_as_it_would_be_printed(
    form: Doc, made: bytes, edit: Edit, told: list[tuple[Kind, str | None, str]]
) -> None:
    found = edited(made, edit).compare(form)

    assert [(d.kind, d.file) for d in found] == [(kind, file) for kind, _, file in told]
    assert all(record in (None, d.record) for d, (_, record, _) in zip(found, told, strict=True))


def test_a_form_that_went_through_another_office_program_is_the_same_form(
    tmp_path: Path,
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    docs = {name: FORMS[name].build(dossier("half", name)) for name in FORMS}
    for name, doc in docs.items():
        (tmp_path / f"{name}.docx").write_bytes(to_docx(doc, sarabun()))

    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for ending, folder in (("odt", "odt"), ("docx", "again")):
        given = sorted(tmp_path.glob("*.docx" if ending == "odt" else "odt/*.odt"))
        words = [office, profile, "--headless", "--convert-to", ending, "--outdir", folder]
        subprocess.run([*words, *given], cwd=tmp_path, check=True, capture_output=True)

    told = {
        name: WordForm((tmp_path / "again" / f"{name}.docx").read_bytes()).compare(doc)
        for name, doc in docs.items()
    }
    assert told == dict.fromkeys(docs, ())


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def _someone_else_s() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


_CORE = b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        _packed({"a.txt": b"a"}),
        _packed({"docProps/core.xml": _CORE, "word/document.xml": b"<no"}),
        _packed({"docProps/core.xml": _CORE, "word/document.xml": b" " * (65 * 1024 * 1024)}),
        _someone_else_s(),
    ],
    ids=["empty", "a PDF", "a ZIP", "broken XML", "a bomb", "a Word file of somebody else"],
)
def test_what_is_no_form_of_ours_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(KamnotError) as refused:
        WordForm(data)

    assert "\n" not in refused.value.thai


def test_entities_are_not_followed(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    head, rest = parts["word/document.xml"].split(b"<w:document", 1)
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    parts["word/document.xml"] = (
        head + entity + b"<w:document" + rest.replace("ลำดับ".encode(), b"&e;", 1)
    )

    read = WordForm(_packed(parts))

    assert read.compare(FORMS["level-3-report"].build(dossier("full", "level-3-report")))
