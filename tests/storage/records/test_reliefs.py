"""Reliefs: kept with who decided and why, ended without being deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from domain.facts import ReliefFact, ReliefKind
from domain.language.errors import KamnotError, NotThereError
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.facts import load_facts
from storage.records.reliefs import end_relief, grant_relief
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
DAY = date(2024, 3, 13)


def grant(engine: Engine, **more: Any) -> ReliefFact:
    values: dict[str, Any] = {
        "unit": UNIT, "fiscal_year": 2567, "kind": ReliefKind.EXTENSION, "subject": "7",
        "authoriser": "ผู้อำนวยการสำนัก", "reason": "ผู้รับผิดชอบลาคลอด", "decided_on": DAY,
        "until": date(2024, 4, 5), "by": "planning", "now": NOW,
    }  # fmt: skip
    with writing(engine) as session:
        return grant_relief(session, **(values | more))


def end(engine: Engine, relief: int, unit: str = UNIT) -> ReliefFact:
    with writing(engine) as session:
        return end_relief(
            session, unit, relief, ended_on=date(2024, 3, 20), why="ส่งแล้ว", by="head", now=NOW
        )


def kept(engine: Engine, fiscal_year: int = 2567) -> tuple[ReliefFact, ...]:
    with reading(engine) as session:
        return load_facts(session, UNIT, fiscal_year).reliefs


def test_a_relief_comes_back_as_it_was_granted(bureau: Engine) -> None:
    granted = grant(bureau)

    assert kept(bureau) == (granted,)
    assert granted.until == date(2024, 4, 5)
    assert kept(bureau, 2568) == ()


def test_an_ended_relief_is_kept_with_the_day_it_ended(bureau: Engine) -> None:
    granted = grant(bureau)

    ended = end(bureau, granted.id)

    assert kept(bureau) == (ended,)
    assert [ended.holds_on(date(2024, 3, day)) for day in (12, 13, 19, 20)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_who_granted_and_who_ended_it_is_in_the_trail(bureau: Engine) -> None:
    granted = grant(bureau)
    end(bureau, granted.id)

    with reading(bureau) as session:
        lines = [(line.actor, line.action, line.subject) for line in audit_lines(session, 2)]

    subject = f"{UNIT}/2567/7/{granted.id}"
    assert lines == [("head", "relief.end", subject), ("planning", "relief.extension", subject)]


@pytest.mark.parametrize("unit", [UNIT, "other"])
def test_a_relief_that_is_not_the_units_or_has_ended_cannot_be_ended(
    bureau: Engine, unit: str
) -> None:
    granted = grant(bureau)
    end(bureau, granted.id)

    with pytest.raises(KamnotError):
        end(bureau, granted.id, unit)


def test_a_relief_of_an_unknown_unit_is_refused(bureau: Engine) -> None:
    with pytest.raises(NotThereError):
        grant(bureau, unit="nobody")
