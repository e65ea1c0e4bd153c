"""`kamnot duty`: a month's duty is recorded once and refused in one sentence. The clock stands in March 2567."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.commands import Run, actions


def listed(run: Run) -> list[dict[str, Any]]:
    result = json.loads(run("duty", "list", "--json")[1])
    assert result["unit"] == "bureau"
    rows: list[dict[str, Any]] = result["duties"]
    return rows


@pytest.mark.parametrize("month", ["2024-01", "2567-01", "๒๕๖๗-๐๑", "2567-1"])
def test_a_months_duty_is_recorded_by_either_era(current: Run, ready: Run, month: str) -> None:
    assert ready("duty", "done", "complaints-report", month)[0] == 0
    done = {row["period"]: row["done_on"] for row in listed(ready)}
    assert (done["2024-01"], done["2024-02"], len(done)) == ("2024-03-11", None, 11)
    assert actions()[0] == "duty.done"
    shown = ready("duty", "list")[1].splitlines()
    assert "ยังไม่ได้บันทึก" in next(line for line in shown if "มีนาคม ๒๕๖๗" in line)
    assert "ยังไม่ถึง" in next(line for line in shown if "เมษายน ๒๕๖๗" in line)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("complaints-report", "2024-10"), "ไม่มีงานนี้ใน", id="after the year"),
        pytest.param(("complaints-report", "ตุลาคม"), "ไม่มีงานนี้ใน", id="no month"),
        pytest.param(("tea", "2024-01"), "ไม่รู้จักงานประจำรายเดือน", id="no duty"),
        pytest.param(("quarterly-report", "2024-01"), "ไม่รู้จักงานประจำรายเดือน", id="not monthly"),
        pytest.param(
            ("complaints-report", "2024-01", "--on", "2024-03-12"), "ยังมาไม่ถึง", id="a day to come"
        ),
    ],
)
def test_a_duty_that_cannot_be_done_ends_in_one_sentence(
    current: Run, ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready("duty", "done", *words)
    assert (code, said.count("\n")) == (2, 1)
    assert sentence in said
