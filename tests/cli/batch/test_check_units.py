"""`kamnot check BATCH --all-units` on the sample department: a few lines, exit codes, JSON."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import Run

MARCH = ("--all-units", "--as-of", "2024-03-25")


def test_twenty_units_are_said_in_a_few_lines_that_count(department: Run) -> None:
    code, out, _ = department("check", "march", *MARCH)
    assert code == 1
    assert "ครบ ๑๕ จาก ๒๐ สำนัก" in out.replace("\n", " ")
    assert "และอีก" in out
    assert len(out.splitlines()) <= 5


def test_the_json_has_each_unit_with_what_it_lacks(department: Run) -> None:
    result = json.loads(department("check", "march", *MARCH, "--json")[1])
    assert list(result) == ["schema", "as_of", "batches", "complete", "units"]
    assert (result["batches"], result["complete"], len(result["units"])) == (["march"], False, 20)
    first = result["units"][0]
    assert (first["unit"], first["name"], first["trouble"]) == (
        "unit-01", "สำนักตัวอย่าง ๑", None,
    )  # fmt: skip


def test_every_unit_gives_what_it_gives_alone(department: Run) -> None:
    units = json.loads(department("check", "march", *MARCH, "--json")[1])["units"]
    for unit in (units[0], units[13], units[19]):
        words = ("check", "march", "--unit", unit["unit"], "--as-of", "2024-03-25", "--json")
        alone = json.loads(department(*words)[1])
        lacking = [a for a in alone["activities"] if a["outcome"] not in ("MET", "NOT_APPLICABLE")]
        assert (unit["complete"], unit["points"]) == (alone["complete"], alone["points"])
        assert unit["missing"] == len(lacking)


def test_a_dry_run_says_that_nothing_was_written(department: Run) -> None:
    code, out, _ = department("check", "march", *MARCH, "--dry-run")
    assert (code, "ไม่ได้บันทึก" in out) == (1, True)


@pytest.mark.parametrize("other", [("--unit", "unit-01"), ("--if", "activity.3=complete")])
def test_all_units_and_one_are_not_asked_for_together(
    department: Run, other: tuple[str, str]
) -> None:
    assert department("check", "march", "--all-units", *other)[0] == 2
