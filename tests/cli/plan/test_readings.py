"""`kamnot plan readings` and `settle` as the secretary and programs use them."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from storage.plan_files.load import load_plan
from tests.support.commands import Run, read_json

OFFICE = ("--by", "เลขานุการคณะทำงานด้านแผนงาน")
WHY = ("--why", "มติที่ประชุมครั้งที่ ๑")


def own_plan() -> Any:
    return load_plan([Path(os.environ["KAMNOT_HOME"]) / "plans" / "2567"]).plan


def shown(run: Run, name: str) -> Any:
    found = read_json(run, "plan", "readings", "--as-of", "2024-09-01")
    return next(reading for reading in found["readings"] if reading["id"] == name)


def answer(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def house(run: Run) -> Run:
    assert run("init")[0] == 0
    return run


def test_every_reading_is_listed_with_what_its_other_options_would_make(house: Run) -> None:
    code, out, _ = house("plan", "readings", "--as-of", "2024-09-01")

    assert code == 0
    for words in ("success-base · รอยืนยัน", "● full:", "○ none:", "ยังได้อีก ๓๗๕→๐", "● carried:", "2.steps",
                  "รอยืนยัน ๗๙ ข้อ"):  # fmt: skip
        assert words in out


def test_a_reading_as_json_has_an_effect_for_each_option(house: Run) -> None:
    house("measure", "set", "2.goals", "1", "--on", "2024-03-01")
    found = shown(house, "one-goal")
    scores = {o["id"]: o["effect"]["criteria"][1]["score"] for o in found["options"]}

    assert scores == {"zero": 0, "one": 1}
    assert (found["chosen"], found["settled"], found["settled_by"]) == ("zero", False, None)


def test_settling_shows_what_changes_asks_and_is_in_force_at_once(
    house: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    house("measure", "set", "2.goals", "1", "--on", "2024-03-01")
    answer("ใช่\n", monkeypatch)

    code, out, _ = house("plan", "settle", "one-goal", "one", *OFFICE, *WHY)

    assert code == 0
    assert "at_least" not in out  # keys of the plan's files are for who edits those
    assert "ข้อ ๒ ๐→๑" in out
    assert "ทำฉบับของสำนักไว้" in out
    found = shown(house, "one-goal")
    assert (found["chosen"], found["settled_by"], found["why"]) == ("one", OFFICE[1], WHY[1])
    rubric = json.loads(house("rubric", "--as-of", "2024-09-01", "--json")[1])
    assert rubric["criteria"][1]["score"] == 1


@pytest.mark.parametrize("said", ["ไม่\n", ""], ids=["no", "nobody-there"])
def test_without_a_yes_nothing_changes(
    house: Run, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    answer(said, monkeypatch)

    assert house("plan", "settle", "one-goal", "one", *OFFICE, *WHY)[0] == 2

    assert not (Path(os.environ["KAMNOT_HOME"]) / "plans" / "2567").exists()
    assert shown(house, "one-goal")["chosen"] == "zero"


def test_a_dry_run_shows_and_writes_nothing(house: Run) -> None:
    found = read_json(house, "plan", "settle", "late-work", "share=๔๐%", "--dry-run")

    assert (found["settled"], found["values"]) == (
        False, [{"path": "points_policy.late", "before": "full", "after": "40%"}],
    )  # fmt: skip
    assert shown(house, "late-work")["chosen"] == "full"


def test_a_value_edited_by_hand_wins_and_is_taken_into_use(house: Run) -> None:
    house("measure", "set", "2.goals", "1", "--on", "2024-03-01")
    house("plan", "settle", "late-work", "full", *OFFICE, *WHY, "--yes")
    assert shown(house, "late-work")["settled"]
    path = Path(os.environ["KAMNOT_HOME"]) / "plans" / "2567" / "plan.yaml"
    path.write_text(path.read_text("utf-8").replace("late: full", "late: none"), "utf-8")

    assert house("plan", "apply", *WHY)[0] == 0

    found = shown(house, "late-work")
    assert (found["chosen"], found["settled"]) == ("none", False)


def test_words_are_settled_in_place_and_who_did_it_is_audited(house: Run) -> None:
    assert house("plan", "settle", "2.steps", "read", *OFFICE, *WHY, "--yes")[0] == 0

    activity = own_plan().by_number[2]
    assert "ผู้อื่น/สังคม มีเหตุผล" in activity.steps[2]
    [mark] = [reading for reading in activity.readings if reading.settled]
    assert (mark.confirmed, mark.settled.by) == (True, OFFICE[1])
    [line] = [
        entry
        for entry in read_json(house, "audit", "list")["lines"]
        if entry["action"] == "plan.settle"
    ]
    assert line["details"]["office"] == OFFICE[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("late-work", "none", *WHY), "--by"),
        (("late-work", "none", *OFFICE), "--why"),
        (("late-work", "half", *OFFICE, *WHY), "full, none, share"),
        (("early-work", "none", *OFFICE, *WHY), "kamnot plan readings"),
        (("behaviour-margin", "accepted", *OFFICE, *WHY), "carried, any, margin"),
        (("closing-day", "closes=soon", *OFFICE, *WHY), "soon"),
        (("late-work", "share=ครึ่ง", *OFFICE, *WHY), "50%"),
    ],
    ids=[
        "no-office",
        "no-reason",
        "no-option",
        "no-reading",
        "not-computable",
        "no-day",
        "no-share",
    ],
)
def test_what_cannot_be_settled_is_refused_in_a_sentence(
    house: Run, words: tuple[str, ...], told: str
) -> None:
    code, _, err = house("plan", "settle", *words, "--yes")

    assert (code, told in err) == (2, True), err
