"""`kamnot web`: the server of the pages, and the accounts of those who use them."""

from __future__ import annotations

import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from cli.front.common import console, say, tell
from cli.front.options import AsOf, Unit, argument, option
from cli.front.session import actor, open_workspace

app = typer.Typer(name="web")

_END_SECONDS = 15.0
_AGAIN_SECONDS = 5.0
SERVER = "web"
"""The module that serves: a room beside this one, which no command imports."""
_Name = Annotated[str, argument("ชื่อบัญชี (คนหนึ่งคน)", "The account's name: one person.", "NAME")]


@app.command(help=say("เปิดหน้าเว็บจนกว่าจะกด Ctrl+C", "Serve the pages until stopped."))
def serve(
    *,
    as_of: AsOf = None,
) -> None:
    """Run the server in this process."""
    from cli.front.session import day_of

    run_server(day_of(open_workspace(), as_of) if as_of else None)


def run_server(day: date | None) -> None:
    """Run the server in this process, as of a day."""
    sys.argv = [SERVER, *([day.isoformat()] if day else [])]
    runpy.run_module(SERVER, run_name="__main__", alter_sys=True)


@contextmanager
def beside() -> Iterator[None]:
    """Serve the pages in a process of their own for the block. It is started again if it dies; it says why itself."""
    ended = threading.Event()
    flags = ["-I"] if sys.flags.isolated else ["-P"] if sys.flags.safe_path else []

    def keep() -> None:
        while not ended.is_set():
            program = [sys.executable, *flags, "-m", "cli", "web", "serve"]
            process = subprocess.Popen(program)  # noqa: S603  # our own module
            while process.poll() is None and not ended.wait(0.2):
                pass
            process.terminate()
            process.wait(_END_SECONDS)
            ended.wait(_AGAIN_SECONDS)

    keeper = threading.Thread(target=keep, name="pages", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join(_END_SECONDS)


@app.command(help=say("เพิ่มบัญชีและออกรหัสแรก", "Add an account and make its first code."))
def invite(
    name: _Name,
    *,
    email: Annotated[str, option("อีเมลของผู้นั้นเอง", "The person's own address.", metavar="EMAIL")],
    group: Annotated[str | None, option("คณะทำงาน หรือ director", "The group, or director.")] = None,
    role: Annotated[str, option("หน้าที่ในคณะ", "The role in the group.")] = "member",
    office: Annotated[str | None, option("ตำแหน่ง", "The office.")] = None,
    scope: Annotated[
        str, option("department = เห็นทุกสำนัก, it = ผู้ดูแลระบบ", "department sees all units; it is IT.")
    ] = "",
    unit: Unit = None,
) -> None:
    """Add the account, its seat, and print a code."""
    from flows.house.accounts import invite as invite_person
    from flows.house.accounts import scope_meant

    ws = open_workspace()
    code = invite_person(
        ws, name, email,
        by=actor(), unit=ws.unit(unit) if group else None, group=group, role=role, office=office,
        scope=scope_meant(scope),
    )  # fmt: skip
    tell_code(name, email, code)


@app.command(help=say("ออกรหัสเข้าใช้เพื่อมอบให้ด้วยตนเอง", "Make a code to hand over in person."))
def code(name: _Name) -> None:
    """Print a code."""
    from flows.house.accounts import hand_over_code

    made = hand_over_code(open_workspace(), name, by=actor())
    tell_code(name, "", made)


def tell_code(name: str, email: str, made: str) -> None:
    """Print a code for a person; it is stored nowhere."""
    shown = f"{made[:4]} {made[4:]}"
    whom = f"{name} ({email})" if email else name
    tell(
        f"รหัสเข้าใช้ของ {whom}: {shown}  ใช้ได้ครั้งเดียว ภายใน ๒๔ ชั่วโมง มอบให้เจ้าตัวเท่านั้น",
        f"The code of {whom}: {shown}  It works once, within 24 hours; hand it to that person alone.",
    )


@app.command(help=say("บัญชีทั้งหมด", "All accounts."))
def accounts(
    *,
    disable: Annotated[
        str | None, option("ปิดบัญชีนี้ ออกจากระบบทันที", "Disable this account at once.", metavar="NAME")
    ] = None,
    enable: Annotated[
        str | None, option("เปิดบัญชีนี้อีกครั้ง", "Enable it again.", metavar="NAME")
    ] = None,
) -> None:
    """List the accounts, or disable one."""
    from flows.house.accounts import all_accounts, set_active

    ws = open_workspace()
    for name, active in ((disable, False), (enable, True)):
        if name is not None:
            set_active(ws, name, active=active, by=actor())
    out = console()
    for known in all_accounts(ws):
        account = known.account
        seats = ", ".join(f"{s.unit}/{s.group} {s.role}" for s in known.member.seats)
        state = "" if account.active else say(" (ปิด)", " (disabled)")
        line = f"{account.name}{state}  {account.email}  {seats} {account.scope}".rstrip()
        out.print(line, markup=False, soft_wrap=True)
