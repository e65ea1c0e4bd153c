"""Makes the demo's evidence folder with an office's tools: Word, PDF, photos, a scan. The same bytes on every run.

It shows 13 March 2567: ten of seventeen March activities are complete, three lack one thing, one has a scan, one
an empty file, two have nothing (one of them comes in late). What the documents say is in `documents.yaml`.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from domain.language.ids import RequirementId
from domain.plan.model import Plan
from reports.paper.fonts import fonts_of, sarabun
from sample.documents import DOCUMENTS, Block, SampleReport, Signatures
from sample.pictures import photo, scan, signature
from sample.word import word_file

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE = Path(__file__).with_name("report.typ")

AS_OF = date(2024, 3, 13)
"""The day for which the demo is checked."""


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file of the demo, the requirement it is for (`7.report`), and the day it came in."""

    path: Path
    requirement: str
    received_on: date


def make_demo_evidence(folder: Path, plan: Plan) -> list[DemoFile]:
    """Write the evidence under `folder`, one subfolder an activity, for what `plan` asks for.

    Raises OSError if the folder cannot be written.
    """
    wanted = plan.requirement_by_id
    with TemporaryDirectory() as workshop:
        tools = _Tools(Path(workshop))
        made = [(file, data) for file, data in _make_all(tools) if file.requirement in wanted]
    return [_write(folder, file, data) for file, data in made]


def _write(folder: Path, file: DemoFile, data: bytes) -> DemoFile:
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return DemoFile(path, file.requirement, file.received_on)


class _Tools:
    """The pictures, drawn once, and one Typst compiler for all PDFs."""

    def __init__(self, workshop: Path) -> None:
        self.pictures = {name: self._draw(name, scene) for name, scene in DOCUMENTS.scenes.items()}
        for name, data in self.pictures.items():
            (workshop / f"{name}.jpg").write_bytes(data)
        self._workshop = workshop
        self._compiler = _compiler(workshop)

    @staticmethod
    def _draw(name: str, scene: str) -> bytes:
        return photo(name, scene, DOCUMENTS.taken_on[_activity(name.replace("-", "."))])

    def pdf(self, report: SampleReport) -> bytes:
        return self._compile(report, "pdf")[0]

    def page_images(self, report: SampleReport) -> list[bytes]:
        return self._compile(report, "png")

    def _compile(self, report: SampleReport, kind: Any) -> list[bytes]:
        result = self._compiler.compile(
            input=_TEMPLATE.read_bytes(),
            format=kind,
            ppi=110,
            sys_inputs={"report": json.dumps(self._model(report), ensure_ascii=False)},
            timestamp=_morning(report.received_on),
        )
        return result if isinstance(result, list) else [result or b""]

    def _model(self, report: SampleReport) -> dict[str, Any]:
        blocks = [self._block(block) for block in report.blocks]
        return {"title": report.title, "bureau": DOCUMENTS.bureau, "blocks": blocks}

    def _block(self, block: Block) -> dict[str, Any]:
        """A block as the template reads it: its kind and its fields."""
        fields = {name: getattr(block, name) for name in block.__dataclass_fields__}
        if isinstance(block, Signatures):
            fields["pictures"] = [self._sign(role).name for role in block.roles]
        return {"kind": type(block).__name__, **fields}

    def word(self, report: SampleReport) -> bytes:
        return word_file(report, lambda name: self._workshop / f"{name}.jpg", self._sign)

    def _sign(self, role: str) -> Path:
        path = self._workshop / f"sign-{_stable(role)}.png"
        path.write_bytes(signature(role))
        return path


def _stable(text: str) -> int:
    """A number that follows from a text, the same in every process, unlike `hash`."""
    return int.from_bytes(text.encode()) % 10**9


def _activity(requirement: str) -> int:
    return RequirementId.parse(requirement).activity


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _make_all(tools: _Tools) -> Iterator[tuple[DemoFile, bytes]]:
    for report in DOCUMENTS.reports:
        yield _file(report.requirement, report.file, report.received_on), _set(tools, report)
    for handed in DOCUMENTS.photos:
        folder = DOCUMENTS.folders[_activity(handed.requirement)]
        name = f"{folder}/ภาพกิจกรรม_{handed.picture}.jpg"
        yield _file(handed.requirement, name, handed.received_on), tools.pictures[handed.picture]
    empty = DOCUMENTS.empty_file
    yield _file(empty.requirement, empty.file, empty.received_on), b""


def _file(requirement: str, name: str, received_on: date) -> DemoFile:
    return DemoFile(Path(name), requirement, received_on)


def _set(tools: _Tools, report: SampleReport) -> bytes:
    if report.scanned:
        return _scan(tools, report)
    return tools.word(report) if report.file.endswith(".docx") else tools.pdf(report)


def _scan(tools: _Tools, report: SampleReport) -> bytes:
    """A report as a copier gives it: pictures of pages, no text."""
    pages = [scan(page, f"{report.file}{n}") for n, page in enumerate(tools.page_images(report))]
    out = io.BytesIO()
    moment = time.struct_time(_morning(report.received_on).timetuple())
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=110,
        creationDate=moment,
        modDate=moment,
    )
    return out.getvalue()


def _compiler(root: Path) -> Compiler:
    from typst import Compiler

    return Compiler(root=root, font_paths=fonts_of(sarabun()))
