"""The charts: points by batch, work done by group, the criteria, and the year as a line.

Every value is beside its bar, and neighbours differ in lightness and pattern, for black-and-white print.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pendulum

from domain.language.thai import SHORT_MONTHS, fiscal_year_span, thai_date, thai_digits
from domain.plan.model import Plan
from domain.results import (
    ActivityResult,
    Evaluation,
    Outcome,
    PointCount,
    RubricResult,
    Unsettled,
)
from domain.surveys.intervals import as_decimal
from domain.words.policy import earned_of, marked
from reports.paper.drawing import Drawing, Rect, Shape, Stroke, Text

WIDTH = 480.0
"""Width of a chart in points: an A4 page shows it at full size."""
_ROW, _BAR = 20.0, 12.0
_NOTE = 80.0
_SMALL = 10.5


def _width(text: str) -> float:
    """Roughly how wide small text is, in points. Thai marks above and below take no width."""
    return 5.9 * sum(unicodedata.category(letter) != "Mn" for letter in text)


@dataclass(frozen=True, slots=True)
class Look:
    """How a part of a bar is filled; `hatched` draws strokes over it."""

    name: str
    fill: str
    hatched: bool = False


EARNED = Look("ได้แล้ว", "#3a3a3a")
WAITING = Look("ยังบอกไม่ได้", "#ffffff", hatched=True)
OPEN = Look("ยังได้อีก", "#d9d9d9")
LOST = Look("เสียไป", "#ffffff")
DONE = Look("ครบ", "#3a3a3a")
UNTOLD = Look("ยังบอกไม่ได้", "#ffffff", hatched=True)
MISSING = Look("ไม่ครบ", "#d9d9d9")
PROVED = Look("พิสูจน์แล้ว", "#3a3a3a")
POSSIBLE = Look("ถ้าข้อที่ยังไม่ทราบเป็นผลดี", "#ffffff", hatched=True)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row of a bar chart: its label, its parts, and the words after it."""

    label: str
    parts: tuple[tuple[PointCount, Look], ...]
    note: str


def points_by_batch(evaluation: Evaluation) -> Drawing:
    """Earned, waiting, still open and lost points of every batch."""
    bars = []
    for batch in evaluation.batches:
        points = batch.points
        still = points.open - points.waiting
        parts = (
            (points.earned, EARNED), (points.waiting, WAITING), (still, OPEN), (points.lost, LOST),
        )  # fmt: skip
        earned = earned_of(points.earned, points.printed, evaluation.unsettled.points)
        note = earned if points.printed else "ไม่มีคะแนน"
        bars.append(_Bar(thai_date(batch.due, short=True), parts, thai_digits(note)))
    return _bars("คะแนนรายรอบ", bars, (EARNED, WAITING, OPEN, LOST))


def completion_by_group(evaluation: Evaluation, plan: Plan, batch: str | None = None) -> Drawing:
    """Each group's activities: complete, cannot tell, not complete. Joint ones count for each group."""
    bars = []
    for group in plan.groups:
        own = [a for a in evaluation.asked_of(group.id) if batch in (None, a.batch)]
        done = sum(a.complete for a in own)
        untold = sum(a.outcome is Outcome.NOT_AVAILABLE for a in own)
        parts = ((done, DONE), (untold, UNTOLD), (len(own) - done - untold, MISSING))
        counted = earned_of(done, len(own), evaluation.unsettled.of_activities(own))
        note = counted if own else "ไม่มีกิจกรรม"
        bars.append(_Bar(group.short_name, parts, thai_digits(note)))
    return _bars("กิจกรรมที่ครบแล้ว รายคณะทำงาน", bars, (DONE, UNTOLD, MISSING))


def scores_by_criterion(rubric: RubricResult, unsettled: Unsettled) -> Drawing:
    """The score of each criterion, proved and possible, out of three."""
    bars = []
    for criterion in rubric.criteria:
        low, high = criterion.score, criterion.score_if_unknowns_hold
        between = str(low) if low == high else f"{low}–{high}"
        shown = marked(between, unsettled.criteria.get(criterion.number, ()))
        parts = ((low, PROVED), (high - low, POSSIBLE))
        bars.append(_Bar(f"ข้อ {thai_digits(criterion.number)}", parts, thai_digits(shown)))
    title = f"คะแนนองค์กรคุณธรรม {thai_digits(len(bars))} ข้อ (เต็มข้อละ ๓)"
    return _bars(title, bars, (PROVED, POSSIBLE), whole=3)


def means_by_question(
    title: str, lines: Sequence[tuple[str, Fraction, str]], highest: int
) -> Drawing:
    """A mean for each question, with its label and the mean in words; a full bar is the highest level."""
    means = Look("ค่าเฉลี่ย", EARNED.fill)
    bars = [_Bar(label, ((as_decimal(mean), means),), note) for label, mean, note in lines]
    return _bars(title, bars, (means,), whole=highest)


