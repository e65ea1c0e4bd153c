"""Step 2 for whole files: refuses two formats in one, because a scanner sees one and a browser the other.

Phones append parts to their photos, so what follows a picture is harmful only if it is an archive or a web page.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from domain.facts import Problem
from inspection.formats import PICTURES, ZIPPED
from inspection.verdicts import RefusedError, Source, head, readable

_WEB_PAGE = re.compile(
    rb"<(?:\?[pP][hH][pP][\s=]|[sS][cC][rR][iI][pP][tT][\s>]|[hH][tT][mM][lL][\s>])"
)
_HEAD = 1024


def refuse_hybrid(source: Source, file_format: str) -> None:
    """Refuse a file that can also be read as a second format."""
    if file_format not in ZIPPED:
        _refuse_archive_behind(source)
    elif file_format != "zip" and b"%PDF-" in head(source, _HEAD):
        raise RefusedError(Problem.WRONG_CONTENT, "a PDF's header inside an office document")
    if file_format in PICTURES:
        _refuse_web_page(source)


def _refuse_archive_behind(source: Source) -> None:
    """Refuse an archive behind other content: archives are read from their end."""
    try:
        with zipfile.ZipFile(readable(source)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return
    if names:
        raise RefusedError(Problem.EMBEDDED_FILES, f"an archive behind it: {names[0][:100]!r}")


def _refuse_web_page(source: Source) -> None:
    data = source.read_bytes() if isinstance(source, Path) else source
    if found := _WEB_PAGE.search(data):
        raise RefusedError(Problem.WRONG_CONTENT, f"{found[0]!r} inside a picture")
