"""Which pictures of a PDF's page are illustrations, and whether the page is a scan, from where they lie.

Lines, emblems, backgrounds, watermarks and what stands on most pages are no illustrations. A scanner cuts a page into
strips: pictures that touch along a whole edge are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from inspection.verdicts import is_decoration

WHOLE_PAGE = 0.7
"""A picture covering this share of a page is its background or its scan, not a photo."""
POINTS = 72 / 2.54
"""Points in a centimetre."""
_TOUCHING = 3.0
"""Points between strips, and by which their edges may differ."""
_OVER = 60
"""A picture with this many letters over it lies under the text: a watermark, or a scan with its text."""
_MIDDLE = 0.02
_LARGE = 0.1
"""The share of a page from which on a picture is worth that search."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in points. `content` tells pictures apart that stand at the same place.

    `first`: it is drawn before every word of the page.
    """

    left: float
    bottom: float
    right: float
    top: float
    content: int = 0
    first: bool = False

    @property
    def width(self) -> float:
        return max(0.0, self.right - self.left)

    @property
    def height(self) -> float:
        return max(0.0, self.top - self.bottom)

    @property
    def area(self) -> float:
        return self.width * self.height

    def within(self, other: Box) -> Box:
        """The part of it that lies inside another."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
            self.content,
            self.first,
        )

    def lies_behind(self, page: Box) -> bool:
        """Whether it is drawn before the words, in the very middle of the page."""
        aside = abs(self.left + self.right - page.left - page.right)
        above = abs(self.bottom + self.top - page.bottom - page.top)
        middle = aside < _MIDDLE * page.width and above < _MIDDLE * page.height
        return self.first and middle and self.area >= _LARGE * page.area


@dataclass(frozen=True, slots=True)
class PagePictures:
    """What the pictures of one page are: whether one covers it, and those that may illustrate."""

    covered: bool = False
    boxes: tuple[Box, ...] = ()


def sort_pictures(
    boxes: Iterable[Box],
    page: Box,
    letters_over: Callable[[Box], int],
    is_mark: Callable[[Box], bool] = lambda _: False,
) -> PagePictures:
    """Join strips, and leave out what covers the page, lies under its text, is too small, a code or a signature.

    `letters_over` counts the letters that stand inside a box; `is_mark` looks at the picture itself.
    """
    whole = joined([box.within(page) for box in boxes])
    covered = any(box.area >= WHOLE_PAGE * page.area for box in whole)
    kept = [
        box
        for box in whole
        if box.area < WHOLE_PAGE * page.area
        and not is_decoration(box.width / POINTS, box.height / POINTS)
        and not (box.area >= _LARGE * page.area and letters_over(box) >= _OVER)
        and not box.lies_behind(page)
        and not is_mark(box)
    ]
    return PagePictures(covered, tuple(kept))


def joined(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that touch along a whole edge: strips above one another, then side by side."""
    stacked = _stacked(boxes, _turned_back=False)
    return _stacked(stacked, _turned_back=True)


def _stacked(boxes: Sequence[Box], *, _turned_back: bool) -> list[Box]:
    out: list[Box] = []
    for box in sorted((_turned(b) for b in boxes) if _turned_back else boxes, key=_order):
        last = out[-1] if out else None
        if last is not None and _continues(last, box):
            content = hash((last.content, box.content))
            out[-1] = Box(last.left, last.bottom, last.right, max(last.top, box.top), content)
        else:
            out.append(box)
    return [_turned(box) for box in out] if _turned_back else out


def _turned(box: Box) -> Box:
    return Box(box.bottom, box.left, box.top, box.right, box.content, box.first)


def _order(box: Box) -> tuple[float, float, float]:
    return round(box.left / _TOUCHING), round(box.right / _TOUCHING), box.bottom


def _continues(below: Box, above: Box) -> bool:
    alike = abs(below.left - above.left) < _TOUCHING and abs(below.right - above.right) < _TOUCHING
    return alike and abs(above.bottom - below.top) < _TOUCHING


def without_repeated(pages: Sequence[PagePictures]) -> list[int]:
    """How many pictures of each page illustrate it: the same one at the same place on most pages does not."""
    places = Counter(chain.from_iterable({_place(box) for box in page.boxes} for page in pages))
    most = max(2, (len(pages) + 1) // 2)
    return [sum(places[_place(box)] < most for box in page.boxes) for page in pages]


def _place(box: Box) -> tuple[int, int, int, int, int]:
    sides = (box.left, box.bottom, box.right, box.top)
    left, bottom, right, top = (round(side / _TOUCHING) for side in sides)
    return left, bottom, right, top, box.content
