"""What the demo's documents say fits the plan, and a slip of the pen in them is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from domain.language.thai import fiscal_year_span
from sample.documents import (
    DOCUMENTS,
    Photos,
    SampleDocuments,
    SampleFile,
    SamplePhoto,
    SampleReport,
)
from sample.pictures import _SCENES
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan

PLAN = load_plan([plan_folder(2567)]).plan
ASKED = {f"{a.number}.{r.id}": r for a in PLAN.activities for r in a.requirements}
FILES: list[SampleFile | SamplePhoto] = [
    *DOCUMENTS.reports,
    *DOCUMENTS.photos,
    DOCUMENTS.empty_file,
]


def test_every_file_is_for_a_document_that_the_plan_asks_for() -> None:
    assert [file.requirement for file in FILES if file.requirement not in ASKED] == []


def test_every_file_came_in_within_the_fiscal_year_and_after_the_activity() -> None:
    first, last = fiscal_year_span(PLAN.fiscal_year)

    for file in FILES:
        number = int(file.requirement.partition(".")[0])
        assert first <= file.received_on <= last, file
        assert DOCUMENTS.taken_on.get(number, first) <= file.received_on, file


def test_every_picture_that_is_shown_is_drawn_and_every_one_drawn_is_shown() -> None:
    shown = {photo.picture for photo in DOCUMENTS.photos}
    for report in DOCUMENTS.reports:
        for block in report.blocks:
            if isinstance(block, Photos):
                shown |= {name for name, _ in block.items}

    assert shown == set(DOCUMENTS.scenes)
    assert set(DOCUMENTS.scenes.values()) <= set(_SCENES)


def test_every_picture_has_a_day_and_every_file_a_folder() -> None:
    pictured = {int(name.partition("-")[0]) for name in DOCUMENTS.scenes}

    assert pictured <= set(DOCUMENTS.taken_on)
    assert {int(file.requirement.partition(".")[0]) for file in FILES} <= set(DOCUMENTS.folders)
    assert len(set(DOCUMENTS.folders.values())) == len(DOCUMENTS.folders)


def test_no_two_documents_have_one_name() -> None:
    names = [report.file for report in DOCUMENTS.reports]

    assert len(set(names)) == len(names)


REPORT: dict[str, Any] = {
    "requirement": "7.report", "file": "ก.docx", "received_on": "2024-01-19", "title": "ก", "blocks": [{"text": "ข"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param({"blocks": [{"heading ": "ก"}]}, id="a part of no known kind"),
        pytest.param({"titel": "ก"}, id="a misspelt key"),
        pytest.param({"received_on": "2024-02-30"}, id="a day that does not exist"),
        pytest.param({"title": None}, id="no title"),
    ],
)
def test_a_slip_of_the_pen_is_refused(slip: dict[str, Any]) -> None:
    assert SampleReport.model_validate(REPORT).blocks

    with pytest.raises((ValidationError, KeyError)):
        SampleReport.model_validate(REPORT | slip)


def test_the_file_is_read_whole() -> None:
    path = Path(__file__).parents[2] / "sample" / "documents.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))

    assert SampleDocuments.model_validate(data) == DOCUMENTS
    assert len(DOCUMENTS.reports) == len(data["reports"])
