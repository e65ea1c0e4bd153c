"""What people are asked to write into a register, so that its rows prove a number: which rows, how many, and where."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, RegisterRow
from domain.language.ids import MeasureId
from domain.plan.model import MeasureKind, MeasureRequirement, Register
from domain.results import Evaluation, writing_of
from domain.rubric.derived import with_derived
from domain.rubric.row_asks import ask_rows
from tests.domain.rubric.test_register_proofs import DAY, PLAN, STAFF, clip, row
from tests.support.cast import UNIT, file, weekday
from tests.support.dossiers import AS_OF, facts_by_rows

GOALS = tuple(row("goals", n, goal=f"ก{n}") for n in range(1, 5))
CHANNEL = "บันทึกช่องทางเผยแพร่อีก ๑ ช่องทาง ของกิจกรรมที่ ๑๙ ลงในทะเบียน “การเผยแพร่”"
TO_SHOW = "ระบุลิงก์หรือเลขที่หลักฐานที่ใช้ได้ในแถวที่ ๑ ของทะเบียน “การเผยแพร่” แถวนั้นจึงจะนับ"
Case = tuple[tuple[RegisterRow, ...], str, Fraction | int, str]
TABLE: dict[str, Case] = {
    "nothing is written": ((), "2.goals", 5, "บันทึกคุณธรรมเป้าหมาย ๕ เรื่อง ลงในทะเบียน “คุณธรรมเป้าหมาย”"),
    "one goal more": (GOALS, "2.goals", 5, "บันทึกคุณธรรมเป้าหมายอีก ๑ เรื่อง ลงในทะเบียน “คุณธรรมเป้าหมาย”"),
    "one channel more, and which": (
        (clip(1, "office"), clip(2, "social")), "19.channels", 3,
        f"{CHANNEL} (ยังไม่มีช่องทางสำนัก/กลุ่ม)"),
    "another activity's channel does not count": (
        (clip(1, "office", activity=33), clip(2, "social")), "19.channels", 2,
        f"{CHANNEL} (ยังไม่มีช่องทางสำนักงานและช่องทางสำนัก/กลุ่ม)"),
    "many choices are not listed": (
        (clip(1, "office"),), "rubric.media", 2, "บันทึกสื่อที่เผยแพร่อีก ๑ รูปแบบ ลงในทะเบียน “การเผยแพร่”"),
    "a row without its evidence": (
        (row("events", activity=7, joined=9),), "7.held", 1,
        "ระบุเลขที่หลักฐานที่ใช้ได้ในแถวที่ ๑ ของทะเบียน “กิจกรรมที่จัด” แถวนั้นจึงจะนับ"),
    "evidence that is gone, and more is needed": (
        (row("publications", activity=19, channel="office", picture=9),), "19.channels", 2,
        f"{TO_SHOW} · {CHANNEL} (ยังไม่มีสื่อโซเชียลมีเดียและช่องทางสำนัก/กลุ่ม)"),
    "a share without the head count": (
        (row("signatures", signed=9, sheet=1),), "1.signed", Fraction(9, 10),
        "บันทึกจำนวนบุคลากรของวันนั้นลงในทะเบียน “จำนวนบุคลากร”"),
    "a share that is too small": (
        (STAFF, row("signatures", signed=9, sheet=1)), "1.signed", Fraction(9, 10),
        "บันทึกจำนวนผู้ลงนามประกาศเจตนารมณ์ ลงในทะเบียน “การลงนามประกาศเจตนารมณ์” ให้ถึง ๙๐%"),
    "an honour of the other kind": (
        (row("honours", who="person"),), "rubric.units-honoured", 1,
        "บันทึกการยกย่องหน่วยงาน ลงในทะเบียน “การประกาศยกย่องเชิดชู”"),
    "papers of no activity": (
        (), "rubric.documented", 1,
        "บันทึกเอกสารองค์ความรู้หรือผลสำเร็จ ของทุกกิจกรรม ลงในทะเบียน “องค์ความรู้และผลสำเร็จที่ทำเป็นเอกสาร”"),
    "papers of all activities but two": (
        (row("knowledge", about=tuple(range(2, 38)), paper=1),), "rubric.documented", 1,
        "บันทึกเอกสารองค์ความรู้หรือผลสำเร็จ ของกิจกรรมที่ ๑, ๓๘ ลงในทะเบียน “องค์ความรู้และผลสำเร็จที่ทำเป็นเอกสาร”"),
    "a withdrawn row is no row": (
        (*GOALS, row("goals", 4, version=2, gone=True, on=DAY + timedelta(1))), "2.goals", 5,
        "บันทึกคุณธรรมเป้าหมายอีก ๒ เรื่อง ลงในทะเบียน “คุณธรรมเป้าหมาย”"),
    "a row without its number": (
        (row("events", 3, activity=12, joined=90, shown_by=1),), "12.benefit", Fraction(4, 5),
        "กรอกช่อง “ผู้ได้ทำประโยชน์เพื่อส่วนรวม (คน)” ของแถวที่ ๓ ในทะเบียน “กิจกรรมที่จัด”"),
    "a number that no rows prove": ((), "12.aware", Fraction(4, 5), ""),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "measure", "target", "asked"), TABLE.values(), ids=TABLE.keys())
def test_the_missing_row_is_named(
    rows: tuple[RegisterRow, ...], measure: str, target: Fraction | int, asked: str
) -> None:
    known = Facts(UNIT, rows=rows, evidence=(file("7.report", DAY, 1),))

    assert ask_rows(PLAN, known, MeasureId.parse(measure), target, "th").text == asked


@pytest.mark.parametrize(
    ("rows", "measure", "into"),
    [
        pytest.param((), "2.goals", "goals", id="another row"),
        pytest.param((row("events", 4, activity=7),), "7.held", "events 4", id="a row to correct"),
        pytest.param(
            (row("signatures", signed=1, sheet=1),), "1.signed", "headcount", id="the head count"
        ),
    ],
)
def test_the_deed_is_about_the_register_or_row_that_lacks_it(
    rows: tuple[RegisterRow, ...], measure: str, into: str
) -> None:
    known = Facts(UNIT, rows=rows, evidence=(file("7.report", DAY, 1),))
    ask = ask_rows(PLAN, known, MeasureId.parse(measure), 1, "th")

    assert ask.into == into
    assert writing_of(into).verb == ("register.correct" if " " in into else "register.add")


@pytest.mark.parametrize("measure", PLAN.proofs, ids=str)
def test_every_number_that_rows_prove_is_asked_for_in_both_languages(measure: MeasureId) -> None:
    asked = PLAN.measure_by_id[measure]
    least = asked.at_least if isinstance(asked, MeasureRequirement) else 1
    thai, english = (
        ask_rows(PLAN, Facts(UNIT), measure, least, lang).text for lang in ("th", "en")
    )

    assert thai.startswith("บันทึก")
    assert english.startswith("Write")
    assert not re.search(r"[0-9a-z{}]", thai), thai
    if asked.kind is MeasureKind.COUNT:
        assert asked.unit in thai


# What no finding asks for


def judged(*rows: RegisterRow, documents: bool = False, language: str = "th") -> Evaluation:
    """The bureau with these rows, and with all documents or none."""
    nothing = Facts(UNIT)
    facts = replace(facts_by_rows(), prove=nothing.prove) if documents else nothing
    known = with_derived(PLAN, replace(facts, rows=rows))
    return evaluate(PLAN, known, AS_OF, weekday, language=language)


def asked(*rows: RegisterRow, documents: bool = False, language: str = "th") -> dict[str, str]:
    found = judged(*rows, documents=documents, language=language).register_asks
    return {ask.register: ask.text for ask in found}


@pytest.mark.parametrize("documents", [False, True], ids=["nothing is in", "all documents are in"])
@pytest.mark.parametrize("register", [r for r in PLAN.registers if r.proves], ids=lambda r: r.id)
def test_rows_of_every_register_are_asked_for_while_a_number_that_they_prove_is_unknown(
    register: Register, *, documents: bool
) -> None:
    found = judged(documents=documents)
    remedies = [f.remedy for a in found.by_number.values() for f in a.findings]

    told = [*remedies, *(ask.text for ask in found.register_asks)]
    in_words = any(f"“{register.title}”" in text for text in told)
    # The documents of 28 and 31 prove by themselves what lessons prove.
    assert in_words == (register.id != "lessons" or not documents)


def test_circulars_are_asked_of_those_who_follow_the_plan_up_until_there_is_one() -> None:
    [ask] = [a for a in judged().register_asks if a.register == "circulars"]

    assert ask.groups == ("planning",)
    assert ask.text == (
        "บันทึกหนังสือแจ้งเวียนทุกฉบับ พร้อมจำนวนบุคลากรที่ส่งเข้าร่วมกิจกรรม ลงในทะเบียน “กิจกรรมตามแจ้งเวียน” (เกณฑ์ ๑๐๐%)"
    )
    assert ask.how.verb == "register.add"
    assert "circulars" not in asked(row("circulars", what="อบรม", sent=0))
    assert set(asked(language="en")) == set(asked())


def test_what_came_of_a_complete_activity_is_asked_of_its_groups_until_it_is_told() -> None:
    assert "outcomes" not in asked()
    found = [a for a in judged(documents=True).register_asks if a.register == "outcomes"]
    assert {group for ask in found for group in ask.groups} == set(PLAN.group_by_id)
    for ask in found:
        [group] = ask.groups
        assert all(group in PLAN.by_number[n].groups for n in ask.activities)
        assert "ซึ่งส่งครบแล้ว" in ask.text

    told = row("outcomes", activity=found[0].activities[0], appeared=True, what="ดี")
    [first, *_] = [
        a for a in judged(told, documents=True).register_asks if a.register == "outcomes"
    ]
    assert first.activities == found[0].activities[1:]


def test_a_compulsory_choice_without_a_row_is_asked_for_once_there_are_rows() -> None:
    assert "risks" not in asked()
    assert asked(row("risks", dimension="people"))["risks"] == (
        "บันทึกแถวของมิติการบริหารทรัพย์สินทางราชการ ซึ่งทุกสำนักต้องมี ลงในทะเบียน “ความเสี่ยงด้านความโปร่งใส”"
    )
    assert "risks" not in asked(
        row("risks", dimension="people"), row("risks", 2, dimension="property")
    )


def test_a_first_row_is_not_asked_for_twice() -> None:
    assert "meetings" not in asked()
    assert "meetings" in asked(documents=True)
    assert "honours" in asked(row("honours", who="person"))
