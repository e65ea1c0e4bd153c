"""Charts as plain shapes, so that web, Word and PDF show the same picture.

Points are counted from the upper left, as in SVG. Fills are grey, with strokes where neighbours would look alike
in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; `fill` is a colour such as `#444444`, empty for none; `outline` draws its border."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    outline: bool = True


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; `dashed` for guides."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False
    thick: float = 0.6


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their baseline at `y`; `anchor` says which end is at `x`; `size` in points of Sarabun."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    bold: bool = False
    size: float = 12.0


Shape = Rect | Stroke | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a ground of `width` by `height` points."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
