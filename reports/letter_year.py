"""A year's letters as a picture: for each group a square a day, darker for more letters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.thai import SHORT_MONTHS, thai_date, thai_digits
from reports.paper.drawing import Drawing, Rect, Shape, Text

_CELL, _GAP = 13, 3
_STEP = _CELL + _GAP
_LEFT, _TOP = 280, 76
_SHADES = ("#c7d2fe", "#818cf8", "#4f46e5", "#312e81")
_QUIET, _CLOSED = "#f3f4f6", "#e5e7eb"
_DUE = "#b91c1c"
_MARKS = (
    *zip(_SHADES, ("", "", "", ""), ("๑ ฉบับ", "๒ ฉบับ", "๓ ฉบับ", "๔ ฉบับขึ้นไป"), strict=True),
    (_CLOSED, "", "วันหยุด"),
    (_QUIET, _DUE, "วันครบกำหนด"),
)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of the picture: a group's name and how many letters it gets on which day."""

    name: str
    letters: Mapping[date, int]


def year_chart(
    title: str,
    rows: Sequence[ChartRow],
    days: Sequence[date],
    *,
    due: Collection[date],
    closed: Collection[date],
) -> Drawing:
    """One block of weeks a row; red frames are due dates, grey squares closed days."""
    height_of_row = 7 * _STEP + 26
    width = _column(days[-1], days[0]) + _STEP + 24
    height = _TOP + len(rows) * height_of_row + 44
    shapes: list[Shape] = [
        Rect(0, 0, width, height, "#ffffff", frame=""),
        Text(16, 32, title, bold=True, size=20),
    ]
    for day in days:
        if day.day == 1:
            x = _column(day, days[0])
            shapes.append(Text(x, _TOP - 10, SHORT_MONTHS[day.month - 1], size=13))
    for number, row in enumerate(rows):
        top = _TOP + number * height_of_row
        letters = f"{thai_digits(sum(row.letters.values()))} ฉบับ"
        shapes.append(Text(16, top + 48, row.name, bold=True, size=15))
        shapes.append(Text(16, top + 72, letters, size=14))
        shapes += (_square(row, day, top, days[0], due, closed) for day in days)
    for number, (fill, frame, words) in enumerate(_MARKS):
        x, top = _LEFT + number * 118, height - 30
        shapes.append(Rect(x, top, _CELL, _CELL, fill, frame, thick=2))
        shapes.append(Text(x + _STEP + 4, top + 12, words, size=13))
    return Drawing(width, height, tuple(shapes))


def _column(day: date, first: date) -> int:
    return _LEFT + (day - first + timedelta(days=first.weekday())).days // 7 * _STEP


def _square(
    row: ChartRow,
    day: date,
    top: int,
    first: date,
    due: Collection[date],
    closed: Collection[date],
) -> Rect:
    count = row.letters.get(day, 0)
    empty = _CLOSED if day in closed else _QUIET
    return Rect(
        _column(day, first),
        top + day.weekday() * _STEP,
        _CELL,
        _CELL,
        fill=_SHADES[min(count, len(_SHADES)) - 1] if count else empty,
        frame=_DUE if day in due else "",
        thick=2,
        hint=f"{thai_date(day, weekday=True)}: {thai_digits(count)} ฉบับ"
        f"{' (วันครบกำหนด)' if day in due else ''}",
    )
