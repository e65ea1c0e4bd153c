"""Lines of a document by where they stand: headings, promises, what repeats, what goes on from the line before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.lines import (
    COVER_LETTERS,
    HEADING_LETTERS,
    SHOWN_LETTERS,
    LineRole,
    is_row_of_heads,
    mend,
    read_lines,
    show,
)
from domain.language.thai import fold

HEADING, PROMISE, TEXT = LineRole.HEADING, LineRole.PROMISE, LineRole.TEXT
TITLE, REPEATED = LineRole.TITLE, LineRole.REPEATED
PARAGRAPH = "วันนี้อากาศแจ่มใส ผู้คนเดินทางมาถึงแต่เช้า และช่วยกันยกโต๊ะเก้าอี้จนเสร็จก่อนเก้าโมง"
THAI = st.text(alphabet="กขตนำัิ้่า ๆ๑1.\n\t…", max_size=60)


def roles(*pages: str, printed: bool = True) -> list[LineRole]:
    return [line.role for line in read_lines(pages, printed=printed)]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        pytest.param("๑. คำนำ", "คำนำ", id="a number"),
        pytest.param("๑.คำนำ", "คำนำ", id="no blank behind it"),
        pytest.param("(1) คำนำ", "คำนำ", id="in brackets"),
        pytest.param("1.2.3 คำนำ", "คำนำ", id="of three steps"),
        pytest.param("บทที่ ๑ คำนำ", "คำนำ", id="a chapter"),
        pytest.param("ข้อ ๓ คำนำ", "คำนำ", id="an item"),
        pytest.param("ก. คำนำ", "คำนำ", id="a letter"),
        pytest.param("▶ คำนำ", "คำนำ", id="a bullet"),
        pytest.param("- คำนำ", "คำนำ", id="a dash"),
        pytest.param("คำนำ", None, id="none"),
        pytest.param("2567 ปีแห่งการเรียนรู้", None, id="a year is no number of a line"),
        pytest.param("ภาคผนวก ก", None, id="the name of an annex"),
        pytest.param("กลุ่มงาน", None, id="a word that begins with a letter"),
    ],
)
def test_a_line_is_read_without_its_number(written: str, text: str | None) -> None:
    [line] = read_lines([written])

    assert (line.text, line.numbered) == (text or written, text is not None)
    assert line.printed == written
    assert line.key == fold(line.text)


CONTENTS = {
    "leaders": "สารบัญ\nคำนำ ........ ก\nวิธีการสำรวจ ........ ๑\nผลการสำรวจ ........ ๓",
    "blanks behind": "สารบัญ\nคำนำ ........ ก\t\nวิธีการสำรวจ ........ ๑\u00a0\nผลการสำรวจ ........ ๓",
    "tabs": "สารบัญ\nคำนำ\tก\nวิธีการสำรวจ\t๑\nผลการสำรวจ\t๓",
    "leaders without a heading": "คำนำ . . . . ก\nวิธีการสำรวจ … ๑\nผลการสำรวจ     ๓",
    "numbers": "สารบัญ\nคำนำ ก\nวิธีการสำรวจ ๑\nผลการสำรวจ ๓",
    "a table's cells": "สารบัญ\nเรื่อง\nหน้า\nคำนำ\nก\nวิธีการสำรวจ\n๑\nผลการสำรวจ\n๓",
    "under another heading": "หัวข้อในเล่ม\nบทนำ ๑\nวิธีการสำรวจ ๑\nผลการสำรวจ ๓",
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_a_table_of_contents_promises_and_the_heading_after_it_does_not(contents: str) -> None:
    first = contents.startswith(("สารบัญ", "หัวข้อ"))

    *listed, after = roles(f"{contents}\nผลการสำรวจ")

    assert listed == [HEADING] * first + [PROMISE] * (len(listed) - first)
    assert after is HEADING


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        pytest.param("ก้าวที่ ๑\nก้าวที่ ๒", 0, id="two are chance"),
        pytest.param("บทนำ ๑\nวิธี ๑\nผล ๓", 3, id="three that never fall"),
        pytest.param("ชาย ๙\nหญิง ๗\nรวม ๑๖", 0, id="one that falls"),
        pytest.param("ชาย ๙ คน\nหญิง ๑๐ คน\nรวม ๑๙ คน", 0, id="a unit behind each"),
        pytest.param("ชาย ๙\nบทนำ ๑\nวิธี ๑\nผล ๓", 3, id="three after one that falls"),
    ],
)
def test_lines_that_end_in_growing_numbers_are_a_table_of_contents(
    text: str, promised: int
) -> None:
    assert roles(text).count(PROMISE) == promised


@pytest.mark.parametrize(
    ("letters", "role"), [(HEADING_LETTERS, HEADING), (HEADING_LETTERS + 1, TEXT)]
)
def test_a_heading_has_sixty_letters_at_most(letters: int, role: LineRole) -> None:
    assert roles("ก" * letters) == [role]


def test_what_fills_its_line_or_goes_on_from_a_full_one_is_running_text() -> None:
    full = "ก" * 60
    printed = "\n".join([full] * 5 + ["แบบสำรวจ", "สั้น"])

    assert roles(printed) == [TEXT] * 6 + [HEADING]
    assert roles(printed, printed=False)[-2:] == [HEADING, HEADING]


def test_a_numbered_line_is_a_heading_though_the_line_before_is_full() -> None:
    full = "ก" * 60

    assert roles("\n".join([full] * 5 + ["๒. แบบสำรวจ"]))[-1] is HEADING


@pytest.mark.parametrize(("pages", "role"), [(2, HEADING), (3, REPEATED), (4, REPEATED)])
def test_the_same_line_at_the_top_of_three_pages_is_a_running_header(
    pages: int, role: LineRole
) -> None:
    headed = [f"ผลการสำรวจ หน้า {n}\n{PARAGRAPH}" for n in range(1, pages + 1)]

    found = read_lines([PARAGRAPH * 8, *headed])

    assert [line.role for line in found if line.text.startswith("ผลการสำรวจ")] == [role] * pages


def test_a_running_header_may_stand_on_every_page_there_is() -> None:
    assert roles(*[f"ผลการสำรวจ\n{PARAGRAPH}"] * 3)[::2] == [REPEATED] * 3


def test_a_first_page_with_numbered_lines_is_a_short_report_and_no_cover() -> None:
    assert roles("๑. ผลการสำรวจ\n๒. แบบสำรวจ", PARAGRAPH)[:2] == [HEADING] * 2
    assert roles("ผลการสำรวจ\nแบบสำรวจ", PARAGRAPH)[:2] == [REPEATED] * 2


@pytest.mark.parametrize(
    ("pages", "named"),
    [
        pytest.param(["รายงานผลการสำรวจ"], True, id="the first line"),
        pytest.param(["ก\nข\nค\nรายงานผลการสำรวจ"], True, id="the fourth"),
        pytest.param(["ก\nข\nค\nง\nรายงานผลการสำรวจ"], False, id="the fifth"),
        pytest.param(["๑. รายงานผลการสำรวจ"], False, id="a numbered one"),
        pytest.param(["ก", "รายงานผลการสำรวจ"], False, id="another page"),
        pytest.param(["ผลการสำรวจ"], False, id="no word for a document"),
    ],
)
def test_a_document_is_named_at_the_top_of_its_first_page(pages: list[str], *, named: bool) -> None:
    assert read_lines(pages)[-1].names_document is named


def test_a_line_in_the_middle_of_every_page_is_no_running_header() -> None:
    page = f"{PARAGRAPH}\n{PARAGRAPH}\nผลการสำรวจ\n{PARAGRAPH}\n{PARAGRAPH}"

    assert roles(PARAGRAPH * 8, page, page, page, printed=False).count(HEADING) == 3


@pytest.mark.parametrize(
    ("first", "pages", "lines"),
    [
        pytest.param("องค์ความรู้\nสำนักทดสอบ", 2, 2, id="little text before another page"),
        pytest.param("องค์ความรู้\nสำนักทดสอบ", 1, 0, id="the only page"),
        pytest.param("ก" * COVER_LETTERS, 2, 0, id="a full page"),
        pytest.param("คำนำ\nเอกสารเล่มนี้", 2, 0, id="a foreword"),
        pytest.param("รายงาน\nสำนักทดสอบ\nปี ๒๕๖๗\nคำนำ\nเล่มนี้", 1, 3, id="short lines before the foreword"),
    ],
)  # fmt: skip
def test_a_cover_is_told_by_little_text_on_the_first_page(
    first: str, pages: int, lines: int
) -> None:
    read = read_lines([first] + [PARAGRAPH] * (pages - 1))

    assert sum(line.on_cover for line in read) == lines


def test_a_title_goes_on_in_the_next_line_of_the_first_page_only() -> None:
    text = f"รายงาน\nผลการสำรวจ\n{PARAGRAPH}"

    assert roles(text)[1] is TITLE
    assert roles(PARAGRAPH, text)[2] is HEADING


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        pytest.param("ขั้ขั้นตอน", "ขั้นตอน", id="a syllable twice"),
        pytest.param("ขั้\nขั้\nนตอน", "ขั้นตอน", id="the second on a line of its own"),
        pytest.param("ต่าง ๆ", "ต่าง ๆ", id="nothing to mend"),
        pytest.param("นานา", "นานา", id="a word that is two alike"),
        pytest.param("๑\r\n๒", "๑\n๒", id="lines of another system"),
    ],
)
def test_syllables_that_a_pdf_maker_wrote_twice_are_folded(damaged: str, mended: str) -> None:
    assert mend(damaged) == mended


@given(pages=st.lists(THAI, max_size=4), printed=st.booleans())
def test_every_line_is_read_once_and_in_order(pages: list[str], *, printed: bool) -> None:
    read = read_lines(pages, printed=printed)

    expected = [
        (number, stripped)
        for number, text in enumerate(pages, 1)
        for line in mend(text).splitlines()
        if (stripped := line.strip(" ")) and not stripped.isspace()
    ]
    assert [(line.page, line.printed) for line in read] == expected


@given(text=st.text())
def test_words_shown_are_one_short_line(text: str) -> None:
    shown = show(text)

    assert len(shown) <= SHOWN_LETTERS
    assert "\n" not in shown


@pytest.mark.parametrize(
    "hostile",
    [".", " . ", "\t1", "…", "ขั้", "๑ ", "ก\n"],
    ids=[
        "a dot",
        "a dot between blanks",
        "a tab",
        "an ellipsis",
        "a mark",
        "a numeral",
        "a line break",
    ],
)
def test_a_page_of_dots_ends(hostile: str) -> None:
    assert read_lines([(hostile * 20_000)[:20_000]])


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("กิจกรรม", False),
        ("ลำดับ กิจกรรม", True),
        ("ที่ กิจกรรม ผล คะแนน กำหนด ผู้รับผิดชอบ", True),
        ("ที่ กิจกรรม ผล คะแนน กำหนด ผู้รับผิดชอบ หมายเหตุ", False),
        ("ลำดับ รายงานผลการดำเนินงานตามแผนส่งเสริมคุณธรรมของสำนัก", False),
    ],
)
def test_a_row_of_heads_is_two_to_six_short_pieces(text: str, heads: bool) -> None:
    assert is_row_of_heads(text) is heads
