"""A check in JSON: nulls for what is not known or not given, and what was supposed only where something was."""

from __future__ import annotations

from datetime import date

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.facts import Facts
from domain.results import Finding, Outcome, WaitsFor
from reports.schemas.check import ChecksDocument, FindingPart, check_document
from tests.support.cast import UNIT, small_plan, weekday

RESULT = Evaluator(small_plan(), weekday).evaluate(Facts(UNIT), date(2024, 3, 13))


def finding(**more: object) -> Finding:
    values = {
        "id": "1.report", "title": "-", "outcome": Outcome.MET, "looked_for": "-", "found": "-", "remedy": "",
        "source": "-",
    }  # fmt: skip
    return Finding(**values | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "key", "value"),
    [
        (finding(), "remedy", None),
        (finding(remedy="ส่ง"), "remedy", "ส่ง"),
        (finding(), "relief", None),
        (
            finding(id="1.signed", waits_for=WaitsFor.NUMBER),
            "how",
            {"verb": "measure.set", "subject": "1.signed"},
        ),
    ],
)
def test_a_finding_says_what_to_do_only_where_there_is_something(
    found: Finding, key: str, value: object
) -> None:
    assert FindingPart.of(found).model_dump(mode="json")[key] == value


def test_an_activity_without_points_has_five_nulls() -> None:
    june = check_document(RESULT, RESULT.batch("june-30"), ()).plain()

    assert set(june["activities"][-1]["points"].values()) == {None}


def test_what_was_supposed_is_told_in_each_of_several_and_else_there_is_no_such_key() -> None:
    batches = [RESULT.batch(name) for name in ("march", "june-30")]
    supposed = [check_document(RESULT, b, (), ("1.signed=1/1",)) for b in batches]
    plain = [check_document(RESULT, b, ()) for b in batches]

    told = ChecksDocument.of(batches=supposed).plain()["batches"]
    assert [b["supposed"] for b in told] == [["1.signed=1/1"]] * 2
    assert all("supposed" not in b for b in ChecksDocument.of(batches=plain).plain()["batches"])
