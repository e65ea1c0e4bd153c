"""What the steps say: nothing, or the problem; and the values in which the readers tell what they read."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.facts import Problem

Found = tuple[Problem, str] | None
"""The problem that a step met, with a technical word for the log; None when there is none."""

Source = Path | bytes
"""A file on disk, or a member of an archive in memory: nothing is ever unpacked to disk."""

SMALLEST_PICTURE = 2.5
"""Longer side in centimetres, as printed: below it stand emblems of letterheads, not illustrations."""


class RefusedError(Exception):
    """The file cannot count: which problem, and a technical word for the log."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FileContents:
    """What was read. `page_texts` may be split finer than `pages` where a format has no pages.

    `numbered` False: page numbers mean nothing; `unread`: some of the text could not be read. The last six
    are told of pictures and films, as `domain.inspected.Inspection` explains them.
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
    """Give what a library that takes a path or a stream can open."""
    return source if isinstance(source, Path) else io.BytesIO(source)


def head(source: Source, size: int) -> bytes:
    """Give the first `size` bytes."""
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as file:
        return file.read(size)
