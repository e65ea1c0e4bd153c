"""Prepares pictures for print: upright, no larger than paper can show, without the camera's data."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.paper.document import Image

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

_PER_CM = 80
"""Pixels a centimetre: about 200 an inch, what an office printer shows."""
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG and its size on paper in centimetres."""

    data: bytes
    width: float
    height: float


def fit(image: Image) -> Picture | None:
    """The picture scaled into its frame, proportions kept; None if the file is no picture."""
    from PIL import Image as Images
    from PIL import ImageFile
    from pillow_heif import register_heif_opener

    register_heif_opener()
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # a torn photo that counts is printed as far as it goes
    try:
        with Images.open(image.path) as opened:
            return _fit(opened, image)
    except (OSError, ValueError, SyntaxError, Images.DecompressionBombError):
        return None  # Pillow's ways to say that this is no picture


def _fit(opened: Pixels, frame: Image) -> Picture:
    from PIL import ImageOps

    if opened.format == "JPEG":  # decode only what is shown
        opened.draft("RGB", (round(frame.width * _PER_CM), round(frame.height * _PER_CM)))
    upright = ImageOps.exif_transpose(opened)
    share = min(frame.width / upright.width, frame.height / upright.height)
    width, height = upright.width * share, upright.height * share
    upright.thumbnail((round(width * _PER_CM) + 1, round(height * _PER_CM) + 1))
    out = io.BytesIO()
    _on_paper(upright).save(out, "JPEG", quality=_QUALITY)
    return Picture(out.getvalue(), width, height)


def _on_paper(picture: Pixels) -> Pixels:
    """Plain colours; transparent parts become white."""
    from PIL import Image as Images

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    return Images.alpha_composite(Images.new("RGBA", layered.size, "white"), layered).convert("RGB")
