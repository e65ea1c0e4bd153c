"""Parts of a document are found in whole, damaged and rearranged Thai text, and never invented."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import partial_ratio

from domain.documents.matching import match_sections
from domain.facts import SectionFact, SectionOutcome
from domain.plan.model import Section, SectionKind

FOUND, DOUBTFUL = SectionOutcome.FOUND, SectionOutcome.DOUBTFUL
NOT_FOUND, CANNOT_TELL = SectionOutcome.NOT_FOUND, SectionOutcome.CANNOT_TELL

HEADINGS = (
    "บทสรุปผู้บริหาร",
    "ผลลัพธ์ที่ได้จากการจัดกิจกรรม",
    "องค์ความรู้ที่ได้จากการแลกเปลี่ยน",
    "กระบวนการสร้างคุณธรรมเป้าหมายของสำนัก",
    "ขั้นตอนการคัดเลือกภายในสำนัก",
    "ใครทำอะไร ที่ไหน อย่างไร เมื่อไร",
    "คำนำ",
)
FILLER = (
    "วันนี้อากาศแจ่มใส ผู้คนเดินทางมาถึงแต่เช้า และช่วยกันยกโต๊ะเก้าอี้จนเสร็จก่อนเก้าโมง",
    "อาหารว่างมีผลไม้ตามฤดูกาล น้ำสมุนไพร และขนมไทยจากร้านค้าชุมชนริมคลอง",
    "ตารางเวลาแน่นพอสมควร แต่ทุกคนยิ้มแย้มและกลับบ้านตรงเวลา",
)


def section(title: str, **more: object) -> Section:
    return Section.model_validate({"id": "part", "title": title, **more})


def only(
    wanted: Section,
    *pages: str,
    images: int = 0,
    has_text: bool | None = True,
    alike: bool = True,
) -> SectionFact:
    similarity = partial_ratio if alike else None
    [fact] = match_sections([wanted], pages, images, has_text, similarity)
    return fact


def zero_widths(text: str) -> str:
    return "\u200b".join(text)


def split_sara_am(text: str) -> str:
    return text.replace("ำ", "\u0e4d\u0e32")


def parted_sara_am(text: str) -> str:
    return text.replace("ำ", " ำ")


def lost_nikhahit(text: str) -> str:
    return text.replace("ำ", "า")


def tones_first(text: str) -> str:
    return re.sub("([\u0e31\u0e34-\u0e39])([\u0e48-\u0e4b])", r"\2\1", text)


def doubled_syllables(text: str) -> str:
    return re.sub("([ก-ฮ][\u0e31\u0e34-\u0e39][\u0e48-\u0e4b])", r"\1\1", text)


def doubled_marks(text: str) -> str:
    return re.sub("([\u0e48-\u0e4c])", r"\1\1", text)


def private_tones(text: str) -> str:
    return text.replace("\u0e48", "\uf70a").replace("\u0e49", "\uf70b")


def no_blanks(text: str) -> str:
    return text.replace(" ", "")


def broken_line(text: str) -> str:
    middle = next(i for i in range(len(text) // 2, len(text)) if "ก" <= text[i] <= "ฮ")
    return f"{text[:middle]}\r\n{text[middle:]}"


def numbered(text: str) -> str:
    return f"๑.๒ {text}"


DAMAGES: tuple[Callable[[str], str], ...] = (
    zero_widths,
    split_sara_am,
    parted_sara_am,
    lost_nikhahit,
    tones_first,
    doubled_syllables,
    doubled_marks,
    private_tones,
    no_blanks,
    numbered,
)


@pytest.mark.parametrize("damage", [*DAMAGES, broken_line], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("heading", [h for h in HEADINGS if len(h) > 8])
def test_a_heading_is_found_however_the_pdf_maker_damaged_it(
    damage: Callable[[str], str], heading: str
) -> None:
    fact = only(section(heading), FILLER[0], f"{damage(heading)}\n{FILLER[1]}")

    assert (fact.outcome, fact.page) == (FOUND, 2)


@given(
    heading=st.sampled_from(HEADINGS),
    damage=st.sampled_from(DAMAGES),
    pages=st.lists(st.lists(st.sampled_from(FILLER), max_size=3), min_size=1, max_size=4),
    data=st.data(),
)
def test_a_planted_heading_is_found_on_its_page(
    heading: str, damage: Callable[[str], str], pages: list[list[str]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(pages) - 1))
    pages[at].insert(data.draw(st.integers(0, len(pages[at]))), damage(heading))
    pages[-1].append("ทุกคนกลับบ้านโดยปลอดภัย")

    fact = only(section(heading), *("\n".join(lines) for lines in pages))

    assert (fact.outcome, fact.page) == (FOUND, at + 1)


@given(
    heading=st.sampled_from(HEADINGS),
    pages=st.lists(st.sampled_from(FILLER), max_size=4),
    alike=st.booleans(),
)
def test_an_absent_heading_is_never_found(heading: str, pages: list[str], alike: bool) -> None:
    assert only(section(heading), *pages, alike=alike).outcome is NOT_FOUND


@given(
    titles=st.lists(st.text(min_size=1, max_size=30), max_size=5),
    kinds=st.lists(st.sampled_from(SectionKind), min_size=5, max_size=5),
    pages=st.lists(st.text(max_size=200), max_size=3),
    images=st.integers(0, 3),
    has_text=st.sampled_from([True, False, None]),
)
def test_any_text_gets_one_answer_for_each_section_in_order(
    titles: list[str],
    kinds: list[SectionKind],
    pages: list[str],
    images: int,
    has_text: bool | None,
) -> None:
    sections = [
        Section(id=str(n), title=title, kind=kind)
        for n, (title, kind) in enumerate(zip(titles, kinds, strict=False))
    ]

    facts = match_sections(sections, pages, images, has_text, partial_ratio)

    assert [fact.id for fact in facts] == [s.id for s in sections]
    assert facts == match_sections(sections, pages, images, has_text, partial_ratio)
    assert all(f.page is None or 1 <= f.page <= len(pages) for f in facts)
    assert all((f.outcome in (FOUND, DOUBTFUL)) or not f.words for f in facts)


@given(
    heading=st.sampled_from(HEADINGS),
    pages=st.lists(st.sampled_from((*FILLER, *HEADINGS)), max_size=3, unique=True),
    more=st.sampled_from((*FILLER, *HEADINGS)),
)
def test_another_page_never_makes_a_found_part_vanish(
    heading: str, pages: list[str], more: str
) -> None:
    before = only(section(heading), *pages)

    after = only(section(heading), *pages, more)

    assert before.outcome is not FOUND or after.outcome is FOUND


@pytest.mark.parametrize(
    ("wanted", "text", "outcome"),
    [
        pytest.param(
            section("ภาคผนวก (ถ้ามี)"), "ภาคผนวก", FOUND, id="an aside in the title is not looked for"
        ),
        pytest.param(
            section("นำมาใช้ในสำนัก/กลุ่มอย่างไร"),
            "๓. นำมาใช้ในสำนักอย่างไร",
            FOUND,
            id="a bureau writes of itself, not of bureau or group",
        ),
        pytest.param(
            section("การประเมินผล", look_for=["ผลการประเมิน"]),
            "๒. ผลการประเมิน",
            FOUND,
            id="another heading for the same part",
        ),
        pytest.param(section("สรุป"), "๗. สรุป", FOUND, id="a short word heads a line"),
        pytest.param(
            section("สรุป"), "รายงานสรุป", DOUBTFUL, id="a short word inside another proves little"
        ),
        pytest.param(
            section("ผลผลิต"), "กิจกรรม ผลผลิต ผลลัพธ์", FOUND, id="a short word heads a column"
        ),
        pytest.param(
            section("บทสรุปผู้บริหาร"),
            "บทสรุปผู้บริหาร ........................ ๓",
            DOUBTFUL,
            id="a table of contents promises and does not prove",
        ),
        pytest.param(
            section("บทสรุปผู้บริหาร"),
            "ผู้จัดทำขอเสนอบทสรุปผู้บริหารไว้ ณ ที่นี้ " + FILLER[0],
            DOUBTFUL,
            id="a title in running text is no heading",
        ),
        pytest.param(
            section("วิธีการสำรวจ"),
            f"{FILLER[0]} ๒. วิธีการสำรวจ {FILLER[1]}",
            FOUND,
            id="a number in the middle of a paragraph",
        ),
        pytest.param(
            section("วิธีการสำรวจ"),
            f"วิธีการสำรวจ: {FILLER[1]} {FILLER[0]}",
            FOUND,
            id="a colon behind the words",
        ),
        pytest.param(
            section("ปัญหาที่อยากแก้", look_for=["ปัญหา…แก้"]),
            "๔. ปัญหาซึ่งสำนักต้องการแก้ไข",
            FOUND,
            id="a family of headings",
        ),
        pytest.param(
            section("ปัญหาที่อยากแก้", look_for=["ปัญหา…แก้"]),
            f"{FILLER[0]} เมื่อเห็นปัญหาแล้วก็ช่วยกันแก้ {FILLER[1]}",
            NOT_FOUND,
            id="a family is of headings, not of running text",
        ),
        pytest.param(
            section("ขั้นตอนการคัดเลือก"),
            "๓. ขั้นตอนในการคัดเลือกของสำนัก",
            FOUND,
            id="words that say nothing more",
        ),
        pytest.param(
            section("ปัญหาอุปสรรค"),
            "ข้อเสนอแนะและปัญหาอุปสรรค",
            FOUND,
            id="one of two parts under one heading",
        ),
        pytest.param(
            section("ผลการสำรวจ"),
            f"รายงาน\nผลการสำรวจ\n{FILLER[0]}",
            DOUBTFUL,
            id="a title that goes on in the next line",
        ),
        pytest.param(
            section("แบบสำรวจ"),
            "แบบสำรวจนี้ไม่ได้ใช้ในปีนี้",
            DOUBTFUL,
            id="a short sentence about the part",
        ),
        pytest.param(
            section("กระบวนการคัดเลือกภายในสำนัก"),
            "กระบวนกรคัดเลือกภายในสำนัก",
            FOUND,
            id="very like",
        ),
        pytest.param(
            section("กระบวนการคัดเลือกภายในสำนัก"),
            "กระบวนกรคัดเลอกภายในสนัก",
            DOUBTFUL,
            id="rather like",
        ),
    ],
)
def test_words_for_a_part(wanted: Section, text: str, outcome: SectionOutcome) -> None:
    assert only(wanted, f"{text}\n{FILLER[2]}").outcome is outcome


CONTENTS_LISTS = {
    "leaders": "สารบัญ\nคำนำ ........ ก\nวิธีการสำรวจ ........ ๑\nผลการสำรวจ ........ ๓",
    "tabs": "สารบัญ\nคำนำ\tก\nวิธีการสำรวจ\t๑\nผลการสำรวจ\t๓",
    "numbers": "สารบัญ\nคำนำ ก\nวิธีการสำรวจ ๑\nผลการสำรวจ ๓",
    "a table's cells": "สารบัญ\nเรื่อง\nหน้า\nคำนำ\nก\nวิธีการสำรวจ\n๑\nผลการสำรวจ\n๓",
    "a bare list": "สารบัญ\nคำนำ\nวิธีการสำรวจ\nผลการสำรวจ",
    "another heading": "หัวข้อในเล่ม\nบทนำ ๑\nวิธีการสำรวจ ๑\nผลการสำรวจ ๓",
}


@pytest.mark.parametrize("contents", CONTENTS_LISTS.values(), ids=CONTENTS_LISTS)
def test_a_table_of_contents_promises_and_the_heading_after_it_proves(contents: str) -> None:
    wanted = section("ผลการสำรวจ")
    promised = only(wanted, contents, FILLER[0])
    proved = only(wanted, contents, f"ผลการสำรวจ\n{FILLER[0]}")

    assert promised.outcome is DOUBTFUL
    assert (proved.outcome, proved.page) == (FOUND, 2)


def printed(text: str, width: int = 60) -> str:
    """Running text as it comes out of a PDF: one line of print after another."""
    return "\n".join(text[n : n + width] for n in range(0, len(text), width))


def test_a_line_that_goes_on_from_a_full_one_is_no_heading() -> None:
    full = "ก" * 58 + "ม "
    text = f"{full * 5}แบบสำรวจของสำนักอื่น"

    assert only(section("แบบสำรวจ"), printed(text)).outcome is DOUBTFUL
    assert (
        only(section("แบบสำรวจ"), f"{printed(full * 5)}\nสั้น\nแบบสำรวจของสำนัก\n{FILLER[0]}").outcome
        is FOUND
    )


def test_a_running_header_is_no_heading() -> None:
    pages = [f"การประเมินผลและรายงานผล หน้า {n}\n{FILLER[0]}" for n in range(1, 5)]

    assert only(section("การประเมินผล"), *pages).outcome is DOUBTFUL


def test_a_heading_belongs_to_the_part_that_it_says_most_of() -> None:
    wanted = [section("สรุป"), Section.model_validate({"id": "b", "title": "สรุปสำหรับผู้บริหาร"})]

    conclusion, summary = match_sections(wanted, [f"สรุปสำหรับผู้บริหาร\n{FILLER[0]}"], 0, True)

    assert summary.outcome is FOUND
    assert conclusion.outcome is not FOUND


PARTS = tuple(
    Section.model_validate({"id": str(n), "title": title})
    for n, title in enumerate(("วิธีการสำรวจ", "ผลการสำรวจ", "ข้อเสนอแนะ"))
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param(
            " ".join((FILLER[0], *(f"{s.title} {FILLER[1]} {FILLER[0]}" for s in PARTS))),
            FOUND,
            id="each with its text",
        ),
        pytest.param(
            f"{FILLER[0]} ประกอบด้วย วิธีการสำรวจ ผลการสำรวจ ข้อเสนอแนะ {FILLER[1]}",
            DOUBTFUL,
            id="only listed",
        ),
    ],
)
def test_headings_in_one_paragraph_support_each_other(text: str, outcome: SectionOutcome) -> None:
    facts = match_sections(PARTS, [text], 0, True)

    assert {fact.outcome for fact in facts} == {outcome}


def test_a_heading_is_preferred_to_an_earlier_mention() -> None:
    mention = f"ในหน้าถัดไปมีบทสรุปผู้บริหารซึ่งเล่าเรื่องทั้งหมด {FILLER[0]}"

    fact = only(section("บทสรุปผู้บริหาร"), mention, "บทสรุปผู้บริหาร\nสำนักจัดประชุม")

    assert (fact.page, fact.words) == (2, "บทสรุปผู้บริหาร")


def test_without_likeness_a_rather_like_heading_is_not_found() -> None:
    wanted = section("กระบวนการคัดเลือกภายในสำนัก")

    assert only(wanted, "กระบวนกรคัดเลอกภายในสนัก", alike=False).outcome is NOT_FOUND


COVER = section("ปก", kind="cover")


@pytest.mark.parametrize(
    ("pages", "outcome"),
    [
        pytest.param(("องค์ความรู้\nสำนักการคลังฯ", FILLER[0]), FOUND, id="little text first of two"),
        pytest.param(("องค์ความรู้\nสำนักการคลังฯ",), NOT_FOUND, id="the only page"),
        pytest.param((FILLER[0] * 9, FILLER[0]), NOT_FOUND, id="a full first page"),
        pytest.param(("คำนำ\nเอกสารเล่มนี้", FILLER[0]), NOT_FOUND, id="a foreword first"),
        pytest.param(
            ("คำปรารภ\nเอกสารเล่มนี้", FILLER[0]), NOT_FOUND, id="a foreword by another word"
        ),
        pytest.param(("บทที่ ๑ ความดี\nเล่ากันมา", FILLER[0]), NOT_FOUND, id="a chapter first"),
        pytest.param(
            ("\ue001\ue002" * 20, FILLER[0]), CANNOT_TELL, id="letters that nobody can read"
        ),
        pytest.param(("หน้าปก",), FOUND, id="the word itself"),
        pytest.param(("การปกครอง ปกติ ปกป้อง",), NOT_FOUND, id="the word inside others"),
        pytest.param((), NOT_FOUND, id="no page"),
    ],
)
def test_a_cover_is_a_first_page_with_little_text(
    pages: tuple[str, ...], outcome: SectionOutcome
) -> None:
    fact = only(COVER, *pages)

    assert (fact.id, fact.outcome) == ("part", outcome)


@pytest.mark.parametrize(
    ("images", "has_text", "outcome"),
    [
        pytest.param(2, True, FOUND, id="pictures"),
        pytest.param(0, True, NOT_FOUND, id="none"),
        pytest.param(3, False, CANNOT_TELL, id="a scan is pictures all over"),
        pytest.param(1, None, FOUND, id="a photo is a picture"),
    ],
)
def test_pictures_are_counted(images: int, has_text: bool | None, outcome: SectionOutcome) -> None:
    wanted = section("ภาพประกอบ", kind="images")

    assert only(wanted, "x", images=images, has_text=has_text).outcome is outcome


@pytest.mark.parametrize("has_text", [False, None])
@pytest.mark.parametrize(
    "wanted",
    [section("คำนำ"), COVER, section("เมื่อไร", all_of=[["วันที่"]])],
    ids=["text", "cover", "groups"],
)
def test_what_cannot_be_read_cannot_be_told(wanted: Section, has_text: bool | None) -> None:
    assert only(wanted, "คำนำ", "", has_text=has_text).outcome is CANNOT_TELL


def test_a_word_files_heading_is_found_between_paragraphs_of_one_length() -> None:
    paragraph = "สำนักได้ดำเนินการแล้วเสร็จ รายละเอียดปรากฏตามเอกสารฉบับนี้ทุกประการ"
    text = "\n".join(
        line for heading in ("ความเป็นมา", "คำนำ", "ผลผลิต", "สรุป") for line in (heading, paragraph)
    )
    section = Section(id="output", title="ผลผลิต")

    outcomes = [
        match_sections([section], (text,), 0, True, printed=printed)[0].outcome
        for printed in (True, False)
    ]

    assert outcomes == [SectionOutcome.DOUBTFUL, SectionOutcome.FOUND]
