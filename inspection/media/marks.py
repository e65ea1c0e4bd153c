"""Tells pictures inside documents that illustrate nothing by what they show: QR codes, signatures and stamps.

A code is told by its three corners and the dotted lines between them, and must fill most of the picture. A signature is
told by thin strokes of one ink on blank paper, printed small: a chart has colours, a photo on white has a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, permutations, product
from typing import TYPE_CHECKING, NamedTuple

from inspection.media.pictures import on_white
from inspection.opening import open_picture
from inspection.verdicts import RefusedError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES, MOST_PIXELS = 400_000, 4_000_000
"""A code or a signature has fewer; a photo with more costs no time."""
LARGEST = 12.0
"""Longer side in centimetres, as printed: what is larger is looked at by people, not by their phones."""
_LEAST, _SIDE = 160, 480
"""Pixels to which a picture is made smaller before it is examined: the shorter side at least, the longer about."""
_EXTREME, _TWO_TONED = 0.25, 0.75
"""This share of the pixels is nearly black or nearly white; a photo has half of it."""
_RUNS = re.compile(rb"\x00+|\x01+")
_MODULES = range(21, 178, 4)
_CODE_SHARE = 0.25
_MOST_CORNERS = 20
_ASKEW, _STRETCHED, _DOTTED = 0.15, 0.3, 0.85
_SQUARE = 7
"""Of the eight corners of a ring and its gap."""
_SIGNED_WIDE, _SIGNED_HIGH = 8.0, 4.5
"""Centimetres of the largest signature with its stamp."""
_INK = 60
"""Grey levels by which ink differs from its paper."""
_PALE = 160
_LEAST_INK, _MOST_INK = 0.003, 0.25
_BODY = 0.5
"""Share of the ink that has ink all around: strokes have little of it."""
_ONE_INK = 0.85
_HUE = 24

Point = tuple[float, float]


class Ring(NamedTuple):
    """A square ring with a dot in it: its middle, and the width of a module."""

    x: float
    y: float
    module: float


def is_mark(picture: Image, wide: float | None, high: float | None) -> bool:
    """Whether a picture is a QR code, or ink on paper that is printed small; sides in centimetres, if they are told."""
    sides = sorted(side for side in (wide, high) if side is not None)
    if sides and sides[-1] > LARGEST:
        return False
    picture.draft("RGB", (_LEAST, _LEAST))
    seen = on_white(picture).convert("RGB")
    seen = seen.reduce(max(1, round(max(seen.size) / _SIDE)))
    small = len(sides) == 2 and sides[0] <= _SIGNED_HIGH and sides[1] <= _SIGNED_WIDE
    return is_code(seen.convert("L")) or (small and is_ink(seen))


def shows_mark(data: bytes, wide: float | None, high: float | None) -> bool:
    """The same of a picture's file. What cannot be opened is none."""
    try:
        with open_picture(data) as picture:
            few = len(data) <= MOST_BYTES and picture.width * picture.height <= MOST_PIXELS
            return few and is_mark(picture, wide, high)
    except (RefusedError, OSError, SyntaxError, ValueError, EOFError):
        return False


# --- QR codes ------------------------------------------------------------------------------------


def is_code(grey: Image) -> bool:
    """Whether a QR code fills a good part of a picture."""
    tones = grey.histogram()
    used = [tone for tone, count in enumerate(tones) if count]
    low, high = used[0], used[-1]
    edge = (high - low) * _EXTREME
    extreme = sum(n for tone, n in enumerate(tones) if tone <= low + edge or tone >= high - edge)
    if high - low < _INK or extreme < _TWO_TONED * sum(tones):
        return False
    middle = (low + high) / 2
    dark = grey.point([int(tone <= middle) for tone in range(256)])
    return _holds_code(dark) or _holds_code(dark.point([1, 0] * 128))


def _holds_code(dots: Image) -> bool:
    corners = islice(_corners(dots), _MOST_CORNERS)
    return any(_is_code(dots, *three) for three in permutations(corners, 3))


def _corners(dots: Image) -> Iterator[Ring]:
    """The rings of a picture: 1, 1, 3, 1, 1 modules across and down."""
    from PIL.Image import Transpose

    found: list[Ring] = []
    rows, columns = _lines(dots), _lines(dots.transpose(Transpose.ROTATE_90))[::-1]
    for n, row in enumerate(rows):
        for x, wide in _rings(row):
            for y, high in _rings(columns[int(x)]):
                known = any(abs(x - r.x) + abs(y - r.y) <= 3 * r.module for r in found)
                ring = Ring(x, y, (wide + high) / 2)
                alike = abs(y - n) <= high and 0.6 < high / wide < 1.7
                if alike and not known and _is_square(dots, ring):
                    found.append(ring)
                    yield ring


