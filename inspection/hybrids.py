"""Step 2 once more, for whole files: two formats in one, each read by another program.

A scanner sees the one and a browser the other. Phones do add to their photos (a moving part, depth), so
what follows a picture is no harm by itself: archives and web pages are.
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
    """Refuse a file that is a second format too."""
    if file_format not in ZIPPED:
        _refuse_archive_behind(source)
    elif file_format != "zip" and b"%PDF-" in head(source, _HEAD):
        raise RefusedError(Problem.WRONG_CONTENT, "a PDF's header inside an office document")
    if file_format in PICTURES:
        _refuse_web_page(source)


def _refuse_archive_behind(source: Source) -> None:
    """An archive is read from its end, whatever stands before it."""
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
