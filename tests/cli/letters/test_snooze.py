"""`kamnot snooze`: kept, listed, taken back, and refused in one sentence. The clock stands in March 2567."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.commands import Run, actions


def listed(run: Run) -> list[dict[str, Any]]:
    result = json.loads(run("snooze", "list", "--json")[1])
    assert result["unit"] == "bureau"
    rows: list[dict[str, Any]] = result["snoozes"]
    return rows


def test_a_snooze_is_kept_listed_and_taken_back(current: Run, ready: Run) -> None:
    words = ("snooze", "add", "5", "--until", "15/03/2567", "--why", "รอลายเซ็น")
    code, out, _ = ready(*words)
    assert (code, "กิจกรรมที่ ๕ (คณะทำงานด้านแผนฯ) ถึง ๑๕ มีนาคม ๒๕๖๗ รอลายเซ็น" in out) == (0, True)
    [row] = listed(ready)
    assert (row["group"], row["until"], row["ended_on"]) == ("planning", "2024-03-15", None)
    assert ready("snooze", "end", "1")[0] == 0
    assert listed(ready)[0]["ended_on"] == "2024-03-11"
    assert actions()[:2] == ["snooze.end", "snooze.add"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("add", "5", "--until", "2024-03-15"), "เหตุผล", id="no reason"),
        pytest.param(
            ("add", "5", "--until", "2024-03-21", "--why", "x"),
            "วันครบกำหนด",
            id="past the due date",
        ),
        pytest.param(
            ("add", "2", "--until", "2024-03-15", "--why", "x"), "--group", id="a joint activity"
        ),
        pytest.param(
            ("add", "99", "--until", "2024-03-15", "--why", "x"), "ไม่มีกิจกรรม “99”", id="no activity"
        ),
        pytest.param(("add", "5", "--until", "soon", "--why", "x"), "อ่านวันที่", id="no date"),
        pytest.param(("end", "9"), "ไม่พบ", id="an unknown one"),
    ],
)
def test_a_snooze_that_cannot_be_ends_in_one_sentence(
    current: Run, ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready("snooze", *words)
    assert (code, said.count("\n")) == (2, 1)
    assert sentence in said
    assert listed(ready) == []


def test_a_joint_activity_is_snoozed_for_the_group_that_was_named(current: Run, ready: Run) -> None:
    more = ("--group", "campaign", "--until", "2024-03-15", "--why", "x")
    assert ready("snooze", "add", "2", *more)[0] == 0
    assert listed(ready)[0]["group"] == "campaign"
