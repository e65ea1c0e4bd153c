"""QR codes, signatures and stamps inside documents are no illustrations; photos with much white and charts are."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from inspection.media.marks import is_mark, shows_mark
from tests.support.evidence import cut_out, jpeg, photo, picture, qr_code, signature


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> Image.Image:
    return Image.open(io.BytesIO(picture(kind, image, **options)))


def on_paper(part: Image.Image, size: tuple[int, int] = (480, 320)) -> Image.Image:
    """A picture on a larger white one, under a coloured bar."""
    paper = Image.new("RGB", size, "white")
    paper.paste(part, ((size[0] - part.width) // 2, (size[1] - part.height) // 2))
    ImageDraw.Draw(paper).rectangle((0, 0, size[0], 20), fill=(0, 120, 60))
    return paper


def with_logo(code: Image.Image) -> Image.Image:
    side = code.width
    box = (side * 0.4, side * 0.4, side * 0.6, side * 0.6)
    ImageDraw.Draw(code).ellipse(box, fill=(6, 199, 85))
    return code


def stamp(colour: str) -> Image.Image:
    paper = Image.new("RGB", (300, 300), "white")
    draw = ImageDraw.Draw(paper)
    for edge in (10, 24, 80):
        draw.ellipse((edge, edge, 300 - edge, 300 - edge), outline=colour, width=5)
    draw.text((110, 140), "RECEIVED", fill=colour)
    return paper


def chart(*colours: str) -> Image.Image:
    paper = Image.new("RGB", (600, 360), "white")
    draw = ImageDraw.Draw(paper)
    for n, colour in enumerate(colours):
        draw.line([(40 + 50 * x, 60 + 60 * n + 9 * (x % 3)) for x in range(11)], colour, 3)
    return paper


def bars() -> Image.Image:
    paper = Image.new("RGB", (600, 360), "white")
    for n in range(6):
        ImageDraw.Draw(paper).rectangle((60 + n * 80, 280 - n * 40, 110 + n * 80, 320), "#1e5aa0")
    return paper


CODES = {
    "a code": qr_code(),
    "as JPEG": saved(qr_code(), quality=30),
    "as PNG of two colours": saved(qr_code(3).convert("1"), "PNG"),
    "without a margin": qr_code(margin=0),
    "with a logo": with_logo(qr_code()),
    "with a logo, as JPEG": saved(with_logo(qr_code()), quality=50),
    "in a colour": ImageOps.colorize(qr_code().convert("L"), "#06783c", "white"),
    "on grey": ImageOps.colorize(qr_code().convert("L"), "#303030", "#d0d0d0"),
    "light on dark": ImageOps.invert(qr_code()),
    "turned": qr_code().transpose(Image.Transpose.ROTATE_90),
    "mirrored": ImageOps.mirror(qr_code()),
    "a little askew": qr_code().rotate(5, fillcolor="white", expand=True),
    "blurred": qr_code().filter(ImageFilter.GaussianBlur(2)),
    "stretched": qr_code().resize((330, 264)),
    "huge": saved(qr_code(40), quality=60),
    "on a card with its name": on_paper(qr_code(), (300, 460)),
}
SIGNED = {
    "blue ink": signature(),
    "black ink": signature("black"),
    "a thick pen": signature("black", 7),
    "as JPEG": saved(signature(), quality=50),
    "scanned from grey paper": ImageOps.colorize(signature("black").convert("L"), "#20204a", "#cdcbc6"),
    "cut out": saved(cut_out(signature("black")), "PNG"),
    "a red stamp": stamp("#c81e1e"),
    "a blue stamp as JPEG": saved(stamp("#1e2890"), quality=60),
}  # fmt: skip
PICTURES = {
    "a photo": photo(),
    "a photo in grey": photo().convert("L"),
    "a photo with much white": on_paper(photo((150, 180))),
    "an overexposed photo": Image.blend(photo(), Image.new("RGB", (300, 200), "white"), 0.8),
    "a chart of lines": chart("red", "blue", "green"),
    "a chart of bars": bars(),
    "a white sheet": Image.new("RGB", (300, 200), "white"),
    "a poster with a small code": on_paper(qr_code(3), (640, 480)),
    "a code in a photo": on_paper(qr_code(2), (480, 320)),
    "squares": Image.linear_gradient("L").resize((16, 16)).point(lambda n: n % 2 * 255).resize((400, 400), 0),
}  # fmt: skip


@pytest.mark.parametrize("image", CODES.values(), ids=CODES)
def test_a_qr_code_is_told_however_it_was_saved(image: Image.Image) -> None:
    assert is_mark(image, None, None)
    assert is_mark(image, 5, 5)


@pytest.mark.parametrize("image", SIGNED.values(), ids=SIGNED)
def test_a_signature_or_stamp_is_told_where_it_is_printed_small(image: Image.Image) -> None:
    assert is_mark(image, 6, 4)
    assert not is_mark(image, 10, 6)
    assert not is_mark(image, None, None)


@pytest.mark.parametrize("image", PICTURES.values(), ids=PICTURES)
def test_a_picture_of_anything_else_is_none(image: Image.Image) -> None:
    assert not is_mark(image, 6, 4)
    assert not is_mark(image, None, None)


def test_a_code_over_a_whole_page_is_no_mark() -> None:
    assert not is_mark(qr_code(), 16, 16)


@pytest.mark.parametrize(
    ("data", "mark"),
    [
        pytest.param(picture("PNG", qr_code()), True, id="a code"),
        pytest.param(picture("WEBP", qr_code()), True, id="as WebP"),
        pytest.param(jpeg(), False, id="a photo"),
        pytest.param(picture("PNG", qr_code())[:90], False, id="torn"),
        pytest.param(b"EMF", False, id="no picture"),
        pytest.param(b"", False, id="nothing"),
    ],
)
def test_a_picture_that_cannot_be_opened_is_no_mark(data: bytes, mark: bool) -> None:
    assert shows_mark(data, 5, 5) is mark
