"""Ids read as the plan writes them, know their parts, and refuse what is none."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from copy import deepcopy

import pytest

from domain.language.ids import RUBRIC, AskedId, MeasureId, RequirementId, RungId
from tests.support.cast import small_plan

IDS = (
    RequirementId(7, "report"),
    MeasureId(1, "signed"),
    MeasureId("note-1", "attended"),
    MeasureId(RUBRIC, "climate"),
)


@pytest.mark.parametrize("known", IDS)
def test_an_id_is_read_as_it_is_written(known: AskedId) -> None:
    read = type(known).parse(str(known))
    assert (read, read.activity, read.name) == (known, known.activity, known.name)


@pytest.mark.parametrize("known", IDS)
@pytest.mark.parametrize("copied", [deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_knows_its_parts(known: AskedId, copied: Callable[[AskedId], AskedId]) -> None:
    copy = copied(known)
    assert (type(copy), copy.activity, copy.name) == (type(known), known.activity, known.name)
    assert getattr(copy, "owner", None) == getattr(known, "owner", None)


def test_only_the_numbers_of_activities_have_an_activity() -> None:
    assert [one.activity for one in IDS] == [7, 1, None, None]
    assert MeasureId.parse("note-1.attended").owner == "note-1"


@pytest.mark.parametrize("text", ["", "7", "7.", ".report", "x.report", "๗.report", "-7.report"])
def test_what_names_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as 7\.report"):
        RequirementId.parse(text)


@pytest.mark.parametrize("text", ["", "1", "1.", "note.x", "note-.x", "climate", "other.climate"])
def test_what_names_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as 1\.signed"):
        MeasureId.parse(text)


@pytest.mark.parametrize(
    ("text", "deadline", "step"),
    [
        pytest.param("2567:march:T-7", "2567:march", "T-7", id="batch"),
        pytest.param("2567:march:7@2024-04-05:T-7", "2567:march:7@2024-04-05", "T-7", id="extended"),
        pytest.param("2567:a:2024-01:overdue-2024-02-07", "2567:a:2024-01", "overdue-2024-02-07", id="duty"),
    ],
)  # fmt: skip
def test_a_rung_knows_its_deadline_and_its_step(text: str, deadline: str, step: str) -> None:
    rung = RungId.parse(text)
    for same in (rung, pickle.loads(pickle.dumps(rung)), RungId(deadline, step)):
        assert (same, same.deadline, same.step) == (text, deadline, step)


@pytest.mark.parametrize("text", ["", "march", ":T-7", "2567:march:"])
def test_what_names_no_rung_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as 2567:march:T-7"):
        RungId.parse(text)


def test_ids_are_text_wherever_they_are_kept() -> None:
    assert json.dumps({IDS[0]: IDS[1]}) == '{"7.report": "1.signed"}'
    assert {"7.report": 1}[IDS[0]] == 1


def test_every_id_of_a_plan_is_read_back() -> None:
    plan = small_plan()
    for name in plan.requirement_by_id:
        assert RequirementId.parse(str(name)).activity == name.activity
    for measure in plan.measure_by_id:
        assert MeasureId.parse(str(measure)).owner == measure.owner
