"""Nobody hands in what has not happened yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.activity.event_days import check_event_day, reason_of_backdating
from domain.language.errors import KamnotError

HANDED_IN = date(2024, 3, 1)


@pytest.mark.parametrize("before", [0, 1, 400])
def test_an_activity_was_held_on_the_day_received_or_before(before: int) -> None:
    check_event_day(HANDED_IN - timedelta(before), HANDED_IN)


def test_an_activity_after_the_day_received_is_refused_with_both_days() -> None:
    with pytest.raises(KamnotError) as error:
        check_event_day(HANDED_IN + timedelta(1), HANDED_IN)

    assert "๒ มีนาคม ๒๕๖๗" in error.value.thai
    assert "๑ มีนาคม ๒๕๖๗" in error.value.thai
    assert "(2024-03-02)" in error.value.english


def test_a_receipt_of_today_has_no_mark() -> None:
    assert reason_of_backdating(HANDED_IN, HANDED_IN, "ไม่ต้องใช้") == ""


@pytest.mark.parametrize("days", [1, 400])
def test_an_earlier_receipt_needs_a_reason_that_marks_it(days: int) -> None:
    entered_on = HANDED_IN + timedelta(days)

    assert reason_of_backdating(HANDED_IN, entered_on, " รับเป็นกระดาษ ") == "รับเป็นกระดาษ"
    with pytest.raises(KamnotError, match="โปรดระบุเหตุผล") as error:
        reason_of_backdating(HANDED_IN, entered_on, " ")
    assert "say why" in error.value.english


def test_nothing_was_received_tomorrow() -> None:
    with pytest.raises(KamnotError, match="อยู่หลังวันที่บันทึก") as error:
        reason_of_backdating(HANDED_IN + timedelta(1), HANDED_IN, "เหตุผลใดก็ไม่พอ")
    assert "(2024-03-02)" in error.value.english
