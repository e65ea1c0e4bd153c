"""`kamnot init`: made once, and the same again."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.commands import Run
from tests.support.plan_tables import WRITERS, table_lines
from tests.support.processes.terminal import open_terminal

ROOT = Path(__file__).resolve().parents[3]


def test_init_twice_changes_nothing(ready: Run) -> None:
    code, out, _ = ready("init")
    assert (code, "มีอยู่แล้ว" in out) == (0, True)


def test_it_keeps_what_is_told(ready: Run) -> None:
    assert ready("init", "--telephone", "๙๒๖๓", "--since", "1/4/2567")[0] == 0
    assert "โทรศัพท์: ๙๒๖๓" in ready("unit", "profile")[1]


def test_a_bureau_that_begins_today_checks_its_own_year_and_says_so_nowhere_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    monkeypatch.setattr("flows.run.workspace.today", lambda: date(2026, 11, 29))

    code, out, _ = run("init", "--year", "๒๕๗๐")

    assert (code, "ปีงบประมาณ ๒๕๗๐" in out, "ยกมาจากแผนปี ๒๕๖๗" in out) == (0, True, True)
    assert "๒๐ มีนาคม ๒๕๗๐" in run("check", "march", "--dry-run")[1]
    assert "๒๐ มีนาคม ๒๕๖๗" in run("check", "march", "--dry-run", "--year", "2567")[1]
    assert "๒๐ มีนาคม ๒๕๖๗" in run("--year", "2567", "check", "march", "--dry-run")[1]
    assert "๒๐ มีนาคม ๒๕๖๗" in run("--year=๒๕๖๗", "check", "march", "--dry-run")[1]
    told = json.loads(run("check", "march", "--dry-run", "--json")[1])
    unsettled = told["year"]["unsettled"]
    assert unsettled["carried_from"] == 2567
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2567")
    assert "๒๐ มีนาคม ๒๕๖๗" in run("check", "march", "--dry-run")[1]
    assert "๒๐ มีนาคม ๒๕๗๐" in run("check", "march", "--dry-run", "--year", "2570")[1]


@pytest.mark.parametrize("year", ["67", "2027", "พ.ศ.", "25700", "2499", "2701", "-2570"])
def test_a_year_that_is_none_is_refused_in_one_sentence(run: Run, year: str) -> None:
    code, out, err = run("init", f"--year={year}")
    assert (code, out) == (2, "")
    assert err == f"ปีงบประมาณ “{year}” ใช้ไม่ได้ โปรดระบุปี พ.ศ. สี่หลัก เช่น ๒๕๗๐\n"


def test_at_a_terminal_a_year_without_a_plan_asks_for_the_bureau_s_table(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan = load_plan([plan_folder(2567)]).plan
    table = WRITERS["xlsx"](table_lines(plan), tmp_path / "แผน ๒๕๗๐.xlsx")
    answers = iter([f"'{table}'"])
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers, ""))

    code, out, _ = run("init", "--year", "2570")

    assert (code, "โปรดแก้ในไฟล์แล้วยืนยัน" in out) == (0, True)
    assert run("plan", "show", "--year", "2570")[0] == 0


ANSWERS = (
    (r"เริ่มใช้ระบบตั้งแต่วันที่ \[", "๑ เม.ย. ๖๗"),
    ("ส่งเอกสารที่ไหน:", "ห้อง ๓๐๒"),
    ("ผู้ประสานงาน", ""),
    ("โทรศัพท์:", "๙๒๖๓"),
    ("อีเมลที่ตอบจดหมายถึง:", "fin@"),
    ("โปรดเขียนเช่น", "fin@senate.example"),
    ("ขั้นต่อไป", ""),
)


def test_at_a_terminal_it_asks_what_letters_need_and_again_for_what_cannot_be_used(
    run: Run, tmp_path: Path
) -> None:
    with open_terminal(ROOT, {**os.environ, "PYTHONPATH": str(ROOT)}) as terminal:
        terminal.paste(f"{sys.executable} -P -m cli init\n")
        seen = 0
        for wanted, answer in ANSWERS:
            terminal.wait_for(wanted, 60, after=seen)
            seen = len(terminal.shown)
            terminal.paste(f"{answer}\n")

    shown = run("unit", "profile")[1]

    for line in ("ส่งเอกสารที่ไหน: ห้อง ๓๐๒", "โทรศัพท์: ๙๒๖๓", "fin@senate.example", "๑ เมษายน ๒๕๖๗"):
        assert line in shown
