"""Monthly duties as verbs: recorded once, for a month that is owed, on a day that has come."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError, OvertakenError
from flows.letters.duties import DutyMonth, duty_months, report_duty
from flows.run.workspace import Workspace
from tests.support.cast import UNIT

DUTY = "complaints-report"
TODAY = date(2024, 2, 5)


def report(ws: Workspace, duty: str = DUTY, month: str = "2567-01", on: date = TODAY) -> DutyMonth:
    return report_duty(ws, UNIT, duty, month, done_on=on, today=TODAY, by="somsri", note=" ส่งแล้ว ")


def done(ws: Workspace) -> list[DutyMonth]:
    return [month for month in duty_months(ws, UNIT) if month.done_on is not None]


def test_a_month_is_due_on_its_last_working_day_and_open_until_it_is_recorded(
    bare: Workspace,
) -> None:
    march = next(m for m in duty_months(bare, UNIT) if m.period == "2024-03")

    assert (march.duty.id, march.due, march.done_on) == (DUTY, date(2024, 3, 29), None)


@pytest.mark.parametrize("month", ["2567-01", "2024-1", "๒๕๖๗-๐๑"])
def test_a_month_is_recorded_in_either_era(bare: Workspace, month: str) -> None:
    kept = report(bare, month=month)

    assert (kept.period, kept.done_on) == ("2024-01", TODAY)
    assert done(bare) == [kept]


def test_a_month_is_recorded_once(bare: Workspace) -> None:
    report(bare)

    with pytest.raises(OvertakenError, match="ไม่ต้องบันทึกซ้ำ"):
        report(bare, on=date(2024, 2, 1))

    assert [month.done_on for month in done(bare)] == [TODAY]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"duty": "tea"}, id="unknown duty"),
        pytest.param({"month": "2570-01"}, id="another year"),
        pytest.param({"month": "a month"}, id="no month"),
        pytest.param({"on": date(2024, 2, 6)}, id="a day to come"),
    ],
)
def test_what_is_not_owed_or_not_done_yet_is_refused(
    bare: Workspace, wrong: dict[str, object]
) -> None:
    with pytest.raises(KamnotError):
        report(bare, **wrong)  # type: ignore[arg-type]

    assert done(bare) == []
