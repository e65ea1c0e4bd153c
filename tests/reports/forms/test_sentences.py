"""What was done, in sentences: only what is known, beside what was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from domain.facts import MeasureFact
from domain.language.ids import MeasureId
from reports.forms.dossier import Dossier
from reports.forms.sentences import of_activity, of_criterion
from tests.support.cast import file, number
from tests.support.dossiers import dossier, dossier_with, facts_in, form, table

DAY = date(2024, 2, 1)
BUREAU = "สำนักการคลังและงบประมาณ"


def said_of(known: Dossier, activity: int) -> list[str]:
    return list(of_activity(known, known.evaluation.by_number[activity]))


def knowing(*measures: MeasureFact) -> Dossier:
    return dossier_with(replace(facts_in("empty"), measures=measures), "integrated-plan-report")


def joined(part: int, whole: int) -> MeasureFact:
    day = date(2024, 1, 26)
    value = Fraction(part, whole)
    return MeasureFact(MeasureId(9, "joined"), value, DAY, part, whole, event_date=day)


@pytest.mark.parametrize(
    ("activity", "deed"),
    [
        (1, "ได้ประกาศเจตนารมณ์ร่วมกันที่จะขับเคลื่อนองค์กรคุณธรรมต้นแบบ เมื่อวันที่ ๔ พฤศจิกายน ๒๕๖๖"),
        (4, "ได้แต่งตั้งผู้รับผิดชอบ เมื่อวันที่ ๑๓ พฤศจิกายน ๒๕๖๖"),
        (16, "ได้จัดกิจกรรมรณรงค์ให้บุคลากรปฏิบัติตามวินัย เมื่อวันที่ ๑๙ ธันวาคม ๒๕๖๖"),
        (22, "ได้จัดทำรายงานตามแผนฯ ไตรมาส ๓ เมื่อวันที่ ๖ มกราคม ๒๕๖๗"),
        (37, "ได้ดำเนินการเรื่องมุมจริยธรรมของสำนัก/กลุ่ม เมื่อวันที่ ๒๐ กุมภาพันธ์ ๒๕๖๗"),
    ],
)
def test_an_activity_is_said_as_what_the_bureau_did_and_when(activity: int, deed: str) -> None:
    assert said_of(dossier("full", "integrated-plan-report"), activity)[0] == BUREAU + deed


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (18, "(บรรลุเป้าหมายร้อยละ ๙๐)"),
        (17, "(ยังไม่ถึงเป้าหมายร้อยละ ๙๐)"),
    ],
)
def test_a_share_tells_the_people_and_whether_it_reaches_its_threshold(
    part: int, said: str
) -> None:
    deed, shared = said_of(knowing(joined(part, 20)), 9)

    assert deed.endswith("ได้จัดกิจกรรมส่งเสริมการปฏิบัติตามหลักศาสนา เมื่อวันที่ ๒๖ มกราคม ๒๕๖๗")
    assert shared.startswith("บุคลากรกลุ่มเป้าหมายเข้าร่วมกิจกรรม")
    assert "จาก ๒๐ คน คิดเป็นร้อยละ" in shared
    assert shared.endswith(said)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("7.held", 2, "จัดกิจกรรม ๒ ครั้ง (บรรลุเป้าหมาย ๑ ครั้ง)"),
        ("19.channels", 2, "มีการนำไปเผยแพร่ ๒ ช่องทาง (ยังไม่ถึงเป้าหมาย ๓ ช่องทาง)"),
        ("25.stories", 10, "มีเรื่องเล่าความดี ๑๐ เรื่อง (บรรลุเป้าหมาย ๑๐ เรื่อง)"),
        ("2.goals", 5, "มีการกำหนดคุณธรรมเป้าหมาย ๕ เรื่อง (บรรลุเป้าหมาย ๕ เรื่อง)"),
    ],
)
def test_a_count_stands_beside_what_is_asked_for(name: str, value: int, said: str) -> None:
    known = knowing(number(name, value, DAY))

    deed, counted = said_of(known, int(name.partition(".")[0]))
    assert deed.startswith(f"{BUREAU}ได้")
    assert counted == said


def test_nothing_is_said_where_nothing_is_known_and_nothing_done_that_is_under_way() -> None:
    begun = replace(facts_in("empty"), evidence=(file("9.report", DAY),))

    assert said_of(dossier("empty", "integrated-plan-report"), 9) == []
    assert said_of(dossier_with(begun, "integrated-plan-report"), 9) == [
        f"{BUREAU}อยู่ระหว่างดำเนินการเรื่องกิจกรรมส่งเสริมการปฏิบัติตามหลักศาสนา"
    ]


def test_a_count_of_nothing_is_no_deed() -> None:
    assert said_of(knowing(number("7.held", 0, DAY)), 7) == ["จัดกิจกรรม ๐ ครั้ง (ยังไม่ถึงเป้าหมาย ๑ ครั้ง)"]


def test_a_criterion_tells_each_figure_and_leaves_room_for_what_is_unknown() -> None:
    criteria = dossier("full", "assessment-report").plan.rubric.criteria
    no = dossier_with(
        replace(facts_in("empty"), measures=(number("rubric.improved", False, DAY),)),
        "assessment-report",
    )

    full = [of_criterion(dossier("full", "assessment-report"), c, ()) for c in criteria]
    evaluated, improved, _ = of_criterion(no, criteria[4], ())

    [signed] = full[0]
    assert signed.startswith("ผู้บริหารและบุคลากรที่ร่วมประกาศเจตนารมณ์เป็นลายลักษณ์อักษร ๑๑๖ คน จาก ๑๒๐ คน")
    assert signed.endswith("คิดเป็นร้อยละ ๙๖.๖๗ (ถึงเกณฑ์ร้อยละ ๘๐)")
    assert full[3] == [
        "ผลสำเร็จของการดำเนินงานตามเป้าหมายของแผน คิดเป็นร้อยละ ๑๐๐ ครบ ๓๘ จาก ๓๘ กิจกรรม (ถึงเกณฑ์ร้อยละ ๗๐)"
    ]
    assert full[4][0] == "มีการประเมินผลหรือรายงานผลการดำเนินงาน"
    assert full[7][1] == "รูปแบบของสื่อที่จัดทำ ๑๒ รูปแบบ (ถึงเกณฑ์ ๒ รูปแบบ)"
    assert evaluated == "☐ มี ☐ ไม่มี การประเมินผลหรือรายงานผลการดำเนินงาน"
    assert improved == "ไม่มีการปรับปรุงหรือพัฒนาการดำเนินงาน"


def test_an_official_form_says_sentences_and_no_titles_of_files() -> None:
    rows = table(form("integrated-plan-report", "full"))

    assert "เมื่อวันที่ ๔ พฤศจิกายน ๒๕๖๖" in rows[2][2]
    assert "ประกาศนโยบาย No Gift Policy" not in rows[2][2]
