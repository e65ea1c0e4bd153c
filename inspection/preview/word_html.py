"""Reads a Word document as HTML by mammoth: what it says, not how it is laid out."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from domain.facts import Problem
from inspection.office.package import library_input
from inspection.opening import open_picture
from inspection.preview.drawing import small_jpeg
from inspection.preview.shown import Shown, ShownKind
from inspection.verdicts import RefusedError

_SIDE = 900
"""Points of a picture's longer side."""
_ROOM = 8 * 2**20
"""Bytes of all pictures together."""

_STOPS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, ExpatError)
"""Over these the library stops: a relation that leads nowhere, a number that is none."""


def word_html(path: Path) -> Shown:
    """What a Word document says. The caller has refused what is harmful, and cleans the HTML."""
    import mammoth  # type: ignore[import-untyped]  # it ships no types

    pictures = _Pictures(_ROOM)
    try:
        with _opened(library_input(path)) as stream:
            # A style map inside a file would say which tags are made: only ours holds.
            made = mammoth.convert_to_html(
                stream,
                include_embedded_style_map=False,
                external_file_access=False,
                convert_image=mammoth.images.img_element(pictures.shown),
            )
    except _STOPS as error:
        raise RefusedError(Problem.UNREADABLE, f"mammoth: {error!r}") from error
    return Shown(ShownKind.TEXT, "docx", html=made.value)


@contextmanager
def _opened(source: Path | io.BytesIO) -> Iterator[Any]:
    if isinstance(source, io.BytesIO):
        yield source
        return
    with source.open("rb") as stream:
        yield stream


@dataclass(slots=True)
class _Pictures:
    """The pictures of one document, smaller than they came, up to so many bytes in all."""

    room: int

    def shown(self, picture: Any) -> dict[str, str]:
        """The attributes of an `img`; without a source for what cannot be shown."""
        try:
            with picture.open() as stream:
                data = stream.read()
            with open_picture(data) as image:
                image.draft("RGB", (_SIDE, _SIDE))
                small = small_jpeg(image, _SIDE, _SIDE)
        except (RefusedError, OSError, SyntaxError, ValueError, KeyError, EOFError):
            return {"alt": picture.alt_text or "[ภาพ]"}
        if len(small) > self.room:
            return {"alt": picture.alt_text or "[ภาพ]"}
        self.room -= len(small)
        return {"src": "data:image/jpeg;base64," + base64.b64encode(small).decode("ascii")}
