"""What a person wrote into a document that Kamnot began: help is taken out, and headings alone prove nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import partial_ratio

from domain.documents.starters import (
    ExpectedStarter,
    StarterCode,
    StarterText,
    brought,
    doubt_signs,
    hint_line,
    own_heading,
    weigh_starter,
)
from domain.facts import SectionDoubt, SectionFact, SectionOutcome
from domain.plan.model import Section, SectionKind

CODE = StarterCode("7.report", 2567, "bureau")
HINTS = {
    "use": "ยกงานที่เปลี่ยนไปหลังจากนั้นหนึ่งถึงสองเรื่อง ใครเริ่มทำ และเห็นอะไรต่างจากเดิม",
    "knowledge": "สรุปบทเรียนเป็นข้อสั้น ๆ อย่างน้อยสามข้อ พร้อมตัวอย่างที่ได้ยินหรือได้เห็นจริง",
    "images": "แทรกรูปหนึ่งถึงสองรูป แล้วเขียนใต้รูปว่าใครกำลังทำอะไร",
}
BEGUN = ExpectedStarter(CODE, HINTS)
SECTIONS = (
    Section(id="knowledge", title="องค์ความรู้ที่ได้จากการแลกเปลี่ยน"),
    Section(id="use", title="นำมาใช้ในสำนัก/กลุ่มอย่างไร (ถ้ามี)"),
    Section(id="images", title="ภาพประกอบ", kind=SectionKind.IMAGES),
)
SAID = "กลุ่มงานคลังเริ่มใช้แบบตรวจสอบใหม่ตั้งแต่เดือนมีนาคม เอกสารที่ต้องแก้ลดลงครึ่งหนึ่ง"
FOUND = [SectionFact(s.id, SectionOutcome.FOUND, 1, s.title) for s in SECTIONS]


def text(knowledge: str, use: str, end: str = CODE.line) -> str:
    """A document of two parts and the place of the pictures."""
    first, second, third = (own_heading(section) for section in SECTIONS)
    return f"๑. {first}\n{knowledge}\n๒. {second}\n{use}\n๓. {third}\n{end}"


def come_back(said: str, *, keywords: str = "", begun: ExpectedStarter = BEGUN) -> StarterText:
    found = brought(begun, keywords, [said], partial_ratio)
    assert found is not None
    return found


def judged(said: str, *, begun: ExpectedStarter = BEGUN, keywords: str = "") -> dict[str, str]:
    """The outcome of each part, with the doubt where there is one."""
    document = come_back(said, keywords=keywords, begun=begun)
    facts = weigh_starter(SECTIONS, FOUND, document, begun, printed=False)
    return {f.id: _outcome(f) for f in facts}


def _outcome(fact: SectionFact) -> str:
    """The outcome in a word; a part that is not sure is told by its doubt."""
    if fact.outcome is SectionOutcome.DOUBTFUL and fact.why is SectionDoubt.EMPTY:
        return "hardly"
    return fact.why.value if fact.why else fact.outcome.value


HELP = {name: hint_line(words) for name, words in HINTS.items()}

CASES: dict[str, tuple[str, dict[str, str]]] = {
    "untouched": (
        text(HELP["knowledge"], HELP["use"], f"{HELP['images']}\n{CODE.line}"),
        {"knowledge": "empty", "use": "empty", "images": "hint-left"}),
    "written": (text(SAID, SAID), {"knowledge": "found", "use": "found", "images": "found"}),
    "half written": (text(SAID, ""), {"knowledge": "found", "use": "empty", "images": "found"}),
    "a word or two are asked about": (
        text(SAID, "ดูแฟ้ม ก"), {"knowledge": "found", "use": "hardly", "images": "found"}),
    "a word before dots is asked about": (
        text(SAID, "ไม่มี ........"), {"knowledge": "found", "use": "hardly", "images": "found"}),
    "typed inside the brackets of a help": (
        text(SAID, "[ไม่มีผู้เสนอให้ของขวัญ]"), {"knowledge": "found", "use": "hardly", "images": "found"}),
    "typed behind a help and inside its brackets": (
        text(SAID, f"[คำแนะนำ: {HINTS['use']} {SAID}]"),
        {"knowledge": "found", "use": "hint-left", "images": "found"}),
    "typed in the place of a help's words": (
        text(SAID, "[คำแนะนำ: ไม่มีผู้เสนอให้ของขวัญ]"),
        {"knowledge": "hint-left", "use": "hint-left", "images": "hint-left"}),
    "dots are nothing": (text(SAID, "." * 90), {"knowledge": "found", "use": "empty", "images": "found"}),
    "help left beside what is written": (
        text(f"{SAID}\n{HELP['knowledge']}", SAID),
        {"knowledge": "hint-left", "use": "found", "images": "found"}),
    "written behind the help": (
        text(f"{HELP['knowledge']} {SAID}", SAID),
        {"knowledge": "hint-left", "use": "found", "images": "found"}),
    "help without its brackets": (
        text(SAID, HINTS["use"]), {"knowledge": "found", "use": "empty", "images": "found"}),
    "help without ten of its letters": (
        text(SAID, HELP["use"][12:]), {"knowledge": "found", "use": "empty", "images": "found"}),
    "help over two printed lines": (
        text(SAID, HELP["use"][:45] + "\n" + HELP["use"][45:]),
        {"knowledge": "found", "use": "empty", "images": "found"}),
    "help of another plan": (
        text(SAID, f"{SAID} [คำแนะนำ: ถ้อยคำที่แผนนี้ไม่มี]"),
        {"knowledge": "hint-left", "use": "hint-left", "images": "hint-left"}),
    "all headings written anew": (
        f"สรุปบทเรียน\n{SAID}\n{CODE.line}", {"knowledge": "found", "use": "found", "images": "found"}),
    "contents without pages": (
        f"สารบัญ\n๑. {SECTIONS[0].title}\t–\n๒. {own_heading(SECTIONS[1])}\t–\n{SAID}\n" + text(SAID, ""),
        {"knowledge": "found", "use": "empty", "images": "found"}),
    "nothing but the code": (CODE.line, {"knowledge": "found", "use": "found", "images": "found"}),
    "a heading that was taken out": (
        text(SAID, SAID).replace("๒. นำมาใช้ในสำนัก/กลุ่มอย่างไร", ""),
        {"knowledge": "found", "use": "found", "images": "found"}),
}  # fmt: skip


@pytest.mark.parametrize(("said", "outcome"), CASES.values(), ids=CASES.keys())
def test_what_is_between_two_headings_proves_a_part(said: str, outcome: dict[str, str]) -> None:
    assert judged(said) == outcome


def test_a_written_part_keeps_help_of_its_own_alone() -> None:
    document = come_back(text(HELP["knowledge"], SAID))

    assert document.left == {"knowledge"}
    assert "คำแนะนำ" not in "".join(document.pages)
    assert CODE.line not in "".join(document.pages)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("รายงานที่สำนักเขียนเองทั้งฉบับ\n๑. หลักการและเหตุผล\n" + SAID, id="a report of the bureau's own"),
        pytest.param("", id="nothing"),
        pytest.param("คำแนะนำสำหรับผู้เข้าร่วม: โปรดมาก่อนเวลา", id="the word alone"),
        pytest.param(text(SAID, "[คำแนะนำ: ควรจัดซ้ำทุกปี]", ""), id="advice of the bureau's own"),
        pytest.param(text("แต่ละกลุ่มเสนอบทเรียนเป็นข้อสั้น ๆ อย่างน้อยสามข้อ แล้วลงมติ", SAID, ""),
                     id="words that a help has too"),
        pytest.param(text("พร้อมตัวอย่างที่ได้ยินหรือได้เห็นจริง", SAID, ""), id="a piece of a help"),
    ],
)  # fmt: skip
def test_what_kamnot_did_not_begin_is_left_as_it_is(said: str) -> None:
    assert brought(BEGUN, "", [said], partial_ratio) is None


@pytest.mark.parametrize(
    ("keywords", "said"),
    [
        pytest.param("kamnot starter=7.report plan=2567 unit=bureau made=0a", "ก", id="by its description"),
        pytest.param("", f"ก\n{CODE.line}", id="by its last line"),
        pytest.param("", "ก\nรหัสเอกสาร  กำหนด 7.report / 2567 / bureau", id="by a line with more blanks"),
    ],
)  # fmt: skip
def test_a_starter_is_known_by_its_description_then_by_its_last_line(
    keywords: str, said: str
) -> None:
    assert come_back(said, keywords=keywords).code == CODE


@pytest.mark.parametrize("help_", [HINTS["knowledge"], HELP["knowledge"], HELP["knowledge"][1:-1]])
def test_without_both_it_is_known_by_its_help_and_only_doubted(help_: str) -> None:
    said = text(help_, "", "")

    assert come_back(said).code is None
    assert judged(said) == {"knowledge": "hint-left", "use": "found", "images": "found"}


ANSWERS = [
    "รายงานแล้ว ที่ สว ๐๐๐๑/๑๒ ลงวันที่ ๕ มี.ค. ๒๕๖๗", "ไม่มี จำนวน ๐ เรื่อง", "มี ๑ เรื่อง", "ไม่มี",
    "ไม่มีการรับของขวัญ", "นักวิชาการเงินและบัญชี",
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_short_answer_is_an_answer(answer: str) -> None:
    cases = Section(id="cases", title="กรณีเรื่องร้องเรียนมีหรือไม่")
    document = come_back(f"๑. {cases.title}\n{answer}\n{CODE.line}")

    [fact] = weigh_starter(
        [cases], [SectionFact("cases", SectionOutcome.NOT_FOUND)], document, BEGUN, printed=False
    )

    assert (fact.outcome, fact.why) == (SectionOutcome.FOUND, None)


OTHERS: dict[str, Callable[[], ExpectedStarter]] = {
    "of another year": lambda: ExpectedStarter(StarterCode("7.report", 2568, "bureau"), HINTS),
    "of another unit": lambda: ExpectedStarter(StarterCode("7.report", 2567, "other"), HINTS),
    "for another document": lambda: ExpectedStarter(StarterCode("8.report", 2567, "bureau"), HINTS),
}


@pytest.mark.parametrize("begun", OTHERS.values(), ids=OTHERS.keys())
def test_a_starter_of_something_else_proves_nothing_by_itself(
    begun: Callable[[], ExpectedStarter],
) -> None:
    document = come_back(text(SAID, SAID), begun=begun())
    facts = weigh_starter(SECTIONS, FOUND, document, begun(), printed=False)

    assert {f.why for f in facts} == {SectionDoubt.OTHER_STARTER}
    assert {f.words for f in facts} == {"7.report/2567/bureau"}


def test_one_paper_may_serve_several_requirements() -> None:
    begun = ExpectedStarter(StarterCode("8.report", 2567, "bureau"), HINTS, elsewhere=True)

    assert set(judged(text(SAID, SAID), begun=begun).values()) == {"found"}


def test_words_that_kamnot_wrote_are_no_signs_while_help_is_left() -> None:
    seen = [SectionFact("memo", SectionOutcome.FOUND)]
    left, written = come_back(text(HELP["use"], "")), come_back(text(SAID, SAID))

    assert [f.why for f in doubt_signs(seen, left, BEGUN)] == [SectionDoubt.HINT_LEFT]
    assert doubt_signs(seen, written, BEGUN) == seen


@given(st.text(alphabet="กขคงจชดตนบปมยรลวสหอะาิีุูเแโใไ่้ ", min_size=60, max_size=300))
def test_a_persons_words_are_never_taken_out(words: str) -> None:
    page = f"{words}\n{CODE.line}"

    kept = come_back(page)

    assert "".join(kept.pages).split() == brought_back(words)
    assert not kept.left


def brought_back(words: str) -> list[str]:
    from domain.documents.lines import mend

    return mend(words).split()
