"""Checks the days of evidence: the activity comes before the receipt, the receipt before its entry."""

from __future__ import annotations

from datetime import date

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import show_date


def check_event_day(event: date, received_on: date) -> None:
    """Raise KamnotError if the activity was held after its evidence was handed in."""
    if event > received_on:
        raise KamnotError(
            f"วันที่จัดกิจกรรม ({show_date(event)}) อยู่หลังวันที่รับหลักฐาน ({show_date(received_on)}) โปรดตรวจวันที่",
            f"The activity's day ({event}) is after the day received ({received_on}); check the days.",
        )


def reason_of_backdating(received_on: date, entered_on: date, why: str) -> str:
    """The reason that marks a receipt from before the day on which it is entered; empty for one of that day.

    Raises KamnotError for a receipt in the future, and for an earlier one without a reason.
    """
    if received_on > entered_on:
        raise KamnotError(
            f"วันที่รับ ({show_date(received_on)}) อยู่หลังวันที่บันทึก ({show_date(entered_on)}) โปรดตรวจวันที่",
            f"The day received ({received_on}) is after the day of entry ({entered_on}); check the days.",
        )
    if received_on == entered_on:
        return ""
    if reason := why.strip():
        return reason
    raise KamnotError(
        f"วันที่รับ ({show_date(received_on)}) อยู่ก่อนวันที่บันทึก ({show_date(entered_on)}) โปรดระบุเหตุผลที่บันทึกย้อนหลัง",
        f"The day received ({received_on}) is before the day of entry ({entered_on}); say why it is entered late.",
        How(Verb.GIVE_REASON),
    )
