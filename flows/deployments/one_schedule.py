"""One schedule a data folder."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from domain.language.errors import OvertakenError
from flows.run.page_address import held_alone, is_held
from storage.settings import Settings

_PATIENCE_SECONDS = 1.0
"""Longer than a process that only asks holds the lock."""


def alone(settings: Settings) -> AbstractContextManager[None]:
    """Lock the data folder against a second schedule and its server. Raises OvertakenError if it is locked."""
    refusal = OvertakenError(
        f"มีตารางงานประจำวันทำงานกับโฟลเดอร์ “{settings.home}” อยู่แล้ว โปรดหยุดตัวเดิมก่อน หรือปล่อยให้ทำงานต่อ",
        f"A schedule serves {settings.home} already; stop it first, or let it run.",
    )
    return held_alone(_lock(settings), refusal, patience=_PATIENCE_SECONDS)


def is_served(settings: Settings) -> bool:
    """Whether a schedule of this machine has locked the data folder."""
    return is_held(_lock(settings))


def _lock(settings: Settings) -> Path:
    return settings.prefect_home / "schedule.lock"
