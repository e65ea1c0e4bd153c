"""Where the pages are: the address that is set, else that of a server which serves this data folder now.

A server locks the folder; the system lets the lock go however its holder ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.language.errors import OvertakenError
from storage.settings import Settings


@contextmanager
def held_alone(path: Path, refusal: OvertakenError, *, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock for the block. Raises the refusal if another process holds it that long."""
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise refusal from None
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Whether a process of this machine holds the lock."""
    if not path.exists():
        return False
    try:
        with held_alone(path, OvertakenError("", "")):
            return False
    except OvertakenError:
        return True


@contextmanager
def announced(settings: Settings, page: str) -> Iterator[None]:
    """Say for the block that the pages are served at this address. Raises OvertakenError if another server says so."""
    refusal = OvertakenError(
        f"มีหน้าเว็บของโฟลเดอร์ “{settings.home}” เปิดอยู่แล้ว โปรดใช้ตัวที่เปิดอยู่ หรือหยุดตัวนั้นก่อน",
        f"The pages of {settings.home} are served already; use those, or stop them first.",
    )
    note = settings.home / "pages.txt"
    with held_alone(_lock(settings), refusal):
        try:
            note.write_text(page, "utf-8")
            yield
        finally:
            note.unlink(missing_ok=True)


def known_page(settings: Settings) -> str:
    """The address of the pages without a slash at its end; empty if none is set and no server is up."""
    if settings.page_url:
        return settings.page_url.rstrip("/")
    try:
        page = (settings.home / "pages.txt").read_text("utf-8")
    except OSError:
        return ""
    return page if is_held(_lock(settings)) else ""


def page_of_unit(settings: Settings, unit: str, *, several: bool) -> str:
    """What stands before the path of a link to a unit's page; with seats in two units one follows the link's own."""
    page = known_page(settings)
    return f"{page}/u/{unit}" if page and several else page


def _lock(settings: Settings) -> Path:
    return settings.home / "pages.lock"
