"""`kamnot explain`: down to the file, its hash and its reviewer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from PIL import Image

from tests.support.commands import RECEIVED, Run

MARCH = ("--as-of", "2024-03-13")


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_explain_goes_down_to_the_hash_and_the_reviewer(ready: Run, tmp_path: Path) -> None:
    picture = tmp_path / "ภาพ.jpg"
    Image.new("RGB", (40, 30), "green").save(picture)
    assert ready("evidence", "add", "14.photos", str(picture), *RECEIVED)[0] == 0
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()

    out = ready("explain", "๖", *MARCH)[1]
    result = as_json(ready("explain", "6", "--json", *MARCH))

    assert f"SHA-256 {digest}\n" in out
    assert "ยังไม่มีผู้ตรวจ" in out
    assert "การอ่านของกำหนด ไม่ใช่ข้อความในแผน" in out
    assert "ต้องมีผู้กรอก: kamnot measure set rubric.people-honoured" in out
    assert result["schema"] == "kamnot/explain/2"
    assert [band["score"] for band in result["bands"]] == [3, 2, 1, 0]
    assert result["bands"][0]["conditions"][1]["outcome"] == "NOT_MET"
    fourteen = next(e for e in result["evidence"] if e["activity"] == 14)
    [file] = next(f for f in fourteen["findings"] if f["id"] == "14.photos")["files"]
    assert (file["sha256"], file["review"]) == (digest, None)


def test_explain_shows_the_fact_by_hand_and_the_one_from_evidence(ready: Run) -> None:
    ready("measure", "set", "1.signed", "180/200", "--on", "2024-03-01")
    words = ("measure", "set", "rubric.signed", "100/200", "--on", "2024-03-02")
    code, _, said = ready(*words)
    assert (code, "--why" in said) == (2, True)
    assert ready(*words, "--why", "ลงนามซ้ำ")[0] == 0
    out = " ".join(ready("explain", "1", *MARCH)[1].split())
    assert "๕๐% (๑๐๐/๒๐๐)" in out
    assert "ลงนามซ้ำ · ค่าที่กรอกนับแทน ๙๐% ที่ได้จากหลักฐาน: 1.signed" in out
