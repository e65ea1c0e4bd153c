"""`kamnot rollup`: all units of the department, its level, the league table, and their exports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.front.common import console, language, print_json, tell
from cli.front.options import AsJson, AsOf, option
from cli.front.session import day_of, open_workspace
from domain.language.errors import CouldNotFinishError

app = typer.Typer()

HIGHEST = 3
MISSING = 1


@app.command()
def rollup(
    *,
    as_of: AsOf = None,
    xlsx: Annotated[
        Path | None, option("เขียนเป็นไฟล์ Excel", "Write an Excel file.", metavar="FILE")
    ] = None,
    chart: Annotated[
        Path | None, option("เขียนแผนภูมิเป็น SVG", "Write a chart as SVG.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if the department's highest level is proved, 1 while it is not."""
    from flows.check.rollup import find_rollup

    ws = open_workspace()
    day = day_of(ws, as_of)
    found = find_rollup(ws, day)
    if xlsx is not None:
        from reports.league import league_tables
        from reports.sheets import to_xlsx

        _write(xlsx, to_xlsx(league_tables(found, ws.plan, language())))
    if chart is not None:
        from reports.league import league_chart

        _write(chart, league_chart(found, language()).svg().encode())
    if as_json:
        from reports.schemas.rollup import rollup_document

        print_json(rollup_document(found))
    else:
        from cli.tables.rollup_tables import show_rollup

        show_rollup(found, ws.plan, console())
    return 0 if found.level == HIGHEST else MISSING


def _write(path: Path, data: bytes) -> None:
    from flows.run.workspace import own_files

    try:
        with own_files():
            path.write_bytes(data)
    except OSError as error:
        raise CouldNotFinishError(
            f"เขียนไฟล์ “{path}” ไม่ได้ ({error.strerror}) โปรดระบุที่ที่เขียนได้ (ไม่มีข้อมูลใดเปลี่ยน)",
            f"Cannot write {str(path)!r} ({error.strerror}); name another place. No data was changed.",
        ) from error
    tell(f"เขียน {path} แล้ว", f"Wrote {path}", stderr=True)
