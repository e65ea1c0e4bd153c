"""One look, or several by one child, for tests and benchmarks that want nothing of a unit or a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from domain.inspected import Inspection
from domain.plan.model import EvidenceRequirement
from inspection import Inspector


class FileToInspect(NamedTuple):
    """A file on disk, the name it came with, and the requirement it is meant for."""

    path: Path
    file_name: str
    requirement: EvidenceRequirement


def inspect_file(
    path: Path, file_name: str, requirement: EvidenceRequirement, **more: Any
) -> Inspection:
    """Look inside one file by a new child."""
    [seen] = inspect_files([FileToInspect(path, file_name, requirement)], **more)
    return seen


def inspect_files(files: Sequence[FileToInspect], **more: Any) -> list[Inspection]:
    """Look inside many files by one child; answers in the same order. `more` is `Inspector`'s."""
    with Inspector(**more) as inspector:
        return [inspector.look(*file) for file in files]
