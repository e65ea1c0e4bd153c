"""Step 5: a file with a password is named so, whatever locked it."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from domain.facts import Problem
from inspection.formats import opened_as
from inspection.reading import read
from inspection.verdicts import RefusedError
from tests.support.evidence import (
    OLE,
    locked_archive,
    locked_pdf,
    open_document,
    pdf,
)  # fmt: skip


def encrypted(user: str, *, revision: int = 6) -> bytes:
    """A PDF locked by qpdf: with a password to open it, or only against printing and copying."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("= ก"))) as document:
        lock = pikepdf.Encryption(owner="owner", user=user, R=revision)  # type: ignore[arg-type]
        document.save(out, encryption=lock)
    return out.getvalue()


LOCKED = {
    "a PDF by AES-256": ("pdf", lambda: encrypted("secret")),
    "a PDF by AES-128": ("pdf", lambda: encrypted("secret", revision=4)),
    "an old PDF": ("pdf", locked_pdf),
    "an archive": ("zip", locked_archive),
    "a Word file with a locked part": ("docx", locked_archive),
    "an OpenDocument": ("odt", lambda: open_document("ก", "<m:encryption-data/>")),
}


@pytest.mark.parametrize(("file_format", "make"), LOCKED.values(), ids=LOCKED)
def test_a_file_with_a_password_is_encrypted(file_format: str, make: object) -> None:
    assert callable(make)

    with pytest.raises(RefusedError) as refused:
        read(make(), file_format)

    assert refused.value.problem is Problem.ENCRYPTED


def test_a_pdf_that_only_forbids_printing_is_open_to_all() -> None:
    assert read(encrypted(""), "pdf").pages == 1


def test_an_office_lock_is_found_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    words = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(OLE + bytes(2**20 - 20) + words + bytes(100))

    with pytest.raises(RefusedError) as refused:
        opened_as(path, "docx")

    assert refused.value.problem is Problem.ENCRYPTED
