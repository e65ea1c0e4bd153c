"""What Prefect's page shows after a check, without its server: rows and markdown."""

from __future__ import annotations

from datetime import date

from domain.evaluate import evaluate
from domain.facts import Facts
from flows.artifacts import headline, summary, table_rows
from flows.check import CheckOutcome
from flows.deliver import Delivered
from flows.digests import Letters
from tests.support.cast import DUE, UNIT, relief, small_plan, weekday

PLAN = small_plan()
RELIEFS = (
    relief("not-applicable", "1"),
    relief("extension", "2", number=2, until=date(2024, 4, 5)),
)


def outcome(facts: Facts) -> CheckOutcome:
    evaluation = evaluate(PLAN, facts, DUE, weekday)
    return CheckOutcome(evaluation, ("march",), (), Letters(), (), Delivered())


def test_the_table_and_the_summary_name_each_relief() -> None:
    checked = outcome(Facts(UNIT, reliefs=RELIEFS))
    march = checked.evaluation.batch("march")
    first, second = table_rows(march, PLAN, "th")
    assert first["ข้อผ่อนผัน"].startswith("กิจกรรมที่ 1: ไม่เกี่ยวข้อง ตามที่ผู้อำนวยการสำนัก")
    assert first["คะแนน"] == "-"
    assert "ขยายเวลาถึง ๕ เม.ย. ๖๗" in second["ข้อผ่อนผัน"]
    text = summary(checked, march, "th")
    assert text.count("### ข้อผ่อนผัน") == 1
    assert "ขยายเวลาถึง ๕ เม.ย. ๖๗" in text


def test_what_does_not_apply_is_not_among_the_activities_counted() -> None:
    march = outcome(Facts(UNIT, reliefs=RELIEFS[:1])).evaluation.batch("march")
    assert headline(march, "th").startswith("ครบ ๐ จาก ๑ กิจกรรม ได้ ๐ จาก ๑๐ คะแนน")


def test_without_reliefs_there_is_no_heading_for_them() -> None:
    checked = outcome(Facts(UNIT))
    assert "ข้อผ่อนผัน" not in summary(checked, checked.evaluation.batch("march"), "th")
