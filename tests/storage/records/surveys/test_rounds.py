"""Rounds of surveys: kept without a person, replaced whole, accepted, withdrawn, and never deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from domain.facts import SurveyAnswers, SurveyRound
from domain.language.errors import NotAllowedError, NotThereError, OvertakenError
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.facts import load_facts
from storage.records.plan_in_force import set_closed
from storage.records.surveys.rounds import (
    NewRound,
    accept_round,
    answers_from_json,
    answers_to_json,
    rounds_of,
    store_round,
    withdraw_round,
)
from tests.support.cast import UNIT

NOW = datetime(2024, 8, 13, 2, 0, tzinfo=UTC)
DAY, NEXT = date(2024, 8, 13), date(2024, 8, 20)
ANSWERS = SurveyAnswers(
    survey="climate",
    year=2567,
    asked=10,
    rows=({"fair": 5, "heard": ("social", "board"), "idea": "ดี"}, {"fair": 1}, {}),
    first_day=date(2024, 8, 1),
    last_day=date(2024, 8, 9),
    partial=2,
    scales={"fair": (1, 5)},
)


def take_in(engine: Engine, answers: SurveyAnswers = ANSWERS, **more: Any) -> SurveyRound:
    values: dict[str, Any] = {
        "tool": "table",
        "sha256": "s" * 64,
        "on": DAY,
        "by": "clerk",
        "now": NOW,
    }
    with writing(engine) as session:
        return store_round(session, NewRound(UNIT, answers, **(values | more)))


def accept(engine: Engine, number: int, **more: Any) -> SurveyRound:
    with writing(engine) as session:
        return accept_round(session, UNIT, number, on=NEXT, by="head", now=NOW, **more)


def withdraw(engine: Engine, number: int) -> SurveyRound:
    with writing(engine) as session:
        return withdraw_round(session, UNIT, number, on=NEXT, by="head", now=NOW, why="ผิดไฟล์")


def test_answers_come_back_as_they_were_taken_in(bureau: Engine) -> None:
    stored = take_in(bureau)

    with reading(bureau) as session:
        facts = load_facts(session, UNIT, 2567)
        [kept] = rounds_of(session, UNIT, [2567], "climate")
    assert facts.surveys == (stored,)
    assert stored.answers == ANSWERS
    assert (kept.round, kept.by, kept.tool, kept.sha256) == (stored, "clerk", "table", "s" * 64)


def test_the_year_before_is_at_hand_and_other_years_are_not(bureau: Engine) -> None:
    before = take_in(bureau, replace(ANSWERS, year=2566))
    take_in(bureau, replace(ANSWERS, year=2565))

    with reading(bureau) as session:
        assert load_facts(session, UNIT, 2567).surveys == (before,)


def test_a_new_import_replaces_the_whole_survey_and_the_former_stays_on_record(
    bureau: Engine,
) -> None:
    first = take_in(bureau)
    other = take_in(bureau, replace(ANSWERS, survey="virtues"))

    second = take_in(bureau, replace(ANSWERS, asked=12), on=NEXT)

    with reading(bureau) as session:
        facts = load_facts(session, UNIT, 2567)
    assert [r.ended_on for r in facts.surveys] == [NEXT, None, None]
    assert {r.id for r in facts.surveys if r.known_on(NEXT)} == {other.id, second.id}
    assert {r.id for r in facts.surveys if r.known_on(DAY)} == {first.id, other.id}


def test_a_round_counts_from_the_day_of_its_acceptance(bureau: Engine) -> None:
    accepted = accept(bureau, take_in(bureau).id, signed_by="ผู้อำนวยการสำนัก", why="ลงนามแล้ว")

    assert [accepted.accepted_by(day) for day in (DAY, NEXT)] == [False, True]
    with reading(bureau) as session:
        [kept] = rounds_of(session, UNIT, [2567])
        line = audit_lines(session, 1)[0]
    assert (kept.accepted_by, kept.signed_by) == ("head", "ผู้อำนวยการสำนัก")
    assert (line.action, line.subject) == ("survey.accept", f"{UNIT}/2567/climate")


def test_a_withdrawn_round_ends_and_can_be_neither_accepted_nor_withdrawn_again(
    bureau: Engine,
) -> None:
    number = take_in(bureau).id
    withdrawn = withdraw(bureau, number)

    assert not withdrawn.known_on(NEXT)
    for again in (accept, withdraw):
        with pytest.raises(OvertakenError, match="ถูกถอนหรือมีผลใหม่"):
            again(bureau, number)


def test_a_round_is_accepted_once(bureau: Engine) -> None:
    number = take_in(bureau).id
    accept(bureau, number)

    with pytest.raises(OvertakenError, match="ตรวจรับแล้ว"):
        accept(bureau, number)


def test_no_round_is_one_sentence(bureau: Engine) -> None:
    with pytest.raises(NotThereError, match="เลขที่ 7"):
        accept(bureau, 7)


def test_a_closed_year_takes_no_answers(bureau: Engine) -> None:
    with writing(bureau) as session:
        set_closed(session, 2567, closed=True, by="it", now=NOW, why="จบปี")

    with pytest.raises(NotAllowedError):
        take_in(bureau)


def test_the_audit_names_the_file_by_its_hash_and_what_it_replaced(bureau: Engine) -> None:
    first = take_in(bureau)
    take_in(bureau, why="ส่งใหม่")

    with reading(bureau) as session:
        details = audit_lines(session, 1)[0].details
    assert details is not None
    assert (details["sha256"], details["replaces"], details["why"]) == ("s" * 64, first.id, "ส่งใหม่")
    assert "rows" not in details


def test_stored_answers_name_their_questions_once() -> None:
    kept = answers_to_json(ANSWERS.rows)

    assert kept["questions"] == ["fair", "heard", "idea"]
    assert answers_from_json(kept) == ANSWERS.rows
