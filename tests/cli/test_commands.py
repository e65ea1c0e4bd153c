"""The commands as an official types them: what they say, what they keep, how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run

ROOT = Path(__file__).resolve().parents[2]


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("check", "april"), "ไม่มีรอบ “april”", id="unknown batch"),
        pytest.param(("check",), "โปรดระบุรอบ", id="no batch"),
        pytest.param(("check", "march", "--all"), "โปรดระบุรอบ", id="a batch and all"),
        pytest.param(("check", "march", "--as-of", "31/02/2567"), "อ่านวันที่", id="impossible day"),
        pytest.param(("check", "march", "--unit", "x"), "ไม่พบหน่วยงาน", id="unknown unit"),
        pytest.param(("evidence", "add", "99", "x.pdf"), "ไม่พบไฟล์", id="missing file"),
        pytest.param(("evidence", "add", "99", __file__), "ไม่มีกิจกรรม", id="unknown activity"),
        pytest.param(("evidence", "add", "7", str(ROOT)), "เป็นโฟลเดอร์", id="a folder"),
        pytest.param(("measure", "set", "1.signed", "201/200"), "๒๐๑", id="more signed than staff"),
        pytest.param(("measure", "set", "1.signed", "5/0"), "1.signed", id="nobody in all"),
        pytest.param(("measure", "set", "1.signed", "many"), "180/200", id="no share"),
        pytest.param(("measure", "set", "2.goals", "--", "-1"), "2.goals", id="negative"),
        pytest.param(("measure", "set", "7.stories", "1"), "7.held", id="unknown measure"),
        pytest.param(
            ("contacts", "set", "cooks", "a@b.example"), "ไม่รู้จักคณะทำงาน", id="unknown group"
        ),
        pytest.param(("contacts", "set", "planning", "nobody"), "nobody", id="no mail address"),
        pytest.param(("remind", "--as-of", "2024-03-13"), "kamnot contacts set", id="no contacts"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_exit_2(
    ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready(*words)
    assert code == 2
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("check", "march"), ("evidence", "list"), ("doctor",)])
def test_before_init_a_sentence_says_what_to_do(run: Run, words: tuple[str, ...]) -> None:
    code, out, said = run(*words)
    assert code == 2
    assert "kamnot init" in out + said
