"""A year's evidence for the real plan: real files by real programs, one for each document that is asked for."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from random import Random

from domain.plan.model import EvidenceRequirement, Plan, SectionKind
from flows.evidence.take_in import Incoming
from tests.support.evidence import film


def photo(seed: str) -> bytes:
    """A picture like no other: large blocks of grey by chance."""
    from PIL import Image

    blocks = Image.frombytes("L", (9, 9), Random(seed).randbytes(81))
    out = io.BytesIO()
    blocks.resize((270, 270), Image.Resampling.BICUBIC).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def document(name: str, requirement: EvidenceRequirement) -> bytes:
    """A Word file with every part that the plan's row lists under its heading, and a picture where it wants one."""
    from docx import Document

    word = Document()
    if any(s.kind is SectionKind.COVER for s in requirement.sections):
        word.add_paragraph("ปก")
    word.add_heading(f"{requirement.title} {name}")
    for section in requirement.sections:
        word.add_heading(section.title, level=2)
        groups = " ".join(group[0] for group in section.all_of)
        word.add_paragraph(f"สำนักได้ดำเนินการแล้วเสร็จ {groups} รายละเอียดปรากฏตามเอกสารฉบับนี้ทุกประการ")
        if section.kind is SectionKind.IMAGES:
            word.add_picture(io.BytesIO(photo(f"{name}-inside")))
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def evidence(plan: Plan, folder: Path, activities: range) -> list[Incoming]:
    """Everything that these activities ask for, handed in ten days before each is due."""
    files: list[Incoming] = []
    for number in activities:
        activity = plan.by_number[number]
        received = plan.batch_by_id[activity.batch].due - timedelta(days=10)
        for requirement in activity.requirements:
            files += [
                _file(number, requirement, copy, received, folder)
                for copy in range(requirement.min_count)
            ]
    return files


def _file(
    number: int, requirement: EvidenceRequirement, copy: int, received: date, folder: Path
) -> Incoming:
    name = f"{number}.{requirement.id}"
    if "docx" in requirement.formats:
        suffix, data = "docx", document(f"{name} {copy + 1}", requirement)
    elif "mp4" in requirement.formats:
        suffix, data = "mp4", film()
    else:
        suffix, data = "jpg", photo(f"{name}-{copy}")
    path = folder / f"{name}-{copy + 1}.{suffix}"
    path.write_bytes(data)
    return Incoming(name, path, received)
