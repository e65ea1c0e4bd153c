"""Many units in one run: one that cannot be judged says why, and the others are judged and told."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.check.check import CheckRequest, check, check_units
from flows.check.check_many import UnitSummary, summarise_units
from flows.run.workspace import Workspace, today
from storage.db.database import reading, writing
from storage.db.run_tables import CheckRunRow
from storage.db.tables import ReliefRow
from storage.outbox.care import list_outbox
from storage.records.people import set_unit
from storage.records.runs import last_run
from tests.support.cast import UNIT

DAY = date(2024, 3, 13)
REQUEST = CheckRequest(UNIT, ("march",), DAY)
BROKEN, LAST = "broken", "last"


@pytest.fixture
def three(workspace: Workspace) -> Workspace:
    """Three bureaus; the second has a relief of a kind that this Kamnot does not know."""
    now = workspace.now()
    with writing(workspace.engine) as session:
        for unit in (BROKEN, LAST):
            set_unit(session, unit, name=f"สำนัก {unit}", department="-", by="test", now=now)
        session.flush()
        session.add(
            ReliefRow(
                unit=BROKEN, fiscal_year=2567, kind="forgiven", subject="7", authoriser="-",
                reason="-", decided_on=DAY, until=None, entered_at=now, entered_by="test",
            )
        )  # fmt: skip
    return workspace


def judged(ws: Workspace, request: CheckRequest = REQUEST) -> tuple[UnitSummary, ...]:
    return summarise_units(ws, (UNIT, BROKEN, LAST), request)


def test_a_unit_that_cannot_be_judged_stops_no_other(three: Workspace) -> None:
    first, broken, last = judged(three)
    assert (first.missing, first.letters, first.trouble) == (17, 3, "")
    assert (last.missing, last.points.printed, last.trouble) == (17, 125, "")
    assert broken.trouble == "ข้อมูลใช้ไม่ได้ (ValueError) โปรดให้ผู้ดูแลระบบดูบันทึกของโปรแกรม"


def test_of_a_unit_that_cannot_be_judged_nothing_is_kept_and_of_the_others_everything(
    three: Workspace,
) -> None:
    judged(three)
    with reading(three.engine) as session:
        kept = [last_run(session, unit, "march") is not None for unit in (UNIT, BROKEN, LAST)]
        assert {mail.unit for mail in list_outbox(session)} == {UNIT}
    assert kept == [True, False, True]


def test_units_together_give_what_each_gives_alone(three: Workspace) -> None:
    alone = [check(three, replace(REQUEST, unit=unit, dry_run=True)) for unit in (UNIT, LAST)]
    together = check_units(three, (UNIT, LAST), replace(REQUEST, dry_run=True))
    assert [o.documents() for o in together] == [o.documents() for o in alone]
    assert [o.letters.reminders for o in together] == [o.letters.reminders for o in alone]


def test_units_together_are_recorded_once_and_then_marked(three: Workspace) -> None:
    for _ in range(2):
        summarise_units(three, (UNIT, LAST), REQUEST)
    with reading(three.engine) as session:
        kept = session.exec(select(CheckRunRow.unit, CheckRunRow.same_as)).all()
    assert kept == [(UNIT, None), (LAST, None), (UNIT, 1), (LAST, 2)]


def test_what_broke_stands_in_the_log_and_not_on_the_page(
    three: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="flows.check.check_many"):
        broken = judged(three)[1]
    assert "forgiven" in caplog.text
    assert "forgiven" not in broken.trouble


def test_a_unit_that_is_not_known_says_so(workspace: Workspace) -> None:
    nowhere, here = summarise_units(workspace, ("nowhere", UNIT), REQUEST)
    assert "nowhere" in nowhere.trouble
    assert not here.trouble


def test_what_no_unit_may_be_asked_is_refused_for_all(three: Workspace) -> None:
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(KamnotError, match="ยังมาไม่ถึง"):
        judged(three, CheckRequest(UNIT, ("march",), tomorrow))


def test_a_database_that_is_away_is_no_units_fault(three: Workspace) -> None:
    (three.settings.home / "kamnot.db").unlink()
    with pytest.raises(CouldNotFinishError):
        judged(three)
