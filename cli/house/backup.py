"""`kamnot backup`: backs the home up while everything runs, and proves a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import numeral, print_json, tell
from cli.front.options import AsJson, argument, option
from cli.front.session import settings
from domain.language.errors import KamnotError
from domain.language.how import How, Verb

if TYPE_CHECKING:
    from flows.safety.backup import Backup

app = typer.Typer(name="backup")

LOST = 1


@app.command(name="make")
def make(
    target: Annotated[
        Path | None,
        argument(
            "โฟลเดอร์เก็บสำเนา หรือชื่อไฟล์ .zip .tar .tar.gz (ไม่ระบุ: KAMNOT_BACKUP)",
            "A folder, or a new .zip, .tar, .tar.gz; KAMNOT_BACKUP if left out.",
            "TARGET",
        ),
    ] = None,
    *,
    keep: Annotated[
        int | None, option("เก็บไว้กี่ชุดล่าสุดในโฟลเดอร์", "How many of the newest to keep.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if everything is in the backup, 1 if the store has lost evidence."""
    from flows.safety.backup import back_up, back_up_nightly

    known = settings()
    made = back_up(known, target, keep=keep) if target else back_up_nightly(known)
    if made is None:
        raise KamnotError(
            "โปรดระบุที่เก็บสำเนา หรือตั้ง KAMNOT_BACKUP",
            "Say where the backup goes, or set KAMNOT_BACKUP.",
            How(Verb.BACKUP),
        )
    return _show(made, "สำรองข้อมูลแล้ว", "Backed up", as_json=as_json)


@app.command(name="verify")
def verify(
    source: Annotated[Path, argument("โฟลเดอร์หรือไฟล์สำเนา", "A folder or an archive.", "SOURCE")],
    *,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if every byte is as it was backed up, 1 if evidence was lost before, 2 for a damaged backup."""
    from flows.safety.backup import prove_backup

    return _show(
        prove_backup(source), "สำเนาครบและตรงทุกไฟล์", "Whole and unaltered", as_json=as_json
    )


def _show(made: Backup, thai: str, english: str, *, as_json: bool) -> int:
    if as_json:
        from reports.schemas.house import BackupDocument

        print_json(
            BackupDocument.of(made, place=str(made.place), evidence=len(made.manifest.evidence))
        )
        return LOST if made.manifest.lost else 0
    tell_backup(made, thai, english)
    return LOST if made.manifest.lost else 0


def tell_backup(made: Backup, thai: str, english: str) -> None:
    """Say where a backup lies, what it holds, its size and the time that it took, and what the store had lost."""
    count, lost = len(made.manifest.evidence), len(made.manifest.lost)
    figures = made.manifest.size / 1e6, made.new_bytes / 1e6, made.seconds
    size, new, seconds = (numeral(f"{figure:,.1f}") for figure in figures)
    tell(
        f"{thai}: {made.place}",
        f"{english}: {made.place}",
        style="bold",
    )
    alone = made.manifest.database_only
    held = (
        "เฉพาะฐานข้อมูลก่อนปรับรุ่น หลักฐานอยู่ในที่เก็บเดิม" if alone else f"หลักฐาน {numeral(count)} ไฟล์",
        "The database from before an upgrade, its evidence in its store" if alone else f"{count} evidence file(s)",
    )  # fmt: skip
    tell(
        f"{held[0]} ทั้งหมด {size} MB (ใหม่ {new} MB) ใช้เวลา {seconds} วินาที พิสูจน์แล้วทุกไฟล์",
        f"{held[1]}, {size} MB in all ({new} MB new), {seconds} s, every file proven",
    )
    if made.left_out:
        names = ", ".join(path.removeprefix("home/") for path in made.left_out)
        tell(
            f"ไม่ได้สำรองไฟล์ที่เป็นลิงก์หรือชื่อใช้ไม่ได้ทุกระบบ: {names}",
            f"Not backed up, being links or names that not every system takes: {names}",
            style="yellow",
        )
    if made.dropped:
        tell(f"ลบสำเนาเก่า {numeral(made.dropped)} ชุด", f"{made.dropped} older backup(s) removed")
    if lost:
        tell(
            f"ที่เก็บหลักฐานไม่มีหรืออ่านไม่ได้ {numeral(lost)} ไฟล์ จึงไม่อยู่ในสำเนา: kamnot evidence fsck",
            f"{lost} evidence file(s) are lost or unreadable and not in the backup: kamnot evidence fsck",
            style="red",
        )
