"""Step 5, not encrypted: no reviewer can read a file with a password.

A PDF that opens without a password and only forbids printing or copying passes.
"""

from __future__ import annotations

import zipfile

from domain.facts import Problem
from inspection.verdicts import RefusedError


def is_locked_pdf(code: int | None) -> bool:
    """Whether pdfium's error code asks for a password or a certificate."""
    from pypdfium2 import raw  # type: ignore[import-untyped]  # it ships no types

    return code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}


def refuse_locked_archive(archive: zipfile.ZipFile) -> None:
    """Refuse an archive of which any entry has a password."""
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise RefusedError(Problem.ENCRYPTED, "an archive with a password")


def refuse_locked_open_document(manifest: bytes) -> None:
    """Refuse an OpenDocument whose manifest says how its parts are encrypted."""
    if b"encryption-data" in manifest:
        raise RefusedError(Problem.ENCRYPTED, "an OpenDocument with a password")
