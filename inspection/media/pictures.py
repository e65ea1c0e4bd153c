"""Step 6, pictures: decodes every byte, reads the camera's day and makes the fingerprint."""

from __future__ import annotations

import re
import struct
import warnings
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from domain.facts import Problem
from inspection.verdicts import FileContents, RefusedError

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

_SIDE = 8
"""The fingerprint compares 8 x 8 neighbours, along rows and along columns: 128 bits."""
_DETAIL = 16
"""Grey levels, of 256, between the lightest and the darkest part of a picture that has any detail."""
_GRID = 64
"""Points along each side that are compared."""
_ONE_COLOUR = 0.6
"""Photographs reach 0.08 and scenes in flat colours 0.45; pages of text, emblems and empty screens have more."""
_OPAQUE = 250
_CLEAR = 200
"""Points along the shorter side of a picture on which a person can tell what it shows."""
_EXIF_PART, _TAKEN = 0x8769, 0x9003
_BUDDHIST = 543
_SLIVER = 0.05
_FILL_NOISE = 2
_LATEST_YEAR = 2400
"""A camera's year after this one counts in the Buddhist era."""


def read_picture(image: Image, *, torn: bool = False) -> FileContents:
    """Decode an opened picture whole. Its size is the one people see, after the phone's rotation.

    Of a `torn` one all but a sliver must be there, as a viewer shows it.
    """
    try:
        with image, warnings.catch_warnings():
            # Damaged camera data is no reason against a photo.
            warnings.simplefilter("ignore")
            wide, high = image.size
            _load(image)
            if torn and _missing_share(image) > _SLIVER:
                raise RefusedError(Problem.UNREADABLE, "torn off")
            taken_on, upright = by_camera_data(image)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    turned = (upright.width > upright.height) != (image.width > image.height)
    return FileContents(
        images=1,
        width=high if turned else wide,
        height=wide if turned else high,
        taken_on=taken_on,
        fingerprint=fingerprint(upright),
        photographic=min(wide, high) >= _CLEAR and not is_drawn(upright),
    )


def _load(image: Image) -> None:
    """Decode every byte. A JPEG is decoded at an eighth of its size: as sure, and far quicker."""
    image.draft("RGB", (image.width // 8, image.height // 8))
    image.load()


def by_camera_data(image: Image) -> tuple[date | None, Image]:
    """The camera's day, and the picture turned as the camera says; damaged data say nothing."""
    from PIL import ImageOps

    try:
        return _taken_on(image.getexif()), ImageOps.exif_transpose(image)
    except (struct.error, TypeError, KeyError, ValueError, SyntaxError):
        return None, image.copy()


def _missing_share(image: Image) -> float:
    """How much of a torn picture's lower end is the colour with which the library fills what is missing."""
    fill = 0 if image.format == "PNG" else 128
    rows = image.convert("L").resize((64, 200))
    filled = takewhile(
        lambda row: all(
            abs(level - fill) <= _FILL_NOISE for level in rows.crop((0, row, 64, row + 1)).tobytes()
        ),
        range(199, -1, -1),
    )
    return sum(1 for _ in filled) / 200


def _taken_on(exif: Exif) -> date | None:
    """The day that the camera wrote, taken as Bangkok's."""
    written = exif.get_ifd(_EXIF_PART).get(_TAKEN)
    found = re.match(r"(\d{4})[:/-](\d{2})[:/-](\d{2})", str(written).strip())
    if not found:
        return None
    year, month, day = map(int, found.groups())
    try:
        return date(year - _BUDDHIST if year > _LATEST_YEAR else year, month, day)
    except ValueError:
        return None


def fingerprint(image: Image) -> str | None:
    """32 hex digits that are alike for pictures that look alike, then those of its turned and mirrored copies.

    None for a picture without detail: two blank pages would look alike, although nobody sent the same photo twice.
    """
    from PIL.Image import Transpose

    small = on_white(image).convert("L").resize((_SIDE + 1, _SIDE + 1), _lanczos())
    greys = small.tobytes()
    if max(greys) - min(greys) < _DETAIL:
        return None
    return _hash(small) + "".join(_hash(small.transpose(way)) for way in Transpose)


def is_drawn(image: Image) -> bool:
    """Whether a picture is black, an emblem, a drawing or a page: partly transparent, or most of it has one colour.

    No two points of a photograph that are far apart have the same colour, except where it is overexposed.
    """
    from PIL.Image import Resampling

    if (
        image.has_transparency_data
        and min(image.convert("RGBA").getchannel("A").tobytes()) < _OPAQUE
    ):
        return True
    small = on_white(image).convert("RGB").resize((_GRID, _GRID), Resampling.NEAREST)
    colours = small.getcolors(_GRID * _GRID) or []
    return max((points for points, _ in colours), default=0) > _ONE_COLOUR * _GRID * _GRID


def _hash(small: Image) -> str:
    import dhash  # type: ignore[import-untyped]  # it ships no types

    row, column = dhash.dhash_row_col(list(small.tobytes()), _SIDE)
    return str(dhash.format_hex(row, column, _SIDE))


def on_white(image: Image) -> Image:
    """Put transparent parts on white: a viewer never shows the colour hidden in them."""
    from PIL import Image as Images

    if image.mode.startswith("I"):
        return image.point(lambda level: level / 256)
    if not image.has_transparency_data:
        return image
    coloured = image.convert("RGBA")
    return Images.alpha_composite(Images.new("RGBA", image.size, "white"), coloured)


def _lanczos() -> int:
    from PIL.Image import Resampling

    return Resampling.LANCZOS
