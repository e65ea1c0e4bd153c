"""What the steps of an inspection hand on: a source that any library can open, and a refusal with its reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.facts import Problem
from inspection.verdicts import FileContents, RefusedError, head, readable
from tests.support.evidence import archive, jpeg


@given(content=st.binary(max_size=60), size=st.integers(0, 80))
def test_the_head_is_the_same_of_a_file_and_of_a_member_of_an_archive(
    content: bytes, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "head"
    path.write_bytes(content)

    assert head(path, size) == head(content, size) == content[:size]


def test_a_librarys_reader_opens_either(tmp_path: Path) -> None:
    path = tmp_path / "ภาพ.jpg"
    path.write_bytes(jpeg((30, 20)))

    for source in (path, jpeg((30, 20))):
        with Image.open(readable(source)) as image:
            assert image.size == (30, 20)


def test_a_member_of_an_archive_is_read_without_being_unpacked(tmp_path: Path) -> None:
    inner = archive(word=b"text")

    with zipfile.ZipFile(readable(inner)) as opened:
        assert opened.namelist() == ["word"]
    assert isinstance(readable(inner), io.BytesIO)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_says_which_problem_and_gives_the_log_its_word() -> None:
    error = RefusedError(Problem.MACROS, "macros: vbaProject.bin")

    assert (error.problem, error.detail) == (Problem.MACROS, "macros: vbaProject.bin")
    assert str(error) == "macros: vbaProject.bin"


def test_of_what_was_not_read_nothing_is_claimed() -> None:
    nothing = FileContents()

    assert nothing.has_text is None
    assert (nothing.pages, nothing.images, nothing.page_texts) == (0, 0, ())
    assert [nothing.fingerprint, nothing.taken_on, nothing.codec] == [None] * 3
