"""Charts: the numbers are on them, they fit their ground, and no colour is needed to read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from domain.facts import ReliefFact, ReliefKind
from reports.forms.dossier import Dossier
from reports.paper.charts import (
    completion_by_group,
    points_by_batch,
    scores_by_criterion,
    year_line,
)
from reports.paper.drawing import Drawing, Rect, Stroke, Text
from tests.support.dossiers import STATES, dossier, dossier_with, facts_in

CHARTS: dict[str, Callable[[Dossier], Drawing]] = {
    "points": lambda d: points_by_batch(d.evaluation),
    "groups": lambda d: completion_by_group(d.evaluation, d.plan),
    "criteria": lambda d: scores_by_criterion(d.evaluation.rubric, d.evaluation.unsettled),
    "year": lambda d: year_line(d.evaluation, d.plan),
}
DAY = date(2023, 11, 1)
each_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


def drawn(chart: Callable[[Dossier], Drawing], state: str = "half") -> Drawing:
    return chart(dossier(state, "batch-status"))


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        ("points", "๗*/๑๒๕ ๒๐ มิ.ย. ๖๗ ๓๕*/๑๕๕"),
        ("groups", "คณะอำนวยการ ๐/๔ คณะทำงานด้านแผนฯ ๕*/๑๗"),
        ("criteria", "ข้อ ๑ ๐–๓"),
        ("year", "๒๐ มี.ค. ๖๗ ครบ ๒*/๑๗"),
    ],
)
def test_every_value_is_written_beside_its_bar(chart: str, said: str) -> None:
    assert said in drawn(CHARTS[chart]).words()


def test_what_does_not_concern_the_unit_is_never_counted_as_done() -> None:
    relief = ReliefFact(1, ReliefKind.NOT_APPLICABLE, "10", "ผู้อำนวยการ", "ไม่เกี่ยวข้อง", DAY)
    known = replace(facts_in("half"), reliefs=(relief,))

    drawing = CHARTS["year"](dossier_with(known, "batch-status"))

    assert "๒๐ มี.ค. ๖๗ ครบ ๒*/๑๖" in drawing.words()


@each_chart
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_drawn_outside_the_ground(
    chart: Callable[[Dossier], Drawing], state: str
) -> None:
    drawing = drawn(chart, state)

    assert drawing.shapes
    for shape in drawing.shapes:
        xs, ys = _corners(shape)
        assert -0.01 <= min(xs) <= max(xs) <= drawing.width + 0.01, shape
        assert -0.01 <= min(ys) <= max(ys) <= drawing.height + 0.01, shape


def _corners(shape: Rect | Stroke | Text) -> tuple[tuple[float, ...], tuple[float, ...]]:
    match shape:
        case Rect():
            return (shape.x, shape.x + shape.width), (shape.y, shape.y + shape.height)
        case Stroke():
            return (shape.x1, shape.x2), (shape.y1, shape.y2)
        case Text():
            return (shape.x,), (shape.y,)


@each_chart
def test_fills_are_greys_so_that_any_printer_shows_them(
    chart: Callable[[Dossier], Drawing],
) -> None:
    fills = {s.fill for s in drawn(chart).shapes if isinstance(s, Rect) and s.fill}

    assert fills
    assert all(re.fullmatch(r"#(..)\1\1", fill) for fill in fills)


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = [s for s in points_by_batch(dossier("full", "batch-status").evaluation).shapes
            if isinstance(s, Rect) and s.height > 10]  # fmt: skip

    assert [round(b.width / bars[1].width, 3) for b in bars[:4]] == [
        round(n / 155, 3) for n in (125, 155, 50, 45)
    ]


@pytest.mark.parametrize("state", STATES)
def test_no_line_of_the_year_runs_through_words(state: str) -> None:
    shapes = drawn(CHARTS["year"], state).shapes
    words = [s for s in shapes if isinstance(s, Text) and s.anchor == "middle"]
    last_line = max(n for n, s in enumerate(shapes) if isinstance(s, Stroke))
    grounds = [s for s in shapes[last_line:] if isinstance(s, Rect) and not s.frame]

    assert len(words) == 12 + 2 * 5 + 1
    assert all(any(_lies_on(word, ground) for ground in grounds) for word in words)


def _lies_on(word: Text, ground: Rect) -> bool:
    return (
        ground.fill == "#ffffff"
        and ground.x < word.x < ground.x + ground.width
        and ground.y < word.y < ground.y + ground.height
    )


@each_chart
def test_the_svg_is_sound_and_says_in_words_what_it_shows(
    chart: Callable[[Dossier], Drawing],
) -> None:
    drawing = drawn(chart)

    svg = etree.fromstring(drawing.svg())
    texts = [t.text for t in svg.iter("{http://www.w3.org/2000/svg}text")]

    assert texts == [s.text for s in drawing.shapes if isinstance(s, Text)]
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == drawing.words()
