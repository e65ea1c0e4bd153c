"""A form edited in Word by hand: what was changed, what was only filled in, and what is no form of ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy

import pytest
from docx import Document
from docx.document import Document as WordDocument

from domain.errors import KamnotError
from reports.document import Doc
from reports.fonts import sarabun
from reports.forms import FORMS
from reports.reading import Difference, Kind, WordForm
from reports.word import to_docx
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
        Difference(Kind.CHANGED, "ตารางที่ ๑ แถวที่ ๒ ช่อง “เกณฑ์การประเมิน”", text, changed),
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
        row = deepcopy(table.tr_lst[-1])
        table.append(row)
        next(t for t in row.iter() if t.tag.endswith("}t")).text = "๑๐."

    assert [d.kind for d in edited(made, remove).compare(form)] == [Kind.REMOVED]
    assert [d.kind for d in edited(made, add).compare(form)] == [Kind.ADDED]


def test_spaces_and_another_writing_of_sara_am_are_no_difference(form: Doc, made: bytes) -> None:
    def edit(document: WordDocument) -> None:
        run = document.tables[0].cell(4, 1).paragraphs[0].runs[0]
        run.text = run.text.replace("ำ", "\u0e4d\u0e32").replace(" ", "  ")

    assert edited(made, edit).compare(form) == ()


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
