"""One bureau in a fresh database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import Engine

from storage.database import writing
from storage.people import set_unit
from tests.support.cast import UNIT


@pytest.fixture
def bureau(database: Engine) -> Engine:
    """A database that holds the unit of the standing cast, made on the first day of its fiscal year."""
    now = datetime(2023, 10, 1, 2, 0, tzinfo=UTC)
    with writing(database) as session:
        set_unit(session, UNIT, name="สำนักทดสอบ", department="ส่วนราชการทดสอบ", by="init", now=now)
    return database
