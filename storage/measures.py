"""Numbers as people enter them. Entries are only added: the last one holds, the others are its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import NoReturn

from sqlmodel import Session, col, select

from domain.errors import KamnotError
from domain.facts import MeasureFact
from storage import audit
from storage.facts import measure_fact
from storage.tables import MeasureRow
from storage.years import lock_year

_LARGEST = 10**12
"""More than any bureau counts, and less than a database's whole number holds."""


def set_measure(
    session: Session,
    unit: str,
    fiscal_year: int,
    measure: str,
    *,
    entered_on: date,
    by: str,
    now: datetime,
    numerator: int | None = None,
    denominator: int | None = None,
    count: int | None = None,
    yes_no: bool | None = None,
    note: str = "",
) -> MeasureFact:
    """Keep one number for `1.signed` or `rubric.climate`: both counts of a share, a count, or yes/no.

    `entered_on` is the Bangkok day from which it counts; `now` is aware. Raises KamnotError for an unknown
    unit, a closed year, and for values that cannot be: none or several at once, below zero, a part above its whole.
    """
    _refuse_impossible(measure, numerator, denominator, count, yes_no)
    lock_year(session, unit, fiscal_year)
    row = MeasureRow(
        unit=unit,
        fiscal_year=fiscal_year,
        measure=measure,
        numerator=numerator,
        denominator=denominator,
        count=count,
        yes_no=yes_no,
        entered_on=entered_on,
        entered_at=now,
        entered_by=by,
        note=note,
    )
    session.add(row)
    session.flush()
    values = {"numerator": numerator, "denominator": denominator, "count": count, "yes_no": yes_no}
    details = {name: value for name, value in values.items() if value is not None}
    audit.record(session, by, "measure.set", f"{unit}/{fiscal_year}/{measure}", details, now)
    return measure_fact(row)


def measure_history(
    session: Session, unit: str, fiscal_year: int, measure: str
) -> tuple[MeasureRow, ...]:
    """Every entry for one measure, the one that holds last."""
    return tuple(
        session.exec(
            select(MeasureRow)
            .where(
                MeasureRow.unit == unit,
                MeasureRow.fiscal_year == fiscal_year,
                MeasureRow.measure == measure,
            )
            .order_by(col(MeasureRow.entered_on), col(MeasureRow.id))
        )
    )


def _refuse_impossible(
    measure: str,
    numerator: int | None,
    denominator: int | None,
    count: int | None,
    yes_no: bool | None,
) -> None:
    share = numerator is not None or denominator is not None
    if [share, count is not None, yes_no is not None].count(True) != 1:
        _refuse(
            measure,
            "ต้องระบุค่าแบบเดียว: จำนวนกับจำนวนทั้งหมด หรือจำนวนนับ หรือ มี/ไม่มี",
            "give exactly one kind of value: a part and its whole, a count, or yes/no",
        )
    if count is not None and not 0 <= count <= _LARGEST:
        _refuse(measure, f"จำนวนนับ {count} เป็นไปไม่ได้", f"a count of {count} is impossible")
    if share:
        _refuse_impossible_share(measure, numerator, denominator)


def _refuse_impossible_share(measure: str, numerator: int | None, denominator: int | None) -> None:
    if numerator is None or denominator is None:
        _refuse(measure, "ต้องระบุทั้งจำนวนและจำนวนทั้งหมด", "give both the part and the whole")
    if denominator <= 0 or denominator > _LARGEST:
        _refuse(
            measure,
            f"จำนวนทั้งหมดต้องมากกว่า 0 แต่พบ {denominator}",
            f"the whole must be above 0, found {denominator}",
        )
    if not 0 <= numerator <= denominator:
        _refuse(
            measure,
            f"จำนวน {numerator} ต้องอยู่ระหว่าง 0 ถึงจำนวนทั้งหมด {denominator}",
            f"the part {numerator} must lie between 0 and the whole {denominator}",
        )


def _refuse(measure: str, thai: str, english: str) -> NoReturn:
    raise KamnotError(f"บันทึกตัวเลข {measure} ไม่ได้: {thai}", f"Cannot keep {measure}: {english}.")
