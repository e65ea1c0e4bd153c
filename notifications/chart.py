"""Draws the year's letters as SVG: for each group a square a day, darker for more letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from domain.language.thai import SHORT_MONTHS, thai_date, thai_digits

_CELL, _GAP = 13, 3
_STEP = _CELL + _GAP
_LEFT, _TOP = 280, 76
_SHADES = ("#c7d2fe", "#818cf8", "#4f46e5", "#312e81")
_QUIET, _CLOSED = "#f3f4f6", "#e5e7eb"
_DUE = "#b91c1c"
_FONT = "font-family=\"Sarabun,'TH SarabunPSK',Tahoma,sans-serif\""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of the picture: a group's name and how many letters it gets on which day."""

    name: str
    letters: Mapping[date, int]


def year_chart(
    title: str,
    rows: Sequence[ChartRow],
    *,
    first: date,
    last: date,
    due: Sequence[date],
    closed: frozenset[date],
) -> str:
    """One block of weeks a row; red frames are due dates, grey squares closed days."""
    weeks = (last - _monday(first)).days // 7 + 1
    height_of_row = 7 * _STEP + 26
    width = _LEFT + weeks * _STEP + 24
    height = _TOP + len(rows) * height_of_row + 44
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
            f' height="{height}" role="img" lang="th">'
        ),
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(16, 32, title, size=20, weight="bold"),
        *_months(first, last),
    ]
    for number, row in enumerate(rows):
        top = _TOP + number * height_of_row
        total = sum(row.letters.values())
        parts.append(_text(16, top + 48, row.name, size=15, weight="bold"))
        parts.append(_text(16, top + 72, f"{thai_digits(total)} ฉบับ", size=14, colour="#4b5563"))
        parts.extend(_squares(row, top, first, last, due, closed))
    parts.extend(_legend(height - 30))
    parts.append("</svg>\n")
    return "\n".join(parts)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _place(day: date, first: date) -> tuple[int, int]:
    week = (day - _monday(first)).days // 7
    return _LEFT + week * _STEP, day.weekday() * _STEP


def _months(first: date, last: date) -> Iterator[str]:
    day = first
    while day <= last:
        x, _ = _place(day, first)
        yield _text(x, _TOP - 10, SHORT_MONTHS[day.month - 1], size=13, colour="#4b5563")
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _squares(
    row: ChartRow,
    top: int,
    first: date,
    last: date,
    due: Sequence[date],
    closed: frozenset[date],
) -> Iterator[str]:
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        x, y = _place(day, first)
        count = row.letters.get(day, 0)
        empty = _CLOSED if day in closed else _QUIET
        fill = _SHADES[min(count, len(_SHADES)) - 1] if count else empty
        frame = f' stroke="{_DUE}" stroke-width="2"' if day in due else ""
        words = f"{thai_date(day, weekday=True)}: {thai_digits(count)} ฉบับ"
        if day in due:
            words += " (วันครบกำหนด)"
        yield (
            f'<rect x="{x}" y="{top + y}" width="{_CELL}" height="{_CELL}" rx="2" fill="{fill}"{frame}>'
            f"<title>{words}</title></rect>"
        )


def _legend(top: int) -> Iterator[str]:
    x = _LEFT
    marks = [
        (_SHADES[0], "", "๑ ฉบับ"),
        (_SHADES[1], "", "๒ ฉบับ"),
        (_SHADES[2], "", "๓ ฉบับ"),
        (_SHADES[3], "", "๔ ฉบับขึ้นไป"),
        (_CLOSED, "", "วันหยุด"),
        (_QUIET, f' stroke="{_DUE}" stroke-width="2"', "วันครบกำหนด"),
    ]
    for fill, frame, words in marks:
        yield (
            f'<rect x="{x}" y="{top}" width="{_CELL}" height="{_CELL}" rx="2" fill="{fill}"{frame}/>'
        )
        yield _text(x + _STEP + 4, top + 12, words, size=13, colour="#4b5563")
        x += 118


def _text(
    x: int, y: int, words: str, *, size: int, weight: str = "normal", colour: str = "#111827"
) -> str:
    return (
        f'<text x="{x}" y="{y}" {_FONT} font-size="{size}" font-weight="{weight}"'
        f' fill="{colour}">{escape(words)}</text>'
    )
