"""The options that several commands share, and the two functions with which each command declares its own."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.front.common import say, use_year

LARGEST_ID = 2**31 - 1
"""The largest row number: databases fail on one beyond 64 bits."""


def option(thai: str, english: str, *names: str, **more: Any) -> Any:
    """An option with its help in the language of this run; without a name it has its parameter's."""
    return typer.Option(*names, help=say(thai, english), **more)


def argument(thai: str, english: str, metavar: str | None = None, **more: Any) -> Any:
    """The same for an argument."""
    return typer.Argument(metavar=metavar, help=say(thai, english), **more)


_Year = Annotated[
    str | None,
    option(
        "ปีงบประมาณ พ.ศ. (ค่าเริ่มต้น: ปีที่ใช้อยู่)",
        "Fiscal year, B.E. (the one in use).",
        "--year",
        metavar="2570",
        callback=use_year,
        expose_value=False,
    ),
]


def year_option() -> Any:
    """`--year` as a parameter of a command: it chooses the year of the run."""

    def declare(*, year: _Year = None) -> None:
        del year

    return typer.main.get_group(typer.Typer(callback=declare)).params[0]


Unit = Annotated[str | None, option("สำนัก", "The unit.")]
AsJson = Annotated[bool, option("ผลเป็น JSON", "As JSON.", "--json")]
AsOf = Annotated[
    str | None, option("ข้อมูลถึงวันที่ เช่น ๑๓ มีนาคม ๒๕๖๗ (ค่าเริ่มต้น: วันนี้)", "As of this day (today).")
]
DryRun = Annotated[
    bool, option("ดูก่อน ไม่บันทึก ไม่ส่ง", "Look only: write and send nothing.", "--dry-run")
]
Full = Annotated[bool, option("แสดงทั้งหมด (ค่าเริ่มต้น: หนึ่งหน้าจอ)", "All of it (one screen).", "--full")]
Why = Annotated[str, option("เหตุผล (ต้องระบุ)", "The reason (needed).", metavar="REASON")]
Note = Annotated[str, option("หมายเหตุ", "A note.")]
Supposed = Annotated[
    list[str] | None,
    option(
        "สมมุติ เช่น 1.signed=180/200, rubric.climate=yes, activity.19=complete (ไม่แก้ข้อมูล)",
        "Suppose 1.signed=180/200 or activity.19=complete; nothing is written.",
        "--if",
        metavar="X=Y",
    ),
]
Item = Annotated[
    int,
    argument(
        "เลขที่จาก kamnot evidence list",
        "A number from kamnot evidence list.",
        "ITEM",
        min=1,
        max=LARGEST_ID,
    ),
]
Version = Annotated[int | None, option("ฉบับที่ (ค่าเริ่มต้น: ล่าสุด)", "The version (the newest).", min=1)]
