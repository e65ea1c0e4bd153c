"""The plan in force and the closed year, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlmodel import Session

from domain.facts import ReliefKind
from domain.inspected import Inspection
from domain.language.errors import KamnotError, NotAllowedError, OvertakenError
from domain.language.how import How, Verb
from domain.plan.model import Plan
from domain.rubric.typed_numbers import MeasureValue
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.plan_files.content import plan_hash
from storage.records.evidence import (
    NewEvidence,
    add_evidence,
    add_review,
    recheck_evidence,
    withdraw_evidence,
)
from storage.records.measures import NewNumber, set_measure
from storage.records.people import set_unit
from storage.records.plan_in_force import (
    FIRST_USE,
    applied_plans,
    apply_plan,
    closing_of,
    pin_plan,
    plan_in_force,
    plans_before,
    read_plan_in_force,
    set_closed,
)
from storage.records.reliefs import end_relief, grant_relief
from storage.records.runs import NewRun, record_runs
from tests.support.small_plan import small_data, small_plan

NOW = datetime(2024, 3, 13, 2, tzinfo=UTC)
DAY = date(2024, 3, 13)
SEEN = Inspection("pdf", None, "", True, 1, 0, ())


def other_plan() -> Plan:
    data = small_data()
    data["title"] = "แผนที่แก้แล้ว"
    return Plan.model_validate(data)


@pytest.fixture
def unit(database: Engine) -> str:
    with writing(database) as session:
        set_unit(session, "finance", name="สำนักการคลัง", department="สำนักงาน", by="t", now=NOW)
    return "finance"


def test_the_first_use_keeps_the_plan_and_the_next_leaves_it(database: Engine) -> None:
    with writing(database) as session:
        pin_plan(session, small_plan(), by="t", now=NOW)
        pin_plan(session, other_plan(), by="t", now=NOW)

    with reading(database) as session:
        found = plan_in_force(session, 2567)
        assert found is not None
        assert (found.plan_hash, found.why) == (plan_hash(small_plan()), FIRST_USE)
        assert plan_in_force(session, 2568) is None


def test_what_was_taken_into_use_can_be_read_again_whole(database: Engine) -> None:
    with writing(database) as session:
        apply_plan(session, small_plan(), by="t", why="เริ่มปี", now=NOW)

    with reading(database) as session:
        assert plan_hash(read_plan_in_force(session, 2567)) == plan_hash(small_plan())
        assert read_plan_in_force(session, 2567).by_number == small_plan().by_number


def test_every_plan_of_the_year_stays_on_record_with_an_audit_line(database: Engine) -> None:
    for plan, why in ((small_plan(), "ก"), (other_plan(), "ข"), (other_plan(), "ซ้ำ")):
        with writing(database) as session:
            apply_plan(session, plan, by="t", why=why, now=NOW)

    with reading(database) as session:
        assert [a.why for a in applied_plans(session, 2567)] == ["ก", "ข"]
        lines = [line for line in audit_lines(session) if line.action == "plan.apply"]
    assert [(line.details or {})["before"] for line in lines] == [plan_hash(small_plan()), None]


def test_the_plans_before_the_present_one_can_be_read_unless_this_program_no_longer_can(
    database: Engine,
) -> None:
    for plan in (small_plan(), other_plan(), small_plan()):
        with writing(database) as session:
            apply_plan(session, plan, by="t", why="ก", now=NOW)
    with reading(database) as session:
        assert [p.title for p in plans_before(session, 2567)] == [
            small_plan().title, other_plan().title,
        ]  # fmt: skip
        assert plans_before(session, 2568) == ()
    with writing(database) as session:
        session.connection().execute(text("UPDATE applied_plan SET content = '{}' WHERE id = 1"))
    with reading(database) as session:
        assert [p.title for p in plans_before(session, 2567)] == [other_plan().title]


def test_a_content_that_was_tampered_with_is_not_used(database: Engine) -> None:
    with writing(database) as session:
        apply_plan(session, small_plan(), by="t", why="ก", now=NOW)
        session.connection().execute(text("UPDATE applied_plan SET plan_hash = 'x'"))

    with reading(database) as session, pytest.raises(KamnotError) as refused:
        read_plan_in_force(session, 2567)
    assert refused.value.how == How(Verb.PLAN_APPLY)


def close(database: Engine, *, closed: bool = True) -> None:
    with writing(database) as session:
        set_closed(session, 2567, closed=closed, by="t", why="ส่งครบแล้ว", now=NOW)


def _evidence(session: Session) -> None:
    add_evidence(
        session,
        NewEvidence(
            unit="finance",
            fiscal_year=2567,
            requirement="1.report",
            stored=Stored("a" * 64, 3, already_there=False),
            file_name="a.pdf",
            inspection=SEEN,
            received_on=DAY,
            by="t",
            now=NOW,
        ),
    )


def _measure(session: Session) -> None:
    set_measure(
        session,
        NewNumber(
            "finance", 2567, "2.goals", MeasureValue(count=5), entered_on=DAY, by="t", now=NOW
        ),
    )


def _relief(session: Session) -> None:
    grant_relief(
        session, unit="finance", fiscal_year=2567, kind=ReliefKind.WAIVER, subject="1.report",
        authoriser="ผู้อำนวยการ", reason="-", decided_on=DAY, until=None, by="t", now=NOW,
    )  # fmt: skip


def _review(session: Session) -> None:
    add_review(
        session,
        unit="finance",
        item=1,
        version=1,
        accepted=True,
        reason="",
        reviewed_on=DAY,
        by="t",
        now=NOW,
    )


def _withdraw(session: Session) -> None:
    withdraw_evidence(session, "finance", 1, withdrawn_on=DAY, by="t", reason="ผิดไฟล์", now=NOW)


def _recheck(session: Session) -> None:
    recheck_evidence(session, "finance", 1, SEEN, plan_hash="", by="t", now=NOW)


def _end_relief(session: Session) -> None:
    end_relief(session, "finance", 1, ended_on=DAY, why="-", by="t", now=NOW)


def _apply(session: Session) -> None:
    apply_plan(session, other_plan(), by="t", why="ข", now=NOW)


CHANGES = [_evidence, _measure, _relief, _review, _withdraw, _recheck, _end_relief, _apply]


@pytest.mark.parametrize("change", CHANGES, ids=[c.__name__.strip("_") for c in CHANGES])
def test_a_closed_year_refuses_every_change_and_takes_it_again_when_reopened(
    database: Engine, unit: str, change: Callable[[Session], None]
) -> None:
    with writing(database) as session:
        _evidence(session)
        _relief(session)
    close(database)

    with pytest.raises(NotAllowedError, match="๒๕๖๗ ปิดแล้ว"), writing(database) as session:
        change(session)

    close(database, closed=False)
    with writing(database) as session:
        change(session)


def test_another_year_is_open_beside_a_closed_one(database: Engine, unit: str) -> None:
    close(database)

    with writing(database) as session:
        set_measure(
            session,
            NewNumber(
                unit, 2568, "2.goals", MeasureValue(count=5), entered_on=DAY, by="t", now=NOW
            ),
        )


def test_checks_of_a_closed_year_are_still_recorded(database: Engine, unit: str) -> None:
    close(database)

    with writing(database) as session:
        record_runs(session, [NewRun(
            unit=unit, fiscal_year=2567, batch="march", as_of=DAY, plan_hash="x", complete=True,
            result={}, started_at=NOW, finished_at=NOW,
        )])  # fmt: skip
        pin_plan(session, small_plan(), by="t", now=NOW)


@pytest.mark.parametrize(("closed", "first"), [(True, True), (False, False)], ids=["twice", "open"])
def test_a_year_is_not_closed_twice_nor_opened_when_it_is_open(
    database: Engine, closed: bool, first: bool
) -> None:
    if first:
        close(database)

    with pytest.raises(OvertakenError, match="ปิดอยู่"):
        close(database, closed=closed)


def test_closing_needs_a_reason_and_is_in_the_audit(database: Engine) -> None:
    with pytest.raises(KamnotError, match="เหตุผล"), writing(database) as session:
        set_closed(session, 2567, closed=True, by="t", why=" ", now=NOW)
    close(database)

    with reading(database) as session:
        closing = closing_of(session, 2567)
        assert closing is not None
        assert (closing.why, closing.at) == ("ส่งครบแล้ว", NOW)
        assert audit_lines(session)[0].action == "year.close"
