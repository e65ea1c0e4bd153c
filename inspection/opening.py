"""Step 4, opens: the format's library must open the file. Sizes are checked before anything is unpacked."""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from domain.facts import Problem
from inspection.locks import is_locked_pdf, refuse_locked_archive
from inspection.verdicts import RefusedError, Source, readable

if TYPE_CHECKING:
    from av.container import InputContainer
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
MAX_JPEG_PIXELS = 250_000_000
"""A telephone's camera has up to 200 million; a JPEG is decoded at an eighth of its size."""
MAX_ZIP_ENTRIES = 2000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
RATIO_FLOOR = 2**20
"""Below this unpacked size a high ratio is no danger."""


def open_pdf(source: Source) -> Any:
    """Open a PDF by pdfium; the caller closes it."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

    try:
        return pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        locked = is_locked_pdf(error.err_code)
        problem = Problem.ENCRYPTED if locked else Problem.UNREADABLE
        raise RefusedError(problem, str(error)) from error


def open_archive(source: Source) -> zipfile.ZipFile:
    """Open a ZIP and check the sizes in its central directory before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(readable(source))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    entries = archive.infolist()
    _weigh(entries)
    if len({entry.filename for entry in entries}) < len(entries):
        raise RefusedError(Problem.UNREADABLE, "two entries of one name")
    if entries and min(entry.header_offset for entry in entries) > 0:
        raise RefusedError(Problem.EMBEDDED_FILES, "something stands before the archive")
    refuse_locked_archive(archive)
    return archive


def _weigh(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES:
        raise RefusedError(Problem.UNSAFE, f"{len(entries)} entries in an archive")
    if unpacked > MAX_UNPACKED:
        raise RefusedError(Problem.UNSAFE, f"{unpacked} bytes when unpacked")
    if unpacked > RATIO_FLOOR and unpacked > MAX_RATIO * packed:
        raise RefusedError(Problem.UNSAFE, f"packed {packed}, unpacked {unpacked}")


def open_picture(source: Source, *, torn: bool = False) -> Image:
    """Open a picture and check the size in its header; no pixel is decoded yet.

    `torn` also opens a JPEG or PNG whose end or remarks are damaged, as viewers do.
    """
    from PIL import Image, ImageFile
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = torn
    formats = ("JPEG", "PNG") if torn else ("JPEG", "PNG", "WEBP", "HEIF")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(readable(source), formats=formats)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise RefusedError(Problem.TOO_LARGE, str(error)) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise RefusedError(Problem.UNREADABLE, str(error)) from error
    if image.format not in ("JPEG", "MPO") and image.width * image.height > MAX_PIXELS:
        image.close()
        raise RefusedError(Problem.TOO_LARGE, f"{image.width} x {image.height} pixels")
    return image


def open_film(source: Source, file_format: str) -> InputContainer:
    """Open a film by its format's reader alone: a play list would fetch from elsewhere."""
    import av

    reader = "matroska" if file_format == "webm" else "mp4"
    place = readable(source)
    try:
        return av.open(
            str(place) if place is source else place,
            format=reader,
            options={"protocol_whitelist": "file"},
            mode="r",
            metadata_errors="replace",
        )
    except av.FFmpegError as error:
        raise RefusedError(Problem.UNREADABLE, f"no film: {error.strerror}") from error
