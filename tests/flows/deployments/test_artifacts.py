"""What Prefect's page shows after a check, without its server: rows and markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest

from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, SectionFact, SectionOutcome
from domain.plan.model import Plan
from domain.results import Points
from flows.check.check import CheckOutcome
from flows.check.check_many import UnitSummary
from flows.deployments.artifacts import (
    ROWS,
    headline,
    summary,
    table_rows,
    unit_rows,
    units_headline,
)
from flows.letters.compose import Letters
from flows.letters.deliver import Delivered
from flows.run.workspace import Workspace
from tests.support.cast import DUE, UNIT, file, photo, relief, share, small_plan, weekday

PLAN = small_plan()
RELIEFS = (
    relief("not-applicable", "1"),
    relief("extension", "2", number=2, until=date(2024, 4, 5)),
)
LETTER = 7.7
"""Pixels of a Thai letter in a cell of Prefect's page."""
ROOM = 568
"""Pixels that the table has at a width of 1,280."""


def outcome(facts: Facts, as_of: date = DUE, plan: Plan = PLAN) -> CheckOutcome:
    evaluation = evaluate(plan, facts, as_of, weekday)
    return CheckOutcome(evaluation, ("march",), (), Letters(), (), Delivered())


def rows(facts: Facts, as_of: date = DUE, language: str = "th") -> list[dict[str, str]]:
    return table_rows(outcome(facts, as_of).evaluation.batch("march"), PLAN, language)


def width(table: list[dict[str, str]]) -> float:
    """What a table needs without a break: its longest cells and eight pixels beside each."""

    def room(text: str) -> float:
        return LETTER * sum(unicodedata.category(c) != "Mn" for c in text) + 16

    return sum(max(room(t) for t in (name, *(r[name] for r in table))) for name in table[0])


def test_the_open_activities_come_first() -> None:
    done = Facts(
        UNIT, (photo("1.photos", 1), photo("1.photos", 2)), measures=(share("1.signed", 95, 100),)
    )
    assert [row["ที่"] for row in rows(done)] == ["๒", "๑"]
    assert [row["ที่"] for row in rows(Facts(UNIT))] == ["๑", "๒"]


def test_what_is_missing_is_said_by_its_kind() -> None:
    first, second = rows(Facts(UNIT))
    assert first == {
        "ที่": "๑", "กิจกรรม": "ที่ 1", "ผล": "ไม่ครบ", "คะแนน": "๐/๕", "ที่ยังขาด": "ภาพถ่าย, ตัวเลข",
    }  # fmt: skip
    assert second["ที่ยังขาด"] == "รายงาน"
    assert rows(Facts(UNIT), language="en")[0]["Missing"] == "photos, number"


@pytest.mark.parametrize(
    ("section", "outcome_said", "missing"),
    [
        pytest.param(SectionOutcome.NOT_FOUND, "ไม่ครบ", "รายงาน (ขาดหัวข้อ)", id="lacks a section"),
        pytest.param(SectionOutcome.CANNOT_TELL, "ยังบอกไม่ได้", "รายงาน (รอยืนยัน)", id="a scan"),
        pytest.param(SectionOutcome.DOUBTFUL, "ยังบอกไม่ได้", "รายงาน (รอยืนยัน)", id="doubtful"),
        pytest.param(SectionOutcome.FOUND, "ครบ", "–", id="complete"),
    ],
)
def test_a_report_that_came_in_says_what_it_lacks(
    section: SectionOutcome, outcome_said: str, missing: str
) -> None:
    report = file("2.report", sections=(SectionFact("result", section, 2, ""),))
    row = next(r for r in rows(Facts(UNIT, (report,))) if r["ที่"] == "๒")
    assert (row["ผล"], row["ที่ยังขาด"]) == (outcome_said, missing)


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        pytest.param(date(2024, 3, 20), "ไม่ครบ", id="on the due day"),
        pytest.param(date(2024, 3, 21), "เกินกำหนด", id="the day after"),
    ],
)
def test_what_is_overdue_says_so(as_of: date, said: str) -> None:
    assert {row["ผล"] for row in rows(Facts(UNIT), as_of)} == {said}


def test_what_came_late_says_so() -> None:
    late = date(2024, 3, 22)
    row = next(r for r in rows(Facts(UNIT, (file("2.report", late),)), late) if r["ที่"] == "๒")
    assert row["ผล"] == "ครบ ล่าช้า"


def test_the_table_shows_that_something_does_not_apply_or_has_more_time() -> None:
    extended, excused = rows(Facts(UNIT, reliefs=RELIEFS), date(2024, 3, 21))
    assert (extended["ที่"], extended["ผล"]) == ("๒", "ขยายเวลา")
    assert (excused["ผล"], excused["คะแนน"], excused["ที่ยังขาด"]) == ("ไม่เกี่ยวข้อง", "–", "–")


