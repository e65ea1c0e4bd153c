"""Halves, quarters, months and ranges of the fiscal year."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError
from domain.language.periods import parse_period, quarter, reporting_period


@pytest.mark.parametrize(
    ("text", "start", "end", "name"),
    [
        ("1", "2023-10-01", "2024-03-31", "ระยะที่ ๑"),
        ("๒", "2024-04-01", "2024-09-30", "ระยะที่ ๒"),
        ("q1", "2023-10-01", "2023-12-31", "ไตรมาส ๑"),
        ("Q2", "2024-01-01", "2024-03-31", "ไตรมาส ๒"),
        ("q3", "2024-04-01", "2024-06-30", "ไตรมาส ๓"),
        ("ไตรมาสที่สาม", "2024-04-01", "2024-06-30", "ไตรมาส ๓"),
        ("ม.ค. ถึง ก.พ.", "2024-01-01", "2024-02-29", "ช่วงที่กำหนด"),
        ("ต.ค. ๖๖ - มี.ค. ๖๗", "2023-10-01", "2024-03-31", "ระยะที่ ๑"),
        ("ปีงบประมาณ ๒๕๖๗", "2023-10-01", "2024-09-30", "ปีงบประมาณ ๒๕๖๗"),
        ("รอบ ๑๒ เดือน", "2023-10-01", "2024-09-30", "ปีงบประมาณ ๒๕๖๗"),
        ("q๔", "2024-07-01", "2024-09-30", "ไตรมาส ๔"),
        ("2024-02", "2024-02-01", "2024-02-29", "เดือนกุมภาพันธ์ ๒๕๖๗"),
        ("2566-12", "2023-12-01", "2023-12-31", "เดือนธันวาคม ๒๕๖๖"),
        ("2024-04-02..30/06/2567", "2024-04-02", "2024-06-30", "ช่วงที่กำหนด"),
        ("2024-04-01..2024-06-30", "2024-04-01", "2024-06-30", "ไตรมาส ๓"),
        ("2023-10-01..2024-03-31", "2023-10-01", "2024-03-31", "ระยะที่ ๑"),
        ("2024-02-01..2024-02-29", "2024-02-01", "2024-02-29", "เดือนกุมภาพันธ์ ๒๕๖๗"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, start: str, end: str, name: str) -> None:
    period = parse_period(text, 2567)

    assert (period.start.isoformat(), period.end.isoformat(), period.name) == (start, end, name)


@pytest.mark.parametrize(
    "text", ["", "3", "q5", "q", "2024-13", "..", "2024-06-30..2024-04-01", "ก"]
)
def test_anything_else_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(KamnotError) as refused:
        parse_period(text, 2567)

    assert "\n" not in refused.value.thai


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2023-10-01", "ระยะที่ ๑"),
        ("2024-03-31", "ระยะที่ ๑"),
        ("2024-04-01", "ไตรมาส ๓"),
        ("2024-06-30", "ไตรมาส ๓"),
        ("2024-07-01", "ไตรมาส ๔"),
        ("2024-10-05", "ไตรมาส ๔"),
    ],
)
def test_the_day_says_which_of_the_three_reports_is_meant(day: str, name: str) -> None:
    assert reporting_period(2567, date.fromisoformat(day)).name == name


def test_both_ends_of_a_period_belong_to_it() -> None:
    third = quarter(2567, 3)

    assert date(2024, 4, 1) in third
    assert date(2024, 6, 30) in third
    assert date(2024, 7, 1) not in third
