"""Cross-checks: each kind of broken plan is told, at its place, and the sound plan is not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.plan.checks import CHECKS, check_plan
from domain.plan.form_checks import FORM_CHECKS, STARTER_CHECKS
from domain.plan.model import Plan
from domain.plan.register_checks import REGISTER_CHECKS
from domain.plan.rubric_checks import RUBRIC_CHECKS
from domain.plan.survey_checks import SURVEY_CHECKS
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.broken_plans import (
    Change,
    Data,
    again,
    doubts_after,
    put,
    require_told,
    silent_checks,
    together,
)
from tests.support.small_plan import small_plan

A, R = "activities", "rubric"
DUTY: dict[str, Any] = {
    "id": "complaints", "title": "รายงานเรื่องร้องเรียน", "groups": ["campaign"], "since": "2023-11-15",
    "rungs": [{"days_before": 3, "audience": ["members"], "source": "kamnot"}], "source": "คำสั่ง ๔)",
}  # fmt: skip

SAID = {"id": "said", "text": ["คำนำ"], "source": "คำนำ"}
BOOK: dict[str, Any] = {
    "cover": {"id": "cover", "source": "ปก"}, "foreword": SAID, "source": "ปก",
    "parts": [{"id": "one", "title": "ส่วนที่ ๑", "source": "ส่วนที่ ๑", "chapters": [
        {"id": "forms", "title": "แบบ", "shows": "forms", "forms": ["summary", "nothing"], "source": "ภาคผนวก",
         "passages": [SAID]}]}],
}  # fmt: skip
CORNER = {
    "id": "goals",
    "title": "เป้าหมาย",
    "activities": [1, 99],
    "rows": "nothing",
    "source": "ลำดับ ๓๗",
}

SIGN = {"id": "day", "title": "วันที่สั่ง", "kind": "day", "look_for": ["ณ วัน"]}

CASES: dict[str, tuple[Change, tuple[str | int, ...], str]] = {
    "duplicate number": (
        put(A, 1, "number", value=1), (A, 1, "number"), "number 1 is used twice"),
    "numbers with a gap": (put(A, 2, "number", value=4), (A,), "number(s) 3 missing"),
    "number beyond all measure": (
        put(A, 2, "number", value=10**18), (A,), "number(s) 3 missing"),
    "batch id twice": (
        put("batches", 1, "id", value="march"), ("batches", 1, "id"), "“march” appears twice"),
    "group id twice": (again("groups"), ("groups", 2, "id"), "“planning” appears twice"),
    "form id twice": (again("forms"), ("forms", 1, "id"), "“summary” appears twice"),
    "figure id twice": (
        again(R, "figures"), (R, "figures", 5, "id"), "“signed” appears twice"),
    "note number twice": (again("notes"), ("notes", 1, "number"), "“1” appears twice"),
    "do twice": (again("dos"), ("dos", 1, "number"), "“1” appears twice"),
    "don't twice": (again("donts"), ("donts", 1, "number"), "“1” appears twice"),
    "passage id twice": (put("book", value=BOOK), ("book",), "two passages “said”"),
    "book prints an unknown form": (
        put("book", value=BOOK), ("book", "parts", 0, "chapters", 0, "forms", 1), "no form “nothing”"),
    "corner item twice": (
        put("corner", value=[CORNER, CORNER]), ("corner", 1, "id"), "“goals” appears twice"),
    "corner of an unknown activity": (
        put("corner", value=[CORNER]), ("corner", 0, "activities", 1), "names activity 99"),
    "corner of an unknown register": (
        put("corner", value=[CORNER]), ("corner", 0, "rows"), "no register “nothing”"),
    "requirement id twice": (
        again(A, 0, "requirements"), (A, 0, "requirements", 2, "id"), "“declaration” appears"),
    "measure id twice": (
        again(A, 0, "measures"), (A, 0, "measures", 1, "id"), "“signed” appears twice"),
    "section id twice": (
        again(A, 0, "requirements", 1, "sections"),
        (A, 0, "requirements", 1, "sections", 2, "id"), "“cover” appears twice"),
    "sign id twice": (
        put(A, 0, "requirements", 0, "signs", value=[SIGN, SIGN]),
        (A, 0, "requirements", 0, "signs", 1, "id"), "“day” appears twice"),
    "sign without words": (
        put(A, 0, "requirements", 0, "signs", value=[SIGN | {"look_for": []}]),
        (A, 0, "requirements", 0, "signs", 0), "“day” lacks look_for"),
    "short without a length": (
        put(A, 0, "requirements", 0, "signs", value=[SIGN | {"kind": "short"}]),
        (A, 0, "requirements", 0, "signs", 0), "“day” lacks at_most"),
    "part id twice": (again(A, 1, "parts"), (A, 1, "parts", 2, "id"), "“watch” appears twice"),
    "group named twice": (again(A, 0, "groups"), (A, 0, "groups", 1), "“planning” appears"),
    "measure named like a document": (
        put(A, 0, "measures", 0, "id", value="report"),
        (A, 0, "measures", 0, "id"), "has the id of a document"),
    "id with a dot": (
        put(A, 0, "requirements", 0, "id", value="a.b"),
        (A, 0, "requirements", 0, "id"), "a-z, 0-9"),
    "format with a dot": (
        put(A, 0, "requirements", 0, "formats", value=[".PDF"]),
        (A, 0, "requirements", 0, "formats", 0), "extension in lower case"),
    "unknown group": (
        put(A, 0, "groups", value=["nobody"]), (A, 0, "groups", 0), "no group “nobody”"),
    "unknown batch": (put(A, 0, "batch", value="may"), (A, 0, "batch"), "no batch “may”"),
    "unknown part of a document": (
        put(A, 1, "requirements", 0, "part", value="x"),
        (A, 1, "requirements", 0, "part"), "names no part: “x”"),
    "unknown part of a measure": (
        put(A, 0, "measures", 0, "part", value="x"),
        (A, 0, "measures", 0, "part"), "names no part: “x”"),
    "part without work": (
        together(
            put(A, 1, "requirements", 0, "part", value="watch"),
            put(A, 1, "requirements", 1, "part", value="watch"),
            put(A, 1, "measures", value=[]),
        ),
        (A, 1, "parts", 1), "“slogan” has no document"),
    "knowledge output of no activity": (
        put("knowledge_outputs", 0, "activity", value=9),
        ("knowledge_outputs", 0, "activity"), "names activity 9"),
    "form of no activity": (
        put("forms", 0, "activities", value=[9]), ("forms", 0, "activities", 0), "activity 9"),
    "knowledge output unlisted": (
        put(A, 0, "knowledge_output", value="ก"), (A, 0, "knowledge_output"), "differs from"),
    "knowledge output named otherwise": (
        put("knowledge_outputs", 0, "title", value="ก"),
        (A, 1, "knowledge_output"), "differs from"),
    "batch points off by one": (
        put("batches", 0, "points", value=11), ("batches", 0, "points"), "add up to 10"),
    "batch without points": (
        put("batches", 0, "points", value=None), ("batches", 0, "points"), "add up to 10"),
    "plan total off by one": (
        put("total_points", value=31), ("total_points",), "add up to 30"),
    "parts off by one": (
        put(A, 1, "parts", 0, "points", value=9), (A, 1, "parts"), "add up to 19, not 20"),
    "count of a batch": (
        put("batches", 1, "activity_count", value=3),
        ("batches", 1, "activity_count"), "3 activities declared, 2 found"),
    "count of the plan": (
        put("activity_count", value=4), ("activity_count",), "4 activities declared, 3 found"),
    "due before the year": (
        put("batches", 0, "due", value="2023-09-30"), ("batches", 0, "due"), "outside fiscal"),
    "due after the year": (
        put("batches", 0, "due", value="2024-10-01"), ("batches", 0, "due"), "outside fiscal"),
    "due in the Buddhist era": (
        put("batches", 0, "due", value="2567-03-20"),
        ("batches", 0, "due"), "write the year as 2024"),
    "assessment outside the year": (
        put(R, "due", value="2025-07-30"), (R, "due"), "outside fiscal year 2567"),
    "form outside the year": (
        put("forms", 0, "due", value=["2025-06-30"]), ("forms", 0, "due", 0), "outside fiscal"),
    "Gregorian fiscal year": (
        put("fiscal_year", value=2024), ("fiscal_year",), "no Buddhist year"),
    "share asked as a count": (
        put(A, 0, "measures", 0, "at_least", value=90),
        (A, 0, "measures", 0, "at_least"), "a share such as 90%"),
    "count asked as a share": (
        put(A, 1, "measures", 0, "at_least", value="10%"),
        (A, 1, "measures", 0, "at_least"), "a count such as 5"),
    "share above the whole": (
        put(A, 0, "measures", 0, "at_least", value="101%"),
        (A, 0, "measures", 0, "at_least"), "found 101%"),
    "unknown reviewers": (
        put("review_policy", "reviewers", 0, value="auditors"),
        ("review_policy", "reviewers", 0), "No group “auditors” to review"),
    "rungs rise": (
        put("ladder", "rungs", 1, "days_before", value=8),
        ("ladder", "rungs", 1, "days_before"), "The rung at 8 days"),
    "rung twice": (
        put("ladder", "rungs", 1, "days_before", value=7),
        ("ladder", "rungs", 1, "days_before"), "The rung at 7 days"),
    "rung without audience": (
        put("ladder", "rungs", 0, "audience", value=[]),
        ("ladder", "rungs", 0, "audience"), "no audience"),
    "duty of no group": (
        put("recurring", value=[DUTY | {"groups": ["cooks"]}]),
        ("recurring", 0, "groups", 0), "no group “cooks”"),
    "duty without a time": (
        put("recurring", value=[{k: v for k, v in DUTY.items() if k != "since"}]),
        ("recurring", 0, "id"), "needs either since"),
    "overdue without audience": (
        put("ladder", "overdue", "audience", value=[]),
        ("ladder", "overdue", "audience"), "no audience"),
    "empty source": (
        put(A, 0, "measures", 0, "source", value=" "),
        (A, 0, "measures", 0, "source"), "The source is empty"),
    "reading of no field": (
        put(A, 0, "readings", 0, "field", value="ownr"),
        (A, 0, "readings", 0, "field"), "“ownr” that is not there"),
    "reading that the field does not say": (
        put(A, 0, "requirements", 1, "readings", 0, "read", value="บันทึก"),
        (A, 0, "requirements", 1, "readings", 0, "read"), "is not found in the field title"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "sentence"), CASES.values(), ids=CASES)
def test_a_broken_plan_is_told_at_its_place(
    change: Change, path: tuple[str | int, ...], sentence: str
) -> None:
    require_told(change, path, sentence)


@pytest.mark.parametrize(
    ("day", "shown", "hint"),
    [
        ("2567-03-20", "2567-03-20 (ปีในไฟล์เขียนเป็น ค.ศ.)", " (write the year as 2024)."),
        ("2025-03-20", "๒๐ มีนาคม ๒๕๖๘", "to 2024-09-30)."),
    ],
    ids=["the Buddhist year", "another year"],
)
def test_a_day_outside_the_year_is_told_with_the_year_that_may_be_meant(
    day: str, shown: str, hint: str
) -> None:
    told = [d for d in doubts_after(put("batches", 0, "due", value=day)) if shown in d.thai]

    assert [doubt.english.endswith(hint) for doubt in told] == [True]


def test_a_sound_plan_raises_no_doubt() -> None:
    assert check_plan(small_plan()) == []


def test_every_check_has_a_case_that_it_tells() -> None:
    own = [
        check
        for check in CHECKS
        if check
        not in (*RUBRIC_CHECKS, *FORM_CHECKS, *REGISTER_CHECKS, *SURVEY_CHECKS, *STARTER_CHECKS)
    ]

    assert silent_checks(own, CASES.values()) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(put("batches", 0, "due", value="2023-10-01"), id="first day of the year"),
        pytest.param(put("batches", 0, "due", value="2024-09-30"), id="last day of the year"),
        pytest.param(put(A, 0, "owner", value="คณะกรรมการด้านแผนฯ"), id="doubted, kept as printed"),
    ],
)
def test_what_is_allowed_raises_no_doubt(change: Change) -> None:
    assert doubts_after(change) == []


def test_all_doubts_are_told_at_once() -> None:
    doubts = doubts_after(
        put(A, 0, "measures", 0, "source", value=""),
        put(A, 2, "groups", value=["x"]),
        put(R, "due", value="2020-01-01"),
        put("batches", 0, "due", value="2020-01-01"),
        put("total_points", value=1),
    )

    assert {doubt.path for doubt in doubts} == {
        (A, 0, "measures", 0, "source"),
        (A, 2, "groups", 0),
        (R, "due"),
        ("batches", 0, "due"),
        ("total_points",),
    }


REAL: Data = load_plan([plan_folder(2567)]).plan.model_dump(mode="json")


WORDS = st.from_regex(r"[q-z]{3,9}", fullmatch=True)
BETWEEN = st.sampled_from([1, 11, 55, 65, 75, 85, 95])
LATER = st.dates(min_value=date(2024, 10, 1))


def scored(data: Data) -> list[Data]:
    """Activities with points."""
    return [a for a in data["activities"] if a["points"]]


def upper_ends(data: Data) -> list[Data]:
    """Conditions on shares with a printed upper end; a count's may be left out."""
    return [
        c
        for criterion in data["rubric"]["criteria"]
        for band in criterion["bands"]
        for c in band["conditions"]
        if isinstance(c["below"], str)
    ]


