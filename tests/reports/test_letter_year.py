"""The picture of a year's letters: every day once, its number of letters, what is due and what is closed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from domain.language.thai import fiscal_year_span, thai_date, thai_digits
from reports.letter_year import ChartRow, year_chart

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LAST = fiscal_year_span(2567)
DUE, CLOSED = date(2024, 6, 30), date(2024, 4, 12)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def drawn(*rows: ChartRow, title: str = "ปี ๒๕๖๗") -> ElementTree.Element:
    chart = year_chart(title, rows, DAYS, due={DUE}, closed={CLOSED, DUE})
    return ElementTree.fromstring(chart.svg())


def squares(svg: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """The squares of days, by what they say."""
    return {
        told: square
        for square in svg.iter(f"{SVG}rect")
        if (told := square.findtext(f"{SVG}title"))
    }


def said(day: date, letters: int) -> str:
    words = f"{thai_date(day, weekday=True)}: {thai_digits(letters)} ฉบับ"
    return words + (" (วันครบกำหนด)" if day == DUE else "")


def test_every_day_of_the_year_is_one_square_with_its_letters() -> None:
    letters = {FIRST: 1, DUE: 2, LAST: 3}

    found = squares(drawn(ChartRow("คณะทำงาน", letters)))

    assert list(found) == [said(day, letters.get(day, 0)) for day in DAYS]


def test_a_group_says_how_many_letters_it_gets_in_all() -> None:
    svg = drawn(ChartRow("คณะทำงาน", {FIRST: 1, LAST: 11}), ChartRow("ผู้อำนวยการ", {}))
    texts = [text.text for text in svg.iter(f"{SVG}text")]

    assert texts[texts.index("คณะทำงาน") + 1] == "๑๒ ฉบับ"
    assert texts[texts.index("ผู้อำนวยการ") + 1] == "๐ ฉบับ"


def test_more_letters_are_darker_up_to_four() -> None:
    days = DAYS[:6]
    found = squares(drawn(ChartRow("ก", {day: n for n, day in enumerate(days)})))
    fills = [found[said(day, n)].get("fill", "") for n, day in enumerate(days)]

    light = [sum(bytes.fromhex(fill[1:])) for fill in fills]
    assert light[:5] == sorted(light[:5], reverse=True)
    assert len(set(fills[:5])) == 5
    assert fills[5] == fills[4]


def test_a_closed_day_is_grey_and_a_due_one_has_a_red_frame_whatever_else_it_is() -> None:
    found = squares(drawn(ChartRow("ก", {})))
    usual, closed, due = (found[said(day, 0)] for day in (FIRST, CLOSED, DUE))

    assert closed.get("fill") == due.get("fill") != usual.get("fill")
    assert [square.get("stroke") for square in (usual, closed, due)] == [None, None, "#b91c1c"]


def test_a_letter_on_a_closed_day_is_seen_as_a_letter() -> None:
    found = squares(drawn(ChartRow("ก", {CLOSED: 1, FIRST: 1})))

    assert found[said(CLOSED, 1)].get("fill") == found[said(FIRST, 1)].get("fill")


def test_weeks_stand_side_by_side_and_no_square_covers_another() -> None:
    rows = [ChartRow(name, {}) for name in "กขค"]
    svg = drawn(*rows)
    wide, high = float(svg.get("width", 0)), float(svg.get("height", 0))
    all_squares = [s for s in svg.iter(f"{SVG}rect") if s.find(f"{SVG}title") is not None]
    places = [(int(s.get("x", 0)), int(s.get("y", 0))) for s in all_squares]

    assert len(places) == len(DAYS) * len(rows)
    assert set(Counter(places).values()) == {1}
    assert all(0 <= x < wide - 13 and 0 <= y < high - 13 for x, y in places)
    mondays = {y for (_, y), day in zip(places, DAYS * len(rows), strict=True) if not day.weekday()}
    assert len(mondays) == len(rows)


def test_the_months_stand_above_in_their_order() -> None:
    texts = [text.text for text in drawn().iter(f"{SVG}text")]

    assert texts[1:13] == [
        "ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "ก & ข", '"'])
def test_a_name_from_a_plan_is_text_and_never_markup(name: str) -> None:
    svg = drawn(ChartRow(name, {}), title=name)

    assert (svg.findtext(f"{SVG}title") or "").startswith(name)
    assert [text.text for text in svg.iter(f"{SVG}text")].count(name) == 2
