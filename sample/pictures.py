"""The demo's photos, signatures and the look of a scan, drawn by Pillow; the same on every run."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDE, HIGH = 1200, 800
_SKIN = ("#c99a72", "#b98560", "#d8ad86", "#a87650")
_HAIR = ("#1d1815", "#2b211c", "#3a2f29")
_SHIRTS = ("#f2f2ee", "#c9d8ea", "#e7d9c4", "#8fa7c4", "#d7b7b7", "#b9c9a9")
_VOLUNTEER = "#f0cf4a"


def photo(name: str, scene: str, taken_on: date) -> bytes:
    """Draw the JPEG picture `name` (`7-1`) with its EXIF date."""
    from PIL import Image, ImageDraw

    rng = Random(name)
    image = Image.new("RGB", (WIDE, HIGH))
    _SCENES[scene](ImageDraw.Draw(image), rng)
    return _jpeg(_through_a_lens(image, rng), _exif(name, taken_on))


def signature(seed: str) -> bytes:
    """Draw an invented signature as a PNG without background."""
    from PIL import Image, ImageDraw

    rng = Random(seed)
    image = Image.new("RGBA", (360, 120), (0, 0, 0, 0))
    points = [(20.0 + i * 16 + rng.gauss(0, 13), 60 + rng.uniform(-40, 40)) for i in range(20)]
    smooth = [_spline(points, t / 8) for t in range(8, (len(points) - 2) * 8)]
    ImageDraw.Draw(image).line(smooth, fill="#1b2f8f", width=4, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def scan(page: bytes, seed: str) -> Image:
    """Make a rendered page look as a copier sees it: tilted, greyish, grainy."""
    from PIL import Image, ImageOps

    rng = Random(seed)
    with Image.open(io.BytesIO(page)) as clean:
        paper = ImageOps.autocontrast(clean.convert("L"))
    tilted = paper.rotate(rng.uniform(0.4, 0.9), Image.Resampling.BICUBIC, fillcolor=250)
    return Image.blend(tilted, _grain(tilted.size, rng), 0.05)


def _spline(points: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """Catmull-Rom: a curve through all points."""
    i, u = int(t), t % 1
    p0, p1, p2, p3 = points[i - 1 : i + 3]

    def at(a: float, b: float, c: float, d: float) -> float:
        linear = (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u**2
        return (2 * b + linear + (3 * b - a - 3 * c + d) * u**3) / 2

    return at(p0[0], p1[0], p2[0], p3[0]), at(p0[1], p1[1], p2[1], p3[1])


def _through_a_lens(image: Image, rng: Random) -> Image:
    from PIL import Image as Images
    from PIL import ImageFilter

    soft = image.filter(ImageFilter.GaussianBlur(1.2))
    return Images.blend(soft, _grain(soft.size, rng).convert("RGB"), 0.04)


def _grain(size: tuple[int, int], rng: Random) -> Image:
    from PIL import Image as Images

    small = (size[0] // 2, size[1] // 2)
    noise = Images.frombytes("L", small, rng.randbytes(small[0] * small[1]))
    return noise.resize(size, Images.Resampling.BILINEAR)


def _exif(name: str, taken_on: date) -> bytes:
    from PIL import ExifTags, Image

    minute = Random(name).randrange(60)
    taken = datetime(taken_on.year, taken_on.month, taken_on.day, 10, minute)  # noqa: DTZ001 EXIF has no zone
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    return exif.tobytes()


def _jpeg(image: Image, exif: bytes) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=76, exif=exif)
    return out.getvalue()


# --- Scenes --------------------------------------------------------------------------------------


def _sky(draw: ImageDraw, top: tuple[int, int, int], low: tuple[int, int, int], to: int) -> None:
    for y in range(to):
        share = y / to
        colour = tuple(round(a + (b - a) * share) for a, b in zip(top, low, strict=True))
        draw.line((0, y, WIDE, y), fill=colour)


def _person(draw: ImageDraw, x: float, foot: float, size: float, rng: Random, shirt: str) -> None:
    """Draw an invented person from the waist up: shoulders, neck, head, hair, no face."""
    skin, hair = rng.choice(_SKIN), rng.choice(_HAIR)
    head = size * 0.2
    top = foot - size
    draw.rounded_rectangle(
        (x - size * 0.27, top + head * 1.75, x + size * 0.27, foot), size * 0.13, shirt
    )
    draw.rectangle((x - head * 0.25, top + head * 1.3, x + head * 0.25, top + head * 2), skin)
    draw.ellipse((x - head * 0.62, top, x + head * 0.62, top + head * 1.6), skin)
    draw.chord(
        (x - head * 0.7, top - head * 0.15, x + head * 0.7, top + head * 1.2), 180, 360, hair
    )


def _row(
    draw: ImageDraw, foot: float, size: float, count: int, rng: Random, shirt: str = ""
) -> None:
    for i in range(count):
        x = WIDE * (i + 0.5) / count + rng.uniform(-14, 14)
        _person(draw, x, foot + rng.uniform(-8, 8), size, rng, shirt or rng.choice(_SHIRTS))


def _hall(draw: ImageDraw, rng: Random) -> None:
    warm = rng.randrange(205, 235)
    _sky(draw, (warm, warm - 6, warm - 18), (warm - 30, warm - 38, warm - 52), 560)
    draw.rectangle((0, 560, WIDE, HIGH), "#7b6248")
    for x in range(60, WIDE, 360):
        draw.ellipse((x, 20, x + 90, 44), "#fff6d8")


def _lecture(draw: ImageDraw, rng: Random) -> None:
    _hall(draw, rng)
    colour = rng.choice(("#2c5f8a", "#35706a", "#6d4a7f"))
    draw.rectangle((330, 90, 930, 400), "#fbfbf7", outline="#555555", width=6)
    draw.rectangle((330, 90, 930, 150), colour)
    for i in range(4):
        draw.rectangle((380, 190 + i * 48, 380 + rng.randrange(260, 480), 206 + i * 48), "#b9bfc6")
    _person(draw, 200, 560, 300, rng, "#39424e")
    draw.polygon(((130, 430), (270, 430), (255, 600), (145, 600)), fill="#5a3d28")
    _row(draw, 690, 230, 8, rng)
    _row(draw, 830, 280, 6, rng)


def _stage(draw: ImageDraw, rng: Random) -> None:
    _hall(draw, rng)
    draw.rectangle((90, 60, 1110, 330), rng.choice(("#6b2337", "#22406b", "#2d5a45")))
    draw.rectangle((240, 130, 960, 170), "#e9d9a6")
    draw.rectangle((330, 200, 870, 225), "#e9d9a6")
    _row(draw, 640, 330, 7, rng)
    draw.rectangle((0, 610, WIDE, 700), "#e8e2d2")
    for i in range(7):
        x = WIDE * (i + 0.5) / 7
        draw.polygon(((x - 40, 640), (x + 30, 630), (x + 42, 668), (x - 30, 678)), fill="#ffffff")


def _board(draw: ImageDraw, rng: Random) -> None:
    _hall(draw, rng)
    draw.rectangle((150, 70, 1050, 470), "#f4f4ef", outline="#8a8a84", width=8)
    for _ in range(46):
        x, y = rng.randrange(180, 980), rng.randrange(95, 410)
        draw.rectangle((x, y, x + 46, y + 40), rng.choice(("#f2a65a", "#8cc084", "#f4d35e")))
    _row(draw, 820, 400, 5, rng)


def _outdoors(draw: ImageDraw, rng: Random, ground: str) -> None:
    _sky(draw, (120, 175, 225), (214, 232, 243), 420)
    for _ in range(5):
        x, y = rng.randrange(WIDE), rng.randrange(30, 170)
        draw.ellipse((x, y, x + rng.randrange(120, 260), y + 46), "#f6fafc")
    draw.rectangle((0, 420, WIDE, HIGH), ground)


def _trees(draw: ImageDraw, rng: Random, count: int) -> None:
    for _ in range(count):
        x, wide = rng.randrange(WIDE), rng.randrange(70, 130)
        draw.rectangle((x - 9, 330, x + 9, 450), "#5b4430")
        draw.ellipse((x - wide, 200, x + wide, 390), rng.choice(("#3f7a3c", "#4f8f46", "#2f6634")))


def _park(draw: ImageDraw, rng: Random) -> None:
    _outdoors(draw, rng, "#7fa65a")
    _trees(draw, rng, 9)
    draw.polygon(((0, 520), (WIDE, 450), (WIDE, 520), (0, 610)), fill="#7ea6b8")
    _row(draw, 800, 300, 6, rng, _VOLUNTEER)
    for i in range(6):
        x = WIDE * (i + 0.5) / 6 + 70
        draw.line((x, 560, x + rng.randrange(-20, 20), 800), fill="#6b4a2b", width=9)


def _garden(draw: ImageDraw, rng: Random) -> None:
    _outdoors(draw, rng, "#b9b2a5")
    for bed in range(4):
        y = 450 + bed * 85
        draw.polygon(((60, y), (1140, y), (1190, y + 60), (10, y + 60)), fill="#5d4029")
        for x in range(70, 1140, 42):
            grown = rng.randrange(16, 34)
            draw.ellipse((x, y + 8 - grown, x + grown, y + 30), rng.choice(("#4f9a3d", "#6fb04c")))
    _row(draw, 470, 250, 4, rng)


def _temple(draw: ImageDraw, rng: Random) -> None:
    _outdoors(draw, rng, "#c8bba4")
    for tier, wide in enumerate((360, 280, 200)):
        y = 300 - tier * 70
        draw.polygon(((600 - wide, y + 60), (600, y - 70), (600 + wide, y + 60)), fill="#a8412c")
        draw.line((600 - wide, y + 60, 600, y - 70, 600 + wide, y + 60), fill="#e5b93f", width=9)
    draw.rectangle((330, 340, 870, 470), "#f1ead9")
    for x in range(370, 860, 90):
        draw.rectangle((x, 360, x + 26, 470), "#d9c79f")
    _row(draw, 790, 300, 7, rng, "#f6f5f0")


def _river(draw: ImageDraw, rng: Random) -> None:
    _sky(draw, (14, 20, 48), (44, 48, 92), 380)
    draw.ellipse((900, 60, 1010, 170), "#f7f0cf")
    draw.rectangle((0, 380, WIDE, HIGH), "#121b38")
    for _ in range(120):
        x, y = rng.randrange(WIDE), rng.randrange(390, HIGH)
        draw.line((x, y, x + rng.randrange(20, 80), y), fill="#2b3d6e", width=2)
    for i in range(rng.randrange(4, 7)):
        _krathong(draw, 130 + i * 190 + rng.randrange(-40, 40), rng.randrange(500, 740), rng)


def _krathong(draw: ImageDraw, x: int, y: int, rng: Random) -> None:
    draw.ellipse((x - 70, y, x + 70, y + 36), "#3f7d3a")
    for petal in range(-3, 4):
        tip = (x + petal * 26, y - 46 + abs(petal) * 8)
        draw.polygon(
            ((x + petal * 16 - 14, y + 12), tip, (x + petal * 16 + 14, y + 12)),
            fill=rng.choice(("#e58fb0", "#f0b8cc", "#7cb661")),
        )
    draw.rectangle((x - 4, y - 74, x + 4, y - 20), "#f5e6b3")
    draw.ellipse((x - 9, y - 102, x + 9, y - 70), "#ffb43b")


_SCENES: dict[str, Callable[[ImageDraw, Random], None]] = {
    "lecture": _lecture,
    "stage": _stage,
    "board": _board,
    "park": _park,
    "garden": _garden,
    "temple": _temple,
    "river": _river,
}
