"""Drawings as plain shapes, so that web, letters, Word and PDF show the same picture; and their SVG.

Points are counted from the upper left, as in SVG. The reader's font shapes the Thai.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

FONTS = "Sarabun, 'TH SarabunPSK', 'TH Sarabun New', Tahoma, sans-serif"


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; `fill` and `frame` are colours such as `#444444`, empty for none.

    `hint` is what a web page says of it under the pointer.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    frame: str = "#000"
    thick: float = 0.6
    hint: str = ""

    def svg(self) -> str:
        """As an SVG element."""
        frame = f' stroke="{self.frame}" stroke-width="{self.thick:g}"' if self.frame else ""
        hint = f"<title>{escape(self.hint)}</title>" if self.hint else ""
        return (
            f'<rect x="{self.x:g}" y="{self.y:g}" width="{self.width:g}"'
            f' height="{self.height:g}" fill="{self.fill or "none"}"{frame}>{hint}</rect>'
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; `dashed` for guides."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False
    thick: float = 0.6

    def svg(self) -> str:
        """As an SVG element."""
        dashes = ' stroke-dasharray="3 2"' if self.dashed else ""
        return (
            f'<line x1="{self.x1:g}" y1="{self.y1:g}" x2="{self.x2:g}" y2="{self.y2:g}"'
            f' stroke="#000" stroke-width="{self.thick:g}"{dashes}/>'
        )


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their baseline at `y`; `anchor` says which end is at `x`; `size` in points of Sarabun."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    bold: bool = False
    size: float = 12.0

    def svg(self) -> str:
        """As an SVG element."""
        bold = ' font-weight="bold"' if self.bold else ""
        return (
            f'<text x="{self.x:g}" y="{self.y:g}" text-anchor="{self.anchor}"'
            f' font-size="{self.size:g}"{bold}>{escape(self.text)}</text>'
        )


Shape = Rect | Stroke | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a ground of `width` by `height` points. A later shape covers an earlier one."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def words(self) -> str:
        """What it says, for those who cannot see it."""
        return " ".join(shape.text for shape in self.shapes if isinstance(shape, Text))

    def svg(self) -> str:
        """One `<svg>` element that fits inside HTML; its words are its title."""
        shapes = "".join(shape.svg() for shape in self.shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="th" width="{self.width:g}"'
            f' height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}"'
            f' font-family="{FONTS}" fill="#000"><title>{escape(self.words())}</title>{shapes}</svg>'
        )
