"""Pages and photos as JPEG: the way up that people see, so many points wide, and without camera data."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from domain.facts import Problem
from inspection.preview.drawing import draw_pdf, draw_picture
from inspection.preview.making import show
from inspection.preview.shown import Shown, ShownKind
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    a_stream,
    camera_data,
    drawn_pdf,
    pdf,
    photo,
    picture,
    raw_pdf,
)

WIDE, SHARP = 834, 1668
A4 = "สวัสดี กิจกรรมแลกเปลี่ยนเรียนรู้"


def drawn(shown: Shown, at: int = 0) -> Image.Image:
    data = shown.drawn[at].image
    assert data.startswith(b"\xff\xd8\xff")
    return Image.open(io.BytesIO(data))


def dot(image: Image.Image, x: int, y: int) -> bytes:
    """The colour of one point."""
    return image.convert("RGB").crop((x, y, x + 1, y + 1)).tobytes()


def on_disk(folder: Path, data: bytes) -> Path:
    path = folder / "0"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("width", "size"), [(WIDE, (834, 1180)), (SHARP, (1668, 2360))])
def test_a_page_of_a_pdf_is_drawn_with_its_words(
    tmp_path: Path, width: int, size: tuple[int, int]
) -> None:
    shown = draw_pdf(on_disk(tmp_path, pdf(A4)), [1], width)

    wide, high = drawn(shown).size
    assert (shown.kind, shown.pages) == (ShownKind.PAGES, 1)
    assert abs(wide - size[0]) <= 1
    assert abs(high - size[1]) <= 2
    assert "แลกเปลี่ยนเรียนรู้" in shown.drawn[0].text


def test_a_long_report_draws_only_the_pages_that_are_asked_for(tmp_path: Path) -> None:
    path = on_disk(tmp_path, pdf("#for n in range(300) [หน้าที่ #(n + 1) #pagebreak(weak: true)]"))

    first, later = draw_pdf(path, [1, 2, 3], WIDE), draw_pdf(path, [298, 300, 301, 0, -1], WIDE)

    assert first.pages == later.pages == 300
    assert [page.number for page in first.drawn] == [1, 2, 3]
    assert [page.number for page in later.drawn] == [298, 300]
    assert "300" in later.drawn[1].text


def test_a_page_across_stays_across(tmp_path: Path) -> None:
    page = drawn(draw_pdf(on_disk(tmp_path, pdf(f"#set page(flipped: true)\n{A4}")), [1], WIDE))

    assert page.width == WIDE
    assert page.height < page.width


def test_a_page_that_its_program_turned_is_shown_turned(tmp_path: Path) -> None:
    path = on_disk(tmp_path, drawn_pdf(page="/Rotate 90/CropBox[0 0 100 200]"))

    page = drawn(draw_pdf(path, [1], WIDE))

    assert page.size == (WIDE, WIDE // 2)


def test_a_page_of_200_inches_is_drawn_no_higher_than_a_screen_needs(tmp_path: Path) -> None:
    page = drawn(draw_pdf(on_disk(tmp_path, raw_pdf(page="/MediaBox[0 0 14 14400]")), [1], SHARP))

    assert page.height <= 6000


def test_filled_fields_of_a_form_are_seen(tmp_path: Path) -> None:
    look = a_stream("0 0 0 rg 0 0 100 100 re f", "/Type/XObject/Subtype/Form/BBox[0 0 100 100]")
    field = (
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[50 50 150 150]/P 3 0 R/F 4/AP<</N 4 0 R>>>>"
    )
    form = raw_pdf("/AcroForm<</Fields[5 0 R]>>", look, field, page="/Annots[5 0 R]")

    page = drawn(draw_pdf(on_disk(tmp_path, form), [1], WIDE))

    assert max(dot(page, WIDE // 2, WIDE // 2)) < 40
    assert min(dot(page, 20, 20)) > 220


def test_a_broken_page_costs_only_itself(tmp_path: Path) -> None:
    broken = raw_pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 9 0 R]/Count 2")

    shown = draw_pdf(on_disk(tmp_path, broken), [1, 2], WIDE)

    assert shown.pages == 2
    assert [bool(page.image) for page in shown.drawn] == [True, False]


TURNED = {1: "wide", 3: "wide", 6: "high", 8: "high"}


@pytest.mark.parametrize(("orientation", "shape"), TURNED.items(), ids=TURNED.values())
def test_a_photo_is_turned_as_its_camera_says_and_the_copy_tells_nothing_of_it(
    tmp_path: Path, orientation: int, shape: str
) -> None:
    exif = camera_data("2024:03:01 09:00:00", orientation=orientation)
    data = picture("JPEG", photo((3000, 2000)), exif=exif, comment=b"at home")

    small = drawn(draw_picture(on_disk(tmp_path, data), "jpg", [1], SHARP))

    assert max(small.size) == 1600
    assert ("wide" if small.width > small.height else "high") == shape
    assert not small.getexif()
    assert "comment" not in small.info


def clear(kind: str) -> bytes:
    """Something red on what one sees through, whose colour is black underneath."""
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (100, 50, 200, 150))
    return picture(kind, image)


def deep() -> Image.Image:
    """A grey picture of 16 bits."""
    return photo().convert("L").convert("I").point(lambda level: level * 256).convert("I;16")


PICTURES = {
    "CMYK": ("jpg", picture("JPEG", photo().convert("CMYK"))),
    "grey": ("jpg", picture("JPEG", photo().convert("L"))),
    "progressive": ("jpg", picture("JPEG", photo(), progressive=True)),
    "16 bits": (
        "png",
        picture(
            "PNG",
            deep(),
        ),
    ),
    "palette": ("png", picture("PNG", photo().convert("P"))),
    "iPhone": ("heic", picture("HEIF")),
    "WebP": ("webp", picture("WEBP")),
    "fax": ("tiff", picture("TIFF", photo().convert("1"), compression="group4")),
    "TIFF in CMYK": ("tiff", picture("TIFF", photo().convert("CMYK"), compression="tiff_lzw")),
    "GIF": ("gif", picture("GIF")),
    "BMP": ("bmp", picture("BMP")),
}


@pytest.mark.parametrize(("kind", "data"), PICTURES.values(), ids=PICTURES)
def test_every_picture_that_a_program_writes_is_shown(
    tmp_path: Path, kind: str, data: bytes
) -> None:
    shown = show(on_disk(tmp_path, data), [1], WIDE)

    assert (shown.kind, shown.format) == (ShownKind.PICTURE, kind)
    grey = drawn(shown).convert("L")
    assert grey.size == (300, 200)
    low, high = grey.getextrema()
    assert high - low > 100  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_one_sees_through_lies_on_white(tmp_path: Path, kind: str) -> None:
    seen = drawn(draw_picture(on_disk(tmp_path, clear(kind)), kind.lower(), [1], WIDE))

    assert min(dot(seen, 10, 10)) > 240
    assert dot(seen, 150, 100)[0] > 150


def test_a_scan_of_three_pages_is_read_page_by_page(tmp_path: Path) -> None:
    pages = [Image.new("1", (400, 600), shade) for shade in (0, 1, 0)]
    data = picture("TIFF", pages[0], save_all=True, append_images=pages[1:], compression="group4")

    shown = draw_picture(on_disk(tmp_path, data), "tiff", [2, 3, 4], WIDE)

    assert (shown.kind, shown.pages) == (ShownKind.PAGES, 3)
    assert [page.number for page in shown.drawn] == [2, 3]
    assert min(dot(drawn(shown), 9, 9)) > 250
    assert max(dot(drawn(shown, 1), 9, 9)) < 5


def test_a_photo_that_came_in_half_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    data = picture("JPEG", photo((1200, 800)))

    shown = draw_picture(on_disk(tmp_path, data[: len(data) * 2 // 3]), "jpg", [1], WIDE)

    assert drawn(shown).size == (834, 556)


REFUSED = {
    "no picture": partial(bytes, 2000),
    "cut in its head": lambda: picture("TIFF")[:60],
    "TIFF of a million points a side": lambda: picture("TIFF", Image.new("1", (8000, 8000))),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_a_scan_that_cannot_be_drawn_is_refused(tmp_path: Path, data) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RefusedError) as refused:
        draw_picture(on_disk(tmp_path, data()), "tiff", [1], WIDE)

    assert refused.value.problem in (Problem.UNREADABLE, Problem.TOO_LARGE)
