"""What is looked for: the words that a section of the plan is known by, and which of them are its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.search_words import any_of, claims, core_of, families_of, search_words
from domain.language.thai import bare, fold
from domain.plan.model import Section
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REAL = load_plan([plan_folder(2567)]).plan
SECTIONS = [s for a in REAL.activities for r in a.requirements for s in r.sections]


def shown(title: str, *look_for: str) -> dict[str, bool]:
    """The words that are looked for, and whether each is the section's own title."""
    return {word.shown: word.own for word in search_words(title, look_for)}


@pytest.mark.parametrize(
    ("title", "look_for", "words"),
    [
        pytest.param("คำนำ", (), {"คำนำ": True}, id="the title alone"),
        pytest.param(
            "ภาคผนวก (ถ้ามี)", (), {"ภาคผนวก (ถ้ามี)": True, "ภาคผนวก": True}, id="without its aside"
        ),
        pytest.param(
            "ผลของสำนัก/กลุ่ม",
            (),
            {"ผลของสำนัก/กลุ่ม": True, "ผลของสำนัก": True, "ผลของกลุ่ม": True},
            id="a bureau or a group writes of itself",
        ),
        pytest.param(
            "การประเมินผล",
            ("ผลการประเมิน",),
            {"การประเมินผล": True, "ผลการประเมิน": False},
            id="what others write is not its own",
        ),
        pytest.param("คำนำ", ("คำนำ",), {"คำนำ": True}, id="the title written again stays its own"),
        pytest.param("ปัญหา", ("ปัญหา…แก้",), {"ปัญหา": True}, id="a family is no word"),
        pytest.param("( )", (), {}, id="nothing that could be compared"),
    ],
)
def test_a_section_is_known_by_its_title_and_by_what_else_people_write(
    title: str, look_for: tuple[str, ...], words: dict[str, bool]
) -> None:
    assert shown(title, *look_for) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ขั้นตอนการคัดเลือก", "ขั้นตอนคัดเลือกของสำนัก"),
        ("การนำไปใช้ประโยชน์", "ใช้ประโยชน์"),
        ("ผลการจัดกิจกรรม", "ผลดำเนินงาน"),
        ("ปัญหาที่ต้องแก้ไข", "ปัญหาต้องแก้"),
    ],
)
def test_words_that_say_the_same_have_one_core(one: str, other: str) -> None:
    assert core_of(fold(one)) == core_of(fold(other)) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("กลุ่มเป้าหมาย", "เป้าหมาย"), ("กลุ่มตัวอย่าง", "ตัวอย่าง"), ("ผลลัพธ์", "ผลผลิต")],
)
def test_words_that_say_something_else_keep_their_own_core(one: str, other: str) -> None:
    assert core_of(fold(one)) != core_of(fold(other))


@pytest.mark.parametrize(
    ("heading", "held"),
    [
        pytest.param("ปัญหาที่ต้องการแก้ไข", True, id="something between"),
        pytest.param("ปัญหาแก้", True, id="nothing between"),
        pytest.param("แก้ปัญหา", False, id="the other way round"),
        pytest.param("สรุปปัญหาและการแก้ไข", False, id="not from the beginning"),
        pytest.param("ปัญหา\nที่แก้", False, id="over two lines"),
    ],
)
def test_a_family_holds_its_words_in_their_order_in_one_line(heading: str, *, held: bool) -> None:
    pattern = any_of(families_of(("ปัญหา…แก้", "อื่น ๆ")))

    assert (
        bool(pattern.match(f"\n{bare(fold(heading)) if chr(10) not in heading else heading}"))
        is held
    )


@pytest.mark.parametrize("text", ["ปัญหา(…แก้", "[ก-ฮ]…", "…", "a.*b…c"])
def test_a_family_is_words_and_never_a_pattern_of_its_own(text: str) -> None:
    [family] = families_of((text,))

    assert any_of((family,)).match("\n" + "".join(map(bare, map(fold, text.split("…")))))


def test_the_longer_claim_tells_two_sections_apart() -> None:
    titles = ("สรุป", "สรุปสำหรับผู้บริหาร")
    short, long = claims(Section(id=str(n), title=title) for n, title in enumerate(titles))
    line = bare(fold("สรุปสำหรับผู้บริหารสำนัก"))

    assert short.holds(line)
    assert long.holds(line)
    assert long.letters > short.letters


def test_pictures_and_covers_claim_no_heading() -> None:
    sections = [
        Section.model_validate({"id": kind, "title": "ภาพปก", "kind": kind})
        for kind in ("images", "cover")
    ]

    assert list(claims(sections)) == []


def test_every_text_section_of_the_real_plan_is_looked_for_by_its_own_title() -> None:
    looked_for = [s for s in SECTIONS if s.kind == "text"]

    assert len(looked_for) > 50
    assert [
        s.title for s in looked_for if not any(w.own for w in search_words(s.title, s.look_for))
    ] == []


@given(title=st.text(max_size=30), look_for=st.lists(st.text(max_size=20), max_size=3))
def test_whatever_a_plan_says_words_are_each_looked_for_once(
    title: str, look_for: list[str]
) -> None:
    words = search_words(title, tuple(look_for))

    assert len({(w.shown, w.key) for w in words}) == len(words)
    assert all(word.bare for word in words)
