"""One schedule a data folder: the system releases its lock however the holder ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.language.errors import OvertakenError
from storage.settings import Settings

_PATIENCE_SECONDS = 1.0
"""Longer than a process that only asks holds the lock."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Lock the data folder against a second schedule and its server. Raises KamnotError if it is locked."""
    from filelock import FileLock, Timeout

    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.prefect_home / "schedule.lock")
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        raise OvertakenError(
            f"มีตารางงานประจำวันทำงานกับโฟลเดอร์ “{settings.home}” อยู่แล้ว โปรดหยุดตัวเดิมก่อน หรือปล่อยให้ทำงานต่อ",
            f"A schedule serves {settings.home} already; stop it first, or let it run.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def is_served(settings: Settings) -> bool:
    """Whether a schedule of this machine has locked the data folder."""
    from filelock import FileLock, Timeout

    path = settings.prefect_home / "schedule.lock"
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False
