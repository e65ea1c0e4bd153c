"""Moments as form tools write them: in either era, the day first unless some moment has the month first."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError
from domain.surveys.answer_days import read_days

MARCH = date(2024, 3, 5)


@pytest.mark.parametrize(
    "moment",
    [
        "5/3/2567, 18:34:26",
        "5/3/2024 18:34:26",
        "2024-03-05 18:34:26",
        "2567-03-05 18:34:26",
        "2024-03-05T18:34:26.000+07:00",
        "2024-03-05T18:34:26Z",
        "2024/03/05 6:34:26 PM GMT+7",
        "5/3/24",
        "5/3/67 18:34",
        "๕/๓/๒๕๖๗, ๑๘:๓๔:๒๖",
        "5 มี.ค. 2567 18:34",
        "5 มีนาคม 2567, 18:34 น.",
    ],
)
def test_a_moment_is_read_as_its_day(moment: str) -> None:
    assert read_days([moment], 2567) == {moment: MARCH}


def test_one_moment_that_can_only_have_the_month_first_tells_the_order_of_all() -> None:
    moments = ["3/5/2024 10:00:00", "3/25/2024 11:00:00"]

    assert list(read_days(moments, 2567).values()) == [MARCH, date(2024, 3, 25)]


@pytest.mark.parametrize("moment", ["", "1980-01-01 00:00:00"])
def test_an_empty_moment_and_an_anonymous_one_are_no_day(moment: str) -> None:
    assert read_days([moment], 2567) == {moment: None}


@pytest.mark.parametrize("moment", ["31/2/2567", "13/13/2567", "เมื่อวาน", "45000"])
def test_another_text_is_refused(moment: str) -> None:
    with pytest.raises(KamnotError):
        read_days([moment], 2567)
