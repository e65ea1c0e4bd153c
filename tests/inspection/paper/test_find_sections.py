"""Step 7: what can be said of the parts that the plan asks for, and no more than that."""

from __future__ import annotations

from domain.facts import SectionOutcome
from domain.plan.model import Sign, SignKind
from inspection.paper.find_sections import find_sections, find_signs
from inspection.reading import read
from inspection.verdicts import FileContents
from tests.support.evidence import (
    FULL_PAGE,
    KNOWLEDGE,
    REPORT,
    SMALL_PHOTO,
    TEXT,
    jpeg,
    open_document,
    pdf,
    word,
)  # fmt: skip

FOUND, NOT_FOUND = SectionOutcome.FOUND, SectionOutcome.NOT_FOUND
CANNOT_TELL = SectionOutcome.CANNOT_TELL


def told(contents: FileContents) -> dict[str, SectionOutcome]:
    return {fact.id: fact.outcome for fact in find_sections(REPORT.sections, contents)}


def test_a_part_of_a_pdf_is_found_with_its_page_and_its_words() -> None:
    contents = read(pdf(f"{TEXT}\n#pagebreak()\n= {KNOWLEDGE}\n{TEXT}\n{SMALL_PHOTO}"), "pdf")

    knowledge, use, images = find_sections(REPORT.sections, contents)

    assert (knowledge.outcome, knowledge.page, knowledge.words) == (FOUND, 2, KNOWLEDGE)
    assert (use.outcome, images.outcome) == (NOT_FOUND, FOUND)


def test_a_part_of_a_word_file_has_no_page() -> None:
    facts = find_sections(REPORT.sections, read(word(), "docx"))

    assert [(fact.outcome, fact.page) for fact in facts] == [(FOUND, None)] * 3


def test_an_open_document_is_told_alike() -> None:
    assert told(read(open_document(KNOWLEDGE), "odt")) == {
        "knowledge": FOUND, "use": NOT_FOUND, "images": FOUND,
    }  # fmt: skip


def test_nothing_can_be_told_of_a_scan() -> None:
    assert set(told(read(pdf(FULL_PAGE * 2), "pdf")).values()) == {CANNOT_TELL}


def test_a_scanned_page_among_others_leaves_what_is_missing_open() -> None:
    seen = told(read(pdf(f"= {KNOWLEDGE}\n{TEXT}\n{FULL_PAGE}"), "pdf"))

    assert seen == {"knowledge": FOUND, "use": CANNOT_TELL, "images": CANNOT_TELL}


def test_a_photo_is_a_picture_and_has_no_text() -> None:
    assert told(read(jpeg(), "jpg")) == {
        "knowledge": CANNOT_TELL, "use": CANNOT_TELL, "images": FOUND,
    }  # fmt: skip


def test_a_requirement_without_parts_asks_for_nothing() -> None:
    assert find_sections((), FileContents(page_texts=(KNOWLEDGE,), has_text=True)) == []


SIGNS = (
    Sign(id="knowledge", title="องค์ความรู้", look_for=("องค์ความรู้",)),
    Sign(id="number", title="เลขที่", kind=SignKind.NUMBER),
    Sign(id="photo", title="ภาพถ่าย", kind=SignKind.PHOTOGRAPH),
)


def test_the_signs_of_a_word_file_are_seen() -> None:
    facts = find_signs(SIGNS, read(word(), "docx"))

    assert [fact.outcome for fact in facts] == [FOUND, SectionOutcome.DOUBTFUL, FOUND]


def test_a_sign_is_not_missed_where_a_page_could_not_be_read() -> None:
    facts = find_signs(SIGNS, read(pdf(f"{TEXT}\n#pagebreak()\n{FULL_PAGE}"), "pdf"))

    assert [(fact.outcome, fact.why) for fact in facts[:2]] == [(CANNOT_TELL, None)] * 2
