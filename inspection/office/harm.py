"""Refuses macros, hidden files and remote templates in documents that are zipped XML.

The parts and their relations decide, never the file's name: a .docm renamed .docx still holds its macro. The
workbook behind a chart is no hidden file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from domain.facts import Problem
from inspection.office.markup import parse, part_bytes
from inspection.verdicts import RefusedError

_MACRO_PARTS = re.compile(
    r"vbaProject\.bin$|/activeX/|/(?:macro|dialog)sheets/|^Basic/|^Scripts/", re.IGNORECASE
)
_MACRO_TYPES = re.compile(r"macroEnabled|vbaProject|activeX", re.IGNORECASE)
_PROGRAMS = re.compile(
    r"\.(?:exe|dll|scr|com|jar|msi|js|vbs|wsf|hta|lnk|bat|cmd|ps1|docm|xlsm|pptm|zip|rar|7z)$",
    re.IGNORECASE,
)
_OLE_IN_OPEN_DOCUMENT = b"application/vnd.sun.star.oleobject"
_LOADED = frozenset({"attachedTemplate", "oleObject", "frame", "subDocument"})
"""Relations whose target Office loads when it opens the document."""
_CONTAINED = frozenset({"oleObject", "aFChunk"})


@dataclass(frozen=True, slots=True)
class _Relation:
    """`owner` is the folder of the part that has it (`word/charts`); `kind` the last word of its type."""

    owner: str
    kind: str
    target: str
    external: bool


def refuse_office_harm(archive: zipfile.ZipFile) -> None:
    """Refuse macros, then files inside, then targets that would be loaded from elsewhere."""
    _refuse_macros(archive)
    relations = list(_relations(archive))
    _refuse_embedded(archive, relations)
    for relation in relations:
        if relation.external and relation.kind in _LOADED and _is_elsewhere(relation.target):
            what = f"{relation.kind} from {relation.target[:100]!r}"
            raise RefusedError(Problem.MACROS, what)


def _refuse_macros(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if _MACRO_PARTS.search(name):
            raise RefusedError(Problem.MACROS, f"macros: {name[:100]!r}")
    for attributes in _attributes(archive, "[Content_Types].xml"):
        if _MACRO_TYPES.search(kind := attributes.get("ContentType", "")):
            raise RefusedError(Problem.MACROS, f"macros: {kind[:100]!r}")


def _refuse_embedded(archive: zipfile.ZipFile, relations: list[_Relation]) -> None:
    behind_charts = set()
    for relation in relations:
        if relation.external:
            continue
        if relation.kind in _CONTAINED:
            raise RefusedError(Problem.EMBEDDED_FILES, f"a file inside: {relation.target[:100]!r}")
        is_workbook = relation.target.lower().endswith(".xlsx")
        if relation.kind == "package" and is_workbook and relation.owner.endswith("/charts"):
            behind_charts.add(PurePosixPath(relation.target).name)
    for name in archive.namelist():
        hidden = "/embeddings/" in name and PurePosixPath(name).name not in behind_charts
        if (hidden and not name.endswith("/")) or _PROGRAMS.search(name):
            raise RefusedError(Problem.EMBEDDED_FILES, f"a file inside: {name[:100]!r}")
    if _OLE_IN_OPEN_DOCUMENT in part_bytes(archive, "META-INF/manifest.xml"):
        raise RefusedError(Problem.EMBEDDED_FILES, "a file inside an OpenDocument")


def _relations(archive: zipfile.ZipFile) -> Iterator[_Relation]:
    for name in archive.namelist():
        if not name.lower().endswith(".rels"):
            continue
        owner = name.lower().rpartition("/_rels/")[0]
        for attributes in _attributes(archive, name):
            yield _Relation(
                owner=owner,
                kind=attributes.get("Type", "").rpartition("/")[2],
                target=attributes.get("Target", ""),
                external=attributes.get("TargetMode", "").lower() == "external",
            )


class _Collector:
    """Keeps the attributes of every element."""

    def __init__(self) -> None:
        self.seen: list[Mapping[str, str]] = []

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.seen.append(attributes)


def _attributes(archive: zipfile.ZipFile, name: str) -> list[Mapping[str, str]]:
    collector = _Collector()
    if data := part_bytes(archive, name):
        parse(data, name, collector)
    return collector.seen


def _is_elsewhere(target: str) -> bool:
    """Whether a target lies on a server. Offices use templates in a folder of the same computer."""
    place = unquote(target).strip().lower().replace("\\", "/")
    if place.startswith("file:"):
        place = place.removeprefix("file:")
        place = re.sub(r"^/{0,3}(?=[a-z]:/)", "", place)
        place = re.sub(r"^/{3}(?!/)", "/", place)
    if re.match(r"[a-z]:/", place):
        return False
    return place.startswith("//") or re.match(r"[a-z][a-z0-9+.-]*:", place) is not None
