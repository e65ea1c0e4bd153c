"""`kamnot calendar`: writes due dates as calendar files for subscriptions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.front.common import console
from cli.front.options import Unit, option
from cli.front.session import open_workspace
from domain.language.errors import KamnotError

app = typer.Typer()


@app.command()
def calendar(
    group: Annotated[str | None, typer.Argument(metavar="GROUP")] = None,
    *,
    out: Annotated[
        Path | None,
        option(
            "โฟลเดอร์: เขียน all.ics และหนึ่งไฟล์ต่อคณะ ไฟล์ .ics: เขียนไฟล์เดียว",
            "A folder: all.ics and one file a group. A file.ics: that one.",
        ),
    ] = None,
    unit: Unit = None,
) -> None:
    """Write the calendars; without --out one goes to standard output. Raises KamnotError for an unknown group."""
    from flows.check.calendar_feeds import feed_meant, feeds

    ws = open_workspace()
    group = feed_meant(ws, group) if group else None
    found = feeds(ws, ws.unit(unit))
    if out is None:
        sys.stdout.buffer.write(found[group or "all"])
        return
    single = group is not None or out.suffix == ".ics"
    chosen = {group or "all": found[group or "all"]} if single else found
    for name, data in chosen.items():
        path = out if out.suffix == ".ics" else out / f"{name}.ics"
        _write(path, data)
        console().print(str(path), markup=False, soft_wrap=True)


def _write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all: a calendar may read it at any moment."""
    from flows.run.workspace import own_files

    beside = path.with_name(f".{path.name}.part")
    try:
        with own_files():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(path)
    except OSError as error:
        raise KamnotError(
            f"เขียนไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดระบุที่อื่นด้วย --out",
            f"Cannot write {path} ({error.strerror}); name another place with --out.",
        ) from error
