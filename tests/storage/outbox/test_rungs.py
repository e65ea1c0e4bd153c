"""The ledger of rungs, on both databases: each is taken once, whoever plans at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlmodel import select

from domain.language.ids import RungId
from domain.reminders.ladder import LedgerEntry
from storage.db.database import reading, writing
from storage.db.run_tables import ReminderRungRow, SkippedRow
from storage.outbox.rungs import rungs_taken, skip, take_rungs
from tests.support.cast import UNIT
from tests.support.outbox import LATER, MAIL, NOW

T_7 = RungId("2567:march", "T-7")
ENTRIES = [LedgerEntry(T_7, group, "members") for group in ("planning", "campaign")]


def test_a_rung_is_claimed_once_and_stays_in_the_ledger(bureau: Engine) -> None:
    with writing(bureau) as session:
        assert take_rungs(session, UNIT, ENTRIES[:1], None, NOW) == {ENTRIES[0]}
    with writing(bureau) as session:
        assert take_rungs(session, UNIT, ENTRIES, None, LATER) == {ENTRIES[1]}
    with reading(bureau) as session:
        taken = rungs_taken(session, [UNIT, "another"])
    assert taken == {UNIT: {(rung, group) for rung, group, _ in ENTRIES}, "another": frozenset()}


def test_planners_at_once_share_no_rung(bureau: Engine) -> None:
    rungs = [LedgerEntry(RungId("2567:march", f"T-{n}"), "planning", "members") for n in range(10)]

    def plan(turn: int) -> set[LedgerEntry]:
        with writing(bureau) as session:
            return take_rungs(session, UNIT, rungs[:: 1 if turn % 2 else -1], None, NOW)

    with ThreadPoolExecutor(4) as pool:
        claimed = [rung for part in pool.map(plan, range(4)) for rung in part]
    assert sorted(claimed) == sorted(rungs)
    with reading(bureau) as session:
        assert len(session.exec(select(ReminderRungRow)).all()) == 10


def test_who_is_not_written_to_is_written_down(bureau: Engine) -> None:
    with writing(bureau) as session:
        skip(session, rung=MAIL.rung, recipient="-", reason="ไม่มีที่อยู่", run_id=None, now=NOW)
    with reading(bureau) as session:
        assert session.exec(select(SkippedRow.reason)).all() == ["ไม่มีที่อยู่"]
