"""People's answers to reminders, and the content of each group's last letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from domain.language.errors import NotThereError, OvertakenError
from domain.language.how import How, Verb
from domain.reminders.recipients import DIRECTOR
from domain.reminders.snoozes import Answers, Snooze
from storage.db import audit
from storage.db.run_tables import DutyReportRow, ReminderLetterRow, SnoozeRow
from storage.records.people import by_unit, lock_unit, settings_of


def load_answers(
    session: Session, units: Sequence[str], fiscal_year: int, *, as_of: date
) -> dict[str, Answers]:
    """Each unit's answers known by the end of the Bangkok day, and what each group's last letter called open.

    A letter of the same day does not count: a repeated check must give the same result.
    """
    letters = by_unit(_last_letters(session, units, fiscal_year, before=as_of))
    snoozed = by_unit(_snooze_rows(session, units, fiscal_year, as_of))
    reports = by_unit(_report_rows(session, units, fiscal_year))
    told = settings_of(session, *units)
    return {
        unit: Answers(
            since=date.fromisoformat(told[unit].get("since") or date.min.isoformat()),
            snoozes=tuple(_snooze(row) for row in snoozed[unit]),
            done=frozenset((r.duty, r.period) for r in reports[unit] if r.done_on <= as_of),
            last_open={row.group_id: frozenset(int(n) for n in row.open) for row in letters[unit]},
            last_letter={row.group_id: row.as_of for row in letters[unit]},
        )
        for unit in units
    }


def snoozes_of(session: Session, unit: str, fiscal_year: int, *, as_of: date) -> tuple[Snooze, ...]:
    """The snoozes entered by the end of that day, including ended ones, in the order of entry."""
    return tuple(_snooze(row) for row in _snooze_rows(session, [unit], fiscal_year, as_of))


def _snooze_rows(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date
) -> Iterable[SnoozeRow]:
    return session.exec(
        select(SnoozeRow)
        .where(
            col(SnoozeRow.unit).in_(units),
            SnoozeRow.fiscal_year == fiscal_year,
            SnoozeRow.entered_on <= as_of,
        )
        .order_by(col(SnoozeRow.id))
    )


def _snooze(row: SnoozeRow) -> Snooze:
    assert row.id is not None  # noqa: S101  # it came from the database
    return Snooze(
        row.id, row.group_id, row.activity, row.until, row.reason, row.entered_on, row.ended_on
    )


def add_snooze(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    group: str,
    activity: int,
    until: date,
    reason: str,
    entered_on: date,
    by: str,
    now: datetime,
) -> Snooze:
    """Store one snooze that `domain.reminders.snoozes.check_snooze` allows.

    Raises KamnotError for an unknown unit.
    """
    lock_unit(session, unit)
    row = SnoozeRow(
        unit=unit,
        fiscal_year=fiscal_year,
        group_id=group,
        activity=activity,
        until=until,
        reason=reason,
        entered_on=entered_on,
        entered_at=now,
        entered_by=by,
    )
    session.add(row)
    session.flush()
    details = {"group": group, "until": until.isoformat(), "reason": reason}
    name = f"{unit}/{fiscal_year}/{activity}/{row.id}"
    audit.record(session, by, "snooze.add", name, details, now)
    return _snooze(row)


def end_snooze(
    session: Session, unit: str, snooze: int, *, ended_on: date, by: str, now: datetime
) -> Snooze:
    """End a snooze from that Bangkok day on; the record stays.

    Raises KamnotError if the unit has no such snooze, or it ended before.
    """
    row = session.get(SnoozeRow, snooze)
    if row is None or row.unit != unit:
        raise NotThereError(
            f"ไม่พบการเลื่อนการเตือนเลขที่ {snooze} โปรดดูเลขที่จากรายการ",
            f"There is no snooze {snooze}; the list shows the numbers.",
            How(Verb.SNOOZE_LIST),
        )
    if row.ended_on is not None:
        raise OvertakenError(
            f"การเลื่อนการเตือนเลขที่ {snooze} ยกเลิกไปแล้ว", f"Snooze {snooze} has ended already."
        )
    row.ended_on = ended_on
    session.add(row)
    name = f"{unit}/{row.fiscal_year}/{row.activity}/{snooze}"
    audit.record(session, by, "snooze.end", name, {"ended_on": ended_on.isoformat()}, now)
    return _snooze(row)


def duty_reports(session: Session, unit: str, fiscal_year: int) -> Sequence[DutyReportRow]:
    """The monthly duties that were done, by duty and period."""
    return _report_rows(session, [unit], fiscal_year)


def _report_rows(
    session: Session, units: Sequence[str], fiscal_year: int
) -> Sequence[DutyReportRow]:
    return session.exec(
        select(DutyReportRow)
        .where(col(DutyReportRow.unit).in_(units), DutyReportRow.fiscal_year == fiscal_year)
        .order_by(col(DutyReportRow.duty), col(DutyReportRow.period))
    ).all()


def report_duty(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    duty: str,
    period: str,
    done_on: date,
    note: str,
    by: str,
    now: datetime,
) -> None:
    """Record a monthly duty as done. Raises KamnotError if the unit is unknown or the duty was done already."""
    lock_unit(session, unit)
    known = duty_reports(session, unit, fiscal_year)
    if any((row.duty, row.period) == (duty, period) for row in known):
        raise OvertakenError(
            f"บันทึก {duty} ของ {period} ไว้แล้ว ไม่ต้องบันทึกซ้ำ",
            f"{duty} of {period} is recorded already.",
        )
    session.add(
        DutyReportRow(
            unit=unit,
            fiscal_year=fiscal_year,
            duty=duty,
            period=period,
            done_on=done_on,
            note=note,
            entered_at=now,
            entered_by=by,
        )
    )
    details = {"done_on": done_on.isoformat(), "note": note}
    audit.record(session, by, "duty.done", f"{unit}/{fiscal_year}/{duty}/{period}", details, now)


def record_letter(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    group: str,
    as_of: date,
    said: Iterable[Any],
    run_id: int | None,
    now: datetime,
) -> None:
    """Record what a letter said, inside the caller's transaction."""
    session.add(
        ReminderLetterRow(
            unit=unit,
            fiscal_year=fiscal_year,
            group_id=group,
            as_of=as_of,
            open=list(said),
            run_id=run_id,
            created_at=now,
        )
    )


