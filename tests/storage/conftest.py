"""One bureau in a fresh database, on SQLite and on PostgreSQL; one evidence store of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from storage.db.database import writing
from storage.records.people import set_unit
from tests.support.cast import UNIT
from tests.support.servers import s3
from tests.support.stores import Kept, KeptInBucket, KeptInFolder


@pytest.fixture
def bureau(database: Engine) -> Engine:
    """A database that holds the unit of the standing cast, made on the first day of its fiscal year."""
    now = datetime(2023, 10, 1, 2, 0, tzinfo=UTC)
    with writing(database) as session:
        set_unit(session, UNIT, name="สำนักทดสอบ", department="ส่วนราชการทดสอบ", by="init", now=now)
    return database


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """A real S3 server on this machine."""
    with s3.s3_server() as endpoint:
        yield endpoint


@pytest.fixture
def s3_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys to any S3 server, in the environment of this test."""
    s3.enter(monkeypatch)


@pytest.fixture
def bucket(s3_endpoint: str, s3_pass: None, tmp_path: Path) -> KeptInBucket:
    """A store in a fresh bucket."""
    return KeptInBucket(s3_endpoint, tmp_path / "scratch")


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """A fresh store of each kind."""
    if request.param == "folder":
        return KeptInFolder(tmp_path / "store")
    found: KeptInBucket = request.getfixturevalue("bucket")
    return found
