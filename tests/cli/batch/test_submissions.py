"""`kamnot submissions`: the list, and the receiver's own numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Run, actions

SUBMIT = (
    "submit", "march", "--as-of", "2024-03-20", "--by", "ผู้อำนวยการสำนัก", "--incomplete", "--why", "ส่งเพิ่ม",
)  # fmt: skip


@pytest.fixture
def submitted(ready: Run, tmp_path: Path) -> Run:
    """March is handed in."""
    assert ready(*SUBMIT, "--out", str(tmp_path))[0] == 0
    return ready


@pytest.mark.parametrize("which", ["1", "๑", "march", "มีนาคม", "bureau-2567-march-1"])
def test_the_receivers_number_is_recorded_and_listed(submitted: Run, which: str) -> None:
    assert submitted("submissions", "received", which, "--number", " สธ ๑๒๓/๒๕๖๗ ")[0] == 0

    [one] = json.loads(submitted("submissions", "--json")[1])["submissions"]
    assert (one["number"], one["received_number"]) == (1, "สธ ๑๒๓/๒๕๖๗")
    assert one["received_on"]
    assert "สธ ๑๒๓/๒๕๖๗" in submitted("submissions", "มีนาคม")[1]
    assert "เลขรับ" not in one["receipt"]
    assert actions()[0] == "batch.received"


def test_another_number_needs_a_reason(submitted: Run) -> None:
    words = ("submissions", "received", "1", "--number")
    assert submitted(*words, "๑")[0] == 0

    assert submitted(*words, "๑")[0] == 0
    assert "--why" in submitted(*words, "๒")[2]
    assert (
        json.loads(submitted(*words, "๒", "--why", "พิมพ์ผิด", "--json")[1])["received_number"] == "๒"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("9", "--number", "๑"), "ไม่มีการนำส่งที่ ๙", id="no such one"),
        pytest.param(("กรกฎาคม", "--number", "๑"), "รอบ july ยังไม่ได้นำส่ง", id="another batch"),
        pytest.param(("สิงหาคม", "--number", "๑"), "ไม่มีรอบ", id="no batch"),
        pytest.param(("1",), "--number", id="no number"),
        pytest.param(("1", "--number", "๑", "--on", "1/1/2567"), "ตั้งแต่วันที่นำส่ง", id="before it"),
    ],
)
def test_what_cannot_be_recorded_is_one_sentence(
    submitted: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = submitted("submissions", "received", *words)

    assert (code, said.count("\n"), sentence in said) == (2, 1, True), said


def test_what_was_taken_back_gets_no_number(submitted: Run) -> None:
    assert submitted("unsubmit", "march", "--why", "ผิดรอบ")[0] == 0

    assert "ถูกถอนแล้ว" in submitted("submissions", "received", "march", "--number", "๑")[2]


def test_nothing_submitted_is_said(ready: Run) -> None:
    assert ready("submissions")[1] == "ยังไม่มีการนำส่ง\n"
