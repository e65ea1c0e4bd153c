"""Every form in every state: Word and PDF say what the form says, and the unknown is never a zero."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest

from reports.forms import FORMS
from reports.paper.document import Doc, Table
from reports.paper.fonts import sarabun
from reports.paper.pdf import paginated, to_pdf
from reports.paper.word import to_docx
from tests.support.dossiers import (
    STATES,
    dossier,
    form,
    paragraphs,
    plan_2567,
)
from tests.support.paper import (
    drawn_texts,
    folded,
    is_on,
    model_texts,
    pdf_pages,
    word_texts,
)

OFFICIAL = ("dos-donts", "level-3-report", "assessment-report", "integrated-plan-report")


@cache
def printed(name: str, state: str) -> bytes:
    """The PDF of a form, set once."""
    return to_pdf(form(name, state), sarabun())


# --- The list ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_listed_under_the_name_that_its_module_gives(name: str) -> None:
    assert name == import_module(f"reports.forms.{FORMS[name].module}").ID


def test_listing_the_forms_imports_none_of_them() -> None:
    code = "import sys, reports.forms; print(*[m for m in sys.modules if m.startswith('reports.')])"
    run = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True)

    assert run.stdout.split() == [b"reports.forms"]


# --- Both formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", FORMS)
def test_the_word_file_says_what_the_form_says(name: str, state: str) -> None:
    doc = form(name, state)

    assert word_texts(to_docx(doc, sarabun())) == model_texts(doc)


@pytest.mark.parametrize("state", ["half", "longest"])
@pytest.mark.parametrize("name", FORMS)
def test_pdf_and_word_say_the_same_in_every_cell(name: str, state: str) -> None:
    doc = form(name, state)
    pages = pdf_pages(printed(name, state))

    said = [folded(t) for t in paragraphs(doc) if folded(t)]
    missing = [text for text in said if not is_on(pages, text)]

    assert missing == []
    assert word_texts(to_docx(doc, sarabun())) == model_texts(doc)


@pytest.mark.parametrize("name", FORMS)
def test_the_pdf_says_nothing_that_the_form_does_not(name: str) -> None:
    doc = paginated(form(name, "half"), sarabun())

    letters = sorted(_without_heads("".join(pdf_pages(printed(name, "half"))), doc))
    expected = sorted(_without_heads("".join((*model_texts(doc), *drawn_texts(doc))), doc))

    assert letters == expected


def _without_heads(text: str, doc: Doc) -> str:
    """Table heads stand once in the form and on every page of the PDF; dotted lines have no length."""
    for block in doc.blocks():
        if isinstance(block, Table):
            for line in block.rows[: block.header]:
                text = text.replace(folded("".join(cell.text for cell in line.cells)), "")
    return text.replace(".", "")


@pytest.mark.parametrize("name", FORMS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    one, other = form(name, "half"), form(name, "half")

    assert to_docx(one, sarabun()) == to_docx(other, sarabun())
    assert to_pdf(one, sarabun()) == printed(name, "half")


# --- What is unknown -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_empty_year_prints_dots_and_no_zero(name: str) -> None:
    said = "\n".join(paragraphs(form(name, "empty")))

    assert re.search(r"\.{5,}", said)
    assert not re.search(r"(?<![๐-๙])๐(?![๐-๙])", said)
    assert "☑" not in said


@pytest.mark.parametrize("name", FORMS)
def test_a_form_has_a_title_and_says_whose_it_is(name: str) -> None:
    doc = form(name, "half")

    assert doc.title
    assert plan_2567().unit.name in "\n".join(paragraphs(doc))
    assert doc.key["form"] == name


@pytest.mark.parametrize("name", ["integrated-plan-report", "batch-status", "cover-memo"])
def test_a_form_of_a_batch_or_period_needs_one(name: str) -> None:
    known = replace(dossier("half", name), batch=None, period=None)

    with pytest.raises(ValueError, match="needs a"):
        FORMS[name].build(known)


@pytest.mark.parametrize("name", FORMS)
def test_heads_stay_whole_in_a_typeface_half_as_wide_again(name: str) -> None:
    """LibreOffice without TH SarabunPSK broke ลำดับ in two."""
    too_narrow = []
    for section in form(name, "half").sections:
        for table in (block for block in section.blocks if isinstance(block, Table)):
            whole = sum(table.widths)
            for head in table.rows[: table.header]:
                for cell, share in zip(head.cells, table.widths, strict=True):
                    room = share / whole * section.width - 0.3
                    too_narrow += [w for w in re.split("[ /]", cell.text) if 0.33 * _wide(w) > room]

    assert [word for word in too_narrow if _wide(word) <= 8] == []


def _wide(word: str) -> int:
    """How many letters stand beside each other: marks above and below take no room."""
    return sum(unicodedata.category(letter) != "Mn" for letter in word)