def _bars(
    title: str,
    bars: Sequence[_Bar],
    legend: Sequence[Look],
    *,
    whole: PointCount = 0,
) -> Drawing:
    label = 14 + max((_width(bar.label) for bar in bars), default=0)
    whole = whole or max((sum(n for n, _ in bar.parts) for bar in bars), default=0) or 1
    unit = (WIDTH - label - _NOTE) / float(whole)
    shapes: list[Shape] = [Text(0, 14, title, bold=True, size=13)]
    top = 26.0
    for bar in bars:
        shapes += _bar(bar, label, top, unit)
        top += _ROW
    shapes.append(Stroke(label, 22, label, top))
    shapes += _legend(legend, label, top + 6)
    return Drawing(WIDTH, top + 22, tuple(shapes))


def _bar(bar: _Bar, label: float, top: float, unit: float) -> Iterator[Shape]:
    middle = top + _ROW / 2 + 4
    yield Text(label - 8, middle, bar.label, anchor="end", size=_SMALL)
    x = label
    for count, look in bar.parts:
        if count:
            wide = float(count) * unit
            yield from _patch(look, x, top + (_ROW - _BAR) / 2, wide, _BAR)
            x += wide
    yield Text(x + 6, middle, bar.note, size=_SMALL, bold=True)


def _patch(look: Look, x: float, y: float, width: float, height: float) -> Iterator[Shape]:
    yield Rect(x, y, width, height, fill=look.fill)
    if look.hatched:
        at = x + 4
        while at < x + width:
            left = max(at - 5, x)
            yield Stroke(left, y + height, at, y, thick=0.5)
            at += 5


def _legend(looks: Sequence[Look], x: float, y: float) -> Iterator[Shape]:
    for look in looks:
        yield from _patch(look, x, y, 14, 10)
        yield Text(x + 18, y + 9, look.name, size=_SMALL)
        x += 34 + _width(look.name)


# --- The year --------------------------------------------------------------------------------------

_AXIS = 84.0
_NEAR, _FAR = 24.0, 52.0
"""How far from the axis neighbouring labels are, so that none covers another."""


def year_line(evaluation: Evaluation, plan: Plan) -> Drawing:
    """The fiscal year with its due dates, how much of each batch is complete, and the day of the check."""
    start, end = fiscal_year_span(plan.fiscal_year)
    title = Text(0, 14, f"ปีงบประมาณ {thai_digits(plan.fiscal_year)}", bold=True, size=13)
    axis = Stroke(0, _AXIS, WIDTH, _AXIS, thick=1.2)
    shapes: list[Shape] = [title, axis, *_months(start, end)]
    if start <= evaluation.as_of <= end:
        x, low = _at(evaluation.as_of, start, end), _AXIS + _FAR + 32
        shapes += [
            Stroke(x, _AXIS - 14, x, low - 10, dashed=True, thick=1.2),
            _label(x, low, f"ณ {thai_date(evaluation.as_of, short=True)}", bold=True),
        ]
    for number, batch in enumerate(evaluation.batches):
        away = _FAR if number // 2 % 2 else _NEAR
        x = _at(batch.due, start, end)
        own = [a for a in batch.activities if a.asked]
        names = evaluation.unsettled.of_activities(own)
        shapes += _due(batch.due, own, x, away if number % 2 else -away, names)
    # Words come last, each on a white ground: otherwise lines run through them.
    words = [shape for shape in shapes if isinstance(shape, Text)]
    lines = [shape for shape in shapes if not isinstance(shape, Text)]
    grounds = [_ground(text) for text in words if text.anchor == "middle"]
    return Drawing(WIDTH, _AXIS + _FAR + 38, (*lines, *grounds, *words))


def _at(day: date, start: date, end: date) -> float:
    return WIDTH * (day - start).days / (end - start).days


def _months(start: date, end: date) -> Iterator[Shape]:
    for day in pendulum.Interval(start, end).range("months"):
        x = _at(day, start, end)
        yield Stroke(x, _AXIS - 3, x, _AXIS + 3)
        yield Text(
            x + WIDTH / 24, _AXIS + 13, SHORT_MONTHS[day.month - 1], anchor="middle", size=9.5
        )


def _due(
    day: date,
    activities: Sequence[ActivityResult],
    x: float,
    away: float,
    unsettled: Collection[str],
) -> Iterator[Shape]:
    """A due date on the axis, with its label `away` points below it, or above where negative."""
    done = sum(a.complete for a in activities)
    top = _AXIS + away - (10 if away < 0 else -8)
    yield Stroke(x, _AXIS, x, top + (14 if away < 0 else -10))
    yield Rect(x - 4, _AXIS - 4, 8, 8, fill=(DONE if done == len(activities) else LOST).fill)
    counted = thai_digits(earned_of(done, len(activities), unsettled))
    when, how_much = thai_date(day, short=True), f"ครบ {counted}"
    x = _inside(x, max(when, how_much, key=_width))
    yield _label(x, top, when, bold=True)
    yield _label(x, top + 11, how_much)


def _inside(x: float, text: str) -> float:
    """Move the middle of small words near `x` so that they stay inside the drawing."""
    half = _width(text) / 2 + 4
    return min(max(x, half), WIDTH - half)


def _label(x: float, y: float, text: str, *, bold: bool = False) -> Text:
    return Text(_inside(x, text), y, text, anchor="middle", bold=bold, size=10)


def _ground(text: Text) -> Rect:
    wide = _width(text.text) * text.size / _SMALL + 4
    return Rect(text.x - wide / 2, text.y - text.size + 1, wide, text.size + 2, "#ffffff", frame="")
