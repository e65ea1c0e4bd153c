"""`kamnot check` on the terminal: what each relief changed can be read there."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.console import Console

from cli.batch.check import show
from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, ReliefFact
from flows.check.check import CheckOutcome
from flows.letters.compose import Letters
from flows.letters.deliver import Delivered
from tests.support.cast import DUE, UNIT, file, relief, small_plan, weekday

PLAN = small_plan()


def shown(*reliefs: ReliefFact, width: int = 120) -> str:
    facts = Facts(UNIT, evidence=(file("2.report"),), reliefs=reliefs)
    evaluation = evaluate(PLAN, facts, DUE, weekday)
    outcome = CheckOutcome(evaluation, ("march",), (), Letters(), (), Delivered())
    out = io.StringIO()
    show(outcome, PLAN, Console(file=out, width=width), dry_run=False)
    return out.getvalue()


def test_reliefs_stand_under_the_table_with_who_granted_them() -> None:
    text = shown(
        relief("extension", "1", until=date(2024, 4, 5)),
        relief("waiver", "2.report", number=2),
    )
    table, _, rest = text.partition("ข้อผ่อนผัน")
    assert "ถึง ๕ เม.ย. ๖๗" in table
    assert "1 กิจกรรมที่ 1: ขยายเวลาถึง ๕ เม.ย. ๖๗ โดยผู้อำนวยการสำนัก" in rest
    assert "2.report รายงาน: ยกเว้นโดยผู้อำนวยการสำนัก" in rest
    assert "(ไม่ต้องใช้ เพราะครบแล้ว)" in rest


@pytest.mark.parametrize("width", [50, 70, 80, 120])
def test_an_activity_that_does_not_apply_reads_so_and_has_no_points(width: int) -> None:
    text = shown(relief("not-applicable", "1"), width=width)
    row = next(line for line in text.splitlines() if "กิจกรรมที่ 1" in line)
    assert "– ไม่เกี่ยวข้อง" in row
    assert "0/0" not in row
    assert "๐/๐" not in row


def test_without_reliefs_there_is_no_heading_for_them() -> None:
    assert "ข้อผ่อนผัน" not in shown()
