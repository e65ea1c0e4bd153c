"""Monthly duties: lists those that are due and done, and records one as done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.plan.model import Recurring
from domain.reminders.duties import check_done, month_meant, monthly_duty, months_of, period_of
from domain.working_days import last_working_day
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records import snoozes


@dataclass(frozen=True, slots=True)
class DutyMonth:
    """One month of a monthly duty: its last working day is `due`; `done_on` is None while nobody recorded it."""

    duty: Recurring
    period: str
    due: date
    done_on: date | None


def duty_months(ws: Workspace, unit: str) -> tuple[DutyMonth, ...]:
    """Every month of every monthly duty of the year, in the plan's order."""
    with reading(ws.engine) as session:
        reports = snoozes.duty_reports(session, unit, ws.plan.fiscal_year)
        done = {(report.duty, report.period): report.done_on for report in reports}
    return tuple(
        DutyMonth(
            duty,
            period := period_of(month),
            last_working_day(month, ws.is_working_day),
            done.get((duty.id, period)),
        )
        for duty in ws.plan.recurring
        for month in months_of(ws.plan, duty)
    )


def report_duty(
    ws: Workspace,
    unit: str,
    duty: str,
    month: str,
    *,
    done_on: date,
    today: date,
    by: str,
    note: str = "",
) -> DutyMonth:
    """Record a monthly duty as done; `month` is written `2024-01` or, in the Buddhist era, `2567-01`.

    Raises KamnotError if the duty or month is unknown, the day is in the future, or it is recorded already.
    """
    recurring = monthly_duty(ws.plan, duty)
    month_end = month_meant(ws.plan, recurring, month)
    period = period_of(month_end)
    check_done(done_on, today)
    with writing(ws.engine) as session:
        snoozes.report_duty(
            session,
            unit=unit,
            fiscal_year=ws.plan.fiscal_year,
            duty=recurring.id,
            period=period,
            done_on=done_on,
            note=note.strip(),
            by=by,
            now=ws.now(),
        )
    return DutyMonth(recurring, period, last_working_day(month_end, ws.is_working_day), done_on)
