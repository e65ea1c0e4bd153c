"""`kamnot restore`: brings a backup back into an empty home or database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import numeral, tell
from cli.front.options import argument, option
from cli.front.session import actor, settings
from cli.house.backup import LOST, tell_backup

if TYPE_CHECKING:
    from flows.safety.restore import Restored

app = typer.Typer()


@app.command()
def restore(
    source: Annotated[Path, argument("โฟลเดอร์หรือไฟล์สำเนา", "A folder or an archive.", "SOURCE")],
    *,
    as_it_was: Annotated[
        bool,
        option(
            "คงรุ่นของฐานข้อมูลไว้ สำหรับโปรแกรมรุ่นเดิม",
            "Keep the schema, for the older program.",
            "--as-it-was",
        ),
    ] = False,
) -> int:
    """Exit 0 if everything came back, 1 if the backup itself lacked evidence."""
    from flows.safety.restore import restore as bring_back

    found = bring_back(settings(), source, by=actor(), upgrade=not as_it_was)
    tell_backup(found, "กู้คืนจากสำเนาแล้ว", "Restored from")
    _tell_hold(found, as_it_was=as_it_was)
    if found.newest_lost:
        tell(
            f"สำเนานี้เก่ากว่าข้อมูลเดิม: บันทึกที่เคยจดไว้ถึงบรรทัดที่ {numeral(found.newest_lost)} ไม่อยู่ในสำเนา งานหลังจากนั้นต้องทำใหม่",
            f"The backup is older than what was here: it lacks the trail up to line {found.newest_lost} as noted here;"
            " do again what was done since.",
            style="yellow",
        )
    if found.closed_days is not None:
        tell(
            f"วันหยุดของสำนักอยู่ที่ {found.closed_days} โปรดตั้ง KAMNOT_CLOSED_DAYS",
            f"The office's closed days are in {found.closed_days}: set KAMNOT_CLOSED_DAYS",
        )
    return LOST if found.manifest.lost else 0


def _tell_hold(found: Restored, *, as_it_was: bool) -> None:
    """Say what becomes of letters: by this program none is sent, an earlier one knows no such hold."""
    if as_it_was:
        thai = (
            f"จดหมายที่รอส่ง {numeral(found.held)} ฉบับพักไว้ แต่โปรแกรมรุ่นก่อนไม่พักจดหมายที่เขียนใหม่"
            " และอาจส่งสิ่งที่ส่งแล้วหลังทำสำเนาอีกครั้ง โปรดดูก่อนเปิดตารางงาน: kamnot remind --dry-run"
        )
        english = (
            f"{found.held} waiting letter(s) are held, but an earlier program holds none that it writes, and may send"
            " again what went out after the backup; look before its schedule starts: kamnot remind --dry-run"
        )
    else:
        thai = (
            f"ยังไม่ส่งจดหมายใด (พักไว้ {numeral(found.held)} ฉบับ) จนกว่าจะมีผู้ดู: kamnot outbox held"
            " แล้ว kamnot outbox release หรือ drop"
        )
        english = (
            f"No letter is sent ({found.held} held) until a person has looked: kamnot outbox held,"
            " then kamnot outbox release or drop"
        )
    tell(thai, english, style="bold")
