"""What was sent by mistake is taken back with a reason, counts no more, and stays on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from flows.evidence.browse import all_evidence, bytes_of, known_of, read_bytes
from flows.evidence.take_in import Incoming, file_in, take_in
from flows.evidence.withdrawals import correct, withdraw, withdrawal_cost
from flows.run.workspace import Workspace, today
from storage.db.database import writing
from storage.records.plan_in_force import set_closed
from tests.support.cast import UNIT
from tests.support.year import evidence

DAY = date(2024, 3, 1)
LATER = date(2024, 3, 5)


@pytest.fixture
def item(workspace: Workspace, tmp_path: Path) -> int:
    """A report of activity 7 that came in."""
    path = tmp_path / "รายงาน.pdf"
    path.write_bytes(b"%PDF wrong file")
    [kept] = file_in(workspace, UNIT, [Incoming("7.report", path, DAY)], by="test")
    return kept.added.item


def test_a_withdrawn_item_is_kept_with_its_day_its_reason_and_its_bytes(
    workspace: Workspace, item: int
) -> None:
    meant = withdraw(workspace, UNIT, item, why=" ผิดเรื่อง ", on=LATER, by="test")

    assert (meant.fact.requirement, meant.fact.file_name) == ("7.report", "รายงาน.pdf")
    assert [e.withdrawn_on for e in all_evidence(workspace, UNIT)] == [LATER]
    [line, *_] = known_of(workspace, UNIT, item).lines
    assert (line.action, line.actor) == ("evidence.withdraw", "test")
    with read_bytes(workspace, bytes_of(workspace, UNIT, item)) as stream:
        assert stream.read() == b"%PDF wrong file"


@pytest.mark.parametrize("why", ["", "  \n"])
def test_nothing_is_withdrawn_without_a_reason(workspace: Workspace, item: int, why: str) -> None:
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        withdraw(workspace, UNIT, item, why=why, on=LATER, by="test")

    assert [e.withdrawn_on for e in all_evidence(workspace, UNIT)] == [None]


def test_an_unknown_item_and_a_closed_year_are_refused(workspace: Workspace, item: int) -> None:
    with pytest.raises(NotThereError):
        withdraw(workspace, UNIT, item + 1, why="ผิดเรื่อง", on=LATER, by="test")
    with writing(workspace.engine) as session:
        set_closed(session, 2567, closed=True, by="test", why="สิ้นปี", now=workspace.now())

    with pytest.raises(NotAllowedError):
        withdraw(workspace, UNIT, item, why="ผิดเรื่อง", on=LATER, by="test")
    assert [e.withdrawn_on for e in all_evidence(workspace, UNIT)] == [None]


def test_a_wrong_day_is_corrected_and_the_audit_keeps_it(workspace: Workspace, item: int) -> None:
    meant = correct(workspace, UNIT, item, received_on=LATER, why=" พิมพ์ผิด ", by="test")

    assert (meant.fact.received_on, meant.fact.backdated_why) == (LATER, "พิมพ์ผิด")
    [line, *_] = known_of(workspace, UNIT, item).lines
    details = {"received_on": "2024-03-05", "was": "2024-03-01", "reason": "พิมพ์ผิด"}
    assert (line.action, line.details) == ("evidence.correct", details)


def test_a_day_corrected_to_that_of_its_entry_loses_its_mark(
    workspace: Workspace, item: int
) -> None:
    meant = correct(workspace, UNIT, item, received_on=today(), why="รับวันนี้", by="test")

    assert (meant.fact.received_on, meant.fact.backdated_why) == (today(), "")


@pytest.mark.parametrize(
    ("day", "why", "said"),
    [(LATER, "", "ต้องมีเหตุผล"), (today() + timedelta(2), "พรุ่งนี้", "อยู่หลังวันที่บันทึก")],
)
def test_no_day_is_corrected_without_a_reason_or_to_the_future(
    workspace: Workspace, item: int, day: date, why: str, said: str
) -> None:
    with pytest.raises(KamnotError, match=said):
        correct(workspace, UNIT, item, received_on=day, why=why, by="test")

    assert [e.fact.received_on for e in all_evidence(workspace, UNIT)] == [DAY]


def test_the_day_of_withdrawn_evidence_stays(workspace: Workspace, item: int) -> None:
    withdraw(workspace, UNIT, item, why="ผิดเรื่อง", on=LATER, by="test")

    with pytest.raises(NotThereError):
        correct(workspace, UNIT, item, received_on=LATER, why="พิมพ์ผิด", by="test")


def test_what_a_withdrawal_costs_is_told_before_it_is_made(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = [replace(f, received_on=DAY) for f in evidence(workspace.plan, tmp_path, range(3, 4))]
    [taken] = take_in(workspace, UNIT, files, by="test")
    number = taken.added.item

    cost = withdrawal_cost(workspace, UNIT, number, DAY)

    assert (cost.points, cost.requirements, cost.activities) == (5, ("3.plan",), (3,))
    assert [e.withdrawn_on for e in all_evidence(workspace, UNIT)] == [None]
    withdraw(workspace, UNIT, number, why="ผิดเรื่อง", on=DAY, by="test")
    assert withdrawal_cost(workspace, UNIT, number, DAY).nothing