def _last_letters(
    session: Session, units: Sequence[str], fiscal_year: int, *, before: date
) -> Sequence[ReminderLetterRow]:
    """Each group's newest letter of an earlier day."""
    earlier = and_(
        col(ReminderLetterRow.as_of) < before,
        col(ReminderLetterRow.group_id) != DIRECTOR,
    )
    return _newest_letters(session, units, fiscal_year, earlier)


def _newest_letters(
    session: Session, units: Sequence[str], fiscal_year: int, meant: ColumnElement[bool]
) -> Sequence[ReminderLetterRow]:
    """The newest of the meant letters of each unit and group, in the order in which they were written."""
    row = ReminderLetterRow
    newest_first = (col(row.as_of).desc(), col(row.id).desc())
    place = func.row_number().over(
        partition_by=(col(row.unit), col(row.group_id)), order_by=newest_first
    )
    ranked = (
        select(row.id, place.label("place"))
        .where(col(row.unit).in_(units), row.fiscal_year == fiscal_year, meant)
        .subquery()
    )
    newest = select(ranked.c.id).where(ranked.c.place == 1)
    found = session.exec(
        select(row).where(col(row.id).in_(newest)).order_by(col(row.as_of), col(row.id))
    )
    return found.all()


def groups_told_after(
    session: Session, units: Sequence[str], fiscal_year: int, as_of: date
) -> frozenset[tuple[str, str]]:
    """Unit and group of all that have a letter of a later day."""
    row = ReminderLetterRow
    return frozenset(
        session.exec(
            select(row.unit, row.group_id).where(
                col(row.unit).in_(units), row.fiscal_year == fiscal_year, row.as_of > as_of
            )
        )
    )


def last_director_letters(
    session: Session, units: Sequence[str], fiscal_year: int
) -> dict[str, tuple[date, frozenset[str]]]:
    """The day of each director's newest letter and what it named; no entry before the first."""
    to_director = col(ReminderLetterRow.group_id) == DIRECTOR
    return {
        row.unit: (row.as_of, frozenset(map(str, row.open)))
        for row in _newest_letters(session, units, fiscal_year, to_director)
    }
