"""A plan's content apart from its files: as JSON, its hash, and cached for the next process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.plan.model import Plan
from storage.kept import kept

_CONFIRMATION = ("carried", "confirmed", "settled", "interpretations")
_READERS = [
    *Path(__file__).parent.glob("*.py"),
    *(Path(__file__).parents[2] / "domain" / "plan").glob("*.py"),
]
"""The code that decides whether a plan is sound: a plan that older code took is read again."""


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A sound plan, the SHA-256 of its content, and the files that it came from."""

    plan: Plan
    content_hash: str
    files: tuple[Path, ...]


def plan_content(plan: Plan) -> dict[str, Any]:
    """A plan as plain JSON that `Plan.model_validate` takes, without what is left at its default."""
    content: dict[str, Any] = plan.model_dump(mode="json", exclude_defaults=True)
    return content


def plan_hash(plan: Plan) -> str:
    """SHA-256 of what the plan says: comments, layout and the spread over files do not matter."""
    return content_hash(plan_content(plan))


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of what a `plan_content` says.

    Defaults do not count: a newer Kamnot with one more field must not change every plan's hash. Confirmations and
    the list of open readings do not count either: to confirm a value changes nothing that it says.
    """
    canonical = json.dumps(
        _said(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(item) for name, item in value.items() if name not in _CONFIRMATION}
    return [_said(item) for item in value] if isinstance(value, list) else value


def load_kept(folder: Path, cache: Path) -> LoadedPlan:
    """The plan of a folder, as `load_plan` gives it. The folder `cache` keeps what the same files said.

    Parsing a year's plan takes longer than a check. Raises PlanError with every problem found.
    """
    files = sorted(folder.glob("*.yaml"))

    def read() -> str:
        from storage.plan_files.load import load_plan

        loaded = load_plan([folder])
        return f"{loaded.content_hash}\n{json.dumps(plan_content(loaded.plan), ensure_ascii=False)}"

    found, _, content = kept(cache / f"plan-{folder.name}.json", _question(files), read).partition(
        "\n"
    )
    return LoadedPlan(Plan.model_validate_json(content), found, tuple(files))


def _question(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for code in _READERS:
        digest.update(f"{code.name} {code.stat().st_mtime_ns}\n".encode())
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            content = repr(error).encode()  # read again below, and explained there
        digest.update(f"{file} {len(content)}\n".encode() + content)
    return digest.hexdigest()
