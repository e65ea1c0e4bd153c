"""The demo's pictures: drawn the same on every run, each like no other, and as a camera or a copier leaves them."""

from __future__ import annotations

import io
from datetime import date
from itertools import combinations

import pytest
from PIL import Image, ImageChops

from domain.activity.picture_doubts import ALIKE_WITHIN
from inspection.media.pictures import fingerprint
from sample.documents import DOCUMENTS
from sample.pictures import _SCENES, HIGH, WIDE, photo, scan, signature

DAY = date(2024, 1, 17)
TAKEN, EXIF_PART = 0x9003, 0x8769


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("scene", _SCENES)
def test_every_scene_is_a_photo_of_its_day_and_the_same_twice(scene: str) -> None:
    drawn = photo("7-1", scene, DAY)

    assert drawn == photo("7-1", scene, DAY)
    with opened(drawn) as image:
        assert (image.format, image.size) == ("JPEG", (WIDE, HIGH))
        assert image.getexif().get_ifd(EXIF_PART)[TAKEN].startswith("2024:01:17 10:")
        assert len(image.resize((40, 40)).getcolors(1600) or ()) > 200


def test_no_two_photos_of_the_demo_look_alike_to_the_rules() -> None:
    bits = {}
    for name, scene in DOCUMENTS.scenes.items():
        with opened(photo(name, scene, DAY)) as image:
            bits[name] = int((fingerprint(image) or "")[:32], 16)

    near = {(a, b): (bits[a] ^ bits[b]).bit_count() for a, b in combinations(bits, 2)}
    assert [pair for pair, differ in near.items() if differ <= ALIKE_WITHIN] == []


def test_a_signature_is_ink_on_nothing_and_each_role_has_its_own() -> None:
    director, other = signature("ผู้อำนวยการ"), signature("เลขานุการ")

    with opened(director) as image:
        alpha = image.getchannel("A")
        assert (image.format, image.mode) == ("PNG", "RGBA")
        assert alpha.getpixel((0, 0)) == 0
        assert 0.01 < sum(alpha.histogram()[128:]) / (image.width * image.height) < 0.3
    assert director == signature("ผู้อำนวยการ") != other


def test_a_scan_is_grey_tilted_and_of_the_pages_size() -> None:
    page = Image.new("L", (300, 400), "white")
    page.paste(0, (100, 100, 200, 110))
    out = io.BytesIO()
    page.save(out, "PNG")

    copied = scan(out.getvalue(), "หน้า ๑")

    assert (copied.mode, copied.size) == ("L", page.size)
    assert ImageChops.difference(copied, page).getbbox() is not None
    assert copied.tobytes() == scan(out.getvalue(), "หน้า ๑").tobytes()
    assert copied.tobytes() != scan(out.getvalue(), "หน้า ๒").tobytes()
