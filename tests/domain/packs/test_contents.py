"""A pack's contents: the same from and to JSON, nothing that is not theirs."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pydantic import ValidationError

from domain.facts import Problem
from domain.language.how import How, Verb
from domain.language.ids import RequirementId
from domain.packs.contents import (
    Contents,
    Missing,
    Packed,
    Unsigned,
    absent,
    missing_form,
    missing_of,
)
from domain.packs.selection import LeftOut, Why, forms_of
from domain.plan.model import Delivery
from domain.results import ActivityResult, BatchResult, Finding, Outcome, Points, Timeliness
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import DUE, file


def contents(**more: object) -> Contents:
    values: dict[str, object] = {
        "unit": "bureau", "unit_name": "สำนักทดสอบ", "fiscal_year": 2567, "batch": "march",
        "due": DUE, "as_of": date(2024, 3, 13), "plan_hash": "0" * 64, "complete": True,
        "files": (Packed(path="แฟลชไดรฟ์/ก.pdf", size=3, sha256="a" * 64, activity=1),),
    }  # fmt: skip
    return Contents.model_validate(values | more)


def test_contents_come_back_from_their_json_as_they_were() -> None:
    own = contents()

    assert Contents.model_validate_json(own.to_json()) == own
    assert own.to_json().startswith(b'{\n  "schema": "kamnot/pack/1"')
    assert "แฟลชไดรฟ์".encode() in own.to_json()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param((b"kamnot/pack/1", b"kamnot/pack/9"), id="another schema"),
        pytest.param((b'"unit":', b'"who":'), id="a key it does not know"),
        pytest.param((b'"size": 3', b'"size": -3'), id="a negative size"),
        pytest.param((b'"size": 3', b'"size": "3"'), id="a size in letters"),
        pytest.param((b"a" * 64, b"A" * 64), id="no hash of ours"),
    ],
)
def test_what_kamnot_did_not_write_is_refused(change: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValidationError):
        Contents.model_validate_json(contents().to_json().replace(*change))


def activity(number: int, *outcomes: Outcome) -> ActivityResult:
    findings = tuple(
        Finding(RequirementId(number, str(n)), f"เอกสาร {n}", outcome, "", "ไม่พบ", "ส่ง", "แถว")
        for n, outcome in enumerate(outcomes, 1)
    )
    whole = Outcome.MET if set(outcomes) <= {Outcome.MET} else Outcome.NOT_MET
    return ActivityResult(
        number,
        "กิจกรรม",
        "march",
        DUE,
        DUE,
        DUE,
        whole,
        Timeliness.OVERDUE,
        None,
        (),
        findings,
        None,
    )


def test_what_is_missing_comes_back_with_its_deed_or_from_an_older_pack_without() -> None:
    told = Missing(
        activity=1, id="1.signed", title="ร่วมลงนาม", found="ยังไม่ได้บันทึกตัวเลข", remedy="แจ้งตัวเลข",
        how=How(Verb.MEASURE_SET, "1.signed"),
    )  # fmt: skip
    written = contents(missing=(told,)).to_json()
    older = json.loads(written)
    del older["missing"][0]["how"]

    assert Contents.model_validate_json(written).missing == (told,)
    assert Contents.model_validate_json(json.dumps(older)).missing[0].how is None


def test_missing_is_what_somebody_still_has_to_act_on() -> None:
    activities = (
        activity(1, Outcome.MET),
        activity(2, Outcome.MET, Outcome.NOT_MET, Outcome.NOT_AVAILABLE, Outcome.NOT_APPLICABLE),
    )

    missing = missing_of(BatchResult("march", "รอบ", DUE, DUE, activities, Points()))

    assert [m.id for m in missing] == ["2.2", "2.3"]
    assert (missing[0].activity, missing[0].found, missing[0].remedy) == (2, "ไม่พบ", "ส่ง")
    assert [m.how for m in missing] == [f.how for f in activities[1].open_findings]


@pytest.mark.parametrize(
    ("complete", "waiting", "whole"),
    [(True, 0, True), (False, 0, False), (True, 1, False)],
    ids=["all there", "something missing", "nobody has signed"],
)
def test_only_what_is_complete_and_signed_may_be_handed_in_as_it_is(
    complete: bool, waiting: int, whole: bool
) -> None:
    one = Unsigned(item=1, requirement="1.declaration", file_name="ก.pdf")

    assert contents(complete=complete, unsigned=(one,) * waiting).whole is whole


def test_a_file_that_stays_out_is_named_with_place_and_reason() -> None:
    broken = file("7.report", problem=Problem.EMPTY)

    one = absent(LeftOut(Delivery.LEARNING_CENTRE, broken, Why.PROBLEM, "ไฟล์ว่าง"))

    assert (one.delivery, one.why, one.detail) == ("learning-centre", "problem", "ไฟล์ว่าง")
    assert (one.item, one.requirement, one.file_name) == (1, "7.report", "7.report-1.pdf")


@pytest.mark.parametrize(
    ("language", "found", "remedy"), [("th", "ทำแบบนี้ไม่ได้", "เอง"), ("en", "cannot make", "by hand")]
)
def test_a_form_that_cannot_be_made_is_missing_with_what_to_do(
    language: str, found: str, remedy: str
) -> None:
    real = load_plan([plan_folder(2567)]).plan
    planned = forms_of(real, "june-30")[0]

    told = missing_form(planned, language)

    assert (told.activity, told.id, told.title) == (
        planned.activity.number, planned.form.id, planned.form.title,
    )  # fmt: skip
    assert found in told.found
    assert remedy in told.remedy