def _is_square(dots: Image, ring: Ring) -> bool:
    """Whether a ring's corners are dark and those of the gap in it light."""
    right = 0
    for away, dark in ((2, 0), (3, 1)):
        for across, down in product((-away, away), repeat=2):
            x, y = ring.x + across * ring.module, ring.y + down * ring.module
            right += _dot(dots, x, y) == dark
    return right >= _SQUARE


def _dot(dots: Image, x: float, y: float) -> object:
    """1 at a dark place, 0 at a light one, None outside."""
    inside = 0 <= round(x) < dots.width and 0 <= round(y) < dots.height
    return dots.getpixel((round(x), round(y))) if inside else None


def _lines(dots: Image) -> list[bytes]:
    data = dots.tobytes()
    return [data[at : at + dots.width] for at in range(0, len(data), dots.width)]


def _rings(line: bytes) -> Iterator[tuple[float, float]]:
    """Where a line crosses a corner's middle, and the width of a module there."""
    runs = [found.span() for found in _RUNS.finditer(line)]
    for n in range(len(runs) - 4):
        begin, end = runs[n][0], runs[n + 4][1]
        module = (end - begin) / 7
        if not line[begin] or module < 1:
            continue
        widths = [b - a for a, b in runs[n : n + 5]]
        wanted = (1, 1, 3, 1, 1)
        if all(
            abs(w - k * module) <= 0.6 * k * module + 0.5
            for w, k in zip(widths, wanted, strict=True)
        ):
            yield (runs[n + 2][0] + runs[n + 2][1] - 1) / 2, module


def _is_code(dots: Image, corner: Ring, right: Ring, below: Ring) -> bool:
    """Whether three rings are the corners of a code, with dotted lines between them, that fills the picture."""
    (x, y, module), across, down = corner, _away(corner, right), _away(corner, below)
    long, high = _length(across), _length(down)
    square = abs(long - high) < _STRETCHED * long
    upright = abs(across[0] * down[0] + across[1] * down[1]) < _ASKEW * long * high
    fills = (long + 7 * module) ** 2 >= _CODE_SHARE * dots.width * dots.height
    about = long / module + 7
    return (square and upright and fills) and any(
        _is_dotted(dots, (x, y), across, down, size)
        and _is_dotted(dots, (x, y), down, across, size)
        for size in _MODULES
        if abs(size - about) <= 0.2 * about + 4
    )


def _away(here: Ring, there: Ring) -> Point:
    return there.x - here.x, there.y - here.y


def _length(way: Point) -> float:
    return float((way[0] ** 2 + way[1] ** 2) ** 0.5)


def _is_dotted(dots: Image, at: Point, along: Point, aside: Point, size: int) -> bool:
    """Whether the line from corner to corner, three modules aside of their middles, is dark and light in turn."""
    right = 0
    for module in range(8, size - 8):
        x, y = (at[n] + (along[n] * (module - 3) + aside[n] * 3) / (size - 7) for n in (0, 1))
        right += _dot(dots, x, y) == (module + 1) % 2
    return right >= _DOTTED * (size - 16)


# --- Signatures and stamps -----------------------------------------------------------------------


def is_ink(picture: Image) -> bool:
    """Whether a picture is thin strokes of one ink on blank paper."""
    from PIL import ImageFilter

    small = picture.reduce(max(1, round(2 * max(picture.size) / _SIDE)))
    grey = small.convert("L")
    tones = grey.histogram()
    every = sum(tones)
    paper = next(tone for tone in range(256) if sum(tones[: tone + 1]) * 2 >= every)
    strokes = grey.point([255 * (tone < paper - _INK) for tone in range(256)])
    ink = strokes.histogram()[255]
    if paper < _PALE or not _LEAST_INK * every <= ink <= _MOST_INK * every:
        return False
    body = strokes.filter(ImageFilter.MinFilter(3)).histogram()[255]
    return body <= _BODY * ink and _is_one_ink(small, strokes)


def _is_one_ink(picture: Image, strokes: Image) -> bool:
    from PIL import ImageChops

    hues, colours, _ = picture.convert("HSV").split()
    strong = colours.point([255 * (colour > 90) for colour in range(256)])
    found = hues.histogram(ImageChops.multiply(strokes, strong))
    most = max(sum(found[(hue + n) % 256] for n in range(2 * _HUE)) for hue in range(0, 256, 8))
    return most >= _ONE_INK * sum(found)
