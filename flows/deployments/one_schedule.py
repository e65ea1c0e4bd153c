"""One schedule a data folder: a lock that the system lets go however its holder ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.language.errors import KamnotError
from storage.settings import Settings

_PATIENCE_SECONDS = 1.0
"""Longer than anybody who only looks holds the lock."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder: two schedules would both start a server on the same files. KamnotError when it is held."""
    from filelock import FileLock, Timeout

    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.prefect_home / "schedule.lock")
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        raise KamnotError(
            f"มี kamnot schedule ทำงานกับโฟลเดอร์ “{settings.home}” อยู่แล้ว โปรดหยุดตัวเดิมก่อน หรือปล่อยให้ทำงานต่อ",
            f"A kamnot schedule serves {settings.home} already; stop it first, or let it run.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def is_served(settings: Settings) -> bool:
    """Whether a schedule holds the data folder now, on this machine."""
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
