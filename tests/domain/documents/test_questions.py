"""Who, where, how, when: answered in other words, each of a group, proved by its place or a number."""

from __future__ import annotations

import pytest
from rapidfuzz.fuzz import partial_ratio

from domain.documents.headings import Document
from domain.documents.lines import read_lines
from domain.documents.matching import match_sections
from domain.documents.questions import NEAR_A_NUMBER, by_groups
from domain.facts import SectionFact, SectionOutcome
from domain.plan.model import Section

FOUND, DOUBTFUL = SectionOutcome.FOUND, SectionOutcome.DOUBTFUL
NOT_FOUND = SectionOutcome.NOT_FOUND


def section(title: str, *groups: list[str]) -> Section:
    return Section.model_validate({"id": "part", "title": title, "all_of": groups})


def answered(wanted: Section, *pages: str) -> SectionFact:
    return by_groups(wanted, Document(read_lines(pages)))


QUESTIONS = section(
    "ใครทำอะไร ที่ไหน อย่างไร เมื่อไร", ["ผู้เข้าร่วม", "บุคลากร"], ["สถานที่"], ["วิธีดำเนินการ"], ["วันที่"]
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("วันที่ ๑\nสถานที่ ห้องประชุม\nวิธีดำเนินการ บรรยาย\nบุคลากร ๙๖ คน", FOUND, id="all"),
        pytest.param("วันที่ ๑\nสถานที่ ห้องประชุม", DOUBTFUL, id="some"),
        pytest.param("ไม่มีรายละเอียด", NOT_FOUND, id="none"),
        pytest.param(
            "ผู้เข้าร่วมจำนวน ๙๖ คนมาถึงเมื่อวันที่ ๑๓ มีนาคม ๒๕๖๗ และทุกคนพอใจวิธีดำเนินการ ส่วนสถานที่ ๓ แห่งก็สะดวก",
            FOUND,
            id="told in running text with numbers",
        ),
        pytest.param(
            "บางคนอยากให้เล่าว่าบุคลากรคิดอย่างไร สถานที่น่าอยู่เพียงใด วันที่ดีควรเป็นอย่างไร และวิธีดำเนินการใดเหมาะ",
            DOUBTFUL,
            id="the words without an answer",
        ),
        pytest.param("ใครทำอะไร ที่ไหน เมื่อไร อย่างไร", DOUBTFUL, id="the questions in another order"),
    ],
)
def test_questions_are_answered_group_by_group(text: str, outcome: SectionOutcome) -> None:
    [fact] = match_sections([QUESTIONS], [text], 0, True, partial_ratio)

    assert fact.outcome is outcome


@pytest.mark.parametrize(
    ("met", "outcome"),
    [
        pytest.param(("วันที่ ๑",), NOT_FOUND, id="one of four"),
        pytest.param(("วันที่ ๑", "สถานที่ ๑"), DOUBTFUL, id="half of them"),
        pytest.param(("วันที่ ๑", "สถานที่ ๑", "บุคลากร ๙ คน"), DOUBTFUL, id="all but one"),
        pytest.param(
            ("วันที่ ๑", "สถานที่ ๑", "บุคลากร ๙ คน", "โดยมีวิธีดำเนินการบรรยาย"),
            FOUND,
            id="one may be told in passing",
        ),
        pytest.param(
            ("วันที่ ๑", "สถานที่ ๑", "โดยบุคลากรทุกคน", "โดยมีวิธีดำเนินการบรรยาย"),
            DOUBTFUL,
            id="two in passing are a doubt",
        ),
    ],
)
def test_as_many_answers_as_are_there_decide(met: tuple[str, ...], outcome: SectionOutcome) -> None:
    assert answered(QUESTIONS, "\n".join(met)).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param(f"มีบุคลากร{'ก' * (NEAR_A_NUMBER - 1)}๙", FOUND, id="near enough"),
        pytest.param(f"มีบุคลากร{'ก' * NEAR_A_NUMBER}๙", DOUBTFUL, id="a letter too far"),
        pytest.param("มี ๙ บุคลากร", DOUBTFUL, id="before the word"),
        pytest.param("บุคลากรทุกคน", FOUND, id="none is needed where a line begins with it"),
    ],
)
def test_a_number_close_behind_a_word_proves_it(text: str, outcome: SectionOutcome) -> None:
    wanted = section("ใคร", ["บุคลากร"], ["บุคลากร"], ["บุคลากร"])

    assert answered(wanted, text).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("จัดอบรม ณ ห้องประชุม", FOUND, id="a place"),
        pytest.param("จัดอบรม ณ  ห้องประชุม", FOUND, id="two blanks"),
        pytest.param("จัดอบรมณ ห้องประชุม", NOT_FOUND, id="the letter ends another word"),
        pytest.param("จัดอบรม ณ วันนั้น ห้องประชุมว่าง", NOT_FOUND, id="another word between"),
    ],
)
def test_a_place_is_named_by_its_small_word(text: str, outcome: SectionOutcome) -> None:
    assert answered(section("ที่ไหน", ["ณ ห้องประชุม"]), text).outcome is outcome


def test_the_page_that_answers_most_is_named_and_of_several_the_first() -> None:
    one, most = "สถานที่ ห้องประชุม", "วันที่ ๑\nสถานที่ ๒\nบุคลากร ๓ คน"

    assert answered(QUESTIONS, one, most, most).page == 2
    assert answered(QUESTIONS, "ไม่มี", one, f"วันที่ ๑\n{one}").page == 3


def test_words_without_a_proof_name_their_page_too() -> None:
    wanted = section("ใคร", ["บุคลากร"])

    assert answered(wanted, "ไม่มี", "คิดว่าบุคลากรพอใจ").page == 2


def test_a_promise_in_a_table_of_contents_answers_nothing() -> None:
    contents = "สารบัญ\nบุคลากร ........ ๑\nสถานที่ ........ ๒\nวันที่ ........ ๓\nวิธีดำเนินการ ........ ๔"

    assert answered(QUESTIONS, contents).outcome is NOT_FOUND


def test_the_words_that_answered_are_told_a_sure_one_before_one_in_passing() -> None:
    wanted = section("ใคร ที่ไหน", ["ผู้เข้าร่วม", "บุคลากร"], ["สถานที่"])

    fact = answered(wanted, "มีผู้เข้าร่วมด้วย\nสถานที่ ห้องประชุม", "บุคลากร ๙ คน")

    assert fact.words == "บคลากร, สถานท"
