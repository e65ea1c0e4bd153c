"""`kamnot rubric` and `gap` as an official types them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.commands import Run

MARCH = ("--as-of", "2024-03-13")
LEVEL_3 = (
    *(f"--if=activity.{n}=complete" for n in range(1, 33)),
    *(f"--if=rubric.{name}=yes" for name in ("people-honoured", "honours-inside", "climate")),
    *(f"--if=rubric.{name}=yes" for name in ("documented", "published-inside")),
)


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_the_highest_level_ends_with_0_and_says_what_was_supposed(ready: Run) -> None:
    code, out, _ = ready("rubric", *LEVEL_3)
    assert code == 0
    assert "สมมุติว่า activity.1=complete" in out
    assert "ระดับที่พิสูจน์ได้ ๓" in out


def test_the_json_of_the_rubric_has_the_documented_keys(ready: Run) -> None:
    assert ready("measure", "set", "1.signed", "2/3", "--on", "2024-03-01")[0] == 0
    result = as_json(ready("rubric", "--json", *MARCH))
    assert result["schema"] == "kamnot/rubric/2"
    assert {"unit", "as_of", "criteria", "sums", "level", "level_if_unknowns_hold"} <= set(result)
    assert set(result["sums"]) == {"1-3", "1-6", "1-9"}
    first = result["criteria"][0]
    documented = {"number", "score", "outcome", "reason", "figures", "evidence", "source", "band"}
    assert documented <= set(first)
    [figure] = first["figures"]
    assert figure["value"] == {"fraction": "2/3", "percent": "200/3%", "shown": "66.67%"}
    assert (figure["numerator"], figure["denominator"], figure["counts"]) == (2, 3, "derived")
    assert first["evidence"][0]["activity"] == 1
    people = result["criteria"][5]["figures"][0]
    assert (people["value"], people["low"], people["high"]) == (None, False, True)
    assert (people["counts"], people["fed_by"]) == ("unknown", [6])
    assert result["criteria"][2]["figures"][0]["value"] is False


def test_a_dry_check_may_suppose(ready: Run) -> None:
    words = ("check", "march", *MARCH, "--dry-run", "--if", "กิจกรรม.๓=ครบ")
    result = as_json(ready(*words, "--json"))
    assert (result["supposed"], result["points"]["earned"]) == (["กิจกรรม.๓=ครบ"], 5)
    assert "สมมุติว่า กิจกรรม.๓=ครบ" in ready(*words)[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("gap", "--to", "4"), "ระดับ ๑ ถึง ๓ หรือ คะแนน", id="no such level"),
        pytest.param(("rubric", "--if", "1.signed=201/200"), "ไม่เกินจำนวนทั้งหมด", id="impossible"),
        pytest.param(("rubric", "--if", "activity.99=complete"), "ไม่มีกิจกรรมที่ ๙๙", id="unknown"),
        pytest.param(("gap", "--if", "ครบ"), "1.signed=180/200", id="unreadable"),
        pytest.param(("check", "march", "--if", "2.goals=5"), "--dry-run", id="supposed for good"),
        pytest.param(("rubric", "--as-of", "31/02/2567"), "อ่านวันที่", id="impossible day"),
        pytest.param(("gap", "--unit", "x"), "ไม่พบหน่วยงาน", id="unknown unit"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_exit_2(
    ready: Run, words: tuple[str, ...], sentence: str
) -> None:
    code, _, said = ready(*words)
    assert (code, sentence in said) == (2, True)
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [("rubric",), ("explain", "7"), ("gap", "--to", "2")])
def test_english_by_a_switch(ready: Run, words: tuple[str, ...]) -> None:
    out = ready("--lang", "en", *words, *MARCH)[1]
    assert any(text in out for text in ("Level proved", "Band of", "Complete activity"))
