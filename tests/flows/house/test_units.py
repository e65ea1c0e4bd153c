"""A unit is removed only while nothing was recorded for it, also in the very moment."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError
from flows.house import units
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.records.people import set_unit
from storage.records.snoozes import report_duty
from tests.support.cast import UNIT


def test_what_is_recorded_after_the_question_keeps_the_unit(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(bare.engine) as session:
        set_unit(session, "other", name="อื่น", department="-", by="test", now=bare.now())
        report_duty(
            session, unit="other", fiscal_year=2567, duty="complaints-report", period="2024-01",
            done_on=bare.now().date(), note="", by="test", now=bare.now(),
        )  # fmt: skip
    monkeypatch.setattr(units, "refuse_removal", lambda *_: None)

    with pytest.raises(KamnotError, match="ระหว่างนี้"):
        units.remove_unit(bare, "other", by="test")

    assert [u.id for u in units.all_units(bare)] == sorted([UNIT, "other"])
