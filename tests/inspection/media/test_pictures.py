"""Step 6 for photos: all pixels are there, and what tells one photo from another comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from domain.facts import Problem
from inspection.media.pictures import fingerprint
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import camera_data, jpeg, photo, picture

KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}


def differing(one: str | None, other: str | None) -> int:
    """Bits of 128 in which two fingerprints differ."""
    assert one is not None
    assert other is not None
    return (int(one[:32], 16) ^ int(other[:32], 16)).bit_count()


@pytest.mark.parametrize(("file_format", "kind"), KINDS.items(), ids=KINDS)
def test_a_photo_has_its_size_its_day_and_its_fingerprint(file_format: str, kind: str) -> None:
    exif = camera_data("2024:02:29 23:59:59")

    seen = read(picture(kind, photo((640, 480)), exif=exif), file_format)

    assert (seen.width, seen.height, seen.images, seen.has_text) == (640, 480, 1, None)
    assert seen.taken_on == date(2024, 2, 29)
    assert seen.fingerprint is not None
    assert len(seen.fingerprint) == 8 * 32


LOOKS = {
    "a photo": (photo((640, 480)), True),
    "a screen held upright": (photo((480, 640)), True),
    "black": (Image.new("RGB", (640, 480)), False),
    "an empty screen": (Image.new("RGB", (640, 480), "#f0f0f0"), False),
    "an emblem": (Image.new("RGBA", (640, 480), (0, 0, 0, 0)), False),
    "a thumbnail": (photo((160, 120)), False),
}


@pytest.mark.parametrize(("image", "photographic"), LOOKS.values(), ids=LOOKS)
def test_what_cannot_be_a_photograph_is_known(image: Image.Image, photographic: bool) -> None:
    assert read(picture("PNG", image), "png").photographic is photographic


def test_a_page_of_text_is_no_photograph() -> None:
    page = Image.new("RGB", (800, 1100), "white")
    draw = ImageDraw.Draw(page)
    for top in range(60, 1000, 40):
        draw.text((60, top), "The office reports what it has done this year. " * 2, fill="black")
    assert read(picture("JPEG", page), "jpg").photographic is False


DAYS = {
    "as cameras write": ("2024:03:15 08:00:00", date(2024, 3, 15)),
    "with dashes": ("2024-03-15T08:00:00", date(2024, 3, 15)),
    "by a phone that counts in the Buddhist era": ("2567:03:15 08:00:00", date(2024, 3, 15)),
    "29 February of the Buddhist era": ("2567:02:29 08:00:00", date(2024, 2, 29)),
    "of a clock that was never set": ("0000:00:00 00:00:00", None),
    "blank": ("    :  :     :  :  ", None),
    "impossible": ("2024:02:31 08:00:00", None),
    "no date": ("yesterday", None),
}


@pytest.mark.parametrize(("written", "day"), DAYS.values(), ids=DAYS)
def test_the_day_is_the_camera_s_own(written: str, day: date | None) -> None:
    assert read(picture("JPEG", exif=camera_data(written)), "jpg").taken_on == day


def test_the_day_of_a_later_change_is_not_the_day_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0132] = "2024:03:15 08:00:00"

    assert read(picture("JPEG", exif=exif), "jpg").taken_on is None


TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize(("orientation", "turn"), TURNS.items())
@pytest.mark.parametrize(("file_format", "kind"), KINDS.items(), ids=KINDS)
def test_a_photo_is_seen_as_people_see_it_however_the_phone_was_held(
    file_format: str, kind: str, orientation: int, turn: Image.Transpose | None
) -> None:
    upright = photo((640, 480))
    stored = upright.transpose(turn) if turn is not None else upright
    exif = camera_data("2024:03:15 08:00:00", orientation=orientation)

    seen = read(picture(kind, stored, exif=exif), file_format)

    assert (seen.width, seen.height) == (640, 480)
    assert differing(seen.fingerprint, fingerprint(upright)) <= 6


ALIKE: dict[str, Callable[[], bytes]] = {
    "recompressed": lambda: picture("JPEG", photo((1200, 900)), quality=30),
    "scaled": lambda: picture("JPEG", photo((300, 225))),
    "in another format": lambda: picture("PNG", photo((1200, 900))),
    "lighter": lambda: picture("JPEG", photo((1200, 900)).point(lambda v: min(255, v + 15))),
    "a little blurred": lambda: picture(
        "JPEG", photo((1200, 900)).filter(ImageFilter.GaussianBlur(3))
    ),
}


@pytest.mark.parametrize("make", ALIKE.values(), ids=ALIKE)
def test_the_same_picture_again_looks_alike(make: Callable[[], bytes]) -> None:
    data = make()

    seen = read(data, "png" if data.startswith(b"\x89PNG") else "jpg")

    assert differing(seen.fingerprint, fingerprint(photo((1200, 900)))) <= 10


def test_another_picture_looks_other() -> None:
    other = photo((1200, 900)).transpose(Image.Transpose.ROTATE_180)

    assert differing(fingerprint(other), fingerprint(photo((1200, 900)))) > 40


def grainy(shade: int) -> Image.Image:
    """A blank page as a scanner sees it."""
    chance = Random(shade)
    grain = bytes(min(255, shade + chance.randrange(12)) for _ in range(200 * 280))
    return Image.frombytes("L", (200, 280), grain)


def dotted() -> Image.Image:
    image = Image.new("L", (200, 280), 255)
    ImageDraw.Draw(image).point((100, 100), fill=0)
    return image


BLANKS = {
    "white": Image.new("RGB", (200, 280), "white"),
    "black": Image.new("L", (200, 280)),
    "transparent": Image.new("RGBA", (200, 280), (0, 0, 0, 0)),
    "a scanned page": grainy(230),
    "with a dot": dotted(),
}


@pytest.mark.parametrize("image", BLANKS.values(), ids=BLANKS)
def test_a_blank_page_looks_like_no_other(image: Image.Image) -> None:
    assert read(picture("PNG", image), "png").fingerprint is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_any_mode_of_colour_has_a_fingerprint_close_to_the_photo_s(mode: str) -> None:
    grey = photo((400, 300)).convert("L")
    image = grey.convert("I").point(lambda v: v * 256).convert(mode) if "16" in mode else grey
    file_format = "jpg" if mode == "CMYK" else "png"
    kind = "JPEG" if mode == "CMYK" else "PNG"

    seen = read(picture(kind, image if "16" in mode else image.convert(mode)), file_format)

    assert differing(seen.fingerprint, fingerprint(grey)) <= 16


TORN = {
    "half a JPEG": ("jpg", lambda: jpeg((900, 600))[:4000]),
    "half a PNG": ("png", lambda: picture("PNG")[:1500]),
    "half a WebP": ("webp", lambda: picture("WEBP")[:400]),
    "half a HEIC": ("heic", lambda: picture("HEIF")[:900]),
    "a PNG inside out": ("png", lambda: picture("PNG").replace(b"IDAT", b"IDAX")),
}


@pytest.mark.parametrize(("file_format", "make"), TORN.values(), ids=TORN)
def test_a_torn_picture_is_unreadable(file_format: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(RefusedError) as refused:
        read(make(), file_format)

    assert refused.value.problem is Problem.UNREADABLE


def with_chunk(data: bytes, chunk: bytes) -> bytes:
    """A PNG with one more chunk behind its head."""
    return data[:33] + chunk + data[33:]


NOISE = Image.effect_noise((640, 480), 60).convert("RGB")
SHOWN_BY_VIEWERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "without its end mark": ("jpg", lambda: picture("JPEG", NOISE)[:-2]),
    "without its last bytes": ("jpg", lambda: picture("JPEG", NOISE)[:-300]),
    "progressive, without its last bytes": ("jpg", lambda: picture("JPEG", NOISE, progressive=True)[:-900]),
    "four colours": ("jpg", lambda: picture("JPEG", NOISE.convert("CMYK"))),
    "with bytes behind it": ("jpg", lambda: picture("JPEG", NOISE) + bytes(5000)),
    "with a damaged remark": (
        "png", lambda: with_chunk(picture("PNG", NOISE), b"\0\0\0\x04tEXtabcd\0\0\0\0"),
    ),
    "a PNG without its last chunk": ("png", lambda: picture("PNG", NOISE)[:-12]),
    "with camera data that nobody can read": (
        "jpg",
        lambda: picture("JPEG", NOISE)[:2] + b"\xff\xe1\0\x20Exif\0\0II*\0\xff\xff\xff\xff" + bytes(16)
        + picture("JPEG", NOISE)[2:],
    ),
    "64 megapixels of a telephone": ("jpg", lambda: picture("JPEG", Image.new("RGB", (9248, 6936), "navy"))),
}  # fmt: skip


@pytest.mark.parametrize(("file_format", "make"), SHOWN_BY_VIEWERS.values(), ids=SHOWN_BY_VIEWERS)
def test_what_every_viewer_shows_is_taken(file_format: str, make: Callable[[], bytes]) -> None:
    assert read(make(), file_format).images == 1


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_whose_end_is_missing_is_not(kind: str, share: float) -> None:
    data = picture(kind, NOISE)

    with pytest.raises(RefusedError) as refused:
        read(data[: int(len(data) * share)], kind.lower().replace("jpeg", "jpg"))

    assert refused.value.problem is Problem.UNREADABLE