def nodes(value: Any) -> list[Data]:
    """Everything in the plan with a source."""
    if isinstance(value, list):
        return [node for item in value for node in nodes(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if "source" in value else []
    return own + [node for item in value.values() for node in nodes(item)]


MUTATIONS: dict[str, Callable[[Data, st.DataObject], object]] = {
    "points": lambda d, s: pick(s, scored(d)).update(points=s.draw(st.integers(101, 200))),
    "points taken": lambda d, s: pick(s, scored(d)).update(points=None),
    "number": lambda d, s: pick(s, d["activities"]).update(number=s.draw(st.integers(39, 99))),
    "number twice": lambda d, s: d["activities"].append(pick(s, d["activities"])),
    "activity lost": lambda d, s: d["activities"].remove(pick(s, d["activities"])),
    "group": lambda d, s: pick(s, d["activities"])["groups"].append(s.draw(WORDS)),
    "batch": lambda d, s: pick(s, d["activities"]).update(batch=s.draw(WORDS)),
    "batch total": lambda d, s: pick(s, d["batches"]).update(points=s.draw(st.integers(156, 999))),
    "due": lambda d, s: pick(s, d["batches"]).update(due=str(s.draw(LATER))),
    "due of a form": lambda d, s: pick(s, d["forms"])["due"].append(str(s.draw(LATER))),
    "band end": lambda d, s: pick(s, upper_ends(d)).update(below=f"{s.draw(BETWEEN)}%"),
    "band end lost": lambda d, s: pick(s, upper_ends(d)).update(below=None),
    "score": lambda d, s: pick(s, pick(s, d["rubric"]["criteria"])["bands"]).update(score=4),
    "figure": lambda d, s: pick(s, upper_ends(d)).update(figure=s.draw(WORDS)),
    "derived": lambda d, s: pick(s, d["rubric"]["figures"]).update(derived_from=s.draw(WORDS)),
    "source": lambda d, s: pick(s, nodes(d)).update(source=""),
    "unknown key": lambda d, s: pick(s, nodes(d)).update({f"x-{s.draw(WORDS)}": 1}),
    "rung": lambda d, s: pick(s, d["ladder"]["rungs"][1:]).update(days_before=31),
}


def pick(source: st.DataObject, items: list[Any]) -> Any:
    """One of `items`, drawn."""
    return source.draw(st.sampled_from(range(len(items))).map(items.__getitem__))


@given(kind=st.sampled_from(sorted(MUTATIONS)), source=st.data())
def test_one_wrong_value_in_the_real_plan_is_never_accepted_silently(
    kind: str, source: st.DataObject
) -> None:
    data = copy.deepcopy(REAL)
    MUTATIONS[kind](data, source)

    try:
        doubts = check_plan(Plan.model_validate(data))
    except ValidationError:
        return
    assert doubts, kind


def test_the_real_plan_raises_no_doubt() -> None:
    assert check_plan(Plan.model_validate(REAL)) == []


def test_the_real_plan_lies_in_its_folder() -> None:
    assert plan_folder(2567) == Path(__file__).parents[3] / "plans" / "2567"
