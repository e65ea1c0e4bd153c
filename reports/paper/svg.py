"""Writes a drawing as SVG for web pages and letters. The reader's font shapes the Thai."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reports.paper.drawing import Drawing, Rect, Shape, Stroke, Text

FONTS = "Sarabun, 'TH SarabunPSK', 'TH Sarabun New', Tahoma, sans-serif"


def to_svg(drawing: Drawing, alt: str) -> str:
    """One `<svg>` element that fits inside HTML; `alt` is its title."""
    shapes = "".join(map(_shape, drawing.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="th" width="{drawing.width:g}"'
        f' height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
        f' font-family="{FONTS}" fill="#000"><title>{escape(alt)}</title>{shapes}</svg>'
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Rect():
            outline = ' stroke="#000" stroke-width="0.6"' if shape.outline else ""
            return (
                f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}"'
                f' height="{shape.height:g}" fill="{shape.fill or "none"}"{outline}/>'
            )
        case Stroke():
            dashes = ' stroke-dasharray="3 2"' if shape.dashed else ""
            return (
                f'<line x1="{shape.x1:g}" y1="{shape.y1:g}" x2="{shape.x2:g}" y2="{shape.y2:g}"'
                f' stroke="#000" stroke-width="{shape.thick:g}"{dashes}/>'
            )
        case Text():
            bold = ' font-weight="bold"' if shape.bold else ""
            return (
                f'<text x="{shape.x:g}" y="{shape.y:g}" text-anchor="{shape.anchor}"'
                f' font-size="{shape.size:g}"{bold}>{escape(shape.text)}</text>'
            )
