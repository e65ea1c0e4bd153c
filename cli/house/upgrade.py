"""`kamnot upgrade`, and the upgrade of a file that an older program left, before the command that met it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.front.common import numeral, print_json, tell
from cli.front.options import AsJson
from cli.front.session import actor, settings, tell_aside

if TYPE_CHECKING:
    from flows.house.upgrade import Upgraded

app = typer.Typer()


@app.command()
def upgrade(*, as_json: AsJson = False) -> None:
    """Exit 0 if the database has the program's version now."""
    from flows.house.upgrade import upgrade as upgrade_database

    done = upgrade_database(settings(), by=actor())
    if as_json:
        from reports.schemas.house import UpgradeDocument

        print_json(UpgradeDocument.of(done, backup=str(done.backup) if done.backup else None))
    elif done.backup is None:
        tell(
            f"ฐานข้อมูลเป็นรุ่น {done.made} ตรงกับโปรแกรมแล้ว ไม่มีอะไรต้องปรับ",
            f"The database has version {done.made}, as the program; there is nothing to do.",
        )
    else:
        tell(*_done(done))


def upgrade_first() -> None:
    """Upgrade the file that a command met, and say so on standard error."""
    from flows.house.upgrade import upgrade as upgrade_database

    tell_aside(
        "ฐานข้อมูลเก่ากว่าโปรแกรมนี้ กำลังสำรองแล้วปรับรุ่น โปรดรอ",
        "The database is older than this program: it is backed up and upgraded first.",
    )
    tell_aside(*_done(upgrade_database(settings(), by=actor())))


def _done(done: Upgraded) -> tuple[str, str]:
    if done.backup is None:
        return ("โปรแกรมอื่นปรับรุ่นให้แล้ว", "Another process has upgraded it.")
    thai = (
        f"ปรับรุ่นฐานข้อมูลจาก {done.found} เป็น {done.made} แล้ว ({numeral(round(done.seconds))} วินาที)"
        f" ข้อมูลครบและไม่มีจดหมายใดถูกส่งซ้ำ สำเนาก่อนปรับรุ่นอยู่ที่ {done.backup}"
    )
    english = (
        f"The database was upgraded from {done.found} to {done.made} ({done.seconds:.0f} s). Everything is there and no"
        f" letter is sent again; the backup from before lies in {done.backup}"
    )
    return thai, english
