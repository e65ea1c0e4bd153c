"""`kamnot explain`: a criterion or an activity, by its number alone or by name."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.support.commands import Run, added, picture

MARCH = ("--as-of", "2024-03-13")


def test_a_number_alone_is_a_criterion(ready: Run) -> None:
    whole = ready("explain", "criterion", "7", *MARCH)

    assert whole[0] == 0
    assert ready("explain", "7", *MARCH) == whole
    assert ready("explain", *MARCH, "ข้อ ๗") == whole


def test_an_activity_is_explained_down_to_the_file_and_its_reviewer(
    ready: Run, tmp_path: Path
) -> None:
    file = picture(tmp_path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert added(ready, "12.photos", file)
    assert ready("review", "accept", "1", "--on", "2024-03-05")[0] == 0

    out = ready("explain", "activity", "กิจกรรมที่ ๑๒", *MARCH)[1]
    result = json.loads(ready("explain", "activity", "12", "--json", *MARCH)[1])

    assert out.startswith("๑๒. กิจกรรมจิตอาสา")
    assert ready("explain", "กิจกรรม", "๑๒", *MARCH)[1] == out
    assert ready("explain", "ข้อ", "๗", *MARCH)[1] == ready("explain", "7", *MARCH)[1]
    for words in ("คะแนน ๐/๕", "ใช้กับเกณฑ์ข้อ ๔, ๗", "12.photos", digest, "ตรวจรับโดย", "→ "):
        assert words in out
    assert (result["schema"], result["criteria"]) == ("kamnot/explain-activity/1", [4, 7])
    found = {finding["id"]: finding for finding in result["findings"]}
    assert found["12.photos"]["files"][0]["review"]["accepted"] is True


def test_an_activity_without_points_says_so(ready: Run) -> None:
    assert "ไม่มีคะแนน" in ready("explain", "activity", "38", *MARCH)[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("10",), "ข้อ ๑ ถึง ๙ แต่พบ “10” → kamnot explain activity 10", id="an activity"),
        pytest.param(("เจ็ด",), "ข้อ ๑ ถึง ๙", id="no number"),
        pytest.param((), "ยังไม่ได้ระบุข้อ", id="nothing"),
        pytest.param(("activity",), "ยังไม่ได้ระบุกิจกรรม", id="no activity"),
        pytest.param(("activity", "39"), "ไม่มีกิจกรรม “39”", id="no such activity"),
    ],
)
def test_what_is_not_there_is_one_sentence(
    ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready("explain", *words)

    assert (code, said.count("\n"), sentence in said) == (2, 1, True), said


def test_a_band_that_asks_for_nothing_is_ticked_only_where_it_is_the_score(ready: Run) -> None:
    def lowest() -> str:
        shown = ready("explain", "2", *MARCH)[1].splitlines()
        return next(line.strip() for line in shown if "ช่อง ๐ คะแนน" in line)

    assert lowest().startswith("✓")
    assert ready("measure", "set", "2.goals", "5", "--on", "2024-03-01")[0] == 0
    assert lowest().startswith("–")
