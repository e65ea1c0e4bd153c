"""`kamnot explain`: why a criterion has its score, and an activity its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.front.common import console, print_json, say
from cli.front.options import AsJson, AsOf, Supposed, Unit, argument
from cli.front.session import day_of, open_workspace

if TYPE_CHECKING:
    from domain.rubric.explanation import Standing
    from flows.run.workspace import Workspace

app = typer.Typer(name="explain")


@app.command(
    help=say(
        "ข้อหนึ่งของเกณฑ์ ตั้งแต่คะแนนถึงไฟล์และผู้ตรวจ (explain 7 คือ explain criterion 7)",
        "One criterion from its score down to files and reviewers; explain 7 is short for it.",
    )
)
def criterion(
    number: Annotated[str, argument("ข้อ เช่น ๗", "Such as 7.", "CRITERION")],
    *,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    as_json: AsJson = False,
) -> None:
    """Print the whole explanation. Raises KamnotError if the plan has no such criterion."""
    from domain.plan.requirements import criterion_meant

    ws = open_workspace()
    meant = criterion_meant(ws.plan, number)
    standing = _standing(ws, unit, as_of, suppose)
    if as_json:
        from reports.schemas.rubric import explain_document

        print_json(explain_document(standing, meant))
    else:
        from cli.batch.explanation_table import show_explanation

        show_explanation(standing, meant, console())


@app.command(
    help=say(
        "กิจกรรมหนึ่ง: ขาดอะไร ได้คะแนนเท่าใด ใช้กับเกณฑ์ข้อใด ตั้งแต่ผลถึงไฟล์และผู้ตรวจ",
        "One activity: what is missing, its points, the criteria that it counts for, its files.",
    )
)
def activity(
    number: Annotated[str, argument("กิจกรรม เช่น ๑๒", "Such as 12.", "ACTIVITY")],
    *,
    unit: Unit = None,
    as_of: AsOf = None,
    suppose: Supposed = None,
    as_json: AsJson = False,
) -> None:
    """Print the whole explanation. Raises NotThereError if the plan has no such activity."""
    from domain.plan.requirements import activity_meant

    ws = open_workspace()
    meant = activity_meant(ws.plan, number).number
    standing = _standing(ws, unit, as_of, suppose)
    if as_json:
        from reports.schemas.rubric import activity_document

        print_json(activity_document(standing, meant))
    else:
        from cli.batch.explanation_table import show_activity

        show_activity(standing, meant, console())


def _standing(
    ws: Workspace, unit: str | None, as_of: str | None, suppose: list[str] | None
) -> Standing:
    from flows.check.rubric import stand

    return stand(ws, ws.unit(unit), day_of(ws, as_of), suppose or ())
