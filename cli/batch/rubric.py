"""`kamnot rubric`, `explain` and `gap`: the unit's scores and level, why they are so, and the next steps."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli.front.common import console, print_json
from cli.front.options import AsJson, AsOf, Supposed, Unit, argument, option
from cli.front.session import day_of, open_workspace
from domain.language.errors import KamnotError

app = typer.Typer()

MISSING = 1


class Target(StrEnum):
    """What a gap leads to."""

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    POINTS = "points"


@app.command()
def rubric(
    *,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    short: Annotated[
        bool, option("เฉพาะตารางและระดับ", "Only the table and the level.", "--short")
    ] = False,
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

        show_standing(standing, console(), details=not short)
        from cli.batch.check import tell_looked

        tell_looked(standing.evaluation.looked)
    return 0 if standing.evaluation.rubric.level == HIGHEST else MISSING


@app.command()
def explain(
    criterion: Annotated[str, argument("ข้อ เช่น 7", "Such as 7.", "CRITERION")],
    *,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    as_json: AsJson = False,
) -> None:
    """Print the whole explanation of one criterion. Raises KamnotError if the plan has no such number."""
    from flows.check.rubric import stand

    ws = open_workspace()
    day = day_of(ws, as_of)
    number = _criterion_number(criterion, len(ws.plan.rubric.criteria))
    standing = stand(ws, ws.unit(unit), day, suppose or ())
    if as_json:
        from reports.schemas.rubric import explain_document

        print_json(explain_document(standing, number))
    else:
        from cli.batch.explanation_table import show_explanation

        show_explanation(standing, number, console())


def _criterion_number(text: str, last: int) -> int:
    from domain.language.thai import arabic_digits

    plain = arabic_digits(text).strip()
    if plain not in map(str, range(1, last + 1)):
        raise KamnotError(
            f"เกณฑ์มีข้อ 1 ถึง {last} แต่พบ “{text}” เช่น kamnot explain 7",
            f"The criteria are 1 to {last}, found {text!r}; as kamnot explain 7.",
        )
    return int(plain)


@app.command()
def gap(
    *,
    to: Annotated[
        Target | None, option("ถึงระดับใด หรือ points (ค่าเริ่มต้น: ระดับถัดไป)", "The level, or points.")
    ] = None,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 if nothing is left to do, 1 if something is."""
    from flows.check.rubric import find_gap

    ws = open_workspace()
    day = day_of(ws, as_of)
    found = find_gap(ws, ws.unit(unit), day, to.value if to else None, suppose or ())
    if as_json:
        from reports.schemas.rubric import gap_document

        print_json(gap_document(found.level, found.steps, found.before, found.then, found.supposed))
    else:
        from cli.batch.gap_table import show_gap

        show_gap(found, ws.plan, console())
    return 0 if found.steps == () else MISSING
