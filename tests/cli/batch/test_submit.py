"""`kamnot submit, unsubmit, submissions`: handed in once, proved, taken back with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import Run

MADE = ("--as-of", "2024-03-20")


SUBMIT = ("submit", "march", *MADE, "--by", "ผู้อำนวยการสำนัก", "--incomplete", "--why", "ส่งเพิ่ม")


def test_submit_verify_unsubmit_and_their_list_go_hand_in_hand(ready: Run, tmp_path: Path) -> None:
    code, out, _ = ready(*SUBMIT, "--out", str(tmp_path), "--json")
    submitted = json.loads(out)
    proof = json.loads(ready("verify", submitted["pack"], "--json")[1])
    again = ready(*SUBMIT, "--out", str(tmp_path))
    taken = json.loads(ready("unsubmit", "march", "--why", "ผิดรอบ", "--json")[1])
    later = ready("verify", submitted["pack"])
    told = ready("submissions")[1]
    listed = json.loads(ready("submissions", "march", "--json")[1])
    others = json.loads(ready("submissions", "july", "--json")[1])

    assert (code, submitted["submitted"]) == (0, True)
    assert (proof["holds"], proof["record"]) == (True, "same")
    assert proof["receipt"] == submitted["receipt"] == taken["receipt"]
    assert again[0] == 2
    assert submitted["receipt"] in again[2]
    assert taken["withdrawn_why"] == "ผิดรอบ"
    assert later[0] == 0
    assert "ผิดรอบ" in later[1]
    assert listed["schema"] == "kamnot/submissions/1"
    assert [taken] == [{"schema": "kamnot/unsubmitted/1"} | s for s in listed["submissions"]]
    assert others["submissions"] == []
    assert all(words in told for words in (taken["receipt"], "ส่งเพิ่ม", "ถอนเมื่อ", "ผิดรอบ"))


def test_an_incomplete_batch_is_not_submitted_by_accident(ready: Run, tmp_path: Path) -> None:
    words = ("submit", "march", *MADE, "--by", "ผู้อำนวยการสำนัก", "--out", str(tmp_path / "out"))

    code, out, _ = ready(*words)
    answer = json.loads(ready(*words, "--json")[1])

    assert code == 1
    assert "--incomplete" in out
    assert (answer["submitted"], answer["receipt"], answer["pack"]) == (False, None, None)
    assert "14.report" in {m["id"] for m in answer["missing"]}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("submit", "march"), "--by"),
        (("unsubmit", "march", "--why", "x"), "ไม่ได้นำส่ง"),
        (("unsubmit", "march"), "--why"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(ready: Run, words: tuple[str, ...], said: str) -> None:
    code, _, error = ready(*words)

    assert code == 2
    assert said in error
    assert error.count("\n") == 1
