"""Draws the pages of a PDF or a scan, and a photo, as JPEG. A copy carries no camera data, only what one sees."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from domain.facts import Problem
from inspection.media.pictures import by_camera_data, on_white
from inspection.opening import MAX_PIXELS, open_pdf, open_picture
from inspection.preview.shown import WIDTHS, DrawnPage, Shown, ShownKind
from inspection.verdicts import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

MAX_SIDE = 1600
"""Points of a photo's longer side."""
_HIGHEST = 6000
"""Points down a drawn page: a page may claim to be 200 inches high."""
_QUALITY = 70
_LETTERS = 20_000
"""Of one page; a dense one has 5,000."""
SCANS = frozenset({"tiff", "gif", "bmp"})
"""Pictures that cannot count; a reviewer sees what was sent."""


def draw_pdf(path: Path, pages: Sequence[int], width: int) -> Shown:
    """Draw those pages of a PDF, with what its forms and remarks show."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

    with open_pdf(path) as document:
        try:
            document.init_forms()
            count = len(document)
        except pdfium.PdfiumError as error:
            raise RefusedError(Problem.UNREADABLE, str(error)) from error
        wanted = [number for number in pages if 1 <= number <= count]
        drawn = tuple(_page(document, number, width) for number in wanted)
    return Shown(ShownKind.PAGES, "pdf", count, drawn)


def _page(document: Any, number: int, width: int) -> DrawnPage:
    """One page; a broken one is empty, and the others are shown."""
    import pypdfium2 as pdfium

    try:
        page = document[number - 1]
        wide, high = page.get_size()
        scale = min(width / max(wide, 1), _HIGHEST / max(high, 1))
        picture = page.render(scale=scale, may_draw_forms=True).to_pil()
        text = page.get_textpage().get_text_range(0, -1)[:_LETTERS]
    except pdfium.PdfiumError:
        return DrawnPage(number, b"")
    return DrawnPage(
        number,
        small_jpeg(picture, width, _HIGHEST),
        text.replace("\ufffe", "").replace("\r\n", "\n"),
    )


def draw_picture(path: Path, file_format: str, pages: Sequence[int], width: int) -> Shown:
    """Draw a photo the way up that its camera says, or those pages of a scan."""
    image = _open(path, file_format)
    try:
        with image, warnings.catch_warnings():
            # Damaged camera data is no reason against a photo.
            warnings.simplefilter("ignore")
            count = int(getattr(image, "n_frames", 1)) if file_format == "tiff" else 1
            frames = _frames(image, pages, count, _side(width, count))
            drawn = tuple(DrawnPage(n, data) for n, data in frames)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    kind = ShownKind.PAGES if count > 1 else ShownKind.PICTURE
    return Shown(kind, file_format, count, drawn)


def _side(width: int, count: int) -> int:
    return MAX_SIDE if count == 1 and width == WIDTHS[-1] else width


def _frames(
    image: Image, pages: Sequence[int], count: int, side: int
) -> Iterator[tuple[int, bytes]]:
    for number in (page for page in pages if 1 <= page <= count):
        if count > 1:
            image.seek(number - 1)
            _check_pixels(image)
        image.draft("RGB", (side, side))
        image.load()
        _, upright = by_camera_data(image)
        yield number, small_jpeg(upright, side, side * 2 if count > 1 else side)


def _open(path: Path, file_format: str) -> Image:
    if file_format in SCANS:
        return _open_scan(path, file_format)
    # Torn ones are shown as far as they go, as viewers do.
    return open_picture(path, torn=file_format in ("jpg", "png"))


def _open_scan(path: Path, file_format: str) -> Image:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(path, formats=[file_format.upper()])
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    _check_pixels(image)
    return image


def _check_pixels(image: Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise RefusedError(Problem.TOO_LARGE, f"{image.width} x {image.height} pixels")


def small_jpeg(picture: Image, wide: int, high: int) -> bytes:
    """A picture's points on white, at most so many: remarks and camera data stay behind."""
    from PIL.Image import Resampling

    seen = on_white(picture).convert("RGB")
    seen.thumbnail((wide, high), Resampling.LANCZOS)
    seen.info = {}
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
