"""The sentence about points says what the policy's values say, and never what a title says."""

from __future__ import annotations

import pytest

from domain.plan.model import Plan
from domain.plan.readings import with_value
from domain.words.policy import policy_sentence
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

REAL = load_plan([plan_folder(2567)]).plan


def changed(**values: object) -> Plan:
    plan = REAL
    for name, value in values.items():
        plan = with_value(plan, f"points_policy.{name}", value)
    return plan


@pytest.mark.parametrize(
    ("values", "thai"),
    [
        ({}, ("งานที่ครบหลังกำหนดได้คะแนนเต็มและแสดงว่าล่าช้า งานที่ยังไม่ครบไม่ได้คะแนน"
             " ยกเว้นลำดับ ๓๓ ซึ่งคิดคะแนนแยกกิจกรรมละ ๑๐ คะแนน")),
        ({"late": "none", "partial": "none"}, "งานที่ครบหลังกำหนดไม่ได้คะแนน งานที่ยังไม่ครบไม่ได้คะแนน"),
        ({"late": "40%", "partial": "none"},
         "งานที่ครบหลังกำหนดได้ ๔๐% ของคะแนน งานที่ยังไม่ครบไม่ได้คะแนน"),
        ({"late": "none", "title": "งานล่าช้าได้คะแนนเต็ม", "partial": "none", "numbers": "shown"},
         "งานที่ครบหลังกำหนดไม่ได้คะแนน งานที่ยังไม่ครบไม่ได้คะแนน ตัวเลขแสดงไว้โดยไม่มีผลต่อความครบ"),
        ({"late": "none", "partial": "none", "closes": "2024-09-15"},
         ("งานที่ครบหลังกำหนดไม่ได้คะแนน งานที่ยังไม่ครบไม่ได้คะแนน"
         " คะแนนปิดวันที่ ๑๕ กันยายน ๒๕๖๗ งานที่เสร็จหลังวันนั้นไม่ได้คะแนน")),
    ],
    ids=["as-shipped", "none", "share", "an-older-title", "closing-day"],
)  # fmt: skip
def test_the_policy_is_told_as_its_values_are(values: dict[str, object], thai: str) -> None:
    assert policy_sentence(changed(**values), "th") == thai


def test_the_policy_is_told_in_english_too() -> None:
    plan = changed(late="none", closes="2024-09-15", numbers="shown")

    assert policy_sentence(plan, "en") == (
        "late work earns nothing; partial work earns nothing, but each half of activity 33 has its own;"
        " numbers are shown and do not decide; points close on 2024-09-15: later work earns nothing"
    )
