"""`kamnot demo`: the main job on the real plan, with real files, in a separate folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, language, tell
from cli.front.options import argument, option
from cli.front.session import day_of, tell_delivery
from domain.language.errors import KamnotError

if TYPE_CHECKING:
    from flows.run.workspace import Workspace

app = typer.Typer()

AS_OF = "2024-03-13"
YEAR_END = "2024-09-30"
MARKER = "kamnot-demo.txt"
_KEPT = ("KAMNOT_LANGUAGE", "KAMNOT_WEB_ADDRESS")


@app.command()
def demo(
    folder: Annotated[Path, argument("โฟลเดอร์ทดลอง", "The demo's folder.")] = Path("demo"),
    *,
    department: Annotated[
        bool,
        option(
            "ส่วนราชการตัวอย่าง ๒๐ สำนัก แทนสำนักเดียว",
            "A sample department of 20 units instead.",
            "--department",
        ),
    ] = False,
    web: Annotated[
        bool,
        option(
            "แล้วเปิดหน้าเว็บ พร้อมสามบัญชีและรหัส จนกว่าจะกด Ctrl+C",
            "Then serve the pages, with three accounts and their codes, until stopped.",
            "--web",
        ),
    ] = False,
) -> None:
    """Make evidence, take it in, check March as of 13 March 2567, write the mails. Safe to repeat."""
    from sample.bureau import bring_evidence, install

    home = folder.absolute()
    _prepare(home)
    tell(f"โฟลเดอร์ทดลอง {home}", f"Demo folder {home}")
    tell(
        "ตัวอย่างเป็นของปีงบประมาณ ๒๕๖๗ ตามแผนฉบับพิมพ์ งานจริงของปีนี้เริ่มด้วย kamnot init",
        "The demo is of fiscal year 2567, as the plan is printed; a bureau of today begins with kamnot init.",
    )
    if department:
        _show_department(home)
        return
    ws = install(home, language=language(), pages=web)
    count = bring_evidence(ws, home)
    tell(f"รับหลักฐาน {count} ไฟล์แล้ว", f"{count} evidence files taken in")
    _check(ws)
    if web:
        _serve(ws, home)
        return
    _say_next(home)


def _serve(ws: Workspace, home: Path) -> None:
    """Make three accounts, say how to enter, and serve the pages as of the demo's day."""
    from cli.house.pages import run_server, tell_code
    from flows.house.accounts import invite
    from sample.bureau import PEOPLE, UNIT

    out = console()
    out.print()
    for name, email, group, role in PEOPLE:
        tell_code(
            name, email, invite(ws, name, email, by="demo", unit=UNIT, group=group, role=role)
        )
    day = day_of(ws, AS_OF)
    os.environ["KAMNOT_HOME"], os.environ["KAMNOT_FISCAL_YEAR"] = str(home), str(day.year + 543)
    address = ws.settings.web_address
    tell(
        f"เปิดเบราว์เซอร์ที่ http://{address} พิมพ์อีเมลแล้วพิมพ์รหัส หยุดด้วย Ctrl+C",
        f"Open http://{address}, type the address, then the code. Ctrl+C stops it.",
    )
    run_server(day)


def _prepare(home: Path) -> None:
    """Prepare the demo's folder, without the caller's database and mail server."""
    if home.exists() and any(home.iterdir()) and not (home / MARKER).exists():
        raise KamnotError(
            f"โฟลเดอร์ “{home}” มีไฟล์อื่นอยู่ โปรดระบุโฟลเดอร์ว่าง เช่น kamnot demo ทดลอง",
            f"The folder {str(home)!r} holds other files; name an empty one.",
        )
    for name in [n for n in os.environ if n.startswith("KAMNOT_") and n not in _KEPT]:
        del os.environ[name]
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / MARKER).write_text(
            "Kamnot demo: everything here may be deleted.\n", encoding="utf-8"
        )
    except OSError as error:
        raise KamnotError(
            f"สร้างโฟลเดอร์ “{home}” ไม่ได้ ({error.strerror}) โปรดระบุโฟลเดอร์ที่เขียนได้",
            f"Cannot make the folder {str(home)!r} ({error.strerror}).",
        ) from error


def _show_department(home: Path) -> None:
    """Show twenty invented units, rolled up as of the year's end. Safe to repeat."""
    from cli.tables.rollup_tables import show_rollup
    from flows.check.rollup import find_rollup
    from sample.bureau import install_department

    ws = install_department(home, language=language())
    show_rollup(find_rollup(ws, day_of(ws, YEAR_END)), ws.plan, console())
    words = (
        "ข้อมูลตัวอย่างเขียนลงตารางโดยตรง ไม่ใช่เอกสารที่มีผู้ส่งจริง",
        "The sample was written into the tables; nobody sent these documents.",
    )
    tell(*words, style="dim")
    _say_commands(
        home, f"rollup --as-of {YEAR_END} --xlsx rollup.xlsx --chart rollup.svg",
        f"points --unit unit-01 --as-of {YEAR_END}",
    )  # fmt: skip


def _check(ws: Workspace) -> None:
    from cli.batch.check import show
    from flows.check.check import CheckRequest, check
    from sample.bureau import UNIT

    outcome = check(ws, CheckRequest(UNIT, ("march",), day_of(ws, AS_OF)))
    show(outcome, ws.plan, console(), dry_run=False)
    if not outcome.enqueued:
        tell("ไม่มีจดหมายใหม่: แจ้งเตือนรอบนี้ไปแล้ว", "No new mail: this rung was sent before.")
    tell_delivery(ws, outcome)


def _say_next(home: Path) -> None:
    _say_commands(
        home,
        "remind --as-of 2024-03-15 --dry-run",
        f"check march --as-of {AS_OF} --json",
        "plan show 7",
    )


def _say_commands(home: Path, *commands: str) -> None:
    out = console()
    kamnot = ".venv\\Scripts\\python -m cli" if os.name == "nt" else "./kamnot"
    setting = f'set "KAMNOT_HOME={home}" &&' if os.name == "nt" else f"KAMNOT_HOME='{home}'"
    out.print()
    tell("ลองต่อ:", "Try next:")
    for command in commands:
        out.print(f"  {setting} {kamnot} {command}", markup=False, soft_wrap=True)
