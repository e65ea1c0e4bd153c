"""Finding words in all of a document at once says what reading it line by line would say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.headings import LABEL, Document, Index
from domain.documents.lines import Line, LineRole, read_lines

TEXTS = st.lists(st.text(alphabet="กขค", min_size=1, max_size=5), max_size=6)
SOUGHT = st.text(alphabet="กขค", min_size=1, max_size=3)
RUNNING = "วันนี้อากาศแจ่มใส ผู้คนเดินทางมาถึงแต่เช้า และช่วยกันยกโต๊ะเก้าอี้จนเสร็จก่อนเก้าโมง"


def line(text: str) -> Line:
    [read] = read_lines([text])
    return read


def indexed(texts: Sequence[str], joint: str = "\n") -> tuple[Index, list[Line]]:
    lines = [line(f"หัวข้อ {n}") for n, _ in enumerate(texts)]
    return Index(zip(texts, lines, strict=True), joint), lines


@given(texts=TEXTS, sought=SOUGHT)
def test_lines_are_found_as_one_by_one(texts: list[str], sought: str) -> None:
    index, lines = indexed(texts)
    pairs = list(zip(texts, lines, strict=True))

    assert list(index.that_are(sought)) == [at for text, at in pairs if text == sought]
    assert list(index.beginning(sought)) == [at for text, at in pairs if text.startswith(sought)]
    assert [at for _, at in index.holding(sought)] == [
        at for text, at in pairs for _ in re.finditer(f"(?={sought})", text)
    ]


@given(texts=TEXTS, sought=SOUGHT)
def test_a_pattern_finds_the_lines_that_begin_so(texts: list[str], sought: str) -> None:
    index, lines = indexed(texts)

    assert list(index.matching(re.compile(f"\n{sought}"))) == [
        at for text, at in zip(texts, lines, strict=True) if text.startswith(sought)
    ]


@given(texts=TEXTS, sought=SOUGHT)
def test_words_that_go_on_in_the_next_line_are_found_where_they_begin(
    texts: list[str], sought: str
) -> None:
    index, lines = indexed(texts, joint="")
    owner = [at for text, at in zip(texts, lines, strict=True) for _ in text]

    found = list(index.holding(sought))

    whole = "".join(texts)
    assert [at for at, _ in found] == [m.start() for m in re.finditer(f"(?={sought})", whole)]
    assert [at for _, at in found] == [owner[at] for at, _ in found]


@pytest.mark.parametrize(
    ("at", "length", "spans"),
    [
        pytest.param(0, 3, True, id="the first line"),
        pytest.param(3, 4, True, id="the second and the third"),
        pytest.param(0, 7, True, id="all of them"),
        pytest.param(3, 1, False, id="half a line"),
        pytest.param(1, 2, False, id="from the middle of one"),
    ],
)
def test_words_span_lines_from_a_beginning_to_an_end(at: int, length: int, *, spans: bool) -> None:
    index, _ = indexed(["กขค", "กข", "กข"], joint="")

    assert index.spans_lines(at, length) is spans


def test_nothing_is_found_in_a_document_without_lines() -> None:
    document = Document(())

    assert list(document.by_bare.that_are("คานา")) == []
    assert list(document.body.holding("คานา")) == []
    assert document.spaced == ()


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        pytest.param(f"{RUNNING} ๒. วิธีการสำรวจ {RUNNING}", 1, id="a number with its point"),
        pytest.param(f"{RUNNING} ๒.๑ วิธีการสำรวจ {RUNNING}", 1, id="a number of two steps"),
        pytest.param(f"{RUNNING} บทที่ ๒ วิธีการสำรวจ {RUNNING}", 1, id="a chapter"),
        pytest.param(f"{RUNNING} มาถึง ๔๒ คน {RUNNING}", 0, id="people are counted"),
        pytest.param(f"{RUNNING} มา ๔๒ คน {RUNNING} ๒. วิธีการสำรวจ {RUNNING}", 1, id="after people"),
        pytest.param(f"{RUNNING} ปี ๒๕๖๗. วิธีการ {RUNNING}", 0, id="a year"),
    ],
)
def test_a_number_in_a_paragraph_heads_what_follows_it(text: str, headings: int) -> None:
    document = Document(read_lines([text]))

    assert sum(h.role is LineRole.HEADING and h.numbered for h in document.headings) == headings


def test_a_heading_inside_a_paragraph_is_shown_by_its_own_line() -> None:
    inside = f"{RUNNING} ๑. วิธีการสำรวจ {RUNNING}"
    document = Document(read_lines([f"{RUNNING}\n{RUNNING}\n{inside}\n{RUNNING}"]))

    assert [heading.printed for heading in document.headings] == [inside]


def test_a_line_of_its_own_is_a_surer_heading_than_one_inside_a_paragraph() -> None:
    inside = f"{RUNNING} ๑. วิธีการสำรวจ {RUNNING}"
    document = Document(read_lines([inside, "วิธีการสำรวจ"]))

    assert [heading.page for heading in document.headings] == [2, 1]


def test_the_title_of_the_document_is_a_heading_of_no_part() -> None:
    document = Document(read_lines([f"รายงานผลการสำรวจ\n{RUNNING}\nผลการสำรวจ"]))

    assert len(document.headings) == 2
    assert [part.text for part in document.parts] == ["ผลการสำรวจ"]


def test_what_a_table_of_contents_promises_is_no_text_of_the_document() -> None:
    document = Document(read_lines(["สารบัญ\nคำนำ ........ ๑\nผลการสำรวจ ........ ๓"]))

    assert list(document.body.holding("ผลการสารวจ")) == []
    assert len(list(document.promises.beginning("ผลการสารวจ"))) == 1


def test_a_page_of_text_keeps_its_blanks_and_where_its_paragraphs_begin() -> None:
    [(first, one), (second, two)] = Document(read_lines(["วันที่ ๑", "สถานที่"])).spaced

    assert (first, second) == (1, 2)
    assert one == f"{LABEL}วนท ๑"
    assert two == f"{LABEL}สถานท"
