"""`kamnot gap`: what is still to be done, by which day, by whom, and what it brings."""

from __future__ import annotations

import json
from typing import Any

from tests.support.commands import Run

MARCH = ("--as-of", "2024-03-13")


LEVEL_3 = (
    *(f"--if=activity.{n}=complete" for n in range(1, 33)),
    *(f"--if=rubric.{name}=yes" for name in ("people-honoured", "honours-inside", "climate")),
    *(f"--if=rubric.{name}=yes" for name in ("documented", "published-inside")),
)


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def test_the_gap_names_day_owner_points_and_how_to_suppose_it(ready: Run) -> None:
    code, out, _ = ready("gap", *MARCH)
    assert code == 1
    assert "ให้ถึงระดับ ๑ · ๓ อย่าง" in out
    assert "๒๐ มี.ค. ๖๗" in out
    assert "ด้านแผนฯ" in out
    assert "*/๓๗๕ คะแนน" in out
    assert out.count("* คิดตามการตีความแผน") == 1


def test_the_words_that_a_gap_ends_with_show_what_its_steps_bring(ready: Run) -> None:
    out = ready("gap", "--full", "--to", "2", "--if=activity.9=complete", *MARCH)[1]
    words = next(line for line in out.splitlines() if line.startswith("kamnot rubric"))
    supposed = as_json(ready(*words.split()[1:], "--json"))
    assert (supposed["level"], supposed["as_of"]) == (2, "2024-03-13")
    assert "activity.9=complete" in supposed["supposed"]


def test_the_json_of_a_gap_has_the_documented_keys(ready: Run) -> None:
    result = as_json(ready("gap", "--to", "2", "--json", *MARCH))
    assert (result["schema"], result["to"]) == ("kamnot/gap/1", {"level": 2})
    assert (result["reachable"], result["reached"]) == (True, False)
    assert (result["now"]["level"], result["then"]["level"]) == (0, 2)
    days = [step["by"] for step in result["steps"]]
    assert days == sorted(days)
    documented = {"do", "subject", "title", "target", "by", "past", "groups", "points", "if"}
    assert documented <= set(result["steps"][0])


def test_a_gap_that_is_closed_ends_with_0(ready: Run) -> None:
    code, out, _ = ready("gap", "--to", "3", *LEVEL_3)
    assert (code, "ไม่มีอะไรต้องทำแล้ว" in out) == (0, True)


def test_days_that_have_passed_are_marked(ready: Run) -> None:
    result = as_json(ready("gap", "--json", "--as-of", "2024-04-01"))
    assert {step["past"] for step in result["steps"]} == {True}


def test_the_gap_to_points_adds_up_to_the_printed_ones(ready: Run) -> None:
    result = as_json(ready("gap", "--to", "points", "--json", *MARCH))
    assert sum(step["points"] for step in result["steps"]) == 375
    assert result["to"] == {"points": 375}
