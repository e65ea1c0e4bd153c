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

SMALLEST_PICTURE = 2.5
"""Longer side in centimetres, as printed. Smaller pictures are letterhead emblems, not illustrations."""


class RefusedError(Exception):
    """The file cannot count: which problem, and a technical word for the log."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FileContents:
    """What was read. `page_texts` may have more parts than `pages` says, if a format has no pages.

    `numbered` False: page numbers mean nothing; `unread`: some of the text could not be read. The last six
    describe pictures and films (`domain.inspected.Inspection`).
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
    milliseconds: int | None = None
    codec: str | None = None


def readable(source: Source) -> Path | io.BytesIO:
    """What a library can open that takes a path or a stream."""
    return source if isinstance(source, Path) else io.BytesIO(source)


def head(source: Source, size: int) -> bytes:
    """The first `size` bytes."""
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as file:
        return file.read(size)
