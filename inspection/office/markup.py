"""Parses the XML inside office documents as a stream: no tree, no limit of depth, no entities."""

from __future__ import annotations

import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

from domain.facts import Problem
from inspection.verdicts import RefusedError


def part_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part's bytes; empty if there is no such part."""
    try:
        return archive.read(name)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise RefusedError(Problem.UNREADABLE, f"{name}: {error}") from error


def parse(data: bytes, name: str, target: Any) -> None:
    """Send a part's elements to `target` (its `start`, `data`, `end`); a DOCTYPE ends it as unsafe."""
    try:
        parser = ElementTree.XMLParser(target=_Guarded(target))  # noqa: S314 _Guarded refuses entities
        parser.feed(data)
        parser.close()
    except ElementTree.ParseError as error:
        raise RefusedError(Problem.UNREADABLE, f"{name}: {error}") from error


class _Guarded:
    """A parser's target that passes on only what its own target can take."""

    def __init__(self, target: Any) -> None:
        for taken in ("start", "data", "end"):
            if hasattr(target, taken):
                setattr(self, taken, getattr(target, taken))

    def doctype(self, name: str, _public: str, _system: str) -> None:
        """Refuse what could define entities; no office program writes one."""
        raise RefusedError(Problem.UNSAFE, f"DOCTYPE {name[:50]!r} in a document part")

    def close(self) -> None:
        """End the document; the parser asks for this method."""
