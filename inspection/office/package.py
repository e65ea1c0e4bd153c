"""The parts of a zipped office document, found by their relations and without regard to case, as Office finds them.

`plain` gives a Strict Open XML document in the ordinary namespaces. So our readers and the libraries read both alike.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from inspection.office.markup import parse, part_bytes
from inspection.opening import open_archive

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_ORDINARY = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_ROOTS = {"document": "docx", "workbook": "xlsx", "presentation": "pptx"}
_USUAL = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml")
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/epub+zip": "epub",
}
_MARKS = {
    "index/document.iwa": "iwork", "index.apxl": "iwork", "index.xml": "iwork", "index.zip": "iwork",
    "fixeddocseq.fdseq": "xps", "xl/workbook.bin": "xlsb", "androidmanifest.xml": "program",
}  # fmt: skip
"""Parts that only one kind of zipped file has."""
_TYPES, _RELATIONS = "[content_types].xml", "_rels/.rels"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: `owner` is the part that has it, `kind` the last word of its type.

    `target` is a part's name from the package's root, or as it is written if it is external.
    """

    owner: str
    id: str
    kind: str
    target: str
    external: bool


class Package:
    """An opened archive, asked for its parts by name. Names are compared without regard to case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {_plain_name(name): name for name in archive.namelist()}

    def part(self, name: str) -> bytes:
        """A part's bytes; empty if there is no such part."""
        found = self.names.get(_plain_name(name))
        return part_bytes(self.archive, found) if found else b""

    def has(self, name: str) -> bool:
        return _plain_name(name) in self.names

    def relations(self, owner: str = "") -> tuple[Relation, ...]:
        """The relations of a part; of the package itself for the empty name."""
        folder, _, leaf = _plain_name(owner).rpartition("/")
        name = f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels"
        return tuple(_relations(owner, self.part(name)))

    def all_relations(self) -> Iterator[Relation]:
        for name in self.names:
            if name.endswith(".rels"):
                folder, _, leaf = name.rpartition("_rels/")
                yield from _relations(folder + leaf.removesuffix(".rels"), self.part(name))

    def related(self, owner: str) -> Mapping[str, Relation]:
        """A part's relations by their ids."""
        return {relation.id: relation for relation in self.relations(owner)}

    @cached_property
    def main(self) -> str:
        """The main part's name; empty if the file is no Office document."""
        for relation in self.relations():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        return next((name for name in _USUAL if self.has(name)), "")

    @cached_property
    def kind(self) -> str:
        """What it is: `docx`, `odt`, `iwork` …, and `zip` for an archive of files."""
        if self.main:
            return _ROOTS.get(_root(self.part(self.main)), "") or self._by_folder()
        kind = _MIMETYPES.get(self.part("mimetype").strip())
        return kind or next((kind for mark, kind in _MARKS.items() if self.has(mark)), "zip")

    def _by_folder(self) -> str:
        """By the folder of a main part that cannot be read: reading it then names the problem."""
        folders = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
        if self.main.endswith(".bin"):
            return "xlsb"
        return folders.get(self.main.partition("/")[0], "zip")

    @property
    def strict(self) -> bool:
        """Whether it is written in the namespaces of Strict Open XML."""
        return _STRICT.search(self.part(_RELATIONS)) is not None


def plain(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    """The archive itself, or its copy in memory in the ordinary namespaces if it is Strict Open XML."""
    if not Package(archive).strict:
        return archive
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            data = part_bytes(archive, name)
            is_xml = name.lower().endswith((".xml", ".rels"))
            copy.writestr(name, _STRICT.sub(_ORDINARY, data) if is_xml else data)
    return zipfile.ZipFile(out)


def library_input(path: Path) -> Path | io.BytesIO:
    """What a library that knows only the ordinary namespaces can open: the path, or a plain copy in memory.

    Raises RefusedError if the archive is unsafe to open.
    """
    with open_archive(path) as archive:
        copy = plain(archive)
        if copy is archive or not isinstance(copy.fp, io.BytesIO):
            return path
        return io.BytesIO(copy.fp.getvalue())


def _plain_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _root(data: bytes) -> str:
    """The name of the first element, without its namespace."""
    found = re.search(rb"<(?:[\w.-]+:)?(\w+)[\s>/]", data[:4000].replace(b"\0", b""))
    return found[1].decode() if found else ""


class _Collector:
    """Keeps the attributes of every element."""

    def __init__(self) -> None:
        self.seen: list[Mapping[str, str]] = []

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.seen.append(attributes)


def attributes_in(data: bytes, name: str) -> list[Mapping[str, str]]:
    """The attributes of every element of a part; none of an empty one."""
    collector = _Collector()
    if data:
        parse(data, name, collector)
    return collector.seen


def _relations(owner: str, data: bytes) -> Iterator[Relation]:
    folder = posixpath.dirname(owner.replace("\\", "/"))
    for attributes in attributes_in(data, f"relations of {owner}"):
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode", "").lower() == "external"
        yield Relation(
            owner=owner,
            id=attributes.get("Id", ""),
            kind=attributes.get("Type", "").rpartition("/")[2],
            target=target if external else _inside(folder, target),
            external=external,
        )


def _inside(folder: str, target: str) -> str:
    place = unquote(target).replace("\\", "/").partition("#")[0]
    return posixpath.normpath(posixpath.join("/" + folder, place)).lstrip("/")
