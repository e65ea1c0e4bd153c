"""`kamnot points` as an official types it."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.commands import Run

YEAR_END = ("--as-of", "2024-09-30")


def test_the_policy_and_all_footnotes_stand_beside_the_points(ready: Run) -> None:
    assert ready("measure", "set", "note-1.attended", "๑๑/๑๒", "--on", "2024-09-01")[0] == 0
    assert ready("measure", "set", "note-3.together", "ใช่", "--on", "2024-09-01")[0] == 0
    code, out, _ = ready("points", *YEAR_END)
    text = " ".join(out.split())
    assert code == 1
    assert "นโยบาย: งานที่ครบหลังกำหนดได้คะแนนเต็ม" in text
    assert "✓ หมายเหตุ ๑" in text
    assert "๙๑.๖๗% (๑๑/๑๒) ต้องไม่น้อยกว่า ๙๐%" in text
    assert "? หมายเหตุ ๒" in text
    assert "✓ หมายเหตุ ๓ ภาพการส่งรายงาน" in text
    assert "มี ต้องมีผู้ยืนยันว่ามี*" in text


@pytest.mark.parametrize(("by", "rows"), [("batch", 5), ("group", 4), ("activity", 38)])
def test_points_are_shown_by_batch_group_or_activity(ready: Run, by: str, rows: int) -> None:
    out = ready("points", "--by", by, *YEAR_END)[1]
    heads = {
        "batch": "กำหนดส่ง",
        "group": "คณะอำนวยการ|แผนฯ|การคัดเลือก|กิจกรรมฯ",
        "activity": r"^ *[๐-๙]+\.",
    }
    table = out.split("ตามแผน", 2)[2].split("ทั้งปี")[0]
    assert by == "activity" or "…" not in table
    assert sum(re.search(heads[by], line) is not None for line in table.splitlines()) == rows


def test_the_json_has_the_documented_keys(ready: Run) -> None:
    result = json.loads(ready("points", "--json", *YEAR_END)[1])
    assert result["schema"] == "kamnot/points/1"
    assert result["year"]["points"] == {
        "earned": 0, "accepted": 0, "in_review": 0, "open": 375, "waiting": 0, "lost": 0, "excused": 0,
        "printed": 375,
    }  # fmt: skip
    assert [b["points"]["printed"] for b in result["batches"]] == [125, 155, 50, 45, 0]
    assert [half["points"]["printed"] for half in result["activities"][32]["halves"]] == [10, 10]
    assert result["activities"][37]["points"]["printed"] is None
    assert [note["outcome"] for note in result["notes"]] == ["NOT_AVAILABLE"] * 3
