"""The ledger of rungs, on both databases: each is taken once, whoever plans at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlmodel import select

from storage.db.database import reading, writing
from storage.db.tables import ReminderSlotRow, SkippedRow
from storage.outbox.rungs import Slot, claim_slots, skip, slots_taken
from tests.support.cast import UNIT
from tests.support.outbox import LATER, MAIL, NOW

SLOTS = [("2567:march:T-7", "planning", "members"), ("2567:march:T-7", "campaign", "members")]


def test_a_slot_is_claimed_once_and_stays_in_the_ledger(bureau: Engine) -> None:
    with writing(bureau) as session:
        assert claim_slots(session, UNIT, SLOTS[:1], None, NOW) == {SLOTS[0]}
    with writing(bureau) as session:
        assert claim_slots(session, UNIT, SLOTS, None, LATER) == {SLOTS[1]}
    with reading(bureau) as session:
        assert slots_taken(session, UNIT) == {(slot, group) for slot, group, _ in SLOTS}
        assert slots_taken(session, "another") == frozenset()


def test_planners_at_once_share_no_slot(bureau: Engine) -> None:
    slots = [(f"2567:march:T-{n}", "planning", "members") for n in range(10)]

    def plan(turn: int) -> set[Slot]:
        with writing(bureau) as session:
            return claim_slots(session, UNIT, slots[:: 1 if turn % 2 else -1], None, NOW)

    with ThreadPoolExecutor(4) as pool:
        claimed = [slot for part in pool.map(plan, range(4)) for slot in part]
    assert sorted(claimed) == sorted(slots)
    with reading(bureau) as session:
        assert len(session.exec(select(ReminderSlotRow)).all()) == 10


def test_who_is_not_written_to_is_written_down(bureau: Engine) -> None:
    with writing(bureau) as session:
        skip(session, slot=MAIL.slot, recipient="-", reason="ไม่มีที่อยู่", run_id=None, now=NOW)
    with reading(bureau) as session:
        assert session.exec(select(SkippedRow.reason)).all() == ["ไม่มีที่อยู่"]
