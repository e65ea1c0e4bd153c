"""Step 3: a file is neither empty nor larger than an office needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.facts import Problem
from inspection.sizes import MAX_DOCUMENT_BYTES, MAX_FILM_BYTES, check_size
from tests.support.evidence import REPORT
from tests.support.looking import inspect_file

SIZES = {
    "empty": ("pdf", 0, Problem.EMPTY),
    "an empty film": ("mp4", 0, Problem.EMPTY),
    "one byte": ("pdf", 1, None),
    "the most for a document": ("pdf", MAX_DOCUMENT_BYTES, None),
    "a byte more": ("pdf", MAX_DOCUMENT_BYTES + 1, Problem.TOO_LARGE),
    "an archive": ("zip", MAX_DOCUMENT_BYTES + 1, Problem.TOO_LARGE),
    "the most for a film": ("mov", MAX_FILM_BYTES, None),
    "a byte more of a film": ("mov", MAX_FILM_BYTES + 1, Problem.TOO_LARGE),
}


@pytest.mark.parametrize(("file_format", "size", "problem"), SIZES.values(), ids=SIZES)
def test_a_file_may_have_any_size_up_to_the_limit_of_its_format(
    tmp_path: Path, file_format: str, size: int, problem: Problem | None
) -> None:
    path = tmp_path / "stored"
    with path.open("wb") as file:
        file.truncate(size)

    found = check_size(path, file_format)

    assert (found[0] if found else None) is problem


def test_a_member_of_an_archive_is_measured_too() -> None:
    assert check_size(b"x", "pdf") is None
    assert check_size(b"", "pdf") == (Problem.EMPTY, "0 bytes")


def test_a_file_over_the_limit_is_too_large_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(MAX_DOCUMENT_BYTES + 1)

    assert inspect_file(path, "a.pdf", REPORT).problem is Problem.TOO_LARGE
