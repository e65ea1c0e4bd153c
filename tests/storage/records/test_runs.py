"""Check runs and failures: read back in full, kept once, found again by the questions that flows ask."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import col, select, update

from domain.language.ids import RungId
from domain.reminders.ladder import LedgerEntry
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.db.run_tables import CheckRunRow
from storage.outbox.rungs import take_rungs
from storage.records.people import set_unit
from storage.records.runs import (
    NewRun,
    RunRecord,
    drop_old_results,
    flow_events,
    last_finished,
    last_run,
    record_flow_event,
    record_runs,
)
from tests.support.cast import UNIT

DUE_TO_RUN = datetime(2024, 3, 13, 1, 0, tzinfo=UTC)
"""Eight in the morning in Bangkok."""
DAY = date(2024, 3, 13)
MINUTE = timedelta(minutes=1)


def run(engine: Engine, *, started: datetime = DUE_TO_RUN, as_of: date = DAY, **more: Any) -> int:
    values: dict[str, Any] = {
        "unit": UNIT, "fiscal_year": 2567, "batch": "march", "result": {}, "complete": False, **more,
    }  # fmt: skip
    with writing(engine) as session:
        new = NewRun(
            as_of=as_of,
            plan_hash="hash",
            started_at=started,
            finished_at=started + MINUTE,
            **values,
        )
        return record_runs(session, [new])[0]


def test_a_run_comes_back_in_full(bureau: Engine) -> None:
    result = {"schema": "kamnot/check/1", "activities": [{"title": "น้ำใจ", "points": None}]}
    number = run(bureau, result=result, complete=True, flow_run_id="f-1")
    with reading(bureau) as session:
        kept = last_run(session, UNIT, "march")
    assert kept is not None
    assert (kept.id, kept.unit, kept.batch, kept.as_of, kept.plan_hash) == (
        number, UNIT, "march", DAY, "hash",
    )  # fmt: skip
    assert (kept.result, kept.complete, kept.flow_run_id) == (result, True, "f-1")
    assert (kept.started_at, kept.finished_at) == (DUE_TO_RUN, DUE_TO_RUN + MINUTE)


def test_the_last_run_is_the_one_that_finished_last(bureau: Engine) -> None:
    newest = run(bureau, started=DUE_TO_RUN + 5 * MINUTE, as_of=date(2024, 1, 1))
    run(bureau)
    run(bureau, started=DUE_TO_RUN + 9 * MINUTE, batch="july")
    with reading(bureau) as session:
        kept = last_run(session, UNIT, "march")
        finished = last_finished(session)
    assert kept is not None
    assert kept.id == newest
    assert finished == DUE_TO_RUN + 10 * MINUTE


def test_before_the_first_run_there_is_none(bureau: Engine) -> None:
    with reading(bureau) as session:
        assert last_run(session, UNIT, "march") is None
        assert last_finished(session) is None


def test_failures_are_kept_newest_first(bureau: Engine) -> None:
    with writing(bureau) as session:
        for number in range(3):
            record_flow_event(
                session,
                flow_run_id=f"f-{number}",
                name="march 2024-03-13",
                state="Crashed",
                message="ไฟดับ",
                at=DUE_TO_RUN,
            )
    with reading(bureau) as session:
        events = flow_events(session, 2)
    assert [(e.flow_run_id, e.state, e.message, e.at) for e in events] == [
        ("f-2", "Crashed", "ไฟดับ", DUE_TO_RUN),
        ("f-1", "Crashed", "ไฟดับ", DUE_TO_RUN),
    ]


# Marks instead of copies


def found(day: date = DAY, **more: Any) -> dict[str, Any]:
    """What a check of that day found."""
    values = {"as_of": day.isoformat(), "complete": False, "reminders": [], "points": 5, **more}
    return {"schema": "kamnot/check/1", **values}


def run_on(engine: Engine, days: int, result: dict[str, Any] | None = None, **more: Any) -> int:
    """A check so many days after `DAY` that found the same as ever, unless told otherwise."""
    later = timedelta(days=days)
    result = found(DAY + later) if result is None else result
    return run(engine, started=DUE_TO_RUN + later, as_of=DAY + later, result=result, **more)


def kept(engine: Engine) -> list[tuple[int | None, bool, int | None]]:
    """(id, whether it has a copy, the copy that it names) of every check."""
    with reading(engine) as session:
        rows = session.exec(select(CheckRunRow).order_by(col(CheckRunRow.id))).all()
    return [(row.id, row.result is not None, row.same_as) for row in rows]


def newest(engine: Engine, **more: str) -> RunRecord:
    with reading(engine) as session:
        record = last_run(session, **{"unit": UNIT, "batch": "march", **more})
    assert record is not None
    return record


def test_checks_that_found_the_same_keep_marks_that_name_the_one_copy(bureau: Engine) -> None:
    copy, mark, another = (run_on(bureau, days) for days in range(3))

    assert kept(bureau) == [(copy, True, None), (mark, False, copy), (another, False, copy)]


def test_a_mark_reads_back_byte_for_byte_as_the_check_said_it(bureau: Engine) -> None:
    run_on(bureau, 0)
    said = found(DAY + timedelta(days=1), reminders=[{"group": "planning", "activities": [7]}])
    run_on(bureau, 1, said)

    record = newest(bureau)

    assert json.dumps(record.result) == json.dumps(said)
    assert record.as_of == DAY + timedelta(days=1)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"points": 6}, id="points"),
        pytest.param({"complete": 0}, id="a number that Python calls false"),
        pytest.param({"plan_hash": "of another plan"}, id="a key more"),
    ],
)
def test_a_check_that_found_something_else_keeps_a_copy(
    bureau: Engine, other: dict[str, Any]
) -> None:
    run_on(bureau, 0)
    run_on(bureau, 1, found(DAY + timedelta(days=1), **other))
    last = run_on(bureau, 2)

    assert [copy for _, copy, _ in kept(bureau)] == [True, True, True]
    assert newest(bureau).id == last


@pytest.mark.parametrize(
    "other",
    [{"batch": "july"}, {"fiscal_year": 2568}, {"unit": "finance"}],
    ids=["batch", "year", "unit"],
)
def test_only_checks_of_the_same_unit_year_and_batch_share_a_copy(
    bureau: Engine, other: dict[str, Any]
) -> None:
    with writing(bureau) as session:
        set_unit(session, "finance", name="-", department="-", by="test", now=DUE_TO_RUN)
    run_on(bureau, 0)
    run_on(bureau, 1, **other)

    assert [copy for _, copy, _ in kept(bureau)] == [True, True]


def test_a_check_from_before_digests_is_not_taken_for_the_same(bureau: Engine) -> None:
    run_on(bureau, 0)
    with writing(bureau) as session:
        session.exec(update(CheckRunRow).values(digest=None))
    copy, mark = (run_on(bureau, days) for days in (1, 2))

    assert kept(bureau) == [(1, True, None), (copy, True, None), (mark, False, copy)]


def test_a_check_after_its_result_was_dropped_keeps_a_copy(bureau: Engine) -> None:
    """The check that finished last keeps its result; the one recorded last may be another."""
    kept_one = run_on(bureau, 5, found(points=1))
    dropped = run_on(bureau, 0)
    drop(bureau)
    again = run_on(bureau, 1)

    assert kept(bureau) == [(kept_one, True, None), (dropped, False, None), (again, True, None)]


# Retention


def drop(engine: Engine, fiscal_year: int = 2569, keep_years: int = 2) -> int:
    with writing(engine) as session:
        return drop_old_results(
            session, fiscal_year=fiscal_year, keep_years=keep_years, by="test", now=DUE_TO_RUN
        )


def test_this_year_and_last_keep_every_result_and_older_years_each_batchs_last(
    bureau: Engine,
) -> None:
    for year in (2567, 2568, 2569):
        for points in (1, 2):
            run_on(bureau, points, found(points=points), fiscal_year=year)
    run_on(bureau, 0, fiscal_year=2567, batch="july")

    assert drop(bureau) == 1
    assert [copy for _, copy, _ in kept(bureau)] == [False, True, True, True, True, True, True]


@pytest.mark.parametrize(
    ("fiscal_year", "keep_years", "dropped"),
    [(2567, 1, 0), (2568, 1, 1), (2568, 2, 0), (2569, 2, 1), (2569, 3, 0)],
)
def test_a_year_goes_when_so_many_newer_ones_are_kept(
    bureau: Engine, fiscal_year: int, keep_years: int, dropped: int
) -> None:
    run_on(bureau, 0)
    run_on(bureau, 1, found(points=6))

    assert drop(bureau, fiscal_year, keep_years) == dropped


def test_the_last_check_keeps_the_copy_that_it_names_with_every_mark_of_it(bureau: Engine) -> None:
    lost = run_on(bureau, 0, found(points=1))
    lost_mark = run_on(bureau, 1, found(points=1))
    copy, mark, last = (run_on(bureau, days) for days in (2, 3, 4))

    assert drop(bureau) == 2
    assert kept(bureau) == [
        (lost, False, None), (lost_mark, False, lost), (copy, True, None), (mark, False, copy), (last, False, copy),
    ]  # fmt: skip
    assert newest(bureau).result == found(DAY + timedelta(days=4))


def test_a_check_whose_result_was_dropped_stays_without_one(bureau: Engine) -> None:
    early = run_on(bureau, 0, found(points=1), complete=True)
    with writing(bureau) as session:
        take_rungs(
            session,
            UNIT,
            [LedgerEntry(RungId("2567:march", "T-7"), "planning", "head")],
            early,
            DUE_TO_RUN,
        )
    run_on(bureau, 1)
    drop(bureau)

    with reading(bureau) as session:
        row = session.get(CheckRunRow, early)
    assert row is not None
    assert (row.complete, row.result, row.of_day) == (True, None, None)


def test_what_was_dropped_once_stands_in_the_trail_once(bureau: Engine) -> None:
    run_on(bureau, 0, found(points=1))
    run_on(bureau, 1)

    assert (drop(bureau), drop(bureau)) == (1, 0)
    with reading(bureau) as session:
        lines = [line for line in audit_lines(session) if line.action == "check.drop"]
    assert [line.details for line in lines] == [{"results": 1}]


def test_after_a_drop_the_next_check_of_the_year_still_finds_its_copy(bureau: Engine) -> None:
    copy = run_on(bureau, 0)
    drop(bureau)
    mark = run_on(bureau, 1)

    assert kept(bureau) == [(copy, True, None), (mark, False, copy)]
