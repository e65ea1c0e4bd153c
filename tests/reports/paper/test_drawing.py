"""SVG: each shape at its place, words as words, and nothing from outside becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from reports.paper.document import clean
from reports.paper.drawing import FONTS, Drawing, Rect, Shape, Stroke, Text

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*shapes: Shape) -> etree._Element:
    return etree.fromstring(Drawing(400, 60.5, shapes).svg())


@pytest.mark.parametrize(
    ("shape", "tag", "attributes"),
    [
        pytest.param(
            Rect(1, 2.5, 30, 4, "#444444"),
            "rect",
            {"x": "1", "y": "2.5", "width": "30", "height": "4", "fill": "#444444", "stroke": "#000"},
            id="a filled box has a border",
        ),
        pytest.param(
            Rect(0, 0, 1, 1, frame=""), "rect", {"fill": "none", "stroke": None}, id="a bare ground"
        ),
        pytest.param(
            Rect(0, 0, 1, 1, frame="#b91c1c", thick=2),
            "rect",
            {"stroke": "#b91c1c", "stroke-width": "2"},
            id="a red frame",
        ),
        pytest.param(
            Stroke(0, 1, 2, 3), "line", {"x1": "0", "y2": "3", "stroke-dasharray": None}, id="a line"
        ),
        pytest.param(
            Stroke(0, 1, 2, 3, dashed=True, thick=2),
            "line",
            {"stroke-dasharray": "3 2", "stroke-width": "2"},
            id="a guide",
        ),
        pytest.param(
            Text(5, 50, "คะแนน", anchor="end", bold=True, size=9),
            "text",
            {"text-anchor": "end", "font-weight": "bold", "font-size": "9"},
            id="bold words",
        ),
        pytest.param(Text(5, 50, "คะแนน"), "text", {"font-weight": None}, id="plain words"),
    ],
)  # fmt: skip
def test_a_shape_is_drawn_where_and_as_it_was_said(
    shape: Shape, tag: str, attributes: dict[str, str | None]
) -> None:
    [element] = drawn(shape).findall(f"{SVG}{tag}")

    assert {name: element.get(name) for name in attributes} == attributes


def test_the_ground_is_as_large_as_the_drawing_and_its_fonts_are_thai() -> None:
    svg = drawn()

    assert (svg.get("width"), svg.get("height")) == ("400", "60.5")
    assert svg.get("viewBox") == "0 0 400 60.5"
    assert svg.get("font-family") == FONTS
    assert svg.get("{http://www.w3.org/XML/1998/namespace}lang") or svg.get("lang") == "th"


@given(words=st.text().map(clean), hint=st.text().map(clean))
def test_any_words_are_words_and_never_markup(words: str, hint: str) -> None:
    svg = drawn(Text(0, 5, words), Rect(0, 0, 1, 1, hint=hint))

    assert (svg.findtext(f"{SVG}text") or "") == words
    assert (svg.findtext(f"{SVG}title") or "") == words
    assert (svg.findtext(f"{SVG}rect/{SVG}title") or "") == hint
    assert [child.tag for child in svg] == [f"{SVG}title", f"{SVG}text", f"{SVG}rect"]


def test_a_later_shape_covers_an_earlier_one() -> None:
    svg = drawn(Rect(0, 0, 9, 9), Text(1, 1, "ก"), Stroke(0, 0, 9, 9))

    assert [child.tag.removeprefix(SVG) for child in svg] == ["title", "rect", "text", "line"]
