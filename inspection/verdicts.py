"""What the steps return: nothing or a problem; and the values that the readers return."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.facts import Problem

Found = tuple[Problem, str] | None
"""The problem that a step met, with a technical word for the log; None if there is none."""

Source = Path | bytes
"""A file on disk, or a member of an archive in memory: nothing is unpacked to disk."""

SMALLEST_PICTURE = 3.8
"""Longer side in centimetres, as printed. Smaller pictures are emblems: the Garuda of a letter is 3 cm wide."""
THINNEST_PICTURE = 1.0
"""Shorter side in centimetres. Thinner pictures are ruled lines."""


def is_decoration(wide: float | None, high: float | None) -> bool:
    """Whether a picture of that size is a line or an emblem; a side that is not told may be of any length."""
    sides = [side for side in (wide, high) if side is not None]
    emblem = len(sides) == 2 and max(sides) < SMALLEST_PICTURE
    return emblem or any(side < THINNEST_PICTURE for side in sides)


class RefusedError(Exception):
    """The file cannot count: which problem, a technical word for the log, and what it really is if that is another."""

    def __init__(self, problem: Problem, detail: str, kind: str | None = None) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail
        self.kind = kind


@dataclass(frozen=True, slots=True)
class FileContents:
    """What was read. `page_texts` may have more parts than `pages` says, if a format has no pages.

    `numbered` False: page numbers mean nothing; `unread`: some of the text could not be read. The others
    describe pictures and films (`domain.inspected.Inspection`); one that is not `photographic` is drawn, black or tiny.
    """

    page_texts: tuple[str, ...] = ()
    pages: int = 0
    images: int = 0
    has_text: bool | None = None
    numbered: bool = True
    unread: bool = False
    width: int | None = None
    height: int | None = None
    taken_on: date | None = None
    fingerprint: str | None = None
    photographic: bool = True
    milliseconds: int | None = None
    codec: str | None = None
    format: str = ""
    """What the content is; empty until it is told by `inspection.reading`."""
    keywords: str = ""
    """What the file's own description says that it is about."""


def readable(source: Source) -> Path | io.BytesIO:
    """What a library can open that takes a path or a stream."""
    return source if isinstance(source, Path) else io.BytesIO(source)


def head(source: Source, size: int) -> bytes:
    """The first `size` bytes."""
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as file:
        return file.read(size)
