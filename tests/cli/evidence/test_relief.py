"""`kamnot relief`: granted with who and why, seen in every check, ended with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.commands import Run

WHO = ("--authoriser", "ผู้อำนวยการสำนัก", "--why", "มติที่ประชุมครั้งที่ ๓/๒๕๖๗", "--on", "2024-03-01")


def activity(run: Run, number: int = 7, as_of: str = "2024-03-25") -> dict[str, Any]:
    said = json.loads(run("check", "march", "--as-of", as_of, "--dry-run", "--json")[1])
    found: dict[str, Any] = next(a for a in said["activities"] if a["number"] == number)
    return found


def test_an_extension_moves_the_due_date_of_one_activity(ready: Run) -> None:
    assert activity(ready)["timeliness"] == "overdue"

    code, out, _ = ready("relief", "extend", "๗", "--until", "๕ เมษายน ๒๕๖๗", *WHO)

    assert (code, "ขยายเวลาถึง ๕ เม.ย. ๖๗" in out) == (0, True)
    extended = activity(ready)
    assert (extended["due"], extended["printed_due"]) == ("2024-04-05", "2024-03-20")
    assert extended["timeliness"] == "not_yet_due"
    assert activity(ready, as_of="2024-04-06")["timeliness"] == "overdue"
    assert activity(ready, number=8)["timeliness"] == "overdue"


def test_a_waived_document_no_longer_counts_and_the_check_says_who_waived_it(ready: Run) -> None:
    ready("relief", "waive", "7/photos", *WHO)

    [photos] = [f for f in activity(ready)["findings"] if f["id"] == "7.photos"]

    assert photos["outcome"] == "NOT_APPLICABLE"
    assert "ผู้อำนวยการสำนัก" in photos["found"]
    check = ("check", "march", "--as-of", "2024-03-25", "--dry-run")
    assert "ข้อผ่อนผัน ๑ รายการ" in ready(*check)[1]
    assert "ผู้อำนวยการสำนัก" in ready(*check, "--full")[1]


def test_an_activity_that_does_not_apply_leaves_the_points(ready: Run) -> None:
    before = activity(ready)["points"]["printed"]

    ready("relief", "not-applicable", "7", *WHO)

    after = activity(ready)
    assert (before > 0, after["outcome"], after["points"]["printed"]) == (True, "NOT_APPLICABLE", 0)


def test_an_ended_relief_holds_until_its_last_day_and_stays_listed(ready: Run) -> None:
    ready("relief", "not-applicable", "7", *WHO)

    code, _, _ = ready("relief", "end", "1", "--why", "พบว่าเกี่ยวข้อง", "--on", "2024-03-10")

    assert code == 0
    outcomes = [activity(ready, as_of=f"2024-03-{d}")["outcome"] for d in ("09", "10")]
    assert outcomes == ["NOT_APPLICABLE", "NOT_MET"]
    said = json.loads(ready("relief", "list", "--json")[1])["reliefs"]
    assert [r["ended_on"] for r in said] == ["2024-03-10"]
    assert "มติที่ประชุม" in ready("relief", "list")[1]


@pytest.mark.parametrize(
    "words",
    [
        ("waive", "7", *WHO),
        ("waive", "7/memo", *WHO),
        ("waive", "7/photos", "--why", "ไม่มีภาพ"),
        ("waive", "7/photos", "--authoriser", "ผู้อำนวยการสำนัก"),
        ("not-applicable", "99", *WHO),
        ("extend", "7", *WHO),
        ("extend", "7", "--until", "2024-03-20", *WHO),
        ("extend", "7", "--until", "2025-01-01", *WHO),
        ("end", "1", "--why", "ไม่มี"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_cannot_be_granted_ends_in_a_sentence_and_nothing_is_kept(
    ready: Run, words: tuple[str, ...]
) -> None:
    code, _, err = ready("relief", *words)

    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert json.loads(ready("relief", "list", "--json")[1])["reliefs"] == []


def test_every_relief_is_in_the_audit(ready: Run) -> None:
    ready("relief", "extend", "7", "--until", "2024-04-05", *WHO)
    ready("relief", "end", "1", "--why", "ส่งแล้ว")

    lines = json.loads(ready("audit", "list", "--json")[1])["lines"]

    assert [line["action"] for line in lines[:2]] == ["relief.end", "relief.extension"]
