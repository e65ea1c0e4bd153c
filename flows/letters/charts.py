"""The charts of the director's letter: points by date, work done by group.

The letter shows them as PNG, because most mail programs show no SVG, and attaches them as SVG for slides. Both are
drawn like the charts of reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.language.errors import KamnotError
from domain.results import Evaluation
from flows.run.workspace import Workspace

if TYPE_CHECKING:
    from notifications.message import Attachment, InlinePicture


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts inside a letter (`pictures`) and its attachments (`files`)."""

    pictures: tuple[InlinePicture, ...] = ()
    files: tuple[Attachment, ...] = ()


def charts_of(ws: Workspace, evaluation: Evaluation) -> Charts:
    """The charts as of the evaluation's day; none if they cannot be drawn, because no letter waits for a picture."""
    try:
        drawn = tuple(_drawn(ws, evaluation))
    except KamnotError:  # no font, or the typesetter refuses: the letter says it in words
        return Charts()
    return Charts(tuple(picture for picture, _ in drawn), tuple(file for _, file in drawn))


def _drawn(ws: Workspace, evaluation: Evaluation) -> Iterator[tuple[InlinePicture, Attachment]]:
    from notifications.message import Attachment, InlinePicture
    from notifications.summary import GROUPS, POINTS
    from reports.paper.charts import completion_by_group, points_by_batch
    from reports.paper.fonts import find_typeface
    from reports.paper.pdf import drawing_to_png

    typeface = find_typeface(ws.settings.fonts)
    charts = (
        (POINTS, "คะแนนรายรอบ", points_by_batch(evaluation)),
        (GROUPS, "กิจกรรมรายคณะทำงาน", completion_by_group(evaluation, ws.plan)),
    )
    for cid, name, drawing in charts:
        yield (
            InlinePicture(cid, "image/png", drawing_to_png(drawing, typeface)),
            Attachment(f"{name}.svg", "image/svg+xml", drawing.svg().encode()),
        )
