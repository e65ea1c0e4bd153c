"""What little a machine can tell of an order, a slogan, a form and a picture; what is missing is a doubt."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.documents.lines import CELL, ROW, TABLE_END
from domain.documents.signs import match_signs
from domain.facts import SectionDoubt, SectionOutcome
from domain.language.ids import RequirementId
from domain.plan.model import Plan, Sign
from domain.plan.requirements import requirement_of
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

ORDER = """คำสั่งสำนักการคลังและงบประมาณ
ที่ ๑๑/๒๕๖๖
เรื่อง แต่งตั้งคณะทำงานขับเคลื่อนองค์กรคุณธรรม
จึงแต่งตั้งคณะทำงาน ประกอบด้วย
๑. ผู้อำนวยการสำนัก ประธานคณะทำงาน
๒. ผู้บังคับบัญชากลุ่มงานคลัง คณะทำงานและเลขานุการ
สั่ง ณ วันที่ ๑๕ พฤศจิกายน พ.ศ. ๒๕๖๖"""
REPORT = "บุคลากรช่วยกันเล่าบทเรียนจากงานของตน และจดไว้เพื่อส่งต่อให้ผู้ที่มาใหม่ตลอดทั้งปีงบประมาณ\n" * 12
FORM = """ใบสมัครสมาชิกชมรม STRONG จิตพอเพียงต้านทุจริต
ชื่อ-สกุล (นาย/นาง/นางสาว) {name}
ตำแหน่ง {post}
ข้าพเจ้ามีความประสงค์สมัครเป็นสมาชิกชมรม
ลงชื่อ ............................ ผู้สมัคร
วันที่ ......./......./......."""
DOTS = "." * 30


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan([plan_folder(2567)]).plan


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join((ROW, *(f"{CELL}\n{cell}\n" for cell in row))) for row in rows)
    return "\n" + "".join(lines) + TABLE_END + "\n"


def missed(plan: Plan, requirement: str, text: str, *, has_text: bool | None = True) -> set[str]:
    """The signs of a document that are not seen, though they could be."""
    signs = requirement_of(plan, RequirementId.parse(requirement)).signs
    seen = match_signs(signs, text.split("\f"), has_text)
    assert [fact.id for fact in seen] == [sign.id for sign in signs]
    return {fact.id for fact in seen if fact.why is SectionDoubt.NO_SIGN}


ORDERS: Mapping[str, tuple[str, set[str]]] = {
    "whole": (ORDER, set()),
    "of two officers": (
        "คำสั่งสำนัก\nที่ ๕ / ๒๕๖๗\nให้นางสาวสมใจ ใจดี รับมอบหมาย\nสั่ง ณ วันที่ ๒ มกราคม ๒๕๖๗\nนายสมชาย ใจงาม",
        set(),
    ),
    "European digits": (ORDER.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")), set()),
    "special number": (ORDER.replace("ที่ ๑๑/๒๕๖๖", "ที่ พิเศษ ๓/๒๕๖๖"), set()),
    "number on the title's line": (ORDER.replace("\nที่ ๑๑", " ที่ ๑๑"), set()),
    "short month": (ORDER.replace("พฤศจิกายน พ.ศ. ๒๕๖๖", "พ.ย. ๖๖"), set()),
    "weekday": (ORDER.replace("ณ วันที่", "ณ วันพุธที่"), set()),
    "blanks in words": (
        ORDER.replace("พฤศจิกายน", "พฤศจิก ายน").replace("คำสั่ง", "คำส ั่ง").replace("แต่งตั้ง", "แต่งต ั้ง"),
        set(),
    ),
    "number left open": (ORDER.replace("๑๑/๒๕๖๖", "....../๒๕๖๖"), {"number"}),
    "day left open": (ORDER.replace("วันที่ ๑๕", "วันที่      "), {"day"}),
    "day left to dots": (ORDER.replace("๑๕ พฤศจิกายน พ.ศ. ๒๕๖๖", DOTS), {"day"}),
    "day of effect alone": (ORDER.replace("สั่ง ณ วันที่", "ทั้งนี้ ตั้งแต่วันที่"), {"day"}),
    "another paper": (REPORT, {"order", "appoints", "number", "day", "people"}),
    "day for number": (ORDER.replace("ที่ ๑๑/๒๕๖๖", "วันที่ ๑๕/๑๑/๒๕๖๖"), {"number"}),
    "meeting for number": (ORDER.replace("ที่ ๑๑/๒๕๖๖", "ครั้งที่ ๑/๒๕๖๖"), {"number"}),
}


@pytest.mark.parametrize(("text", "lacks"), ORDERS.values(), ids=ORDERS)
def test_an_order_has_a_number_a_day_and_people(plan: Plan, text: str, lacks: set[str]) -> None:
    assert missed(plan, "4.order", text) == lacks


SLOGANS = {
    "alone": ("โปร่งใส ใส่ใจบริการ ร่วมต้านทุจริต", True),
    "with its title": ("คำขวัญของสำนักการคลังและงบประมาณ\n“สุจริต โปร่งใส คลังไทยก้าวหน้า”", True),
    "and what it means": (
        "คำขวัญของสำนัก\nสุจริต โปร่งใส คลังไทยก้าวหน้า\nความหมายของคำขวัญ\n" + REPORT,
        True,
    ),
    "quoted in a report": (REPORT + "ได้คัดเลือกคำขวัญว่า “สุจริต โปร่งใส คลังไทยก้าวหน้า”\n" + REPORT, True),
    "in lines": ("คำขวัญ\nสุจริตคือเกราะบัง\nโปร่งใสคือพลัง\nคลังไทยก้าวหน้า", True),
    "title without a slogan": ("คำขวัญของสำนักการคลังและงบประมาณ", False),
    "title and dots": (f"คำขวัญของสำนัก\n{DOTS}", False),
    "a report": (REPORT, False),
    "a word": ("ทดสอบ", False),
}


@pytest.mark.parametrize(("text", "seen"), SLOGANS.values(), ids=SLOGANS)
def test_a_slogan_is_a_few_words(plan: Plan, text: str, seen: bool) -> None:
    assert missed(plan, "33.slogan", text) == (set() if seen else {"slogan"})


FORMS = {
    "filled": (FORM.format(name="นางสาวสมใจ ใจดี", post="นักวิชาการ"), set()),
    "filled without a title": (FORM.format(name="สมใจ ใจดี", post=DOTS), set()),
    "filled on the dots": (FORM.format(name="........สมใจ ใจดี........", post=DOTS), set()),
    "title on the dots": (FORM.format(name="........นางสมใจ ใจดี", post=DOTS), set()),
    "in the text": (
        "ใบสมัครชมรม STRONG\nข้าพเจ้า นายสมชาย ใจงาม ตำแหน่งนิติกร มีความประสงค์สมัครเป็นสมาชิก",
        set(),
    ),
    "a list": (
        "รายชื่อผู้สมัครเป็นสมาชิกชมรม STRONG\n"
        + table(("ลำดับ", "ชื่อ - สกุล", "ตำแหน่ง", "ลายมือชื่อ"), ("๑", "สมใจ ใจดี", "", "")),
        set(),
    ),
    "a form in a table": ("สมาชิกชมรม STRONG" + table(("ชื่อ", "สมใจ ใจดี"), ("ตำแหน่ง", "")), set()),
    "empty": (FORM.format(name=DOTS, post=DOTS), {"name"}),
    "empty without dots": (FORM.format(name="", post=""), {"name"}),
    "empty with boxes": (FORM.format(name=f"☐ นาย ☐ นาง {DOTS}", post=DOTS), {"name"}),
    "an empty list": (
        "รายชื่อผู้สมัครเป็นสมาชิกชมรม STRONG\n"
        + table(("ลำดับ", "ชื่อ - สกุล", "หน่วยงาน", "ลายมือชื่อ"), ("๑", "", "", ""), ("๒", "", "", "")),
        {"name"},
    ),
    "an empty form in a table": (
        "สมัครสมาชิกชมรม STRONG" + table(("ชื่อ", ""), ("ตำแหน่ง", "")),
        {"name"},
    ),
    "of another club": (
        FORM.format(name="นางสมใจ ใจดี", post="").replace("STRONG จิตพอเพียงต้านทุจริต", "กีฬา"),
        {"club"},
    ),
    "another paper": (REPORT, {"member", "club", "name"}),
}


@pytest.mark.parametrize(("text", "lacks"), FORMS.values(), ids=FORMS)
def test_a_membership_form_is_filled(plan: Plan, text: str, lacks: set[str]) -> None:
    assert missed(plan, "29.membership-forms", text) == lacks


def test_nothing_is_missed_in_a_scan(plan: Plan) -> None:
    assert missed(plan, "4.order", "", has_text=False) == set()


def test_letters_that_make_no_words_are_no_missing_signs(plan: Plan) -> None:
    assert missed(plan, "4.order", "เธเธณเธชเธฑเนเธเธชเธณเธเธฑเธเธเธฒเธฃเธเธฅเธฑเธ " * 20) == set()


@pytest.mark.parametrize(
    ("photographic", "outcome"),
    [(True, SectionOutcome.FOUND), (False, SectionOutcome.DOUBTFUL)],
)
def test_a_picture_is_judged_by_its_look(photographic: bool, outcome: SectionOutcome) -> None:
    sign = Sign.model_validate({"id": "photo", "title": "ภาพถ่าย", "kind": "photograph"})
    [fact] = match_signs([sign], (), None, photographic=photographic)
    assert fact.outcome is outcome
