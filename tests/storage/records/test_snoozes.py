"""Answers as they are kept: known from their day on, in the trail, and never told twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.engine import Engine

from domain.language.errors import NotThereError, OvertakenError
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.snoozes import (
    add_snooze,
    end_snooze,
    last_director_letters,
    load_answers,
    record_letter,
    report_duty,
)
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 10, 2, 0, tzinfo=UTC)
DAY = date(2024, 3, 10)


def snooze(engine: Engine) -> int:
    with writing(engine) as session:
        return add_snooze(
            session, unit=UNIT, fiscal_year=2567, group="planning", activity=7,
            until=date(2024, 3, 15), reason="รอลายเซ็น", entered_on=DAY, by="test", now=NOW,
        ).id  # fmt: skip


def letter(engine: Engine, group: str, as_of: date, *said: object) -> None:
    with writing(engine) as session:
        record_letter(
            session, unit=UNIT, fiscal_year=2567, group=group, as_of=as_of, said=said,
            run_id=None, now=NOW,
        )  # fmt: skip


def report(engine: Engine) -> None:
    with writing(engine) as session:
        report_duty(
            session, unit=UNIT, fiscal_year=2567, duty="complaints-report", period="2024-02",
            done_on=DAY, note="", by="test", now=NOW,
        )  # fmt: skip


def test_a_snooze_is_known_from_its_day_on_and_stands_in_the_trail(bureau: Engine) -> None:
    snooze(bureau)
    with reading(bureau) as session:
        [known] = load_answers(session, [UNIT], 2567, as_of=DAY)[UNIT].snoozes
        assert load_answers(session, [UNIT], 2567, as_of=date(2024, 3, 9))[UNIT].snoozes == ()
        assert load_answers(session, [UNIT], 2568, as_of=DAY)[UNIT].snoozes == ()
        line = audit_lines(session)[0]
    assert (known.group, known.activity, known.reason) == ("planning", 7, "รอลายเซ็น")
    assert (line.action, line.actor, line.details) == (
        "snooze.add",
        "test",
        {"group": "planning", "until": "2024-03-15", "reason": "รอลายเซ็น"},
    )


def test_a_snooze_is_taken_back_once_and_its_record_stays(bureau: Engine) -> None:
    number = snooze(bureau)
    for unit, which, sentence in ((UNIT, 99, "ไม่พบ"), ("other", number, "ไม่พบ")):
        with pytest.raises(NotThereError, match=sentence), writing(bureau) as session:
            end_snooze(session, unit, which, ended_on=DAY, by="test", now=NOW)
    with writing(bureau) as session:
        assert end_snooze(session, UNIT, number, ended_on=DAY, by="test", now=NOW).ended_on == DAY
    with pytest.raises(OvertakenError, match="ไปแล้ว"), writing(bureau) as session:
        end_snooze(session, UNIT, number, ended_on=DAY, by="test", now=NOW)


def test_a_duty_is_done_once_from_the_day_on_which_it_was(bureau: Engine) -> None:
    report(bureau)
    with reading(bureau) as session:
        assert load_answers(session, [UNIT], 2567, as_of=DAY)[UNIT].done == {
            ("complaints-report", "2024-02")
        }
        assert load_answers(session, [UNIT], 2567, as_of=date(2024, 3, 9))[UNIT].done == frozenset()
    with pytest.raises(OvertakenError, match="ไว้แล้ว"):
        report(bureau)


def test_the_newest_letter_of_a_day_before_counts_and_not_the_directors(bureau: Engine) -> None:
    letter(bureau, "planning", date(2024, 3, 6), 1, 2)
    letter(bureau, "planning", date(2024, 3, 9), 2)
    letter(bureau, "planning", DAY, 3)
    letter(bureau, "director", date(2024, 3, 9), "letter:1:dead")
    with reading(bureau) as session:
        answers = load_answers(session, [UNIT], 2567, as_of=DAY)[UNIT]
        summary = last_director_letters(session, [UNIT], 2567)[UNIT]
    assert answers.last_open == {"planning": {2}}
    assert answers.last_letter == {"planning": date(2024, 3, 9)}
    assert summary == (date(2024, 3, 9), frozenset({"letter:1:dead"}))


def test_an_unknown_unit_is_refused(bureau: Engine) -> None:
    with pytest.raises(NotThereError), writing(bureau) as session:
        report_duty(
            session, unit="nobody", fiscal_year=2567, duty="d", period="p", done_on=DAY,
            note="", by="test", now=NOW,
        )  # fmt: skip
