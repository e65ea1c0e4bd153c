"""Step 2 once more: two formats in one file are refused, what phones add to photos is not."""

from __future__ import annotations

import io

import pytest

from domain.facts import Problem
from inspection.hybrids import refuse_hybrid
from inspection.verdicts import RefusedError
from tests.support.evidence import archive, drawn_pdf, film, jpeg, photo, picture, word

HYBRIDS = {
    "an archive behind a PDF": ("pdf", drawn_pdf() + archive(a="x"), Problem.EMBEDDED_FILES),
    "an archive behind a photo": ("jpg", jpeg() + archive(a="x"), Problem.EMBEDDED_FILES),
    "an archive behind a picture": ("png", picture("PNG") + word(), Problem.EMBEDDED_FILES),
    "an archive behind a clip": ("mp4", film() + archive(a="x"), Problem.EMBEDDED_FILES),
    "a server's script behind a photo": ("jpg", jpeg() + b"<?php x()?>", Problem.WRONG_CONTENT),
    "a script in capitals": ("png", picture("PNG") + b"<SCRIPT>", Problem.WRONG_CONTENT),
    "a web page in a photo's remark": (
        "jpg", picture("JPEG", comment=b"<html ><body>"), Problem.WRONG_CONTENT,
    ),
    "a PDF inside a Word file": ("docx", archive(**{"%PDF-1.7": "x"}), Problem.WRONG_CONTENT),
}  # fmt: skip


@pytest.mark.parametrize(("file_format", "data", "problem"), HYBRIDS.values(), ids=HYBRIDS)
def test_a_file_that_another_program_would_open_is_refused(
    file_format: str, data: bytes, problem: Problem
) -> None:
    with pytest.raises(RefusedError) as refused:
        refuse_hybrid(data, file_format)

    assert refused.value.problem is problem


def two_in_one() -> bytes:
    """A photo as phones write it that keep a second one behind the first."""
    out = io.BytesIO()
    photo().save(out, "MPO", save_all=True, append_images=[photo(shade=50)])
    return out.getvalue()


HONEST = {
    "a photo": ("jpg", jpeg()),
    "a moving photo": ("jpg", jpeg() + film()),
    "two photos in one": ("jpg", two_in_one()),
    "a photo with words of its maker": ("jpg", jpeg() + b"SEFHe\0\0\0Image_UTC_Data1678SEFT"),
    "a photo that names a PHP file": ("jpg", picture("JPEG", comment=b"html, script, <?xpacket")),
    "a PDF": ("pdf", drawn_pdf()),
    "a Word file": ("docx", word()),
    "an archive of a PDF": ("zip", archive(**{"%PDF-1.7": "x"})),
}


@pytest.mark.parametrize(("file_format", "data"), HONEST.values(), ids=HONEST)
def test_an_honest_file_passes(file_format: str, data: bytes) -> None:
    refuse_hybrid(data, file_format)
