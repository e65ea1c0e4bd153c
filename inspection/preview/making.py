"""Makes a preview inside the reading process: what the content is decides how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from domain.facts import Problem
from inspection.formats import FILMS, PICTURES, recognise
from inspection.office.harm import refuse_office_harm
from inspection.office.office import unseen_words
from inspection.office.package import Package, plain
from inspection.opening import open_archive
from inspection.preview.shown import (
    FIRST_ROWS,
    FIRST_SHEETS,
    MOST_PAGES,
    MOST_UNSEEN,
    Shown,
    ShownKind,
)
from inspection.verdicts import RefusedError


def show(path: Path, pages: Sequence[int], width: int) -> Shown:
    """What can be shown of a file, with those of its pages drawn."""
    try:
        return _shown(path, list(pages)[:MOST_PAGES], width)
    except RefusedError as error:
        return _nothing(error.kind or "", error.problem, error.detail)
    except MemoryError:
        return _nothing("", Problem.UNSAFE, "out of memory")
    except OSError as error:
        return _nothing("", Problem.UNREADABLE, str(error))


def _nothing(file_format: str, problem: Problem | None = None, detail: str = "") -> Shown:
    return Shown(ShownKind.NOTHING, file_format, problem=problem, detail=detail[:500])


def _shown(path: Path, pages: Sequence[int], width: int) -> Shown:
    from inspection.preview.drawing import SCANS, draw_pdf, draw_picture

    found = recognise(path)
    if found == "pdf":
        return draw_pdf(path, pages, width)
    if found in PICTURES | SCANS:
        return draw_picture(path, found, pages, width)
    if found in FILMS:
        return Shown(ShownKind.FILM, found)
    return _zipped(path) if found == "zip" else _nothing(found)


def _zipped(path: Path) -> Shown:
    """Word and Excel, after the same steps that refuse bombs, locks and harm before a verdict."""
    from inspection.preview.word_html import word_html
    from inspection.reading import OFFICE

    with open_archive(path) as archive:
        package = Package(plain(archive))
        kind = package.kind
        if kind not in ("docx", "xlsx"):
            return _nothing(kind)
        refuse_office_harm(package)
        OFFICE[kind](package)
        unseen = unseen_words(package)[:MOST_UNSEEN] if kind == "docx" else ""
    return replace(word_html(path), unseen=unseen) if kind == "docx" else _sheets(path)


def _sheets(path: Path) -> Shown:
    from inspection.tables.sheets import read_workbook

    table = read_workbook(path, most_rows=FIRST_ROWS, most_sheets=FIRST_SHEETS)
    return Shown(ShownKind.SHEETS, "xlsx", table=table)
