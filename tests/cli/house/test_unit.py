"""`kamnot unit`: what a unit tells once is shown wherever it is asked for."""

from __future__ import annotations

import json

from tests.support.commands import Run


def test_what_was_told_is_shown_and_kept(ready: Run) -> None:
    told = ("--place", "ห้อง ๓๐๒", "--since", "๑ เมษายน ๒๕๖๗")

    assert ready("unit", "profile", *told)[0] == 0
    _, shown, _ = ready("unit", "profile")
    _, document, _ = ready("unit", "profile", "--json")

    assert "ส่งเอกสารที่ไหน: ห้อง ๓๐๒" in shown
    assert "เริ่มใช้ระบบตั้งแต่วันที่: ๑ เมษายน ๒๕๖๗" in shown
    found = json.loads(document)
    assert (found["place"], found["since"], found["telephone"]) == ("ห้อง ๓๐๒", "2024-04-01", "")
