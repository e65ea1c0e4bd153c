"""`kamnot knowledge`: the papers and the clip on one screen."""

from __future__ import annotations

import json

from tests.support.commands import Run


def test_each_paper_and_the_clip_says_what_is_missing_and_who_acts(ready: Run) -> None:
    code, out, _ = ready("knowledge", "--as-of", "2024-01-15")
    said = " ".join(out.split())

    assert code == 1
    assert "เสร็จและเผยแพร่แล้ว ๐ จาก ๕ เรื่อง" in said
    assert "๕. คลิป เรื่อง กระบวนการสร้างองค์กรคุณธรรมต้นแบบ (กิจกรรมที่ ๑๙)" in said
    assert "ผู้รับผิดชอบ: ทุกคณะ ภายใน ๓๐ มิถุนายน ๒๕๖๗ (วันทำการสุดท้าย ๒๘ มิถุนายน ๒๕๖๗)" in said
    assert "พ้นกำหนดแล้ว" not in said


def test_a_written_channel_is_shown_and_no_longer_asked_for(ready: Run) -> None:
    ready(
        "register", "add", "publications", "activity=2", "what=องค์ความรู้", "medium=document", "channel=bureau",
        "link=https://example.org/a", "day=2024-01-10", "--on", "2024-01-10",
    )  # fmt: skip

    code, out, _ = ready("knowledge", "--as-of", "2024-01-15", "--json")
    first = json.loads(out)["outputs"][0]

    assert code == 1
    assert first["channels"] == ["ช่องทางสำนัก/กลุ่ม"]
    assert (first["publish"], first["state"], first["groups"]) == (
        None, "none", ["campaign", "planning"],
    )  # fmt: skip
    assert "ช่องทางสำนัก/กลุ่ม (เอกสาร) ๑๐ ม.ค. ๖๗" in ready("knowledge", "--as-of", "2024-01-15")[1]
