"""Where a picture lies on its page tells an illustration from a scan, a strip and a decoration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.paper.page_pictures import (
    Box,
    PagePictures,
    joined,
    sort_pictures,
    without_repeated,
)

PAGE = Box(0, 0, 595, 842)
ACROSS = Box(0, 0, 842, 595)


def strips(count: int, gap: float = 0, *, across: bool = False) -> list[Box]:
    """A page cut into strips, as scanners write it."""
    size = 842 / count
    boxes = [Box(0, n * size, 595, (n + 1) * size - gap, n) for n in range(count)]
    return [Box(b.bottom, b.left, b.top, b.right, b.content) for b in boxes] if across else boxes


def tiles() -> list[Box]:
    return [Box(x, y, x + 297.5, y + 210.5) for x in (0, 297.5) for y in (0, 210.5, 421, 631.5)]


PHOTO = Box(100, 300, 400, 500)
KINDS: dict[str, tuple[list[Box], int, bool, int]] = {
    # boxes, letters over each, whether they cover the page, illustrations
    "a photo": ([PHOTO], 0, False, 1),
    "a photo with a caption in it": ([PHOTO], 40, False, 1),
    "two photos": ([PHOTO, Box(100, 50, 400, 250)], 0, False, 2),
    "photos side by side with a gap": ([Box(50, 300, 280, 500), Box(290, 300, 520, 500)], 0, False, 2),
    "a photo cut in strips": ([Box(100, 300 + n * 20, 400, 320 + n * 20, n) for n in range(10)], 0, False, 1),
    "a photo that hangs over the edge": ([Box(-300, 300, 300, 600)], 0, False, 1),
    "a ruled line": ([Box(40, 60, 555, 63)], 0, False, 0),
    "an upright line": ([Box(40, 60, 43, 700)], 0, False, 0),
    "an emblem": ([Box(255, 740, 340, 834)], 0, False, 0),
    "a watermark": ([Box(60, 150, 540, 630)], 300, False, 0),
    "a watermark with few words over it": ([Box(119, 231, 476, 611, first=True)], 9, False, 0),
    "a photo before the words": ([Box(119, 400, 476, 700, first=True)], 9, False, 1),
    "a photo in the middle, after words": ([Box(119, 231, 476, 611)], 9, False, 1),
    "a background": ([PAGE], 500, True, 0),
    "a background with margins": ([Box(30, 40, 565, 800)], 500, True, 0),
    "a scan": ([PAGE], 0, True, 0),
    "a scan in ten strips": (strips(10), 0, True, 0),
    "a scan in strips with fine gaps": (strips(20, 1.5), 0, True, 0),
    "a scan in strips that overlap": (strips(8, -2), 0, True, 0),
    "a scan in upright strips": (strips(10, across=True), 0, True, 0),
    "a scan in tiles": (tiles(), 0, True, 0),
    "a scan and its stamp": ([*strips(5), Box(100, 100, 300, 250)], 0, True, 1),
    "off the page": ([Box(900, 900, 1200, 1200)], 0, False, 0),
}  # fmt: skip


@pytest.mark.parametrize(("boxes", "letters", "covered", "images"), KINDS.values(), ids=KINDS)
def test_pictures_are_told_apart_by_their_place(
    boxes: list[Box], letters: int, covered: bool, images: int
) -> None:
    page = ACROSS if boxes and boxes[-1].right == 842 else PAGE

    for order in (boxes, boxes[::-1]):
        found = sort_pictures(order, page, lambda _: letters)
        assert (found.covered, len(found.boxes)) == (covered, images)


def test_the_same_picture_at_the_same_place_on_most_pages_is_no_illustration() -> None:
    emblem, other = Box(200, 700, 400, 830, 7), Box(100, 300, 400, 500, 9)
    pages = [PagePictures(boxes=(emblem, other) if n == 1 else (emblem,)) for n in range(4)]

    assert without_repeated(pages) == [0, 1, 0, 0]


@pytest.mark.parametrize("pages", [1, 2, 5], ids=str)
def test_other_pictures_at_the_same_place_illustrate(pages: int) -> None:
    own = [PagePictures(boxes=(Box(100, 300, 400, 500, n),)) for n in range(pages)]

    assert without_repeated(own) == [1] * pages


def test_a_picture_of_one_page_is_not_repeated() -> None:
    assert without_repeated([PagePictures(boxes=(PHOTO,))]) == [1]


sides = st.floats(-500, 1500)


@given(st.lists(st.builds(Box, sides, sides, sides, sides, st.integers(0, 3))))
def test_no_places_break_it_and_joining_makes_no_more(boxes: list[Box]) -> None:
    assert len(joined(boxes)) <= len(boxes)
    sort_pictures(boxes, PAGE, lambda _: 0)
