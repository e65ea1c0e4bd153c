"""`kamnot rubric` and `gap`: the unit's scores and level, and the next steps."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.front.common import console, print_json
from cli.front.options import AsJson, AsOf, Full, Supposed, Unit, option
from cli.front.session import day_of, open_workspace
from cli.front.tables import tell_full

app = typer.Typer()

MISSING = 1


@app.command()
def rubric(
    *,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    full: Full = False,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if the highest level is proved, 1 while it is not."""
    from flows.check.rubric import HIGHEST, stand

    ws = open_workspace()
    day = day_of(ws, as_of)
    standing = stand(ws, ws.unit(unit), day, suppose or ())
    if as_json:
        from reports.schemas.rubric import rubric_document

        print_json(rubric_document(standing))
    else:
        from cli.tables.rubric_tables import show_standing

        show_standing(standing, console(), full=full)
        from cli.batch.check import tell_looked

        tell_looked(standing.evaluation.looked)
        if not full:
            tell_full(0)
    return 0 if standing.evaluation.rubric.level == HIGHEST else MISSING


@app.command()
def gap(
    *,
    to: Annotated[
        str | None,
        option(
            "ถึงระดับใด เช่น ๒ หรือ คะแนน (ค่าเริ่มต้น: ระดับถัดไป)",
            "The level, or points (the next level).",
            metavar="1|2|3|points",
        ),
    ] = None,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    full: Full = False,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if nothing is left to do, 1 if something is."""
    from flows.check.rubric import find_gap

    ws = open_workspace()
    day = day_of(ws, as_of)
    found = find_gap(ws, ws.unit(unit), day, to, suppose or ())
    if as_json:
        from reports.schemas.rubric import gap_document

        then, supposed = found.then, found.supposed
        print_json(gap_document(found.level, found.steps, found.before, then, supposed, found.rows))
    else:
        from cli.batch.gap_table import show_gap

        show_gap(found, ws.plan, console(), full=full)
    return 0 if found.steps == () else MISSING
