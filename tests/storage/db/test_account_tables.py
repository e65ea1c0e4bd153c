"""The tables of accounts, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from storage.db.account_tables import AccountRow, WebSessionRow
from storage.db.database import writing

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)


def test_an_address_belongs_to_one_account(database: Engine) -> None:
    def add(name: str) -> None:
        with writing(database) as session:
            session.add(AccountRow(name=name, email="a@b.example", made_at=NOW, made_by="test"))

    add("one")
    with pytest.raises(IntegrityError):
        add("two")


def test_a_session_belongs_to_an_account_that_is_there(database: Engine) -> None:
    row = WebSessionRow(
        token="x", account="nobody", device="", made_at=NOW, proved_at=NOW, seen_at=NOW, ends_at=NOW
    )
    with pytest.raises(IntegrityError), writing(database) as session:
        session.add(row)
