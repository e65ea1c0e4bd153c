"""Reliefs by flow: granted by the rules, known from their day on, ended with a reason, never taken from the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.facts import ReliefFact, ReliefKind
from domain.language.errors import KamnotError
from domain.results import ActivityResult, Outcome
from flows.plan.reliefs import end, grant, granted
from flows.run.judge import load_facts
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)
ONE = timedelta(days=1)


def give(ws: Workspace, kind: ReliefKind, subject: str, **more: Any) -> ReliefFact:
    values: dict[str, Any] = {
        "authoriser": "ผู้อำนวยการสำนัก",
        "reason": "ระบบขัดข้อง",
        "on": DAY,
        "by": "test",
    } | more
    return grant(ws, UNIT, kind, subject, **values)


def activity(ws: Workspace, number: int, day: date) -> ActivityResult:
    return ws.evaluator.evaluate(load_facts(ws, UNIT, day), day).by_number[number]


@pytest.mark.parametrize("subject", ["7.report", "7/report", "๗.report", " ๗/report "])
def test_a_document_is_named_as_people_write_it(bare: Workspace, subject: str) -> None:
    assert give(bare, ReliefKind.WAIVER, subject).subject == "7.report"


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        pytest.param(-1, False, id="the day before"),
        pytest.param(0, True, id="the day it was decided"),
        pytest.param(4, True, id="its last day"),
        pytest.param(5, False, id="the day it was ended"),
    ],
)
def test_a_check_of_a_day_knows_what_held_on_it(bare: Workspace, days: int, holds: bool) -> None:
    relief = give(bare, ReliefKind.NOT_APPLICABLE, "7")
    end(bare, UNIT, relief.id, on=DAY + 5 * ONE, why="มีงานแล้ว", by="test")

    outcome = activity(bare, 7, DAY + days * ONE).outcome

    assert (outcome is Outcome.NOT_APPLICABLE) is holds


def test_an_extension_moves_the_due_date_of_its_activity_alone(bare: Workspace) -> None:
    give(bare, ReliefKind.EXTENSION, "7", until=date(2024, 4, 5))

    assert activity(bare, 7, DAY).due == date(2024, 4, 5)
    assert activity(bare, 8, DAY).due == activity(bare, 8, DAY).printed_due


def test_an_ended_relief_stays_in_the_list_of_the_year(bare: Workspace) -> None:
    first = give(bare, ReliefKind.WAIVER, "7.report")
    give(bare, ReliefKind.WAIVER, "8.report", on=DAY + ONE)

    end(bare, UNIT, first.id, on=DAY + ONE, why="ส่งแล้ว", by="test")

    assert [(r.subject, r.ended_on) for r in granted(bare, UNIT)] == [
        ("7.report", DAY + ONE),
        ("8.report", None),
    ]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"authoriser": " "}, id="nobody decided"),
        pytest.param({"authoriser": "name@bureau.example"}, id="a person for an office"),
        pytest.param({"reason": ""}, id="no reason"),
        pytest.param({"subject": "7.nothing"}, id="no such document"),
        pytest.param({"until": date(2024, 4, 5)}, id="a day for a waiver"),
    ],
)
def test_what_the_rules_do_not_allow_is_refused_and_not_kept(
    bare: Workspace, more: dict[str, Any]
) -> None:
    subject = more.pop("subject", "7.report")

    with pytest.raises(KamnotError):
        give(bare, ReliefKind.WAIVER, subject, **more)

    assert granted(bare, UNIT) == ()


@pytest.mark.parametrize(("relief", "why"), [(1, " "), (99, "เลิก")], ids=["no reason", "unknown"])
def test_what_cannot_be_ended_stays(bare: Workspace, relief: int, why: str) -> None:
    give(bare, ReliefKind.WAIVER, "7.report")

    with pytest.raises(KamnotError):
        end(bare, UNIT, relief, on=DAY + ONE, why=why, by="test")

    assert [r.ended_on for r in granted(bare, UNIT)] == [None]


def test_another_unit_s_relief_cannot_be_ended(bare: Workspace) -> None:
    relief = give(bare, ReliefKind.WAIVER, "7.report")

    with pytest.raises(KamnotError):
        end(bare, "law", relief.id, on=DAY + ONE, why="เลิก", by="test")
