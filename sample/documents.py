"""Reads what the demo's documents say from `documents.yaml`: fiction, with roles instead of names.

`sample.evidence` makes Word, PDF and pictures of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, field_validator


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A numbered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with a header row; `widths` are shares of the text's width."""

    widths: tuple[int, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos by name (`7-1`) with their captions."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signature pictures above the roles of those who signed."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover page."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """A page with the table of contents."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Starts a new page."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | TextTable
    | Photos
    | Signatures
    | Cover
    | ContentsPage
    | PageBreak
)

_BLOCKS: dict[str, Callable[[Any], Block]] = {
    "heading": Heading,
    "text": Paragraph,
    "list": lambda items: Bullets(tuple(items)),
    "table": lambda t: TextTable(
        tuple(t["widths"]), tuple(t["header"]), tuple(map(tuple, t["rows"]))
    ),
    "photos": lambda captions: Photos(tuple(captions.items())),
    "signatures": lambda roles: Signatures(tuple(roles)),
    "cover": lambda lines: Cover(tuple(lines)),
    "contents": lambda _: ContentsPage(),
    "page-break": lambda _: PageBreak(),
}


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class SampleFile(_Data):
    """A file of the demo: the requirement it is for, its path in the folder, the day it came in."""

    requirement: str
    file: str
    received_on: date


class SampleReport(SampleFile):
    """A document and what it says; `scanned` if it is handed in as pictures of its pages."""

    title: str
    scanned: bool = False
    blocks: tuple[Block, ...]

    @field_validator("blocks", mode="plain")
    @classmethod
    def _read(cls, blocks: list[dict[str, Any]]) -> tuple[Block, ...]:
        return tuple(_BLOCKS[kind](said) for block in blocks for kind, said in block.items())


class SamplePhoto(_Data):
    """A photo that is a separate file: its name, the requirement it is for, the day it came in."""

    requirement: str
    picture: str
    received_on: date


class SampleDocuments(_Data):
    """Everything in `documents.yaml`.

    `staff` is the bureau's headcount, management included; `folders` the folder's name of an activity;
    `taken_on` the day of an activity's pictures; `scenes` what each picture shows; `empty_file` a copy whose
    bytes were lost.
    """

    staff: int
    bureau: str
    folders: dict[int, str]
    taken_on: dict[int, date]
    scenes: dict[str, str]
    photos: tuple[SamplePhoto, ...]
    empty_file: SampleFile
    reports: tuple[SampleReport, ...]


DOCUMENTS = SampleDocuments.model_validate(
    yaml.safe_load(Path(__file__).with_name("documents.yaml").read_text("utf-8"))
)
