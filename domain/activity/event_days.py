"""Checks the day of the activity that a file shows: evidence cannot be handed in before it."""

from __future__ import annotations

from datetime import date

from domain.language.errors import KamnotError
from domain.language.thai import show_date


def check_event_day(event: date, received_on: date) -> None:
    """Raise KamnotError if the activity was held after its evidence was handed in."""
    if event > received_on:
        raise KamnotError(
            f"วันที่จัดกิจกรรม ({show_date(event)}) อยู่หลังวันที่รับหลักฐาน ({show_date(received_on)}) โปรดตรวจวันที่",
            f"The activity's day ({event}) is after the day received ({received_on}); check the days.",
        )
