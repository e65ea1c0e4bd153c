"""Check runs and failures: kept in full, found again by the questions that flows ask."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from storage.database import reading, writing
from storage.runs import (
    finished_since,
    flow_events,
    last_finished,
    last_run,
    record_flow_event,
    record_run,
)
from tests.support.cast import UNIT

DUE_TO_RUN = datetime(2024, 3, 13, 1, 0, tzinfo=UTC)
"""Eight in the morning in Bangkok."""
DAY = date(2024, 3, 13)
MINUTE = timedelta(minutes=1)


def run(engine: Engine, *, started: datetime = DUE_TO_RUN, as_of: date = DAY, **more: Any) -> int:
    values: dict[str, Any] = {"batch": "march", "result": {}, "complete": False, **more}
    with writing(engine) as session:
        return record_run(
            session,
            unit=UNIT,
            fiscal_year=2567,
            as_of=as_of,
            plan_hash="hash",
            started_at=started,
            finished_at=started + MINUTE,
            **values,
        )


def done_since(engine: Engine, since: datetime = DUE_TO_RUN) -> datetime | None:
    with reading(engine) as session:
        return finished_since(session, UNIT, "march", since)


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
    assert done_since(bureau) is None


@pytest.mark.parametrize(
    ("started", "as_of", "done"),
    [
        (DUE_TO_RUN - MINUTE, DAY, False),
        (DUE_TO_RUN, DAY, True),
        (DUE_TO_RUN + timedelta(days=2), DAY + timedelta(days=2), True),
        (DUE_TO_RUN + MINUTE, DAY - timedelta(days=1), False),
    ],
    ids=["began-before", "began-then", "days-later", "made-since-for-a-past-day"],
)
def test_a_late_runs_work_is_done_by_a_run_that_began_since(
    bureau: Engine, started: datetime, as_of: date, done: bool
) -> None:
    run(bureau, started=started, as_of=as_of)
    assert (done_since(bureau) is not None) is done


def test_the_day_of_a_late_run_is_bangkoks(bureau: Engine) -> None:
    run(bureau, started=DUE_TO_RUN)
    just_after_midnight = datetime(2024, 3, 12, 17, 30, tzinfo=UTC)
    assert done_since(bureau, just_after_midnight) == DUE_TO_RUN + MINUTE


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
