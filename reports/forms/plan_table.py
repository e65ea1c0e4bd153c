"""แผนของสำนัก ส่วนที่ ๒: the activities in the plan's own columns, grouped by due date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.language.thai import thai_digits
from domain.plan.model import BULLET, Activity, Batch, Plan
from reports.forms.dossier import Dossier
from reports.forms.parts import document, title
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Pages,
    Row,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)

ID = "plan-table"
_FIELDS = ("number", "title", "output", "outcome", "target_group", "documents")
_WIDTHS = (1.9, 5.4, 3.6, 3.6, 3.3, 5.5)
_POINTS, _OWNER = 2.6, 3.6
_HEAD = "คะแนน"
"""The heading of the points if the plan does not give one."""


def build(dossier: Dossier) -> Doc:
    """The whole plan as a table for each due date, and its notes."""
    name = f"{dossier.plan.title} ประจำปีงบประมาณ พ.ศ. {thai_digits(dossier.plan.fiscal_year)}"
    return document(dossier, ID, name, [Pages(tuple(_blocks(dossier)), landscape=True)])


def _blocks(dossier: Dossier) -> Iterator[Block]:
    plan = dossier.plan
    year = f"ประจำปีงบประมาณ พ.ศ. {thai_digits(plan.fiscal_year)}"
    yield from title([plan.title, year])
    yield from batch_tables(plan, level=2, sums=True)
    yield from notes(plan, level=2)


def batch_tables(plan: Plan, *, level: int, sums: bool) -> Iterator[Block]:
    """A table for each due date below a heading of that level; the print has no `sums` of points."""
    for batch in plan.batches:
        yield heading(batch.title, level)
        yield _table(batch, plan.by_batch[batch.id], sums=sums)


def notes(plan: Plan, *, level: int) -> Iterator[Block]:
    """The plan's notes below a heading of that level."""
    yield heading("หมายเหตุ", level)
    for note in plan.notes:
        yield para(f"{thai_digits(note.number)}) {note.text}", left=0.8, first=-0.8)


def _table(batch: Batch, activities: tuple[Activity, ...], *, sums: bool) -> Table:
    heads = [_column(name) for name in _FIELDS]
    widths = [*_WIDTHS]
    points = batch.points_column or (_HEAD if batch.points is not None else "")
    if points:
        heads.append(points)
        widths.append(_POINTS)
    rows = [_row(activity, points=bool(points)) for activity in activities]
    if sums and batch.points is not None:
        rows.append(_sum(batch))
    head = header_row(*heads, _column("owner"))
    return Table((*widths, _OWNER), (head, *rows), keep=True)


def _column(name: str) -> str:
    """The plan's heading for the column of a field."""
    extra: Any = Activity.model_fields[name].json_schema_extra
    return str(extra["column"])


def _row(activity: Activity, *, points: bool) -> Row:
    shown = [cell(*_points(activity), align=Align.CENTRE)] if points else []
    return row(
        cell(thai_digits(activity.number), align=Align.CENTRE),
        cell(*_project(activity)),
        activity.output,
        activity.outcome,
        activity.target_group,
        cell(*activity.documents.splitlines()),
        *shown,
        activity.owner,
    )


def _project(activity: Activity) -> Iterator[str]:
    """The heading and its steps. A row that is a list has no heading."""
    if not activity.steps or activity.step_mark == BULLET:
        yield activity.title
    for number, step in enumerate(activity.steps, 1):
        mark = activity.step_mark.replace("๑", thai_digits(number))
        yield f"{mark} {step}"


def _points(activity: Activity) -> Iterator[str]:
    """The points; for a row with halves each half and the sum, as printed."""
    if activity.parts:
        yield f"กิจกรรมละ {thai_digits(activity.parts[0].points)} คะแนน"
    if activity.points is not None:
        yield f"{'รวม ' if activity.parts else ''}{thai_digits(activity.points)} คะแนน"


def _sum(batch: Batch) -> Row:
    return row(
        cell(
            f"รวม {thai_digits(batch.activity_count)} กิจกรรม", span=6, bold=True, align=Align.RIGHT
        ),
        cell(f"{thai_digits(batch.points)} คะแนน", bold=True, align=Align.CENTRE),
        "",
    )
