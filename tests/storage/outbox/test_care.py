"""The list of letters that people read, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from storage.db.database import reading
from storage.outbox.care import OutboxEntry, count_states, list_outbox
from storage.outbox.rows import FAILED
from tests.support.cast import UNIT
from tests.support.outbox import MAIL, claim, judge, write


def listed(bureau: Engine, *units: str, **more: Any) -> list[OutboxEntry]:
    with reading(bureau) as session:
        return list_outbox(session, *units, **more)


def test_the_list_shows_a_unit_and_its_states(bureau: Engine) -> None:
    write(bureau, MAIL, replace(MAIL, recipient="b@example.go.th"))
    judge(bureau, claim(bureau), "dead", phase="rcpt", code=550, detail="no such user")
    assert [entry.state for entry in listed(bureau, UNIT)] == ["dead", "pending"]
    assert [entry.last_code for entry in listed(bureau, UNIT, states=FAILED)] == [550]
    assert listed(bureau, "another") == []
    with reading(bureau) as session:
        counts = [count_states(session, unit) for unit in (UNIT, "another", None)]
    assert counts == [{"dead": 1, "pending": 1}, {}, {"dead": 1, "pending": 1}]
