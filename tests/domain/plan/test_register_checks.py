"""Cross-checks of registers: a column that is not there, or a number that rows cannot prove, is told at its place."""

from __future__ import annotations

from typing import Any

import pytest

from domain.plan.register_checks import REGISTER_CHECKS
from tests.support.broken_plans import Case, Change, Data, doubts_after, require_told, silent_checks

LIST: Data = {
    "id": "list", "title": "รายการ", "source": "กำหนด", "dated_by": "day", "unique": ["what"], "activities": [1],
    "columns": [
        {"id": "day", "title": "วันที่", "kind": "date", "required": True},
        {"id": "what", "title": "เรื่อง"},
        {"id": "joined", "title": "เข้าร่วม", "kind": "count"},
    ],
    "proves": [{"measure": "1.signed", "by": "share", "of": "joined", "over": "joined", "activity": 1}],
}  # fmt: skip


def kept(**changes: Any) -> Change:
    """The small plan with one register, changed so."""

    def change(data: Data) -> None:
        data["registers"] = [LIST | changes]

    return change


def proof(**changes: Any) -> Change:
    return kept(proves=[LIST["proves"][0] | changes])


HERE = ("registers", 0)
PROOF = (*HERE, "proves", 0)

CASES: dict[str, Case] = {
    "two of one id": (
        lambda d: d.update(registers=[LIST, LIST]), ("registers", 1, "id"), "list"),
    "a column twice": (
        kept(columns=[*LIST["columns"], LIST["columns"][2]]), (*HERE, "columns", 3, "id"), "joined"),
    "unique by a column that is not there": (kept(unique=["x"]), (*HERE, "unique"), "'x'"),
    "one of columns that are not there": (kept(one_of=["x"]), (*HERE, "one_of"), "'x'"),
    "of a column that is not there": (kept(compulsory={"x": ["a"]}), (*HERE, "compulsory"), "'x'"),
    "compulsory, and no choice": (kept(compulsory={"what": ["a"]}), (*HERE, "compulsory"), "'a'"),
    "a document by no column": (
        kept(paper={"title": "ก", "overview": {"columns": ["x"]}, "by": "what", "chapter": {"columns": ["what"]}}),
        (*HERE, "paper"), "'x'"),
    "an increase over nothing": (
        proof(by="increase", over="", measure="note-3.together"), (*PROOF, "over"), "''"),
    "a day that is no day": (kept(dated_by="what"), (*HERE, "dated_by"), "'what'"),
    "a choice without words": (
        kept(columns=[*LIST["columns"], {"id": "a", "title": "ก", "kind": "choice"}]),
        (*HERE, "columns", 3, "choices"), "exactly if"),
    "an activity that the plan has not": (kept(activities=[99]), (*HERE, "activities"), "activity 99"),
    "a proof about no activity": (proof(activity=99), (*HERE, "activities"), "activity 99"),
    "a count of a share": (proof(by="count"), (*PROOF, "measure"), "its kind is share"),
    "a part that is not there": (proof(of="x"), (*PROOF, "of"), "'x'"),
    "a whole that is not there": (proof(over=""), (*PROOF, "over"), "''"),
    "a whole in no register": (proof(over="headcount.staff"), (*PROOF, "over"), "'headcount.staff'"),
    "a second whole in no register": (proof(else_over="x.y"), (*PROOF, "else_over"), "'x.y'"),
    "a whole of no share": (kept(whole_of=["rubric.goals"]), (*HERE, "whole_of"), "'rubric.goals'"),
    "words of a column that is not there": (kept(tells="{x}"), (*HERE, "tells"), "'x'"),
    "a whole without people": (
        kept(whole_of=["1.signed"], columns=LIST["columns"][:2], proves=[]), (*HERE, "whole_of"), "'count'"),
    "a condition on no column": (proof(where={"x": True}), (*PROOF, "where"), "'x'"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_broken_register_is_told_at_its_place(case: Case) -> None:
    require_told(*case)


@pytest.mark.parametrize(
    "change", [kept(), proof(measure="1.nothing")], ids=["sound", "a number no longer asked for"]
)
def test_a_sound_register_raises_no_doubt(change: Change) -> None:
    assert doubts_after(change) == []


def test_every_check_has_a_case_that_it_tells() -> None:
    assert silent_checks(REGISTER_CHECKS, CASES.values()) == []
