"""A copy of a workbook without the parts over whose faults the library stops, though Excel shows the cells.

Names, checks of entries, colours and the document's properties go; cells, days and hidden rows stay.
"""

from __future__ import annotations

import io
import re
import zipfile
from itertools import islice
from pathlib import Path

from inspection.office.markup import parse, part_bytes
from inspection.office.package import plain
from inspection.opening import open_archive
from inspection.verdicts import RefusedError

_IN_BOOK = ("definedNames", "extLst", "pivotCaches")
_IN_SHEETS = (
    "dataValidations",
    "conditionalFormatting",
    "extLst",
    "autoFilter",
    "dimension",
    "sheetViews",
)
_IN_STYLES = (
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PLAIN_STYLES = (
    b"<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    b"<cellStyleXfs><xf/></cellStyleXfs>"
)
_ROW, _ROWS_END = re.compile(rb"<(?:\w+:)?row\b"), re.compile(rb"</(?:\w+:)?sheetData>")
_STYLES = 4000
"""Cells name their style by its number; a workbook of an office has a few hundred."""


def mended(path: Path, most_rows: int | None = None) -> io.BytesIO:
    """The copy in memory, of each sheet its first rows. Raises RefusedError if the archive is unsafe to open."""
    out = io.BytesIO()
    with open_archive(path) as opened, zipfile.ZipFile(out, "w") as copy:
        archive = plain(opened)
        for name in archive.namelist():
            if not name.lower().startswith("docprops/"):
                part = _part(name.lower(), part_bytes(archive, name))
                copy.writestr(name, _first_rows(part, most_rows) if most_rows else part)
    out.seek(0)
    return out


def _part(name: str, data: bytes) -> bytes:
    if name.endswith("xl/workbook.xml"):
        return _without(data, _IN_BOOK)
    if name.endswith("styles.xml"):
        return _styles(data)
    if "/worksheets/" in name and name.endswith(".xml"):
        # A day that is none is read as it is written.
        return _without(data, _IN_SHEETS).replace(b't="d"', b't="str"')
    return data


def _first_rows(data: bytes, most: int) -> bytes:
    """A sheet without the rows after so many: a library reads all before it shows the first."""
    beyond = next(islice(_ROW.finditer(data), most, None), None)
    end = _ROWS_END.search(data, beyond.start()) if beyond else None
    return data[: beyond.start()] + data[end.start() :] if beyond and end else data


def _without(data: bytes, elements: tuple[str, ...]) -> bytes:
    for element in elements:
        pattern = rb"<((?:\w+:)?%s)\b(?:[^>]*/>|.*?</\1>)" % element.encode()
        data = re.sub(pattern, b"", data, flags=re.DOTALL)
    return data


def _styles(data: bytes) -> bytes:
    """The styles with how days and shares are written, and nothing of how they look."""
    kept = re.sub(rb'\b(fontId|fillId|borderId|xfId)="\d*"', rb'\1="0"', _without(data, _IN_STYLES))
    end = kept.rfind(b"<cellXfs")
    kept = kept[:end] + _PLAIN_STYLES + kept[end:] if end >= 0 else kept
    try:
        parse(kept, "styles", None)
    except RefusedError:
        return b'<styleSheet xmlns="%s">%s<cellXfs>%s</cellXfs></styleSheet>' % (
            _SPREADSHEET,
            _PLAIN_STYLES,
            b"<xf/>" * _STYLES,
        )
    return kept
