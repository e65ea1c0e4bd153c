"""Pictures for print: inside their frame, upright, light, and without what the camera knew."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Images

from reports.paper.document import Image
from reports.paper.pictures import fit
from tests.support.evidence import picture as picture_file

FRAME = (8.0, 6.0)


def framed(path: Path) -> Image:
    return Image(path, "ภาพ", *FRAME)


def saved(folder: Path, picture: Images.Image, name: str = "ภาพ.jpg", **how: Any) -> Path:
    path = folder / name
    picture.save(path, **how)
    return path


def shown(data: bytes) -> Images.Image:
    return Images.open(io.BytesIO(data))


@settings(max_examples=20)
@given(width=st.integers(1, 900), height=st.integers(1, 900))
def test_a_picture_fills_its_frame_in_one_direction_and_keeps_its_proportions(
    width: int, height: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = saved(tmp_path_factory.mktemp("p"), Images.new("RGB", (width, height)))

    picture = fit(framed(path))

    assert picture is not None
    assert picture.width <= FRAME[0] + 1e-9
    assert picture.height <= FRAME[1] + 1e-9
    assert picture.width == pytest.approx(FRAME[0]) or picture.height == pytest.approx(FRAME[1])
    assert picture.width * height == pytest.approx(picture.height * width)
    assert max(shown(picture.data).size) <= max(width, height)


def test_no_more_pixels_are_kept_than_a_printer_shows(tmp_path: Path) -> None:
    picture = fit(framed(saved(tmp_path, Images.effect_noise((4000, 3000), 90).convert("RGB"))))

    assert picture is not None
    assert shown(picture.data).size == pytest.approx((640, 480), abs=2)


def test_a_picture_taken_sideways_stands_upright(tmp_path: Path) -> None:
    lying = Images.new("RGB", (40, 20), "white")
    lying.paste("black", (0, 0, 20, 20))
    exif = Images.Exif()
    exif[0x0112] = 6  # turn it by a quarter to the right

    picture = fit(framed(saved(tmp_path, lying, exif=exif)))

    assert picture is not None
    upright = shown(picture.data).convert("L")
    assert upright.width < upright.height
    assert upright.getpixel((10, 2)) < 100 < upright.getpixel((10, 37))  # type: ignore[operator]  # one channel


def test_what_the_camera_knew_stays_behind(tmp_path: Path) -> None:
    exif = Images.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    exif.get_ifd(0x8825)[1] = "N"

    picture = fit(framed(saved(tmp_path, Images.new("RGB", (40, 20)), exif=exif)))

    assert picture is not None
    assert b"CAMERA-MAKER" not in picture.data
    assert dict(shown(picture.data).getexif()) == {}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_is_white_on_paper(mode: str, tmp_path: Path) -> None:
    clear = Images.new("RGBA", (20, 20), (0, 0, 0, 0)).convert(mode)
    how = {"transparency": clear.getpixel((0, 0))} if mode == "P" else {}

    picture = fit(framed(saved(tmp_path, clear, "ภาพ.png", **how)))

    assert picture is not None
    assert shown(picture.data).convert("RGB").getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "CMYK", "I;16"])
def test_any_kind_of_colours_can_be_printed(mode: str, tmp_path: Path) -> None:
    picture = fit(framed(saved(tmp_path, Images.new(mode, (20, 20)), "ภาพ.tif")))

    assert picture is not None
    assert shown(picture.data).format == "JPEG"


def test_a_photo_of_an_iphone_is_printed_too(tmp_path: Path) -> None:
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(picture_file("HEIF"))

    assert fit(framed(path)) is not None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no picture", id="text"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 40, id="only a head"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, id="a broken block"),
    ],
)
def test_what_is_no_picture_is_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ภาพ.jpg"
    path.write_bytes(content)

    assert fit(framed(path)) is None


def test_a_picture_that_is_torn_off_is_printed_as_far_as_it_goes(tmp_path: Path) -> None:
    path = saved(tmp_path, Images.effect_noise((300, 300), 90))
    path.write_bytes(path.read_bytes()[:2000])

    picture = fit(framed(path))

    assert picture is not None
    assert shown(picture.data).size[0] > 1


def test_a_picture_that_swells_beyond_reason_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, Images.new("1", (3000, 3000)), "ภาพ.png")
    monkeypatch.setattr(Images, "MAX_IMAGE_PIXELS", 1_000_000)

    assert fit(framed(path)) is None


def test_a_file_that_is_gone_is_none(tmp_path: Path) -> None:
    assert fit(framed(tmp_path / "none.jpg")) is None
