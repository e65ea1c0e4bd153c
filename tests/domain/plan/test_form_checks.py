"""Cross-checks of the forms: every blank and box has its filling, and the filling exists."""

from __future__ import annotations

from typing import Any

import pytest

from domain.plan.form_checks import FORM_CHECKS, STARTER_CHECKS
from tests.domain.plan.test_register_checks import LIST
from tests.support.broken_plans import (
    Case,
    Change,
    Data,
    again,
    doubts_after,
    put,
    require_told,
    silent_checks,
    together,
)

REGISTER = put("registers", value=[LIST])
CASES: dict[str, Case] = {
    "form's part of no activity": (
        put("forms", 0, "blocks", 0, "activities", value=[9]),
        ("forms", 0, "blocks", 0, "activities", 0), "activity 9"),
    "form's part of no criterion": (
        put("forms", 0, "blocks", 0, "criterion", value=10),
        ("forms", 0, "blocks", 0, "criterion"), "criterion 10"),
    "form's part twice": (
        again("forms", 0, "blocks"), ("forms", 0, "blocks", 1, "id"), "“head” appears twice"),
    "form's blank without a filling": (
        put("forms", 0, "blocks", 0, "blanks", value=[]),
        ("forms", 0, "blocks", 0, "blanks"), "1 place(s), blanks lists 0"),
    "form's blank of no number": (
        put("forms", 0, "blocks", 0, "blanks", value=["1.signed#count"]),
        ("forms", 0, "blocks", 0, "blanks", 0), "“1.signed#count”"),
    "form's box of no figure": (
        put("forms", 0, "blocks", 0, "boxes", value=["", "complete:9"]),
        ("forms", 0, "blocks", 0, "boxes", 1), "“complete:9”"),
    "form's box of a count": (
        put("forms", 0, "blocks", 0, "boxes", value=["rubric.goals", ""]),
        ("forms", 0, "blocks", 0, "boxes", 0), "“rubric.goals”"),
    "form's part of rows that are not there": (
        together(REGISTER, put("forms", 0, "blocks", 0, "rows", value="list.x")),
        ("forms", 0, "blocks", 0, "rows"), "“list.x”"),
    "form's blank of rows that are not there": (
        together(
            REGISTER, put("forms", 0, "blocks", 0, "blanks", value=["list.x or 1.signed#all"])
        ),
        ("forms", 0, "blocks", 0, "blanks", 0), "“list.x or 1.signed#all”"),
    "form's box of a figure that no rows show": (
        together(REGISTER, put("forms", 0, "blocks", 0, "boxes", value=["some:rubric.goals", ""])),
        ("forms", 0, "blocks", 0, "boxes", 0), "“some:rubric.goals”"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "sentence"), CASES.values(), ids=CASES)
def test_a_broken_form_is_told_at_its_place(
    change: Change, path: tuple[str | int, ...], sentence: str
) -> None:
    require_told(change, path, sentence)


def test_every_check_of_the_forms_has_a_case_that_it_tells() -> None:
    assert silent_checks(FORM_CHECKS, CASES.values()) == []


BLOCK = ("forms", 0, "blocks", 0)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(put(*BLOCK, "blanks", value=[""]), id="a blank to fill by hand"),
        pytest.param(put(*BLOCK, "blanks", value=["1.signed#people"]), id="people of a share"),
        pytest.param(put(*BLOCK, "blanks", value=["1.signed#percent"]), id="percent of a share"),
        pytest.param(put(*BLOCK, "boxes", value=["", "complete:1,2"]), id="several activities"),
        pytest.param(put(*BLOCK, "activities", value=[]), id="a part about no activity"),
        pytest.param(put("forms", 0, "blocks", value=[]), id="a form without parts"),
    ],
)
def test_what_is_allowed_raises_no_doubt(change: Change) -> None:
    assert doubts_after(change) == []


def test_marks_of_the_title_and_of_every_line_are_counted() -> None:
    [doubt] = doubts_after(put(*BLOCK, "lines", value=["รวม ........ คน", "วันที่ ..... เดือน ....."]))

    assert doubt.path == (*BLOCK, "blanks")
    assert "4 place(s), blanks lists 1" in doubt.english


def test_two_dots_are_no_blank() -> None:
    assert doubts_after(put(*BLOCK, "lines", value=["ข้อ ๑.. และ ๒"])) == []


# --- Starters --------------------------------------------------------------------------------------

STARTER = ("starters", 0)
BEGUN: Data = {
    "id": "paper", "title": "องค์ความรู้", "source": "กำหนด", "of": ["1.report"],
    "hints": {"cover": "วางตรากลางหน้า", "summary": "เขียนหนึ่งย่อหน้า"},
}  # fmt: skip


def begun(**changes: Any) -> Change:
    """The small plan with one starter, changed so."""

    def change(data: Data) -> None:
        data["starters"] = [BEGUN | changes]

    return change


STARTER_CASES: dict[str, Case] = {
    "two of one id": (
        lambda d: d.update(starters=[BEGUN, BEGUN]), ("starters", 1, "id"), "paper"),
    "one document begun twice": (
        lambda d: d.update(starters=[BEGUN, BEGUN | {"id": "other"}]), ("starters",), "two ways"),
    "a document that nobody asks for": (begun(of=["1.report", "1.none"]), (*STARTER, "of"), "1.none"),
    "rows of no register": (begun(rows_of="none"), (*STARTER, "rows_of"), "none"),
    "rows of no register named": (begun(layout="register"), (*STARTER, "rows_of"), "register"),
    "a part without a hint": (begun(hints={"cover": "ก"}), (*STARTER, "hints"), "summary"),
    "two parts of one hint": (
        begun(hints={"cover": "เขียน ให้จบ", "summary": "เขียนให้จบ"}), (*STARTER, "hints", "cover"), "differently"),
}  # fmt: skip


@pytest.mark.parametrize("case", STARTER_CASES.values(), ids=STARTER_CASES.keys())
def test_what_cannot_be_begun_is_told_in_its_place(case: Case) -> None:
    require_told(*case)


def test_a_sound_starter_raises_no_doubt() -> None:
    assert doubts_after(begun()) == []


def test_every_check_of_starters_has_a_case_that_it_tells() -> None:
    assert silent_checks(STARTER_CHECKS, STARTER_CASES.values()) == []
