"""Where the pages are: the address that is set, else that of a server which serves this data folder now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.language.errors import OvertakenError
from storage.settings import Settings


@contextmanager
def announced(settings: Settings, page: str) -> Iterator[None]:
    """Say for the block that the pages are served at this address. Raises OvertakenError if another server says so."""
    from filelock import FileLock, Timeout

    lock = FileLock(settings.home / "pages.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise OvertakenError(
            f"มีหน้าเว็บของโฟลเดอร์ “{settings.home}” เปิดอยู่แล้ว โปรดใช้ตัวที่เปิดอยู่ หรือหยุดตัวนั้นก่อน",
            f"The pages of {settings.home} are served already; use those, or stop them first.",
        ) from None
    note = settings.home / "pages.txt"
    try:
        note.write_text(page, "utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def known_page(settings: Settings) -> str:
    """The address of the pages without a slash at its end; empty if none is set and no server is up."""
    if settings.page_url:
        return settings.page_url.rstrip("/")
    try:
        page = (settings.home / "pages.txt").read_text("utf-8")
    except OSError:
        return ""
    return page if _is_served(settings) else ""


def page_of_unit(settings: Settings, unit: str, *, several: bool) -> str:
    """What stands before the path of a link to a unit's page; with seats in two units one follows the link's own."""
    page = known_page(settings)
    return f"{page}/u/{unit}" if page and several else page


def _is_served(settings: Settings) -> bool:
    from filelock import FileLock, Timeout

    lock = FileLock(settings.home / "pages.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False
