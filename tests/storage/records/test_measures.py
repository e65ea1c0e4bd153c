"""Numbers: kept exactly, only added to, refused when they cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from domain.facts import Cell, MeasureFact, RegisterRow, RowId
from domain.language.errors import KamnotError, NotThereError
from domain.rubric.typed_numbers import MeasureValue
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.db.tables import EvidenceItemRow
from storage.records.facts import load_facts
from storage.records.measures import (
    NewNumber,
    RowWriting,
    entries_known,
    measure_history,
    record_import,
    record_row,
    refuse_foreign_evidence,
    rows_of,
    set_measure,
    store_rows,
    take_back,
    written_rows,
)
from storage.records.people import set_unit
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
DAY = date(2024, 3, 13)


def enter(
    engine: Engine,
    measure: str = "1.signed",
    *,
    on: date = DAY,
    note: str = "",
    event_date: date | None = None,
    evidence: int | None = None,
    **value: Any,
) -> MeasureFact:
    new = NewNumber(
        UNIT, 2567, measure, MeasureValue(**value), on, "planning", NOW, note, event_date, evidence
    )
    with writing(engine) as session:
        return set_measure(session, new)


@pytest.mark.parametrize(
    ("values", "value"),
    [
        ({"numerator": 180, "denominator": 200}, Fraction(9, 10)),
        ({"numerator": 0, "denominator": 3}, Fraction(0)),
        ({"numerator": 1, "denominator": 3}, Fraction(1, 3)),
        ({"count": 0}, 0),
        ({"count": 5}, 5),
        ({"yes_no": True}, True),
        ({"yes_no": False}, False),
    ],
    ids=str,
)
def test_a_number_is_kept_exactly(
    bureau: Engine, values: dict[str, Any], value: Fraction | int | bool
) -> None:
    fact = enter(bureau, **values)
    assert fact.value == value
    assert type(fact.value) is type(value)
    assert (fact.numerator, fact.denominator) == (
        values.get("numerator"),
        values.get("denominator"),
    )


def test_of_meetings_there_may_have_been_none_and_their_share_is_unknown(bureau: Engine) -> None:
    fact = enter(bureau, "note-1.attended", numerator=0, denominator=0)
    assert (fact.value, fact.numerator, fact.denominator) == (None, 0, 0)


def test_a_correction_is_added_and_the_first_entry_stays(bureau: Engine) -> None:
    enter(bureau, numerator=170, denominator=200)
    enter(bureau, numerator=180, denominator=200)
    enter(bureau, numerator=160, denominator=200, on=DAY - timedelta(days=1))
    with reading(bureau) as session:
        history = measure_history(session, UNIT, 2567, "1.signed")
    assert [row.numerator for row in history] == [160, 170, 180]


def test_who_entered_what_is_in_the_audit(bureau: Engine) -> None:
    enter(bureau, count=5)
    with reading(bureau) as session:
        line = audit_lines(session, 1)[0]
    assert (line.actor, line.action, line.details) == ("planning", "measure.set", {"count": 5})


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"count": 1, "yes_no": True},
        {"count": 1, "numerator": 1, "denominator": 2},
        {"numerator": 1},
        {"denominator": 2},
        {"numerator": -1, "denominator": 2},
        {"numerator": 3, "denominator": 2},
        {"numerator": 0, "denominator": 0},
        {"numerator": 1, "denominator": -2},
        {"count": -1},
        {"count": 10**30},
        {"numerator": 1, "denominator": 10**30},
    ],
    ids=lambda values: ",".join(f"{k}={v}" for k, v in values.items()) or "nothing",
)
def test_a_number_that_cannot_be_is_refused_and_not_kept(
    bureau: Engine, values: dict[str, Any]
) -> None:
    with pytest.raises(KamnotError, match=r"1\.signed"):
        enter(bureau, **values)
    with reading(bureau) as session:
        assert measure_history(session, UNIT, 2567, "1.signed") == ()


def test_an_unknown_unit_is_one_sentence(database: Engine) -> None:
    with pytest.raises(NotThereError, match=UNIT):
        enter(database, count=1)


# What a number rests on, and taking it back


def facts(engine: Engine, as_of: date) -> tuple[MeasureFact, ...]:
    with reading(engine) as session:
        return load_facts(session, UNIT, 2567).known_on(as_of).measures


def back(engine: Engine, on: date, why: str = "นับผิด") -> MeasureFact:
    with writing(engine) as session:
        return take_back(session, UNIT, 2567, "1.signed", on=on, by="planning", now=NOW, why=why)


def test_a_number_keeps_its_event_and_its_evidence(bureau: Engine) -> None:
    with writing(bureau) as session:
        session.add(
            EvidenceItemRow(id=7, unit=UNIT, fiscal_year=2567, requirement="1.d", file_name="a")
        )
    enter(bureau, count=5, event_date=DAY - timedelta(days=2), evidence=7)
    [fact] = facts(bureau, DAY)
    assert (fact.event_date, fact.evidence) == (DAY - timedelta(days=2), 7)


def test_an_event_after_the_day_of_the_number_is_refused(bureau: Engine) -> None:
    with pytest.raises(KamnotError, match="วันจัดกิจกรรม"):
        enter(bureau, count=5, event_date=DAY + timedelta(days=1))


@pytest.mark.parametrize(
    "item",
    [
        pytest.param({}, id="no such item"),
        pytest.param({"fiscal_year": 2566}, id="of another year"),
        pytest.param({"fiscal_year": 2567, "withdrawn_on": DAY}, id="withdrawn"),
    ],
)
def test_evidence_that_does_not_show_the_number_is_refused(
    bureau: Engine, item: dict[str, Any]
) -> None:
    if item:
        with writing(bureau) as session:
            session.add(EvidenceItemRow(id=7, unit=UNIT, requirement="1.d", file_name="a", **item))
    with pytest.raises(KamnotError, match="7"):
        enter(bureau, count=5, evidence=7)


def test_what_is_taken_back_holds_until_that_day_and_stays_in_the_history(bureau: Engine) -> None:
    enter(bureau, numerator=180, denominator=200)
    held = back(bureau, DAY + timedelta(days=2))

    assert held.numerator == 180
    assert [f.numerator for f in facts(bureau, DAY + timedelta(days=1))] == [180]
    assert facts(bureau, DAY + timedelta(days=2)) == ()
    with reading(bureau) as session:
        history = measure_history(session, UNIT, 2567, "1.signed")
        line = audit_lines(session, 1)[0]
    assert [row.taken_back for row in history] == [False, True]
    assert (line.action, (line.details or {})["why"]) == ("measure.take_back", "นับผิด")


def test_a_number_may_be_entered_again_after_it_was_taken_back(bureau: Engine) -> None:
    enter(bureau, numerator=180, denominator=200)
    back(bureau, DAY)
    enter(bureau, numerator=150, denominator=200)
    assert [f.numerator for f in facts(bureau, DAY)] == [150]


@pytest.mark.parametrize(
    ("on", "why"),
    [
        pytest.param(DAY - timedelta(days=1), "นับผิด", id="before it was entered"),
        pytest.param(DAY, "  ", id="without a reason"),
    ],
)
def test_taking_back_nothing_or_without_a_reason_is_refused(
    bureau: Engine, on: date, why: str
) -> None:
    enter(bureau, numerator=180, denominator=200)
    with pytest.raises(KamnotError, match=r"1\.signed"):
        back(bureau, on, why)
    assert len(facts(bureau, DAY)) == 1


def test_the_newest_number_known_on_the_day_keeps_who_and_why(bureau: Engine) -> None:
    late = DAY + timedelta(days=7)
    enter(bureau, "2.goals", count=5, on=late, note="ทบทวนใหม่")
    enter(bureau, "2.goals", count=3)

    with reading(bureau) as session:
        [first] = entries_known(session, UNIT, 2567, DAY)
        [second] = entries_known(session, UNIT, 2567, late)
        other_year = entries_known(session, UNIT, 2568, late)

    assert (first.fact.value, first.entered_by, first.note) == (3, "planning", "")
    assert (second.fact.value, second.note) == (5, "ทบทวนใหม่")
    assert other_year == ()


# Rows of registers

CELLS: dict[str, Cell] = {
    "day": DAY, "what": "คลิป “ก”", "count": 5, "held": False, "told": ("board", "social"), "about": (7, 12),
}  # fmt: skip


def writes(unit: str = UNIT, why: str = "") -> RowWriting:
    return RowWriting(unit, 2567, DAY, "เลขานุการ", NOW, why)


def row(number: int = 1, version: int = 1, *, withdrawn: bool = False) -> RegisterRow:
    return RegisterRow(RowId("list", number), version, CELLS, DAY, withdrawn)


def test_cells_come_back_as_they_were(bureau: Engine) -> None:
    with writing(bureau) as session:
        store_rows(session, writes(), [row(1), row(2), row(1, 2, withdrawn=True)])
    with reading(bureau) as session:
        written = rows_of(session, UNIT, 2567, "list")
        facts = load_facts(session, UNIT, 2567)
        again = written_rows(session, UNIT, 2567, facts.rows)

    assert [one.row for one in written] == [row(1), row(2), row(1, 2, withdrawn=True)]
    assert {(one.by, one.at) for one in written} == {("เลขานุการ", NOW)}
    assert facts.rows == tuple(one.row for one in written)
    assert again == written


def test_another_unit_year_or_register_is_not_there(bureau: Engine) -> None:
    with writing(bureau) as session:
        set_unit(session, "other", name="สำนักอื่น", department="ส", by="a", now=NOW)
        store_rows(session, writes("other"), [row()])
    with reading(bureau) as session:
        assert rows_of(session, UNIT, 2567) == []
        assert rows_of(session, "other", 2568) == []
        assert rows_of(session, "other", 2567, "lists") == []
        assert len(rows_of(session, "other", 2567)) == 1


def test_each_version_has_a_line_with_what_stood_before(bureau: Engine) -> None:
    with writing(bureau) as session:
        record_row(session, writes(), row(), None)
        record_row(session, writes(why="ผิด"), row(1, 2), row())
        record_row(session, writes(why="ซ้ำ"), row(1, 3, withdrawn=True), row(1, 2))
        record_import(session, writes(why="ทะเบียน.xlsx"), "list", [row(2), row(3)])
    with reading(bureau) as session:
        lines = [x for x in reversed(audit_lines(session)) if x.action.startswith("register.")]

    assert [line.action.partition(".")[2] for line in lines] == [
        "add",
        "correct",
        "withdraw",
        "import",
    ]
    details = [line.details or {} for line in lines]
    assert [sorted(d) for d in details] == [
        ["cells", "on", "version"],
        ["before", "cells", "on", "version", "why"],
        ["before", "on", "version", "why"],
        ["on", "rows", "sha256", "why"],
    ]
    assert details[3]["rows"] == ["2.1", "3.1"]


def test_evidence_of_nobody_is_refused(bureau: Engine) -> None:
    with reading(bureau) as session, pytest.raises(NotThereError, match="หลักฐานเลขที่ 9"):
        refuse_foreign_evidence(session, UNIT, 2567, 9, "หลักฐาน")
