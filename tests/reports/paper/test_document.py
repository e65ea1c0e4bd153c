"""A document's parts: text fit to print, tables that fit together, rows that stay together."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.thai import show_date
from reports.paper.document import (
    HELD,
    Block,
    Break,
    Doc,
    Image,
    Pages,
    Para,
    Run,
    Table,
    box,
    breakable,
    cell,
    clean,
    dots,
    header_row,
    heading,
    kept_after,
    para,
    row,
)

PICTURE = Image(Path("ภาพ.jpg"), "ภาพ")


@given(st.text())
def test_text_from_outside_has_nothing_that_cannot_be_printed(text: str) -> None:
    printed = clean(text)

    assert not re.search("[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]", printed)
    assert clean(printed) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("ก\nข", "ก ข", id="a line end is a blank"),
        pytest.param("ก\r\n\tข", "ก ข", id="many are one"),
        pytest.param("ก\x00ข", "ก ข", id="a null"),
        pytest.param("น\u0e4d\u0e49\u0e32", "น้ำ", id="marks in their order"),
        pytest.param("<b>&amp;", "<b>&amp;", id="markup is text"),
    ],
)
def test_text_is_made_fit_to_print(text: str, printed: str) -> None:
    assert clean(text) == printed


@given(st.text(alphabet="กขabc_-./@= 123", max_size=60))
def test_a_break_changes_no_letter(text: str) -> None:
    assert breakable(text).replace("\u200b", "") == text


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        pytest.param("a" * 12, 0, id="short enough"),
        pytest.param("a" * 24, 1, id="every twelve letters"),
        pytest.param("IMG_20240213_1.jpg", 2, id="after its signs"),
        pytest.param("รายงาน_ฉบับแก้ไข", 1, id="a Thai name with a sign"),
        pytest.param(dots(40), 0, id="a dotted line stays whole"),
        pytest.param("รายงานสรุปผลการดำเนินงานประจำปี", 0, id="Thai breaks at its words"),
    ],
)
def test_a_long_name_may_break_and_nothing_else(text: str, breaks: int) -> None:
    assert breakable(text).count("\u200b") == breaks


@pytest.mark.parametrize(
    "text",
    [
        show_date(date(2024, 3, 20)),
        "๒๐ มีนาคม",
        "พ.ศ. ๒๕๖๗",
        "มี ☐",
        f"ไม่มี {box(ticked=True)}",
        "มี ☐ ไม่มี ☑",
        "☐ ไม่มี",
        "☑ มี",
        "๑๗* กิจกรรม",
        "๑๒๐ คน",
        "๐๘๑ ๒๓๔ ๕๖๗๘",
        "๐ ๒๘๓๑ ๙๒๖๓-๕",
    ],
)
def test_what_is_read_as_one_is_held_together(text: str) -> None:
    assert re.fullmatch(HELD, text)


@pytest.mark.parametrize("text", ["มี", "๒๐", "ไม่มี อะไร", "พ.ศ. นี้"])
def test_other_words_may_be_parted(text: str) -> None:
    assert not re.fullmatch(HELD, text)


# Tables


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(row("ก"), id="too few"),
        pytest.param(row("ก", "ข", "ค"), id="too many"),
        pytest.param(row(cell("ก", span=2), "ข"), id="a span too wide"),
    ],
)
def test_a_row_that_does_not_fill_its_table_is_refused(line: object) -> None:
    with pytest.raises(ValueError, match=r"row 1 fills \d of 2 columns"):
        Table((1, 1), (header_row("ก", "ข"), line))  # type: ignore[arg-type]  # rows, built above


def test_a_span_fills_as_many_columns_as_it_says() -> None:
    assert Table((1, 1, 1), (row(cell("รวม", span=2), "๔"),), header=0).rows


LOW, HIGH = row("ก"), row("ก " * 2000)


@pytest.mark.parametrize(
    ("rows", "keep", "kept"),
    [
        pytest.param((LOW, LOW, LOW), True, 2, id="the last two"),
        pytest.param((LOW, LOW, LOW), False, 0, id="none where nobody signs"),
        pytest.param((LOW, HIGH, LOW), True, 1, id="one, where the one before is high"),
        pytest.param((LOW, LOW, HIGH), True, 0, id="none that is a page high by itself"),
        pytest.param((LOW,), True, 1, id="the only one"),
        pytest.param((), True, 0, id="an empty table"),
    ],
)
def test_the_last_low_rows_stay_with_a_signature(
    rows: tuple[object, ...], *, keep: bool, kept: int
) -> None:
    table = Table((1,), (header_row("ก"), *rows), keep=keep)  # type: ignore[arg-type]  # rows, built above

    assert table.kept_rows(16.0) == kept


def test_a_row_is_higher_in_a_narrower_text_and_with_a_picture() -> None:
    long = row("ก" * 900, cell(PICTURE))
    narrow, wide = Table((1, 9), (long,), header=0), Table((9, 1), (long,), header=0)

    assert not narrow.keeps_whole(long, 16.0)
    assert wide.keeps_whole(long, 40.0)
    assert not wide.keeps_whole(row("ก", cell(Image(Path("x"), "x", height=12.0))), 40.0)


KEPT, LAST = para("ลงชื่อ", keep=True), para("ผู้รายงาน")


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        pytest.param((KEPT, LAST), (KEPT, LAST), id="to the one that is not held"),
        pytest.param((LAST, LAST), (LAST,), id="one alone"),
        pytest.param((KEPT, heading("ต่อไป")), (), id="a heading does not stay"),
        pytest.param((KEPT, Break()), (), id="a page ends"),
        pytest.param((KEPT,), (), id="the document ends"),
        pytest.param((), (), id="nothing follows"),
    ],
)
def test_a_place_to_sign_stays_with_a_table_that_is_signed(
    rest: tuple[Block, ...], kept: tuple[Para, ...]
) -> None:
    signed, plain = (Table((1,), (LOW,), header=0, keep=keep) for keep in (True, False))

    assert kept_after(signed, rest) == kept
    assert kept_after(plain, rest) == ()
    assert kept_after(LAST, rest) == ()


# Documents


def test_pictures_are_found_wherever_they_stand_in_reading_order() -> None:
    first, second, third = (Image(Path(f"{n}.jpg"), str(n)) for n in range(3))
    table = Table((1, 1), (row("ก", cell(second, "ข")),), header=0)

    doc = Doc("ก", "ข", date(2024, 3, 13), (Pages((first, table)), Pages((third,), landscape=True)))

    assert list(doc.images()) == [first, second, third]
    assert list(doc.blocks()) == [first, table, third]


def test_the_margins_of_government_letters_leave_the_text_its_width() -> None:
    assert Pages(()).width == pytest.approx(16.0)
    assert Pages((), landscape=True).width == pytest.approx(25.7)


def test_words_of_one_look_after_the_other_are_one_text() -> None:
    said = para((Run("แผน: "), Run("มี\n", bold=True)))

    assert said.text == "แผน: มี "
    assert [run.bold for run in said.runs] == [False, True]


def test_a_cell_says_its_paragraphs_a_line_each_and_no_picture() -> None:
    assert cell("ก", PICTURE, para("ข")).text == "ก\nข"
    assert cell().content == (para(""),)


def test_column_heads_are_bold_centred_and_shaded() -> None:
    made = header_row("ลำดับ", cell("คะแนน", span=2)).cells

    [head] = made[0].content
    assert isinstance(head, Para)
    assert (head.align, head.runs[0].bold, made[0].shaded) == ("center", True, True)
    assert made[1].span == 2


def test_a_heading_stays_with_what_follows() -> None:
    assert (heading("ก", 2).level, heading("ก").keep, para("ก").keep) == (2, True, False)
