"""Refuses macros, hidden files, and data or templates from elsewhere in documents that are zipped XML.

The parts and their relations decide, never the file's name: a .docm renamed .docx still holds its macro. The
workbook behind a chart is no hidden file, and a link that a person may click is no link that loads.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from domain.facts import Problem
from inspection.office.package import Package, Relation, attributes_in
from inspection.verdicts import RefusedError

_MACRO_PARTS = re.compile(
    r"vbaProject\.bin$|/activeX/|/(?:macro|dialog)sheets/|^Basic/|^Scripts/", re.IGNORECASE
)
_MACRO_TYPES = re.compile(r"macroEnabled|vbaProject|activeX", re.IGNORECASE)
_LINKED_PARTS = re.compile(r"^xl/(?:externalLinks/|connections\.xml$|queryTables/)", re.IGNORECASE)
_PROGRAMS = re.compile(
    r"\.(?:exe|dll|scr|com|jar|msi|js|vbs|wsf|hta|lnk|bat|cmd|ps1|docm|xlsm|pptm|zip|rar|7z)$",
    re.IGNORECASE,
)
_OLE_IN_OPEN_DOCUMENT = b"application/vnd.sun.star.oleobject"
_LOADED = frozenset(
    {"attachedTemplate", "oleObject", "frame", "subDocument", "externalLink", "externalLinkPath"}
)
"""Relations whose target Office loads when it opens the document."""
_CONTAINED = frozenset({"oleObject", "aFChunk"})
_OF_THIS_COMPUTER = re.compile(r"(?:users|volumes|applications|library|private|system|home)/")
"""Where Word for Mac keeps templates, written as `file:////Users/…`."""


def refuse_office_harm(package: Package) -> None:
    """Refuse macros, then files inside, then targets that would be loaded from elsewhere."""
    _refuse_macros(package)
    relations = list(package.all_relations())
    _refuse_embedded(package, relations)
    for relation in relations:
        if relation.external and relation.kind in _LOADED and _is_elsewhere(relation.target):
            what = f"{relation.kind} from {relation.target[:100]!r}"
            raise RefusedError(Problem.LINKED, what)
    for name in package.archive.namelist():
        if _LINKED_PARTS.search(name.replace("\\", "/").lstrip("/")) and not name.endswith("/"):
            raise RefusedError(Problem.LINKED, f"data from elsewhere: {name[:100]!r}")


def _refuse_macros(package: Package) -> None:
    for name in package.archive.namelist():
        if _MACRO_PARTS.search(name):
            raise RefusedError(Problem.MACROS, f"macros: {name[:100]!r}")
    name = "[Content_Types].xml"
    for attributes in attributes_in(package.part(name), name):
        if _MACRO_TYPES.search(kind := attributes.get("ContentType", "")):
            raise RefusedError(Problem.MACROS, f"macros: {kind[:100]!r}")


def _refuse_embedded(package: Package, relations: list[Relation]) -> None:
    behind_charts = set()
    for relation in relations:
        if relation.external:
            continue
        if relation.kind in _CONTAINED:
            raise RefusedError(Problem.EMBEDDED_FILES, f"a file inside: {relation.target[:100]!r}")
        is_workbook = relation.target.lower().endswith(".xlsx")
        in_charts = PurePosixPath(relation.owner).parent.name.lower() == "charts"
        if relation.kind == "package" and is_workbook and in_charts:
            behind_charts.add(PurePosixPath(relation.target).name.lower())
    for name in package.names:
        hidden = "/embeddings/" in name and PurePosixPath(name).name not in behind_charts
        if (hidden and not name.endswith("/")) or _PROGRAMS.search(name):
            raise RefusedError(Problem.EMBEDDED_FILES, f"a file inside: {name[:100]!r}")
    if _OLE_IN_OPEN_DOCUMENT in package.part("META-INF/manifest.xml"):
        raise RefusedError(Problem.EMBEDDED_FILES, "a file inside an OpenDocument")


def _is_elsewhere(target: str) -> bool:
    """Whether a target lies on a server. Offices use templates in a folder of the same computer."""
    written = unquote(target).strip().lower()
    place = written.replace("\\", "/")
    if place.startswith("file:"):
        place = place.removeprefix("file:").replace("//localhost/", "///", 1)
        if "\\" not in written and _OF_THIS_COMPUTER.match(place.lstrip("/")):
            return False
        place = re.sub(r"^/{0,3}(?=[a-z]:/)", "", place)
        place = re.sub(r"^/{3}(?!/)", "/", place)
    if re.match(r"[a-z]:/", place):
        return False
    return place.startswith("//") or re.match(r"[a-z][a-z0-9+.-]*:", place) is not None
