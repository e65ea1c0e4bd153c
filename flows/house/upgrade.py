"""Upgrades an older database to this program: a backup first, then every missing migration, and a line in the audit."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from domain.language.errors import OvertakenError
from flows.deployments.one_schedule import is_served
from flows.safety.backup import back_up_database
from storage import event_log
from storage.db import audit
from storage.db.database import HEAD, upgrade_database
from storage.settings import Settings

_KEPT = 5
"""So many backups of earlier upgrades stay in the home."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which version of the schema to which. `backup` is the copy from before; None if nothing was to be done."""

    found: str
    made: str
    backup: Path | None
    seconds: float


def upgrade(settings: Settings, *, by: str) -> Upgraded:
    """Upgrade the database. Where it has this program's version already, or gets it meanwhile, nothing is done.

    Raises OvertakenError while a schedule of this home runs, as its program is the older one; SurroundingsError if no
    backup can be made; and as `upgrade_database`. Then the database is as it was.
    """
    started = time.monotonic()
    kept: list[Path] = []

    def back_up_first() -> None:
        if is_served(settings):
            raise _still_served()
        kept.append(back_up_database(settings, keep=_KEPT).place)

    def note(session: Session, found: str) -> None:
        details = {"from": found, "to": HEAD, "backup": kept[0].name}
        audit.record(session, by, "database.upgrade", HEAD, details, datetime.now(UTC))

    with ExitStack() as failed:
        # Nothing was changed then, and whoever starts again and again must not fill the disk.
        failed.callback(_remove, kept)
        found = upgrade_database(settings, first=back_up_first, last=note)
        failed.pop_all()
    if kept:
        event_log.note(settings, "database.upgraded", found=found, made=HEAD, backup=kept[0].name)
    return Upgraded(found, HEAD, kept[0] if kept else None, time.monotonic() - started)


def _remove(backups: list[Path]) -> None:
    for backup in backups:
        shutil.rmtree(backup, ignore_errors=True)


def _still_served() -> OvertakenError:
    return OvertakenError(
        "ตารางงานประจำวันของโปรแกรมรุ่นเดิมยังทำงานกับฐานข้อมูลนี้ จึงยังไม่ได้ปรับรุ่น โปรดหยุดก่อน แล้วเริ่มใหม่",
        "The schedule of the earlier program still works with this database, which was not upgraded;"
        " stop it, then start it again.",
    )
