"""The charts of the director's letter: how the year stands by date and by group.

They are shown as PNG, for most mail programs show no SVG, and lie beside the letter as SVG for whoever wants
to put them on a slide. Both are the one drawing that reports and web pages show.
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
    """What goes into a letter (`pictures`) and beside it (`files`)."""

    pictures: tuple[InlinePicture, ...] = ()
    files: tuple[Attachment, ...] = ()


def charts_of(ws: Workspace, evaluation: Evaluation) -> Charts:
    """The charts as of the evaluation's day, none where they cannot be drawn: no letter waits for a picture."""
    try:
        drawn = tuple(_drawn(ws, evaluation))
    except KamnotError:  # no font, or a typesetter that refuses: the letter says it in words
        return Charts()
    return Charts(tuple(picture for picture, _ in drawn), tuple(file for _, file in drawn))


def _drawn(ws: Workspace, evaluation: Evaluation) -> Iterator[tuple[InlinePicture, Attachment]]:
    from notifications.message import Attachment, InlinePicture
    from notifications.summary import GROUPS, POINTS
    from reports.paper.charts import completion_by_group, in_words, points_by_batch
    from reports.paper.fonts import find_typeface
    from reports.paper.pdf import drawing_to_png
    from reports.paper.svg import to_svg

    typeface = find_typeface(ws.settings.fonts)
    charts = (
        (POINTS, "คะแนนรายรอบ", points_by_batch(evaluation)),
        (GROUPS, "กิจกรรมรายคณะทำงาน", completion_by_group(evaluation, ws.plan)),
    )
    for cid, name, drawing in charts:
        svg = to_svg(drawing, in_words(drawing))
        yield (
            InlinePicture(cid, "image/png", drawing_to_png(drawing, typeface)),
            Attachment(f"{name}.svg", "image/svg+xml", svg.encode()),
        )
