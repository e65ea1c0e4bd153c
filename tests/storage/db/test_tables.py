"""The tables: what goes into a column comes out of it, on both databases, and rows hold together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from storage.db.audit import audit_lines, record
from storage.db.database import reading, writing
from storage.db.tables import MeasureRow, UnitRow, UtcDateTime, WorkingGroupRow

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)


def write_moment(engine: Engine, at: datetime) -> None:
    with writing(engine) as session:
        session.connection()  # takes the writer's place in the queue
        record(session, "test", "x", "x", {}, at)


def _point_at_nothing(engine: Engine) -> None:
    measure = MeasureRow(
        unit="nowhere",
        fiscal_year=2567,
        measure="1.signed",
        count=1,
        entered_on=NOW.date(),
        entered_at=NOW,
        entered_by="test",
    )
    with writing(engine) as session:
        session.add(measure)


def test_a_row_that_points_at_nothing_is_refused(database: Engine) -> None:
    with pytest.raises(IntegrityError):
        _point_at_nothing(database)


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        NOW.astimezone(timezone(timedelta(hours=7))),
        datetime(2023, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
    ids=["utc", "bangkok", "to-the-microsecond"],
)
def test_moments_come_back_in_utc_and_aware(database: Engine, moment: datetime) -> None:
    write_moment(database, moment)
    with reading(database) as session:
        at = audit_lines(session)[0].at
    assert at == moment
    assert at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: Engine) -> None:
    with pytest.raises(StatementError, match="time zone"):
        write_moment(database, NOW.replace(tzinfo=None))


CENTURY = timedelta(days=36_525)


@given(st.timedeltas(-CENTURY, CENTURY), st.integers(-14, 14))
def test_any_moment_of_any_zone_is_the_same_when_it_comes_back(away: timedelta, hours: int) -> None:
    column, dialect = UtcDateTime(), sqlite.dialect()
    moment = (NOW + away).astimezone(timezone(timedelta(hours=hours)))

    bound = column.process_bind_param(moment, dialect)

    assert bound is not None
    for kept in (bound, bound.replace(tzinfo=None)):
        assert column.process_result_value(kept, dialect) == moment


def test_a_group_belongs_to_one_unit_and_may_have_its_namesake_in_another(database: Engine) -> None:
    with writing(database) as session:
        for unit in ("finance", "law"):
            session.add(UnitRow(id=unit, name=unit, department="-"))
            session.add(WorkingGroupRow(unit=unit, id="planning", name=unit))

    with reading(database) as session:
        found = session.exec(select(WorkingGroupRow)).all()
    assert {(row.unit, row.name) for row in found} == {("finance", "finance"), ("law", "law")}

    with pytest.raises(IntegrityError), writing(database) as session:
        session.add(WorkingGroupRow(unit="law", id="planning", name="another"))
