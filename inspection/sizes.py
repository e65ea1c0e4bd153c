"""Step 3, size: refuses empty files and those over the limit of their format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from domain.facts import Problem
from inspection.formats import FILMS
from inspection.verdicts import Found, Source

MAX_DOCUMENT_BYTES = 100 * 2**20
MAX_FILM_BYTES = 2 * 2**30


def largest_of(formats: Iterable[str]) -> int:
    """The most bytes that a file of one of these formats may have."""
    return MAX_DOCUMENT_BYTES if FILMS.isdisjoint(formats) else MAX_FILM_BYTES


def check_size(source: Source, file_format: str) -> Found:
    """Refuse an empty file, and one over the limit of its format."""
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    limit = largest_of([file_format])
    if size == 0:
        return Problem.EMPTY, "0 bytes"
    return (Problem.TOO_LARGE, f"{size} bytes, at most {limit}") if size > limit else None