def test_the_summary_names_each_relief_and_who_is_responsible() -> None:
    checked = outcome(Facts(UNIT, reliefs=RELIEFS))
    text = summary(checked, checked.evaluation.batch("march"), PLAN, "th")
    assert text.count("### ข้อผ่อนผัน") == 1
    assert "ขยายเวลาถึง ๕ เม.ย. ๖๗" in text
    assert "กิจกรรมที่ 1: ไม่เกี่ยวข้อง ตามที่ผู้อำนวยการสำนัก" in text
    assert "\nplanning, campaign · ยังไม่ถึงกำหนด\n" in text


def test_what_does_not_apply_is_not_among_the_activities_counted() -> None:
    march = outcome(Facts(UNIT, reliefs=RELIEFS[:1])).evaluation.batch("march")
    assert headline(march, "th").startswith("ครบ ๐ จาก ๑ กิจกรรม ได้ ๐ จาก ๑๐ คะแนน")


def test_without_reliefs_there_is_no_heading_for_them() -> None:
    checked = outcome(Facts(UNIT))
    assert "ข้อผ่อนผัน" not in summary(checked, checked.evaluation.batch("march"), PLAN, "th")


@pytest.mark.parametrize("batch", ["march", "june-20", "june-30", "july", "september"])
@pytest.mark.parametrize("as_of", [date(2024, 3, 13), date(2024, 9, 30)])
def test_a_table_of_the_real_plan_fits_the_page(
    workspace: Workspace, run_check: Callable[..., CheckOutcome], batch: str, as_of: date
) -> None:
    checked = run_check(batch, as_of=as_of, dry_run=True)
    table = table_rows(checked.evaluation.batch(batch), workspace.plan, "th")
    assert width(table) <= ROOM
    assert all(row["ที่ยังขาด"] != "–" for row in table)


# Many units

NAMES = {"a": "สำนักการคลังและงบประมาณ", "b": "สำนักการประชุม", "c": "สำนักวิชาการ"}
SUMMARIES = (
    UnitSummary("c", complete=True, points=Points(125, 125, 0, 0, 125)),
    UnitSummary("a", points=Points(55, 125, 0, 0, 125), letters=3, missing=7),
    UnitSummary("b", trouble="ไฟล์แผนของสำนักนี้ใช้ไม่ได้ โปรดแก้แล้วสั่งตรวจใหม่"),
)


def test_units_are_shown_by_name_those_in_trouble_first() -> None:
    table = unit_rows(SUMMARIES, NAMES, "th")
    assert [tuple(row.values()) for row in table] == [
        ("สำนักการประชุม", "ตรวจไม่ได้", "–", "–", "ไฟล์แผนของสำนักนี้ใช้ไม่…"),
        ("สำนักการคลังและงบประมาณ", "ไม่ครบ", "๕๕/๑๒๕", "๓", "๗ กิจกรรม"),
        ("สำนักวิชาการ", "ครบ", "๑๒๕/๑๒๕", "๐", "–"),
    ]
    assert width(table) <= ROOM


def test_above_the_table_the_whole_reason_stands() -> None:
    assert units_headline(SUMMARIES, NAMES, "th") == (
        "ครบ ๑ จาก ๓ สำนัก\n\n**สำนักการประชุม** ตรวจไม่ได้: ไฟล์แผนของสำนักนี้ใช้ไม่ได้ โปรดแก้แล้วสั่งตรวจใหม่"
    )
    assert units_headline(SUMMARIES[:1], NAMES, "en") == "1 of 1 units complete"


def test_of_ten_thousand_units_the_furthest_behind_are_shown_and_the_rest_is_counted() -> None:
    found = [UnitSummary(f"u{n:05d}", missing=n) for n in range(9_900)]
    found += [UnitSummary(f"x{n}", trouble="ไม่ได้") for n in range(100)]
    table, words = unit_rows(found, {}, "th"), units_headline(found, {}, "th")
    assert (len(table), table[100]["สำนัก"]) == (ROWS, "u09899")
    assert words.startswith("ครบ ๐ จาก ๑๐๐๐๐ สำนัก")
    assert words.count("ตรวจไม่ได้") == 20
    assert words.endswith("และอีก ๘๐")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("[x](http://a.b)", "(x)(http\u2060://a.b)", id="link"),
        pytest.param("<b>x</b>", "(b)x(/b)", id="html"),
        pytest.param("*x* `y` _z_", "·x· 'y' -z-", id="emphasis"),
        pytest.param("๑. x", "๑. x", id="a Thai number begins no list"),
        pytest.param("1. x", "\u20601. x", id="list"),
        pytest.param("# x", "\u2060# x", id="heading"),
        pytest.param("www.a.b x@a.b", "www\u2060.a.b x\u2060@a.b", id="bare links"),
        pytest.param("a&lt;b", "a&\u2060lt;b", id="entity"),
        pytest.param("ก\n\nข", "ก ข", id="lines"),
    ],
)
def test_peoples_words_are_no_markdown_in_a_cell(name: str, shown: str) -> None:
    [row] = unit_rows((UnitSummary("x"),), {"x": name}, "th")
    assert row["สำนัก"] == shown
